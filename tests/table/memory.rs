//! How much a table keeps of a task.

use std::fmt::Write as _;

use taskweave::platforms::Platform;
use taskweave::table::{IngestOptions, TaskTable};
use taskweave::task::{StatusMap, Timestamp};

const PAGE: usize = 1000;

/// A page of Sage Intacct with names of about thirty bytes.
fn page(number: usize, name: &str) -> String {
    let mut text = r#"{"ia::meta": {}, "ia::result": ["#.to_owned();
    for row in number * PAGE..(number + 1) * PAGE {
        let comma = if row % PAGE == 0 { "" } else { "," };
        write!(
            text,
            r#"{comma}{{"key": "{}", "id": "T-{row}", "name": "{name} {row:06}", "description": "A longer text, which stays in the page.", "taskStatus": "inProgress", "isBillable": true, "percentComplete": "0.50", "project.key": "{}", "project.id": "PRJ-{}", "project.name": "Harbour and Sons {}", "parent.key": null, "planned.startDate": "2025-03-01", "planned.endDate": "2025-03-09", "actual.endDate": null, "audit.createdDateTime": "2025-03-01T10:00:00Z", "audit.modifiedDateTime": "2025-03-02T10:{:02}:00Z"}}"#,
            row + 1,
            row % 500,
            row % 500,
            row % 500,
            row % 60,
        )
        .unwrap();
    }
    text.push_str("]}");
    text
}

fn ingest(table: &mut TaskTable, text: String, keep: bool, upsert: bool) {
    let options = IngestOptions {
        connection_id: "field",
        status_map: &StatusMap::default(),
        synced_at: Timestamp::default(),
        keep,
        upsert,
    };
    let done = table.ingest(Platform::SageIntacct, text.into_bytes(), &options);
    assert_eq!(done.unwrap().seen, PAGE);
}

#[test]
fn a_task_without_its_page_takes_less_than_120_bytes() {
    for (pages, upsert) in [(3, false), (40, false), (40, true)] {
        let mut table = TaskTable::new();
        for number in 0..pages {
            ingest(
                &mut table,
                page(number, "a name of thirty bytes,"),
                false,
                upsert,
            );
        }
        let of_task = table.bytes() / table.len();
        assert!((60..120).contains(&of_task), "{of_task} bytes a task");
    }
}

#[test]
fn a_table_takes_little_more_than_its_pages() {
    let mut table = TaskTable::new();
    let mut bytes = 0;
    for number in 0..20 {
        let page = page(number, "a name of thirty bytes,");
        bytes += page.len();
        ingest(&mut table, page, true, false);
    }
    assert!(table.bytes() > bytes);
    assert!(
        table.bytes() * 10 < bytes * 13,
        "{} of {bytes}",
        table.bytes()
    );
}

#[test]
fn a_table_that_is_brought_up_to_date_does_not_grow() {
    let mut table = TaskTable::new();
    let mut after_first = 0;
    for round in 0..60 {
        for number in 0..2 {
            let name = format!("a name of round {round:03},");
            ingest(&mut table, page(number, &name), true, true);
        }
        // One after the other: the columns that filters had built are brought up to date as well.
        for field in [
            taskweave::task::Field::ProjectName,
            taskweave::task::Field::Name,
        ] {
            let counted = table.facets(field, None).unwrap();
            assert_eq!(
                counted.iter().map(|facet| facet.count).sum::<usize>(),
                2 * PAGE
            );
        }
        if round == 1 {
            after_first = table.bytes();
        }
        assert!(
            round < 1 || table.bytes() < after_first * 3 / 2,
            "{} bytes after {round} rounds, {after_first} after one",
            table.bytes()
        );
    }
    assert_eq!(table.len(), 2 * PAGE);
}
