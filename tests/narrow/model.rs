//! Tasks as bare values, and what a filter says of them: straight from the design's words.

use std::cmp::Ordering;
use std::collections::HashMap;

use proptest::prelude::*;
use proptest::sample::select;
use taskweave::filter::{Expr, Op, Predicate, Target, Value};
use taskweave::platforms::Platform;
use taskweave::task::{CATALOGUE, Decimal, Field, FieldType, Status, TaskId, Timestamp};

use crate::exprs::{NUMBERS, TEXTS, TIMES};

pub(crate) const CONNECTIONS: [&str; 3] = ["a", "acme", "42"];
pub(crate) const IDS: [&str; 2] = ["1", "2"];
/// What a task may stand under where the platform's tasks stand under something.
pub(crate) const PARENTS: [&str; 2] = ["7", "8"];

/// A task as the values of what filters may name; none is null.
#[derive(Clone, Debug, Default)]
pub(crate) struct Task {
    pub(crate) fields: HashMap<Field, Vec<Value>>,
    /// What every path leads to.
    data: Vec<Value>,
}

impl Task {
    fn values(&self, target: &Target) -> &[Value] {
        match target {
            Target::Field(field) => self.fields.get(field).map_or(&[], Vec::as_slice),
            Target::Data(_) => &self.data,
        }
    }
}

/// SQL's three values, straight from the design's words.
pub(crate) fn truth(expr: &Expr, task: &Task) -> Option<bool> {
    match expr {
        Expr::And(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| truth(part, task)).collect();
            match (parts.contains(&Some(false)), parts.contains(&None)) {
                (true, _) => Some(false),
                (false, true) => None,
                (false, false) => Some(true),
            }
        }
        Expr::Or(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| truth(part, task)).collect();
            match (parts.contains(&Some(true)), parts.contains(&None)) {
                (true, _) => Some(true),
                (false, true) => None,
                (false, false) => Some(false),
            }
        }
        Expr::Not(part) => truth(part, task).map(|truth| !truth),
        Expr::Is(predicate) => compare(predicate, task.values(&predicate.target)),
    }
}

fn compare(predicate: &Predicate, values: &[Value]) -> Option<bool> {
    if predicate.value == Value::Null {
        return Some(values.is_empty() == (predicate.op == Op::Eq));
    }
    let wanted = predicate.values();
    let kind = std::mem::discriminant(&wanted[0]);
    let values: Vec<&Value> = values
        .iter()
        .filter(|value| std::mem::discriminant(*value) == kind)
        .collect();
    if values.is_empty() {
        return None;
    }
    let denial = predicate.op.is_denial();
    let op = if denial {
        predicate.op.negation()
    } else {
        predicate.op
    };
    Some(values.iter().any(|value| fits(op, value, wanted)) != denial)
}

fn fits(op: Op, held: &Value, wanted: &[Value]) -> bool {
    let text = |test: fn(&str, &str) -> bool| match (held, &wanted[0]) {
        (Value::Text(held), Value::Text(part)) => test(held, part),
        other => panic!("{other:?}"),
    };
    match op {
        Op::Eq => *held == wanted[0],
        Op::Lt => order(held, &wanted[0]).is_lt(),
        Op::Le => order(held, &wanted[0]).is_le(),
        Op::Gt => order(held, &wanted[0]).is_gt(),
        Op::Ge => order(held, &wanted[0]).is_ge(),
        Op::In => wanted.contains(held),
        Op::Between => order(held, &wanted[0]).is_ge() && order(held, &wanted[1]).is_le(),
        Op::Contains => text(|held, part| held.contains(part)),
        Op::ContainsFold => text(|held, part| held.to_lowercase().contains(&part.to_lowercase())),
        Op::StartsWith => text(|held, part| held.starts_with(part)),
        Op::EndsWith => text(|held, part| held.ends_with(part)),
        other => panic!("{other:?} is a denial"),
    }
}

fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        other => panic!("{other:?} have no order"),
    }
}

/// The values that dense filters name come more often.
fn value(kind: FieldType) -> BoxedStrategy<Value> {
    match kind {
        FieldType::Text => prop_oneof![select(&TEXTS[..]), select(&TEXTS[1..3])]
            .prop_map(|text| Value::Text(text.to_owned()))
            .boxed(),
        FieldType::Time => prop_oneof![select(&TIMES[..]), select(&TIMES[3..5])]
            .prop_map(|millis| Value::Time(Timestamp::from_millis(millis).unwrap()))
            .boxed(),
        FieldType::Number => select(&NUMBERS[..])
            .prop_map(|text| Value::Number(Decimal::parse(text).unwrap()))
            .boxed(),
        FieldType::Status => select(&Status::ALL[..]).prop_map(Value::Status).boxed(),
        FieldType::Boolean => any::<bool>().prop_map(Value::Boolean).boxed(),
        FieldType::Platform | FieldType::Object => Just(Value::Boolean(true)).boxed(),
    }
}

/// A connection of each kind, and a task that may be in it: what the platform always leaves out is null.
pub(crate) fn places() -> impl Strategy<Value = (Platform, &'static str, Task)> {
    let fields: Vec<_> = CATALOGUE
        .iter()
        .map(|info| {
            let count = match (info.nullable, info.list) {
                (false, _) => 1..=1,
                (true, false) => 0..=1,
                (true, true) => 0..=3,
            };
            prop::collection::vec(value(info.kind), count).prop_map(|values| (info.field, values))
        })
        .collect();
    let data = prop_oneof![
        value(FieldType::Text),
        value(FieldType::Number),
        value(FieldType::Boolean)
    ];
    (
        select(Platform::ALL),
        select(&CONNECTIONS[..]),
        (select(&IDS[..]), select(&PARENTS[..])),
        fields,
        prop::collection::vec(data, 0..3),
    )
        .prop_map(|(platform, connection, (id, parent), fields, data)| {
            let mut task = Task {
                fields: fields.into_iter().collect(),
                data,
            };
            let parent = Some(parent).filter(|_| platform.room().traits.has_parent);
            let text = |text: &str| vec![Value::Text(text.to_owned())];
            let set = [
                (Field::Platform, vec![Value::Platform(platform)]),
                (Field::ConnectionId, text(connection)),
                (Field::PlatformId, text(id)),
                (
                    Field::Id,
                    text(&TaskId::encode_parts(connection, parent, id)),
                ),
            ];
            task.fields.extend(set);
            let null = platform.room().traits.always_null;
            task.fields.retain(|field, _| {
                *field != Field::PlatformUrl
                    && !null.contains(field)
                    && !null.contains(&field.whole())
            });
            for whole in [Field::Assignees, Field::Project] {
                let parts: Vec<Field> = CATALOGUE
                    .iter()
                    .map(|info| info.field)
                    .filter(|field| field.whole() == whole && *field != whole)
                    .collect();
                if task.values(&Target::Field(whole)).is_empty() {
                    task.fields.retain(|field, _| !parts.contains(field));
                }
            }
            (platform, connection, task)
        })
}
