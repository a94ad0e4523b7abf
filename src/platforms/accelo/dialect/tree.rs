//! Between comparisons of the tree and terms of a query.

use super::arms::{join, plain};
use super::clause::{Bound, Conjunction, Query, Refusal, Set, Term, meet};
use super::names::{AGAINST_ID, AGAINST_TYPE, CHILD_OF_JOB, Column, Values, Way, of_target};
use crate::filter::{Expr, Op, Predicate, Target, Value};
use crate::platforms::Class;
use crate::task::{Decimal, Timestamp};

/// A comparison as a term.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    pub(crate) term: Term,
    /// Exact, or inexact where the term lets more pass.
    pub(crate) class: Class,
    pub(crate) reason: &'static str,
}

const LISTED: &str = "a basic filter compares whole values";
const BOUNDED: &str = "range filters compare numbers";
const DATED: &str = "`_after` and `_before` are strict, and dates are whole seconds";
const CHILD: &str = "`child_of_job` also finds the tasks of what stands under the job";

pub(crate) const NO_FILTER: Refusal = "no documented filter looks at it in this way";
const NO_SEVERAL: Refusal = "range and date filters take one value";
const NO_PLAIN_NUMBER: Refusal = "the number is larger or finer than a filter can be trusted with";
const NO_ID: Refusal = "ids of Accelo are decimal digits";
const NO_NULL: Refusal = "no documented filter of tasks finds what is not set";
const UNSET_ZERO: Refusal =
    "a date that is not set may be written as 0, which `_before` need not find";
const NESTED: Refusal = "`_OR` and `_AND` hold filters, and `_OR` one `_AND`";
const NO_NOT: Refusal = "`_not` goes with a list of values alone";

/// What a comparison is in Accelo's filters, by the documents.
pub(crate) fn said(predicate: &Predicate) -> Result<Said, Refusal> {
    if predicate.value == Value::Null {
        return Err(NO_NULL);
    }
    let lists = matches!(predicate.op, Op::Eq | Op::Ne | Op::In | Op::NotIn);
    if lists && let Some(column) = of_target(&predicate.target, |way| matches!(way, Way::List(_))) {
        match list(column, predicate) {
            // A number is an id between two bounds as well.
            Err(reason) => return bounds(predicate).map_err(|_| reason),
            said => return said,
        }
    }
    bounds(predicate)
}

