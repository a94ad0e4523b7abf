//! Asks for pages: `_fields`, `_filters` and `_limit` of `GET /tasks` for every slice.
//!
//! Assumption: the server sets `date_created` and `date_modified` of every task, or writes an unset
//! one as `"0"`; whether a filter ever finds one that is null is not documented.

use super::connection::Connection;
use super::{errors, status};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, Op, Predicate, Value};
use crate::http::{Request, Response};
use crate::platforms::{
    Account, Call, Expansion, Follow, PageFacts, Place, Purpose, Query, SecondWindow, Slice,
    Support,
};
use crate::task::{Direction, Field, TaskId};

/// The most rows of a page that both editions of the documents allow.
const MAX_LIMIT: usize = 50;

/// The fields that every list asks for; `id` and `title` come anyway.
const BASE: &[&str] = &["id", "title", "standing", "date_created", "date_modified"];

/// What `expand=details` asks for as well. One field in parentheses makes a link an object with its
/// id and its usual fields.
const DETAILS: &[&str] = &[
    "description",
    "date_started",
    "date_due",
    "date_completed",
    "assignee(email)",
    "task_priority(title)",
    "task_job(title)",
    "against",
    "against_type",
    "against_id",
];

/// The rest of the published list: what `expand=platform_data` asks for as well. The deprecated
/// `type`, `status` and `job` are left out.
const PLATFORM_DATA: &[&str] = &[
    "billable",
    "nonbillable",
    "logged",
    "budgeted",
    "remaining",
    "staff_bookmarked",
    "date_commenced",
    "date_accepted",
    "creator_type",
    "creator_id",
    "creator",
    "rate_id",
    "rate_charged",
    "ordering",
    "custom_id",
    "manager",
    "task_type",
    "task_status",
    "contact",
    "affiliation",
    "company",
    "issue",
    "milestone",
    "task_object_budget",
    "task_object_schedule",
];

/// The value of `_fields`.
fn fields(expand: Expansion) -> String {
    let mut fields = BASE.to_vec();
    // The platform's own record is whole only with the columns of the details.
    if expand.details || expand.platform_data {
        fields.extend(DETAILS);
    }
    if expand.platform_data {
        fields.extend(PLATFORM_DATA);
    }
    fields.join(",")
}

/// The dates that can be asked by.
const TIMES: &[(Field, &str)] = &[
    (Field::UpdatedAt, "date_modified"),
    (Field::CreatedAt, "date_created"),
];

fn name_of(field: Field) -> Option<&'static str> {
    let (_, name) = TIMES.iter().find(|(known, _)| *known == field)?;
    Some(name)
}

/// Both bounds are strict. Of a repeated filter name the last one alone counts, so a date has one
/// window. No date lies at or before 0, which is written for an unset one: a bound there is left out.
fn bounds(filters: &mut Vec<String>, name: &str, window: SecondWindow) {
    if let Some(from) = window.from.filter(|from| *from > 0) {
        filters.push(format!("{name}_after({})", from.saturating_sub(1)));
    }
    if let Some(to) = window.to {
        filters.push(format!("{name}_before({})", to.saturating_add(1).max(1)));
    }
}

impl Connection {
    /// The value of `_filters`; commas are AND.
    fn filters(&self, query: &Query, call: &Call) -> Result<String> {
        let slice = call.slice;
        let mut filters = Vec::new();
        for (field, name) in TIMES {
            let mut window = SecondWindow::of(&query.conjuncts(), *field);
            if *field == query.key {
                window = window.narrowed(slice, query.direction);
                match slice {
                    // Dated ones alone.
                    Slice::Ordered { .. } => window.not_before(1),
                    Slice::Undated => window.not_after(0),
                    Slice::All | Slice::Second { .. } => {}
                }
            }
            bounds(&mut filters, name, window);
        }
        if let Some(words) = status::pushed(&self.words, &query.conjuncts()) {
            filters.push(format!("standing({})", words.join(",")));
        }
        match (slice, name_of(query.key)) {
            (Slice::All, _) | (Slice::Second { .. } | Slice::Undated, Some(_)) => {
                filters.push("order_by_asc(id)".to_owned());
            }
            (Slice::Ordered { .. }, Some(name)) => {
                let direction = match query.direction {
                    Direction::Ascending => "asc",
                    Direction::Descending => "desc",
                };
                filters.push(format!("order_by_{direction}({name})"));
            }
            (_, None) => {
                return Err(TaskweaveError::new(
                    Code::Unsupported,
                    format!("Accelo cannot be read by `{}`", query.key.name()),
                ));
            }
        }
        match &call.place {
            Place::Start => {}
            Place::After(id) if is_id(id) => filters.push(format!("id_greater_than({id})")),
            _ => {
                return Err(TaskweaveError::new(
                    Code::RequestInvalid,
                    "a place in Accelo's tasks is the id of a task",
                ));
            }
        }
        Ok(filters.join(","))
    }
}

