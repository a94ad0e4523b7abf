//! Tables of thousands of rows, where rows are looked at in blocks, parts of a filter are tried on a
//! sample, texts are searched all at once, and orders go by counting digits or by merging.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use taskweave::filter::{Expr, Filter};
use taskweave::platforms::{Expansion, Platform};
use taskweave::table::{IngestOptions, TaskTable, compare_rows};
use taskweave::task::{Sort, StatusMap, Timestamp};

use crate::naive::{naive, task_json};

/// What rows are made of; few values, so that rows tie.
#[derive(Clone, Debug)]
struct Shape {
    rows: usize,
    seed: u64,
    /// How many different instants there are.
    instants: u64,
    /// Into how many pages, each of its own connection, the rows are put.
    pages: usize,
    /// Whether a page's rows come as a list by `updated_at DESC` has them.
    is_sorted: bool,
    keep: bool,
    /// Rows that come again with another name.
    again: Vec<Index>,
}

fn shapes() -> impl Strategy<Value = Shape> {
    (
        2000usize..5000,
        1u64..u64::MAX,
        select(vec![1, 3, 500, 1 << 40]),
        select(vec![1usize, 3, 70]),
        any::<bool>(),
        any::<bool>(),
        prop::collection::vec(any::<Index>(), 0..40),
    )
        .prop_map(
            |(rows, seed, instants, pages, is_sorted, keep, again)| Shape {
                rows,
                seed,
                instants,
                pages,
                is_sorted,
                keep,
                again,
            },
        )
}

const NAMES: [&str; 8] = [
    "",
    "roof",
    "Überprüfung of the north wing",
    "Überprüfung of the north roof",
    "a name that is as long as the others before it differ",
    "a name that is as long as the others before it differs",
    "現場調査",
    "ro\u{0}",
];
const STANDINGS: [&str; 7] = [
    "started", "complete", "pending", "accepted", "inactive", "dozing", "",
];

impl Shape {
    fn table(&self) -> TaskTable {
        let mut table = TaskTable::new();
        let mut state = self.seed;
        let mut draw = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let per_page = self.rows / self.pages + 1;
        for page in 0..self.pages {
            let mut rows: Vec<(u64, u64, String)> = (0..per_page)
                .map(|row| {
                    let updated = draw() % self.instants;
                    let id = match draw() % 4 {
                        0 => format!("{row:07}"),
                        1 => format!("{}{row}", u64::MAX),
                        2 => format!("a task of long id {row}"),
                        _ => row.to_string(),
                    };
                    (updated, draw(), id)
                })
                .collect();
            if self.is_sorted {
                rows.sort_by_key(|(updated, ..)| std::cmp::Reverse(*updated));
            }
            self.ingest(&mut table, page, &rows, false);
            let again: Vec<_> = self
                .again
                .iter()
                .map(|at| at.get(&rows).clone())
                .map(|(updated, number, id)| (updated / 2, number.wrapping_mul(7), id))
                .collect();
            self.ingest(&mut table, page, &again, true);
        }
        table
    }

    fn ingest(
        &self,
        table: &mut TaskTable,
        page: usize,
        rows: &[(u64, u64, String)],
        upsert: bool,
    ) {
        let mut text = r#"{"meta": {}, "response": ["#.to_owned();
        for (place, (updated, number, id)) in rows.iter().enumerate() {
            let at = |shift: u64, of: &[&str]| {
                serde_json::to_string(of[(number >> shift) as usize % of.len()]).unwrap()
            };
            let comma = if place == 0 { "" } else { "," };
            let modified = match number >> 40 & 7 {
                0 => "null".to_owned(),
                _ => (updated % 250_000_000_000).to_string(),
            };
            write!(
                text,
                r#"{comma}{{"id": "{id}", "title": {}, "standing": {}, "date_created": "{}", "date_modified": {modified}}}"#,
                at(8, &NAMES),
                at(24, &STANDINGS),
                number % 1000,
            )
            .unwrap();
        }
        text.push_str("]}");
        let connection = format!("c{}", page % 5);
        let options = IngestOptions {
            connection_id: &connection,
            status_map: &StatusMap::default(),
            synced_at: Timestamp::from_millis(page as i64 % 2).unwrap(),
            keep: self.keep,
            upsert,
        };
        table
            .ingest(Platform::Accelo, text.into_bytes(), &options)
            .unwrap();
    }
}

const FILTERS: [&str; 12] = [
    r#"status = "in_progress" AND updated_at > "1970-01-01T00:00:01Z" AND name ~ "roof""#,
    r#"name ~ "o""#,
    r#"NOT (name ~ "north" OR platform_status IN ("started", "dozing"))"#,
    r#"updated_at = null OR created_at BETWEEN "1970-01-01T00:02:00Z" AND "1970-01-01T00:03:00Z""#,
    r#"NOT (updated_at BETWEEN "1970-01-01T00:00:00Z" AND "1970-01-01T00:00:01Z" AND platform_status != "started")"#,
    r#"connection_id IN ("c1", "c4", "c7") AND status != "unknown""#,
    r#"platform_id ^= "1" OR name ~* "ÜBER""#,
    r#"created_at IN ("1970-01-01T00:00:07Z", "1970-01-01T00:00:08Z") OR platform_status = null"#,
    r#"NOT status IN ("planned", "unknown") AND NOT name $= "roof" AND updated_at != null"#,
    r#"description = null AND platform_data.id ~ "7""#,
    r#"platform = "ACCELO" AND last_synced_at < "1970-01-01T00:00:00.001Z""#,
    r#"id ~ "a" AND (name = "" OR name > "b")"#,
];

