//! Comparisons that no row can satisfy together.
//!
//! Everything here errs on one side: what is said to clash is true of no row; what is not may still be
//! true of none.

use std::cmp::Ordering;

use crate::filter::{Op, Predicate, Target, Value};
use crate::task::{Field, FieldType, Status, fold_into};

/// Whether comparisons that must all hold, some of which are `new`, can never be true of one row: the
/// ones that clash. Those that are not new are known to go together.
pub(super) fn clash<'a>(
    known: &[&'a Predicate],
    new: &[&'a Predicate],
) -> Option<Vec<&'a Predicate>> {
    let mut seen: Vec<&Target> = Vec::new();
    for predicate in new {
        if let Some(nullness) = null_clash(predicate, known.iter().chain(new)) {
            return Some(vec![nullness, predicate]);
        }
        if seen.contains(&&predicate.target) {
            continue;
        }
        seen.push(&predicate.target);
        let group: Vec<&Predicate> = known
            .iter()
            .chain(new)
            .filter(|other| other.target == predicate.target)
            .copied()
            .collect();
        if is_empty(&predicate.target, &group) {
            return Some(group);
        }
    }
    None
}

/// What denies a value that the comparison needs, or needs one that it denies.
fn null_clash<'a, 'b>(
    predicate: &Predicate,
    mut others: impl Iterator<Item = &'b &'a Predicate>,
) -> Option<&'a Predicate>
where
    'a: 'b,
{
    let clashes = |null: &Predicate, value: &Predicate| {
        wants_null(null)
            && !wants_null(value)
            // A part of something that is null is null.
            && (null.target == value.target || null.field().is_some() && null.field() == value.field().map(Field::whole))
    };
    others
        .find(|other| clashes(other, predicate) || clashes(predicate, other))
        .copied()
}

fn wants_null(predicate: &Predicate) -> bool {
    predicate.op == Op::Eq && predicate.value == Value::Null
}

/// Whether no value of the target, nor null, satisfies all of these.
fn is_empty(target: &Target, group: &[&Predicate]) -> bool {
    if target.is_list() {
        // Each comparison may be satisfied by another value of the row, so none helps the next.
        return group.iter().any(|one| is_empty_range(&Range::of(&[one])));
    }
    let compared: Vec<&Predicate> = group
        .iter()
        .filter(|one| one.value != Value::Null)
        .copied()
        .collect();
    if compared.is_empty() {
        return false;
    }
    match candidates(target, &compared) {
        Some(values) => !values
            .iter()
            .any(|value| compared.iter().all(|one| holds(one, value) != Some(false))),
        None => is_empty_range(&Range::of(&compared)),
    }
}

/// All values that could satisfy the comparisons, where they can be listed.
fn candidates(target: &Target, compared: &[&Predicate]) -> Option<Vec<Value>> {
    let named = compared
        .iter()
        .filter(|one| matches!(one.op, Op::Eq | Op::In))
        .min_by_key(|one| one.values().len());
    if let Some(named) = named {
        return Some(named.values().to_vec());
    }
    all_values(target)
}

/// All values of a target, where there are few.
pub(super) fn all_values(target: &Target) -> Option<Vec<Value>> {
    match target.field()?.info().kind {
        FieldType::Status => Some(Status::ALL.into_iter().map(Value::Status).collect()),
        FieldType::Boolean => Some(vec![Value::Boolean(false), Value::Boolean(true)]),
        _ => None,
    }
}

