//! Whether a value fits what it is compared with.

use super::super::ast::{Op, Target, Value};
use super::super::quote::{clipped, shown, written};
use super::super::syntax::{Literal, Placed};
use super::{NULL, example_with, kind_name, kind_of, operators, parts_of, times};
use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::Platform;
use crate::task::{Decimal, Field, FieldType, Status, closest};

/// What others call the statuses, where their own words are not near enough.
const OTHER_STATUSES: &[(Status, &[&str])] = &[
    (
        Status::NotStarted,
        &["open", "new", "todo", "to_do", "pending", "backlog"],
    ),
    (Status::Planned, &["scheduled", "upcoming"]),
    (
        Status::InProgress,
        &["active", "started", "doing", "ongoing", "wip"],
    ),
    (
        Status::Completed,
        &["done", "closed", "finished", "resolved"],
    ),
    (
        Status::OnHold,
        &["paused", "blocked", "waiting", "hold", "deferred"],
    ),
];

/// Whether an operator takes more than one value.
fn takes_several(op: Op) -> bool {
    matches!(op, Op::In | Op::NotIn | Op::Between | Op::NotBetween)
}

/// What a value is compared with, and how.
#[derive(Clone, Copy)]
struct Asked<'a> {
    target: &'a Target,
    op: Op,
}

/// The value of one literal of a comparison; in a list each is checked alone.
pub(in super::super) fn value(
    text: &str,
    target: &Target,
    op: Placed<Op>,
    literal: &Placed<Literal>,
) -> Result<Value> {
    let asked = Asked { target, op: op.of };
    let at_value = |error: TaskweaveError| error.at(text, literal.place.start, literal.place.end);
    let as_written = literal.place.of(text);
    if matches!(literal.of, Literal::Null) {
        return match NULL.contains(&op.of) {
            true => Ok(Value::Null),
            false if takes_several(op.of) => Err(at_value(asked.null_in_list())),
            false => Err(asked.null().at(text, op.place.start, op.place.end)),
        };
    }
    if let (Literal::Relative(Err(flaw)), None | Some(FieldType::Time)) =
        (&literal.of, kind_of(target))
    {
        return Err(
            TaskweaveError::new(Code::FilterSyntax, flaw.message.as_str())
                .at(text, flaw.place.start, flaw.place.end)
                .help(flaw.help.as_str()),
        );
    }
    let read = match kind_of(target) {
        Some(kind) => asked.of_kind(kind, &literal.of, as_written),
        None => asked.of_any_kind(&literal.of, as_written),
    };
    let value = read.map_err(at_value)?;
    if target.field().is_none() && !operators(kind(&value)).contains(&op.of) {
        return Err(asked.not_of_kind(kind(&value), as_written).at(
            text,
            op.place.start,
            op.place.end,
        ));
    }
    Ok(value)
}

/// The values of a list, which must be of one type. Beside a time from now a text is a time too.
pub(in super::super) fn one_type(
    text: &str,
    target: &Target,
    values: Vec<Placed<Value>>,
) -> Result<Vec<Value>> {
    let is_time = |value: &Placed<Value>| kind(&value.of) == FieldType::Time;
    let has_time = values.iter().any(is_time);
    let mut first = None;
    values
        .into_iter()
        .map(|Placed { of, place }| {
            let at = |error: TaskweaveError| error.at(text, place.start, place.end);
            let of = match of {
                Value::Text(text) if has_time => {
                    times::instant(&text).map(Value::Time).map_err(at)?
                }
                other => other,
            };
            let kind = kind(&of);
            if *first.get_or_insert(kind) == kind {
                return Ok(of);
            }
            let message = format!(
                "`{}` is {}, and the values before it are not",
                clipped(place.of(text)),
                kind_name(kind)
            );
            let help = match has_time {
                true => "beside a time from now stand only times, such as now-7d or \"2024-01-01\"".to_owned(),
                false => format!(
                    "write all values in double quotes to compare `{target}` as a text, or all as numbers"
                ),
            };
            Err(at(TaskweaveError::new(Code::FilterType, message)).help(help))
        })
        .collect()
}

/// The type that a literal gives to a place in the platform's own record.
fn kind(value: &Value) -> FieldType {
    match value {
        Value::Time(_) | Value::Relative(_) => FieldType::Time,
        Value::Number(_) => FieldType::Number,
        Value::Boolean(_) => FieldType::Boolean,
        Value::Status(_) => FieldType::Status,
        Value::Platform(_) => FieldType::Platform,
        Value::Text(_) | Value::Null | Value::List(_) => FieldType::Text,
    }
}

/// The value that a text stands for in a comparison with a field of a type.
fn typed(kind: FieldType, text: &str) -> Result<Value> {
    match kind {
        FieldType::Time => times::instant(text).map(Value::Time),
        FieldType::Status => match Status::parse(text) {
            Some(status) => Ok(Value::Status(status)),
            None => Err(no_such_word(kind, text)),
        },
        FieldType::Platform => match Platform::parse(text) {
            Some(platform) => Ok(Value::Platform(platform)),
            None => Err(no_such_word(kind, text)),
        },
        FieldType::Text | FieldType::Object => Ok(Value::Text(text.to_owned())),
        FieldType::Number | FieldType::Boolean => {
            let message = format!("{} is a text", shown(text));
            Err(TaskweaveError::new(Code::FilterType, message))
        }
    }
}

