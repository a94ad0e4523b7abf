//! The table's laws: the vectorised filter agrees with a naive evaluator, and a selection with a
//! naive sort, over tasks of all four platforms.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    reason = "a test says by a panic that it failed"
)]

mod support;

use std::cmp::Ordering;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use support::exprs::{TEXTS, TIMES, exprs};
use taskweave::filter::{Expr, Op, Predicate, Value as Literal};
use taskweave::platforms::{Expansion, Platform};
use taskweave::table::{IngestOptions, TaskTable, compare_rows};
use taskweave::task::{Direction, Field, Sort, SortKey, Status, StatusMap, Timestamp};
use taskweave::weave::Position;

/// A row as a platform might send it, with values of the pools that the filters draw from.
#[derive(Clone, Debug)]
struct Raw {
    platform: Platform,
    connection: &'static str,
    id: String,
    name: &'static str,
    word: Option<&'static str>,
    created: Option<i64>,
    updated: Option<i64>,
}

fn raws() -> impl Strategy<Value = Vec<Raw>> {
    let time = || prop::option::weighted(0.8, select(&TIMES[2..]));
    let id = prop_oneof![
        "[0-9]{1,3}".prop_map(String::from),
        select(&TEXTS[1..]).prop_map(str::to_owned),
    ];
    let words = [
        "notStarted",
        "inProgress",
        "completed",
        "started",
        "complete",
        "active",
        "Acme",
        "é",
    ];
    let row = (
        select(Platform::ALL),
        any::<bool>(),
        id,
        select(&TEXTS[..]),
        prop::option::weighted(0.9, select(words.to_vec())),
        time(),
        time(),
    )
        .prop_map(|(platform, first, id, name, word, created, updated)| Raw {
            platform,
            connection: connection(platform, first),
            id,
            name,
            word,
            created,
            updated,
        });
    prop::collection::vec(row, 0..40)
}

/// Two connections of each platform; some are texts that filters look for.
fn connection(platform: Platform, first: bool) -> &'static str {
    let (one, other) = match platform {
        Platform::Accelo => ("a", "A"),
        Platform::Kickserv => ("Ac", "Acme"),
        Platform::SageIntacct => ("acme", "42"),
        Platform::ZohoBooks => ("b", "c"),
    };
    if first { one } else { other }
}

impl Raw {
    fn page(&self) -> Value {
        let iso =
            |millis: Option<i64>| millis.map(|m| Timestamp::from_millis(m).unwrap().to_string());
        let unix = |millis: Option<i64>| millis.map(|m| m.div_euclid(1000).to_string());
        match self.platform {
            Platform::SageIntacct => json!({ "ia::result": [{
                "key": self.id, "name": self.name, "taskStatus": self.word,
                "audit.createdDateTime": iso(self.created), "audit.modifiedDateTime": iso(self.updated),
            }], "ia::meta": { "totalCount": 1, "start": 1, "pageSize": 100, "next": null } }),
            Platform::Accelo => json!({ "response": [{
                "id": self.id, "title": self.name, "standing": self.word,
                "date_created": unix(self.created), "date_modified": unix(self.updated),
            }], "meta": { "status": "ok" } }),
            Platform::Kickserv => json!([{
                "id": self.id, "name": self.name, "scheduled_at": iso(self.created),
                "created_at": iso(self.created), "updated_at": iso(self.updated),
            }]),
            Platform::ZohoBooks => json!({ "code": 0, "tasks": [{
                "project_id": "7", "task_id": self.id, "task_name": self.name, "status": self.word,
            }] }),
        }
    }
}

fn table(raws: &[Raw]) -> TaskTable {
    let mut table = TaskTable::new();
    for raw in raws {
        let options = IngestOptions {
            connection_id: raw.connection,
            status_map: &StatusMap::default(),
            synced_at: Timestamp::from_millis(TIMES[5]).unwrap(),
            keep: false,
            // Two rows of one id would be one task given twice, and tie.
            upsert: true,
        };
        let done = table.ingest(raw.platform, raw.page().to_string().into_bytes(), &options);
        let done = done.unwrap();
        assert_eq!(done.rows.len() + done.replaced, 1, "{raw:?}");
    }
    table
}

/// The table's rows as users see them: what the naive evaluator works on.
fn tasks(table: &TaskTable) -> Vec<Value> {
    (0..u32::try_from(table.len()).unwrap())
        .map(|row| serde_json::to_value(table.task(row, Expansion::default()).unwrap()).unwrap())
        .collect()
}

