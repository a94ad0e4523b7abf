//! What stands left of an operator: a field of the catalogue, or a place in the platform's own record.

use super::super::MAX_PATH;
use super::super::ast::Target;
use super::super::lexer::is_word;
use super::super::path::Path;
use super::super::quote::clipped;
use super::parts_of;
use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::secrets::looks_secret;
use crate::task::{CATALOGUE, Field, FieldType, closest};

/// What others call a field, where its own name is not near enough.
const OTHER_NAMES: &[(&str, Field)] = &[
    ("title", Field::Name),
    ("subject", Field::Name),
    ("summary", Field::Name),
    ("state", Field::Status),
    ("stage", Field::Status),
    ("standing", Field::Status),
    ("created", Field::CreatedAt),
    ("modified", Field::UpdatedAt),
    ("modified_at", Field::UpdatedAt),
    ("last_modified", Field::UpdatedAt),
    ("date_modified", Field::UpdatedAt),
    ("deadline", Field::DueAt),
    ("due", Field::DueAt),
    ("start", Field::StartAt),
    ("end", Field::CompletedAt),
    ("finished_at", Field::CompletedAt),
    ("owner", Field::AssigneeName),
    ("assignee", Field::AssigneeName),
    ("assigned_to", Field::AssigneeName),
    ("email", Field::AssigneeEmail),
    ("job_id", Field::ProjectId),
    ("parent", Field::ParentId),
    ("url", Field::PlatformUrl),
    ("link", Field::PlatformUrl),
    ("source", Field::Platform),
    ("provider", Field::Platform),
    ("connection", Field::ConnectionId),
    ("progress", Field::PercentComplete),
    ("billable", Field::IsBillable),
    ("milestone", Field::IsMilestone),
    ("hours", Field::LoggedHours),
    ("body", Field::Description),
    ("notes", Field::Description),
];

/// How a path is written, for messages.
const A_PATH: &str =
    "`platform_data.planned.startDate`, or with odd names ``platform_data.`nsp::name` ``";

/// What a name, taken apart at its dots, stands for; `in_backquotes` says that some of it stood in them.
pub(in super::super) fn target(names: &[String], in_backquotes: bool) -> Result<Target> {
    let (head, rest) = names.split_first().map_or(("", names), |(h, r)| (h, r));
    if head == Field::PlatformData.name() {
        if !in_backquotes {
            plain(rest)?;
        }
        return Path::checked(rest.to_vec()).map(Target::Data);
    }
    let name = names.join(".");
    match Field::parse(&name) {
        Some(field) if field.info().filterable => Ok(Target::Field(field)),
        _ => Err(unknown(&name)),
    }
}

impl Path {
    /// A path of names that a filter may name: none of them a secret's.
    ///
    /// # Errors
    /// `filter_field` where there are no names or one looks like a secret's, `filter_too_large`
    /// where there are more than [`MAX_PATH`]. They have no place.
    pub fn checked(names: Vec<String>) -> Result<Self> {
        if let Some(name) = names.iter().find(|name| looks_secret(name)) {
            let message = format!("`{}` looks like the name of a secret", clipped(name));
            return Err(TaskweaveError::new(Code::FilterField, message)
                .help("secrets are never read from a platform's record: filter on another field"));
        }
        if names.len() > MAX_PATH {
            let message = format!(
                "the path has {} names; {MAX_PATH} are the most",
                names.len()
            );
            return Err(TaskweaveError::new(Code::FilterTooLarge, message)
                .help("no platform's record is that deep: shorten the path"));
        }
        Self::new(names).ok_or_else(|| {
            let message = "`platform_data` is the platform's whole record";
            TaskweaveError::new(Code::FilterField, message)
                .help(format!("name a place in it, such as {A_PATH}"))
        })
    }
}

/// That names can stand without backquotes.
fn plain(names: &[String]) -> Result<()> {
    let Some(odd) = names.iter().find(|name| !name.chars().all(is_word)) else {
        return Ok(());
    };
    let message = format!("`{}` needs backquotes around it", clipped(odd));
    let path = Path::new(names.to_vec()).map_or(String::new(), |path| path.to_string());
    Err(
        TaskweaveError::new(Code::FilterSyntax, message).help(format!(
            "write platform_data.{}: names without backquotes are letters, digits and `_`",
            clipped(&path)
        )),
    )
}

fn unknown(name: &str) -> TaskweaveError {
    let message = format!("`{}` is not a field", clipped(name));
    let error = TaskweaveError::new(Code::FilterField, message);
    let (head, rest) = name.split_once('.').unwrap_or((name, ""));
    let own = |names: &str| {
        let path = clipped(&Path::dotted(names).to_string());
        match path.contains('`') {
            true => format!("{}.{path}", Field::PlatformData.name()),
            false => format!("`{}.{path}`", Field::PlatformData.name()),
        }
    };
    if head == Field::PlatformData.name() {
        return error.help(format!(
            "backquotes stand around single names, not around a path: write {}",
            own(rest)
        ));
    }
    if !rest.is_empty() && closest(head, [Field::PlatformData.name()]).is_some() {
        return error.help(format!("did you mean {}?", own(rest)));
    }
    if let (Some(field), false) = (Field::parse(head), rest.is_empty()) {
        return error.help(match field.info().kind {
            FieldType::Object => {
                let parts = parts_of(field);
                match closest(name, parts.iter().copied()).filter(|near| is_slip(name, near)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "write {}, or {} if that is in the platform's own record",
                        parts.join(", "),
                        own(name)
                    ),
                }
            }
            _ => format!(
                "write `{head}`, which has no parts, or {} if that is in the platform's own record",
                own(name)
            ),
        });
    }
    let names = || CATALOGUE.iter().filter(|info| info.filterable);
    let other = OTHER_NAMES
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(name))
        .map(|(_, field)| field.name());
    let near = other.or_else(|| closest(name, names().map(|info| info.name)));
    error.help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "the fields are {}; what else the platform's own record holds is {}",
            names()
                .map(|info| info.name)
                .filter(|name| *name != Field::PlatformData.name())
                .collect::<Vec<_>>()
                .join(", "),
            own(name)
        ),
    })
}

/// Whether the last names of two paths are alike, not only their long common beginning.
fn is_slip(name: &str, near: &str) -> bool {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let near = last(near);
    closest(&last(name), [near.as_str()]).is_some()
}
