//! In which order tasks come.

use serde_json::Value;

use super::{Seen, id, ids, is_unset, list, refused};
use crate::error::Result;
use crate::platforms::probe::{Asking, Sided, case_decides, only_order};

/// What the orders tell.
pub(super) async fn told(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    ties(asking).await?;
    texts(asking, rows).await?;
    nulls(asking).await?;
    let seen = asking
        .get(
            "tasks",
            &[
                ("_filters", "order_by_asc(standing,title)"),
                ("_limit", "1"),
            ],
        )
        .await?;
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
        answers.push(runs(
            &ordered(asking, "order_by_asc(standing)", "standing").await?,
            "standing",
        ));
    }
    let Some(first) = answers.first() else {
        return Ok(());
    };
    if answers.iter().any(|other| other != first) {
        asking.is(
            "tieOrder",
            "scrambled",
            "three answers to one question differ",
        );
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
        Some(side) if told.iter().all(|other| *other == Some(side)) => {
            asking.is("tieOrder", *side, seen)
        }
        _ => asking.is(
            "tieOrder",
            "scrambled",
            format!("{seen} neither rise nor fall"),
        ),
    }
    Ok(())
}

async fn texts(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let titles = rows
        .iter()
        .filter_map(|row| Some((id(row)?, row.get("title")?.as_str()?)));
    let Some((one, other)) = case_decides(titles) else {
        return Ok(());
    };
    let both = format!("id({one},{other}),order_by_asc(title)");
    let side = match ids(&ordered(asking, &both, "title").await?).as_slice() {
        [first, second] if (*first, *second) == (one, other) => Some("codePoint"),
        [first, second] if (*first, *second) == (other, one) => Some("caseInsensitive"),
        _ => None,
    };
    asking.may_be("textOrder", side, "two titles whose order case decides");
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
    asking.may_be(
        "unsetSorts",
        side,
        "which of both ends of an order by `date_due` has no date",
    );
    Ok(())
}
