//! What is to be written of a task: a draft for a new one, a patch for one that exists.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{CATALOGUE, Decimal, Field, FieldType, Status, Timestamp, closest};
use crate::error::{Code, Result, TaskweaveError};

/// The fields that some platform can write, and what a draft calls them.
const WRITABLE: [(&str, Field); 15] = [
    ("name", Field::Name),
    ("description", Field::Description),
    ("status", Field::Status),
    ("start_at", Field::StartAt),
    ("due_at", Field::DueAt),
    ("completed_at", Field::CompletedAt),
    ("assignees", Field::Assignees),
    ("project", Field::Project),
    ("parent_id", Field::ParentId),
    // What a draft may call it, beside the task's own name for it.
    ("parent", Field::ParentId),
    ("priority", Field::Priority),
    ("percent_complete", Field::PercentComplete),
    ("is_billable", Field::IsBillable),
    ("is_milestone", Field::IsMilestone),
    ("logged_hours", Field::LoggedHours),
];

/// Where the platform's own fields stand.
const PLATFORM_FIELDS: &str = "platform_fields";
/// A draft or patch has no more bytes.
const MAX_BYTES: usize = 256 << 10;

/// A value that a field is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewValue {
    /// Null: the field is to be empty.
    Null,
    /// A text.
    Text(String),
    /// A status; never `unknown`.
    Status(Status),
    /// An instant.
    Time(Timestamp),
    /// A number.
    Number(Decimal),
    /// True or false.
    Boolean(bool),
    /// The platform's id of something.
    Reference(String),
    /// The platform's ids of several things, each once.
    References(Vec<String>),
}

/// Fields and what they are to be. What is not named stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    fields: Vec<(Field, NewValue)>,
    platform_fields: Map<String, Value>,
}

/// A task that is to be created. `null` is as good as leaving a field out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskDraft(Changes);

/// What is to be changed of a task. `null` empties a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskPatch(Changes);

impl TaskDraft {
    /// Reads a draft: an object of a task's fields, and `platform_fields` for the platform's own.
    ///
    /// # Errors
    /// `field_invalid`, naming the field and what to write.
    pub fn read(value: Value) -> Result<Self> {
        let mut changes = Changes::read("a draft", value)?;
        changes.fields.retain(|(_, value)| *value != NewValue::Null);
        Ok(Self(changes))
    }

    /// The fields.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.0
    }
}

impl TaskPatch {
    /// Reads a patch: an object of a task's fields, and `platform_fields` for the platform's own.
    ///
    /// # Errors
    /// `field_invalid`, naming the field and what to write; also for a patch that changes nothing.
    pub fn read(value: Value) -> Result<Self> {
        let changes = Changes::read("a patch", value)?;
        if changes.is_empty() {
            return Err(
                TaskweaveError::new(Code::FieldInvalid, "the patch changes nothing")
                    .help("name at least one field of the task"),
            );
        }
        Ok(Self(changes))
    }

    /// The fields.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.0
    }
}

impl<'de> Deserialize<'de> for TaskDraft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Self::read(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for TaskPatch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Self::read(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl Changes {
    fn read(what: &str, value: Value) -> Result<Self> {
        let Value::Object(object) = value else {
            return Err(TaskweaveError::new(
                Code::FieldInvalid,
                format!("{what} is not an object"),
            )
            .help("write it as `{ \"name\": … }`"));
        };
        let mut changes = Self::default();
        let mut bytes = 0_usize;
        for (name, value) in object {
            bytes = bytes.saturating_add(name.len() + value.to_string().len());
            if bytes > MAX_BYTES {
                return Err(TaskweaveError::new(
                    Code::FieldInvalid,
                    format!("{what} has more than {MAX_BYTES} bytes"),
                ));
            }
            if name == PLATFORM_FIELDS {
                changes.platform_fields = own_fields(value)?;
                continue;
            }
            let Some((_, field)) = WRITABLE.iter().find(|(known, _)| *known == name) else {
                return Err(unknown(what, &name));
            };
            if changes.value(*field).is_some() {
                return Err(wrong(&name, "is there twice, under both of its names")
                    .help("write `parent_id` alone"));
            }
            changes
                .fields
                .push((*field, read_value(&name, *field, value)?));
        }
        Ok(changes)
    }

    /// Whether nothing is to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.platform_fields.is_empty()
    }

    /// The fields and their values, by name.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &NewValue)> {
        self.fields.iter().map(|(field, value)| (*field, value))
    }

    /// What a field is to be; `None` if it stays as it is.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<&NewValue> {
        self.fields()
            .find(|(known, _)| *known == field)
            .map(|(_, value)| value)
    }

    /// The platform's own fields, by the platform's own names.
    #[must_use]
    pub fn platform_fields(&self) -> &Map<String, Value> {
        &self.platform_fields
    }
}

