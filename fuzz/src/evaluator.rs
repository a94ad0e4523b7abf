//! The law of the evaluator: the table's answer is a naive one's.

use taskweave::platforms::Expansion;
use taskweave::table::{IngestOptions, Task, TaskTable};
use taskweave::task::StatusMap;

use crate::input::{Case, Row};
use crate::laws::{now, tree_is_sound};

#[path = "../../tests/support/naive.rs"]
mod naive;

/// The rows that the table selects are those that a naive evaluator finds true, and other forms of
/// the filter select the same.
///
/// # Panics
/// If a law does not hold.
pub fn evaluator(case: &Case) {
    tree_is_sound(&case.filter);
    let table = table(&case.rows);
    let wanted: Vec<u32> = (0..)
        .zip(tasks(&table))
        .filter(|(_, task)| naive::naive(&case.filter, &naive::task_json(task)) == Some(true))
        .map(|(row, _)| row)
        .collect();
    for form in [
        case.filter.clone(),
        case.filter.without_nots(),
        case.filter.normal(),
    ] {
        let found = table.select(Some(&form), None, 0, usize::MAX);
        assert_eq!(found, wanted, "{form}\nover {:#?}", tasks(&table));
        assert_eq!(table.count(Some(&form)), wanted.len(), "{form}");
    }
}

fn table(rows: &[Row]) -> TaskTable {
    let mut table = TaskTable::new();
    for row in rows {
        let options = IngestOptions {
            connection_id: row.connection,
            status_map: &StatusMap::default(),
            synced_at: now(),
            keep: true,
            upsert: false,
        };
        let done = table
            .ingest(row.platform, row.page.clone().into_bytes(), &options)
            .unwrap_or_else(|error| panic!("{error}: {}", row.page));
        assert!(done.rows.len() <= 1);
    }
    table
}

/// The rows as users see them, with everything that can be asked for.
fn tasks(table: &TaskTable) -> Vec<Task> {
    let everything = Expansion {
        details: true,
        platform_data: true,
    };
    (0..).map_while(|row| table.task(row, everything)).collect()
}
