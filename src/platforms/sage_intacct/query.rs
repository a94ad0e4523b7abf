//! Asks for pages: one body of `POST /services/core/query` for every slice.
//!
//! Assumption: no audit time lies before 1970. A lower bound is what keeps nulls out of an ordered
//! slice (nulls under `$gte` are left out; where they would be sorted is not documented).

use serde_json::{Map, Value, json};

use super::connection::Connection;
use super::{errors, status};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, Op, Predicate, Value as Operand};
use crate::http::{Method, Request, Response};
use crate::platforms::{
    Account, Call, Expansion, Follow, PageFacts, Place, Purpose, Query, SecondWindow, Slice,
    Support,
};
use crate::task::{Direction, Field, TaskId, Timestamp};

/// The object that is queried.
const OBJECT: &str = "projects/task";

/// The most rows of a page.
const MAX_SIZE: u64 = 4000;

/// The fields that every list asks for, besides the status in its spelling.
const BASE: &[&str] = &[
    "key",
    "id",
    "name",
    "audit.createdDateTime",
    "audit.modifiedDateTime",
];

/// What `expand=details` asks for as well.
const DETAILS: &[&str] = &[
    "description",
    "planned.startDate",
    "planned.endDate",
    "actual.endDate",
    "project.key",
    "project.id",
    "project.name",
    "parent.key",
    "priority",
    "percentComplete",
    "isBillable",
    "isMilestone",
];

/// The published list: what `expand=platform_data` asks for as well. It holds what both editions
/// document. `observedPercentComplete`, `audit.createdByUser` and `audit.modifiedByUser` are left
/// out: the editions spell them differently, and one bad field fails the whole query.
const PLATFORM_DATA: &[&str] = &[
    "href",
    "isUtilized",
    "wbsCode",
    "actual.startDate",
    "duration.planned",
    "duration.estimated",
    "productionUnits.estimate",
    "productionUnits.description",
    "parent.id",
    "parent.name",
    "customer.key",
    "customer.id",
    "customer.name",
    "item.key",
    "item.id",
    "item.name",
    "timeType.key",
    "timeType.id",
    "class.key",
    "class.id",
    "class.name",
    "attachment.id",
    "dependentOn.key",
    "dependentOn.id",
    "dependentOn.name",
    "root.key",
    "root.id",
    "root.name",
    "standardTask.key",
    "standardTask.id",
    "standardTask.name",
];

/// The rest of the published list: documented in the older edition alone, so all are given up as soon
/// as one is refused.
const OLDER: &[&str] = &[
    "duration.actual",
    "duration.remaining",
    "duration.approved",
    "duration.plannedBillable",
    "duration.estimatedBillable",
    "duration.actualBillable",
    "duration.approvedBillable",
    "project.startDate",
    "project.endDate",
];

/// The optional fields to do without once the platform refuses the named ones.
pub(super) fn without(named: &[String]) -> Vec<&'static str> {
    let is_named = |field: &&&str| named.iter().any(|name| name == **field);
    let mut fields: Vec<_> = PLATFORM_DATA.iter().filter(is_named).copied().collect();
    if OLDER.iter().any(|field| is_named(&field)) {
        fields.extend(OLDER);
    }
    fields
}