fn own_fields(value: Value) -> Result<Map<String, Value>> {
    match value {
        Value::Null => Ok(Map::new()),
        Value::Object(fields) => Ok(fields),
        _ => Err(wrong(PLATFORM_FIELDS, "is not an object")
            .help("write the platform's own names in it, as `{ \"rate\": 80 }`")),
    }
}

fn read_value(name: &str, field: Field, value: Value) -> Result<NewValue> {
    if value.is_null() {
        return Ok(NewValue::Null);
    }
    match field {
        Field::Project | Field::ParentId => reference(name, value).map(NewValue::Reference),
        Field::Assignees => references(name, value).map(NewValue::References),
        _ => plain_value(name, field.info().kind, &value),
    }
}

fn plain_value(name: &str, kind: FieldType, value: &Value) -> Result<NewValue> {
    match kind {
        FieldType::Boolean => value.as_bool().map(NewValue::Boolean).ok_or_else(|| {
            wrong(name, "is neither true nor false").help("write `true` or `false`, without quotes")
        }),
        FieldType::Number => match value {
            Value::Number(number) => Decimal::parse(&number.to_string()),
            Value::String(text) => Decimal::parse(text),
            _ => None,
        }
        .map(NewValue::Number)
        .ok_or_else(|| wrong(name, "is not a number").help("write a number such as `0.25`")),
        FieldType::Time => value
            .as_str()
            .and_then(Timestamp::parse_exact)
            .map(NewValue::Time)
            .ok_or_else(|| {
                wrong(name, "is not a time").help(
                    "write \"2026-01-31T08:30:00Z\", or \"2026-01-31\" for a date; no more than milliseconds",
                )
            }),
        FieldType::Status => status(name, value),
        FieldType::Text | FieldType::Platform | FieldType::Object => match value {
            Value::String(text) => Ok(NewValue::Text(text.clone())),
            _ => Err(wrong(name, "is not a text").help("put it in quotes")),
        },
    }
}

fn status(name: &str, value: &Value) -> Result<NewValue> {
    let words = || {
        let all = Status::ALL
            .into_iter()
            .filter(|one| *one != Status::Unknown);
        all.map(Status::as_str)
    };
    let word = value.as_str().unwrap_or_default();
    match Status::parse(word).filter(|one| *one != Status::Unknown) {
        Some(status) => Ok(NewValue::Status(status)),
        None => {
            let all: Vec<_> = words().collect();
            let near = closest(word, words()).map(|near| format!("did you mean \"{near}\"? "));
            Err(
                wrong(name, "is no status that can be written").help(format!(
                    "{}the statuses are {}",
                    near.unwrap_or_default(),
                    all.join(", ")
                )),
            )
        }
    }
}

/// An id, or an object that has one: what a task shows is what a draft takes.
fn reference(name: &str, value: Value) -> Result<String> {
    let id = match value {
        Value::Object(mut object) => object.remove("id").unwrap_or_default(),
        other => other,
    };
    match id {
        Value::String(id) if super::TaskId::is_part(&id) => Ok(id),
        Value::Number(number) if number.is_u64() => Ok(number.to_string()),
        _ => Err(wrong(name, "names nothing")
            .help("write the platform's id of it as a text, or as `{ \"id\": \"17\" }`")),
    }
}

