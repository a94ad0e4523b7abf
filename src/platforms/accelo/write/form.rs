//! The fields of a draft or a patch as the fields of a form.

use serde_json::Value;

use super::values::{self, Against, Rule, wrong};
use crate::error::Result;
use crate::task::{Changes, Field, NewValue};

/// Names of `platform_fields` that are for tasks against a job or a milestone alone (Accelo's API
/// documentation).
const OF_JOBS: [&str; 3] = ["rate_id", "rate_charged", "is_billable"];

/// The names of `platform_fields` that stand in a form, and what values they take.
const RULES: [(&str, Rule); 8] = [
    ("status_id", Rule::Id),
    ("manager_id", Rule::Id),
    ("affiliation_id", Rule::Id),
    ("priority_id", Rule::Id),
    ("rate_id", Rule::Id),
    ("remaining", Rule::Whole),
    ("rate_charged", Rule::Amount),
    ("is_billable", Rule::YesOrNo),
];

/// A form, and what is written by it.
#[derive(Debug, Default)]
pub(super) struct Form {
    fields: Vec<(&'static str, String)>,
    /// The unified names of what it writes, and those of `platform_fields`.
    pub(super) writes: Vec<String>,
}

impl Form {
    /// The form of a new task.
    ///
    /// # Errors
    /// `field_invalid`.
    pub(super) fn of_draft(draft: &Changes) -> Result<Self> {
        Self::of(draft, true)
    }

    /// The form of what a patch changes by fields; empty if it changes nothing so.
    ///
    /// # Errors
    /// `field_invalid`.
    pub(super) fn of_patch(patch: &Changes) -> Result<Self> {
        Self::of(patch, false)
    }

    /// Whether there is nothing to write by it.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Names and values.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    fn of(changes: &Changes, is_new: bool) -> Result<Self> {
        let mut form = Self::default();
        for (field, value) in changes.fields() {
            form.field(field, value, is_new)?;
        }
        for (name, value) in changes.platform_fields() {
            // Of a new task, null is as good as leaving it out.
            if !(is_new && value.is_null()) {
                form.platform_field(changes, name, value)?;
            }
        }
        Ok(form)
    }

    fn field(&mut self, field: Field, value: &NewValue, is_new: bool) -> Result<()> {
        let name = field.name();
        match (field, value) {
            // A progression writes it.
            (Field::Status, NewValue::Status(_)) => {}
            (Field::Name, NewValue::Text(text)) => {
                if text.trim().is_empty() {
                    return Err(wrong(name, "is empty, and every Accelo task has a title")
                        .help("write a name"));
                }
                self.push(name, "title", text.clone());
            }
            (Field::Description, NewValue::Text(text)) => match (text.as_str(), is_new) {
                // A new task has none anyway.
                ("", true) => {}
                ("", false) => return Err(values::emptied(name)),
                _ => self.push(name, "description", text.clone()),
            },
            (Field::StartAt, NewValue::Time(time)) => {
                self.push(name, "date_started", values::seconds(name, *time)?);
            }
            (Field::DueAt, NewValue::Time(time)) => {
                self.push(name, "date_due", values::seconds(name, *time)?);
            }
            (Field::Assignees, NewValue::References(ids)) => match (ids.as_slice(), is_new) {
                ([], true) => {}
                ([], false) => return Err(values::emptied(name)),
                ([id], _) => self.push(name, "assignee_id", values::id(name, id)?),
                (several, _) => {
                    let what = format!(
                        "names {} people, and an Accelo task has one assignee",
                        several.len()
                    );
                    return Err(wrong(name, &what).help("name one of them"));
                }
            },
            (Field::Project, NewValue::Reference(path)) if is_new => {
                let Against { kind, id } = Against::read(path)?;
                self.push(name, "against_type", kind);
                self.fields.push(("against_id", id));
            }
            (_, NewValue::Null) => return Err(values::emptied(name)),
            _ => {
                return Err(wrong(name, "cannot be written on an Accelo task").help("leave it out"));
            }
        }
        Ok(())
    }

    fn platform_field(&mut self, changes: &Changes, name: &str, value: &Value) -> Result<()> {
        let Some((name, rule)) = RULES.iter().find(|(known, _)| *known == name) else {
            // What is no field of a form, a progression writes.
            return Ok(());
        };
        let path = format!("platform_fields.{name}");
        let text = rule.text(&path, value)?;
        if OF_JOBS.contains(name) {
            let against = match changes.value(Field::Project) {
                Some(NewValue::Reference(path)) => Some(Against::read(path)?),
                _ => None,
            };
            if !against.is_some_and(|against| against.has_rates()) {
                return Err(wrong(
                    &path,
                    "is only there for a task against a job or a milestone",
                )
                .help("leave it out, or name a job (`17`) or a milestone (`milestones/17`) as `project`"));
            }
        }
        self.push(name, name, text);
        Ok(())
    }

    fn push(&mut self, writes: &str, name: &'static str, value: String) {
        self.writes.push(writes.to_owned());
        self.fields.push((name, value));
    }
}