/// SQL's three values, one row at a time, straight from the design's words.
fn naive(expr: &Expr, task: &Value) -> Option<bool> {
    match expr {
        Expr::And(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| naive(part, task)).collect();
            match (parts.contains(&Some(false)), parts.contains(&None)) {
                (true, _) => Some(false),
                (false, true) => None,
                (false, false) => Some(true),
            }
        }
        Expr::Or(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| naive(part, task)).collect();
            match (parts.contains(&Some(true)), parts.contains(&None)) {
                (true, _) => Some(true),
                (false, true) => None,
                (false, false) => Some(false),
            }
        }
        Expr::Not(part) => naive(part, task).map(|truth| !truth),
        Expr::Is(predicate) => naive_predicate(predicate, task),
    }
}

fn naive_predicate(predicate: &Predicate, task: &Value) -> Option<bool> {
    let held = &task[predicate.field()?.name()];
    let wanted = match &predicate.value {
        Literal::Null => {
            return Some(held.is_null() == (predicate.op == Op::Eq));
        }
        Literal::Text(text) => text.clone(),
        // One printed form of fixed width orders as the instants do, in the years from 0000 on.
        Literal::Time(time) => time.to_string(),
        Literal::Status(status) => status.as_str().to_owned(),
        Literal::Platform(platform) => platform.as_str().to_owned(),
        _ => return None,
    };
    let held = held.as_str()?;
    let held: Vec<char> = held.chars().collect();
    let wanted: Vec<char> = wanted.chars().collect();
    Some(match predicate.op {
        Op::Eq => held == wanted,
        Op::Ne => held != wanted,
        Op::Lt => held < wanted,
        Op::Le => held <= wanted,
        Op::Gt => held > wanted,
        Op::Ge => held >= wanted,
        Op::Contains => {
            wanted.is_empty() || held.windows(wanted.len()).any(|window| window == wanted)
        }
        _ => return None,
    })
}

/// The total order of the design, one pair at a time.
fn naive_order(a: &Value, b: &Value, keys: &[SortKey]) -> Ordering {
    for key in keys {
        let (x, y) = (&a[key.field.name()], &b[key.field.name()]);
        let order = match (x.as_str(), y.as_str()) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => return Ordering::Greater,
            (Some(_), None) => return Ordering::Less,
            (Some(x), Some(y)) if key.field == Field::Status => {
                Status::parse(x).cmp(&Status::parse(y))
            }
            (Some(x), Some(y)) => x.chars().cmp(y.chars()),
        };
        let order = match key.direction {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        };
        if order.is_ne() {
            return order;
        }
    }
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    text(&a["connection_id"])
        .cmp(&text(&b["connection_id"]))
        .then_with(|| {
            let (x, y) = (text(&a["platform_id"]), text(&b["platform_id"]));
            match (x.parse::<u128>(), y.parse::<u128>()) {
                (Ok(m), Ok(n)) => m.cmp(&n).then(x.cmp(&y)),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => x.cmp(&y),
            }
        })
}

