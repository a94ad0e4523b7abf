//! Writes, notifications, the jobs of a customer, and calls that are passed through.
//!
//! A body is `{"task": {…}}`, as the documentation of v2 shows it; its names are those of v1's writes.
//! The answers of `PUT` and `DELETE` lack the employees and the contact, so nothing is read from them:
//! what a task is after a write is asked for.

use serde_json::{Map, Value, json};

use super::connection::Connection;
use super::query::check_id;
use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Method, Request};
use crate::platforms::fields::Fields;
use crate::platforms::json::{self, items};
use crate::platforms::{Job, Made, Operations, RawCall, Step};
use crate::task::{Changes, Field, TaskId};

mod values;

/// Tells the assigned employee; it is the kind without a body.
pub(super) const EMPLOYEE: &str = "employee";
/// Tells the customer when it is.
pub(super) const DETAILS: &str = "details";
/// Tells the customer that the employee is coming.
pub(super) const ON_THE_WAY: &str = "on_the_way";

/// The member of `platform_fields` that chooses the route by which a task is created.
pub(super) const JOB_NUMBER: &str = "job_number";
/// The one own field that a new task must have.
pub(super) const TASK_TYPE: &str = "task_type_id";

/// What the answer of a `POST` should be, for errors.
const CREATED: &str = "the task with its `id`, bare or as `{\"task\": task}`";
/// What the answer of the job list should be, for errors.
const JOBS: &str = "a bare list of jobs, each with `id`, `name` and `status`";

impl Operations for Connection {
    fn create(&self, draft: &Changes) -> Result<Request> {
        let own = draft.platform_fields();
        if own.get(TASK_TYPE).is_none_or(Value::is_null) {
            return Err(values::wrong(
                &format!("platform_fields.{TASK_TYPE}"),
                "is missing, and Kickserv's documents require it of a new task",
            )
            .help("write the id of one of the account's task types, such as `{ \"task_type_id\": 4 }`"));
        }
        let number = own.get(JOB_NUMBER).filter(|number| !number.is_null());
        let request = match (draft.value(Field::Project), number) {
            (Some(_), Some(_)) => {
                return Err(values::wrong(
                    &format!("platform_fields.{JOB_NUMBER}"),
                    "and `project` both name the job",
                )
                .help("write one of them: `project` takes the job's id, `job_number` the number that people see"));
            }
            (None, None) => {
                return Err(
                    values::wrong("project", "is missing, and every task of Kickserv is one of a job")
                        .help("write the job's id as `project`, or the number that people see as `platform_fields.job_number`"),
                );
            }
            (Some(_), None) => Request::new(Method::Post, &self.base, &["tasks.json"]),
            (None, Some(number)) => {
                let number = values::own_id(JOB_NUMBER, number)?.to_string();
                let path = ["jobs", &number, "tasks.json"];
                Request::new(Method::Post, &self.base, &path)
            }
        };
        Ok(request.json(&enveloped(values::fields(draft)?)))
    }

    fn created(&self, _: &Changes, body: &[u8]) -> Result<Made> {
        let answer: Fields<'_> = json::page(body, CREATED)?;
        let inner = answer.given("task").map(Fields::read);
        let task = match &inner {
            None => &answer,
            Some(Some(task)) => task,
            Some(None) => return Err(json::invalid("`task` is not an object", CREATED)),
        };
        match task.try_id("id") {
            Ok(Some(id)) => Ok(Made {
                parent: None,
                platform_id: id.into_owned(),
            }),
            Ok(None) => Err(json::invalid("the answer has no `id`", CREATED)),
            Err(complaint) => Err(json::invalid(&complaint, CREATED)),
        }
    }

    fn update(&self, id: &TaskId, patch: &Changes, _: Option<&[u8]>) -> Result<Vec<Step>> {
        let request = on_task(self, Method::Put, id)?;
        let names = patch.fields().map(|(field, _)| field.name());
        let own = patch.platform_fields().keys().map(String::as_str);
        Ok(vec![Step {
            request: request.json(&enveloped(values::fields(patch)?)),
            writes: names.chain(own).map(str::to_owned).collect(),
        }])
    }

    fn delete(&self, id: &TaskId) -> Result<Request> {
        on_task(self, Method::Delete, id)
    }

    fn notify(&self, id: &TaskId, kind: &str) -> Result<Request> {
        check_id(id)?;
        let path = ["tasks", &id.platform_id, "notify.json"];
        let request = Request::new(Method::Post, &self.base, &path);
        match kind {
            EMPLOYEE => Ok(request),
            DETAILS | ON_THE_WAY => Ok(request.json(&json!({ "notification_type": kind }))),
            _ => Err(TaskweaveError::new(
                Code::RequestInvalid,
                "Kickserv has no notification of this kind",
            )
            .help(format!("the kinds are {EMPLOYEE}, {DETAILS}, {ON_THE_WAY}"))),
        }
    }

    fn jobs(&self, customer_id: &str) -> Result<Request> {
        if values::id(customer_id).is_none() {
            return Err(TaskweaveError::new(
                Code::RequestInvalid,
                "`customer_id` is not the id of a customer of Kickserv",
            )
            .help("write digits, at most 15, such as 13579: the customer's id, not the number that people see"));
        }
        let path = ["tasks", "job_list.json"];
        Ok(Request::new(Method::Get, &self.base, &path).query("customer_id", customer_id))
    }

    fn read_jobs(&self, body: &[u8]) -> Result<Vec<Job>> {
        let jobs = json::value(body, JOBS)?;
        let jobs = items(jobs).ok_or_else(|| json::invalid("the answer is no list", JOBS))?;
        jobs.into_iter().map(job).collect()
    }

    fn raw(&self, call: &RawCall) -> Result<Request> {
        if call.method == Method::Get && call.body.is_some() {
            return Err(
                TaskweaveError::new(Code::RequestInvalid, "a GET carries no body")
                    .help("write what it asks for as `query`, or choose another `method`"),
            );
        }
        Ok(call.request(&self.base))
    }
}

fn enveloped(fields: Map<String, Value>) -> Value {
    json!({ "task": fields })
}

/// A call on `/tasks/{id}.json`.
fn on_task(connection: &Connection, method: Method, id: &TaskId) -> Result<Request> {
    check_id(id)?;
    let name = format!("{}.json", id.platform_id);
    Ok(Request::new(method, &connection.base, &["tasks", &name]))
}

fn job(raw: &str) -> Result<Job> {
    let fields = Fields::read(raw)
        .ok_or_else(|| json::invalid("something in the list is not a job", JOBS))?;
    let id = fields
        .try_id("id")
        .map_err(|complaint| json::invalid(&format!("of a job, {complaint}"), JOBS))?
        .ok_or_else(|| json::invalid("a job has no `id`", JOBS))?;
    Ok(Job {
        id: id.into_owned(),
        name: fields.string("name"),
        status: fields.string("status"),
    })
}

#[cfg(test)]
mod tests;
