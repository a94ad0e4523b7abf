//! Errors: four envelopes and the gateway's HTML become one error; a refused field is remembered.
//!
//! Envelopes, after the documents: `ia::error` inside `ia::result`; `ia::error` at the top; the
//! gateway's, whose `details` is an object; `error` of the token endpoint. A 207 holds errors among
//! the elements of its list.

use memchr::memmem;
use serde_json::Value;

use super::NAME;
use super::catalogue::{Asked, KNOWN, Known};
use super::connection::Connection;
use super::write::written_key;
use crate::error::{Code, TaskweaveError};
use crate::http::{RateLimit, Response};
use crate::platforms::refusal::{self, MAX_ERROR_BODY, Meaning, Told};
use crate::platforms::{Answered, Purpose};
use crate::task::Timestamp;

/// The platform's ids of "this token is not valid".
const INVALID_TOKEN: &str = "REST-2102";

/// The platform's ids and codes that say that a request was not done, whatever the HTTP status says.
const REFUSALS: [&str; 5] = [
    "REST-1064",
    "REST-1106",
    "REST-1043",
    "REST-1028",
    "invalidRequest",
];

/// What is wrong with an answer, if anything is.
pub(super) fn failure(answered: &Answered<'_>) -> Option<TaskweaveError> {
    let Answered {
        purpose, response, ..
    } = *answered;
    let is_own_write = matches!(purpose, Purpose::Create | Purpose::Change);
    // A passed-through write of several things was done in part: its caller is to see which.
    if response.status == 207 && purpose == Purpose::Write {
        return None;
    }
    // A page of tasks may be large and is read again later: it is only searched for the key.
    let is_clean = response.is_success()
        && memmem::find(&response.body, b"ia::error").is_none()
        && memmem::find(&response.body, b"\"error\"").is_none();
    if is_clean {
        return (is_own_write && !says_done(answered)).then(|| open(None, answered));
    }
    let told = if response.is_success() || response.body.len() <= MAX_ERROR_BODY {
        told(&response.body, response.status == 207)
    } else {
        None
    };
    if response.is_success() && told.is_none() {
        return (is_own_write && !says_done(answered)).then(|| open(None, answered));
    }
    let meaning = meaning(purpose, response.status, told.as_ref());
    let is_refusal = told
        .as_ref()
        .and_then(|told| told.code.as_deref())
        .is_some_and(|code| REFUSALS.contains(&code));
    // An error under a status of success contradicts itself.
    if response.is_success() && !purpose.is_read() && purpose != Purpose::Token && !is_refusal {
        return Some(open(told, answered));
    }
    let mut error = refusal::error(NAME, meaning, told, response, answered.hidden);
    if error.retryable && error.retry_after.is_none() {
        error.retry_after = refusal::seconds_until_date(response, answered.now);
    }
    reworded(purpose, meaning, &mut error);
    Some(error)
}

/// Whether the answer to a write says that it was done: no content, or the key of the task.
fn says_done(answered: &Answered<'_>) -> bool {
    let response = answered.response;
    let is_empty = response.body.trim_ascii().is_empty();
    match (answered.purpose, response.status) {
        // A deletion and nothing else is answered so.
        (Purpose::Change, 204) => is_empty,
        _ => matches!(written_key(&response.body), Ok(Some(_))),
    }
}

/// The error of a write whose answer leaves it open whether it was done. Where it has an idempotency
/// key, it is made again and answered as before.
fn open(told: Option<Told>, answered: &Answered<'_>) -> TaskweaveError {
    let Answered {
        response, hidden, ..
    } = *answered;
    let mut error = refusal::error(NAME, Meaning::Broken, told, response, hidden);
    error.code = Code::OutcomeUnknown;
    error
        .message
        .push_str(": it may or may not have done what it was asked for");
    error.help = Some("look whether it was done before you ask again".to_owned());
    error
}

fn meaning(purpose: Purpose, status: u16, told: Option<&Told>) -> Meaning {
    // A token that has ended is answered with 401 or with 400.
    let token = told.is_some_and(|told| {
        told.code.as_deref() == Some(INVALID_TOKEN)
            || told
                .text
                .as_ref()
                .is_some_and(|text| text.to_ascii_lowercase().contains("invalid token"))
    });
    match (purpose, status) {
        (_, 200..=400) if token => Meaning::Credentials,
        // The token endpoint's 400 is about the client, the user or the refresh token.
        (Purpose::Token, 400 | 401 | 403) => Meaning::Credentials,
        (Purpose::Get | Purpose::Change, 404 | 410) => Meaning::Gone,
        _ => Meaning::of_status(status),
    }
}

/// Says of what was asked for what reads only say of tasks that are read.
fn reworded(purpose: Purpose, meaning: Meaning, error: &mut TaskweaveError) {
    let help = match (meaning, purpose) {
        (Meaning::Permission, Purpose::Create | Purpose::Change | Purpose::Write) => {
            "give the token's user the right to add, edit or delete tasks; Sage Intacct has them for users of the types Business and Project Manager"
        }
        (Meaning::Permission, _) => "give the token's user the right to list and view tasks",
        (Meaning::Credentials, Purpose::Token) => {
            "the client, the user or the refresh token is unknown, or the refresh token was used up: check `credentials`, and keep the newest refresh token with a token store"
        }
        (Meaning::Refused, Purpose::Create | Purpose::Change) if error.status == Some(409) => {
            error.code = Code::IdempotencyConflict;
            "write with a new idempotency key, or repeat under this one exactly what was written first"
        }
        _ => return,
    };
    error.help = Some(help.to_owned());
}

