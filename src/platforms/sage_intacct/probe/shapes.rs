//! What rows, single tasks, ends of lists and errors look like.

use serde_json::{Value, json};

use super::{Status, query, rows_of, text};
use crate::error::Result;
use crate::platforms::probe::{Asking, Seen};

const FIELDS: [&str; 19] = [
    "key",
    "id",
    "name",
    "description",
    "percentComplete",
    "duration.planned",
    "duration.actual",
    "duration.estimated",
    "parent.key",
    "planned.startDate",
    "planned.endDate",
    "audit.createdDateTime",
    "audit.modifiedDateTime",
    "actual.endDate",
    "project.key",
    "project.name",
    "priority",
    "isBillable",
    "isMilestone",
];

/// Asks for tasks, and tells what they look like.
pub(super) async fn told(asking: &Asking<'_>, status: Status) -> Result<Vec<Value>> {
    let mut fields = FIELDS.to_vec();
    fields.push(status);
    let order = json!([{ "key": "asc" }]);
    let seen = query(asking, &fields, json!({ "orderBy": order, "size": 100 })).await?;
    asking.keep("query", &seen);
    let rows = rows_of(&seen);
    numbers(asking, &rows, "percent", &["percentComplete"]);
    numbers(
        asking,
        &rows,
        "decimals",
        &["duration.planned", "duration.actual", "duration.estimated"],
    );
    if let Some(first) = rows.first().and_then(Value::as_object) {
        let more = first
            .keys()
            .filter(|name| !fields.contains(&name.as_str()))
            .count();
        let side = if more == 0 { "absent" } else { "present" };
        asking.is(
            "extraKeys",
            side,
            format!("a row has {more} keys that were not asked for"),
        );
    }
    single(asking, &rows).await?;
    ends(asking, &rows).await?;
    errors(asking).await?;
    aggregates(asking, status).await?;
    Ok(rows)
}

fn numbers(asking: &Asking<'_>, rows: &[Value], switch: &'static str, names: &[&str]) {
    let mut values = rows
        .iter()
        .flat_map(|row| names.iter().filter_map(|name| row.get(*name)));
    let side = match values.find(|value| !value.is_null()) {
        Some(Value::String(_)) => Some("string"),
        Some(Value::Number(_)) => Some("number"),
        _ => None,
    };
    asking.may_be(
        switch,
        side,
        format!("the JSON type of `{}`", names.first().unwrap_or(&"")),
    );
}

async fn single(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let mut orphans = rows
        .iter()
        .filter(|row| row.get("parent.key").is_some_and(Value::is_null));
    let orphan = orphans.next();
    let Some(key) = orphan
        .or_else(|| rows.first())
        .and_then(|row| text(row, "key"))
    else {
        return Ok(());
    };
    let seen = asking
        .get(&format!("objects/projects/task/{key}"), &[])
        .await?;
    asking.keep("task", &seen);
    if orphan.is_none() || !seen.is_success() {
        return Ok(());
    }
    let side = match seen.at("/ia::result/parent") {
        None => Some("absent"),
        Some(Value::Null) => Some("null"),
        Some(parent) if parent.get("key").is_some_and(Value::is_null) => Some("nullObject"),
        Some(_) => None,
    };
    asking.may_be("emptyReference", side, "`parent` of a task without one");
    Ok(())
}

