//! What a draft or patch says, under the names of v1's writes and as values that Kickserv can keep.

use serde_json::{Map, Value};

use super::super::parameters::is_job as is_plain_id;
use super::JOB_NUMBER;
use crate::error::{Code, Result, TaskweaveError};
use crate::task::{Changes, Field, NewValue, Timestamp};

/// The fields of a task's body. The number of a job is none: it stands in the path.
///
/// # Errors
/// `field_invalid` for a value that Kickserv cannot keep.
pub(super) fn fields(changes: &Changes) -> Result<Map<String, Value>> {
    let mut fields = Map::new();
    for (field, value) in changes.fields() {
        let (name, value) = unified(field, value)?;
        fields.insert(name.to_owned(), value);
    }
    for (name, value) in changes.platform_fields() {
        if name != JOB_NUMBER {
            fields.insert(name.clone(), own(name, value)?);
        }
    }
    Ok(fields)
}

fn unified(field: Field, value: &NewValue) -> Result<(&'static str, Value)> {
    let name = field.name();
    Ok(match (field, value) {
        (Field::Name, NewValue::Text(text)) if text.trim().is_empty() => {
            return Err(wrong(name, "is blank").help("every task of Kickserv has a name"));
        }
        (Field::Name, NewValue::Text(text)) => ("name", text.as_str().into()),
        (Field::Description, NewValue::Text(text)) => ("description", text.as_str().into()),
        (Field::Description, NewValue::Null) => ("description", Value::Null),
        (Field::StartAt, value) => ("scheduled_at", time(name, value)?),
        (Field::DueAt, value) => ("ends_at", time(name, value)?),
        (Field::Project, NewValue::Reference(job)) => ("job_id", reference(name, job)?),
        (Field::Assignees, NewValue::References(employees)) => {
            let ids = employees.iter().map(|employee| reference(name, employee));
            ("employee_ids", Value::Array(ids.collect::<Result<_>>()?))
        }
        (Field::Assignees, NewValue::Null) => ("employee_ids", Value::Array(Vec::new())),
        _ => {
            return Err(wrong(name, "cannot be written so on Kickserv").help("leave it out"));
        }
    })
}

/// An instant with whole seconds, as all of Kickserv's are shown.
fn time(name: &str, value: &NewValue) -> Result<Value> {
    let NewValue::Time(time) = value else {
        return Ok(Value::Null);
    };
    let second = time.floor_second();
    if Timestamp::from_seconds_saturating(second) != *time {
        return Err(wrong(
            name,
            "has a part of a second, and Kickserv's times have none",
        )
        .help("write a whole second, such as \"2026-01-31T08:30:00Z\""));
    }
    let text = time.to_string();
    let whole = text.strip_suffix(".000Z").unwrap_or(&text);
    Ok(Value::from(format!("{whole}Z")))
}

/// The id of a job or an employee.
fn reference(name: &str, text: &str) -> Result<Value> {
    let id = id(text).ok_or_else(|| {
        wrong(name, &format!("names `{}`, which is no id of Kickserv", clip(text)))
            .help("write digits, at most 15: the id in Kickserv's own record, not the number that people see")
    })?;
    Ok(id.into())
}

/// A value of `platform_fields`, which the table of what can be written knows by name.
fn own(name: &str, value: &Value) -> Result<Value> {
    match name {
        "duration" => duration(name, value),
        "customer_id" if value.is_null() => Ok(Value::Null),
        _ => own_id(name, value).map(Value::from),
    }
}

/// An id in `platform_fields`: a number, or its digits.
///
/// # Errors
/// `field_invalid`.
pub(super) fn own_id(name: &str, value: &Value) -> Result<u64> {
    let found = match value {
        Value::String(text) => id(text),
        Value::Number(number) => id(&number.to_string()),
        _ => None,
    };
    found.ok_or_else(|| {
        wrong(
            &format!("platform_fields.{name}"),
            "is no number of Kickserv",
        )
        .help("write a whole number above 0, of at most 15 digits")
    })
}

/// Kickserv's decimals are texts; its unit is not documented, so the value goes as it came.
fn duration(name: &str, value: &Value) -> Result<Value> {
    let is_amount = |text: &str| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        text.len() <= 20 && digits(whole) && digits(fraction)
    };
    let is_sound = match value {
        Value::Null => true,
        Value::String(text) => is_amount(text),
        Value::Number(number) => is_amount(&number.to_string()),
        _ => false,
    };
    if is_sound {
        return Ok(value.clone());
    }
    Err(
        wrong(&format!("platform_fields.{name}"), "is not a duration")
            .help("write a number such as `1.5` or \"1.50\", or `null` for none"),
    )
}

/// An id or number as Kickserv writes them: above 0, at most 15 digits.
pub(super) fn id(text: &str) -> Option<u64> {
    let id = text.parse().ok().filter(|_| is_plain_id(text))?;
    (id > 0).then_some(id)
}

/// The error that a field is wrong.
pub(super) fn wrong(name: &str, what: &str) -> TaskweaveError {
    TaskweaveError::new(Code::FieldInvalid, format!("`{name}` {what}"))
}

fn clip(text: &str) -> String {
    text.chars().take(40).collect()
}
