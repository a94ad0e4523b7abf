//! A query of Accelo as its terms: what the text says and what the tree says meet here, so that both
//! are read and written by one set of rules. Of a repeated name the platform keeps the last alone, so
//! whatever is asked of one name is put together first.

use super::arms::{join, plain};
use super::names::{Column, Side};
use crate::gather::Gather as _;
use crate::task::Decimal;

/// One filter, or the two that bound one thing on both sides.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Term {
    pub(crate) column: &'static Column,
    pub(crate) set: Set,
}

/// What passes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Set {
    /// One of these; at least one.
    In(Vec<String>),
    /// None of these; at least one.
    NotIn(Vec<String>),
    /// Numbers between bounds; at least one of them.
    Range {
        low: Option<Bound>,
        high: Option<Bound>,
    },
    /// Unix seconds between bounds that do not belong to it; at least one of them.
    Dates {
        after: Option<i64>,
        before: Option<i64>,
    },
    /// Objects of these types, of some of them only those with these ids. No type twice.
    Objects(Vec<Group>),
}

/// A type of objects, with the ids that are wanted; `None` for all.
pub(crate) type Group = (String, Option<Vec<String>>);

/// A number that bounds a range.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bound {
    pub(crate) value: Decimal,
    /// Whether the number itself does not pass.
    pub(crate) is_strict: bool,
}

/// Terms of which all hold. Of a column there is at most one set of each kind.
pub(crate) type Conjunction = Vec<Term>;

/// What one query asks for: all of the terms, and one of the arms if there are any.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Query {
    pub(crate) terms: Conjunction,
    /// None, or at least two; at most one of them needs several filters.
    pub(crate) arms: Vec<Conjunction>,
}

/// Why two things do not go into one query.
pub(crate) type Refusal = &'static str;

const NOTHING_LEFT: Refusal =
    "two lists of values leave none, and a filter without values cannot be written";
const ONE_AGAINST: Refusal = "a query has one `against`";
const ONE_OR: Refusal = "a query has one `_OR`";
const ONE_AND: Refusal = "one `_AND` alone stands inside `_OR`";
const REPEATED: Refusal =
    "of a repeated name the last filter alone counts, perhaps also across `_OR`";

impl Query {
    /// Asks for one more thing.
    pub(crate) fn and(&mut self, term: Term) -> Result<(), Refusal> {
        let mut next = self.clone();
        meet(&mut next.terms, term)?;
        next.check()?;
        *self = next;
        Ok(())
    }

    /// Asks that one of these hold.
    pub(crate) fn or(&mut self, arms: Vec<Conjunction>) -> Result<(), Refusal> {
        let mut next = self.clone();
        let mut joined = join(arms)?;
        match joined.pop() {
            None => return Ok(()),
            Some(only) if joined.is_empty() => {
                for term in only.into_iter().flat_map(plain) {
                    meet(&mut next.terms, term)?;
                }
            }
            Some(_) if !next.arms.is_empty() => return Err(ONE_OR),
            Some(last) => {
                joined.push(last);
                next.arms = joined;
            }
        }
        next.check()?;
        *self = next;
        Ok(())
    }

    fn check(&self) -> Result<(), Refusal> {
        let several = self.arms.iter().filter(|arm| names(arm).len() > 1).count();
        if several > 1 {
            return Err(ONE_AND);
        }
        let mut all = names(&self.terms);
        all.extend(self.arms.iter().flat_map(|arm| names(arm)));
        let count = all.len();
        if all.into_iter().into_set().len() == count {
            Ok(())
        } else {
            Err(REPEATED)
        }
    }
}

/// The names of the filters that say all of these.
pub(crate) fn names(terms: &[Term]) -> Vec<String> {
    terms.iter().flat_map(Term::names).collect()
}

impl Term {
    /// The names of its filters.
    pub(crate) fn names(&self) -> Vec<String> {
        self.filters().into_iter().map(|(name, _)| name).collect()
    }

