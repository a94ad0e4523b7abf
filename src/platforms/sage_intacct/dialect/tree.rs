//! The tree of one condition whose field and values are known.

use super::super::catalogue::Kind;
use super::condition::{Notes, Setting};
use super::operand::{Operand, Point};
use super::say::is_cased;
use crate::filter::{Expr, Op, Predicate, Target, Value};
use crate::platforms::Class;
use crate::task::Timestamp;

/// The tree, or `None` where it can say nothing; then a note says so.
pub(super) fn of(
    setting: &Setting<'_>,
    operand: Operand,
    op: Op,
    notes: &mut Notes<'_>,
) -> Option<Expr> {
    let Operand {
        target,
        kind,
        points,
    } = operand;
    let values: Option<Vec<Value>> = points
        .iter()
        .map(|point| match point {
            Point::At(value) => Some(value.clone()),
            Point::During(_) => None,
        })
        .collect();
    let Some(values) = values else {
        return periods(&target, kind, op, &points, notes);
    };
    if kind == Kind::Boolean {
        return booleans(&target, op, &values, notes);
    }
    let cased = |value: &Value| matches!(value, Value::Text(text) if is_cased(text));
    if setting.caseless && values.iter().any(cased) {
        return caseless(&target, op, values, notes);
    }
    let in_order = matches!(
        op,
        Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Between | Op::NotBetween
    );
    if kind == Kind::Text && in_order {
        notes.add(
            Class::Inexact,
            "in which order the platform puts texts is not documented; they are compared by code point here",
        );
    }
    compared(&target, op, values)
}

fn is(target: &Target, op: Op, value: Value) -> Expr {
    Expr::Is(Predicate::new(target.clone(), op, value))
}

/// One comparison.
fn compared(target: &Target, op: Op, mut values: Vec<Value>) -> Option<Expr> {
    let value = match op {
        Op::In | Op::NotIn | Op::Between | Op::NotBetween => Value::List(values),
        _ => values.pop()?,
    };
    Some(is(target, op, value))
}

/// `$lte` and `$gte` take true and false too: false is the smaller one.
fn booleans(target: &Target, op: Op, values: &[Value], notes: &mut Notes<'_>) -> Option<Expr> {
    let each = |op: Op| {
        let all = values.iter().map(|value| is(target, op, value.clone()));
        all.collect::<Vec<_>>()
    };
    let first = values.first()?;
    let is_true = *first == Value::Boolean(true);
    match op {
        Op::In => Expr::any(each(Op::Eq)),
        Op::NotIn => Expr::all(each(Op::Ne)),
        Op::Le | Op::Ge => {
            notes.add(
                Class::Inexact,
                "the order of true and false is not documented; false is the smaller one here",
            );
            Some(match is_true == (op == Op::Ge) {
                true => is(target, Op::Eq, first.clone()),
                false => is(target, Op::Ne, Value::Null),
            })
        }
        op => Some(is(target, op, first.clone())),
    }
}

/// A comparison of texts that leaves case aside. Only containing has a counterpart here; what is said
/// instead lets more rows through.
fn caseless(target: &Target, op: Op, values: Vec<Value>, notes: &mut Notes<'_>) -> Option<Expr> {
    let contains = |value: &Value| match value {
        Value::Text(text) if !is_cased(text) => is(target, Op::Eq, value.clone()),
        _ => is(target, Op::ContainsFold, value.clone()),
    };
    match op {
        Op::Contains => return compared(target, Op::ContainsFold, values),
        Op::NotContains => return compared(target, Op::NotContainsFold, values),
        Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Between | Op::NotBetween => {
            notes.add(
                Class::Unsupported,
                "texts are ordered with their case here, so that nothing stands for it",
            );
            return None;
        }
        _ => {}
    }
    notes.add(
        Class::Inexact,
        match op.is_denial() {
            true => "only what is written alike, case and all, is denied here",
            false => "without case there is only \"contains\" here, which lets more tasks through",
        },
    );
    match op {
        _ if op.is_denial() => compared(target, op, values),
        Op::In => Expr::any(values.iter().map(contains).collect()),
        _ => compared(target, Op::ContainsFold, values),
    }
}

/// Comparisons with the days of macros.
fn periods(
    target: &Target,
    kind: Kind,
    op: Op,
    points: &[Point],
    notes: &mut Notes<'_>,
) -> Option<Expr> {
    let days = Days { target, kind };
    if matches!(op, Op::Lt | Op::Le | Op::Gt | Op::Ge) {
        notes.add(
            Class::Inexact,
            "which end of a macro's period `$lt`, `$lte`, `$gt` and `$gte` mean is not documented; here it is the nearer one",
        );
    }
    let first = points.first()?;
    let low = || days.bound(Op::Ge, first);
    let high = || points.last().and_then(|last| days.bound(Op::Le, last));
    match op {
        Op::Lt | Op::Le | Op::Gt | Op::Ge => days.bound(op, first),
        Op::Between => Expr::all(vec![low()?, high()?]),
        Op::NotBetween => {
            let below = days.bound(Op::Lt, first)?;
            let above = points.last().and_then(|last| days.bound(Op::Gt, last))?;
            Expr::any(vec![below, above])
        }
        Op::Ne | Op::NotIn => Expr::all(points.iter().map(|point| days.outside(point)).collect()),
        _ => Expr::any(points.iter().map(|point| days.within(point)).collect()),
    }
}

/// A target that holds dates or instants.
struct Days<'a> {
    target: &'a Target,
    kind: Kind,
}

impl Days<'_> {
    fn value(&self, time: Timestamp) -> Value {
        match self.target {
            Target::Field(_) => Value::Time(time),
            Target::Data(_) => Value::Text(super::conditions::date(time)),
        }
    }

    fn is(&self, op: Op, time: Timestamp) -> Expr {
        is(self.target, op, self.value(time))
    }

    /// A bound: the natural end of a period, or the value itself.
    fn bound(&self, op: Op, point: &Point) -> Option<Expr> {
        let period = match point {
            Point::At(value) => return Some(is(self.target, op, value.clone())),
            Point::During(period) => *period,
        };
        Some(match (op, self.kind) {
            (Op::Lt | Op::Ge, _) => self.is(op, period.first),
            // A day's end is before the next midnight.
            (Op::Gt, Kind::Instant) => self.is(Op::Ge, period.end()),
            (Op::Le, Kind::Instant) => self.is(Op::Lt, period.end()),
            (Op::Gt | Op::Le, _) => self.is(op, period.last),
            _ => return None,
        })
    }

    fn within(&self, point: &Point) -> Expr {
        match point {
            Point::At(value) => is(self.target, Op::Eq, value.clone()),
            Point::During(period) if self.kind == Kind::Instant => Expr::and_of(vec![
                self.is(Op::Ge, period.first),
                self.is(Op::Lt, period.end()),
            ]),
            Point::During(period) => is(
                self.target,
                Op::Between,
                self.ends(period.first, period.last),
            ),
        }
    }

    fn outside(&self, point: &Point) -> Expr {
        match point {
            Point::At(value) => is(self.target, Op::Ne, value.clone()),
            Point::During(period) if self.kind == Kind::Instant => Expr::or_of(vec![
                self.is(Op::Lt, period.first),
                self.is(Op::Ge, period.end()),
            ]),
            Point::During(period) => is(
                self.target,
                Op::NotBetween,
                self.ends(period.first, period.last),
            ),
        }
    }

    fn ends(&self, first: Timestamp, last: Timestamp) -> Value {
        Value::List(vec![self.value(first), self.value(last)])
    }
}
