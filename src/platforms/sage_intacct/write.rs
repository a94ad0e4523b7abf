//! Writes, counts and calls that are passed through.
//!
//! Source: the vendor's reference of `projects/task`: `POST` takes a whole task, `PATCH` the fields that
//! change, `DELETE` nothing; each path takes the key.

mod body;
mod own;

use serde_json::Value;

use super::connection::{BASE, Connection, Spelling};
use super::query::QUERY;
use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Method, Request};
use crate::platforms::fields::Fields;
use crate::platforms::json::{self, items};
use crate::platforms::{Made, Operations, Query, RawCall, Step};
use crate::task::{Changes, Field, TaskId};

pub(super) use own::{CUSTOM, ON_CREATE, ON_UPDATE};

/// Where tasks are.
const TASKS: &[&str] = &["objects", "projects", "task"];

const EXPECTED: &str = "an object with `ia::result`, which has the task's `key`";

impl Operations for Connection {
    fn create(&self, draft: &Changes) -> Result<Request> {
        let body = self.body_of(draft, true)?;
        Ok(self.spelled(self.request_to(Method::Post, TASKS), draft, &body))
    }

    fn created(&self, _draft: &Changes, body: &[u8]) -> Result<Made> {
        let key = written_key(body)?
            .ok_or_else(|| json::invalid("the answer names no `key`", EXPECTED))?;
        Ok(Made {
            parent: None,
            platform_id: key,
        })
    }

    fn update(&self, id: &TaskId, patch: &Changes, _current: Option<&[u8]>) -> Result<Vec<Step>> {
        let body = self.body_of(patch, false)?;
        let request = self.request_for(Method::Patch, id)?;
        let fields = patch.fields().map(|(field, _)| field.name().to_owned());
        let own = patch.platform_fields().keys().cloned();
        Ok(vec![Step {
            request: self.spelled(request, patch, &body),
            writes: fields.chain(own).collect(),
        }])
    }

    fn delete(&self, id: &TaskId) -> Result<Request> {
        self.request_for(Method::Delete, id)
    }

    fn count(&self, query: &Query) -> Result<Request> {
        self.request_for_count(query)
    }

    fn read_count(&self, body: &[u8]) -> Result<u64> {
        let expected = "an object with `ia::meta`, which has the `totalCount`";
        let page: Fields<'_> = json::page(body, expected)?;
        page.given("ia::meta")
            .and_then(Fields::read)
            .and_then(|meta| meta.count("totalCount"))
            .ok_or_else(|| json::invalid("the answer has no `totalCount`", expected))
    }

    /// A query changes nothing, though it is a `POST`.
    fn reads(&self, call: &RawCall) -> bool {
        call.method == Method::Get || (call.method == Method::Post && is_at(&call.path, QUERY))
    }

    fn raw(&self, call: &RawCall) -> Result<Request> {
        let wrong = |message: &str| TaskweaveError::new(Code::RequestInvalid, message);
        if call.path.first().is_some_and(|first| first == "oauth2") {
            return Err(
                wrong("tokens are not asked for by a call that is passed through").help(
                    "put the credentials into the connection: its tokens are asked for and kept here",
                ),
            );
        }
        if call.method == Method::Get && call.body.is_some() {
            return Err(wrong("a GET has no body")
                .help("leave `body` out, or write POST to `/services/core/query`"));
        }
        Ok(self.scoped(call.request(BASE)))
    }
}

impl Connection {
    /// A write with its body, which says in which spelling it is if it is in another than today's.
    fn spelled(&self, request: Request, changes: &Changes, body: &Value) -> Request {
        let request = request.json(body);
        let spelling = self.spelling.get();
        match changes.value(Field::Status) {
            Some(_) if spelling != Spelling::TaskStatus => request.variant(spelling.as_str()),
            _ => request,
        }
    }
}

/// The key in the answer to a write: that of its object, or of the only one of its list.
///
/// # Errors
/// `page_invalid` if it is no JSON object with `ia::result`.
pub(super) fn written_key(body: &[u8]) -> Result<Option<String>> {
    let page: Fields<'_> = json::page(body, EXPECTED)?;
    let result = page
        .given("ia::result")
        .ok_or_else(|| json::invalid("the answer has no `ia::result`", EXPECTED))?;
    let one = match items(result).as_deref() {
        Some([one]) => one,
        Some(_) => return Ok(None),
        None => result,
    };
    let key = Fields::read(one).and_then(|fields| fields.try_id("key").ok().flatten());
    Ok(key.map(std::borrow::Cow::into_owned))
}

fn is_at(path: &[String], segments: &[&str]) -> bool {
    path.iter().map(String::as_str).eq(segments.iter().copied())
}

#[cfg(test)]
mod tests;