/// Accelo's ids are decimal numbers.
fn is_id(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether an id is greater than another, as numbers of any length.
fn is_greater(id: &str, than: &str) -> bool {
    let (id, than) = (id.trim_start_matches('0'), than.trim_start_matches('0'));
    (id.len(), id) > (than.len(), than)
}

impl Account for Connection {
    fn support(&self, predicate: &Predicate) -> Support {
        match (predicate.field(), predicate.op, &predicate.value) {
            (Some(Field::UpdatedAt | Field::CreatedAt), op, Value::Time(time)) => {
                let whole = time.millis() > 0 && time.floor_second() == time.ceil_second();
                match op {
                    Op::Eq | Op::Ge if whole => Support::exact(
                        Expr::Is(predicate.clone()),
                        "dates are whole seconds, and `after` is strict, so no unset one passes it",
                    ),
                    Op::Eq | Op::Ge | Op::Gt => Support::inexact(
                        Expr::Is(predicate.clone()),
                        "dates are whole seconds: the whole second is asked for",
                    ),
                    Op::Lt | Op::Le => Support::inexact(
                        Expr::Is(predicate.clone()),
                        "`before` may let an unset date pass, which is written as 0",
                    ),
                    _ => Support::unsupported("every date but one is no narrower than all"),
                }
            }
            (Some(Field::UpdatedAt | Field::CreatedAt), ..) => Support::unsupported(
                "an unset date is null, 0 or absent, and no filter is documented to find all three",
            ),
            (Some(Field::Status), ..) => match status::askable(&self.words, predicate) {
                Ok(words) if words.iter().all(|w| status::of_word(w).is_some()) => Support::exact(
                    Expr::Is(predicate.clone()),
                    "`standing` is one of five words and is compared whole",
                ),
                Ok(_) => Support::inexact(
                    Expr::Is(predicate.clone()),
                    "`standing` with words that the connection maps and the documents do not know",
                ),
                Err(reason) => Support::unsupported(reason),
            },
            (Some(Field::Name | Field::Description), ..) => {
                Support::unsupported("`search` finds words, not parts of words")
            }
            (Some(Field::Platform | Field::ConnectionId | Field::LastSyncedAt), ..) => {
                Support::unsupported("the platform does not know it; it is the connection's")
            }
            _ => Support::unsupported(
                "only the dates of change and creation and the standing are asked for",
            ),
        }
    }

    fn begin(&self, _: &Query, slice: Slice) -> Vec<Call> {
        vec![Call {
            slice,
            place: Place::Start,
        }]
    }

    fn request(&self, query: &Query, call: &Call) -> Result<Request> {
        // The other slices are read to their end, so their pages are as long as they can be.
        let limit = match call.slice {
            Slice::Ordered { .. } => query.page_size.clamp(1, MAX_LIMIT),
            _ => MAX_LIMIT,
        };
        Ok(self
            .request_to(&["tasks"])
            .query("_fields", &fields(query.needs.expand))
            .query("_filters", &self.filters(query, call)?)
            .query("_limit", &limit.to_string()))
    }

    fn follow(&self, call: &Call, facts: &PageFacts, _body: &[u8]) -> Result<Follow> {
        // An ordered slice is never said to end: a page may be short because the limit was lowered.
        let ordered = matches!(call.slice, Slice::Ordered { .. });
        if ordered || facts.is_last() {
            return Ok(Follow::default());
        }
        let last = facts
            .last_id
            .clone()
            .filter(|id| is_id(id))
            .ok_or_else(|| {
                TaskweaveError::new(
                    Code::PageInvalid,
                    "no row of the page has an id that is a number, so the walk by id cannot go on",
                )
            })?;
        if let Place::After(before) = &call.place
            && !is_greater(&last, before)
        {
            return Err(TaskweaveError::new(
                Code::PageInvalid,
                format!("the page after task {before} ends with task {last}: it does not go on"),
            )
            .help("expected tasks in ascending order of their ids"));
        }
        Ok(Follow {
            calls: vec![Call {
                slice: call.slice,
                place: Place::After(last),
            }],
            end: false,
        })
    }

    fn get(&self, id: &TaskId, expand: Expansion) -> Result<Request> {
        if id.parent.is_some() || !is_id(&id.platform_id) {
            return Err(TaskweaveError::new(
                Code::IdInvalid,
                "this is not the id of an Accelo task",
            )
            .help("pass the `id` of a task as it came, or its number with id_type=platform"));
        }
        Ok(self
            .request_to(&["tasks", &id.platform_id])
            .query("_fields", &fields(expand)))
    }

    fn failure(&self, purpose: Purpose, response: &Response) -> Option<TaskweaveError> {
        errors::failure(self, purpose, response)
    }
}

#[cfg(test)]
mod tests;
