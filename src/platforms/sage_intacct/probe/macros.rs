//! Which days the date macros mean.

use serde_json::{Value, json};

use super::{DATED, finds, query, rows_of, text};
use crate::error::Result;
use crate::platforms::probe::{Asking, day_number, day_text, days_of_instant, weekday};

const START: &str = "planned.startDate";
const DATES: [&str; 4] = [
    START,
    "planned.endDate",
    "actual.startDate",
    "actual.endDate",
];

/// What the macros tell.
pub(super) async fn told(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    edge(asking, rows).await?;
    week(asking, rows).await?;
    today(asking).await
}

/// The key and the planned start of tasks that have one.
fn dated(rows: &[Value]) -> impl Iterator<Item = (&str, &str, i64)> {
    rows.iter().filter_map(|row| {
        let day = text(row, START)?;
        Some((text(row, "key")?, day, day_number(day)?))
    })
}

/// A period is compared by its start, by its end, or by whichever is natural.
async fn edge(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let inside = |day: &str| !day.ends_with("-01-01") && !day.ends_with("-12-31");
    let Some((key, day, _)) = dated(rows).find(|(_, day, _)| inside(day)) else {
        return Ok(());
    };
    let as_of = json!({ "asOfDate": day });
    let year = |operator: &str| json!({ operator: { START: "currentYear" } });
    // In its own year, the day lies before the period's end and after its start.
    if finds(asking, year("$eq"), key, as_of.clone()).await? != Some(true) {
        return Ok(());
    }
    let below = finds(asking, year("$lt"), key, as_of.clone()).await?;
    let above = finds(asking, year("$gt"), key, as_of).await?;
    let side = match (below, above) {
        (Some(false), Some(false)) => Some("natural"),
        (Some(false), Some(true)) => Some("start"),
        (Some(true), Some(false)) => Some("end"),
        _ => None,
    };
    asking.may_be(
        "macroEdge",
        side,
        format!("`$lt` and `$gt` of `currentYear` and {DATED} in it"),
    );
    Ok(())
}

/// Whether a Sunday is in the week of the days before it.
async fn week(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let Some((key, _, day)) = dated(rows).find(|(.., day)| weekday(*day) != 0) else {
        return Ok(());
    };
    let sunday = day.saturating_add(7).saturating_sub(weekday(day));
    let (Some(sunday), Some(own)) = (day_text(sunday), day_text(day)) else {
        return Ok(());
    };
    let condition = json!({ "$eq": { START: "currentWeek" } });
    let own = json!({ "asOfDate": own });
    if finds(asking, condition.clone(), key, own).await? != Some(true) {
        return Ok(());
    }
    let found = finds(asking, condition, key, json!({ "asOfDate": sunday })).await?;
    let side = found.map(|found| if found { "monday" } else { "sunday" });
    asking.may_be(
        "weekStart",
        side,
        "whether `currentWeek` of the next Sunday holds a day",
    );
    Ok(())
}

/// Which day `today` is. It tells the zone only while that has another day than UTC.
async fn today(asking: &Asking<'_>) -> Result<()> {
    let near = query(asking, &["key"], json!({ "size": 1 })).await?;
    let utc = days_of_instant(asking.now(&near));
    for field in DATES {
        let condition = json!([{ "$eq": { field: "today" } }]);
        let seen = query(
            asking,
            &["key", field],
            json!({ "filters": condition, "size": 1 }),
        )
        .await?;
        let rows = rows_of(&seen);
        let Some(day) = rows.first().and_then(|row| day_number(text(row, field)?)) else {
            continue;
        };
        let side = match day.saturating_sub(utc) {
            1 => "+13:00",
            -1 => "-08:00",
            _ => return Ok(()),
        };
        asking.is(
            "todayZone",
            side,
            "`today` is another day than UTC's: a zone on this side of it",
        );
        return Ok(());
    }
    Ok(())
}
