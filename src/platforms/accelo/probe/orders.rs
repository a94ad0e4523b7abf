//! In which order tasks come.

use serde_json::Value;

use super::{Seen, id, is_unset, list, refused};
use crate::error::Result;
use crate::platforms::probe::{Asking, Sided, only_order};

/// What the orders tell.
pub(super) async fn told(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    ties(asking).await?;
    texts(asking, rows).await?;
    nulls(asking).await?;
    let seen = asking.get("tasks", &[("_filters", "order_by_asc(standing,title)"), ("_limit", "1")]).await?;
    let side = refused(&seen, "first", "error");
    asking.may_be("orderSeveral", side, format!("HTTP {}", seen.status));
    Ok(())
}

async fn ordered(asking: &Asking<'_>, order: &str, field: &str) -> Result<Seen> {
    let query = [("_filters", order), ("_fields", field), ("_limit", "50")];
    asking.get("tasks", &query).await
}

/// The ids of rows that follow one another with the same value, each run apart.
fn runs(seen: &Seen, field: &str) -> Vec<Vec<u64>> {
    let rows = list(seen);
    let mut runs: Vec<Vec<u64>> = Vec::new();
    let mut before: Option<&Value> = None;
    for row in &rows {
        let (value, Some(id)) = (row.get(field), id(row)) else {
            continue;
        };
        if value != before || runs.is_empty() {
            runs.push(Vec::new());
        }
        before = value;
        if let Some(run) = runs.last_mut() {
            run.push(id);
        }
    }
    runs
}

async fn ties(asking: &Asking<'_>) -> Result<()> {
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(runs(&ordered(asking, "order_by_asc(standing)", "standing").await?, "standing"));
    }
    let Some(first) = answers.first() else {
        return Ok(());
    };
    if answers.iter().any(|other| other != first) {
        asking.is("tieOrder", "scrambled", "three answers to one question differ");
        return Ok(());
    }
    let sides: &[Sided<'_, u64>] = &[("idAscending", u64::cmp), ("idDescending", |a, b| b.cmp(a))];
    let long: Vec<_> = first.iter().filter(|run| run.len() >= 3).collect();
    let told: Vec<_> = long.iter().map(|run| only_order(run, sides)).collect();
    let Some(side) = told.first() else {
        return Ok(());
    };
    let seen = format!("the ids of {} runs of equal rows", long.len());
    match side {
        Some(side) if told.iter().all(|other| *other == Some(side)) => asking.is("tieOrder", *side, seen),
        _ => asking.is("tieOrder", "scrambled", format!("{seen} neither rise nor fall")),
    }
    Ok(())
}

/// Titles that begin with one word, small and capital, in their order.
async fn texts(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let plain = |word: &&str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let words = rows
        .iter()
        .filter_map(|row| row.get("title")?.as_str()?.split(' ').next())
        .filter(plain);
    let mut small = words.clone().filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
    let is_both = |word: &&str| {
        let mut others = words.clone();
        others.any(|other| other != *word && other.eq_ignore_ascii_case(word))
    };
    // One that is there with a capital too says more.
    let Some(word) = small.clone().find(is_both).or_else(|| small.next()) else {
        return Ok(());
    };
    let searched = |order: &str| format!("search({word}),{order}");
    let titles = |seen: &Seen| -> Vec<String> {
        let rows = list(seen);
        let titles = rows.iter().filter_map(|row| row.get("title")?.as_str());
        titles.map(str::to_owned).collect()
    };
    let mut first = titles(&ordered(asking, &searched("order_by_asc(title)"), "title").await?);
    let mut last = titles(&ordered(asking, &searched("order_by_desc(title)"), "title").await?);
    last.reverse();
    first.append(&mut last);
    // Other scripts, marks and signs have orders of their own in every collation.
    first.retain(|title| title.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' '));
    let sides: &[Sided<'_, String>] = &[
        ("codePoint", String::cmp),
        ("caseInsensitive", |a, b| a.to_lowercase().cmp(&b.to_lowercase())),
    ];
    let seen = format!("{} plain titles from both ends", first.len());
    asking.may_be("textOrder", only_order(&first, sides), seen);
    Ok(())
}

async fn nulls(asking: &Asking<'_>) -> Result<()> {
    let first = ordered(asking, "order_by_asc(date_due)", "date_due").await?;
    let last = ordered(asking, "order_by_desc(date_due)", "date_due").await?;
    let is_unset_first = |seen: &Seen| list(seen).first().map(|row| is_unset(row, "date_due"));
    let side = match (is_unset_first(&first), is_unset_first(&last)) {
        (Some(true), Some(false)) => Some("low"),
        (Some(false), Some(true)) => Some("high"),
        _ => None,
    };
    asking.may_be("unsetSorts", side, "which of both ends of an order by `date_due` has no date");
    Ok(())
}
