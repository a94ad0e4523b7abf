//! Laws that hold for every tree and every error, wherever they come from.

use taskweave::error::{Code, TaskweaveError};
use taskweave::filter::{
    Clock, Expr, Filter, MAX_BYTES, MAX_DEPTH, MAX_PREDICATES, Op, Predicate, Target, Value,
    operators,
};
use taskweave::task::{FieldType, Timestamp};

/// What relative times are told from: 2026-03-31T12:34:56.789Z, where steps of months clamp.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(1_774_960_496_789).expect("the instant is within the years")
}

/// An error teaches: a code of filters, help, and a place that lies in the text between characters.
/// What it quotes of the text is cut, so that a message stays readable whatever was given.
pub(crate) fn error_is_sound(error: &TaskweaveError, text: &str) {
    /// Characters. The longest help lists the names of all fields.
    const LONGEST: usize = 1000;
    assert!(
        matches!(
            error.code,
            Code::FilterSyntax
                | Code::FilterField
                | Code::FilterType
                | Code::FilterValue
                | Code::FilterTooLarge
        ),
        "{error:?}"
    );
    let help = error.help.as_deref().unwrap_or_default();
    for words in [error.message.as_str(), help] {
        assert!(!words.trim().is_empty(), "{error:?}");
        assert!(words.chars().count() <= LONGEST, "{error:?}");
        assert!(!words.contains(char::is_control), "{error:?}");
    }
    let span = error
        .span
        .unwrap_or_else(|| panic!("no place in {error:?}"));
    assert!(span.start <= span.end, "{error:?}");
    for place in [span.start, span.end] {
        assert!(is_boundary(text, place), "{place} of {error:?}");
    }
    assert!(error.snippet(text).starts_with(error.code.as_str()));
}

/// Whether a number of UTF-16 units ends between two characters of the text, or at its end.
fn is_boundary(text: &str, units: usize) -> bool {
    let mut at = 0;
    text.chars().any(|c| {
        let here = at == units;
        at += c.len_utf16();
        here
    }) || at == units
}

/// A tree keeps the rules of [`Expr`], its text reads back, and its forms mean what they say.
pub(crate) fn tree_is_sound(expr: &Expr) {
    is_well_formed(expr);
    reads_back(expr);
    let plain = expr.without_nots();
    is_well_formed(&plain);
    assert_eq!(plain, plain.without_nots(), "{expr}");
    let normal = expr.normal();
    is_well_formed(&normal);
    assert_eq!(normal, normal.normal(), "{expr}");
    assert_eq!(normal, plain.normal(), "{expr}");
    if let Some(read) = reads_back(&normal) {
        assert_eq!(read.normal(), normal, "{expr}");
    }
    let resolved = expr.resolved(Clock::utc(now()));
    is_well_formed(&resolved);
    assert!(!resolved.is_relative(), "{resolved}");
    reads_back(&resolved);
    if !expr.is_relative() {
        assert_eq!(&resolved, expr);
    }
}

/// What the tree's text reads as: the tree. Nothing of a text that is beyond the limits, which a
/// canonical text may be where the one that was read is not; nor of an instant in a platform's own
/// record, which no text says.
fn reads_back(expr: &Expr) -> Option<Expr> {
    let is_time = |value: &Value| matches!(value, Value::Time(_));
    let told = |one: &&Predicate| one.field().is_none() && one.values().iter().any(is_time);
    if expr.predicates().iter().any(told) {
        return None;
    }
    let text = expr.to_string();
    match Filter::parse(&text) {
        Ok(read) => {
            assert_eq!(read.expr(), expr, "{text}");
            assert_eq!(read.canonical(), text);
            Some(read.expr().clone())
        }
        Err(error) => {
            let is_large = text.len() > MAX_BYTES
                || expr.predicates().len() > MAX_PREDICATES
                || depth(expr) > MAX_DEPTH;
            assert!(
                is_large && error.code == Code::FilterTooLarge,
                "{}",
                error.snippet(&text)
            );
            None
        }
    }
}

/// A bound of how many parentheses and `NOT`s stand around a comparison.
fn depth(expr: &Expr) -> usize {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => 1 + parts.iter().map(depth).max().unwrap_or(0),
        Expr::Not(part) => 1 + depth(part),
        Expr::Is(_) => 0,
    }
}

fn is_well_formed(expr: &Expr) {
    match expr {
        Expr::And(parts) => {
            assert!(parts.len() >= 2, "{expr:?}");
            assert!(!parts.iter().any(|part| matches!(part, Expr::And(_))));
            parts.iter().for_each(is_well_formed);
        }
        Expr::Or(parts) => {
            assert!(parts.len() >= 2, "{expr:?}");
            assert!(!parts.iter().any(|part| matches!(part, Expr::Or(_))));
            parts.iter().for_each(is_well_formed);
        }
        Expr::Not(part) => is_well_formed(part),
        Expr::Is(predicate) => fits(predicate),
    }
}

/// Operator and value fit the target, and a denial is the denial of its denial.
fn fits(predicate: &Predicate) {
    let Predicate { target, op, value } = predicate;
    let counts = match op {
        Op::In | Op::NotIn => 1..=usize::MAX,
        Op::Between | Op::NotBetween => 2..=2,
        _ => 0..=0,
    };
    match value {
        Value::List(values) => assert!(counts.contains(&values.len()), "{predicate:?}"),
        _ => assert!(counts.contains(&0), "{predicate:?}"),
    }
    let Some(kind) = kind_of(target, predicate.values()) else {
        assert!(matches!(op, Op::Eq | Op::Ne), "{predicate:?}");
        assert_eq!(value, &Value::Null, "{predicate:?}");
        return;
    };
    if let Target::Field(field) = target {
        assert!(field.info().filterable, "{predicate:?}");
        assert_eq!(field.info().kind, kind, "{predicate:?}");
    }
    assert!(operators(kind).contains(op), "{predicate:?}");
    if let Some(negated) = predicate.negated() {
        assert_eq!(negated.negated().as_ref(), Some(predicate));
    }
}

/// The one type of the values; none if it is null. Values of different types are no comparison.
fn kind_of(target: &Target, values: &[Value]) -> Option<FieldType> {
    let mut kinds: Vec<Option<FieldType>> = values
        .iter()
        .map(|value| match value {
            Value::Null => None,
            Value::Text(_) => Some(FieldType::Text),
            Value::Time(_) | Value::Relative(_) => Some(FieldType::Time),
            Value::Status(_) => Some(FieldType::Status),
            Value::Platform(_) => Some(FieldType::Platform),
            Value::Number(_) => Some(FieldType::Number),
            Value::Boolean(_) => Some(FieldType::Boolean),
            Value::List(_) => panic!("a list within a list: {target:?} {values:?}"),
        })
        .collect();
    kinds.dedup();
    match kinds.as_slice() {
        [kind] => *kind,
        _ => panic!("values of several types: {target:?} {values:?}"),
    }
}
