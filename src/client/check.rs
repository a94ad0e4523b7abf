//! Holds a write against the platform's table, before any call.

use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::{Capabilities, Operation, OperationFact, Platform, Writing};
use crate::task::{Changes, Field, NewValue, closest};

use super::Connection;

/// What is said of an operation that the platform has.
///
/// # Errors
/// `operation_unsupported` where it does not, with what to do instead.
pub(super) fn operation(
    connection: &Connection,
    operation: Operation,
) -> Result<&'static OperationFact> {
    let platform = connection.platform;
    let fact = platform.room().capabilities.operation(operation);
    match fact {
        Some(fact) if fact.call.is_some() => Ok(fact),
        _ => {
            let mut error = TaskweaveError::new(
                Code::OperationUnsupported,
                format!("{} has no `{}`", platform.as_str(), operation.as_str()),
            );
            error.help = fact.and_then(|fact| fact.note).map(str::to_owned);
            Err(error.from_source(platform, &connection.id))
        }
    }
}

/// Holds what is to be written against what the platform can write.
///
/// # Errors
/// `field_invalid`, naming the field and the platform.
pub(super) fn changes(
    connection: &Connection,
    operation: Operation,
    changes: &Changes,
) -> Result<()> {
    let check = Check {
        platform: connection.platform,
        capabilities: connection.platform.room().capabilities,
        is_new: operation == Operation::Create,
    };
    check
        .all(changes)
        .map_err(|error| error.from_source(connection.platform, &connection.id))
}

struct Check {
    platform: Platform,
    capabilities: &'static Capabilities,
    is_new: bool,
}

impl Check {
    fn all(&self, changes: &Changes) -> Result<()> {
        for (field, value) in changes.fields() {
            self.field(field, value)?;
        }
        for name in changes.platform_fields().keys() {
            self.platform_field(name)?;
        }
        if self.is_new {
            let missing = self.capabilities.writable.iter().find(|fact| {
                fact.create == Writing::Required && changes.value(fact.field).is_none()
            });
            if let Some(fact) = missing {
                return Err(self
                    .wrong(
                        fact.field.name(),
                        "is missing, and a task cannot be created without it",
                    )
                    .help(fact.note.unwrap_or("add it to the draft")));
            }
        }
        Ok(())
    }

    fn field(&self, field: Field, value: &NewValue) -> Result<()> {
        let name = field.name();
        let fact = self.capabilities.writable(field);
        let (writing, other) = fact.map_or((Writing::No, Writing::No), |fact| match self.is_new {
            true => (fact.create, fact.update),
            false => (fact.update, fact.create),
        });
        if writing == Writing::No {
            let what = match (other, self.is_new) {
                (Writing::No, _) => "cannot be written on",
                (_, true) => "cannot be written on a new task of",
                (_, false) => "can be written only on a new task of",
            };
            let can: Vec<_> = self
                .capabilities
                .writable
                .iter()
                .filter(|fact| match self.is_new {
                    true => fact.create != Writing::No,
                    false => fact.update != Writing::No,
                })
                .map(|fact| fact.field.name())
                .collect();
            let note = fact.and_then(|fact| fact.note);
            let note = note.map(|note| format!("{note}; ")).unwrap_or_default();
            let error = TaskweaveError::new(
                Code::FieldInvalid,
                format!("`{name}` {what} {}", self.platform.as_str()),
            );
            return Err(error.help(format!(
                "{note}leave it out; what can be written is {}",
                can.join(", ")
            )));
        }
        if *value == NewValue::Null && fact.is_some_and(|fact| !fact.nullable) {
            let note = fact.and_then(|fact| fact.note);
            let note = note.map(|note| format!("{note}; ")).unwrap_or_default();
            return Err(self
                .wrong(name, "cannot be made empty")
                .help(format!("{note}leave it out, and it stays as it is")));
        }
        Ok(())
    }

    fn platform_field(&self, name: &str) -> Result<()> {
        let own = self.capabilities.platform_fields;
        let known = if self.is_new { own.create } else { own.update };
        let is_custom = own
            .custom
            .is_some_and(|mark| name.contains(mark) && is_plain(name));
        if known.contains(&name) || is_custom {
            return Ok(());
        }
        let shown: String = name.chars().take(60).collect();
        let mapped = self
            .capabilities
            .writable
            .iter()
            .find(|fact| fact.platform_field == Some(name));
        let help = match (mapped, closest(name, known.iter().copied())) {
            (Some(fact), _) => format!("write it as `{}`", fact.field.name()),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) if known.is_empty() => {
                "the platform takes no other fields than those of a task".to_owned()
            }
            (None, None) => format!("they are {}", known.join(", ")),
        };
        Err(self
            .wrong(
                &format!("platform_fields.{shown}"),
                &format!(
                    "is not a field that {} lets be written",
                    self.platform.as_str()
                ),
            )
            .help(help))
    }

    fn wrong(&self, name: &str, what: &str) -> TaskweaveError {
        TaskweaveError::new(Code::FieldInvalid, format!("`{name}` {what}"))
    }
}

/// Whether a name could be one at all: it stands in a body, never in a URL.
fn is_plain(name: &str) -> bool {
    (1..=100).contains(&name.len()) && !name.chars().any(char::is_control)
}
