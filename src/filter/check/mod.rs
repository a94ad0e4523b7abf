//! The checker: what the catalogue says about the fields, operators and values of a filter.

mod names;
mod times;
mod values;

use std::borrow::Cow;

use super::ast::{Op, Target};
use super::syntax::Placed;
use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::Platform;
use crate::task::{CATALOGUE, Field, FieldType, Status};

pub(super) use names::target;
pub(super) use values::{one_type, value};

/// Which operators a type has.
const TYPED: &[(FieldType, &[Op])] = {
    use Op::{Between, Eq, Ge, Gt, In, Le, Lt, Ne, NotBetween, NotIn};
    const ORDERED: &[Op] = &[Eq, Ne, Lt, Le, Gt, Ge, In, NotIn, Between, NotBetween];
    const NAMED: &[Op] = &[Eq, Ne, In, NotIn];
    &[
        (FieldType::Text, &Op::ALL),
        (FieldType::Time, ORDERED),
        (FieldType::Number, ORDERED),
        (FieldType::Status, NAMED),
        (FieldType::Platform, NAMED),
        (FieldType::Boolean, &[Eq, Ne]),
    ]
};

/// The operators that compare with null, whatever the field's type.
const NULL: &[Op] = &[Op::Eq, Op::Ne];

/// The operators that a field of this type can be compared by; an object compares with null only.
#[must_use]
pub fn operators(kind: FieldType) -> &'static [Op] {
    TYPED
        .iter()
        .find(|(typed, _)| *typed == kind)
        .map_or(&[], |(_, ops)| *ops)
}

/// The type of what is compared; `None` where the value's is taken.
fn kind_of(target: &Target) -> Option<FieldType> {
    target.field().map(|field| field.info().kind)
}

/// Whether what is compared has an operator, with one type of values or another.
pub(super) fn has(target: &Target, op: Op) -> bool {
    match kind_of(target) {
        Some(FieldType::Object) => NULL.contains(&op),
        Some(kind) => operators(kind).contains(&op),
        None => true,
    }
}

/// That what is compared has the operator.
pub(super) fn operator(text: &str, target: &Target, op: Placed<Op>) -> Result<()> {
    if has(target, op.of) {
        return Ok(());
    }
    let kind = kind_of(target).unwrap_or(FieldType::Text);
    let message = format!("`{}` does not compare {}", op.of.as_str(), kind_name(kind));
    Err(TaskweaveError::new(Code::FilterType, message)
        .at(text, op.place.start, op.place.end)
        .help(usage(target)))
}

/// What a kind of field is, for messages.
fn kind_name(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "a text",
        FieldType::Time => "a time",
        FieldType::Status => "a status",
        FieldType::Platform => "a platform",
        FieldType::Number => "a number",
        FieldType::Boolean => "true or false",
        FieldType::Object => "an object",
    }
}

/// Two values of what is compared, as they are written; the first is the lesser.
fn samples(target: &Target) -> [Cow<'static, str>; 2] {
    let quoted = |word: &str| Cow::Owned(format!("\"{word}\""));
    match kind_of(target).unwrap_or(FieldType::Text) {
        FieldType::Text => ["\"Acme\"".into(), "\"Best\"".into()],
        FieldType::Time => ["today-7d".into(), "today".into()],
        FieldType::Status => [
            quoted(Status::InProgress.as_str()),
            quoted(Status::OnHold.as_str()),
        ],
        FieldType::Platform => [
            quoted(Platform::Accelo.as_str()),
            quoted(Platform::Kickserv.as_str()),
        ],
        FieldType::Number => ["0.5".into(), "7.25".into()],
        FieldType::Boolean => ["true".into(), "false".into()],
        FieldType::Object => ["null".into(), "null".into()],
    }
}

/// A comparison that is right.
pub(super) fn example(target: &Target) -> String {
    let op = match kind_of(target).unwrap_or(FieldType::Text) {
        FieldType::Text => Op::Contains,
        FieldType::Time => return format!("{target} >= \"2024-01-01T00:00:00Z\""),
        FieldType::Number => Op::Ge,
        _ => Op::Eq,
    };
    example_with(target, op)
}

/// A comparison by this operator that is right.
pub(super) fn example_with(target: &Target, op: Op) -> String {
    let [one, other] = samples(target);
    let value = match op {
        Op::In | Op::NotIn => format!("({one}, {other})"),
        Op::Between | Op::NotBetween => format!("{one} AND {other}"),
        _ => one.into_owned(),
    };
    format!("{target} {} {value}", op.as_str())
}

/// The operators of what is compared, with an example; of an object, its parts.
pub(super) fn usage(target: &Target) -> String {
    if let Some(field) = target.field()
        && field.info().kind == FieldType::Object
    {
        let parts = parts_of(field);
        let parts: Vec<_> = parts.iter().map(|part| format!("`{part}`")).collect();
        return format!(
            "compare {}; of `{target}` itself only `{target} = null` and `{target} != null` can be asked",
            parts.join(" or ")
        );
    }
    let kind = kind_of(target).unwrap_or(FieldType::Text);
    let ops: Vec<_> = operators(kind).iter().map(|op| op.as_str()).collect();
    format!(
        "compare `{target}` by {}; such as `{}`",
        ops.join(", "),
        example(target)
    )
}

/// The fields that are parts of an object.
fn parts_of(object: Field) -> Vec<&'static str> {
    CATALOGUE
        .iter()
        .filter(|info| info.field != object && info.field.whole() == object && info.filterable)
        .map(|info| info.name)
        .collect()
}

/// The relative time that a function or word of other languages means.
pub(super) fn time_meant(text: &str) -> Option<String> {
    times::relative(text.trim_end_matches("()"))
        .map(|time| time.to_string())
        .or_else(|| times::meant(text))
}

/// Whether times are among what it compares with.
pub(super) fn compares_times(target: &Target) -> bool {
    matches!(kind_of(target), None | Some(FieldType::Time))
}
