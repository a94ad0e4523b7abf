//! What a comparison asks of one value. Denials are the same question with the answer turned around,
//! so that only the operators that deny nothing are asked here.

use std::collections::HashSet;
use std::ops::{Bound, RangeBounds as _};

use memchr::memmem::Finder;

use crate::filter::Op;
use crate::gather::Gather as _;
use crate::task::fold_into;

/// A question to a value that has an order.
pub(super) enum Ordered<T> {
    Is(T),
    Within((Bound<T>, Bound<T>)),
    /// Sorted.
    Among(Vec<T>),
}

impl<T: Ord> Ordered<T> {
    /// The question of an operator with its values; `None` for operators that ask for no order, and
    /// for a wrong number of values.
    pub(super) fn new(op: Op, values: Vec<T>) -> Option<Self> {
        use Bound::{Excluded, Included, Unbounded};
        if op == Op::In {
            return Some(Self::Among(values.into_iter().into_order()));
        }
        let mut values = values.into_iter();
        let value = values.next()?;
        Some(match (op, values.next()) {
            (Op::Eq, None) => Self::Is(value),
            (Op::Lt, None) => Self::Within((Unbounded, Excluded(value))),
            (Op::Le, None) => Self::Within((Unbounded, Included(value))),
            (Op::Gt, None) => Self::Within((Excluded(value), Unbounded)),
            (Op::Ge, None) => Self::Within((Included(value), Unbounded)),
            (Op::Between, Some(end)) => Self::Within((Included(value), Included(end))),
            _ => return None,
        })
    }

    /// Whether a value fits.
    pub(super) fn fits(&self, held: &T) -> bool {
        match self {
            Self::Is(value) => held == value,
            Self::Within(range) => range.contains(held),
            Self::Among(values) => values.binary_search(held).is_ok(),
        }
    }
}

impl Ordered<i64> {
    /// The first and the last number that fit, if all between them do.
    pub(super) fn extremes(&self) -> Option<(Option<i64>, Option<i64>)> {
        let end = |bound: &Bound<i64>, next: i64| match bound {
            Bound::Unbounded => None,
            Bound::Included(at) => Some(*at),
            Bound::Excluded(at) => Some(at.saturating_add(next)),
        };
        match self {
            Self::Is(value) => Some((Some(*value), Some(*value))),
            Self::Within((from, to)) => Some((end(from, 1), end(to, -1))),
            Self::Among(_) => None,
        }
    }
}

/// A question to a text. Code point order is byte order in UTF-8.
pub(super) enum TextTest<'v> {
    Ordered(Ordered<&'v str>),
    Among(HashSet<&'v str>),
    Contains(Finder<'v>),
    /// The folded value, and room for the folded text.
    ContainsFold(Finder<'static>, String),
    StartsWith(&'v str),
    EndsWith(&'v str),
}

impl<'v> TextTest<'v> {
    /// The question of an operator with its values; `None` for a wrong number of values.
    pub(super) fn new(op: Op, values: Vec<&'v str>) -> Option<Self> {
        let only = match values.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        Some(match op {
            Op::In => Self::Among(values.into_iter().collect()),
            Op::Contains => Self::Contains(Finder::new(only?.as_bytes())),
            Op::ContainsFold => {
                let mut folded = String::new();
                fold_into(only?, &mut folded);
                Self::ContainsFold(Finder::new(folded.as_bytes()).into_owned(), folded)
            }
            Op::StartsWith => Self::StartsWith(only?),
            Op::EndsWith => Self::EndsWith(only?),
            _ => Self::Ordered(Ordered::new(op, values)?),
        })
    }

    /// Whether a text fits.
    pub(super) fn fits(&mut self, held: &str) -> bool {
        match self {
            Self::Ordered(test) => test.fits(&held),
            Self::Among(values) => values.contains(held),
            Self::Contains(finder) => finder.find(held.as_bytes()).is_some(),
            Self::ContainsFold(finder, folded) => {
                fold_into(held, folded);
                finder.find(folded.as_bytes()).is_some()
            }
            Self::StartsWith(value) => held.starts_with(*value),
            Self::EndsWith(value) => held.ends_with(*value),
        }
    }
}
