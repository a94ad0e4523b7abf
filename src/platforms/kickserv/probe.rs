//! Telling Kickserv's open questions apart by reads.

mod ranges;
mod shapes;

use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use crate::error::Result;
use crate::platforms::probe::{Asking, Probe, Seen, Tell, not_by_reads, reads};

/// So many pages of the list are looked at.
const PAGES: usize = 4;
/// No account counts so far.
const NOBODY: &str = "999999999999";

const WRITE: &str = "only a write tells";

/// What can be told.
pub(super) static PROBE: Probe = Probe {
    tells: TELLS,
    most_calls: 20,
    reading_posts: &[],
    words: &["status"],
    run,
};

const TELLS: &[Tell] = &[
    reads("envelope", "a list of tasks"),
    reads("taskEnvelope", "a task"),
    reads("taskTimestamps", "forty tasks or more"),
    reads("completionMark", "a task"),
    reads("startField", "a task"),
    reads("employees", "a task that somebody is assigned to"),
    reads(
        "order",
        "tasks whose ids and starts are not in the same order",
    ),
    reads("perPage", "three tasks or more"),
    reads(
        "perPageMax",
        "more than 100 tasks, and `per_page` must have an effect",
    ),
    reads("badParameter", "an answer to `page=x`: 200 or 422"),
    reads(
        "fromDay",
        "a task that starts between 6:00 and 18:00 of its day, of a job with few tasks",
    ),
    reads(
        "loneBound",
        "a job with a task days before another one's day and one days after it",
    ),
    reads(
        "unknownJob",
        "an answer for a job that does not exist: an empty list, 400 or 404",
    ),
    reads("accountZone", "times of tasks in winter and in summer"),
    reads("mapping", "a task"),
    reads("durationUnit", "a task with a start, an end and a duration"),
    reads(
        "missingStatus",
        "an answer for a task that does not exist: 400 or 404",
    ),
    reads("errorBody", "an error of a task that does not exist"),
    not_by_reads(
        "authBody",
        "only a wrong token tells, and one could lock the account",
    ),
    not_by_reads("jobPath", "only tasks created on a job tell"),
    not_by_reads("required", WRITE),
    not_by_reads("writeUnknownJob", WRITE),
    not_by_reads("createAnswer", WRITE),
    not_by_reads("startWrite", WRITE),
    not_by_reads("durationWrite", WRITE),
    not_by_reads("endBeforeStart", WRITE),
    not_by_reads("badTime", WRITE),
    not_by_reads("customerWrite", WRITE),
    not_by_reads("unknownReference", WRITE),
    not_by_reads("emptyEmployees", WRITE),
    not_by_reads("completionWrite", WRITE),
    not_by_reads("unknownField", WRITE),
    not_by_reads("unchangedWrite", WRITE),
    not_by_reads("bareBody", WRITE),
    not_by_reads("badBody", WRITE),
    not_by_reads(
        "notifyAnswer",
        "only a notification tells, and people would get it",
    ),
    not_by_reads("notifyNobody", "only a notification tells"),
];

fn run<'a>(asking: &'a Asking<'a>) -> LocalBoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let rows = list(asking).await?;
        shapes::told(asking, &rows);
        one(asking, &rows).await?;
        pages(asking, rows.len()).await?;
        errors(asking).await?;
        ranges::from_day(asking, &rows).await?;
        ranges::lone_bound(asking, &rows).await
    })
}

/// The tasks of a list in either envelope.
fn rows_of(seen: &Seen) -> Vec<Value> {
    let list = seen.json.get("tasks").unwrap_or(&seen.json);
    list.as_array().cloned().unwrap_or_default()
}

async fn list(asking: &Asking<'_>) -> Result<Vec<Value>> {
    let mut rows: Vec<Value> = Vec::new();
    for page in 1..=PAGES {
        let page = page.to_string();
        let seen = asking.get("tasks.json", &[("page", &page)]).await?;
        let more = rows_of(&seen);
        if rows.is_empty() {
            let side = match &seen.json {
                Value::Array(_) => Some("array"),
                Value::Object(fields) if fields.contains_key("tasks") => Some("tasks"),
                _ => None,
            };
            asking.may_be("envelope", side, format!("the list is: {}", seen.kind()));
            asking.keep("list", &seen);
        }
        // A server that ignores `page` gives the same page for ever.
        let is_new = more
            .first()
            .is_some_and(|first| rows.iter().all(|row| row.get("id") != first.get("id")));
        if !is_new {
            break;
        }
        rows.extend(more);
    }
    Ok(rows)
}

