//! Asks for pages: one body of `POST /services/core/query` for every slice.
//!
//! A slice that is read whole is walked by key: rows that are inserted or deleted meanwhile move nothing
//! from page to page, as they do where pages are counted by `start`. Whether keys are ordered as numbers
//! or as texts does not matter for that, as long as conditions compare them as `orderBy` orders them; the
//! number of rows that each page says are left is held against the page before.
//!
//! Assumption: no audit time lies before 1970. A lower bound is what keeps nulls out of an ordered
//! slice (nulls under `$gte` are left out; where they would be sorted is not documented).

use serde_json::{Map, Value, json};

use super::catalogue::{Asked, KNOWN, Kind, is_plausible, known, of_field};
use super::connection::Connection;
use super::dialect::Conditions;
use super::errors;
use super::support::{LAST_SECOND, instant, without_refused};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, Op, Path, Predicate, Value as Operand};
use crate::http::{Authorization, Method, RateLimit, Request, Response};
use crate::platforms::{
    Account, Answered, Call, Expansion, Follow, Needs, PageFacts, Place, Purpose, Query,
    SecondWindow, Slice, Support,
};
use crate::task::{Direction, Field, TaskId, Timestamp};

/// The object that is queried.
const OBJECT: &str = "projects/task";

/// Where it is queried.
pub(super) const QUERY: &[&str] = &["services", "core", "query"];

/// The most rows of a page.
const MAX_SIZE: u64 = 4000;

/// The most conditions of a query; how many the platform takes is not documented.
const MAX_CONDITIONS: usize = 100;

impl Connection {
    /// The fields to ask for: the base, the details and places that are needed, and the published list
    /// where the platform's own record is given out.
    fn fields(&self, needs: &Needs) -> Vec<String> {
        let status = self.spelling.get().as_str();
        let refused = self.refused.borrow();
        let is_needed = |asked: Asked| match asked {
            Asked::Base => true,
            Asked::Detail(whole) => needs.has(whole),
            Asked::Record | Asked::Older => needs.expand.platform_data,
            Asked::Named => false,
        };
        let mut fields: Vec<String> = KNOWN
            .iter()
            .filter(|known| is_needed(known.asked))
            .filter(|known| known.field != Some(Field::PlatformStatus) || known.path == status)
            .map(|known| known.path.to_owned())
            .collect();
        for path in &needs.paths {
            let path = path.to_dotted();
            let known = known(&path);
            let is_status = known.is_some_and(|known| known.field == Some(Field::PlatformStatus));
            if is_status || !is_plausible(&path) || fields.contains(&path) {
                continue;
            }
            // A task can do without any field but the details.
            if !known.is_some_and(|known| matches!(known.asked, Asked::Detail(_))) {
                self.name(&path);
            }
            fields.push(path);
        }
        fields.retain(|field| !refused.contains(field));
        fields
    }

    /// A request for one task. Its path takes the key, never the id.
    pub(super) fn request_for(&self, method: Method, id: &TaskId) -> Result<Request> {
        if id.parent.is_some() || !TaskId::is_part(&id.platform_id) {
            return Err(TaskweaveError::new(
                Code::IdInvalid,
                "this is not the id of a Sage Intacct task",
            )
            .help("pass the `id` of a task as it came, or its `key` with id_type=platform"));
        }
        let path = ["objects", "projects", "task", id.platform_id.as_str()];
        Ok(self.request_to(method, &path))
    }

    /// The request for the number of tasks that the query's `asked` leaves: its first row, whose
    /// answer tells how many there are. Another start is never asked for, since what is answered past
    /// the end is not documented.
    ///
    /// # Errors
    /// `unsupported` where the platform refused a field of the filter: it would count more.
    pub(super) fn request_for_count(&self, query: &Query) -> Result<Request> {
        let asked = |refused: &[String]| {
            let asked = query.asked.as_ref();
            asked.and_then(|asked| without_refused(asked, refused))
        };
        if asked(&self.refused.borrow()) != asked(&[]) {
            return Err(TaskweaveError::new(
                Code::Unsupported,
                "Sage Intacct does not know a field that the filter names",
            ));
        }
        let mut body = json!({"object": OBJECT, "fields": ["key"], "start": 1, "size": 1});
        if let (Value::Object(body), Some(conditions)) =
            (&mut body, self.conditions(query, Slice::All)?)
        {
            put(body, &conditions);
        }
        Ok(self.request_to(Method::Post, QUERY).json(&body))
    }

