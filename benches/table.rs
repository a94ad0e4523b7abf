//! The hot loops over 100,000 rows: `cargo bench --bench table`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a bench says by a panic that it is wrong"
)]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use taskweave::filter::Filter;
use taskweave::platforms::{Expansion, Platform};
use taskweave::table::{HistogramOptions, IngestOptions, TaskTable};
use taskweave::task::{Field, Period, Sort, StatusMap, Timestamp};

const ROWS: usize = 100_000;
const SUBJECTS: [&str; 8] = [
    "North wing",
    "roof",
    "Baseline audit",
    "the old wall",
    "Überprüfung",
    "O'Brien's roof",
    "Street 5",
    "100% check",
];
const ACTIONS: [&str; 8] = [
    "survey",
    "demolition",
    "Concrete pour",
    "inspection",
    "hand-over",
    "wiring",
    "follow-up",
    "go-live",
];
const WORDS: [&str; 6] = [
    "notStarted",
    "planned",
    "inProgress",
    "completed",
    "onHold",
    "cancelled",
];

/// Rows of several connections, in pages; each connection's newest first, if they are to be sorted.
fn table(connections: usize, is_sorted: bool) -> TaskTable {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut draw = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut table = TaskTable::new();
    for connection in 0..connections {
        let mut times: Vec<u64> = (0..ROWS / connections)
            .map(|_| 1_688_169_600 + draw(94_000_000))
            .collect();
        if is_sorted {
            times.sort_unstable_by(|a, b| b.cmp(a));
        }
        for (page, times) in times.chunks(1000).enumerate() {
            let mut text = r#"{"ia::meta": {}, "ia::result": ["#.to_owned();
            for (row, time) in times.iter().enumerate() {
                let id = page * 1000 + row + 1;
                let comma = if row == 0 { "" } else { "," };
                let subject = SUBJECTS[draw(8) as usize];
                let action = ACTIONS[draw(8) as usize];
                let word = WORDS[draw(6) as usize];
                let at = Timestamp::from_seconds_saturating(*time as i64);
                write!(
                    text,
                    r#"{comma}{{"key": "{id}", "name": "{subject} {action} {}", "taskStatus": "{word}", "project.key": "{}", "project.name": "Harbour and Sons {}", "audit.createdDateTime": "{at}", "audit.modifiedDateTime": "{at}"}}"#,
                    id % 977,
                    id % 500,
                    id % 500,
                )
                .unwrap();
            }
            text.push_str("]}");
            let options = IngestOptions {
                connection_id: &format!("c{connection}"),
                status_map: &StatusMap::default(),
                synced_at: Timestamp::default(),
                keep: true,
                upsert: false,
            };
            table
                .ingest(Platform::SageIntacct, text.into_bytes(), &options)
                .unwrap();
        }
    }
    assert_eq!(table.len(), ROWS);
    table
}

fn filters(c: &mut Criterion) {
    let table = table(1, false);
    let mut group = c.benchmark_group("filter");
    for (name, text) in [
        (
            "three predicates",
            r#"status = "in_progress" AND updated_at >= "2025-09-01T00:00:00Z" AND name ~ "roof""#,
        ),
        ("status", r#"status = "in_progress""#),
        ("times", r#"updated_at >= "2025-09-01T00:00:00Z""#),
        ("text", r#"name ~ "roof""#),
        ("text that no row has", r#"name ~ "basement""#),
        ("text without case", r#"name ~* "ROOF""#),
        ("denied", r#"NOT (status = "in_progress" OR name ~ "roof")"#),
        ("detail", r#"project.name = "Harbour and Sons 7""#),
    ] {
        let filter = Filter::parse(text).unwrap();
        group.bench_function(name, |b| {
            b.iter(|| black_box(table.count(Some(black_box(filter.expr())))));
        });
    }
    let filter = Filter::parse(
        r#"status = "in_progress" AND updated_at >= "2025-09-01T00:00:00Z" AND name ~ "roof""#,
    )
    .unwrap();
    let sort = Sort::default();
    group.bench_function("three predicates, newest 50 as tasks", |b| {
        b.iter(|| {
            let rows = table.select(Some(filter.expr()), Some(&sort), 0, 50);
            let tasks = rows
                .iter()
                .map(|row| table.task(*row, Expansion::default()));
            black_box(tasks.collect::<Vec<_>>())
        });
    });
    group.finish();
}

fn orders(c: &mut Criterion) {
    let mut group = c.benchmark_group("order");
    let mixed = table(1, false);
    for text in [
        "updated_at DESC",
        "status, updated_at DESC",
        "status",
        "name",
        "platform_id DESC",
        "id",
    ] {
        let sort = Sort::parse(text).unwrap();
        group.bench_function(text, |b| {
            b.iter(|| black_box(mixed.select(None, Some(&sort), 0, usize::MAX)));
        });
    }
    let newest = Sort::default();
    group.bench_function("newest 50", |b| {
        b.iter(|| black_box(mixed.select(None, Some(&newest), 0, 50)));
    });
    let sorted = table(5, true);
    group.bench_function("merge of five", |b| {
        b.iter(|| black_box(sorted.select(None, Some(&newest), 0, usize::MAX)));
    });
    group.finish();
}

fn counts(c: &mut Criterion) {
    let table = table(5, false);
    let mut group = c.benchmark_group("facets");
    for field in [
        Field::Status,
        Field::ConnectionId,
        Field::ProjectName,
        Field::Name,
    ] {
        group.bench_function(field.name(), |b| {
            b.iter(|| black_box(table.facets(field, None).unwrap()));
        });
    }
    for by in [Period::Day, Period::Month] {
        let options = HistogramOptions {
            by,
            utc_offset_minutes: 120,
        };
        group.bench_function(format!("histogram by {}", by.as_str()), |b| {
            b.iter(|| black_box(table.histogram(Field::UpdatedAt, None, options).unwrap()));
        });
    }
    // A copy has the columns that its original had built, so this original has built none.
    let fresh = self::table(5, false);
    group.bench_function("project.name for the first time", |b| {
        b.iter_batched(
            || fresh.clone(),
            |table| black_box(table.facets(Field::ProjectName, None).unwrap().len()),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, filters, orders, counts);
criterion_main!(benches);
