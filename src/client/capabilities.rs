//! What filters and sorts can name on a connection, and who does the work: its platform, or this module.

use serde::Serialize;

use super::Connection;
use crate::filter::{Op, Predicate, Value, operators};
use crate::platforms::{Class, Platform};
use crate::task::{CATALOGUE, Decimal, Field, FieldInfo, FieldType, Status, Timestamp};

/// What can be done with a field. Every filter is honoured on every platform: what the platform cannot
/// do is done here.
#[derive(Clone, Debug, Serialize)]
pub struct FieldCapability {
    /// The field.
    pub field: Field,
    /// Whether a filter can name it.
    pub filterable: bool,
    /// Whether a sort can name it.
    pub sortable: bool,
    /// Whether the platform keeps its order, so that a list reads no more than it shows.
    pub ordered_by_platform: bool,
    /// Whether it is null in every task of the platform.
    pub always_null: bool,
    /// Comparisons that the platform does exactly. Where that depends on the value, the best counts.
    pub exact: Vec<String>,
    /// Comparisons that the platform narrows its answer by; the rest is done here.
    pub inexact: Vec<String>,
}

/// What can be done with each field on a connection.
pub(super) fn fields(connection: &Connection) -> Vec<FieldCapability> {
    let traits = connection.platform.room().traits;
    CATALOGUE
        .iter()
        .map(|info| {
            let of = |class| match info.filterable {
                true => pushed(connection, info, class),
                false => Vec::new(),
            };
            FieldCapability {
                field: info.field,
                filterable: info.filterable,
                sortable: info.sortable,
                ordered_by_platform: traits.keyset.contains(&info.field),
                always_null: traits.always_null.contains(&info.field.whole()),
                exact: of(Class::Exact),
                inexact: of(Class::Inexact),
            }
        })
        .collect()
}

/// The comparisons with a field that a platform answers in a way.
fn pushed(connection: &Connection, info: &FieldInfo, class: Class) -> Vec<String> {
    let compared = operators(info.kind)
        .iter()
        .map(|op| (op.as_str().to_owned(), best(connection, info, *op)));
    let null = [Op::Eq, Op::Ne].map(|op| {
        let class = class_of(connection, info.field, op, Value::Null);
        (format!("{} null", op.as_str()), class)
    });
    compared
        .chain(null.into_iter().filter(|_| info.nullable))
        .filter(|(_, best)| *best == class)
        .map(|(op, _)| op)
        .collect()
}

/// The best answer over sample values.
fn best(connection: &Connection, info: &FieldInfo, op: Op) -> Class {
    let one: Vec<Value> = match info.kind {
        FieldType::Time => ["2026-01-01", "2026-01-01T12:00:00Z"]
            .into_iter()
            .filter_map(Timestamp::parse)
            .map(Value::Time)
            .collect(),
        FieldType::Status => Status::ALL.into_iter().map(Value::Status).collect(),
        FieldType::Platform => Platform::ALL.iter().copied().map(Value::Platform).collect(),
        // A word, and what an id may be.
        FieldType::Text => ["Acme", "17"]
            .map(|text| Value::Text(text.to_owned()))
            .to_vec(),
        FieldType::Number => Decimal::parse("0.5")
            .map(Value::Number)
            .into_iter()
            .collect(),
        FieldType::Boolean => [true, false].map(Value::Boolean).to_vec(),
        FieldType::Object => Vec::new(),
    };
    let values: Vec<Value> = match op {
        Op::In | Op::NotIn | Op::Between | Op::NotBetween => one
            .into_iter()
            .map(|value| Value::List(vec![value.clone(), value]))
            .collect(),
        _ => one,
    };
    values
        .into_iter()
        .map(|value| class_of(connection, info.field, op, value))
        .min()
        .unwrap_or(Class::Unsupported)
}

fn class_of(connection: &Connection, field: Field, op: Op, value: Value) -> Class {
    let predicate = Predicate::new(field, op, value);
    connection.account.support(&predicate).class
}