impl Connection {
    /// The fields to ask for.
    fn fields(&self, expand: Expansion) -> Vec<&'static str> {
        let mut fields = BASE.to_vec();
        fields.push(self.spelling.get().as_str());
        // The platform's own record is whole only with the columns of the details.
        if expand.details || expand.platform_data {
            fields.extend(DETAILS);
        }
        if expand.platform_data {
            let refused = self.refused.borrow();
            let left = |field: &&&str| !refused.contains(field);
            fields.extend(PLATFORM_DATA.iter().chain(OLDER).filter(left));
        }
        fields
    }

    /// The conditions of a query; all must hold.
    fn filters(&self, query: &Query, slice: Slice) -> Result<Vec<Value>> {
        let mut filters = Vec::new();
        for (field, path) in TIMES {
            let mut window = SecondWindow::of(&query.conjuncts(), *field);
            let is_key = *field == query.key;
            if is_key {
                window = window.narrowed(slice, query.direction);
                if matches!(slice, Slice::Ordered { .. }) {
                    window.not_before(0);
                }
            }
            bounds(&mut filters, path, window);
            let null_asked = query.conjuncts().iter().any(|predicate| {
                predicate.field() == Some(*field)
                    && predicate.op == Op::Eq
                    && predicate.value == Operand::Null
            });
            if null_asked || (is_key && slice == Slice::Undated) {
                filters.push(condition("$eq", path, Value::Null));
            }
        }
        if let Some(words) = status::pushed(&self.words, &query.conjuncts()) {
            filters.push(condition("$in", self.spelling.get().as_str(), json!(words)));
        }
        if slice != Slice::All && path_of(query.key).is_none() {
            return Err(TaskweaveError::new(
                Code::Unsupported,
                format!("Sage Intacct cannot be read by `{}`", query.key.name()),
            ));
        }
        Ok(filters)
    }

    /// The body of a query.
    fn body(&self, query: &Query, call: &Call) -> Result<Value> {
        let filters = self.filters(query, call.slice)?;
        let by_key = json!({"key": "asc"});
        let (order, size) = match (call.slice, path_of(query.key)) {
            (Slice::Ordered { .. }, Some(path)) => {
                let direction = match query.direction {
                    Direction::Ascending => "asc",
                    Direction::Descending => "desc",
                };
                let size = u64::try_from(query.page_size).unwrap_or(MAX_SIZE);
                let order = json!([one(path, json!(direction)), by_key]);
                (order, size.clamp(1, MAX_SIZE))
            }
            _ => (json!([by_key]), MAX_SIZE),
        };
        let mut body = json!({
            "object": OBJECT,
            "fields": self.fields(query.needs.expand),
            "orderBy": order,
            "start": start(call)?,
            "size": size,
        });
        if let (Value::Object(body), false) = (&mut body, filters.is_empty()) {
            body.insert("filters".to_owned(), Value::Array(filters));
            body.insert("filterExpression".to_owned(), json!("and"));
        }
        Ok(body)
    }
}

/// The times that can be asked by.
const TIMES: &[(Field, &str)] = &[
    (Field::UpdatedAt, "audit.modifiedDateTime"),
    (Field::CreatedAt, "audit.createdDateTime"),
];

fn path_of(field: Field) -> Option<&'static str> {
    let (_, path) = TIMES.iter().find(|(known, _)| *known == field)?;
    Some(path)
}

fn one(key: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value)]))
}

fn condition(op: &str, path: &str, value: Value) -> Value {
    one(op, one(path, value))
}

/// A stored time may hide a fraction of its second, so the window's last second is written as
/// "before the next one".
fn bounds(filters: &mut Vec<Value>, path: &str, window: SecondWindow) {
    if let Some(from) = window.from {
        filters.push(condition("$gte", path, json!(second(from))));
    }
    let after = window.to.and_then(|to| to.checked_add(1));
    if let Some(after) = after.filter(|after| *after <= LAST_SECOND) {
        filters.push(condition("$lt", path, json!(second(after))));
    }
}

/// 9999-12-31T23:59:59Z, the last second that can be written; no bound is needed beyond it.
const LAST_SECOND: i64 = 253_402_300_799;

/// `YYYY-MM-DDTHH:MM:SSZ`.
fn second(seconds: i64) -> String {
    let text = Timestamp::from_seconds_saturating(seconds).to_string();
    match text.split_once('.') {
        Some((whole, _)) => format!("{whole}Z"),
        None => text,
    }
}

/// The first row of a call, counted from 1.
fn start(call: &Call) -> Result<u64> {
    match &call.place {
        Place::Start => Ok(1),
        Place::At(row) => Ok(*row),
        Place::After(_) | Place::Inside(_) => Err(TaskweaveError::new(
            Code::RequestInvalid,
            "a place in Sage Intacct's tasks is the number of a row",
        )),
    }
}

