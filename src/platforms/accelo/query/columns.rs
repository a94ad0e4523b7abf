//! `_fields`: what of a task is asked for. Only names that the documents list: what becomes of others
//! is not documented. Inside a linked object an unknown one is left out without a word, as the wiki's
//! sample shows.

use crate::platforms::Needs;
use crate::task::Field;

/// The fields that every list asks for; `id` and `title` come anyway.
pub(super) const BASE: &[&str] = &["id", "title", "standing", "date_created", "date_modified"];

/// The fields that a detail is read from. One field in parentheses makes a link an object with its id
/// and its usual fields.
pub(super) const DETAILS: &[(Field, &[&str])] = &[
    (Field::Description, &["description"]),
    (Field::StartAt, &["date_started"]),
    (Field::DueAt, &["date_due"]),
    (Field::CompletedAt, &["date_completed"]),
    (Field::Assignees, &["assignee(email)"]),
    (Field::Priority, &["task_priority(title)"]),
    (
        Field::Project,
        &["task_job(title)", "against", "against_type", "against_id"],
    ),
];

/// The rest of the published list: what `expand=platform_data` asks for as well. The deprecated
/// `type`, `status` and `job` are left out.
pub(super) const PLATFORM_DATA: &[&str] = &[
    "billable",
    "nonbillable",
    "logged",
    "budgeted",
    "remaining",
    "staff_bookmarked",
    "date_commenced",
    "date_accepted",
    "creator_type",
    "creator_id",
    "creator",
    "rate_id",
    "rate_charged",
    "ordering",
    "custom_id",
    "manager",
    "task_type",
    "task_status",
    "contact",
    "affiliation",
    "company",
    "issue",
    "milestone",
    "task_object_budget",
    "task_object_schedule",
];

/// Older names of links, which come only where a filter names them.
const DEPRECATED: &[&str] = &["type", "status", "job"];

/// The links among all of these: ids, or objects.
const LINKS: &[&str] = &[
    "assignee",
    "task_priority",
    "task_job",
    "manager",
    "task_type",
    "task_status",
    "contact",
    "affiliation",
    "company",
    "issue",
    "milestone",
    "task_object_budget",
    "task_object_schedule",
    "type",
    "status",
    "job",
];

/// A name of `_fields`, with the parts of a linked object that are asked for.
struct Column {
    name: &'static str,
    parts: Vec<String>,
}

/// The value of `_fields`. A path of the filter brings its column, in the same shape as an expansion
/// does; a link becomes an object where the path leads into it.
pub(super) fn fields(needs: &Needs) -> String {
    let mut columns: Vec<Column> = BASE.iter().map(|name| column(name)).collect();
    for (detail, names) in DETAILS {
        if needs.has(*detail) {
            columns.extend(names.iter().map(|name| column(name)));
        }
    }
    if needs.expand.platform_data {
        columns.extend(PLATFORM_DATA.iter().map(|name| column(name)));
    }
    for path in &needs.paths {
        let mut names = path.names().iter();
        let Some(found) = names.next().and_then(|name| published(name)) else {
            continue;
        };
        if !columns.iter().any(|known| known.name == found.name) {
            columns.push(column(found.text));
        }
        let part = names
            .next()
            .filter(|part| LINKS.contains(&found.name) && is_plain(part));
        let known = columns.iter_mut().find(|known| known.name == found.name);
        if let (Some(part), Some(known)) = (part, known)
            && !known.parts.contains(part)
        {
            known.parts.push(part.clone());
        }
    }
    let written = columns.iter().map(|column| match column.parts.as_slice() {
        [] => column.name.to_owned(),
        parts => format!("{}({})", column.name, parts.join(",")),
    });
    written.collect::<Vec<_>>().join(",")
}

/// A name as it is asked for, parts and all.
struct Published {
    name: &'static str,
    text: &'static str,
}

fn split(text: &'static str) -> Published {
    let name = text.split_once('(').map_or(text, |(name, _)| name);
    Published { name, text }
}

fn published(name: &str) -> Option<Published> {
    let details = DETAILS.iter().flat_map(|(_, names)| names.iter());
    let all = BASE.iter().chain(details).chain(PLATFORM_DATA);
    all.chain(DEPRECATED)
        .map(|text| split(text))
        .find(|known| known.name == name)
}

fn column(text: &'static str) -> Column {
    let Published { name, .. } = split(text);
    let inner = text.get(name.len()..).unwrap_or_default();
    let inner = inner.trim_matches(['(', ')']);
    Column {
        name,
        parts: inner.split_terminator(',').map(str::to_owned).collect(),
    }
}

/// Whether a name needs no escape.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Path;
    use crate::platforms::Expansion;

    fn needs(details: bool, platform_data: bool, named: &[Field], paths: &[&str]) -> Needs {
        Needs {
            expand: Expansion {
                details,
                platform_data,
            },
            details: named.to_vec(),
            paths: paths.iter().map(|path| Path::dotted(path)).collect(),
        }
    }

    #[test]
    fn only_what_is_needed_is_asked_for() {
        let base = "id,title,standing,date_created,date_modified";
        for (needs, more) in [
            (Needs::default(), ""),
            (
                needs(true, false, &[], &[]),
                ",description,date_started,date_due,date_completed,assignee(email),\
                 task_priority(title),task_job(title),against,against_type,against_id",
            ),
            (
                needs(false, false, &[Field::DueAt, Field::Assignees], &[]),
                ",date_due,assignee(email)",
            ),
            (
                needs(false, false, &[Field::Project], &["against_type"]),
                ",task_job(title),against,against_type,against_id",
            ),
            (
                needs(false, false, &[], &["billable", "manager", "date_created"]),
                ",billable,manager",
            ),
            (
                needs(
                    false,
                    false,
                    &[],
                    &["manager", "manager.email", "assignee.id"],
                ),
                ",manager(email),assignee(email,id)",
            ),
            (needs(false, false, &[], &["assignee"]), ",assignee(email)"),
            (
                needs(
                    false,
                    false,
                    &[],
                    &["no_such_name", "_ALL", "description.x", "status.color"],
                ),
                ",description,status(color)",
            ),
        ] {
            assert_eq!(fields(&needs), format!("{base}{more}"));
        }
    }

    #[test]
    fn an_expansion_names_everything_once() {
        let all = fields(&needs(true, true, &[], &[]));
        assert_eq!(
            all,
            fields(&needs(false, true, &[], &["manager", "billable"]))
        );
        let mut names: Vec<_> = all.split(',').collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "no field twice");
        let details: usize = DETAILS.iter().map(|(_, names)| names.len()).sum();
        assert_eq!(count, BASE.len() + details + PLATFORM_DATA.len());
    }
}
