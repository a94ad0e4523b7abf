//! What the query service can say of a comparison, by its documents.
//!
//! A comparison becomes others that stand for one condition each; see `conditions.rs`. What the
//! documents leave open decides what is exact: whether `$ne`, `$notIn` and their like give rows with a
//! null (so "there is one" stands beside them), how text is ordered, and how numbers look as text.

use super::super::catalogue::{COMPLETED, Kind, Spot, is_none_if_empty};
use super::super::status;
use crate::filter::{Expr, Op, Path, Predicate, Target, Value};
use crate::platforms::Support;
use crate::task::{Decimal, Field, Status, Timestamp};

const AS_IS: &str = "the query service compares it in the same way";
const NO_ORDER: &str = "in which order the query service puts texts is not documented";
const NO_PLATFORM: &str = "the query service does not know this field";
const NO_KIND: &str = "the platform's field holds values of another type";

/// What stands for a comparison. `caseless` says whether the whole filter leaves case aside.
pub(in super::super) fn say(predicate: &Predicate, caseless: bool) -> Support {
    let fields = [Field::Status, Field::Project, Field::CompletedAt];
    match predicate.field().filter(|field| fields.contains(field)) {
        Some(Field::Status) => of_status(predicate),
        Some(Field::Project) => Support::exact(
            with(predicate, Field::ProjectId, predicate.value.clone()),
            "a project is there if its key is",
        ),
        Some(_) => completed(predicate),
        None => match Spot::of(&predicate.target) {
            Some(spot) => at(predicate, &spot, caseless),
            None => Support::unsupported(NO_PLATFORM),
        },
    }
}

fn at(predicate: &Predicate, spot: &Spot<'_>, caseless: bool) -> Support {
    match spot.kind {
        Kind::Link => Support::unsupported("an `href` can be asked for, but not compared"),
        _ if predicate.value == Value::Null => null(predicate, spot),
        Kind::Text => text(predicate, spot, caseless),
        Kind::Number => number(predicate, spot),
        Kind::Boolean if values(predicate, |value| matches!(value, Value::Boolean(_))) => {
            exact(predicate, spot, AS_IS)
        }
        Kind::Date => dates(predicate),
        Kind::Instant if values(predicate, |value| matches!(value, Value::Time(_))) => {
            exact(predicate, spot, AS_IS)
        }
        Kind::Unknown => unknown(predicate, spot, caseless),
        Kind::Boolean | Kind::Instant => Support::unsupported(NO_KIND),
    }
}

fn values(predicate: &Predicate, test: impl Fn(&Value) -> bool) -> bool {
    predicate.values().iter().all(test)
}

/// The comparison as it stands, with "there is one" beside a denial of what may be null.
fn exact(predicate: &Predicate, spot: &Spot<'_>, reason: &'static str) -> Support {
    let itself = Expr::Is(predicate.clone());
    if !predicate.op.is_denial() || !spot.nullable {
        return Support::exact(itself, reason);
    }
    Support::exact(
        Expr::and_of(vec![itself, given(&predicate.target)]),
        "`$ne null` stands beside it, since the documents do not say whether a denial gives rows with a null",
    )
}

fn given(target: &Target) -> Expr {
    is(target.clone(), Op::Ne, Value::Null)
}

fn is(target: impl Into<Target>, op: Op, value: Value) -> Expr {
    Expr::Is(Predicate::new(target, op, value))
}

fn with(predicate: &Predicate, target: impl Into<Target>, value: Value) -> Expr {
    is(target, predicate.op, value)
}

/// A place in the platform's own record.
fn data(path: &str) -> Target {
    Target::Data(Path::dotted(path))
}

fn null(predicate: &Predicate, spot: &Spot<'_>) -> Support {
    match predicate.field() {
        Some(Field::Name) => Support::unsupported("every task has a name here, if an empty one"),
        field if is_none_if_empty(field) => {
            let parts = [Value::Null, Value::Text(String::new())]
                .map(|value| is(data(&spot.path), predicate.op, value));
            let joined = match predicate.op {
                Op::Ne => Expr::and_of(parts.to_vec()),
                _ => Expr::or_of(parts.to_vec()),
            };
            Support::exact(joined, "none is null or an empty text there")
        }
        _ => Support::exact(Expr::Is(predicate.clone()), "`$eq` and `$ne` take null"),
    }
}