async fn ends(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let Some(key) = rows.first().and_then(|row| text(row, "key")) else {
        return Ok(());
    };
    let one = json!([{ "$eq": { "key": key } }]);
    let queried = query(asking, &["key"], json!({ "filters": one, "size": 2 })).await?;
    let listed = asking.get("objects/projects/task", &[]).await?;
    asking.keep("references", &listed);
    let next = |seen: &Seen| seen.at("/ia::meta/next").cloned();
    let total = listed.at("/ia::meta/totalCount").and_then(Value::as_u64);
    // A list with more pages has a next one; its beginning has no previous one.
    let of_list = match total {
        Some(0..=100) => next(&listed),
        _ => listed.at("/ia::meta/previous").cloned(),
    };
    let seen = "`next` at the end of a query, and of the list of references";
    match (next(&queried), of_list) {
        (Some(Value::Null), Some(zero)) if zero.as_u64() == Some(0) => {
            asking.is("nextAtEnd", "dialect", seen)
        }
        (Some(one), Some(other)) if one == other => asking.is("nextAtEnd", one, seen),
        (Some(one), None) => asking.is("nextAtEnd", one, "`next` at the end of a query"),
        _ => {}
    }

    let big = json!({ "filters": one, "size": 4001 });
    let seen = query(asking, &["key"], big).await?;
    let side = refused(&seen, "clamp", "error");
    asking.may_be(
        "sizeAbove4000",
        side,
        format!("`size` 4001 gives HTTP {}", seen.status),
    );

    let past = json!({ "filters": one, "start": 2, "size": 2 });
    let seen = query(asking, &["key"], past).await?;
    let side = match refused(&seen, "empty", "error") {
        Some("empty") if !rows_of(&seen).is_empty() => None,
        side => side,
    };
    asking.may_be(
        "startPastEnd",
        side,
        format!("`start` 2 of one row gives HTTP {}", seen.status),
    );
    Ok(())
}

/// The side that stands for an answer, and that which stands for a refusal.
pub(super) fn refused<'s>(seen: &Seen, taken: &'s str, refused: &'s str) -> Option<&'s str> {
    match seen.status {
        200..=299 => Some(taken),
        400 | 422 => Some(refused),
        _ => None,
    }
}

async fn errors(asking: &Asking<'_>) -> Result<()> {
    let seen = query(asking, &["key", "noSuchField"], json!({ "size": 1 })).await?;
    asking.keep("bad-field", &seen);
    let (inside, top) = (seen.at("/ia::result/ia::error"), seen.at("/ia::error"));
    let side = match (inside, top) {
        (Some(_), None) => Some("result"),
        (None, Some(_)) => Some("top"),
        _ => None,
    };
    asking.may_be("errorShape", side, "where `ia::error` stands");
    let error = inside.or(top);
    let id = error.and_then(|error| text(error, "errorId"));
    if let Some(id) = id.filter(|id| id.starts_with("REST-") && id.len() <= 12) {
        asking.is(
            "badFieldError",
            id,
            "`errorId` of a field that does not exist",
        );
    }

    let seen = asking.get("objects/projects/no-such-object", &[]).await?;
    if !seen.is_success() {
        asking.keep("no-such-object", &seen);
    }
    let error = seen
        .at("/ia::error")
        .or_else(|| seen.at("/ia::result/ia::error"));
    if let Some(error) = error {
        let is_gateway = text(error, "code").is_some_and(|code| code.starts_with("GW-"));
        let side = if is_gateway { "gateway" } else { "result" };
        asking.is(
            "gatewayShape",
            side,
            format!("the error of HTTP {}", seen.status),
        );
    }
    Ok(())
}

async fn aggregates(asking: &Asking<'_>, status: Status) -> Result<()> {
    let seen = query(asking, &[status, "count:key"], json!({ "size": 5 })).await?;
    let side = refused(&seen, "grouped", "error");
    asking.may_be(
        "plainBesideAggregate",
        side,
        format!("HTTP {}", seen.status),
    );
    asking.keep("aggregate", &seen);
    let none = json!({ "filters": [{ "$eq": { "key": "0" } }] });
    let seen = query(asking, &["count:key"], none).await?;
    let rows = rows_of(&seen).len();
    let side = match rows {
        _ if !seen.is_success() => None,
        0 => Some("empty"),
        1 => Some("row"),
        _ => None,
    };
    asking.may_be(
        "aggregateOfNothing",
        side,
        format!("`count:key` of nothing gives {rows} rows"),
    );
    Ok(())
}
