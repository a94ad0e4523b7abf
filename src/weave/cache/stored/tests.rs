//! A snapshot that was stored and read back gives the same tasks; any other bytes give none.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::filter::Filter;
use crate::http::Secret;
use crate::platforms::Expansion;
use crate::table::{IngestOptions, TaskTable};
use crate::task::{Sort, StatusMap};

const KEY: &str = "field.key";
const EVERYTHING: Expansion = Expansion {
    details: true,
    platform_data: true,
};

fn seal(key: Option<&str>) -> Seal {
    Seal::new(key.map(Secret::new).into_iter().collect(), None).unwrap()
}

/// Pages of a platform as a snapshot that was read in several.
fn snapshot(platform: Platform, pages: &[Value], keep: bool) -> Snapshot {
    let mut table = TaskTable::new();
    let mut warnings = Vec::new();
    let mut fetched = 0;
    let synced_at = Timestamp::parse("2026-07-01T09:30:00.123Z").unwrap();
    for page in pages {
        let options = IngestOptions {
            connection_id: "field",
            status_map: &StatusMap::default(),
            synced_at,
            keep,
            upsert: true,
        };
        let done = table
            .ingest(platform, page.to_string().into_bytes(), &options)
            .unwrap();
        fetched += done.seen;
        warnings.extend(done.warnings);
    }
    Snapshot {
        table: Rc::new(table),
        synced_at,
        read_at: Timestamp::parse("2026-07-01T09:40:00Z").unwrap(),
        fetched,
        warnings,
        is_consistent: false,
    }
}

fn tasks(table: &TaskTable) -> Vec<Value> {
    let rows = 0..u32::try_from(table.len()).unwrap();
    let expansions = [EVERYTHING, Expansion::default()];
    rows.flat_map(|row| expansions.map(|expand| table.task(row, expand)))
        .map(|task| serde_json::to_value(task).unwrap())
        .collect()
}

/// The rows that a list would show: filters over columns, over details and over the platform's record.
fn shown(table: &TaskTable) -> Vec<Vec<u32>> {
    let filters = [
        r#"name ~ "a" OR status = "unknown""#,
        r#"project.name != null"#,
        r#"platform_data.notes ~ "x""#,
    ];
    let sort = Sort::parse("name DESC, updated_at, status").unwrap();
    let rows = filters.map(|text| {
        let filter = Filter::parse(text).unwrap();
        let rows = table.matches(Some(filter.expr())).rows().collect();
        table.arrange(rows, Some(&sort), 0, usize::MAX)
    });
    rows.to_vec()
}

fn assert_same(read: &Snapshot, wanted: &Snapshot) {
    assert_eq!(tasks(&read.table), tasks(&wanted.table));
    assert_eq!(shown(&read.table), shown(&wanted.table));
    assert_eq!(read.warnings, wanted.warnings);
    assert_eq!(
        (read.synced_at, read.read_at, read.fetched),
        (wanted.synced_at, wanted.read_at, wanted.fetched)
    );
    assert_eq!(read.is_consistent, wanted.is_consistent);
}

fn row() -> impl Strategy<Value = Value> {
    let time = prop_oneof![
        Just(Value::Null),
        (0..4_000_000_000_i64)
            .prop_map(|seconds| { json!(Timestamp::from_seconds_saturating(seconds).to_string()) }),
        Just(json!("no time")),
    ];
    let word = prop::option::of("\\PC{0,12}");
    let job = prop::option::of((0..3_u32, prop::option::of("\\PC{0,6}")));
    (0..40_u32, word.clone(), time.clone(), time, word, job).prop_map(
        |(id, name, created, scheduled, notes, job)| {
            let job = job.map(|(id, name)| json!({ "id": id, "name": name }));
            json!({ "id": id, "name": name, "created_at": created, "scheduled_at": scheduled,
                "notes": notes, "job": job, "api_token": "blanked" })
        },
    )
}

/// What a snapshot of Kickserv is made of: its pages, and whether they are kept.
fn kickserv() -> impl Strategy<Value = (Vec<Value>, bool)> {
    let page = prop::collection::vec(row(), 0..12).prop_map(Value::Array);
    (prop::collection::vec(page, 0..4), any::<bool>())
}

fn of_kickserv((pages, keep): &(Vec<Value>, bool)) -> Snapshot {
    snapshot(Platform::Kickserv, pages, *keep)
}