    /// Its filters: names, and the sets that they are left with. The sets of bounds have one side.
    pub(crate) fn filters(&self) -> Vec<(String, Set)> {
        let column = self.column;
        match &self.set {
            Set::In(_) | Set::Objects(_) => vec![(column.name.to_owned(), self.set.clone())],
            Set::NotIn(_) => vec![(format!("{}_not", column.name), self.set.clone())],
            Set::Range { low, high } => {
                let sides = [(Side::Low, low), (Side::High, high)];
                let filter = |(side, bound): (Side, &Option<Bound>)| {
                    let bound = bound.clone()?;
                    let name = column.bound_name(side, bound.is_strict);
                    let (low, high) = match side {
                        Side::Low => (Some(bound), None),
                        Side::High => (None, Some(bound)),
                    };
                    Some((name, Set::Range { low, high }))
                };
                sides.into_iter().filter_map(filter).collect()
            }
            Set::Dates { after, before } => {
                // Before something, a date is set.
                let is_said = column.is_raw_date() && before.is_some();
                let after = after.filter(|after| !is_said || *after != 0);
                let low = after.map(|second| {
                    let name = column.bound_name(Side::Low, true);
                    let after = Some(second);
                    (
                        name,
                        Set::Dates {
                            after,
                            before: None,
                        },
                    )
                });
                let high = before.map(|second| {
                    let name = column.bound_name(Side::High, true);
                    let before = Some(second);
                    (
                        name,
                        Set::Dates {
                            after: None,
                            before,
                        },
                    )
                });
                low.into_iter().chain(high).collect()
            }
        }
    }

    pub(super) fn one_name(&self) -> Option<String> {
        <[String; 1]>::try_from(self.names())
            .ok()
            .map(|[name]| name)
    }

    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.column.name == other.column.name
            && std::mem::discriminant(&self.set) == std::mem::discriminant(&other.set)
    }
}

/// Adds a term to those that must hold.
pub(crate) fn meet(terms: &mut Conjunction, term: Term) -> Result<(), Refusal> {
    let Some(known) = terms.iter_mut().find(|known| known.is_like(&term)) else {
        terms.push(term);
        return Ok(());
    };
    match (&mut known.set, term.set) {
        (Set::In(known), Set::In(values)) => {
            let both = kept(known, &values);
            if both.is_empty() {
                return Err(NOTHING_LEFT);
            }
            *known = both;
        }
        (Set::NotIn(known), Set::NotIn(values)) => unite(known, values),
        (Set::Range { low, high }, Set::Range { low: l, high: h }) => {
            *low = narrower(low.take(), l, |a, b| a > b);
            *high = narrower(high.take(), h, |a, b| a < b);
        }
        (
            Set::Dates { after, before },
            Set::Dates {
                after: a,
                before: b,
            },
        ) => {
            *after = (*after).max(a);
            *before = both(*before, b, i64::min);
        }
        (Set::Objects(known), Set::Objects(groups)) if *known == groups => {}
        _ => return Err(ONE_AGAINST),
    }
    Ok(())
}

/// The values of the first that are also in the second.
pub(super) fn kept(values: &[String], others: &[String]) -> Vec<String> {
    let is_in = |value: &&String| others.contains(value);
    values.iter().filter(is_in).cloned().collect()
}

pub(super) fn unite(known: &mut Vec<String>, values: Vec<String>) {
    for value in values {
        if !known.contains(&value) {
            known.push(value);
        }
    }
}

fn both<T>(a: Option<T>, b: Option<T>, choose: fn(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(choose(a, b)),
        (a, b) => a.or(b),
    }
}

/// The bound that leaves less.
fn narrower(
    a: Option<Bound>,
    b: Option<Bound>,
    is_beyond: fn(&Decimal, &Decimal) -> bool,
) -> Option<Bound> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let first = is_beyond(&a.value, &b.value) || (a.value == b.value && a.is_strict);
            Some(if first { a } else { b })
        }
        (a, b) => a.or(b),
    }
}
