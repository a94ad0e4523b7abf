//! What filters find.

use serde_json::Value;

use super::{id, ids, is_unset, list, refused};
use crate::error::Result;
use crate::platforms::probe::Asking;

/// Later than any date that is set.
const FAR: &str = "4102444800";
/// Nobody has this id.
const NOBODY: &str = "999999999";

/// What the filters tell.
pub(super) async fn told(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    unset(asking, rows).await?;
    repeated(asking, rows).await?;
    search(asking, rows).await?;
    let seen = asking
        .get(
            "tasks",
            &[("_filters", "no_such_filter(1)"), ("_limit", "1")],
        )
        .await?;
    let side = refused(&seen, "ignore", "error");
    asking.may_be("unknownFilter", side, format!("HTTP {}", seen.status));
    let seen = asking
        .get("tasks", &[("_fields", "no_such_field"), ("_limit", "1")])
        .await?;
    let side = refused(&seen, "ignore", "error");
    asking.may_be("unknownField", side, format!("HTTP {}", seen.status));
    Ok(())
}

/// Whether a filter finds a task; `None` if it does not say.
async fn finds(asking: &Asking<'_>, filter: &str, task: u64) -> Result<Option<bool>> {
    let filter = format!("{filter},id({task})");
    let seen = asking
        .get("tasks", &[("_filters", &filter), ("_limit", "2")])
        .await?;
    let given = ids(&seen);
    Ok((seen.is_success() && given.iter().all(|id| *id == task)).then_some(!given.is_empty()))
}

async fn unset(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let without = |name: &str| rows.iter().find(|row| is_unset(row, name)).and_then(id);
    let with = rows
        .iter()
        .find(|row| !is_unset(row, "date_due"))
        .and_then(id);
    if let (Some(without), Some(with)) = (without("date_due"), with) {
        let filter = format!("date_due_before({FAR})");
        // The filter must find what has a date, else it says nothing.
        if finds(asking, &filter, with).await? == Some(true) {
            let side = finds(asking, &filter, without).await?;
            asking.may_be(
                "unsetMatchesBefore",
                side,
                "whether `date_due_before` of a far day finds a task without",
            );
        }
    }
    if let Some(task) = without("assignee") {
        let found = finds(asking, &format!("assignee_not({NOBODY})"), task).await?;
        let side = found.map(|found| if found { "included" } else { "excluded" });
        asking.may_be(
            "nullUnderNot",
            side,
            "whether `assignee_not` of nobody finds a task without",
        );
    }
    Ok(())
}

async fn repeated(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let mut known = rows.iter().filter_map(id);
    let (Some(one), Some(other)) = (known.next(), known.next()) else {
        return Ok(());
    };
    let filter = format!("id({other}),_OR(id({one}),id_less_than(1))");
    let seen = asking
        .get("tasks", &[("_filters", &filter), ("_limit", "3")])
        .await?;
    let side = match ids(&seen).as_slice() {
        _ if !seen.is_success() => None,
        [] => Some("apart"),
        [found] if *found == one => Some("lastWins"),
        _ => None,
    };
    let words = format!(
        "`id` of one task outside and of another in `_OR` finds {} tasks",
        list(&seen).len()
    );
    asking.may_be("repeatedAcross", side, words);
    Ok(())
}

async fn search(asking: &Asking<'_>, rows: &[Value]) -> Result<()> {
    let lower = |row: &Value, name: &str| {
        let text = row.get(name).and_then(Value::as_str).unwrap_or_default();
        text.to_lowercase()
    };
    let candidate = rows.iter().find_map(|row| {
        let title = lower(row, "title");
        let all = format!("{title} {}", lower(row, "description"));
        let plain = |word: &&str| word.len() >= 6 && word.bytes().all(|b| b.is_ascii_lowercase());
        let word = title.split(' ').find(plain)?.to_owned();
        let start = word.get(..4)?.to_owned();
        // No other word may be, or begin with, that beginning.
        let mut words = all.split(|c: char| !c.is_alphanumeric());
        let is_alone = words.all(|other| other == word || !other.starts_with(&start));
        Some((id(row)?, word, start)).filter(|_| is_alone)
    });
    let Some((task, word, start)) = candidate else {
        return Ok(());
    };
    if finds(asking, &format!("search({word})"), task).await? != Some(true) {
        return Ok(());
    }
    let found = finds(asking, &format!("search({start})"), task).await?;
    let side = found.map(|found| if found { "prefix" } else { "word" });
    asking.may_be(
        "searchWords",
        side,
        "whether the first four letters of a word of its title find a task",
    );
    Ok(())
}
