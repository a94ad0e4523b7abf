//! Writes: a task of a project, by four of its fields.
//!
//! What an update does with the fields that it does not name is in no document, and it must name the
//! task. So the project is read first, whose embedded tasks carry all four fields, and the update
//! names whatever is not empty.

mod body;

use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Method, Request};
use crate::platforms::fields::Fields;
use crate::platforms::{Made, Operations, RawCall, Reader as _, Step, json};
use crate::task::{Changes, Field, NewValue, TaskId};

use super::connection::{Connection, ORGANIZATION, is_number, project_of};
use super::read::ZohoReader;

/// What the answer to a new task should be, for its errors.
const CREATED: &str = "`{\"code\": 0, \"task\": {\"task_id\": …}}`";
/// What a project should be, for its errors.
const PROJECT: &str = "`{\"code\": 0, \"project\": {\"tasks\": [{\"task_id\": …}]}}`";

impl Operations for Connection {
    fn create(&self, draft: &Changes) -> Result<Request> {
        let project = project(draft)?;
        let body = body::of_draft(draft)?;
        Ok(json_body(
            self.ask(Method::Post, &["projects", project, "tasks"]),
            body,
        ))
    }

    fn created(&self, draft: &Changes, answer: &[u8]) -> Result<Made> {
        let page = ZohoReader.page(answer)?;
        let Some(task) = page.rows.only() else {
            return Err(json::invalid("the answer does not hold one task", CREATED));
        };
        let row = Fields::read(task.raw());
        let id = |name| row.as_ref().and_then(|row| row.id(name));
        let platform_id =
            id("task_id").ok_or_else(|| json::invalid("the task has no `task_id`", CREATED))?;
        let parent = match id("project_id") {
            Some(project) => project,
            None => project(draft)?.to_owned(),
        };
        Ok(Made {
            parent: Some(parent),
            platform_id,
        })
    }

    fn before_update(&self, id: &TaskId, patch: &Changes) -> Result<Option<Request>> {
        // What cannot be written is refused before anything is asked for.
        body::check(patch)?;
        Ok(Some(self.ask(Method::Get, &["projects", project_of(id)?])))
    }

    fn update(&self, id: &TaskId, patch: &Changes, current: Option<&[u8]>) -> Result<Vec<Step>> {
        let page = ZohoReader.page(current.unwrap_or_default())?;
        let rows: Vec<_> = page.rows.texts().collect();
        let task = find(&rows, id)?;
        let body = body::of_patch(patch, &task)?;
        let fields = patch.fields().map(|(field, _)| field.name().to_owned());
        let writes = fields.chain(patch.platform_fields().keys().cloned());
        Ok(vec![Step {
            request: json_body(self.task(Method::Put, id)?, body),
            writes: writes.collect(),
        }])
    }

    fn delete(&self, id: &TaskId) -> Result<Request> {
        self.task(Method::Delete, id)
    }

    fn raw(&self, call: &RawCall) -> Result<Request> {
        let wrong = |what: &str| TaskweaveError::new(Code::RequestInvalid, what);
        if call.query.iter().any(|(name, _)| name == ORGANIZATION) {
            return Err(wrong("`query.organization_id` is the connection's to say")
                .help("leave it out: every call of this connection names its organization"));
        }
        if let [first, second, ..] = call.path.as_slice()
            && first == "books"
            && second == "v3"
        {
            return Err(
                wrong("the path begins with `/books/v3`, which is there already")
                    .help("write it from there on, such as `/projects`"),
            );
        }
        Ok(self.of_organization(call.request(self.base())))
    }
}

/// The project that a task is to stand in.
fn project(draft: &Changes) -> Result<&str> {
    let wrong = |what: &str| {
        TaskweaveError::new(Code::FieldInvalid, format!("`project` {what}")).help(
            "write the digits of the project's id in quotes, as `{ \"id\": \"90300000072369\" }`; every task shows its own with `expand=details`",
        )
    };
    match draft.value(Field::Project) {
        Some(NewValue::Reference(id)) if is_number(id) => Ok(id),
        Some(_) => Err(wrong("is no id of Zoho Books")),
        None => Err(wrong("is missing, and a task stands in a project")),
    }
}

/// The task of an id among those of its project.
fn find<'a>(rows: &[&'a str], id: &TaskId) -> Result<Fields<'a>> {
    let mut all_read = true;
    for row in rows {
        let fields = Fields::read(row);
        let found = fields.as_ref().and_then(|fields| fields.id("task_id"));
        all_read &= found.is_some();
        if found.as_deref() == Some(&id.platform_id)
            && let Some(fields) = fields
        {
            return Ok(fields);
        }
    }
    if !all_read {
        return Err(json::invalid(
            "a task of the project has no `task_id` that can be read, and it may be the one that is to be changed",
            PROJECT,
        ));
    }
    Err(TaskweaveError::new(
        Code::NotFound,
        "the project has no task of this id (any more)",
    ))
}

/// The request with a body whose digits stay as they are.
fn json_body(request: Request, body: String) -> Request {
    let mut request = request.header("Content-Type", "application/json");
    request.body = Some(body);
    request
}

#[cfg(test)]
mod tests;
