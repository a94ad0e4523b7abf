//! Values as Accelo writes them: dates are Unix seconds, ids decimal digits.

use serde_json::Value;

use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::accelo::dialect::tree::is_id;
use crate::task::Timestamp;

/// The error of a field.
pub(super) fn wrong(name: &str, what: &str) -> TaskweaveError {
    TaskweaveError::new(Code::FieldInvalid, format!("`{name}` {what}"))
}

/// The error of a field that is to be made empty.
pub(super) fn emptied(name: &str) -> TaskweaveError {
    wrong(
        name,
        "cannot be made empty: Accelo's documents do not say how, so it might stay as it is without a word",
    )
    .help("leave it out, and it stays as it is; or write another value")
}

/// An instant in Unix seconds.
///
/// # Errors
/// `field_invalid` for what Accelo cannot keep: parts of a second, and the time before 1970, where 0 is
/// no date.
pub(super) fn seconds(name: &str, time: Timestamp) -> Result<String> {
    let second = time.floor_second();
    if second != time.ceil_second() {
        return Err(wrong(
            name,
            "has a part of a second, and Accelo keeps whole seconds",
        )
        .help(format!(
            "write \"{}\"",
            Timestamp::from_seconds_saturating(second)
        )));
    }
    if second <= 0 {
        return Err(wrong(
            name,
            "is no date of Accelo, which counts the seconds of 1970 on, and 0 as no date",
        )
        .help("write a later time"));
    }
    Ok(second.to_string())
}

/// The id of something that is there.
///
/// # Errors
/// `field_invalid`.
pub(super) fn id(name: &str, text: &str) -> Result<String> {
    if is_given_id(text) {
        return Ok(text.to_owned());
    }
    Err(
        wrong(name, "is not an id of Accelo, which are numbers from 1 on")
            .help("write it as Accelo shows it, such as \"17\""),
    )
}

/// Whether a text is the id of something; 0 is nothing.
fn is_given_id(text: &str) -> bool {
    is_id(text) && text != "0"
}

/// What a task stands against.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Against {
    /// `against_type`, which is singular.
    pub(super) kind: String,
    /// `against_id`.
    pub(super) id: String,
}

impl Against {
    /// What a project's id names, as the reader shows it: a job's id alone, anything else as a path with
    /// the plural of its type.
    ///
    /// # Errors
    /// `field_invalid`.
    pub(super) fn read(path: &str) -> Result<Self> {
        let (kind, id) = match path.split_once('/') {
            None => (Some("job".to_owned()), path),
            // The reader shows a job's id alone, and one thing has one name.
            Some(("jobs", _)) => (None, path),
            Some((plural, id)) => (singular(plural), id),
        };
        match kind {
            Some(kind) if is_given_id(id) => Ok(Self {
                kind,
                id: id.to_owned(),
            }),
            _ => Err(
                wrong("project", "names nothing that an Accelo task can stand against").help(
                    "write the id of a job (\"17\"), or a path such as \"companies/2\", \"issues/5\", \"milestones/8\" or \"prospects/3\"",
                ),
            ),
        }
    }

    /// Whether its tasks have rates and can be billable.
    pub(super) fn has_rates(&self) -> bool {
        matches!(self.kind.as_str(), "job" | "milestone")
    }
}

/// The type whose plural stands in a path. The documents list some and mean "any object that can have
/// a task against it", so any word will do; the platform knows which there are.
fn singular(plural: &str) -> Option<String> {
    let is_word = plural.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let kind = match plural.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => plural.strip_suffix('s')?.to_owned(),
    };
    (is_word && kind.len() > 1).then_some(kind)
}

/// What values a platform's own field takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// An id, as a text or a number.
    Id,
    /// A whole number from 0 on, as a text or a number.
    Whole,
    /// A decimal number from 0 on, as a text or a number.
    Amount,
    /// `yes` or `no`, or a boolean.
    YesOrNo,
}

impl Rule {
    /// The value as it stands in a form; `name` is where it stands in the draft or patch.
    ///
    /// # Errors
    /// `field_invalid`.
    pub(super) fn text(self, name: &str, value: &Value) -> Result<String> {
        let text = match value {
            Value::Null => return Err(emptied(name)),
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(true) => "yes".to_owned(),
            Value::Bool(false) => "no".to_owned(),
            Value::Array(_) | Value::Object(_) => String::new(),
        };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let (is_sound, what, help) = match self {
            Self::Id => return id(name, &text),
            Self::Whole => (
                is_number(&text),
                "is not a whole number from 0 on",
                "write it in the unit that the deployment shows it in, such as 3600",
            ),
            Self::Amount => (
                text.split_once('.')
                    .map_or_else(|| is_number(&text), |(a, b)| is_number(a) && is_number(b)),
                "is not a decimal number from 0 on",
                "write it as \"80.50\"",
            ),
            Self::YesOrNo => (
                matches!(text.as_str(), "yes" | "no"),
                "is neither yes nor no",
                "write \"yes\" or \"no\"",
            ),
        };
        match is_sound {
            true => Ok(text),
            false => Err(wrong(name, what).help(help)),
        }
    }
}