/// What the headers say of the rate limit: nothing but when to come again once it is reached.
pub(super) fn rate_limit(response: &Response, now: Timestamp) -> Option<RateLimit> {
    if response.status != 429 {
        return None;
    }
    let error = failure(&Answered {
        purpose: Purpose::Read,
        response,
        hidden: &[],
        now,
    })?;
    let seconds = error.retry_after?;
    Some(RateLimit {
        limit: None,
        remaining: Some(0),
        resets_at: Some(now.plus_millis(seconds.saturating_mul(1000))),
    })
}

/// What the platform says of an error; `None` if the body holds none. `among` says whether to look at
/// the elements of a list too.
pub(super) fn told(body: &[u8], among: bool) -> Option<Told> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let result = body.get("ia::result");
    let inside = result.and_then(|result| result.get("ia::error"));
    let top = body.get("ia::error");
    let oauth = body.get("error").filter(|_| result.is_none());
    let in_list = || {
        let rows = result.and_then(Value::as_array).filter(|_| among)?;
        rows.iter().find_map(|row| row.get("ia::error"))
    };
    let error = [inside, top, oauth]
        .into_iter()
        .flatten()
        .find(|error| !error.is_null())
        .or_else(in_list)?;
    if let Value::String(code) = error {
        // OAuth's own form: `{"error": "invalid_grant", "error_description": "…"}`.
        return Some(Told {
            code: Some(code.clone()),
            text: text(&body, "error_description"),
        });
    }
    Some(Told {
        code: text(error, "errorId").or_else(|| text(error, "code")),
        text: sentences(error),
    })
}

fn text(object: &Value, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(str::to_owned)
}

/// The message of an error and of its details, each with what it is about.
fn sentences(error: &Value) -> Option<String> {
    let details = match error.get("details") {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(object @ Value::Object(_)) => vec![object],
        _ => Vec::new(),
    };
    let mut all: Vec<String> = Vec::new();
    for part in std::iter::once(error).chain(details) {
        let mut sentence = text(part, "message").unwrap_or_default();
        let placeholders = part.pointer("/additionalInfo/placeholders");
        let named = placeholders
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|map| map.values().filter_map(Value::as_str));
        for about in part
            .get("target")
            .and_then(Value::as_str)
            .into_iter()
            .chain(named)
        {
            if !sentence.contains(about) {
                sentence = format!("{sentence} ({about})");
            }
        }
        if !sentence.trim().is_empty() && !all.contains(&sentence) {
            all.push(sentence);
        }
    }
    (!all.is_empty()).then(|| all.join("; "))
}

/// Looks for a refused field that has another spelling, or that can be done without.
///
/// The platform names the first bad field of a query, which fails as a whole. `taskStatus` and
/// `status` give way to each other: the older edition has only the one, today's only the other.
/// Calls in flight may all fail on the same spelling: the first one changes it, the others are
/// repeated as well. Optional fields of the published list, and those that only a filter names, are
/// left out from then on, in the filter's conditions too. A refused write teaches the spelling alone:
/// it names what its caller wrote, which may be refused for its value.
pub(super) fn learn(connection: &Connection, purpose: Purpose, error: &TaskweaveError) -> bool {
    let refused = error.code == Code::PlatformError
        && matches!(error.status, Some(200..=299 | 400 | 422))
        && error.platform_message.is_some();
    let Some(message) = error.platform_message.as_deref().filter(|_| refused) else {
        return false;
    };
    let about_fields = message.to_ascii_lowercase().contains("field")
        || error.platform_code.as_deref() == Some("REST-1106");
    if !about_fields {
        return false;
    }
    let named = names(message);
    let spelling = connection.spelling.get();
    if named.iter().any(|name| name == spelling.as_str()) {
        connection.spelling.set(spelling.other());
        return true;
    }
    // A sibling call learned it first.
    if named.iter().any(|name| name == spelling.other().as_str()) {
        return true;
    }
    if !purpose.is_read() {
        return false;
    }
    let mut refused = connection.refused.borrow_mut();
    let before = refused.len();
    for field in without(connection, &named) {
        if !refused.contains(&field) {
            refused.push(field);
        }
    }
    refused.len() > before
}

/// The optional fields to do without once the platform refuses the named ones.
fn without(connection: &Connection, named: &[String]) -> Vec<String> {
    let is_named = |known: &&Known| named.iter().any(|name| name == known.path);
    let is_older = |known: &&Known| known.asked == Asked::Older;
    let all = || {
        KNOWN
            .iter()
            .filter(|known| matches!(known.asked, Asked::Record | Asked::Older))
    };
    let older = all().any(|known| is_older(&known) && is_named(&known));
    let listed = all().filter(|known| is_named(known) || (older && is_older(known)));
    let mut fields: Vec<String> = listed.map(|known| known.path.to_owned()).collect();
    let of_filters = named.iter().filter(|name| connection.has_named(name));
    fields.extend(of_filters.cloned());
    fields
}

/// The words of a message that may be names of fields; `/planned/startDate` is `planned.startDate`.
/// Where words begin with a slash, as the platform's pointers do, the others are no names.
fn names(message: &str) -> Vec<String> {
    let words = || {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "._/:".contains(c);
        message
            .split(move |c| !is_part(c))
            .filter(|word| !word.is_empty())
    };
    let has_pointers = words().any(|word| word.starts_with('/'));
    words()
        .filter(|word| !has_pointers || word.starts_with('/'))
        .map(|word| word.replace('/', "."))
        .map(|word| word.trim_matches(['.', ':']).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests;
