//! `from` and `to`: which days belong to them.

use serde_json::Value;

use super::{rows_of, start};
use crate::error::Result;
use crate::platforms::probe::{Asking, day_number, day_text};

/// A list with so many tasks may go on; of such a one nothing is told.
const FULL: usize = 25;

/// The tasks of so many jobs are asked for.
const JOBS: usize = 4;

/// A task with the day on which it starts, as its own time tells it.
#[derive(Clone, Copy)]
struct Started {
    id: u64,
    job: u64,
    day: i64,
    hour: u8,
}

fn started(row: &Value) -> Option<Started> {
    let time = start(row)?;
    Some(Started {
        id: row.get("id")?.as_u64()?,
        job: row.get("job_id")?.as_u64()?,
        day: day_number(time)?,
        hour: time.get(11..13)?.parse().ok()?,
    })
}

fn ids(rows: &[Value]) -> Vec<u64> {
    rows.iter()
        .filter_map(|row| row.get("id")?.as_u64())
        .collect()
}

/// Whether a task that starts on the day of `from` is in the range.
pub(super) async fn from_day(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    // Towards noon, so that it is the same day in zones nearby.
    let of_day = rows
        .iter()
        .filter_map(started)
        .filter(|task| (6..18).contains(&task.hour));
    let Some(task) = of_day.min_by_key(|task| task.hour.abs_diff(12)) else {
        return Ok(());
    };
    let (Some(from), Some(to)) = (day_text(task.day), day_text(task.day.saturating_add(2))) else {
        return Ok(());
    };
    let job = task.job.to_string();
    let range = [("job_id", &*job), ("from", &*from), ("to", &*to)];
    let found = rows_of(&asking.get("tasks.json", &range).await?);
    let seen = "a task that starts on the day of `from`";
    if ids(&found).contains(&task.id) {
        asking.is("fromDay", "included", format!("{seen} is listed"));
        return Ok(());
    }
    // It must be found at all.
    let Some(before) = day_text(task.day.saturating_sub(2)) else {
        return Ok(());
    };
    let range = [("job_id", &*job), ("from", &*before), ("to", &*to)];
    let wide = rows_of(&asking.get("tasks.json", &range).await?);
    if found.len() < FULL && ids(&wide).contains(&task.id) {
        asking.is(
            "fromDay",
            "excluded",
            format!("{seen} is not listed, though from an earlier day it is"),
        );
    }
    Ok(())
}

/// Three tasks of a job, on days that lie apart by more than any zone moves them.
fn three(mut tasks: Vec<&Started>) -> Option<[Started; 3]> {
    tasks.sort_by_key(|task| (task.job, task.day));
    let apart =
        |one: &Started, next: &Started| one.job == next.job && next.day.saturating_sub(one.day) > 2;
    tasks.iter().find_map(|middle| {
        let early = tasks.iter().find(|task| apart(task, middle))?;
        let late = tasks.iter().find(|task| apart(middle, task))?;
        Some([**early, **middle, **late])
    })
}

/// What `from` alone does.
pub(super) async fn lone_bound(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let seen: Vec<Started> = rows.iter().filter_map(started).collect();
    let mut found = three(seen.iter().collect());
    // A list shows a few tasks of each job; those of some jobs are asked for.
    let mut asked: Vec<u64> = Vec::new();
    for task in &seen {
        if found.is_some() || asked.len() >= JOBS {
            break;
        }
        if asked.contains(&task.job) {
            continue;
        }
        asked.push(task.job);
        let job = task.job.to_string();
        let of_job = rows_of(&asking.get("tasks.json", &[("job_id", &job)]).await?);
        let of_job: Vec<Started> = of_job.iter().filter_map(started).collect();
        found = three(of_job.iter().collect());
    }
    let Some([early, middle, late]) = found else {
        return Ok(());
    };
    let (job, Some(day)) = (middle.job.to_string(), day_text(middle.day)) else {
        return Ok(());
    };
    let seen = asking
        .get("tasks.json", &[("job_id", &job), ("from", &day)])
        .await?;
    if matches!(seen.status, 400 | 422) {
        let status = seen.status;
        asking.is(
            "loneBound",
            status.to_string(),
            format!("`from` alone gives HTTP {status}"),
        );
        return Ok(());
    }
    let given = ids(&rows_of(&seen));
    let (has_early, has_late) = (given.contains(&early.id), given.contains(&late.id));
    let side = match (has_early, has_late) {
        _ if given.len() >= FULL || !seen.is_success() => None,
        (true, true) => Some("ignored"),
        (false, true) => Some("honoured"),
        (false, false) => Some("oneDay"),
        (true, false) => None,
    };
    let words = |is: bool| if is { "listed" } else { "not listed" };
    let seen = format!(
        "`from` alone: an earlier task is {}, a later one {}",
        words(has_early),
        words(has_late)
    );
    asking.may_be("loneBound", side, seen);
    Ok(())
}