fn text(predicate: &Predicate, spot: &Spot<'_>, caseless: bool) -> Support {
    if !values(predicate, |value| matches!(value, Value::Text(_))) {
        return Support::unsupported(NO_KIND);
    }
    if is_ordering(predicate.op) {
        return Support::unsupported(NO_ORDER);
    }
    let Some(predicate) = cased(predicate, caseless) else {
        return Support::unsupported(
            "the query service leaves case aside in a whole query or nowhere",
        );
    };
    let field = predicate.field();
    let is_detail = !matches!(field, None | Some(Field::Name | Field::PlatformId));
    let is_empty = |value: &Value| matches!(value, Value::Text(text) if text.is_empty());
    if is_detail && predicate.values().iter().any(is_empty) {
        return Support::unsupported("an empty text is null here, and is not null there");
    }
    if is_none_if_empty(field) && predicate.op.is_denial() {
        let target = data(&spot.path);
        let parts = vec![
            is(target.clone(), predicate.op, predicate.value.clone()),
            is(target.clone(), Op::Ne, Value::Null),
            is(target, Op::Ne, Value::Text(String::new())),
        ];
        return Support::exact(
            Expr::and_of(parts),
            "`$ne` null and an empty text stand beside it: both are none here",
        );
    }
    exact(&predicate, spot, AS_IS)
}

/// The comparison with case or without, as the whole query has it; `None` where it needs the other.
fn cased(predicate: &Predicate, caseless: bool) -> Option<Predicate> {
    let op = match predicate.op {
        Op::ContainsFold if !has_case(predicate) => Op::Contains,
        Op::NotContainsFold if !has_case(predicate) => Op::NotContains,
        op => op,
    };
    let folds = matches!(op, Op::ContainsFold | Op::NotContainsFold);
    (folds == caseless || !has_case(predicate)).then(|| Predicate {
        op,
        ..predicate.clone()
    })
}

/// Whether a text of the comparison has letters that are small or capital.
pub(super) fn has_case(predicate: &Predicate) -> bool {
    predicate
        .values()
        .iter()
        .any(|value| matches!(value, Value::Text(text) if is_cased(text)))
}

/// Whether a text has letters that are small or capital.
pub(super) fn is_cased(text: &str) -> bool {
    // Those that are both, such as `ǅ`, are told by their small form.
    text.chars()
        .any(|c| c.is_lowercase() || c.is_uppercase() || !c.to_lowercase().eq([c]))
}

fn is_ordering(op: Op) -> bool {
    matches!(
        op,
        Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Between | Op::NotBetween
    )
}

fn number(predicate: &Predicate, spot: &Spot<'_>) -> Support {
    if values(predicate, |value| matches!(value, Value::Number(_))) {
        return exact(
            predicate,
            spot,
            "numbers are compared as numbers, written as text",
        );
    }
    let is_whole = |value: &Value| matches!(value, Value::Text(text) if is_whole_number(text));
    let of_equality = matches!(predicate.op, Op::Eq | Op::Ne | Op::In | Op::NotIn);
    if predicate.field() == Some(Field::Priority) && of_equality && values(predicate, is_whole) {
        return exact(
            predicate,
            spot,
            "a whole number is written in one way, so that text and number agree",
        );
    }
    Support::unsupported("it is a number there, and how it is written as text is not documented")
}

/// Whether a text is a whole number as it is always written.
pub(super) fn is_whole_number(text: &str) -> bool {
    const SAFE_DIGITS: usize = 15;
    text.len() <= SAFE_DIGITS
        && !text.contains(['.', 'e'])
        && Decimal::parse(text).is_some_and(|number| number.to_string() == text)
}

fn unknown(predicate: &Predicate, spot: &Spot<'_>, caseless: bool) -> Support {
    if !values(predicate, |value| matches!(value, Value::Text(_))) {
        let is_said = |value: &Value| matches!(value, Value::Number(_) | Value::Boolean(_));
        return match values(predicate, is_said) {
            true => exact(predicate, spot, AS_IS),
            false => Support::unsupported("a field of this name is in no document"),
        };
    }
    if is_ordering(predicate.op) && !values(predicate, is_time_text) {
        return Support::unsupported(NO_ORDER);
    }
    match cased(predicate, caseless) {
        Some(predicate) => exact(&predicate, spot, AS_IS),
        None => {
            Support::unsupported("the query service leaves case aside in a whole query or nowhere")
        }
    }
}

