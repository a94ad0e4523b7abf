//! The status, which no field writes: `progressions/start`, `progressions/done`, or one of the
//! deployment's own progressions by its id.

use serde_json::Value;

use super::values::{Rule, wrong};
use crate::error::{Result, TaskweaveError};
use crate::platforms::Reader;
use crate::platforms::accelo::read::TaskReader;
use crate::platforms::accelo::status;
use crate::platforms::fields::Fields;
use crate::task::{Changes, Field, NewValue, Status, StatusMap};

/// The name under which a patch names a progression.
const PROGRESSION: &str = "progression_id";
/// The name under which a draft names a status.
const STATUS: &str = "status_id";

/// The progressions that every deployment has, and the standing that each leads to.
const NAMED: [(&str, &str); 2] = [("start", "started"), ("done", "complete")];

/// A change of the status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// By a progression that every deployment has.
    Named {
        /// Its name.
        name: &'static str,
        /// The status that the task has then.
        wanted: Status,
    },
    /// By one of the deployment's own.
    Own(String),
}

impl Progress {
    /// Where it stands below the task's progressions.
    pub(super) fn segments(&self) -> Vec<&str> {
        match self {
            Self::Named { name, .. } => vec![name],
            Self::Own(id) => vec![id, "auto"],
        }
    }

    /// The status that is wanted; nobody knows where a deployment's own progression leads.
    pub(super) fn wanted(&self) -> Option<Status> {
        match self {
            Self::Named { wanted, .. } => Some(*wanted),
            Self::Own(_) => None,
        }
    }

    /// What of a draft or patch it writes.
    pub(super) fn writes(&self) -> &'static str {
        match self {
            Self::Named { .. } => Field::Status.name(),
            Self::Own(_) => PROGRESSION,
        }
    }
}

/// What is left to do for the status of a draft once its task exists.
///
/// # Errors
/// `field_invalid`.
pub(super) fn of_draft(words: &StatusMap, draft: &Changes) -> Result<Option<Progress>> {
    let named = named(words, draft, STATUS)?;
    if named.is_some() && given(draft, STATUS).is_some() {
        return Err(both(STATUS));
    }
    Ok(named)
}

/// What a patch does to the status.
///
/// # Errors
/// `field_invalid`.
pub(super) fn of_patch(words: &StatusMap, patch: &Changes) -> Result<Option<Progress>> {
    let named = named(words, patch, PROGRESSION)?;
    let Some(value) = given(patch, PROGRESSION) else {
        return Ok(named);
    };
    if named.is_some() {
        return Err(both(PROGRESSION));
    }
    let path = format!("platform_fields.{PROGRESSION}");
    Rule::Id.text(&path, value).map(Progress::Own).map(Some)
}

fn given<'c>(changes: &'c Changes, name: &str) -> Option<&'c Value> {
    let value = changes.platform_fields().get(name)?;
    (!value.is_null() || name == PROGRESSION).then_some(value)
}

fn both(name: &str) -> TaskweaveError {
    wrong(
        "status",
        &format!("and `platform_fields.{name}` both say where the task is to stand"),
    )
    .help("leave one of them out")
}

/// The progression that leads to the wanted status, as the connection reads Accelo's standings; `other`
/// is what else can be written.
fn named(words: &StatusMap, changes: &Changes, other: &str) -> Result<Option<Progress>> {
    let wanted = match changes.value(Field::Status) {
        None => return Ok(None),
        Some(NewValue::Status(wanted)) => *wanted,
        Some(_) => return Err(super::values::emptied("status")),
    };
    let leads = |(_, standing): &&(&str, &str)| status::reading(words, standing) == wanted;
    let own = |(_, standing): &&(&str, &str)| status::of_word(standing) == Some(wanted);
    let found: Vec<_> = NAMED.iter().filter(leads).collect();
    let chosen = match found.as_slice() {
        [only] => Some(*only),
        // Both standings are read as this status; the one that means it by itself is meant.
        _ => found.into_iter().find(own),
    };
    match chosen {
        Some((name, _)) => Ok(Some(Progress::Named { name, wanted })),
        None if NAMED.iter().all(|each| leads(&each)) => Err(wrong(
            "status",
            &format!(
                "may mean started or complete: the connection's `statusMap` reads both as {}",
                wanted.as_str()
            ),
        )
        .help(by(other))),
        None => Err(no_way(words, wanted, other)),
    }
}

fn no_way(words: &StatusMap, wanted: Status, other: &str) -> TaskweaveError {
    let mut can: Vec<&str> = Vec::new();
    for (_, standing) in NAMED {
        let reached = status::reading(words, standing);
        if reached != wanted && reached != Status::Unknown && !can.contains(&reached.as_str()) {
            can.push(reached.as_str());
        }
    }
    let can = match can.as_slice() {
        [] => String::new(),
        list => format!("what can be written is {}; ", list.join(" and ")),
    };
    wrong(
        "status",
        &format!(
            "cannot be made {}: Accelo has a call for the standings started and complete alone",
            wanted.as_str()
        ),
    )
    .help(format!("{can}for another status, {}", by(other)))
}

/// What else can be written.
fn by(other: &str) -> &'static str {
    match other {
        PROGRESSION => "run one of the task's progressions by `platform_fields.progression_id`",
        _ => "name one of the deployment's statuses by `platform_fields.status_id`",
    }
}

/// The status that a task stands at, from an answer with its standing; `None` if it does not say.
pub(super) fn standing(words: &StatusMap, body: &[u8]) -> Option<Status> {
    let page = TaskReader.page(body).ok()?;
    let word = Fields::read(page.rows.texts().next()?)?.string("standing")?;
    Some(status::reading(words, &word))
}