/// What a comparison says of a value of its target's type; `None` where it cannot be told here.
pub(super) fn holds(predicate: &Predicate, held: &Value) -> Option<bool> {
    let Predicate { op, value, .. } = predicate;
    if op.is_denial() {
        let affirmed = Predicate {
            op: op.negation(),
            ..predicate.clone()
        };
        return holds(&affirmed, held).map(|truth| !truth);
    }
    match (op, value, held) {
        (Op::In, _, _) => {
            let mut truths = predicate.values().iter().map(|value| equal(held, value));
            match truths.clone().any(|truth| truth == Some(true)) {
                true => Some(true),
                // None is equal; one that cannot be told leaves it open.
                false => truths.all(|truth| truth.is_some()).then_some(false),
            }
        }
        (Op::Between, Value::List(ends), _) => match ends.as_slice() {
            [low, high] => Some(compare(held, low)?.is_ge() && compare(held, high)?.is_le()),
            _ => None,
        },
        (Op::Eq, ..) => equal(held, value),
        (Op::Lt, ..) => compare(held, value).map(Ordering::is_lt),
        (Op::Le, ..) => compare(held, value).map(Ordering::is_le),
        (Op::Gt, ..) => compare(held, value).map(Ordering::is_gt),
        (Op::Ge, ..) => compare(held, value).map(Ordering::is_ge),
        (Op::Contains, Value::Text(part), Value::Text(text)) => Some(text.contains(part.as_str())),
        (Op::StartsWith, Value::Text(part), Value::Text(text)) => Some(text.starts_with(part)),
        (Op::EndsWith, Value::Text(part), Value::Text(text)) => Some(text.ends_with(part)),
        (Op::ContainsFold, Value::Text(part), Value::Text(text)) => {
            let [mut small, mut whole] = [String::new(), String::new()];
            fold_into(part, &mut small);
            fold_into(text, &mut whole);
            Some(whole.contains(&small))
        }
        _ => None,
    }
}

/// Equality of two values of one type; `None` of two types, and of times that are not told yet.
fn equal(held: &Value, wanted: &Value) -> Option<bool> {
    match (held, wanted) {
        (Value::Status(a), Value::Status(b)) => Some(a == b),
        (Value::Platform(a), Value::Platform(b)) => Some(a == b),
        (Value::Boolean(a), Value::Boolean(b)) => Some(a == b),
        _ => compare(held, wanted).map(Ordering::is_eq),
    }
}

/// The order of two values of one type that has one.
fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// The values between two ends.
#[derive(Default)]
struct Range<'a> {
    low: Option<End<'a>>,
    high: Option<End<'a>>,
}

#[derive(Clone, Copy)]
struct End<'a> {
    value: &'a Value,
    is_in: bool,
}

impl<'a> Range<'a> {
    fn of(group: &[&'a Predicate]) -> Self {
        let mut range = Self::default();
        for Predicate { op, value, .. } in group {
            match (op, value) {
                (Op::Gt, value) => range.from(value, false),
                (Op::Ge, value) => range.from(value, true),
                (Op::Lt, value) => range.to(value, false),
                (Op::Le, value) => range.to(value, true),
                (Op::Between, Value::List(ends)) => {
                    if let [low, high] = ends.as_slice() {
                        range.from(low, true);
                        range.to(high, true);
                    }
                }
                _ => {}
            }
        }
        range
    }

    fn from(&mut self, value: &'a Value, is_in: bool) {
        self.low = tighter(self.low, End { value, is_in }, Ordering::Greater);
    }

    fn to(&mut self, value: &'a Value, is_in: bool) {
        self.high = tighter(self.high, End { value, is_in }, Ordering::Less);
    }
}

/// The end that leaves less, `inner` being how it compares with the other.
fn tighter<'a>(known: Option<End<'a>>, new: End<'a>, inner: Ordering) -> Option<End<'a>> {
    let Some(known) = known else { return Some(new) };
    Some(match compare(new.value, known.value) {
        Some(order) if order == inner => new,
        Some(Ordering::Equal) if !new.is_in => new,
        _ => known,
    })
}

fn is_empty_range(range: &Range<'_>) -> bool {
    let (Some(low), Some(high)) = (range.low, range.high) else {
        return false;
    };
    match (low.value, high.value) {
        // Times are kept to the millisecond, so none lies between one and the next.
        (Value::Time(from), Value::Time(to)) => {
            let from = from.millis() + i64::from(!low.is_in);
            let to = to.millis() - i64::from(!high.is_in);
            from > to
        }
        (from, to) => match compare(from, to) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => !(low.is_in && high.is_in),
            _ => false,
        },
    }
}
