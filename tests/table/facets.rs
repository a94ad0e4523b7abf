//! Facets and histograms count what rows show.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use taskweave::platforms::{Expansion, Platform};
use taskweave::table::{Facet, HistogramOptions, IngestOptions, TaskTable};
use taskweave::task::{CATALOGUE, Expand, Field, FieldType, Period, StatusMap, Timestamp};

use crate::exprs::exprs;
use crate::rows::{Page, pages, table};

/// The values that a task shows in a field, each once.
fn values(task: &Value, name: &str) -> Vec<Value> {
    let mut open = vec![task.clone()];
    for part in name.split('.') {
        let inner = open.into_iter().flat_map(|value| match &value[part] {
            Value::Array(items) => items.clone(),
            other => vec![other.clone()],
        });
        open = inner.collect();
    }
    open.retain(|value| !value.is_null());
    open.sort_by_key(Value::to_string);
    open.dedup();
    if open.is_empty() {
        vec![Value::Null]
    } else {
        open
    }
}

fn tasks(table: &TaskTable, rows: &[u32]) -> Vec<Value> {
    let expand = Expansion {
        details: true,
        platform_data: false,
    };
    let each = rows.iter().map(|row| table.task(*row, expand).unwrap());
    each.map(|task| serde_json::to_value(task).unwrap())
        .collect()
}

fn countable() -> Vec<Field> {
    let kinds = [
        FieldType::Text,
        FieldType::Status,
        FieldType::Platform,
        FieldType::Boolean,
    ];
    let fields = CATALOGUE.iter().filter(|info| kinds.contains(&info.kind));
    fields.map(|info| info.field).collect()
}

fn kept(pages: Vec<Page>) -> Vec<Page> {
    let kept = pages.into_iter().map(|page| Page { keep: true, ..page });
    kept.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn facets_count_what_tasks_show(pages in pages(), field in select(countable()), filter in prop::option::of(exprs())) {
        let table = table(&kept(pages));
        let rows = table.select(filter.as_ref(), None, 0, usize::MAX);
        let mut counts: BTreeMap<String, (Value, usize)> = BTreeMap::new();
        for task in tasks(&table, &rows) {
            for value in values(&task, field.name()) {
                counts.entry(value.to_string()).or_insert((value, 0)).1 += 1;
            }
        }
        let mut wanted: Vec<(Value, usize)> = counts.into_values().collect();
        let rank = |value: &Value| match value {
            Value::Null => (2, String::new()),
            Value::Bool(flag) => (0, flag.to_string()),
            other => (1, other.as_str().unwrap().to_owned()),
        };
        wanted.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| rank(a).cmp(&rank(b))));
        let wanted: Vec<Value> = wanted.into_iter().map(|(value, count)| json!({ "value": value, "count": count })).collect();
        let found = table.facets(field, filter.as_ref()).unwrap();
        prop_assert_eq!(serde_json::to_value(found).unwrap(), Value::Array(wanted), "{}", field.name());
    }

    #[test]
    fn histograms_count_what_tasks_show(
        pages in pages(),
        field in select(vec![Field::CreatedAt, Field::UpdatedAt, Field::LastSyncedAt, Field::DueAt, Field::StartAt, Field::CompletedAt]),
        filter in prop::option::of(exprs()),
        by in select(&Period::ALL[..]),
        utc_offset_minutes in -1080i32..=1080,
    ) {
        let table = table(&kept(pages));
        let rows = table.select(filter.as_ref(), None, 0, usize::MAX);
        let times: Vec<Timestamp> = tasks(&table, &rows)
            .iter()
            .filter_map(|task| Timestamp::parse(task[field.name()].as_str()?))
            .collect();
        match table.histogram(field, filter.as_ref(), HistogramOptions { by, utc_offset_minutes }) {
            Ok(buckets) => {
                prop_assert_eq!(buckets.iter().map(|bucket| bucket.count).sum::<usize>(), times.len());
                prop_assert!(buckets.first().is_none_or(|bucket| bucket.count > 0));
                prop_assert!(buckets.last().is_none_or(|bucket| bucket.count > 0));
                for pair in buckets.windows(2) {
                    prop_assert_eq!(pair[0].start.start_of_next(by, utc_offset_minutes), pair[1].start);
                }
                for bucket in &buckets {
                    let here = times.iter().filter(|time| time.start_of(by, utc_offset_minutes) == bucket.start);
                    prop_assert_eq!(here.count(), bucket.count);
                }
            }
            Err(error) => {
                let (first, last) = (times.iter().min().unwrap(), times.iter().max().unwrap());
                let days = first.millis_until(*last) / 86_400_000;
                let most = match by {
                    Period::Hour => 10_000 / 24 - 1,
                    Period::Day => 9_998,
                    Period::Week => 69_900,
                    Period::Month => 300_000,
                    Period::Quarter => 900_000,
                    Period::Year => 3_600_000,
                };
                prop_assert!(days >= most, "{} days by {:?}: {}", days, by, error.message);
            }
        }
    }
}

