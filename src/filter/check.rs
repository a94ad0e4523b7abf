//! The checker: what the catalogue says about the fields, operators and values of a filter.

use super::ast::{Op, Predicate, Value};
use super::quote::{clipped, shown, written};
use super::syntax::{Literal, Placed};
use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::Platform;
use crate::task::{CATALOGUE, Field, FieldType, Status, Timestamp, closest};

/// Which operators a type has. A new operator is one entry here and one in the lexer's table.
const TYPED: &[(FieldType, &[Op])] = {
    use Op::{
        Between, Contains, ContainsFold, EndsWith, Eq, Ge, Gt, In, Le, Lt, Ne, NotBetween,
        NotContains, NotContainsFold, NotEndsWith, NotIn, NotStartsWith, StartsWith,
    };
    const ORDERED: &[Op] = &[Eq, Ne, Lt, Le, Gt, Ge, In, NotIn, Between, NotBetween];
    const NAMED: &[Op] = &[Eq, Ne, In, NotIn];
    &[
        (
            FieldType::Text,
            &[
                Eq,
                Ne,
                Lt,
                Le,
                Gt,
                Ge,
                Contains,
                NotContains,
                ContainsFold,
                NotContainsFold,
                StartsWith,
                NotStartsWith,
                EndsWith,
                NotEndsWith,
                In,
                NotIn,
                Between,
                NotBetween,
            ],
        ),
        (FieldType::Time, ORDERED),
        (FieldType::Number, ORDERED),
        (FieldType::Status, NAMED),
        (FieldType::Platform, NAMED),
        (FieldType::Boolean, &[Eq, Ne]),
    ]
};

/// The operators that compare with null, whatever the field's type.
const NULL: &[Op] = &[Op::Eq, Op::Ne];

/// The operators that a field of this type can be compared by.
#[must_use]
pub fn operators(kind: FieldType) -> &'static [Op] {
    TYPED
        .iter()
        .find(|(typed, _)| *typed == kind)
        .map_or(&[], |(_, ops)| *ops)
}

