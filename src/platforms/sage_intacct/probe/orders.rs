//! In which order rows come.

use serde_json::{Value, json};

use super::{Status, keys, query, rows_of, text};
use crate::error::Result;
use crate::platforms::probe::{Asking, Seen, Sided, case_decides, only_order};

/// What the orders tell.
pub(super) async fn told(asking: &Asking<'_>, status: Status, rows: &[Value]) -> Result<()> {
    by_key(asking).await?;
    by_name(asking, rows).await?;
    ties(asking, status).await?;
    nulls(asking).await
}

async fn ordered(asking: &Asking<'_>, field: &str, direction: &str) -> Result<Seen> {
    let order = json!({ "orderBy": [{ field: direction }], "size": 100 });
    let fields: &[&str] = if field == "key" {
        &["key"]
    } else {
        &["key", field]
    };
    query(asking, fields, order).await
}

async fn by_key(asking: &Asking<'_>) -> Result<()> {
    let mut found = keys(&ordered(asking, "key", "asc").await?);
    let mut last = keys(&ordered(asking, "key", "desc").await?);
    last.reverse();
    found.append(&mut last);
    let sides: &[Sided<'_, String>] = &[
        ("number", |a, b| a.parse::<u64>().ok().cmp(&b.parse().ok())),
        ("text", String::cmp),
    ];
    let seen = format!("{} keys from both ends", found.len());
    asking.may_be("keyOrder", only_order(&found, sides), seen);
    Ok(())
}

async fn by_name(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let names = rows
        .iter()
        .filter_map(|row| Some((text(row, "key")?, text(row, "name")?)));
    let Some((one, other)) = case_decides(names) else {
        return Ok(());
    };
    let more = json!({
        "filters": [{ "$in": { "key": [one, other] } }],
        "orderBy": [{ "name": "asc" }],
        "size": 3,
    });
    let found = keys(&query(asking, &["key", "name"], more).await?);
    let side = match found
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [first, second] if (*first, *second) == (one, other) => Some("codePoint"),
        [first, second] if (*first, *second) == (other, one) => Some("caseInsensitive"),
        _ => None,
    };
    asking.may_be("textOrder", side, "two names whose order case decides");
    Ok(())
}

async fn ties(asking: &Asking<'_>, status: Status) -> Result<()> {
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(ordered(asking, status, "asc").await?);
    }
    let Some(first) = answers.first() else {
        return Ok(());
    };
    if answers.iter().any(|other| keys(other) != keys(first)) {
        asking.is(
            "tieOrder",
            "scrambled",
            "three answers to one question differ",
        );
        return Ok(());
    }
    let rows = rows_of(first);
    let mut runs: Vec<Vec<u64>> = Vec::new();
    let mut before: Option<&Value> = None;
    for row in &rows {
        let (value, Some(key)) = (
            row.get(status),
            text(row, "key").and_then(|key| key.parse().ok()),
        ) else {
            continue;
        };
        if value != before || runs.is_empty() {
            runs.push(Vec::new());
        }
        before = value;
        if let Some(run) = runs.last_mut() {
            run.push(key);
        }
    }
    runs.retain(|run| run.len() >= 3);
    let sides: &[Sided<'_, u64>] = &[
        ("keyAscending", u64::cmp),
        ("keyDescending", |a, b| b.cmp(a)),
    ];
    let told: Vec<_> = runs.iter().map(|run| only_order(run, sides)).collect();
    let seen = format!("the keys of {} runs of equal rows", runs.len());
    match told.first() {
        None => {}
        Some(Some(side)) if told.iter().all(|other| *other == Some(side)) => {
            asking.is("tieOrder", *side, seen)
        }
        Some(_) => asking.is(
            "tieOrder",
            "scrambled",
            format!("{seen} neither rise nor fall"),
        ),
    }
    Ok(())
}

async fn nulls(asking: &Asking<'_>) -> Result<()> {
    const FIELD: &str = "planned.endDate";
    let is_null_first = |seen: &Seen| {
        rows_of(seen)
            .first()
            .and_then(|row| row.get(FIELD).map(Value::is_null))
    };
    let first = is_null_first(&ordered(asking, FIELD, "asc").await?);
    let last = is_null_first(&ordered(asking, FIELD, "desc").await?);
    let side = match (first, last) {
        (Some(true), Some(false)) => Some("first"),
        (Some(false), Some(true)) => Some("last"),
        _ => None,
    };
    asking.may_be(
        "nullsSort",
        side,
        format!("which of both ends of an order by `{FIELD}` has none"),
    );
    Ok(())
}
