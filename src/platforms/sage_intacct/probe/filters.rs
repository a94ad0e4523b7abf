//! What conditions find.

use serde_json::{Value, json};

use super::{finds, keys, query, text};
use crate::error::Result;
use crate::platforms::probe::Asking;

/// No task has this key.
const NOBODY: &str = "987654321";

/// What the conditions tell.
pub(super) async fn told(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let orphan = rows
        .iter()
        .find(|row| row.get("parent.key").is_some_and(Value::is_null));
    if let Some(key) = orphan.and_then(|row| text(row, "key")) {
        let found = finds(
            asking,
            json!({ "$ne": { "parent.key": NOBODY } }),
            key,
            Value::Null,
        )
        .await?;
        let side = found.map(|found| if found { "included" } else { "excluded" });
        asking.may_be(
            "nullsUnderNe",
            side,
            "whether `$ne` finds a task without a parent",
        );
    }
    precedence(asking, rows).await?;
    date_as_time(asking, rows).await
}

async fn precedence(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let mut known = rows.iter().filter_map(|row| text(row, "key"));
    let (Some(one), Some(other)) = (known.next(), known.next()) else {
        return Ok(());
    };
    let is = |key: &str| json!({ "$eq": { "key": key } });
    let more = json!({
        "filters": [is(one), is(one), is(other)],
        "filterExpression": "1 or 2 and 3",
        "size": 3,
    });
    let seen = query(asking, &["key"], more).await?;
    let found = keys(&seen);
    let side = match found.as_slice() {
        _ if !seen.is_success() => None,
        [] => Some("leftToRight"),
        [only] if only == one => Some("andFirst"),
        _ => None,
    };
    let words = format!(
        "`1 or 2 and 3`, of which 1 and 2 are one task and 3 another, finds {}",
        found.len()
    );
    asking.may_be("expressionPrecedence", side, words);
    Ok(())
}

/// A date for a field that holds times.
async fn date_as_time(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    const FIELD: &str = "audit.modifiedDateTime";
    let candidate = rows.iter().find_map(|row| {
        let (day, time) = text(row, FIELD)?.split_once('T')?;
        let is_inside = !time.starts_with("00:00:00");
        Some((text(row, "key")?, day)).filter(|_| is_inside)
    });
    let Some((key, day)) = candidate else {
        return Ok(());
    };
    let side = match finds(asking, json!({ "$eq": { FIELD: day } }), key, Value::Null).await? {
        None => "error",
        Some(true) => "wholeDay",
        Some(false) => "midnight",
    };
    asking.is(
        "dateVersusTime",
        side,
        format!("`$eq` of `{FIELD}` and the day of a task"),
    );
    Ok(())
}
