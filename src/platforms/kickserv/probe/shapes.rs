//! What the tasks of a list look like, in which order they come, and where the account is.

use std::cmp::Ordering;

use serde_json::Value;

use super::{has, start, text};
use crate::platforms::probe::{Asking, Sided, only_order};
use crate::task::Timestamp;

/// Of fewer tasks, that all are alike says nothing of the others.
const ENOUGH: usize = 40;

/// What the rows tell.
pub(super) fn told(asking: &Asking<'_>, rows: &[Value]) {
    rows_alike(asking, rows);
    order(asking, rows);
    zone(asking, rows);
}

fn rows_alike(asking: &Asking<'_>, rows: &[Value]) {
    let Some(first) = rows.first() else {
        return;
    };
    let all = rows.len();
    let stamped = rows
        .iter()
        .filter(|row| has(row, "created_at") && has(row, "updated_at"))
        .count();
    let side = match stamped {
        0 if all >= ENOUGH => Some("absent"),
        stamped if stamped == all && all >= ENOUGH => Some("present"),
        stamped if stamped > 0 && stamped < all => Some("some"),
        _ => None,
    };
    let seen = format!("{stamped} of {all} tasks have `created_at` and `updated_at`");
    asking.may_be("taskTimestamps", side, seen);

    let marks = ["completed_on", "completed_at", "completed", "status"];
    let mark = marks
        .into_iter()
        .find(|mark| rows.iter().any(|row| has(row, mark)));
    let seen = match mark {
        Some(mark) => format!("tasks have `{mark}`"),
        None => "no task has any of the names".to_owned(),
    };
    asking.is("completionMark", mark.unwrap_or("none"), seen);

    let names = ["scheduled_at", "starts_at"];
    let name = names.into_iter().find(|name| has(first, name));
    asking.may_be("startField", name, "a task has this name");

    let mut employees = rows
        .iter()
        .filter_map(|row| row.get("employees")?.as_array()?.first());
    let glue = ["id", "employee_number", "first_name", "last_name", "name"];
    if let Some(employee) = employees.next().and_then(Value::as_object) {
        let other = employee
            .keys()
            .filter(|name| !glue.contains(&name.as_str()))
            .count();
        let side = if other == 0 { "glue" } else { "full" };
        let seen = format!("an employee has {other} members beyond ids and names");
        asking.is("employees", side, seen);
    }

    let mut units = rows.iter().filter_map(|row| {
        let duration = row.get("duration")?;
        let duration: f64 = match duration.as_str() {
            Some(text) => text.parse().ok()?,
            None => duration.as_f64()?,
        };
        let span =
            Timestamp::parse(start(row)?)?.millis_until(Timestamp::parse(text(row, "ends_at")?)?);
        #[expect(
            clippy::cast_precision_loss,
            reason = "a task's span is far below 2^53"
        )]
        let span = span as f64 / 1000.0;
        let is_near = |unit: f64| (duration * unit - span).abs() <= span * 0.02;
        (duration > 0.0 && span > 0.0).then(|| (is_near(3600.0), is_near(60.0)))
    });
    let side = match units.next() {
        Some((true, false)) => Some("hours"),
        Some((false, true)) => Some("minutes"),
        _ => None,
    };
    asking.may_be(
        "durationUnit",
        side,
        "a task's duration against its start and end",
    );
}

fn order(asking: &Asking<'_>, rows: &[Value]) {
    fn key(row: &Value) -> (Option<Timestamp>, u64) {
        let id = row.get("id").and_then(Value::as_u64).unwrap_or_default();
        (start(row).and_then(Timestamp::parse), id)
    }
    let keys: Vec<_> = rows.iter().map(key).collect();
    type Key = (Option<Timestamp>, u64);
    let sides: &[Sided<'_, Key>] = &[
        ("newestFirst", |a, b| b.1.cmp(&a.1)),
        ("oldestFirst", |a, b| a.1.cmp(&b.1)),
        ("byStart", |a, b| match (a.0, b.0) {
            (Some(a), Some(b)) => a.cmp(&b),
            (None, Some(_)) => Ordering::Greater,
            _ => Ordering::Equal,
        }),
    ];
    let seen = format!("the ids and starts of {} tasks", rows.len());
    asking.may_be("order", only_order(&keys, sides), seen);
}

/// The account's zone, by the offsets of its tasks' times.
fn zone(asking: &Asking<'_>, rows: &[Value]) {
    let mut offsets: Vec<&str> = Vec::new();
    let mut months = [false; 2];
    for row in rows {
        for name in [
            "scheduled_at",
            "starts_at",
            "ends_at",
            "created_at",
            "updated_at",
        ] {
            let Some(time) = text(row, name) else {
                continue;
            };
            let end = time.get(time.len().saturating_sub(6)..).unwrap_or_default();
            let offset = if time.ends_with('Z') { "+00:00" } else { end };
            if !offsets.contains(&offset) {
                offsets.push(offset);
            }
            match time.get(5..7) {
                Some("12" | "01" | "02") => months[0] = true,
                Some("06" | "07" | "08") => months[1] = true,
                _ => {}
            }
        }
    }
    if months != [true, true] {
        return;
    }
    offsets.sort_unstable();
    let side = match offsets.as_slice() {
        ["-04:00", "-05:00"] => "America/New_York".to_owned(),
        ["+00:00"] => "UTC".to_owned(),
        ["+09:00"] => "Asia/Tokyo".to_owned(),
        ["+05:30"] => "Asia/Kolkata".to_owned(),
        other => other.join(" and "),
    };
    let seen = format!(
        "times of winter and summer have the offsets {}",
        offsets.join(", ")
    );
    asking.is("accountZone", side, seen);
}
