//! Whether a task that was read back is what a write made of it.

use crate::platforms::Details;
use crate::table::Task;
use crate::task::{Changes, Decimal, Field, NewValue, Timestamp};

/// The fields, each in backquotes, that are not what they were to be.
pub(super) fn not_kept(task: &Task, wanted: &Changes) -> Vec<String> {
    let Some(details) = &task.details else {
        return Vec::new();
    };
    wanted
        .fields()
        .filter(|(field, value)| !is_kept(task, details, *field, value))
        .map(|(field, _)| format!("`{}`", field.name()))
        .collect()
}

fn is_kept(task: &Task, details: &Details, field: Field, wanted: &NewValue) -> bool {
    let text = |found: Option<&str>| match wanted {
        NewValue::Text(wanted) | NewValue::Reference(wanted) => {
            found.unwrap_or_default() == wanted || same_number(found, wanted)
        }
        _ => *wanted == NewValue::Null && found.unwrap_or_default().is_empty(),
    };
    let time = |found: Option<Timestamp>| match wanted {
        NewValue::Time(wanted) => found == Some(*wanted),
        _ => *wanted == NewValue::Null && found.is_none(),
    };
    let flag = |found: Option<bool>| match wanted {
        NewValue::Boolean(wanted) => found == Some(*wanted),
        _ => *wanted == NewValue::Null && found.is_none(),
    };
    let number = |found: &Option<Decimal>| match wanted {
        NewValue::Number(wanted) => found.as_ref() == Some(wanted),
        _ => *wanted == NewValue::Null && found.is_none(),
    };
    match field {
        Field::Name => text(Some(&task.name)),
        Field::Description => text(details.description.as_deref()),
        Field::Status => *wanted == NewValue::Status(task.status),
        Field::StartAt => time(details.start_at),
        Field::DueAt => time(details.due_at),
        Field::CompletedAt => time(details.completed_at),
        Field::Assignees => are_kept(details, wanted),
        Field::Project => text(details.project.as_ref().map(|project| project.id.as_str())),
        Field::ParentId => text(details.parent_id.as_deref()),
        Field::Priority => text(details.priority.as_deref()),
        Field::PercentComplete => number(&details.percent_complete),
        Field::IsBillable => flag(details.is_billable),
        Field::IsMilestone => flag(details.is_milestone),
        Field::LoggedHours => number(&details.logged_hours),
        _ => true,
    }
}

/// Priorities are numbers on some platforms: `2` and `2.0` are the same.
fn same_number(found: Option<&str>, wanted: &str) -> bool {
    let found = found.and_then(Decimal::parse);
    found.is_some() && found == Decimal::parse(wanted)
}

fn are_kept(details: &Details, wanted: &NewValue) -> bool {
    let found = details.assignees.as_deref().unwrap_or_default();
    match wanted {
        NewValue::References(ids) => {
            found.len() == ids.len() && found.iter().all(|one| ids.contains(&one.id))
        }
        _ => found.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::platforms::Platform;
    use crate::table::{IngestOptions, TaskTable};
    use crate::task::{StatusMap, TaskPatch};

    #[test]
    fn what_was_passed_over_is_named() {
        let page = json!({ "ia::result": {
            "key": "6", "id": "T-6", "name": "Roof", "taskStatus": "planned", "description": "",
            "priority": 2, "isBillable": true, "planned": {"startDate": "2026-01-31", "endDate": null},
            "project": {"key": "9", "id": "P"}, "parent": {"key": null},
        }, "ia::meta": {"totalCount": 1} });
        let mut table = TaskTable::new();
        let options = IngestOptions {
            connection_id: "a",
            status_map: &StatusMap::default(),
            synced_at: Timestamp::default(),
            keep: true,
            upsert: false,
        };
        table
            .ingest(
                Platform::SageIntacct,
                page.to_string().into_bytes(),
                &options,
            )
            .unwrap();
        let details = crate::platforms::Expansion {
            details: true,
            platform_data: false,
        };
        let task = table.task(0, details).unwrap();
        let found = |patch| not_kept(&task, TaskPatch::read(patch).unwrap().changes());
        let same = json!({
            "name": "Roof", "status": "planned", "description": null, "priority": "2.0",
            "is_billable": true, "start_at": "2026-01-31", "due_at": null, "parent_id": null,
            "assignees": [],
        });
        assert_eq!(found(same), Vec::<String>::new());
        let other = json!({
            "name": "Loft", "status": "completed", "description": "x", "priority": "3",
            "is_billable": false, "start_at": "2026-01-30", "due_at": "2026-02-01",
            "parent_id": "4", "assignees": ["1"], "project": "10", "percent_complete": 0.5,
        });
        let mut named = found(other);
        named.sort();
        assert_eq!(
            named.join(" "),
            "`assignees` `description` `due_at` `is_billable` `name` `parent_id` `percent_complete` `priority` `project` `start_at` `status`"
        );
    }
}