fn sorts() -> impl Strategy<Value = Sort> {
    let fields = [
        "updated_at",
        "created_at",
        "name",
        "status",
        "platform",
        "connection_id",
        "platform_id",
        "platform_status",
        "last_synced_at",
    ];
    prop::sample::subsequence(fields.to_vec(), 1..4)
        .prop_shuffle()
        .prop_flat_map(|fields| {
            let count = fields.len();
            (Just(fields), prop::collection::vec(any::<bool>(), count))
        })
        .prop_map(|(fields, descending)| {
            let keys: Vec<String> = fields
                .iter()
                .zip(descending)
                .map(|(field, down)| format!("{field} {}", if down { "DESC" } else { "ASC" }))
                .collect();
            Sort::parse(&keys.join(", ")).unwrap()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_vectorised_filter_agrees_with_the_naive_one(raws in raws(), expr in exprs()) {
        let table = table(&raws);
        let expected: Vec<u32> = tasks(&table)
            .iter()
            .zip(0..)
            .filter(|(task, _)| naive(&expr, task) == Some(true))
            .map(|(_, row)| row)
            .collect();
        prop_assert_eq!(table.count(Some(&expr)), expected.len());
        prop_assert_eq!(table.select(Some(&expr), None, 0, usize::MAX), expected);
    }

    #[test]
    fn a_selection_is_a_slice_of_the_naive_order(
        raws in raws(),
        sort in sorts(),
        offset in 0usize..50,
        limit in 0usize..50,
    ) {
        let table = table(&raws);
        let all = tasks(&table);
        let mut order: Vec<u32> = (0..u32::try_from(all.len()).unwrap()).collect();
        order.sort_by(|a, b| naive_order(&all[*a as usize], &all[*b as usize], sort.keys()));
        let expected: Vec<&Value> = order.iter().skip(offset).take(limit).map(|row| &all[*row as usize]).collect();
        let found = table.select(None, Some(&sort), offset, limit);
        let found: Vec<&Value> = found.iter().map(|row| &all[*row as usize]).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_position_stands_where_its_row_stands(raws in raws(), sort in sorts()) {
        let table = table(&raws);
        let rows = 0..u32::try_from(table.len()).unwrap();
        for a in rows.clone() {
            let place = Position::after(&table, a, &sort);
            let kept = serde_json::to_string(&place).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Position>(&kept).unwrap(), &place);
            prop_assert!(place.fits(&sort));
            for b in rows.clone() {
                let order = compare_rows((&table, b), (&table, a), &sort);
                prop_assert_eq!(place.compare_row(&table, b, &sort), order);
                prop_assert_eq!(Position::after(&table, b, &sort).compare(&place, &sort), order);
            }
        }
    }
}

#[test]
fn rows_that_are_known_are_replaced_in_their_place() {
    let page = |name: &str| {
        json!({ "response": [
            { "id": "1", "title": name, "standing": "started", "date_created": "5", "date_modified": "6" },
            { "id": "2", "title": "two", "standing": "pending", "date_created": "5", "date_modified": "6" },
        ], "meta": { "status": "ok" } })
        .to_string()
        .into_bytes()
    };
    let mut table = TaskTable::new();
    let mut ingest = |name: &str, upsert| {
        let options = IngestOptions {
            connection_id: "a",
            status_map: &StatusMap::default(),
            synced_at: Timestamp::from_millis(0).unwrap(),
            keep: true,
            upsert,
        };
        let done = table
            .ingest(Platform::Accelo, page(name), &options)
            .unwrap();
        (done.rows.len(), done.replaced, table.len())
    };
    assert_eq!(ingest("one", true), (2, 0, 2));
    assert_eq!(ingest("uno", true), (0, 2, 2));
    assert_eq!(ingest("again", false), (2, 0, 4));
    let task = table
        .task(
            0,
            Expansion {
                details: false,
                platform_data: true,
            },
        )
        .unwrap();
    assert_eq!(task.name, "uno");
    assert_eq!(
        serde_json::to_value(&task).unwrap()["platform_data"]["title"],
        "uno"
    );
}

#[test]
fn bad_rows_are_left_out_with_a_warning_and_the_others_stay() {
    let page = json!({ "response": [
        { "title": "no id" },
        { "id": "7", "title": "good", "standing": "dozing", "date_created": "5", "date_modified": "x" },
        "no object",
    ], "meta": { "status": "ok" } });
    let mut table = TaskTable::new();
    let options = IngestOptions {
        connection_id: "a",
        status_map: &StatusMap::default(),
        synced_at: Timestamp::from_millis(0).unwrap(),
        keep: false,
        upsert: false,
    };
    let done = table
        .ingest(Platform::Accelo, page.to_string().into_bytes(), &options)
        .unwrap();
    assert_eq!((done.seen, table.len()), (3, 1));
    let codes: Vec<&str> = done.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(
        codes.iter().filter(|code| **code == "row_invalid").count(),
        2,
        "{codes:?}"
    );
    assert!(codes.contains(&"status_unknown"), "{codes:?}");
    assert!(codes.contains(&"value_unreadable"), "{codes:?}");
    assert!(
        done.warnings
            .iter()
            .all(|w| w.connection_id.as_deref() == Some("a"))
    );
    let task = table.task(0, Expansion::default()).unwrap();
    assert_eq!((task.status, task.updated_at), (Status::Unknown, None));
}

#[test]
fn a_page_that_cannot_be_read_leaves_the_table_as_it_was() {
    let good = json!({ "response": [{ "id": "7", "title": "good" }], "meta": {} }).to_string();
    let mut table = TaskTable::new();
    let options = IngestOptions {
        connection_id: "a",
        status_map: &StatusMap::default(),
        synced_at: Timestamp::from_millis(0).unwrap(),
        keep: true,
        upsert: true,
    };
    table
        .ingest(Platform::Accelo, good.clone().into_bytes(), &options)
        .unwrap();
    for bad in [
        &good[..good.len() - 2],
        "",
        "<html>",
        "{\"meta\": {}}",
        "[1",
        "nul",
    ] {
        let error = table
            .ingest(Platform::Accelo, bad.as_bytes().to_vec(), &options)
            .unwrap_err();
        assert_eq!(error.code.as_str(), "page_invalid", "{bad}");
        assert!(error.help.is_some(), "{bad}");
    }
    assert_eq!(table.len(), 1);
    assert_eq!(table.task(0, Expansion::default()).unwrap().name, "good");
}