fn references(name: &str, value: Value) -> Result<Vec<String>> {
    let Value::Array(items) = value else {
        return Err(
            wrong(name, "is not a list").help("write `[{ \"id\": \"17\" }]`, or `[]` for nobody")
        );
    };
    let mut ids: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        let id = reference(name, item)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn wrong(name: &str, what: &str) -> TaskweaveError {
    TaskweaveError::new(Code::FieldInvalid, format!("`{name}` {what}"))
}

fn unknown(what: &str, name: &str) -> TaskweaveError {
    let shown: String = name.chars().take(60).collect();
    let is_read_only = CATALOGUE.iter().any(|info| info.name == name);
    if is_read_only {
        return wrong(&shown, "is read-only").help(match name {
            "platform_data" => "write the platform's own fields in `platform_fields`",
            _ => "leave it out: it is the platform's or ours to say",
        });
    }
    let names = || {
        WRITABLE
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| *name != "parent")
            .chain([PLATFORM_FIELDS])
    };
    let help = match closest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "the fields are {}; what a platform has besides goes into `{PLATFORM_FIELDS}`",
            names().collect::<Vec<_>>().join(", ")
        ),
    };
    TaskweaveError::new(Code::FieldInvalid, format!("{what} has no field `{shown}`")).help(help)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn draft(value: Value) -> Result<Changes> {
        TaskDraft::read(value).map(|draft| draft.0)
    }

    #[test]
    fn a_task_as_it_is_shown_can_be_written() {
        let changes = draft(json!({
            "name": "Roof", "status": "in_progress", "start_at": "2026-01-31",
            "due_at": "2026-02-01T10:00:00+02:00", "is_billable": true, "percent_complete": 0.25,
            "assignees": [{"id": "7", "name": "A"}, "8", 7], "project": {"id": "p", "name": null},
            "parent": 12, "description": null, "platform_fields": {"rate": 80},
        }))
        .unwrap();
        let value = |field| changes.value(field).cloned();
        assert_eq!(value(Field::Name), Some(NewValue::Text("Roof".to_owned())));
        assert_eq!(
            value(Field::Status),
            Some(NewValue::Status(Status::InProgress))
        );
        assert_eq!(
            value(Field::StartAt),
            Timestamp::parse("2026-01-31").map(NewValue::Time)
        );
        assert_eq!(
            value(Field::Assignees),
            Some(NewValue::References(vec!["7".to_owned(), "8".to_owned()]))
        );
        assert_eq!(
            value(Field::Project),
            Some(NewValue::Reference("p".to_owned()))
        );
        assert_eq!(
            value(Field::ParentId),
            Some(NewValue::Reference("12".to_owned()))
        );
        assert_eq!(value(Field::Description), None);
        assert_eq!(changes.platform_fields()["rate"], 80);
        let patch = TaskPatch::read(json!({"description": null})).unwrap();
        assert_eq!(
            patch.changes().value(Field::Description),
            Some(&NewValue::Null)
        );
    }

    #[test]
    fn each_mistake_is_named() {
        for (value, message, help) in [
            (json!([]), "a draft is not an object", "write it as"),
            (
                json!({"nmae": "x"}),
                "a draft has no field `nmae`",
                "did you mean `name`?",
            ),
            (
                json!({"zzzzzzzz": 1}),
                "a draft has no field `zzzzzzzz`",
                "the fields are name",
            ),
            (
                json!({"created_at": "x"}),
                "`created_at` is read-only",
                "leave it out",
            ),
            (
                json!({"platform_data": {}}),
                "`platform_data` is read-only",
                "`platform_fields`",
            ),
            (json!({"name": 5}), "`name` is not a text", "in quotes"),
            (
                json!({"status": "unknown"}),
                "`status` is no status that can be written",
                "the statuses are",
            ),
            (
                json!({"status": "done"}),
                "`status` is no status that can be written",
                "the statuses are",
            ),
            (
                json!({"status": "complete"}),
                "`status` is no status",
                "did you mean \"completed\"?",
            ),
            (
                json!({"start_at": "tomorrow"}),
                "`start_at` is not a time",
                "2026-01-31",
            ),
            (
                json!({"start_at": "2026-01-31T00:00:00.0001Z"}),
                "`start_at` is not a time",
                "milliseconds",
            ),
            (json!({"start_at": 17}), "`start_at` is not a time", "write"),
            (
                json!({"is_billable": "true"}),
                "`is_billable` is neither",
                "without quotes",
            ),
            (
                json!({"percent_complete": "half"}),
                "`percent_complete` is not a number",
                "0.25",
            ),
            (
                json!({"project": {}}),
                "`project` names nothing",
                "as a text",
            ),
            (
                json!({"project": ""}),
                "`project` names nothing",
                "as a text",
            ),
            (
                json!({"project": 1.5}),
                "`project` names nothing",
                "as a text",
            ),
            (json!({"assignees": "7"}), "`assignees` is not a list", "[{"),
            (
                json!({"assignees": [null]}),
                "`assignees` names nothing",
                "as a text",
            ),
            (
                json!({"parent": "1", "parent_id": "2"}),
                "is there twice",
                "`parent_id`",
            ),
            (
                json!({"platform_fields": []}),
                "`platform_fields` is not an object",
                "rate",
            ),
            (
                json!({"name": "x".repeat(MAX_BYTES)}),
                "a draft has more than",
                "",
            ),
        ] {
            let error = draft(value).unwrap_err();
            assert_eq!(error.code, Code::FieldInvalid);
            assert!(error.message.contains(message), "{error}");
            assert!(
                error.help.clone().unwrap_or_default().contains(help),
                "{error}"
            );
        }
        let error = TaskPatch::read(json!({"platform_fields": {}})).unwrap_err();
        assert_eq!(error.message, "the patch changes nothing");
    }
}
