//! The body of a write: fields of a task under the platform's names and in its types. What the platform
//! cannot keep is refused before any call.

use serde_json::{Map, Value, json};

use super::super::connection::Connection;
use super::super::status;
use super::own;
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Op, Predicate, Value as Operand};
use crate::task::{Changes, Decimal, Field, NewValue, Status, Timestamp};

impl Connection {
    /// The body that writes the changes. An object of a task's fields is nested, not flat as a row.
    ///
    /// # Errors
    /// `field_invalid`, naming the field and what to write instead.
    pub(super) fn body_of(&self, changes: &Changes, is_new: bool) -> Result<Value> {
        let mut body = Map::new();
        for (field, value) in changes.fields() {
            let name = field.name();
            match field {
                Field::Name => {
                    body.insert("name".to_owned(), named(name, value)?);
                }
                Field::Description => {
                    body.insert("description".to_owned(), text(name, value)?);
                }
                Field::Status => {
                    let key = self.spelling.get().as_str();
                    body.insert(key.to_owned(), self.word(name, value)?);
                }
                Field::StartAt => put(&mut body, "planned", "startDate", date(name, value)?),
                Field::DueAt => put(&mut body, "planned", "endDate", date(name, value)?),
                Field::Project => {
                    body.insert("project".to_owned(), project(name, value)?);
                }
                Field::ParentId => {
                    body.insert("parent".to_owned(), parent(name, value)?);
                }
                Field::Priority => {
                    body.insert("priority".to_owned(), priority(name, value)?);
                }
                Field::IsBillable => {
                    body.insert("isBillable".to_owned(), boolean(name, value)?);
                }
                Field::IsMilestone => {
                    body.insert("isMilestone".to_owned(), boolean(name, value)?);
                }
                _ => return Err(wrong(name, "cannot be written on a task of Sage Intacct")),
            }
        }
        for (name, value) in changes.platform_fields() {
            // In a draft, null is as good as nothing.
            if !(is_new && value.is_null()) {
                body.insert(name.clone(), own::checked(name, value)?);
            }
        }
        Ok(Value::Object(body))
    }

    /// The word of a status, in which it is read back on this connection.
    fn word(&self, name: &str, value: &NewValue) -> Result<Value> {
        let NewValue::Status(status) = value else {
            return Err(unfit(name, "a status"));
        };
        let is_it = Predicate::new(Field::Status, Op::Eq, Operand::Status(*status));
        let words = status::askable(&self.words, &is_it).unwrap_or_default();
        let word = words.into_iter().next().filter(|word| !word.is_empty());
        word.map(Value::String).ok_or_else(|| {
            wrong(name, "has no word on this connection").help(format!(
                "its `statusMap` reads every word of Sage Intacct as something else than `{}`",
                Status::as_str(*status)
            ))
        })
    }
}

/// Puts a member into an object of the body.
fn put(body: &mut Map<String, Value>, group: &str, name: &str, value: Value) {
    let group = body
        .entry(group.to_owned())
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(group) = group {
        group.insert(name.to_owned(), value);
    }
}

/// A text that is not blank.
fn named(name: &str, value: &NewValue) -> Result<Value> {
    match value {
        NewValue::Text(text) if !text.trim().is_empty() => Ok(json!(text)),
        NewValue::Text(_) => Err(wrong(name, "is blank").help("write at least one letter")),
        _ => Err(unfit(name, "a text")),
    }
}

/// A text. An empty one is none here, and another thing than none to the platform.
fn text(name: &str, value: &NewValue) -> Result<Value> {
    match value {
        NewValue::Text(text) if text.is_empty() => Ok(Value::Null),
        NewValue::Text(text) => Ok(json!(text)),
        NewValue::Null => Ok(Value::Null),
        _ => Err(unfit(name, "a text")),
    }
}

/// A day, `YYYY-MM-DD`.
fn date(name: &str, value: &NewValue) -> Result<Value> {
    match value {
        NewValue::Null => Ok(Value::Null),
        NewValue::Time(time) => {
            let midnight = time.midnight(0);
            if *time != midnight {
                return Err(wrong(
                    name,
                    &format!("is a time of day ({time}), and Sage Intacct keeps a date"),
                )
                .help(format!("write the date alone: \"{}\"", day(midnight))));
            }
            Ok(json!(day(midnight)))
        }
        _ => Err(unfit(name, "a date")),
    }
}

fn day(time: Timestamp) -> String {
    time.to_string().chars().take(10).collect()
}

/// A project is named as a task shows it: by its key.
fn project(name: &str, value: &NewValue) -> Result<Value> {
    match value {
        NewValue::Reference(key) if is_key(key) => Ok(json!({ "key": key })),
        _ => Err(wrong(name, "is no key of a project")
            .help("write the project's key, a whole number, as a task shows it in `project.id`; Sage Intacct's own id of it, such as NET-XML30-1, is none")),
    }
}

/// Other tasks are named by their keys alone.
fn parent(name: &str, value: &NewValue) -> Result<Value> {
    match value {
        NewValue::Null => Ok(Value::Null),
        NewValue::Reference(key) if is_key(key) => Ok(json!({ "key": key })),
        _ => Err(wrong(name, "is no key of a task")
            .help("write the parent's key, a whole number, as the parent shows it in `platform_id`; an id such as T-11 is none")),
    }
}

/// A number, exactly as it was written.
fn priority(name: &str, value: &NewValue) -> Result<Value> {
    let text = match value {
        NewValue::Null => return Ok(Value::Null),
        NewValue::Text(text) => text,
        _ => return Err(unfit(name, "a text")),
    };
    let number = Decimal::parse(text).ok_or_else(|| {
        wrong(name, "is no number").help("write a number as a text, such as \"2\"")
    })?;
    let json: Option<Value> = serde_json::from_str(&number.to_string()).ok();
    // Beyond a double's digits, another number would be written.
    json.filter(|json| Decimal::parse(&json.to_string()).as_ref() == Some(&number))
        .ok_or_else(|| {
            wrong(name, "has more digits than Sage Intacct's numbers")
                .help("write a number of at most 15 digits, such as \"2\"")
        })
}

fn boolean(name: &str, value: &NewValue) -> Result<Value> {
    match value {
        NewValue::Boolean(value) => Ok(json!(value)),
        _ => Err(unfit(name, "true or false")),
    }
}

/// Whether it is a key, which the platform assigns: digits.
pub(super) fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn unfit(name: &str, what: &str) -> TaskweaveError {
    wrong(name, &format!("is not {what}"))
}

pub(super) fn wrong(name: &str, what: &str) -> TaskweaveError {
    TaskweaveError::new(Code::FieldInvalid, format!("`{name}` {what}"))
}
