//! What the tasks of a list look like, and how many there can be.

use serde_json::Value;

use super::{is_unset, list, refused};
use crate::error::Result;
use crate::platforms::probe::Asking;

const DATES: [&str; 6] = [
    "date_started",
    "date_commenced",
    "date_accepted",
    "date_due",
    "date_completed",
    "date_modified",
];
const LINKS: [&str; 8] = [
    "issue",
    "milestone",
    "task_job",
    "assignee",
    "manager",
    "contact",
    "affiliation",
    "task_priority",
];
const DURATIONS: [&str; 5] = ["billable", "nonbillable", "logged", "budgeted", "remaining"];
/// So many durations must agree.
const ENOUGH: usize = 10;

/// The tasks of the longest page.
pub(super) async fn read(asking: &Asking<'_>) -> Result<Vec<Value>> {
    let seen = asking
        .get("tasks", &[("_fields", "_ALL"), ("_limit", "101")])
        .await?;
    let side = refused(&seen, "clamp", "error");
    asking.may_be(
        "limitAboveMax",
        side,
        format!("`_limit=101` gives HTTP {}", seen.status),
    );
    if seen.is_success() {
        asking.keep("list", &seen);
        let rows = list(&seen);
        let after = rows.len().to_string();
        let next = asking
            .get("tasks", &[("_limit", "1"), ("_offset", &after)])
            .await?;
        if rows.len() > 1 && !list(&next).is_empty() {
            asking.is(
                "limitMax",
                rows.len(),
                format!("`_limit=101` gives {after} tasks, and there are more"),
            );
        }
        return Ok(rows);
    }
    asking.keep("limit-above-most", &seen);
    for (limit, most) in [("100", 100), ("50", 50)] {
        let seen = asking
            .get("tasks", &[("_fields", "_ALL"), ("_limit", limit)])
            .await?;
        if seen.is_success() {
            asking.is(
                "limitMax",
                most,
                format!("`_limit={limit}` is taken, more is refused"),
            );
            asking.keep("list", &seen);
            return Ok(list(&seen));
        }
    }
    Ok(Vec::new())
}

/// What the rows tell.
pub(super) async fn shapes(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    unset(asking, rows, "unsetDate", &DATES);
    unset(asking, rows, "unsetId", &LINKS);
    durations(asking, rows);
    milestones(asking, rows).await
}

/// How what is not set is written.
fn unset(asking: &Asking<'_>, rows: &[Value], switch: &'static str, names: &[&str]) {
    let mut found = [0_usize; 3];
    for row in rows {
        for name in names {
            let place = match row.get(name) {
                None => 0,
                Some(Value::Null) => 1,
                Some(value) if value.as_str() == Some("0") => 2,
                Some(_) => continue,
            };
            if let Some(count) = found.get_mut(place) {
                *count = count.saturating_add(1);
            }
        }
    }
    let [absent, null, zero] = found;
    let seen = format!("{null} are null, {zero} are \"0\", {absent} are absent");
    match (absent, null, zero) {
        (0, 1.., 0) => asking.is(switch, Value::Null, seen),
        (0, 0, 1..) => asking.is(switch, "0", seen),
        // Where no row has any of them the platform may not know the names.
        (1.., 0, 0)
            if names
                .iter()
                .any(|name| rows.iter().any(|row| row.get(name).is_some())) =>
        {
            asking.is(switch, "absent", seen);
        }
        _ => {}
    }
}

/// Seconds or minutes. People plan in whole minutes: as minutes, such values would all be whole hours.
fn durations(asking: &Asking<'_>, rows: &[Value]) {
    let mut values: Vec<u64> = rows
        .iter()
        .flat_map(|row| DURATIONS.iter().filter_map(|name| row.get(name)?.as_str()))
        .filter_map(|text| text.parse::<f64>().ok())
        .filter(|value| *value >= 1.0 && *value < 1e12)
        .map(|value| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is within bounds"
            )]
            let whole = value as u64;
            whole
        })
        .collect();
    values.sort_unstable();
    let Some(median) = values.get(values.len() / 2).copied() else {
        return;
    };
    let all = values.len();
    let whole = values.iter().filter(|value| *value % 60 == 0).count();
    let fives = values.iter().filter(|value| *value % 5 == 0).count();
    let side = match () {
        () if all < ENOUGH => None,
        // A quarter of an hour and more, in seconds; as minutes it would be whole hours, half of them
        // fifteen hours and more.
        () if whole == all && median >= 900 => Some("seconds"),
        () if fives == all && whole.saturating_mul(2) < all => Some("minutes"),
        () => None,
    };
    let seen =
        format!("{whole} of {all} durations are multiples of 60, half of them {median} and more");
    asking.may_be("durations", side, seen);
}

async fn milestones(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let is_of = |row: &&Value| row.get("against_type").and_then(Value::as_str) == Some("milestone");
    let mut found: Vec<Value> = rows.iter().filter(is_of).cloned().collect();
    if found.is_empty() {
        let query = [
            ("_filters", "against_type(milestone)"),
            ("_fields", "against_type,task_job"),
            ("_limit", "10"),
        ];
        found = list(&asking.get("tasks", &query).await?);
        found.retain(|row| is_of(&row));
    }
    let all = found.len();
    let with = found
        .iter()
        .filter(|row| !is_unset(row, "task_job"))
        .count();
    let side = match with {
        1.. => Some("shown"),
        0 if all > 0 => Some("hidden"),
        0 => None,
    };
    asking.may_be(
        "jobOfMilestone",
        side,
        format!("{with} of {all} tasks against a milestone have a `task_job`"),
    );
    Ok(())
}