impl Account for Connection {
    fn support(&self, predicate: &Predicate) -> Support {
        match (predicate.field(), predicate.op, &predicate.value) {
            (Some(Field::UpdatedAt | Field::CreatedAt), op, Operand::Time(_)) => match op {
                Op::Eq | Op::Lt | Op::Le | Op::Gt | Op::Ge => Support::inexact(
                    Expr::Is(predicate.clone()),
                    "asked by whole seconds, because the platform may keep fractions that it does not show",
                ),
                _ => Support::unsupported("every time but one is no narrower than all"),
            },
            (Some(Field::UpdatedAt | Field::CreatedAt), Op::Eq, Operand::Null) => Support::inexact(
                Expr::Is(predicate.clone()),
                "`$eq` with null is documented; a time that cannot be read is null here alone",
            ),
            (Some(Field::UpdatedAt | Field::CreatedAt), ..) => {
                Support::unsupported("whether `$ne` with null finds the others is not documented")
            }
            (Some(Field::Status), ..) => match status::askable(&self.words, predicate) {
                Ok(words) if words.iter().all(|w| status::of_word(w).is_some()) => Support::exact(
                    Expr::Is(predicate.clone()),
                    "`$in` compares whole words, case-sensitively",
                ),
                Ok(_) => Support::inexact(
                    Expr::Is(predicate.clone()),
                    "`$in` with words that the connection maps and the documents do not know",
                ),
                Err(reason) => Support::unsupported(reason),
            },
            (Some(Field::Name | Field::Description), Op::Contains, _) => Support::unsupported(
                "how `$contains` treats case and letters beyond ASCII is not documented well enough",
            ),
            (Some(Field::Platform | Field::ConnectionId | Field::LastSyncedAt), ..) => {
                Support::unsupported("the platform does not know it; it is the connection's")
            }
            _ => Support::unsupported("only the audit times and the status are asked for"),
        }
    }

    fn begin(&self, _: &Query, slice: Slice) -> Vec<Call> {
        vec![Call {
            slice,
            place: Place::Start,
        }]
    }

    fn request(&self, query: &Query, call: &Call) -> Result<Request> {
        let body = self.body(query, call)?;
        Ok(self
            .request_to(Method::Post, &["services", "core", "query"])
            .json(&body))
    }

    fn follow(&self, call: &Call, facts: &PageFacts, _body: &[u8]) -> Result<Follow> {
        let paging = facts.paging;
        if matches!(call.slice, Slice::Ordered { .. }) {
            return Ok(Follow {
                calls: Vec::new(),
                end: paging.more == Some(false),
            });
        }
        if facts.rows == 0 {
            return Ok(Follow::default());
        }
        let start = start(call)?;
        let read = u64::try_from(facts.rows).unwrap_or(u64::MAX);
        let beyond = start.saturating_add(read);
        let rest = paging.total.is_some_and(|total| beyond <= total);
        let next = match (paging.next, paging.more) {
            (Some(next), _) if next > start => Some(next),
            (Some(_), _) if rest => {
                return Err(TaskweaveError::new(
                    Code::PageInvalid,
                    "the page says that the next one starts where it started itself, before all rows were read",
                ));
            }
            (None, None) if rest || (paging.total.is_none() && read >= MAX_SIZE) => Some(beyond),
            // `next` null, 0 or not beyond this page is the end.
            _ => None,
        };
        Ok(Follow {
            calls: next
                .map(|row| Call {
                    slice: call.slice,
                    place: Place::At(row),
                })
                .into_iter()
                .collect(),
            end: false,
        })
    }

    fn get(&self, id: &TaskId, _expand: Expansion) -> Result<Request> {
        if id.parent.is_some() || !TaskId::is_part(&id.platform_id) {
            return Err(TaskweaveError::new(
                Code::IdInvalid,
                "this is not the id of a Sage Intacct task",
            )
            .help("pass the `id` of a task as it came, or its `key` with id_type=platform"));
        }
        let path = ["objects", "projects", "task", id.platform_id.as_str()];
        Ok(self.request_to(Method::Get, &path))
    }

    fn failure(&self, purpose: Purpose, response: &Response) -> Option<TaskweaveError> {
        errors::failure(self, purpose, response)
    }

    fn learn(&self, error: &TaskweaveError) -> bool {
        errors::learn(self, error)
    }
}

#[cfg(test)]
mod tests;