/// The words of a type that has few, and its name.
fn words(kind: FieldType) -> (&'static str, Vec<&'static str>) {
    match kind {
        FieldType::Status => ("status", Status::ALL.map(Status::as_str).to_vec()),
        _ => (
            "platform",
            Platform::ALL.iter().map(|p| p.as_str()).collect(),
        ),
    }
}

/// The word of a type that another one is a slip of, or another name for.
fn word_like(kind: FieldType, text: &str) -> Option<&'static str> {
    let underscored = text.trim().replace(' ', "_");
    let other = OTHER_STATUSES
        .iter()
        .filter(|_| kind == FieldType::Status)
        .find(|(_, others)| others.contains(&underscored.to_ascii_lowercase().as_str()));
    match other {
        Some((status, _)) => Some(status.as_str()),
        None => closest(&underscored, words(kind).1),
    }
}

fn no_such_word(kind: FieldType, text: &str) -> TaskweaveError {
    let message = format!("{} is not {}", shown(text), kind_name(kind));
    let (name, words) = words(kind);
    TaskweaveError::new(Code::FilterValue, message).help(match word_like(kind, text) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("{name} is one of {}", words.join(", ")),
    })
}

/// The number in a text that has a unit, a currency or separators around it.
fn number_in(text: &str) -> Option<String> {
    let trimmed = text.trim();
    let percent = trimmed.strip_suffix('%').and_then(Decimal::parse);
    if percent.is_some() {
        let number = Decimal::parse(&format!("{}e-2", trimmed.trim_end_matches('%')))?;
        return Some(number.to_string());
    }
    let kept: String = trimmed
        .trim_matches(|c: char| !c.is_ascii_digit() && c != '-')
        .chars()
        .filter(|c| !matches!(c, '_' | ',' | ' '))
        .collect();
    Decimal::parse(&kept).map(|number| number.to_string())
}

/// What a word for true or false means.
fn truth_in(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" | "1" | "t" => Some(true),
        "false" | "no" | "n" | "off" | "0" | "f" => Some(false),
        _ => None,
    }
}