fn is_time_text(value: &Value) -> bool {
    matches!(value, Value::Text(text) if Timestamp::parse(text).is_some())
}

fn of_status(predicate: &Predicate) -> Support {
    match status::in_words(predicate) {
        Some((op, words)) => Support::exact(
            is(Field::PlatformStatus, op, words),
            "the documents have a word for each status, and for `unknown` none",
        ),
        None => Support::unsupported("every word of the platform has one of these statuses"),
    }
}

/// `actual.endDate` is when a task was completed, if its status says that it is.
fn completed(predicate: &Predicate) -> Support {
    const REASON: &str = "it is `actual.endDate` of tasks whose status is completed";
    let target = data(COMPLETED);
    let word = |op| {
        let word = status::word(Status::Completed).to_owned();
        is(Field::PlatformStatus, op, Value::Text(word))
    };
    if predicate.value == Value::Null {
        let day = is(target, predicate.op, Value::Null);
        let no_status = is(Field::PlatformStatus, Op::Eq, Value::Null);
        return Support::exact(
            match predicate.op {
                Op::Ne => Expr::and_of(vec![day, word(Op::Eq)]),
                _ => Expr::or_of(vec![day, word(Op::Ne), no_status]),
            },
            REASON,
        );
    }
    let days = dates(&Predicate {
        target,
        ..predicate.clone()
    });
    match days.asked {
        Some(day) => Support::exact(Expr::and_of(vec![day, word(Op::Eq)]), REASON),
        None => days,
    }
}

/// A comparison of days: an instant within one lies between it and the next.
fn dates(predicate: &Predicate) -> Support {
    let mut days = Vec::new();
    for value in predicate.values() {
        let Some(day) = Day::of(value) else {
            return Support::unsupported("a date is compared with dates, such as \"2024-01-01\"");
        };
        days.push(day);
    }
    let target = &predicate.target;
    let value = |day: &Day| match target {
        Target::Field(_) => Value::Time(day.start),
        Target::Data(_) => Value::Text(super::conditions::date(day.start)),
    };
    let one = |op, day: &Day| is(target.clone(), op, value(day));
    let bound = |op: Op, day: &Day| match op {
        Op::Lt if !day.is_whole => one(Op::Le, day),
        Op::Ge if !day.is_whole => one(Op::Gt, day),
        op => one(op, day),
    };
    let whole: Vec<Value> = days.iter().filter(|day| day.is_whole).map(value).collect();
    let all_whole = whole.len() == days.len();
    let asked = match (predicate.op, days.as_slice()) {
        (op @ (Op::Lt | Op::Le | Op::Gt | Op::Ge), [day]) => Some(bound(op, day)),
        (Op::Eq | Op::In, _) if whole.is_empty() => None,
        (Op::Ne | Op::NotIn, _) if whole.is_empty() => Some(given(target)),
        (op @ (Op::Eq | Op::Ne), [day]) => Some(denied(target, op, value(day))),
        (op @ (Op::In | Op::NotIn), _) => Some(denied(target, op, Value::List(whole))),
        (op @ (Op::Between | Op::NotBetween), _) if all_whole => {
            Some(denied(target, op, Value::List(whole)))
        }
        (Op::Between, [low, high]) => {
            Some(Expr::and_of(vec![bound(Op::Ge, low), bound(Op::Le, high)]))
        }
        (Op::NotBetween, [low, high]) => {
            Some(Expr::or_of(vec![bound(Op::Lt, low), bound(Op::Gt, high)]))
        }
        _ => None,
    };
    match asked {
        Some(asked) => Support::exact(asked, "dates are compared with dates"),
        None => Support::unsupported("no date is at a time of day"),
    }
}

/// Equality and its like, with "there is one" beside a denial.
fn denied(target: &Target, op: Op, value: Value) -> Expr {
    let itself = is(target.clone(), op, value);
    if !op.is_denial() {
        return itself;
    }
    Expr::and_of(vec![itself, given(target)])
}

/// The day that an instant lies in.
struct Day {
    start: Timestamp,
    /// Whether the instant is the day's beginning.
    is_whole: bool,
}

impl Day {
    fn of(value: &Value) -> Option<Self> {
        let time = match value {
            Value::Time(time) => *time,
            Value::Text(text) => super::conditions::day(text)?,
            _ => return None,
        };
        let start = time.midnight(0);
        Some(Self {
            start,
            is_whole: start == time,
        })
    }
}
