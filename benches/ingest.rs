//! Page bytes into columns, step by step: `cargo bench --bench ingest`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a bench says by a panic that it is wrong"
)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use taskweave::platforms::Platform;
use taskweave::table::{IngestOptions, TaskTable};
use taskweave::task::{StatusMap, Timestamp};

const ROWS: u64 = 1000;
const PEOPLE: [&str; 4] = ["Alva Berg", "Ben Okafor", "Chiara Neri", "Dora Klein"];
const WORK: [&str; 4] = ["roof survey", "wiring", "hand-over", "Concrete pour"];

/// Some number that a row draws; the same in every run.
fn drawn(row: u64, salt: u64, below: u64) -> u64 {
    let mut state = (row << 8 | salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    state ^= state >> 29;
    (state.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) % below
}

fn one(of: &[&'static str], row: u64, salt: u64) -> &'static str {
    of[usize::try_from(drawn(row, salt, of.len() as u64)).unwrap()]
}

fn second(row: u64) -> u64 {
    1_688_169_600 + drawn(row, 1, 94_000_000)
}

/// A row of the query service, keys and values about as long as real ones.
fn intacct(row: u64) -> String {
    let at = |second: u64| Timestamp::from_seconds_saturating(i64::try_from(second).unwrap());
    let iso = |second: u64| at(second).to_string().replace(".000Z", "Z");
    let day = |second: u64| iso(second).get(..10).unwrap().to_owned();
    let (updated, project) = (second(row), 200 + drawn(row, 2, 500));
    let or_null = |salt: u64, value: String| match drawn(row, salt, 4) {
        0 => "null".to_owned(),
        _ => format!("\"{value}\""),
    };
    format!(
        concat!(
            r#"{{"key":"{key}","id":"T-{key}","name":"{person} {work} {number}","#,
            r#""audit.createdDateTime":"{created}","audit.modifiedDateTime":"{updated}","#,
            r#""taskStatus":"{status}","description":{description},"#,
            r#""planned.startDate":{start},"planned.endDate":{end},"actual.endDate":{actual},"#,
            r#""project.key":"{project}","project.id":"PRJ-0{project}","#,
            r#""project.name":"{person} - {work}","parent.key":null,"priority":{priority},"#,
            r#""percentComplete":"0.25","isBillable":true,"isMilestone":false,"#,
            r#""href":"/objects/projects/task/{key}"}}"#
        ),
        key = row + 1,
        person = one(&PEOPLE, row, 3),
        work = one(&WORK, row, 4),
        number = row % 977,
        created = iso(updated - 4_000_000),
        updated = iso(updated),
        status = one(
            &[
                "notStarted",
                "planned",
                "inProgress",
                "completed",
                "onHold"
            ],
            row,
            5
        ),
        description = or_null(
            6,
            "wiring of the north wing for Alva Berg; as was agreed; keys are at the gate; please call before; bring the ladder".into()
        ),
        start = or_null(7, day(updated - 3_000_000)),
        end = or_null(8, day(updated)),
        actual = or_null(9, day(updated)),
        project = project,
        priority = drawn(row, 10, 10),
    )
}

/// A row as `_fields` gives it: texts, nulls and linked objects.
fn accelo(row: u64) -> String {
    let (updated, job) = (second(row), 1 + drawn(row, 2, 500));
    let (person, work) = (one(&PEOPLE, row, 3), one(&WORK, row, 4));
    let assignee = match drawn(row, 5, 8) {
        0 => "null".to_owned(),
        _ => format!(
            r#"{{"id":"{job}","firstname":"{person}","surname":"{person}","email":"staff{job}@demo.example"}}"#
        ),
    };
    format!(
        concat!(
            r#"{{"id":"{id}","title":"{person} {work} {number}","standing":"{standing}","#,
            r#""date_created":"{created}","date_modified":"{updated}","#,
            r#""description":"{work} of the north wing for {person}; as was agreed","#,
            r#""date_started":"{created}","date_due":null,"date_completed":null,"assignee":{assignee},"#,
            r#""task_priority":{{"id":"3","title":"Normal"}},"task_job":{{"id":"{job}","title":"{work} job"}},"#,
            r#""against":"jobs/{job}","against_type":"job","against_id":"{job}"}}"#
        ),
        id = row + 1,
        person = person,
        work = work,
        number = row % 977,
        standing = one(
            &["pending", "accepted", "started", "complete", "inactive"],
            row,
            6
        ),
        created = updated - 4_000_000,
        updated = updated,
        assignee = assignee,
        job = job,
    )
}

/// A page of rows; beyond ASCII, names have letters of two bytes.
fn page(platform: Platform, is_ascii: bool) -> Vec<u8> {
    let (start, row, end): (_, fn(u64) -> String, _) = match platform {
        Platform::SageIntacct => (
            r#"{"ia::result":["#,
            intacct,
            r#"],"ia::meta":{"next":null}}"#,
        ),
        _ => (r#"{"response":["#, accelo, r#"],"meta":{"status":"ok"}}"#),
    };
    let rows: Vec<String> = (0..ROWS).map(row).collect();
    let page = format!("{start}{}{end}", rows.join(","));
    match is_ascii {
        true => page.into_bytes(),
        false => page
            .replace("of", "ôf")
            .replace("wiring", "wïring")
            .into_bytes(),
    }
}

fn ingest(c: &mut Criterion) {
    let status_map = StatusMap::default();
    for (name, platform, is_ascii) in [
        ("Sage Intacct, ASCII", Platform::SageIntacct, true),
        ("Sage Intacct, beyond ASCII", Platform::SageIntacct, false),
        ("Accelo, ASCII", Platform::Accelo, true),
        ("Accelo, beyond ASCII", Platform::Accelo, false),
    ] {
        let bytes = page(platform, is_ascii);
        let reader = platform.room().reader;
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("the page is checked and split into rows", |b| {
            b.iter(|| black_box(reader.page(black_box(&bytes)).unwrap().rows.len()));
        });
        let split = reader.page(&bytes).unwrap();
        let columns = reader.form().plain.as_ref().unwrap();
        group.bench_function("its rows are read, all plain", |b| {
            b.iter(|| {
                for raw in split.rows.iter() {
                    black_box(reader.plain(&raw, columns).unwrap());
                }
            });
        });
        group.bench_function("its rows are read one by one", |b| {
            b.iter(|| {
                for raw in split.rows.iter() {
                    black_box(reader.row(raw, &split.context).unwrap());
                }
            });
        });
        for (what, keep) in [
            ("into a table", true),
            ("into a table without pages", false),
        ] {
            let options = IngestOptions {
                connection_id: "c",
                status_map: &status_map,
                synced_at: Timestamp::default(),
                keep,
                upsert: false,
            };
            group.bench_function(what, |b| {
                b.iter_batched(
                    || bytes.clone(),
                    |bytes| {
                        let mut table = TaskTable::new();
                        let done = table.ingest(platform, bytes, &options).unwrap();
                        assert_eq!(done.rows.len() as u64, ROWS);
                        table
                    },
                    BatchSize::LargeInput,
                );
            });
        }
        group.finish();
    }
}

criterion_group!(benches, ingest);
criterion_main!(benches);