fn read(bytes: &[u8], seal: &Seal) -> Option<Snapshot> {
    open(bytes, KEY, seal, Platform::Kickserv, "field")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_read_back_gives_the_same_tasks(made in kickserv(), is_signed in any::<bool>()) {
        let seal = seal(is_signed.then_some("a key of sixteen letters"));
        let stored = of_kickserv(&made);
        let bytes = close(&stored, KEY, &seal).unwrap();
        assert_same(&read(&bytes, &seal).unwrap(), &stored);
    }

    #[test]
    fn changed_bytes_are_no_snapshot(
        made in kickserv(),
        at in any::<prop::sample::Index>(),
        bit in 0..8_u32,
    ) {
        let seal = seal(None);
        let whole = close(&of_kickserv(&made), KEY, &seal).unwrap();
        let mut flipped = whole.clone();
        flipped[at.index(whole.len())] ^= 1 << bit;
        prop_assert!(read(&flipped, &seal).is_none());
        prop_assert!(read(&whole[..at.index(whole.len())], &seal).is_none());
        let longer = [&whole[..], &[0]].concat();
        prop_assert!(read(&longer, &seal).is_none());
    }

    /// Whoever can make a checksum can write what is not true, but nothing that panics, and no row
    /// without what every task has.
    #[test]
    fn hostile_bytes_with_a_right_checksum_do_no_harm(
        made in kickserv(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let seal = seal(None);
        let mut bytes = close(&of_kickserv(&made), KEY, &seal).unwrap();
        bytes.truncate(bytes.len() - TAG);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.extend(seal.sign(&bytes));
        if let Some(read) = read(&bytes, &seal) {
            let (tasks, _) = (tasks(&read.table), shown(&read.table));
            prop_assert!(tasks.iter().all(|task| task["platform_id"].is_string()));
        }
    }

    #[test]
    fn noise_is_no_snapshot(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        let seal = seal(None);
        prop_assert!(read(&noise, &seal).is_none());
        let mut marked = [&MARK[..], &noise].concat();
        marked.extend(seal.sign(&marked));
        // A body that is read has all of its parts.
        if let Some(read) = read(&marked, &seal) {
            prop_assert_eq!(read.table.len(), 0);
        }
    }
}

#[test]
fn the_projects_of_zoho_books_come_back_with_their_tasks() {
    let page = |id: u64, name: &str| {
        json!({ "code": 0, "project": { "project_id": id, "project_name": name, "tasks": [
            { "task_id": id + 1, "task_name": "Paint", "status": "active" },
            { "task_id": id + 2, "task_name": "現場", "status": "odd" },
        ] } })
    };
    let pages = [page(9_007_199_254_740_993, "Chairs"), page(7, "")];
    for keep in [true, false] {
        let stored = snapshot(Platform::ZohoBooks, &pages, keep);
        assert_eq!(stored.table.len(), 4);
        let seal = seal(None);
        let bytes = close(&stored, KEY, &seal).unwrap();
        let read = open(&bytes, KEY, &seal, Platform::ZohoBooks, "field").unwrap();
        assert_same(&read, &stored);
    }
}

#[test]
fn another_key_version_or_signature_is_no_snapshot() {
    let stored = snapshot(
        Platform::Kickserv,
        &[json!([{ "id": 1, "name": "a" }])],
        true,
    );
    let (mine, other) = (
        seal(Some("a key of sixteen letters")),
        seal(Some("another key of sixteen")),
    );
    let bytes = close(&stored, KEY, &mine).unwrap();
    assert!(read(&bytes, &mine).is_some());
    for wrong in [&other, &seal(None)] {
        assert!(read(&bytes, wrong).is_none());
    }
    let both = Seal::new(
        ["another key of sixteen", "a key of sixteen letters"]
            .map(Secret::new)
            .to_vec(),
        None,
    );
    assert!(read(&bytes, &both.unwrap()).is_some(), "an old key is good");
    let elsewhere = open(&bytes, "field.other", &mine, Platform::Kickserv, "field");
    assert!(elsewhere.is_none(), "a store that mixes keys up");
    let unsigned = close(&stored, KEY, &seal(None)).unwrap();
    assert!(read(&unsigned, &mine).is_none());
    let mut newer = unsigned;
    newer.truncate(newer.len() - TAG);
    newer[3] += 1;
    newer.extend(seal(None).sign(&newer));
    assert!(read(&newer, &seal(None)).is_none());
}

#[test]
fn sizes() {
    let rows: Vec<Value> = (0..2_000)
        .map(|id| {
            json!({ "id": 100_000 + id, "name": format!("Replace the pump at site {id}"),
                "created_at": "2026-01-01T08:00:00Z", "updated_at": "2026-02-01T08:00:00Z",
                "scheduled_at": "2026-03-01T08:00:00Z" })
        })
        .collect();
    let page = json!(rows);
    let size = |keep| {
        let stored = snapshot(Platform::Kickserv, std::slice::from_ref(&page), keep);
        close(&stored, KEY, &seal(None)).unwrap().len()
    };
    let (columns, pages) = (size(false), size(true));
    assert!(columns < 2_000 * 80, "{columns} bytes");
    let json = page.to_string().len();
    assert!(
        pages < columns + json + 2_000 * 10,
        "{pages} bytes beside {json} of JSON"
    );
    // What does not fit is told before it is packed.
    let long = json!([{ "id": 1, "name": "x".repeat(MAX_BYTES) }]);
    let stored = snapshot(Platform::Kickserv, &[long], false);
    assert!(close(&stored, KEY, &seal(None)).is_none());
}