    /// The conditions of a query, if it has any.
    fn conditions(&self, query: &Query, slice: Slice) -> Result<Option<Conditions>> {
        let asked = query
            .asked
            .as_ref()
            .and_then(|asked| without_refused(asked, &self.refused.borrow()));
        let parts = match asked {
            None => Vec::new(),
            Some(Expr::And(parts)) => parts,
            Some(single) => vec![single],
        };
        let Some(filter) = Expr::all(sliced(parts, query, slice)?) else {
            return Ok(None);
        };
        let conditions = Conditions::of(&filter, self.spelling.get().as_str());
        conditions.map(Some).ok_or_else(|| {
            TaskweaveError::new(
                Code::Unsupported,
                "a comparison cannot be put to Sage Intacct's query service",
            )
        })
    }

    /// The body of a query.
    fn body(&self, query: &Query, call: &Call) -> Result<Value> {
        let conditions = self.conditions(query, call.slice)?;
        let conditions = match key_before(call)? {
            None => conditions,
            Some(key) => Some(conditions.unwrap_or_default().after(key)),
        };
        let by_key = json!({"key": "asc"});
        let asked = u64::try_from(query.page_size).unwrap_or(MAX_SIZE);
        let asked = asked.clamp(1, MAX_SIZE);
        let (order, size) = match (call.slice, path_of(query.key)) {
            (Slice::Ordered { .. }, Some(path)) => {
                let direction = match query.direction {
                    Direction::Ascending => "asc",
                    Direction::Descending => "desc",
                };
                let by_time = json!({ path: direction });
                (json!([by_time, by_key]), asked)
            }
            (Slice::All, _) => (json!([by_key]), asked),
            _ => (json!([by_key]), MAX_SIZE),
        };
        let mut body = json!({
            "object": OBJECT,
            "fields": self.fields(&query.needs),
            "orderBy": order,
            "start": 1,
            "size": size,
        });
        if let (Value::Object(body), Some(conditions)) = (&mut body, conditions) {
            put(body, &conditions);
        }
        Ok(body)
    }
}

fn put(body: &mut Map<String, Value>, conditions: &Conditions) {
    let filters = conditions.list.iter();
    let filters = filters.filter_map(|one| serde_json::from_str::<Value>(one).ok());
    body.insert("filters".to_owned(), filters.collect());
    body.insert("filterExpression".to_owned(), json!(conditions.expression));
}

/// The name of a time that lists can be read by.
fn path_of(field: Field) -> Option<&'static str> {
    let known = of_field(field).filter(|known| known.kind == Kind::Instant)?;
    Some(known.path)
}

/// The parts of a filter with those of a slice, whose bounds and theirs become one each.
fn sliced(mut parts: Vec<Expr>, query: &Query, slice: Slice) -> Result<Vec<Expr>> {
    if slice == Slice::All {
        return Ok(parts);
    }
    if path_of(query.key).is_none() {
        return Err(TaskweaveError::new(
            Code::Unsupported,
            format!("Sage Intacct cannot be read by `{}`", query.key.name()),
        ));
    }
    let is = |op, value| Expr::Is(Predicate::new(query.key, op, value));
    if slice == Slice::Undated {
        parts.push(is(Op::Eq, Operand::Null));
        return Ok(parts);
    }
    let mut window = SecondWindow::default();
    if matches!(slice, Slice::Ordered { .. }) {
        window.not_before(0);
    }
    window = window.narrowed(slice, query.direction);
    parts.retain(|part| match bound(part, query.key) {
        Some((Op::Ge, second)) => {
            window.not_before(second);
            false
        }
        Some((_, second)) => {
            window.not_after(second.saturating_sub(1));
            false
        }
        None => true,
    });
    let at = |op, second| is(op, Operand::Time(instant(second)));
    let from = window.from.map(|from| at(Op::Ge, from));
    // A stored time may hide a fraction of its second, so the last one is "before the next".
    let last = window.to.filter(|last| *last < LAST_SECOND);
    let until = last.map(|last| at(Op::Lt, last.saturating_add(1)));
    Ok(from.into_iter().chain(until).chain(parts).collect())
}

