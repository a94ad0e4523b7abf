//! In which order rows come.

use serde_json::{Value, json};

use super::{Status, keys, query, rows_of, text};
use crate::error::Result;
use crate::platforms::probe::{Asking, Seen, Sided, only_order};

/// What the orders tell.
pub(super) async fn told(asking: &Asking<'_>, status: Status, rows: &[Value]) -> Result<()> {
    by_key(asking).await?;
    by_name(asking, rows).await?;
    ties(asking, status).await?;
    nulls(asking).await
}

async fn ordered(asking: &Asking<'_>, field: &str, direction: &str, more: Value) -> Result<Seen> {
    let mut body = json!({ "orderBy": [{ field: direction }], "size": 100 });
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    let fields: &[&str] = if field == "key" { &["key"] } else { &["key", field] };
    query(asking, fields, body).await
}

/// A field's texts from both ends of its order.
async fn both_ends(asking: &Asking<'_>, field: &str, more: Value) -> Result<Vec<String>> {
    let texts = |seen: &Seen| -> Vec<String> {
        let rows = rows_of(seen);
        rows.iter().filter_map(|row| text(row, field)).map(str::to_owned).collect()
    };
    let mut first = texts(&ordered(asking, field, "asc", more.clone()).await?);
    let mut last = texts(&ordered(asking, field, "desc", more).await?);
    last.reverse();
    first.append(&mut last);
    Ok(first)
}

async fn by_key(asking: &Asking<'_>) -> Result<()> {
    let keys = both_ends(asking, "key", Value::Null).await?;
    let sides: &[Sided<'_, String>] = &[
        ("number", |a, b| a.parse::<u64>().ok().cmp(&b.parse().ok())),
        ("text", String::cmp),
    ];
    let seen = format!("{} keys from both ends", keys.len());
    asking.may_be("keyOrder", only_order(&keys, sides), seen);
    Ok(())
}

/// Names that begin with one letter, small and capital, in their order.
async fn by_name(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let is_small = |letter: &char| letter.is_ascii_lowercase();
    let letters = rows.iter().filter_map(|row| text(row, "name")?.chars().next());
    let Some(small) = letters.clone().find(is_small) else {
        return Ok(());
    };
    // One that is there as a capital too says more.
    let mut both = letters.clone().filter(|letter| is_small(letter) && letters.clone().any(|c| c == letter.to_ascii_uppercase()));
    let small = both.next().unwrap_or(small);
    let begins = |letter: char| json!({ "$startsWith": { "name": letter.to_string() } });
    let more = json!({
        "filters": [begins(small), begins(small.to_ascii_uppercase())],
        "filterExpression": "or",
    });
    let mut names = both_ends(asking, "name", more).await?;
    // Other scripts, marks and signs have orders of their own in every collation.
    names.retain(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' '));
    let sides: &[Sided<'_, String>] = &[
        ("codePoint", String::cmp),
        ("caseInsensitive", |a, b| a.to_lowercase().cmp(&b.to_lowercase())),
    ];
    let seen = format!("{} plain names from both ends", names.len());
    asking.may_be("textOrder", only_order(&names, sides), seen);
    Ok(())
}

async fn ties(asking: &Asking<'_>, status: Status) -> Result<()> {
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(ordered(asking, status, "asc", Value::Null).await?);
    }
    let Some(first) = answers.first() else {
        return Ok(());
    };
    if answers.iter().any(|other| keys(other) != keys(first)) {
        asking.is("tieOrder", "scrambled", "three answers to one question differ");
        return Ok(());
    }
    let rows = rows_of(first);
    let mut runs: Vec<Vec<u64>> = Vec::new();
    let mut before: Option<&Value> = None;
    for row in &rows {
        let (value, Some(key)) = (row.get(status), text(row, "key").and_then(|key| key.parse().ok())) else {
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
    let sides: &[Sided<'_, u64>] = &[("keyAscending", u64::cmp), ("keyDescending", |a, b| b.cmp(a))];
    let told: Vec<_> = runs.iter().map(|run| only_order(run, sides)).collect();
    let seen = format!("the keys of {} runs of equal rows", runs.len());
    match told.first() {
        None => {}
        Some(Some(side)) if told.iter().all(|other| *other == Some(side)) => asking.is("tieOrder", *side, seen),
        Some(_) => asking.is("tieOrder", "scrambled", format!("{seen} neither rise nor fall")),
    }
    Ok(())
}

async fn nulls(asking: &Asking<'_>) -> Result<()> {
    const FIELD: &str = "planned.endDate";
    let is_null_first = |seen: &Seen| rows_of(seen).first().and_then(|row| row.get(FIELD).map(Value::is_null));
    let first = is_null_first(&ordered(asking, FIELD, "asc", Value::Null).await?);
    let last = is_null_first(&ordered(asking, FIELD, "desc", Value::Null).await?);
    let side = match (first, last) {
        (Some(true), Some(false)) => Some("first"),
        (Some(false), Some(true)) => Some("last"),
        _ => None,
    };
    asking.may_be("nullsSort", side, format!("which of both ends of an order by `{FIELD}` has none"));
    Ok(())
}