impl Asked<'_> {
    fn written(self, value: &str) -> String {
        format!("`{} {} {value}`", self.target, self.op.as_str())
    }

    /// A value as it should be written: in its comparison, unless others stand beside it.
    fn in_place(self, value: &str) -> String {
        match takes_several(self.op) {
            true => format!("`{value}`"),
            false => self.written(value),
        }
    }

    fn of_kind(self, kind: FieldType, literal: &Literal, as_written: &str) -> Result<Value> {
        match (kind, literal) {
            (FieldType::Object, _) => Err(self.object(literal, as_written)),
            (FieldType::Number | FieldType::Boolean, Literal::Text(_)) => {
                Err(self.mistyped(kind, literal, as_written))
            }
            (_, Literal::Text(text)) => typed(kind, text),
            (FieldType::Number, Literal::Number(number)) => Ok(Value::Number(number.clone())),
            (FieldType::Boolean, Literal::Boolean(truth)) => Ok(Value::Boolean(*truth)),
            (FieldType::Time, Literal::Relative(Ok(time))) => Ok(Value::Relative(time.clone())),
            (FieldType::Number | FieldType::Boolean, _) => {
                Err(self.mistyped(kind, literal, as_written))
            }
            (_, Literal::Bare | Literal::Relative(Err(_))) => Err(self.unquoted(kind, as_written)),
            _ => Err(self.mistyped(kind, literal, as_written)),
        }
    }

    fn of_any_kind(self, literal: &Literal, as_written: &str) -> Result<Value> {
        match literal {
            Literal::Text(text) => Ok(Value::Text(text.clone())),
            Literal::Number(number) => Ok(Value::Number(number.clone())),
            Literal::Boolean(truth) => Ok(Value::Boolean(*truth)),
            Literal::Relative(Ok(time)) => Ok(Value::Relative(time.clone())),
            _ => Err(self.unquoted(FieldType::Text, as_written)),
        }
    }

    /// A value that an object as a whole is compared with.
    fn object(self, literal: &Literal, as_written: &str) -> TaskweaveError {
        let value = match literal {
            Literal::Text(text) => shown(text),
            _ => shown(as_written),
        };
        let parts = self.target.field().map(parts_of).unwrap_or_default();
        let parts: Vec<_> = parts
            .iter()
            .map(|part| format!("`{part} {} {value}`", self.op.as_str()))
            .collect();
        let message = format!("`{}` is an object with parts, not a value", self.target);
        TaskweaveError::new(Code::FilterType, message).help(format!(
            "compare a part of it: {}; for tasks without one write `{} = null`",
            parts.join(" or "),
            self.target
        ))
    }

    /// An operator that goes with null only as part of two others.
    fn null(self) -> TaskweaveError {
        let message = format!("`{}` does not compare with null", self.op.as_str());
        let name = self.target;
        TaskweaveError::new(Code::FilterType, message).help(format!(
            "write `{name} = null` for tasks without one, `{name} != null` for tasks with one"
        ))
    }

    fn null_in_list(self) -> TaskweaveError {
        let (name, op) = (self.target, self.op.as_str());
        let message = format!("null cannot be a value of `{op}`");
        TaskweaveError::new(Code::FilterType, message).help(match self.op {
            Op::In => format!("write `({name} = null OR {name} IN (…))`"),
            Op::NotIn => format!(
                "`{name} NOT IN (…)` leaves tasks without one out; for them too write `({name} = null OR {name} NOT IN (…))`"
            ),
            _ => {
                let [low, high] = super::samples(self.target);
                format!("for a range with one end write `{name} >= {low}` or `{name} <= {high}`")
            }
        })
    }

    /// An operator that the literal's type does not have.
    fn not_of_kind(self, kind: FieldType, as_written: &str) -> TaskweaveError {
        let message = format!(
            "`{}` does not compare {}",
            self.op.as_str(),
            kind_name(kind)
        );
        let ops: Vec<_> = operators(kind).iter().map(|op| op.as_str()).collect();
        let by = format!("compare {} by {}", kind_name(kind), ops.join(", "));
        TaskweaveError::new(Code::FilterType, message).help(match kind {
            FieldType::Boolean => format!("{by}, such as `{} = {as_written}`", self.target),
            FieldType::Number => format!(
                "{by}; to compare a text put the value in double quotes: {}",
                self.written(&shown(as_written))
            ),
            _ => by,
        })
    }

    /// A value without quotes.
    fn unquoted(self, kind: FieldType, value: &str) -> TaskweaveError {
        let message = format!("`{}` stands without quotes", clipped(value));
        let error = TaskweaveError::new(Code::FilterSyntax, message);
        if Field::parse(value).is_some() && (typed(kind, value).is_err() || kind == FieldType::Text)
        {
            return error.help(format!(
                "a field is compared with a value, not with another field; a text stands in double quotes: {}",
                shown(value)
            ));
        }
        if ["none", "nil", "undefined", "empty", "nothing"]
            .contains(&value.to_ascii_lowercase().as_str())
        {
            return error.help(format!(
                "for tasks without one write `{} = null`",
                self.target
            ));
        }
        if value.to_ascii_lowercase().starts_with("select ") {
            return error.help("there are no queries inside a filter: write the values themselves");
        }
        error.help(match typed(kind, value) {
            Ok(_) => self.quoted(value),
            Err(_) if kind == FieldType::Time => return self.no_time(value),
            Err(_) => match word_like(kind, value) {
                Some(word) => format!("did you mean {}?", self.in_place(&written(word))),
                None => format!("{} is one of {}", words(kind).0, words(kind).1.join(", ")),
            },
        })
    }

    /// Words without quotes where a time belongs.
    fn no_time(self, value: &str) -> TaskweaveError {
        let message = format!("`{}` is not a time", clipped(value));
        let error = TaskweaveError::new(Code::FilterValue, message);
        error.help(match (times::meant(value), times::wrapped(value)) {
            (Some(time), _) => format!("write {}", self.written(&time)),
            (None, Some(time)) => self.quoted(time),
            (None, None) => times::instead(value),
        })
    }

    /// A value of another type.
    fn mistyped(self, kind: FieldType, literal: &Literal, as_written: &str) -> TaskweaveError {
        let (value, message) = match literal {
            Literal::Text(text) => (
                text.as_str(),
                format!("{} in quotes is a text", shown(text)),
            ),
            _ => (as_written, format!("`{}` is none", clipped(as_written))),
        };
        let message = format!("`{}` holds {}, and {message}", self.target, kind_name(kind));
        let error = TaskweaveError::new(Code::FilterType, message);
        let meant = match kind {
            FieldType::Time => times::unix(value).map(|time| format!("\"{time}\"")),
            FieldType::Number => number_in(value),
            FieldType::Boolean => truth_in(value).map(|truth| truth.to_string()),
            _ if typed(kind, value).is_ok() => return error.help(self.quoted(value)),
            _ => None,
        };
        error.help(match meant {
            Some(value) => format!("write {}", self.in_place(&value)),
            None => format!(
                "write a value such as `{}`",
                example_with(self.target, self.op)
            ),
        })
    }

    fn quoted(self, value: &str) -> String {
        let in_list = matches!(self.op, Op::In | Op::NotIn | Op::Between | Op::NotBetween);
        match clipped(value) == value {
            true if in_list => format!("put each value in double quotes: {}", written(value)),
            true => format!(
                "put the value in double quotes: {}",
                self.written(&written(value))
            ),
            false => "put the value in double quotes".to_owned(),
        }
    }
}
