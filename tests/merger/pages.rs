//! Pages as the platforms send them, of rows as the tests tell them.

use serde_json::{Value as Json, json};
use taskweave::error::Warning;
use taskweave::filter::{Clock, Filter};
use taskweave::platforms::{Expansion, Platform};
use taskweave::task::{Sort, StatusMap, Timestamp};
use taskweave::weave::{MergerSource, Merging, PageMerger};

/// A row; seconds since 2020.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) updated: Option<i64>,
    pub(crate) name: &'static str,
}

pub(crate) const EPOCH: i64 = 1_577_836_800;

/// A row.
pub(crate) fn row(id: impl ToString, updated: impl Into<Option<i64>>, name: &'static str) -> Row {
    Row {
        id: id.to_string(),
        updated: updated.into(),
        name,
    }
}

/// A page of rows.
pub(crate) fn page(platform: Platform, rows: &[Row]) -> Vec<u8> {
    let time = |row: &Row| {
        let millis = row.updated.map(|seconds| (EPOCH + seconds) * 1000);
        millis.map(|millis| Timestamp::from_millis(millis).unwrap().to_string())
    };
    let rows: Vec<Json> = rows
        .iter()
        .map(|row| match platform.as_str() {
            "SAGE_INTACCT" => json!({
                "key": row.id, "name": row.name, "taskStatus": "planned",
                "audit.createdDateTime": null, "audit.modifiedDateTime": time(row),
            }),
            "ACCELO" => json!({
                "id": row.id, "title": row.name, "standing": "pending", "date_created": "1577836800",
                "date_modified": row.updated.map(|seconds| (EPOCH + seconds).to_string()),
            }),
            "KICKSERV" => json!({
                "id": row.id, "name": row.name, "created_at": null, "updated_at": time(row),
                "scheduled_at": null,
            }),
            "ZOHOBOOKS" => json!({
                "task_id": row.id, "task_name": row.name, "status": "active",
            }),
            // Of a platform that is not told here there are no pages.
            other => panic!("no page of {other} is told"),
        })
        .collect();
    let page = match platform.as_str() {
        "SAGE_INTACCT" => json!({"ia::result": rows, "ia::meta": {}}),
        "ACCELO" => json!({"response": rows, "meta": {}}),
        "KICKSERV" => json!(rows),
        _ => {
            json!({"project": {"project_id": "7", "project_name": "x", "tasks": rows}})
        }
    };
    page.to_string().into_bytes()
}

/// A merger of sources, by their ids, whose order is told from their rows.
pub(crate) fn merger(
    sources: &[(&str, Platform)],
    sort: &str,
    filter: Option<&str>,
    limit: usize,
) -> PageMerger {
    let sources: Vec<_> = sources.iter().map(|source| (*source, true)).collect();
    merger_of(&sources, sort, filter, limit)
}

/// A merger of sources that may come in order, or come in none.
pub(crate) fn merger_of(
    sources: &[((&str, Platform), bool)],
    sort: &str,
    filter: Option<&str>,
    limit: usize,
) -> PageMerger {
    let now = Timestamp::from_millis(EPOCH * 1000).unwrap();
    let clock = Clock {
        now,
        utc_offset_minutes: 0,
    };
    let sources = sources
        .iter()
        .map(|((id, platform), is_ordered)| MergerSource {
            id: (*id).to_owned(),
            platform: *platform,
            status_map: StatusMap::default(),
            is_ordered: *is_ordered,
        });
    let merging = Merging {
        filter: filter.map(|text| Filter::parse(text).unwrap().expr().resolved(clock)),
        sort: Sort::parse(sort).unwrap(),
        limit,
        expand: Expansion::default(),
        synced_at: now,
    };
    PageMerger::new(sources.collect(), merging).unwrap()
}

/// Pushes a page of rows; every row can be read.
pub(crate) fn push(
    merger: &mut PageMerger,
    (source, platform): (&str, Platform),
    rows: &[Row],
    is_last: bool,
) {
    let pushed = merger.push(source, page(platform, rows), is_last).unwrap();
    let words: Vec<&Warning> = pushed.warnings.iter().collect();
    assert!(words.is_empty(), "{words:?}");
    assert_eq!(pushed.rows, rows.len());
}