fn accelo(keep: bool) -> TaskTable {
    let page = json!({ "response": [
        { "id": "1", "title": "a", "standing": "started", "date_created": "86400", "date_modified": "6" },
        { "id": "2", "title": "b", "standing": "started", "date_created": "259199", "date_modified": "6" },
    ], "meta": {} });
    let mut table = TaskTable::new();
    let options = IngestOptions {
        connection_id: "a",
        status_map: &StatusMap::default(),
        synced_at: Timestamp::default(),
        keep,
        upsert: false,
    };
    table
        .ingest(Platform::Accelo, page.to_string().into_bytes(), &options)
        .unwrap();
    table
}

#[test]
fn what_cannot_be_counted_is_said() {
    let table = accelo(false);
    for (name, help) in [
        (
            "updated_at",
            "ask for its times by `histogram(\"updated_at\", …)`",
        ),
        ("assignees", "name a part of it, such as `assignees.id`"),
        (
            "platform_data",
            "name a field of the task itself, such as `status`",
        ),
        (
            "percent_complete",
            "count the rows of a range by `count` with a filter",
        ),
        ("stauts", "did you mean `status`?"),
    ] {
        let error = Facet::field(name).unwrap_err();
        assert_eq!(error.help.as_deref(), Some(help), "{}", error.message);
    }
    for info in CATALOGUE.iter() {
        if info.kind != FieldType::Time {
            let by = HistogramOptions {
                by: Period::Day,
                utc_offset_minutes: 0,
            };
            assert!(
                table.histogram(info.field, None, by).is_err(),
                "{}",
                info.name
            );
        }
    }
    let dropped = table.facets(Field::ProjectName, None).unwrap_err();
    assert_eq!(
        dropped.message,
        "`project.name` is a detail, and the table has tasks whose pages were not kept"
    );
    assert!(dropped.help.as_deref().unwrap().contains("keep: false"));
    let details = CATALOGUE
        .iter()
        .filter(|info| info.expand == Expand::Details);
    for info in details {
        let by = HistogramOptions {
            by: Period::Day,
            utc_offset_minutes: 0,
        };
        let asked = (
            table.facets(info.field, None),
            table.histogram(info.field, None, by),
        );
        assert!(asked.0.is_err() && asked.1.is_err(), "{}", info.name);
    }
    assert!(accelo(true).facets(Field::ProjectName, None).is_ok());
    assert!(
        TaskTable::new()
            .facets(Field::ProjectName, None)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn empty_buckets_between_are_given() {
    let by = |by| HistogramOptions {
        by,
        utc_offset_minutes: 0,
    };
    let buckets = accelo(false)
        .histogram(Field::CreatedAt, None, by(Period::Hour))
        .unwrap();
    let counts: Vec<usize> = buckets.iter().map(|bucket| bucket.count).collect();
    assert_eq!((counts.len(), counts[0], counts[47]), (48, 1, 1));
    assert_eq!(
        serde_json::to_value(buckets[1]).unwrap(),
        json!({ "start": "1970-01-02T01:00:00.000Z", "count": 0 })
    );
}
