//! A selection is a slice of one total order.

use std::cmp::Ordering;

use proptest::prelude::*;
use serde_json::Value;
use taskweave::platforms::Expansion;
use taskweave::table::{TaskTable, compare_rows};
use taskweave::task::{Direction, Field, Sort, SortKey, Status, TaskId};
use taskweave::weave::Position;

use crate::rows::{pages, table};

/// The table's rows as users see them.
fn tasks(table: &TaskTable) -> Vec<Value> {
    (0..u32::try_from(table.len()).unwrap())
        .map(|row| serde_json::to_value(table.task(row, Expansion::default()).unwrap()).unwrap())
        .collect()
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
        .then_with(|| parent(a).cmp(&parent(b)))
}

/// The project that an id of Zoho Books names: tasks of two projects may have one platform id.
fn parent(task: &Value) -> Option<String> {
    TaskId::decode(task["id"].as_str().unwrap()).unwrap().parent
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
    fn a_selection_is_a_slice_of_the_naive_order(
        pages in pages(),
        sort in sorts(),
        offset in 0usize..50,
        limit in 0usize..50,
    ) {
        let table = table(&pages);
        let all = tasks(&table);
        let mut order: Vec<u32> = (0..u32::try_from(all.len()).unwrap()).collect();
        order.sort_by(|a, b| naive_order(&all[*a as usize], &all[*b as usize], sort.keys()));
        let expected: Vec<&Value> = order.iter().skip(offset).take(limit).map(|row| &all[*row as usize]).collect();
        let found = table.select(None, Some(&sort), offset, limit);
        let found: Vec<&Value> = found.iter().map(|row| &all[*row as usize]).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_position_stands_where_its_row_stands(pages in pages(), sort in sorts()) {
        let table = table(&pages);
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
