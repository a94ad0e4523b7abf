//! Rows as platforms write them, and as no platform should.

use arbitrary::{Result, Unstructured};
use taskweave::platforms::Platform;

use super::json::{self, Members, quoted};
use super::pools;

/// One row on a page of its own.
#[derive(Debug)]
pub(crate) struct Row {
    /// Who gives the page.
    pub(crate) platform: Platform,
    /// One of two connections to it.
    pub(crate) connection: &'static str,
    /// The page.
    pub(crate) page: String,
}

/// What a member usually holds.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Word,
    Iso,
    Unix,
    Number,
    Boolean,
    Link,
    Any,
}

/// The members that our readers know, after `reference`s of the platforms; the first is the id's. A
/// platform that is not told here has none, and no row is made of it.
fn members(platform: Platform) -> &'static [(&'static str, Kind)] {
    use Kind::{Any, Boolean, Iso, Link, Number, Text, Unix, Word};
    match platform.as_str() {
        "SAGE_INTACCT" => &[
            ("key", Text),
            ("name", Text),
            ("taskStatus", Word),
            ("status", Word),
            ("audit.createdDateTime", Iso),
            ("audit.modifiedDateTime", Iso),
            ("description", Text),
            ("planned.startDate", Iso),
            ("planned.endDate", Iso),
            ("actual.endDate", Iso),
            ("project.key", Text),
            ("project.id", Text),
            ("project.name", Text),
            ("parent.key", Text),
            ("priority", Number),
            ("percentComplete", Number),
            ("isBillable", Boolean),
            ("isMilestone", Boolean),
            ("project", Any),
            ("audit", Any),
        ],
        "ACCELO" => &[
            ("id", Text),
            ("title", Text),
            ("standing", Word),
            ("date_created", Unix),
            ("date_modified", Unix),
            ("description", Text),
            ("date_started", Unix),
            ("date_due", Unix),
            ("date_completed", Unix),
            ("assignee", Link),
            ("task_job", Link),
            ("task_priority", Link),
            ("against", Text),
            ("against_type", Text),
            ("against_id", Text),
        ],
        "KICKSERV" => &[
            ("id", Text),
            ("name", Text),
            ("created_at", Iso),
            ("updated_at", Iso),
            ("description", Text),
            ("scheduled_at", Iso),
            ("starts_at", Iso),
            ("ends_at", Iso),
            ("completed_at", Iso),
            ("completed", Boolean),
            ("employees", Any),
            ("employee_ids", Any),
            ("job_id", Text),
            ("job", Link),
        ],
        "ZOHOBOOKS" => &[
            ("task_id", Text),
            ("task_name", Text),
            ("status", Word),
            ("description", Text),
            ("is_billable", Boolean),
            ("log_time", Text),
            ("total_hours", Number),
            ("project_name", Text),
        ],
        _ => &[],
    }
}

const WORDS: &[&str] = &[
    "notStarted",
    "inProgress",
    "completed",
    "onHold",
    "pending",
    "started",
    "complete",
    "active",
    "Acme",
    "é",
    "",
];

pub(super) fn row(u: &mut Unstructured<'_>) -> Result<Row> {
    let told: Vec<Platform> = Platform::ALL
        .iter()
        .copied()
        .filter(|platform| !members(*platform).is_empty())
        .collect();
    let platform = *u.choose(&told)?;
    let first: bool = u.arbitrary()?;
    let mut row = String::new();
    let mut record = Members::new(&mut row);
    let members = members(platform);
    for (at, (name, kind)) in members.iter().enumerate() {
        // An id is always given: without one the row is left out.
        if at == 0 {
            record.named(name).push_str(&quoted(&id(u)?));
        } else if u.arbitrary()? {
            value(u, *kind, record.named(name))?;
        }
    }
    for _ in 0..u.int_in_range(0..=4)? {
        let name = json::member_name(u)?;
        // Of two ids the last would count.
        if members.first().is_none_or(|(id, _)| *id != name) && name != "project_id" {
            json::any(u, record.named(&name))?;
        }
    }
    if platform == Platform::ZohoBooks {
        record.named("project_id").push_str("\"7\"");
    }
    record.end();
    Ok(Row {
        platform,
        connection: connection(platform, first),
        page: page(platform, &row),
    })
}

fn id(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(1, 4)? {
        return Ok((*u.choose(&["Acme", "acme", "a", "42", "042", "漢字"])?).to_owned());
    }
    Ok(u.int_in_range(0..=20u8)?.to_string())
}

fn value(u: &mut Unstructured<'_>, kind: Kind, out: &mut String) -> Result<()> {
    if u.ratio(1, 8)? {
        return json::any(u, out);
    }
    match kind {
        Kind::Text => out.push_str(&quoted(&pools::text(u)?)),
        Kind::Word => out.push_str(&quoted(u.choose(WORDS)?)),
        Kind::Iso => out.push_str(&quoted(&pools::time(u)?.to_string())),
        Kind::Unix => {
            let seconds = pools::time(u)?.millis().div_euclid(1000);
            out.push_str(&quoted(&seconds.to_string()));
        }
        Kind::Number => {
            let number = pools::number(u)?;
            out.push_str(&if u.arbitrary()? {
                quoted(&number)
            } else {
                number
            });
        }
        Kind::Boolean => out.push_str(u.choose(&["true", "false", "\"true\"", "\"false\""])?),
        Kind::Link => {
            let mut link = Members::new(out);
            link.named("id").push_str(&quoted(&id(u)?));
            for name in ["title", "name", "firstname", "surname", "email"] {
                if u.arbitrary()? {
                    link.named(name).push_str(&quoted(&pools::text(u)?));
                }
            }
            link.end();
        }
        Kind::Any => json::any(u, out)?,
    }
    Ok(())
}

/// Two connections of each platform; some are texts that filters look for.
fn connection(platform: Platform, first: bool) -> &'static str {
    let (one, other) = match platform.as_str() {
        "ACCELO" => ("a", "A"),
        "KICKSERV" => ("Ac", "Acme"),
        "SAGE_INTACCT" => ("acme", "42"),
        _ => ("b", "c"),
    };
    if first { one } else { other }
}

fn page(platform: Platform, row: &str) -> String {
    match platform.as_str() {
        "SAGE_INTACCT" => format!(
            r#"{{"ia::result":[{row}],"ia::meta":{{"totalCount":1,"start":1,"pageSize":100,"next":null}}}}"#
        ),
        "ACCELO" => format!(r#"{{"response":[{row}],"meta":{{"status":"ok"}}}}"#),
        "KICKSERV" => format!("[{row}]"),
        _ => format!(r#"{{"code":0,"tasks":[{row}]}}"#),
    }
}