fn list(column: &'static Column, predicate: &Predicate) -> Result<Said, Refusal> {
    let Way::List(values) = column.way else {
        return Err(NO_FILTER);
    };
    let mut words: Vec<String> = Vec::new();
    for value in predicate.values() {
        let word = match (values, value) {
            (Values::Ids, Value::Text(text)) => text.clone(),
            (Values::Ids, Value::Number(number)) => plain_number(number)?,
            (Values::Ids, _) => return Err(NO_ID),
            (Values::Standings | Values::Words, Value::Text(text)) => text.clone(),
            (Values::Amounts, Value::Number(number)) => plain_number(number)?,
            _ => return Err(NO_FILTER),
        };
        if values == Values::Ids && !is_id(&word) {
            return Err(NO_ID);
        }
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let set = match predicate.op.is_denial() {
        false => Set::In(words),
        true => Set::NotIn(words),
    };
    let (class, reason) = match (column == &CHILD_OF_JOB, &set) {
        (false, _) => (Class::Exact, LISTED),
        (true, Set::In(_)) => (Class::Inexact, CHILD),
        (true, _) => return Err(CHILD),
    };
    let term = Term { column, set };
    Ok(Said {
        term,
        class,
        reason,
    })
}

fn bounds(predicate: &Predicate) -> Result<Said, Refusal> {
    let is_bounded = |way| matches!(way, Way::Range { .. } | Way::Dates);
    let column = of_target(&predicate.target, is_bounded).ok_or(NO_FILTER)?;
    let (set, reason) = match column.way {
        Way::Dates => (dates(predicate)?, DATED),
        _ => (range(predicate)?, BOUNDED),
    };
    let term = Term { column, set };
    let class = Class::Exact;
    Ok(Said {
        term,
        class,
        reason,
    })
}

fn range(predicate: &Predicate) -> Result<Set, Refusal> {
    let bound = |value: &Value, is_strict| match value {
        Value::Number(number) => {
            plain_number(number)?;
            let value = number.clone();
            Ok(Some(Bound { value, is_strict }))
        }
        _ => Err(NO_FILTER),
    };
    let (low, high) = match (predicate.op, predicate.values()) {
        (Op::Eq, [value]) => (bound(value, false)?, bound(value, false)?),
        (Op::Gt, [value]) => (bound(value, true)?, None),
        (Op::Ge, [value]) => (bound(value, false)?, None),
        (Op::Lt, [value]) => (None, bound(value, true)?),
        (Op::Le, [value]) => (None, bound(value, false)?),
        (Op::Between, [low, high]) => (bound(low, false)?, bound(high, false)?),
        _ => return Err(NO_SEVERAL),
    };
    Ok(Set::Range { low, high })
}

/// The seconds between which the comparison holds, themselves not belonging to it.
fn dates(predicate: &Predicate) -> Result<Set, Refusal> {
    // The last whole second before or at, and the first one at or after.
    let seconds = |value: &Value| match value {
        Value::Time(time) => Ok((time.floor_second(), time.ceil_second())),
        Value::Number(number) => whole(number).ok_or(NO_PLAIN_NUMBER),
        _ => Err(NO_FILTER),
    };
    let after = |value: &Value| seconds(value).map(|(_, first)| Some(first - 1));
    let before = |value: &Value| seconds(value).map(|(last, _)| Some(last + 1));
    let (after, before) = match (predicate.op, predicate.values()) {
        (Op::Eq, [value]) => (after(value)?, before(value)?),
        (Op::Gt, [value]) => (Some(seconds(value)?.0), None),
        (Op::Ge, [value]) => (after(value)?, None),
        (Op::Lt, [value]) => (None, Some(seconds(value)?.1)),
        (Op::Le, [value]) => (None, before(value)?),
        (Op::Between, [low, high]) => (after(low)?, before(high)?),
        _ => return Err(NO_SEVERAL),
    };
    Ok(Set::Dates { after, before })
}

/// The whole numbers around a number, in so few digits that every platform has them.
pub(crate) fn whole(number: &Decimal) -> Option<(i64, i64)> {
    const MOST: i64 = 1_000_000_000_000_000;
    let text = number.to_string();
    let (digits, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let towards_zero: i64 = digits.parse().ok().filter(|n: &i64| n.abs() < MOST)?;
    Some(match (fraction.is_empty(), text.starts_with('-')) {
        (true, _) => (towards_zero, towards_zero),
        (false, false) => (towards_zero, towards_zero + 1),
        (false, true) => (towards_zero - 1, towards_zero),
    })
}

/// A number in plain digits, of at most 15 before the point and 9 behind it.
pub(crate) fn plain_number(number: &Decimal) -> Result<String, Refusal> {
    let text = number.to_string();
    if is_plain_number(&text) {
        Ok(text)
    } else {
        Err(NO_PLAIN_NUMBER)
    }
}

/// Whether a text is a number in plain digits, of at most 15 before the point and 9 behind it.
pub(crate) fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let are_digits = |text: &str, most| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    are_digits(whole, 15) && fraction.is_none_or(|fraction| are_digits(fraction, 9))
}

/// Whether a text is an id as Accelo writes it.
pub(crate) fn is_id(text: &str) -> bool {
    let digits = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits && (text == "0" || !text.starts_with('0'))
}

/// The parts of a filter that must hold each by itself.
pub(crate) fn conjuncts(filter: &Expr) -> &[Expr] {
    match filter {
        Expr::And(parts) => parts,
        single => std::slice::from_ref(single),
    }
}

impl Query {
    /// Asks for a part of a filter without `NOT`s in it; `siblings` are the parts that must hold with
    /// it. The answer is what each of its comparisons became, in order of appearance.
    pub(crate) fn ask(&mut self, part: &Expr, siblings: &[Expr]) -> Result<Vec<Said>, Refusal> {
        match part {
            Expr::Is(predicate) => {
                let said = said(predicate)?;
                if is_open(&said.term) && !siblings.iter().any(|other| closes(&said.term, other)) {
                    return Err(UNSET_ZERO);
                }
                self.and(said.term.clone())?;
                Ok(vec![said])
            }
            Expr::Or(arms) => {
                let mut all = Vec::new();
                let arms = arms.iter().map(|arm| conjunction(arm, &mut all));
                self.or(arms.collect::<Result<_, _>>()?)?;
                Ok(all)
            }
            Expr::And(parts) => {
                let mut next = self.clone();
                let mut all = Vec::new();
                for part in parts {
                    all.extend(next.ask(part, parts)?);
                }
                *self = next;
                Ok(all)
            }
            Expr::Not(_) => Err(NO_NOT),
        }
    }

    /// The tree of what it asks for; `None` for everything.
    pub(crate) fn expr(&self) -> Option<Expr> {
        let mut parts: Vec<Expr> = self.terms.iter().filter_map(expr_of).collect();
        let arm = |arm: &Conjunction| Expr::all(arm.iter().filter_map(expr_of).collect());
        parts.extend(Expr::any(self.arms.iter().filter_map(arm).collect()));
        Expr::all(parts)
    }
}

/// An arm of an `_OR`.
fn conjunction(arm: &Expr, all: &mut Vec<Said>) -> Result<Conjunction, Refusal> {
    let mut terms = Conjunction::new();
    for part in conjuncts(arm) {
        match part {
            Expr::Is(predicate) => {
                let said = said(predicate)?;
                meet(&mut terms, said.term.clone())?;
                all.push(said);
            }
            // Pairs of types and ids are one `against`.
            Expr::Or(inner) => {
                let mut inner = inner.iter().map(|arm| match arm {
                    Expr::Or(_) => Err(NESTED),
                    arm => conjunction_of_comparisons(arm, all),
                });
                let joined = join(inner.by_ref().collect::<Result<_, _>>()?)?;
                let [only] = <[Conjunction; 1]>::try_from(joined).map_err(|_| NESTED)?;
                for term in only.into_iter().flat_map(plain) {
                    meet(&mut terms, term)?;
                }
            }
            _ => return Err(NO_NOT),
        }
    }
    match terms.iter().any(is_open) {
        false => Ok(terms),
        true => Err(UNSET_ZERO),
    }
}

fn conjunction_of_comparisons(arm: &Expr, all: &mut Vec<Said>) -> Result<Conjunction, Refusal> {
    let is_flat = conjuncts(arm)
        .iter()
        .all(|part| matches!(part, Expr::Is(_)));
    if is_flat {
        conjunction(arm, all)
    } else {
        Err(NESTED)
    }
}

/// Whether a date that is not set, if it is written as 0, could lie between the bounds.
pub(crate) fn is_open(term: &Term) -> bool {
    matches!(term.set, Set::Dates { after, .. } if term.column.is_raw_date() && after.is_none_or(|after| after < 0))
}

/// Whether a comparison that must hold as well keeps such dates out.
fn closes(term: &Term, other: &Expr) -> bool {
    let Expr::Is(predicate) = other else {
        return false;
    };
    said(predicate).is_ok_and(|said| {
        said.term.column.name == term.column.name
            && matches!(said.term.set, Set::Dates { after: Some(after), .. } if after >= 0)
    })
}

/// A term as comparisons.
pub(crate) fn expr_of(term: &Term) -> Option<Expr> {
    let target = || term.column.target();
    let is = |op, value| Expr::Is(Predicate::new(target(), op, value));
    match &term.set {
        Set::In(values) => listed(term.column, values, [Op::Eq, Op::In]),
        Set::NotIn(values) => listed(term.column, values, [Op::Ne, Op::NotIn]),
        Set::Range { low, high } => {
            let number = |bound: &Bound, ops: [Op; 2]| {
                let [open, closed] = ops;
                let op = if bound.is_strict { open } else { closed };
                is(op, Value::Number(bound.value.clone()))
            };
            let low = low.as_ref().map(|bound| number(bound, [Op::Gt, Op::Ge]));
            let high = high.as_ref().map(|bound| number(bound, [Op::Lt, Op::Le]));
            Expr::all(low.into_iter().chain(high).collect())
        }
        Set::Dates { after, before } => {
            let second = |second: i64| match target() {
                Target::Field(_) => Some(Value::Time(Timestamp::from_seconds_saturating(second))),
                Target::Data(_) => Decimal::parse(&second.to_string()).map(Value::Number),
            };
            let low = after.and_then(|after| Some(is(Op::Gt, second(after)?)));
            let high = before.and_then(|before| Some(is(Op::Lt, second(before)?)));
            Expr::all(low.into_iter().chain(high).collect())
        }
        Set::Objects(groups) => {
            let whole: Vec<String> = groups
                .iter()
                .filter(|(_, ids)| ids.is_none())
                .map(|(kind, _)| kind.clone())
                .collect();
            let mut arms = Vec::new();
            if !whole.is_empty() {
                arms.extend(listed(&AGAINST_TYPE, &whole, [Op::Eq, Op::In]));
            }
            for (kind, ids) in groups {
                let Some(ids) = ids else { continue };
                let kind = listed(&AGAINST_TYPE, std::slice::from_ref(kind), [Op::Eq, Op::In]);
                let ids = listed(&AGAINST_ID, ids, [Op::Eq, Op::In]);
                arms.extend(Expr::all(kind.into_iter().chain(ids).collect()));
            }
            Expr::any(arms)
        }
    }
}

fn listed(column: &Column, values: &[String], ops: [Op; 2]) -> Option<Expr> {
    let value = |text: &String| match column.way {
        Way::List(Values::Amounts) => Decimal::parse(text).map(Value::Number),
        _ => Some(Value::Text(text.clone())),
    };
    let mut values: Vec<Value> = values.iter().filter_map(value).collect();
    let [one, several] = ops;
    let (op, value) = match values.len() {
        0 => return None,
        1 => (one, values.pop()?),
        _ => (several, Value::List(values)),
    };
    Some(Expr::Is(Predicate::new(column.target(), op, value)))
}