/// The field of a name, if a filter may name it.
pub(super) fn filterable(name: &str) -> Result<Field> {
    let names = || CATALOGUE.iter().filter(|info| info.filterable);
    let all = || names().map(|info| info.name).collect::<Vec<_>>().join(", ");
    // `project.id` and `platform_data.a.b` are paths into a field.
    let (head, path) = match name.split_once('.') {
        Some((head, path)) => (head, Some(path)),
        None => (name, None),
    };
    let field = Field::parse(head);
    let is_object = |field: &Field| field.info().kind == FieldType::Object;
    if let Some(field) = field.filter(|field| path.is_none() || is_object(field)) {
        if field.info().filterable {
            return Ok(field);
        }
        let message = format!("`{}` cannot be filtered on yet", clipped(name));
        return Err(
            TaskweaveError::new(Code::FilterField, message).help(format!("filter on {}", all()))
        );
    }
    let message = format!("`{}` is not a field", clipped(name));
    let error = TaskweaveError::new(Code::FilterField, message);
    Err(
        error.help(match closest(head, names().map(|info| info.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the fields are {}", all()),
        }),
    )
}

/// A comparison that is right for its field.
pub(super) fn example(field: Field) -> String {
    let name = field.name();
    match field.info().kind {
        FieldType::Time => format!("{name} >= \"2024-01-01T00:00:00Z\""),
        FieldType::Status => format!("{name} = \"{}\"", Status::InProgress.as_str()),
        FieldType::Platform => format!("{name} = \"{}\"", Platform::Accelo.as_str()),
        _ => format!("{name} ~ \"Acme\""),
    }
}

/// The operators of a field, with an example.
pub(super) fn usage(field: Field) -> String {
    let ops: Vec<_> = operators(field.info().kind)
        .iter()
        .map(|op| op.as_str())
        .collect();
    format!(
        "compare `{}` by {}, such as `{}`",
        field.name(),
        ops.join(" "),
        example(field)
    )
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

/// The comparison, if its operator and value fit the field.
pub(super) fn predicate(
    text: &str,
    field: Placed<Field>,
    op: Placed<Op>,
    value: &Placed<Literal>,
) -> Result<Predicate> {
    let at_op = |error: TaskweaveError| error.at(text, op.place.start, op.place.end);
    let at_value = |error: TaskweaveError| error.at(text, value.place.start, value.place.end);
    let name = field.of.name();
    let kind = field.of.info().kind;
    if matches!(value.of, Literal::Null) && !NULL.contains(&op.of) {
        let message = format!("`{}` does not compare with null", op.of.as_str());
        return Err(
            at_op(TaskweaveError::new(Code::FilterType, message)).help(format!(
                "write `{name} = null` for tasks without one, `{name} != null` for tasks with one"
            )),
        );
    }
    if !operators(kind).contains(&op.of) {
        let what = kind_name(kind);
        let message = format!("`{}` does not compare {what}", op.of.as_str());
        return Err(at_op(TaskweaveError::new(Code::FilterType, message)).help(usage(field.of)));
    }
    let as_written = value.place.of(text);
    let read = match &value.of {
        Literal::Null => Ok(Value::Null),
        Literal::Text(text) => typed(field.of, text),
        Literal::Bare => Err(unquoted(field.of, op.of, as_written)),
        Literal::Number | Literal::Boolean => Err(mistyped(field.of, op.of, as_written)),
    };
    Ok(Predicate::new(field.of, op.of, read.map_err(at_value)?))
}

/// The value that a string stands for in a comparison with a field.
fn typed(field: Field, text: &str) -> Result<Value> {
    match field.info().kind {
        FieldType::Time => time(text).map(Value::Time),
        FieldType::Status => match Status::parse(text) {
            Some(status) => Ok(Value::Status(status)),
            None => Err(no_such_word(
                "a status",
                text,
                &Status::ALL.map(Status::as_str),
            )),
        },
        FieldType::Platform => match Platform::parse(text) {
            Some(platform) => Ok(Value::Platform(platform)),
            None => {
                let words: Vec<_> = Platform::ALL.iter().map(|p| p.as_str()).collect();
                Err(no_such_word("a platform", text, &words))
            }
        },
        // The other types have no operators yet, so that nothing else comes here.
        _ => Ok(Value::Text(text.to_owned())),
    }
}

fn time(text: &str) -> Result<Timestamp> {
    if let Some(time) = Timestamp::parse_exact(text) {
        return Ok(time);
    }
    if let Some(time) = Timestamp::parse(text) {
        let message = format!("{} is finer than a millisecond", shown(text));
        return Err(
            TaskweaveError::new(Code::FilterValue, message).help(format!(
                "times are kept to the millisecond: write \"{time}\""
            )),
        );
    }
    let zoned = format!("{}Z", text.trim());
    let help = if Timestamp::parse(&zoned).is_some() {
        format!("say the zone: {} is UTC", shown(&zoned))
    } else if let Some(plus) = plus_for_space(text) {
        format!(
            "write {}; in a URL a plus sign is written `%2B`",
            shown(&plus)
        )
    } else if is_relative(text) {
        "times relative to now are not understood yet: write \"2024-01-01T00:00:00Z\"".to_owned()
    } else {
        "write \"2024-01-01T00:00:00Z\" or, for midnight UTC, \"2024-01-01\"".to_owned()
    };
    let message = format!("{} is not a time", shown(text));
    Err(TaskweaveError::new(Code::FilterValue, message).help(help))
}

/// The time whose `+` before the zone became a space, as it does in a URL.
fn plus_for_space(text: &str) -> Option<String> {
    let (time, zone) = text.trim().rsplit_once(' ')?;
    let plus = format!("{time}+{zone}");
    Timestamp::parse(&plus).map(|_| plus)
}

/// Whether a text looks like `now`, `now-7d` or `yesterday`.
fn is_relative(text: &str) -> bool {
    let word: String = text
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    matches!(word.as_str(), "now" | "today" | "yesterday" | "tomorrow")
}

fn no_such_word(what: &str, text: &str, words: &[&str]) -> TaskweaveError {
    let message = format!("{} is not {what}", shown(text));
    let underscored = text.replace(' ', "_");
    TaskweaveError::new(Code::FilterValue, message).help(
        match closest(&underscored, words.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of {}", words.join(", ")),
        },
    )
}

/// A value without quotes.
fn unquoted(field: Field, op: Op, value: &str) -> TaskweaveError {
    let message = format!("`{}` stands without quotes", clipped(value));
    let error = TaskweaveError::new(Code::FilterSyntax, message);
    if Field::parse(value).is_some() && typed(field, value).is_err() {
        return error.help("a field is compared with a value, not with another field");
    }
    error.help(match typed(field, value) {
        Err(inner) if is_relative(value) => inner.help.clone().unwrap_or_default(),
        Err(inner) => match &inner.help {
            Some(help) => format!("put the value in double quotes; {help}"),
            None => "put the value in double quotes".to_owned(),
        },
        Ok(_) => quoted(field, op, value),
    })
}

/// A number, or true or false, for a field that holds neither.
fn mistyped(field: Field, op: Op, value: &str) -> TaskweaveError {
    let kind = field.info().kind;
    let message = format!(
        "`{}` holds {}, and `{}` is none",
        field.name(),
        kind_name(kind),
        clipped(value)
    );
    let error = TaskweaveError::new(Code::FilterType, message);
    error.help(match (kind, unix(value)) {
        (FieldType::Time, Some(time)) => format!("write \"{time}\""),
        _ if typed(field, value).is_ok() => quoted(field, op, value),
        _ => format!("put a value in double quotes, such as `{}`", example(field)),
    })
}

fn quoted(field: Field, op: Op, value: &str) -> String {
    if clipped(value) != value {
        return "put the value in double quotes".to_owned();
    }
    let (name, op) = (field.name(), op.as_str());
    format!(
        "put the value in double quotes: `{name} {op} {}`",
        written(value)
    )
}

/// The instant of Unix seconds or, from a size that no seconds have, milliseconds.
fn unix(number: &str) -> Option<Timestamp> {
    const LEAST_MILLIS: i64 = 100_000_000_000;
    let number: i64 = number.parse().ok()?;
    if number.abs() < LEAST_MILLIS {
        return Timestamp::from_millis(number.checked_mul(1000)?);
    }
    Timestamp::from_millis(number)
}