const SORTS: [&str; 10] = [
    "updated_at DESC",
    "updated_at",
    "status, updated_at DESC",
    "status DESC",
    "name",
    "name DESC, created_at",
    "platform_status DESC, name DESC",
    "platform_id DESC",
    "last_synced_at, connection_id DESC",
    "id DESC",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_large_table_is_filtered_as_a_small_one(shape in shapes()) {
        let table = shape.table();
        let everything = Expansion { details: true, platform_data: true };
        let rows = 0..u32::try_from(table.len()).unwrap();
        let tasks: Vec<_> = rows.clone().map(|row| task_json(&table.task(row, everything).unwrap())).collect();
        for text in FILTERS {
            let filter = Filter::parse(text).unwrap();
            let denied = Expr::Not(Box::new(filter.expr().clone()));
            for (expr, truth) in [(filter.expr(), true), (&denied, false)] {
                let wanted: Vec<u32> = rows.clone().filter(|row| naive(filter.expr(), &tasks[*row as usize]) == Some(truth)).collect();
                prop_assert_eq!(table.select(Some(expr), None, 0, usize::MAX), wanted, "{}", text);
            }
        }
    }

    #[test]
    fn a_large_table_is_sorted_as_by_comparing(shape in shapes(), filter in select(&FILTERS[..]), at in any::<Index>()) {
        let table = shape.table();
        let filter = Filter::parse(filter).unwrap();
        for text in SORTS {
            let sort = Sort::parse(text).unwrap();
            for filter in [None, Some(filter.expr())] {
                let mut wanted = table.select(filter, None, 0, usize::MAX);
                wanted.sort_by(|a, b| compare_rows((&table, *a), (&table, *b), &sort));
                prop_assert_eq!(&table.select(filter, Some(&sort), 0, usize::MAX), &wanted, "{}", text);
                let offset = at.index(wanted.len() + 1);
                // The one was asked for this order before, the other was asked nothing.
                for (table, limits) in [(&table, &[0, 1, 40, 400][..]), (&table.clone(), &[40])] {
                    for (offset, limit) in limits.iter().flat_map(|limit| [(offset, *limit), (0, *limit)]) {
                        let slice: Vec<u32> = wanted.iter().copied().skip(offset).take(limit).collect();
                        prop_assert_eq!(&table.select(filter, Some(&sort), offset, limit), &slice, "{}", text);
                    }
                }
            }
        }
    }
    #[test]
    fn an_order_that_was_asked_for_before_changes_with_its_rows(
        shape in shapes(),
        questions in prop::collection::vec(
            (select(&FILTERS[..]), any::<bool>(), 0usize..6, 0usize..200, 1usize..200, prop::bool::weighted(0.1), any::<u64>()),
            1..60,
        ),
    ) {
        let mut table = shape.table();
        for (filter, is_filtered, sort, offset, limit, changes, number) in questions {
            if changes {
                let id = table.platform_id((number % table.len() as u64) as u32).unwrap().to_owned();
                shape.ingest(&mut table, 0, &[(number % shape.instants, number, id)], true);
            }
            let filter = Filter::parse(filter).unwrap();
            let filter = is_filtered.then_some(filter.expr());
            // More of them than are kept.
            let sort = Sort::parse(SORTS[sort]).unwrap();
            let found = table.select(filter, Some(&sort), offset, limit);
            prop_assert_eq!(found, table.clone().select(filter, Some(&sort), offset, limit));
        }
    }
}

#[test]
fn pages_are_read_off_the_beginning_of_an_order_that_was_asked_for_before() {
    let shape = Shape {
        rows: 40_000,
        seed: 7,
        instants: 1 << 40,
        pages: 2,
        is_sorted: false,
        keep: false,
        again: Vec::new(),
    };
    let mut table = shape.table();
    let sort = Sort::default();
    let pages = |table: &TaskTable| {
        for text in FILTERS.iter().filter(|text| !text.contains("description")) {
            let filter = Filter::parse(text).unwrap();
            for (offset, limit) in [
                (0, 1),
                (0, 50),
                (30, 500),
                (3000, 50),
                (9000, 50),
                (0, 9000),
            ] {
                let found = table.select(Some(filter.expr()), Some(&sort), offset, limit);
                let fresh = table.clone();
                let wanted = fresh.select(Some(filter.expr()), Some(&sort), offset, limit);
                assert_eq!(found, wanted, "{text} {offset} {limit}");
            }
        }
        for (offset, limit) in [(0, 50), (8000, 500), (15_000, 1), (39_990, 50), (50_000, 1)] {
            let found = table.select(None, Some(&sort), offset, limit);
            let wanted = table.clone().select(None, Some(&sort), offset, limit);
            assert_eq!(found, wanted, "{offset} {limit}");
        }
    };
    let bytes = table.bytes();
    let _ = table.select(None, Some(&sort), 0, 50);
    assert!(table.bytes() < bytes + 1000, "one question keeps nothing");
    let _ = table.select(None, Some(&sort), 0, 50);
    let kept = table.bytes() - bytes;
    assert!(
        kept > 8192 * 4 && kept < table.len() * 4,
        "a beginning is kept: {kept}"
    );
    pages(&table);
    let kept = table.bytes() - bytes;
    assert!(kept >= table.len() * 4, "all is kept: {kept}");
    shape.ingest(&mut table, 0, &[(1 << 39, 0, "one more".to_owned())], false);
    assert!(table.bytes() < bytes + 1000, "a page that comes empties it");
    pages(&table);
    for sort in &SORTS[..5] {
        let sort = Sort::parse(sort).unwrap();
        for _ in 0..2 {
            let _ = table.select(None, Some(&sort), 0, usize::MAX);
        }
    }
    let kept = table.bytes() - bytes;
    let order = table.len() * 4;
    assert!(
        kept > 4 * order && kept < 4 * order + 2000,
        "no more than four are kept: {kept}"
    );
}