/// The bound that a part is on a key, if it is one.
fn bound(part: &Expr, key: Field) -> Option<(Op, i64)> {
    match part {
        Expr::Is(predicate) if predicate.field() == Some(key) => {
            let Operand::Time(time) = predicate.value else {
                return None;
            };
            let second = time.floor_second();
            let is_whole = instant(second) == time;
            (is_whole && matches!(predicate.op, Op::Ge | Op::Lt)).then_some((predicate.op, second))
        }
        _ => None,
    }
}

/// The key that a call's rows come after.
fn key_before(call: &Call) -> Result<Option<&str>> {
    match &call.place {
        Place::Start => Ok(None),
        Place::After(key) => Ok(Some(key)),
        Place::At(_) | Place::Inside(_) => Err(TaskweaveError::new(
            Code::RequestInvalid,
            "a place in Sage Intacct's tasks is the key of a task",
        )),
    }
}

impl Account for Connection {
    fn support(&self, predicate: &Predicate) -> Support {
        self.supports(predicate)
    }

    fn can_ask(&self, asked: &Expr) -> std::result::Result<(), &'static str> {
        match Conditions::of(asked, self.spelling.get().as_str()) {
            None => Err("the query service has no such condition"),
            Some(conditions) if conditions.list.len() > MAX_CONDITIONS => {
                Err("the query would have more than 100 conditions")
            }
            Some(_) => Ok(()),
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
        Ok(self.request_to(Method::Post, QUERY).json(&body))
    }

    fn follow(&self, call: &Call, facts: &PageFacts, _body: &[u8]) -> Result<Follow> {
        let paging = facts.paging;
        if matches!(call.slice, Slice::Ordered { .. }) {
            return Ok(Follow {
                calls: Vec::new(),
                end: paging.more == Some(false),
            });
        }
        let read = u64::try_from(facts.rows).unwrap_or(u64::MAX);
        let goes_on = match (paging.total, paging.more) {
            (Some(total), _) => read < total,
            (None, Some(more)) => more,
            (None, None) => paging.next.is_some_and(|next| next > 1) || read >= MAX_SIZE,
        };
        if facts.rows == 0 || !goes_on {
            return Ok(Follow::default());
        }
        let last = facts.last_id.clone().ok_or_else(|| {
            TaskweaveError::new(
                Code::PageInvalid,
                "no row of the page has a key, so the walk by key cannot go on",
            )
        })?;
        if call.place == Place::After(last.clone()) {
            return Err(TaskweaveError::new(
                Code::PageInvalid,
                format!("the page after task {last} ends with it again: it does not go on"),
            )
            .help("expected tasks in the order of their keys"));
        }
        Ok(Follow {
            calls: vec![Call {
                slice: call.slice,
                place: Place::After(last),
            }],
            end: false,
        })
    }

    fn get(&self, id: &TaskId, _expand: Expansion) -> Result<Request> {
        self.request_for(Method::Get, id)
    }

    fn authorization(&self) -> &Authorization {
        &self.authorization
    }

    fn failure(&self, answered: &Answered<'_>) -> Option<TaskweaveError> {
        errors::failure(answered)
    }

    fn rate_limit(&self, response: &Response, now: Timestamp) -> Option<RateLimit> {
        errors::rate_limit(response, now)
    }

    fn was_refused(&self, path: &Path) -> bool {
        self.has_refused(&path.to_dotted())
    }

    fn learn(&self, purpose: Purpose, error: &TaskweaveError) -> bool {
        errors::learn(self, purpose, error)
    }
}

#[cfg(test)]
mod tests;