fn has(row: &Value, name: &str) -> bool {
    row.get(name).is_some()
}

fn text<'v>(row: &'v Value, name: &str) -> Option<&'v str> {
    row.get(name)?.as_str()
}

/// The start, under either name.
fn start(row: &Value) -> Option<&str> {
    text(row, "scheduled_at").or_else(|| text(row, "starts_at"))
}

async fn one(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let Some(first) = rows.first() else {
        return Ok(());
    };
    let Some(id) = first.get("id").and_then(Value::as_u64) else {
        return Ok(());
    };
    let seen = asking.get(&format!("tasks/{id}.json"), &[]).await?;
    asking.keep("get", &seen);
    let side = match (has(&seen.json, "task"), has(&seen.json, "id")) {
        (true, false) => Some("task"),
        (false, true) => Some("bare"),
        _ => None,
    };
    asking.may_be("taskEnvelope", side, "where the `id` of one task stands");

    let seen = asking.get("tasks.json", &[("mapping", "true")]).await?;
    asking.keep("list-mapping", &seen);
    let mapped = rows_of(&seen);
    let same = mapped.iter().find(|row| row.get("id") == first.get("id"));
    if let (Some(same), Some(plain)) = (same.and_then(Value::as_object), first.as_object()) {
        let added = same
            .keys()
            .filter(|name| !plain.contains_key(*name))
            .count();
        let side = if added == 0 { "plain" } else { "location" };
        asking.is(
            "mapping",
            side,
            format!("`mapping=true` adds {added} members"),
        );
    }
    Ok(())
}

async fn pages(asking: &Asking<'_>, known: usize) -> Result<()> {
    if known >= 3 {
        let seen = asking.get("tasks.json", &[("per_page", "2")]).await?;
        let given = rows_of(&seen).len();
        let side = match given {
            2 => Some("honoured"),
            3.. => Some("ignored"),
            _ => None,
        };
        asking.may_be("perPage", side, format!("`per_page=2` gives {given} tasks"));
        if side == Some("honoured") {
            most(asking).await?;
        }
    }
    let seen = asking.get("tasks.json", &[("page", "x")]).await?;
    let side = match seen.status {
        200..=299 => Some("ignored".to_owned()),
        status @ 400..=499 => Some(status.to_string()),
        _ => None,
    };
    asking.may_be(
        "badParameter",
        side,
        format!("`page=x` gives {}", seen.status),
    );
    if !seen.is_success() {
        asking.keep("bad-parameter", &seen);
    }
    Ok(())
}

async fn most(asking: &Asking<'_>) -> Result<()> {
    let large = [("per_page", "101"), ("page", "1")];
    let given = rows_of(&asking.get("tasks.json", &large).await?).len();
    let seen = format!("`per_page=101` gives {given} tasks");
    if given > 100 {
        asking.is("perPageMax", "none", seen);
    } else if given > 0 {
        let second = [("per_page", "101"), ("page", "2")];
        let next = rows_of(&asking.get("tasks.json", &second).await?).len();
        if next > 0 {
            asking.is("perPageMax", given, format!("{seen}, and there are more"));
        }
    }
    Ok(())
}

async fn errors(asking: &Asking<'_>) -> Result<()> {
    let missing = asking.get(&format!("tasks/{NOBODY}.json"), &[]).await?;
    if !missing.is_success() {
        asking.keep("get-missing", &missing);
        let status = missing.status;
        asking.is("missingStatus", status, format!("HTTP {status}"));
        let (side, seen) = error_shape(&missing);
        asking.may_be("errorBody", side, seen);
    }
    let seen = asking.get("tasks.json", &[("job_id", NOBODY)]).await?;
    let status = seen.status;
    if !seen.is_success() {
        asking.is("unknownJob", status, format!("HTTP {status}"));
    } else if rows_of(&seen).is_empty() {
        asking.is("unknownJob", "empty", "an empty list");
    }
    Ok(())
}

fn error_shape(seen: &Seen) -> (Option<&'static str>, String) {
    let side = match &seen.json {
        Value::Object(fields) => match fields.get("errors") {
            Some(Value::Array(_)) => Some("errorsList"),
            Some(Value::Object(_)) => Some("errorsObject"),
            Some(_) => None,
            None if fields.contains_key("error") => Some("error"),
            None if !fields.is_empty() && fields.values().all(Value::is_array) => Some("fields"),
            None => None,
        },
        _ if seen.body().trim_ascii().is_empty() => Some("empty"),
        _ => None,
    };
    (
        side,
        format!("HTTP {} with a body that is: {}", seen.status, seen.kind()),
    )
}
