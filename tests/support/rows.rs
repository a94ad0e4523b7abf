//! Random pages of all platforms, of the pools that random filters draw from. A platform whose members
//! are not told here gives the pages of its fixtures.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use super::exprs::{NUMBERS, PATHS, TEXTS, TIMES};
use taskweave::platforms::Platform;
use taskweave::table::{IngestOptions, TaskTable};
use taskweave::task::{StatusMap, Timestamp};

/// A page as a platform might send it, with one task.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) platform: Platform,
    pub(crate) connection: &'static str,
    pub(crate) text: String,
    /// Whether the table keeps it.
    pub(crate) keep: bool,
}

impl Page {
    /// Puts the page's task into a table, in the place of the same task.
    pub(crate) fn ingest(&self, table: &mut TaskTable) {
        let options = IngestOptions {
            connection_id: self.connection,
            status_map: &StatusMap::default(),
            synced_at: Timestamp::from_millis(TIMES[5]).unwrap(),
            keep: self.keep,
            // Two rows of one id would be one task given twice, and tie.
            upsert: true,
        };
        let done = table.ingest(self.platform, self.text.clone().into_bytes(), &options);
        let done = done.unwrap();
        assert_eq!(done.rows.len() + done.replaced, 1, "{self:?}");
    }
}

/// A table of these pages.
pub(crate) fn table(pages: &[Page]) -> TaskTable {
    let mut table = TaskTable::new();
    for page in pages {
        page.ingest(&mut table);
    }
    table
}

/// Names with their JSON texts.
type Members = Vec<(String, String)>;

/// Pages of one task each; ids repeat, and one page in ten is not kept.
pub(crate) fn pages() -> impl Strategy<Value = Vec<Page>> {
    let of_platform = |platform: &Platform| {
        let platform = *platform;
        let parts = (any::<bool>(), task(platform), 0..10);
        parts.prop_map(move |(is_first, text, kept)| Page {
            platform,
            connection: connection(platform, is_first),
            text,
            keep: kept > 0,
        })
    };
    let page = Union::new(Platform::ALL.iter().map(of_platform));
    prop::collection::vec(page, 0..25)
}

/// Two connections of each platform; some are texts that filters look for.
fn connection(platform: Platform, is_first: bool) -> &'static str {
    let (one, other) = match platform.as_str() {
        "ACCELO" => ("a", "A"),
        "KICKSERV" => ("Ac", "Acme"),
        "SAGE_INTACCT" => ("acme", "42"),
        "ZOHOBOOKS" => ("b", "c"),
        // An id is of one connection, so that no two platforms share one.
        name => (name, name),
    };
    if is_first { one } else { other }
}

