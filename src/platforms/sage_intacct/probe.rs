//! Telling Sage Intacct's open questions apart by reads.

mod filters;
mod macros;
mod orders;
mod shapes;

use futures_util::future::LocalBoxFuture;
use serde_json::{Map, Value, json};

use crate::error::Result;
use crate::platforms::probe::{Asking, Probe, Seen, Tell, not_by_reads, reads};

const WRITE: &str = "only a write tells";
const TOKEN: &str = "only a wrong client, user or token tells";
const NAMES: &str = "names like `paint` and `Roof`, whose order case decides, among the first 100";
const DATED: &str = "a task with a planned start";

/// What can be told.
pub(super) static PROBE: Probe = Probe {
    tells: TELLS,
    most_calls: 45,
    reading_posts: &["/services/core/query"],
    words: &[
        "taskStatus",
        "status",
        "code",
        "errorId",
        "messageId",
        "target",
        "object",
    ],
    run,
};

const TELLS: &[Tell] = &[
    reads("dialect", "a query for tasks that is answered"),
    reads("percent", "a task with `percentComplete`"),
    reads("decimals", "a task with a duration"),
    reads("nextAtEnd", "a query whose answer is whole"),
    reads(
        "emptyReference",
        "a task without a parent among the first 100",
    ),
    reads("extraKeys", "a task"),
    reads("keyOrder", "keys with different numbers of digits"),
    reads("textOrder", NAMES),
    reads("tieOrder", "three tasks of one status"),
    reads("nullsSort", "a task with a planned end, and one without"),
    reads(
        "nullsUnderNe",
        "a task without a parent among the first 100",
    ),
    reads("expressionPrecedence", "two tasks"),
    reads("macroEdge", "a task with a planned start inside a year"),
    reads(
        "weekStart",
        "a task with a planned start from Monday to Saturday",
    ),
    reads(
        "todayZone",
        "a date of a task on the day that is today for the platform, at an hour when that is not the day of UTC; only a day other than UTC's tells",
    ),
    reads("dateVersusTime", "a task that was not modified at midnight"),
    reads("sizeAbove4000", "an answer to `size` 4001: 200 or 400"),
    reads("startPastEnd", "a task"),
    reads("badFieldError", "the error of a field that does not exist"),
    reads("errorShape", "the error of a field that does not exist"),
    reads("gatewayShape", "the error of a path that does not exist"),
    not_by_reads("invalidTokenStatus", "only a wrong token tells"),
    not_by_reads(
        "topLevelInEntity",
        "a connection reads one entity or the whole company: compare two of one company by hand",
    ),
    reads(
        "plainBesideAggregate",
        "an answer to a field beside an aggregate: 200 or 400",
    ),
    reads("aggregateOfNothing", "an answer to an aggregate of no row"),
    not_by_reads("ruleStatus", WRITE),
    not_by_reads("foreignTask", WRITE),
    not_by_reads("deleteOfParent", WRITE),
    not_by_reads("completionDate", WRITE),
    not_by_reads("writeMeta", WRITE),
    not_by_reads("idempotentFailures", WRITE),
    not_by_reads("tokenFailureStatus", TOKEN),
    not_by_reads("tokenErrorShape", TOKEN),
    not_by_reads("newAuthorization", "it would end the tokens of others"),
    not_by_reads(
        "accessAfterRefresh",
        "a refresh ends the refresh token that others may hold",
    ),
];

fn run<'a>(asking: &'a Asking<'a>) -> LocalBoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let Some(status) = dialect(asking).await? else {
            return Ok(());
        };
        let rows = shapes::told(asking, status).await?;
        orders::told(asking, status, &rows).await?;
        filters::told(asking, &rows).await?;
        macros::told(asking, &rows).await
    })
}

/// What the edition calls the status.
type Status = &'static str;

/// A query for tasks: `fields`, and what else its body holds.
async fn query(asking: &Asking<'_>, fields: &[&str], more: Value) -> Result<Seen> {
    let mut body = Map::new();
    body.insert("object".to_owned(), json!("projects/task"));
    body.insert("fields".to_owned(), json!(fields));
    if let Value::Object(more) = more {
        body.extend(more);
    }
    asking
        .post("services/core/query", Value::Object(body))
        .await
}

/// The rows of an answer.
fn rows_of(seen: &Seen) -> Vec<Value> {
    let rows = seen.json.get("ia::result").and_then(Value::as_array);
    rows.cloned().unwrap_or_default()
}

fn text<'v>(row: &'v Value, name: &str) -> Option<&'v str> {
    row.get(name)?.as_str()
}

/// The keys of an answer's rows.
fn keys(seen: &Seen) -> Vec<String> {
    let rows = rows_of(seen);
    rows.iter()
        .filter_map(|row| text(row, "key"))
        .map(str::to_owned)
        .collect()
}

/// Whether the conditions find a task; `None` if they are refused.
async fn finds(
    asking: &Asking<'_>,
    condition: Value,
    key: &str,
    parameters: Value,
) -> Result<Option<bool>> {
    let filters = json!([condition, { "$eq": { "key": key } }]);
    let mut more = json!({ "filters": filters, "filterExpression": "and", "size": 2 });
    if let (Some(more), false) = (more.as_object_mut(), parameters.is_null()) {
        more.insert("filterParameters".to_owned(), parameters);
    }
    let seen = query(asking, &["key"], more).await?;
    Ok(seen
        .is_success()
        .then(|| keys(&seen).iter().any(|found| found == key)))
}

/// Which spelling of the status the company's edition has.
async fn dialect(asking: &Asking<'_>) -> Result<Option<Status>> {
    for (name, side) in [("taskStatus", "today"), ("status", "seed")] {
        let seen = query(asking, &["key", name], json!({ "size": 1 })).await?;
        if seen.is_success() {
            asking.is("dialect", side, format!("a query for `{name}` is answered"));
            return Ok(Some(name));
        }
    }
    Ok(None)
}
