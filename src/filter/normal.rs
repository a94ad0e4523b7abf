//! Forms of a filter that mean the same: without `NOT`s for planning, sorted for fingerprints.

use super::ast::{Expr, Op, Predicate, Value};
use crate::gather::Gather as _;

impl Expr {
    /// The same filter with `NOT`s taken into the comparisons. One stays only around an ordering
    /// comparison of something that a row may have several values of.
    #[must_use]
    pub fn without_nots(&self) -> Self {
        self.turned(false)
    }

    fn turned(&self, deny: bool) -> Self {
        let all = |parts: &[Self]| parts.iter().map(|part| part.turned(deny)).collect();
        match (self, deny) {
            (Self::And(parts), false) | (Self::Or(parts), true) => Self::and_of(all(parts)),
            (Self::Or(parts), false) | (Self::And(parts), true) => Self::or_of(all(parts)),
            (Self::Not(part), deny) => part.turned(!deny),
            (Self::Is(predicate), false) => Self::Is(predicate.clone()),
            (Self::Is(predicate), true) => match predicate.negated() {
                Some(negated) => Self::Is(negated),
                None => Self::Not(Box::new(self.clone())),
            },
        }
    }

    /// One form for filters that differ only in the order of `AND`, `OR` and `IN`, in repetitions, or
    /// in where a `NOT` stands. It is no deeper than the filter, and its own normal form.
    #[must_use]
    pub fn normal(&self) -> Self {
        self.without_nots().sorted()
    }

    fn sorted(&self) -> Self {
        match self {
            Self::And(parts) => {
                // An `Or` of one part said twice may have become an `And`: joined first, then sorted.
                match Self::and_of(parts.iter().map(Self::sorted).collect()) {
                    Self::And(parts) => Self::and_of(once_in_order(parts)),
                    other => other,
                }
            }
            Self::Or(parts) => match Self::or_of(parts.iter().map(Self::sorted).collect()) {
                Self::Or(parts) => Self::or_of(once_in_order(parts)),
                other => other,
            },
            Self::Not(part) => Self::Not(Box::new(part.sorted())),
            Self::Is(predicate) => Self::Is(plain(predicate)),
        }
    }
}

/// Each of these once, in the order of their texts.
fn once_in_order<T: ToString + PartialEq>(parts: Vec<T>) -> Vec<T> {
    let printed = parts.iter().map(ToString::to_string).enumerate();
    let order = printed.map(|(at, text)| (text, at)).into_order();
    let mut parts: Vec<Option<T>> = parts.into_iter().map(Some).collect();
    let mut sorted: Vec<T> = order
        .into_iter()
        .filter_map(|(_, at)| parts.get_mut(at)?.take())
        .collect();
    sorted.dedup();
    sorted
}

/// `IN` with its values sorted, or as `=` where there is only one.
fn plain(predicate: &Predicate) -> Predicate {
    let (op, Value::List(values)) = (predicate.op, &predicate.value) else {
        return predicate.clone();
    };
    let single = match op {
        Op::In => Op::Eq,
        Op::NotIn => Op::Ne,
        _ => return predicate.clone(),
    };
    let values = once_in_order(values.clone());
    let (op, value) = match values.as_slice() {
        [only] => (single, only.clone()),
        _ => (op, Value::List(values)),
    };
    Predicate {
        target: predicate.target.clone(),
        op,
        value,
    }
}
