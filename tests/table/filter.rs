//! The vectorised filter says what the naive one says.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use taskweave::filter::{Expr, Op, Path, Predicate, Target, Value};
use taskweave::platforms::{Expansion, Platform};
use taskweave::table::TaskTable;
use taskweave::task::{CATALOGUE, Expand, Field, FieldType, Timestamp};

use crate::exprs::{PATHS, TIMES, exprs, relative_exprs};
use crate::naive::{Json, naive, task_json};
use crate::rows::{Page, pages, table};

const ALL: Expansion = Expansion {
    details: true,
    platform_data: true,
};

/// The table's rows as users see them: what the naive evaluator works on.
fn tasks(table: &TaskTable) -> Vec<Json> {
    (0..u32::try_from(table.len()).unwrap())
        .map(|row| task_json(&table.task(row, ALL).unwrap()))
        .collect()
}

fn expected(expr: &Expr, tasks: &[Json]) -> Vec<u32> {
    let rows = tasks.iter().zip(0..);
    let matching = rows.filter(|(task, _)| naive(expr, task) == Some(true));
    matching.map(|(_, row)| row).collect()
}

/// Comparisons of places in the platform's own record with times, which only relative times make.
fn times_of_places() -> impl Strategy<Value = Expr> {
    let ops = vec![Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge];
    let time = select(&TIMES[..]).prop_filter_map("no time", Timestamp::from_millis);
    (select(&PATHS[..]), select(ops), time).prop_map(|(names, op, time)| {
        let path = Path::new(names.iter().map(|name| (*name).to_owned()).collect()).unwrap();
        Expr::Is(Predicate::new(Target::Data(path), op, Value::Time(time)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn the_vectorised_filter_agrees_with_the_naive_one(pages in pages(), expr in exprs()) {
        let table = table(&pages);
        let expected = expected(&expr, &tasks(&table));
        prop_assert_eq!(table.count(Some(&expr)), expected.len());
        prop_assert_eq!(table.select(Some(&expr), None, 0, usize::MAX), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Columns that were built for one filter serve the next one, also after rows were added and
    /// others replaced.
    #[test]
    fn columns_follow_the_rows(
        pages in pages(),
        exprs in prop::collection::vec(exprs(), 1..5),
        at in prop::collection::vec(any::<prop::sample::Index>(), 4),
    ) {
        let mut table = TaskTable::new();
        for (number, page) in pages.iter().enumerate() {
            for (expr, at) in exprs.iter().zip(&at) {
                if at.index(pages.len()) == number {
                    let _built = table.count(Some(expr));
                }
            }
            page.ingest(&mut table);
        }
        let fresh = crate::rows::table(&pages);
        let tasks = tasks(&table);
        for expr in &exprs {
            let found = table.select(Some(expr), None, 0, usize::MAX);
            prop_assert_eq!(&found, &fresh.select(Some(expr), None, 0, usize::MAX));
            prop_assert_eq!(&table.clone().select(Some(expr), None, 0, usize::MAX), &found);
            prop_assert_eq!(found, expected(expr, &tasks));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn places_compare_with_times(pages in pages(), expr in times_of_places()) {
        let table = table(&pages);
        let expected = expected(&expr, &tasks(&table));
        prop_assert_eq!(table.select(Some(&expr), None, 0, usize::MAX), expected);
    }

    /// A time that nobody told is not known, and neither is its denial.
    #[test]
    fn relative_times_are_unknown(pages in pages(), expr in relative_exprs()) {
        let table = table(&pages);
        for predicate in expr.predicates() {
            let is = Expr::Is(predicate.clone());
            if is.is_relative() {
                prop_assert_eq!(table.count(Some(&is)), 0);
                prop_assert_eq!(table.count(Some(&Expr::Not(Box::new(is)))), 0);
            }
        }
    }
}

/// More places than a table keeps columns of, in one filter and in one after the other.
#[test]
fn any_number_of_places_can_be_named() {
    let place = |at: usize, wanted: &str| {
        let target = Target::Data(Path::dotted(&format!("p{at}.x")));
        Expr::Is(Predicate::new(
            target,
            Op::Eq,
            Value::Text(wanted.to_owned()),
        ))
    };
    let pages: Vec<Page> = (0..100)
        .map(|at| Page {
            platform: Platform::Kickserv,
            connection: "a",
            text: format!(r#"[{{"id": "{at}", "p{at}": {{"x": "here"}}, "p7.x": "{at}"}}]"#),
            keep: true,
        })
        .collect();
    let table = table(&pages);
    let select = |expr: &Expr| table.select(Some(expr), None, 0, usize::MAX);
    let all = Expr::any((20..90).map(|at| place(at, "here")).collect()).unwrap();
    for _ in 0..2 {
        assert_eq!(select(&all), (20..90).collect::<Vec<_>>());
        for at in 50..60 {
            assert_eq!(select(&place(at as usize, "here")), [at]);
            assert_eq!(select(&place(7, &at.to_string())), [at]);
        }
    }
}

/// What was seen of each operator, and of each kind of thing that is compared: true, false, unknown.
#[derive(Default)]
struct Seen(HashMap<String, [usize; 3]>);

impl Seen {
    fn note(&mut self, what: String, truth: Option<bool>) {
        let at = match truth {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        };
        self.0.entry(what).or_default()[at] += 1;
    }
}

/// A law over rows that never match, or that always do, would say nothing.
#[test]
fn the_random_rows_reach_every_answer() {
    let mut runner = TestRunner::deterministic();
    let mut seen = Seen::default();
    for _ in 0..1200 {
        let pages: Vec<Page> = pages().new_tree(&mut runner).unwrap().current();
        let expr = exprs().new_tree(&mut runner).unwrap().current();
        let tasks = tasks(&table(&pages));
        for predicate in expr.predicates() {
            let of_null = predicate.value == Value::Null;
            let target = match &predicate.target {
                Target::Field(field) => field.name().to_owned(),
                Target::Data(path) => format!("platform_data.{path}"),
            };
            for task in &tasks {
                let truth = naive(&Expr::Is(predicate.clone()), task);
                if of_null {
                    seen.note(format!("{target} null"), truth);
                } else {
                    seen.note(predicate.op.as_str().to_owned(), truth);
                    seen.note(target.clone(), truth);
                }
            }
        }
    }
    let counts = |what: &str| seen.0.get(what).copied().unwrap_or_default();
    for op in Op::ALL {
        assert!(
            !counts(op.as_str()).contains(&0),
            "{op:?}: {:?}",
            counts(op.as_str())
        );
    }
    for info in CATALOGUE.iter().filter(|info| info.filterable) {
        let (of_value, of_null) = (counts(info.name), counts(&format!("{} null", info.name)));
        let is_never_set = info.field == Field::PlatformUrl;
        if info.kind != FieldType::Object && !is_never_set {
            assert!(
                of_value[0] > 0 && of_value[1] > 0,
                "{}: {of_value:?}",
                info.name
            );
        }
        if info.nullable && info.kind != FieldType::Object {
            assert!(of_value[2] > 0, "{}: {of_value:?}", info.name);
        }
        if info.expand == Expand::Details {
            assert!(
                of_null[0] > 0 && of_null[1] > 0,
                "{} null: {of_null:?}",
                info.name
            );
        }
    }
    for names in PATHS {
        let path = Path::new(names.iter().map(|name| (*name).to_owned()).collect()).unwrap();
        let of_value = counts(&format!("platform_data.{path}"));
        assert!(!of_value.contains(&0), "{path}: {of_value:?}");
    }
}
