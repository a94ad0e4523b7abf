//! The body of a write: four fields as JSON texts, so that no digit of a number is lost on its way
//! back.

use serde_json::Value;

use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::fields::Fields;
use crate::platforms::json;
use crate::task::{Changes, Decimal, Field, NewValue};

/// The longest name, in characters (Zoho Books' OpenAPI).
const MAX_NAME: usize = 100;

const NAME: &str = "task_name";
const DESCRIPTION: &str = "description";
const RATE: &str = "rate";
const BUDGET_HOURS: &str = "budget_hours";
const ALL: [&str; 4] = [NAME, DESCRIPTION, RATE, BUDGET_HOURS];

/// What a field is to be.
enum Wanted {
    /// As it is.
    Kept,
    /// Empty.
    Empty,
    /// This JSON text.
    Json(String),
}

/// Whether a patch can be written.
///
/// # Errors
/// `field_invalid`.
pub(super) fn check(patch: &Changes) -> Result<()> {
    ALL.into_iter().try_for_each(|name| {
        if let Wanted::Empty = wanted(patch, name)? {
            emptied(name)?;
        }
        Ok(())
    })
}

/// The body of a new task: what the draft has; the rest is for the platform to say.
///
/// # Errors
/// `field_invalid`.
pub(super) fn of_draft(draft: &Changes) -> Result<String> {
    body(|name| match wanted(draft, name)? {
        Wanted::Json(json) => Ok(Some(json)),
        Wanted::Kept | Wanted::Empty => Ok(None),
    })
}

/// The body of an update: the patch over the task as it is. What is empty and stays so is left out,
/// which leaves it empty whatever the platform makes of fields that are not named.
///
/// # Errors
/// `field_invalid`, also where the task has something that cannot be written back.
pub(super) fn of_patch(patch: &Changes, current: &Fields<'_>) -> Result<String> {
    body(|name| match wanted(patch, name)? {
        Wanted::Json(json) => Ok(Some(json)),
        Wanted::Empty => emptied(name).map(Some),
        Wanted::Kept => kept(name, current),
    })
}

fn body(mut value: impl FnMut(&str) -> Result<Option<String>>) -> Result<String> {
    let mut members = Vec::with_capacity(ALL.len());
    for name in ALL {
        if let Some(json) = value(name)? {
            members.push(format!("\"{name}\":{json}"));
        }
    }
    Ok(format!("{{{}}}", members.join(",")))
}

/// What the changes make of a field.
fn wanted(changes: &Changes, name: &str) -> Result<Wanted> {
    let field = match name {
        NAME => Field::Name,
        DESCRIPTION => Field::Description,
        _ => {
            return match changes.platform_fields().get(name) {
                None => Ok(Wanted::Kept),
                Some(value) => number(name, value),
            };
        }
    };
    match changes.value(field) {
        None => Ok(Wanted::Kept),
        Some(NewValue::Text(text)) if name == NAME => title(text).map(Wanted::Json),
        Some(NewValue::Text(text)) => Ok(Wanted::Json(quoted(text))),
        Some(_) => Ok(Wanted::Empty),
    }
}

fn title(text: &str) -> Result<String> {
    let length = text.chars().count();
    if length > MAX_NAME {
        return Err(wrong(format!(
            "`name` has {length} characters, and Zoho Books keeps {MAX_NAME} at most"
        ))
        .help("shorten it; what is left over can stand in `description`"));
    }
    if text.trim().is_empty() {
        return Err(wrong("`name` is blank".to_owned())
            .help("write what the task is called: Zoho Books keeps none without a name"));
    }
    Ok(quoted(text))
}

/// A number, also as a task shows it: as a text, or with nothing in it.
fn number(name: &str, value: &Value) -> Result<Wanted> {
    let text = match value {
        Value::Null => return Ok(Wanted::Empty),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.trim().is_empty() => return Ok(Wanted::Empty),
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    match written(name, &text).filter(|number| *number >= Decimal::default()) {
        Some(number) => Ok(Wanted::Json(number.to_string())),
        None => Err(wrong(format!(
            "`platform_fields.{name}` is not a number of at least 0"
        ))
        .help(match name {
            RATE => "write the price of an hour, such as `40`",
            _ => "write hours, such as `12`",
        })),
    }
}

/// What empties a field.
fn emptied(name: &str) -> Result<String> {
    match name {
        NAME => Err(wrong("`name` cannot be made empty".to_owned())
            .help("leave it out, and it stays as it is")),
        // A number; no document shows one that is empty, and null may be refused.
        RATE => Err(
            wrong("`platform_fields.rate` cannot be made empty".to_owned())
                .help("write `0`: no document of Zoho Books tells how a rate is taken away"),
        ),
        _ => Ok("\"\"".to_owned()),
    }
}

/// A field as the task has it, to be written back; `None` where it is empty.
fn kept(name: &str, current: &Fields<'_>) -> Result<Option<String>> {
    let raw = current.given(name);
    let is_text = name == NAME || name == DESCRIPTION;
    let value = match raw {
        None | Some("\"\"") => None,
        // As it stands, escapes and all.
        Some(raw) if is_text && raw.starts_with('"') => Some(raw.to_owned()),
        Some(raw) => match json::text(raw).ok().flatten() {
            None => return Err(unwritable(name, raw)),
            Some(text) if is_text => Some(quoted(&text)),
            Some(_) if !raw.starts_with('"') && Decimal::parse(raw).is_some() => {
                Some(raw.to_owned())
            }
            Some(text) if text.trim().is_empty() => None,
            Some(text) => {
                let number = written(name, &text).ok_or_else(|| unwritable(name, raw))?;
                Some(number.to_string())
            }
        },
    };
    if name == NAME && value.is_none() {
        return Err(wrong(
            "the task has no name, and Zoho Books changes no task without one".to_owned(),
        )
        .help("add `name` to the patch"));
    }
    Ok(value)
}

/// A number in a text. Hours may be written as `HH:MM`: decimals where the minutes are a multiple of
/// three, since others have no end.
fn written(name: &str, text: &str) -> Option<Decimal> {
    let text = text.trim();
    let Some((hours, minutes)) = text.split_once(':') else {
        return Decimal::parse(text);
    };
    let hours: u64 = hours.parse().ok()?;
    let minutes: u64 = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
    let is_exact = name == BUDGET_HOURS && minutes.is_multiple_of(3);
    let hundredths = minutes * 100 / 60;
    Decimal::parse(&format!("{hours}.{hundredths:02}")).filter(|_| is_exact)
}

fn unwritable(name: &str, raw: &str) -> TaskweaveError {
    let shown: String = raw.chars().take(40).collect();
    wrong(format!(
        "the task's `{name}` is {shown}, which cannot be written back as it is"
    ))
    .help(match name {
        NAME | DESCRIPTION => format!(
            "give `{}` in the patch too",
            name.trim_start_matches("task_")
        ),
        _ => format!("give `platform_fields.{name}` in the patch too, as a number"),
    })
}

fn wrong(message: String) -> TaskweaveError {
    TaskweaveError::new(Code::FieldInvalid, message)
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