/// A page with one task: the members that the platform's reader knows, some of them missing, and
/// others in the places that filters look at.
fn task(platform: Platform) -> BoxedStrategy<String> {
    let known = match platform.as_str() {
        "SAGE_INTACCT" => intacct(),
        "ACCELO" => accelo(),
        "KICKSERV" => kickserv(),
        "ZOHOBOOKS" => zoho(),
        _ => return select(samples(platform)).boxed(),
    };
    let known = (known, prop::bits::u32::ANY).prop_map(|(members, there)| {
        // The first is the id, which every task has.
        let is_there = |at: usize| at == 0 || there.rotate_right(at as u32) & 3 > 0;
        let members = members.into_iter().enumerate();
        members
            .filter(|(at, _)| is_there(*at))
            .map(|(_, member)| member)
            .collect::<Members>()
    });
    // What comes first or last of a name differs: the last one counts.
    let row = (known, places()).prop_map(|(known, places)| [places, known].concat());
    let (project_id, project_name) = (id(), text());
    (row.prop_shuffle(), any::<bool>(), project_id, project_name)
        .prop_map(move |(members, is_embedded, project_id, project_name)| {
            let row = object(&members);
            match platform.as_str() {
                "SAGE_INTACCT" => format!(r#"{{"ia::result": [{row}], "ia::meta": {{}}}}"#),
                "ACCELO" => format!(r#"{{"response": [{row}], "meta": {{}}}}"#),
                "KICKSERV" => format!("[{row}]"),
                _ if is_embedded => format!(
                    r#"{{"project": {{"project_id": {project_id}, "project_name": {project_name}, "tasks": [{row}]}}}}"#
                ),
                _ => {
                    let with_project = [vec![("project_id".to_owned(), project_id)], members.clone()];
                    format!(r#"{{"tasks": [{}]}}"#, object(&with_project.concat()))
                }
            }
        })
        .boxed()
}

/// The fixtures of a platform that hold one task.
fn samples(platform: Platform) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(platform.folder());
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.to_string_lossy().ends_with(".unified.json"))
        .collect();
    paths.sort();
    let pages: Vec<String> = paths
        .into_iter()
        .filter_map(|path| fs::read_to_string(path).ok())
        .filter(|page| {
            let rows = platform.room().reader.page(page.as_bytes());
            rows.is_ok_and(|rows| {
                let mut tasks = rows.rows.iter();
                let is_task = |row| platform.room().reader.row(row, &rows.context).is_ok();
                rows.rows.len() == 1 && tasks.all(is_task)
            })
        })
        .collect();
    assert!(!pages.is_empty(), "{} has no task alone", folder.display());
    pages
}

fn object(members: &[(String, String)]) -> String {
    let members: Vec<_> = members
        .iter()
        .map(|(name, raw)| format!("{}: {raw}", json(name)))
        .collect();
    format!("{{{}}}", members.join(", "))
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn list(items: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    prop::collection::vec(items, 0..4)
        .prop_map(|items| format!("[{}]", items.join(" , ")))
        .boxed()
}

/// An id that another row may have too.
fn id() -> BoxedStrategy<String> {
    prop_oneof![
        "[1-9][0-9]{0,1}",
        select(&TEXTS[1..]).prop_map(json),
        Just(r#""42""#.to_owned()),
    ]
    .boxed()
}

fn text() -> BoxedStrategy<String> {
    prop_oneof![
        8 => select(&TEXTS[..]).prop_map(json),
        1 => Just("null".to_owned()),
        1 => Just("42".to_owned()),
    ]
    .boxed()
}

fn iso() -> BoxedStrategy<String> {
    let time = select(&TIMES[..]).prop_map(|millis| Timestamp::from_millis(millis).unwrap());
    prop_oneof![
        8 => time.prop_map(|time| json(&time.to_string())),
        1 => Just(r#""2024-01-01""#.to_owned()),
        1 => Just("null".to_owned()),
    ]
    .boxed()
}

/// Seconds since 1970, as text.
fn unix() -> BoxedStrategy<String> {
    let seconds = |millis: i64| json(&millis.div_euclid(1000).to_string());
    select(&TIMES[2..]).prop_map(seconds).boxed()
}

/// A number, written as one or as text.
fn number() -> BoxedStrategy<String> {
    prop_oneof![
        select(&NUMBERS[..]).prop_map(str::to_owned),
        select(&NUMBERS[..]).prop_map(json),
    ]
    .boxed()
}

fn boolean() -> BoxedStrategy<String> {
    select(&["true", "false", r#""true""#, r#""false""#, "null", r#""""#][..])
        .prop_map(str::to_owned)
        .boxed()
}

fn word(words: &'static [&'static str]) -> BoxedStrategy<String> {
    select(words).prop_map(json).boxed()
}

/// An object of these members, each of which may be missing.
fn record(members: Vec<(&'static str, BoxedStrategy<String>)>) -> BoxedStrategy<String> {
    let members = members.into_iter().map(|(name, raw)| {
        let member = raw.prop_map(move |raw| (name.to_owned(), raw));
        prop::option::weighted(0.7, member)
    });
    let members: Vec<_> = members.collect();
    members
        .prop_map(|members| object(&members.into_iter().flatten().collect::<Members>()))
        .boxed()
}

/// Members of fixed names, all of them.
fn members(members: Vec<(&'static str, BoxedStrategy<String>)>) -> BoxedStrategy<Members> {
    let members = members
        .into_iter()
        .map(|(name, raw)| raw.prop_map(move |raw| (name.to_owned(), raw)));
    members.collect::<Vec<_>>().boxed()
}

fn intacct() -> BoxedStrategy<Members> {
    let project = record(vec![("key", text()), ("id", text()), ("name", text())]);
    let dates = record(vec![("startDate", iso()), ("endDate", iso())]);
    let words = &["notStarted", "completed", "inProgress", "Acme", "é"];
    members(vec![
        ("key", id()),
        ("name", text()),
        ("taskStatus", word(words)),
        ("audit.createdDateTime", iso()),
        ("audit.modifiedDateTime", iso()),
        ("description", text()),
        ("planned.startDate", iso()),
        ("planned", dates),
        ("actual.endDate", iso()),
        ("project.key", text()),
        ("project.name", text()),
        ("project", project),
        ("parent.key", text()),
        ("priority", text()),
        ("percentComplete", number()),
        ("isBillable", boolean()),
        ("isMilestone", boolean()),
    ])
}

fn accelo() -> BoxedStrategy<Members> {
    let person = record(vec![
        ("id", id()),
        ("firstname", text()),
        ("surname", text()),
        ("email", text()),
    ]);
    let link = record(vec![("id", id()), ("title", text())]);
    let links = || prop_oneof![id(), link.clone(), Just(r#""0""#.to_owned())].boxed();
    let people = prop_oneof![id(), person.clone(), list(person)].boxed();
    let words = &["pending", "started", "complete", "Acme"];
    members(vec![
        ("id", id()),
        ("title", text()),
        ("standing", word(words)),
        ("date_created", unix()),
        ("date_modified", unix()),
        ("description", text()),
        ("date_started", unix()),
        ("date_due", unix()),
        ("date_completed", unix()),
        ("assignee", people),
        ("task_job", links()),
        ("against", word(&["jobs/42", "Acme/1", "milestones/a"])),
        ("task_priority", links()),
    ])
}

fn kickserv() -> BoxedStrategy<Members> {
    let person = record(vec![
        ("id", id()),
        ("name", text()),
        ("first_name", text()),
        ("email", text()),
        ("password_salt", text()),
    ]);
    let job = record(vec![("id", id()), ("name", text())]);
    members(vec![
        ("id", id()),
        ("name", text()),
        ("created_at", iso()),
        ("updated_at", iso()),
        ("description", text()),
        ("scheduled_at", iso()),
        ("ends_at", iso()),
        ("employees", list(person)),
        ("employee_ids", list(id())),
        ("job", job),
        ("job_id", id()),
    ])
}

fn zoho() -> BoxedStrategy<Members> {
    let hours = prop_oneof![number(), word(&["12:06", "00:15", "1:00", ""])].boxed();
    members(vec![
        ("task_id", id()),
        ("task_name", text()),
        ("status", word(&["active", "Acme", "a"])),
        ("project_name", text()),
        ("description", text()),
        ("is_billable", boolean()),
        ("log_time", hours.clone()),
        ("billed_hours", hours.clone()),
        ("un_billed_hours", hours),
    ])
}

/// Values in the places that filters look at, in flat and nested spellings.
fn places() -> BoxedStrategy<Members> {
    let place = (
        select(&PATHS[..]),
        value(),
        any::<prop::sample::Index>(),
        any::<bool>(),
    );
    let member = place.prop_map(|(names, value, split, is_listed)| {
        let at = 1 + split.index(names.len());
        let nested = names[at..].iter().rev().fold(value, |inner, name| {
            let inner = object(&[((*name).to_owned(), inner)]);
            if is_listed {
                format!("[{inner}, null]")
            } else {
                inner
            }
        });
        (names[..at].join("."), nested)
    });
    prop::collection::vec(member, 0..5).boxed()
}

fn value() -> BoxedStrategy<String> {
    let odd = vec![r#""\ud800""#, "null", r#"" 1""#, r#""NaN""#, "1E2", "-0.0"];
    let scalar = prop_oneof![
        4 => text(),
        3 => number(),
        2 => boolean(),
        1 => iso(),
        1 => select(odd).prop_map(str::to_owned),
    ];
    scalar
        .prop_recursive(2, 6, 3, |inner| {
            prop_oneof![
                2 => list(inner.clone()),
                1 => record(vec![("name", inner.clone().boxed()), ("and", inner.boxed())]),
            ]
        })
        .boxed()
}
