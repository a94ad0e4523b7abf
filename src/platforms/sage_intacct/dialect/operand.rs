//! What a condition compares with, read after the field's type.

use super::super::catalogue::{Kind, Spot, is_none_if_empty};
use super::condition::{Notes, Operator, Setting};
use super::conditions::{date, day};
use super::json::{Node, shown};
use super::macros::{MACROS, Period};
use super::say::is_whole_number;
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Op, Path, Target, Value};
use crate::platforms::Class;
use crate::task::{Decimal, Field, Timestamp, closest};

/// A value as it is written.
pub(super) struct Scalar<'a> {
    pub(super) raw: &'a str,
    of: Of,
}

#[derive(Clone, PartialEq)]
enum Of {
    Null,
    Boolean(bool),
    Number(Decimal),
    Text(String),
}

impl<'a> Scalar<'a> {
    /// The value, unless it is a list or an object.
    pub(super) fn of(raw: &'a str) -> Option<Self> {
        let of = match Node::of(raw) {
            Node::Null => Of::Null,
            Node::Boolean(boolean) => Of::Boolean(boolean),
            Node::Number(number) => Of::Number(Decimal::parse(number)?),
            Node::Text(text) => Of::Text(text.into_owned()),
            Node::List(_) | Node::Object(_) | Node::Broken => return None,
        };
        Some(Self { raw, of })
    }

    pub(super) fn node_is_null(&self) -> bool {
        self.of == Of::Null
    }

    /// What it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self.of {
            Of::Null => "null",
            Of::Boolean(_) => "true or false",
            Of::Number(_) => "a number",
            Of::Text(_) => "a text",
        }
    }

    fn text(&self) -> String {
        match &self.of {
            Of::Null => String::new(),
            Of::Boolean(boolean) => boolean.to_string(),
            Of::Number(number) => number.to_string(),
            Of::Text(text) => text.clone(),
        }
    }

    fn number(&self) -> Option<Decimal> {
        match &self.of {
            Of::Number(number) => Some(number.clone()),
            Of::Text(text) => Decimal::parse(text),
            _ => None,
        }
    }
}

/// One of the values that are compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Point {
    /// A value.
    At(Value),
    /// The days of a macro.
    During(Period),
}

/// What is compared, and with what.
pub(super) struct Operand {
    pub(super) target: Target,
    pub(super) kind: Kind,
    pub(super) points: Vec<Point>,
}

/// Reads the values of a condition.
pub(super) fn operand(
    setting: &Setting<'_>,
    spot: &Spot<'_>,
    operator: Operator<'_>,
    scalars: &[Scalar<'_>],
    notes: &mut Notes<'_>,
) -> Result<Operand> {
    let data = || Target::Data(Path::dotted(&spot.path));
    let field = spot.known.and_then(|known| known.field);
    let of_spot = field.map_or_else(data, Target::Field);
    let is_pattern = matches!(
        operator.op,
        Op::Contains
            | Op::NotContains
            | Op::StartsWith
            | Op::NotStartsWith
            | Op::EndsWith
            | Op::NotEndsWith
    );
    let texts = || scalars.iter().map(Scalar::text).map(Value::Text).collect();
    let (target, kind, values): (Target, Kind, Vec<Value>) = match spot.kind {
        Kind::Date | Kind::Instant if is_pattern => {
            let message = format!("`{}` holds dates, which have no text", shown(&spot.path));
            return Err(setting
                .mistyped(operator.raw, message)
                .help("compare it by $eq $ne $lt $lte $gt $gte $in $notIn $between $notBetween"));
        }
        Kind::Number | Kind::Boolean if is_pattern => {
            notes.add(
                Class::Inexact,
                "how the platform writes it as text is not documented; the text of the row is compared here",
            );
            (data(), Kind::Text, texts())
        }
        Kind::Date | Kind::Instant => return times(setting, spot, of_spot, scalars, notes),
        Kind::Text | Kind::Link => {
            for scalar in scalars {
                if matches!(scalar.of, Of::Boolean(_)) {
                    let message = format!("`{}` is a text", shown(&spot.path));
                    let error = setting.mistyped(scalar.raw, message);
                    return Err(error.help("put the value in double quotes"));
                }
            }
            let values: Vec<Value> = texts();
            let target = text_target(field, operator.op, &values).map_or_else(data, Target::Field);
            (target, Kind::Text, values)
        }
        Kind::Number => {
            let numbers = each(scalars, |scalar| match scalar.number() {
                Some(number) => Ok(number),
                None => Err(no_number(setting, spot, scalar)),
            })?;
            numbers_of(data(), field, operator.op, numbers)
        }
        Kind::Boolean => {
            let values = each(scalars, |scalar| match scalar.text().as_str() {
                "true" => Ok(Value::Boolean(true)),
                "false" => Ok(Value::Boolean(false)),
                _ => Err(setting
                    .mistyped(
                        scalar.raw,
                        format!("`{}` is true or false", shown(&spot.path)),
                    )
                    .help("write true or false")),
            })?;
            if matches!(operator.op, Op::Lt | Op::Gt | Op::Between | Op::NotBetween) {
                let message = format!(
                    "`{}` is true or false, which has no order",
                    shown(&spot.path)
                );
                return Err(setting
                    .mistyped(operator.raw, message)
                    .help("compare it by $eq or $ne"));
            }
            (of_spot, Kind::Boolean, values)
        }
        Kind::Unknown => {
            let is_macro = |scalar: &Scalar<'_>| MACROS.contains(&scalar.text().as_str());
            if !is_pattern && !operator.is_has && scalars.iter().any(is_macro) {
                notes.add(
                    Class::Inexact,
                    "this field is in no document; the macro is taken for dates",
                );
                return times(setting, spot, of_spot, scalars, notes);
            }
            unknown(setting, spot, operator, is_pattern, scalars, notes)?
        }
    };
    Ok(Operand {
        target,
        kind,
        points: values.into_iter().map(Point::At).collect(),
    })
}

/// Every value, read in one way.
fn each<T>(scalars: &[Scalar<'_>], read: impl Fn(&Scalar<'_>) -> Result<T>) -> Result<Vec<T>> {
    scalars.iter().map(read).collect()
}

fn no_number(setting: &Setting<'_>, spot: &Spot<'_>, scalar: &Scalar<'_>) -> TaskweaveError {
    let message = format!(
        "`{}` is a number, and {} is none",
        shown(&spot.path),
        shown(scalar.raw)
    );
    let error = setting.mistyped(scalar.raw, message);
    error.help("write a number, such as `\"0.5\"` or `0.5`")
}

/// The unified field, where it compares as the platform's own text does: an empty detail is none here
/// and a text there, and so is found by what is denied or begins an order.
fn text_target(field: Option<Field>, op: Op, values: &[Value]) -> Option<Field> {
    let field = field?;
    let is_detail = !matches!(field, Field::Name | Field::PlatformId);
    let is_empty = |value: &Value| matches!(value, Value::Text(text) if text.is_empty());
    let from_below = matches!(op, Op::Lt | Op::Le) || op.is_denial();
    let differs =
        (is_detail && values.iter().any(is_empty)) || (is_none_if_empty(Some(field)) && from_below);
    (!differs).then_some(field)
}

/// Numbers of a field. The priority is a text here: where it is compared as a whole number that is
/// written in one way only, that is the same; else the platform's own number is compared.
fn numbers_of(
    data: Target,
    field: Option<Field>,
    op: Op,
    numbers: Vec<Decimal>,
) -> (Target, Kind, Vec<Value>) {
    let of_equality = matches!(op, Op::Eq | Op::Ne | Op::In | Op::NotIn);
    let is_whole = |number: &Decimal| is_whole_number(&number.to_string());
    let as_numbers = |numbers: Vec<Decimal>| numbers.into_iter().map(Value::Number).collect();
    match field {
        Some(Field::Priority) if of_equality && numbers.iter().all(is_whole) => (
            Target::Field(Field::Priority),
            Kind::Text,
            numbers
                .iter()
                .map(|number| Value::Text(number.to_string()))
                .collect(),
        ),
        Some(field) if field != Field::Priority => {
            (Target::Field(field), Kind::Number, as_numbers(numbers))
        }
        _ => (data, Kind::Number, as_numbers(numbers)),
    }
}

/// A field of no document: its type is the value's.
fn unknown(
    setting: &Setting<'_>,
    spot: &Spot<'_>,
    operator: Operator<'_>,
    is_pattern: bool,
    scalars: &[Scalar<'_>],
    notes: &mut Notes<'_>,
) -> Result<(Target, Kind, Vec<Value>)> {
    let target = Target::Data(Path::dotted(&spot.path));
    let all = |test: fn(&Of) -> bool| scalars.iter().all(|scalar| test(&scalar.of));
    let texts = || scalars.iter().map(Scalar::text).map(Value::Text).collect();
    if !is_pattern && all(|of| matches!(of, Of::Number(_))) {
        let numbers = scalars.iter().filter_map(Scalar::number);
        return Ok((target, Kind::Number, numbers.map(Value::Number).collect()));
    }
    if all(|of| matches!(of, Of::Boolean(_))) {
        if matches!(operator.op, Op::Between | Op::NotBetween) {
            let error = setting.mistyped(operator.raw, "true and false have no order");
            return Err(error.help("compare it by $eq or $ne"));
        }
        let values = scalars.iter().map(|scalar| scalar.of == Of::Boolean(true));
        return Ok((target, Kind::Boolean, values.map(Value::Boolean).collect()));
    }
    let in_order = matches!(
        operator.op,
        Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Between | Op::NotBetween
    );
    if in_order && scalars.iter().all(|scalar| scalar.number().is_some()) {
        notes.add(
            Class::Inexact,
            "this field is in no document; it is taken for a number because the value is one",
        );
        let numbers = scalars.iter().filter_map(Scalar::number);
        return Ok((target, Kind::Number, numbers.map(Value::Number).collect()));
    }
    let is_time = |scalar: &Scalar<'_>| Timestamp::parse(&scalar.text()).is_some();
    let kind = match in_order && scalars.iter().all(is_time) {
        // ISO times of one form are in order as texts.
        true => Kind::Unknown,
        false => Kind::Text,
    };
    Ok((target, kind, texts()))
}

/// Dates, instants and macros.
fn times(
    setting: &Setting<'_>,
    spot: &Spot<'_>,
    target: Target,
    scalars: &[Scalar<'_>],
    notes: &mut Notes<'_>,
) -> Result<Operand> {
    let kind = match spot.kind {
        Kind::Instant => Kind::Instant,
        _ => Kind::Date,
    };
    let value = |time: Timestamp| match target {
        Target::Field(_) => Value::Time(time),
        Target::Data(_) => Value::Text(date(time)),
    };
    let mut points = Vec::with_capacity(scalars.len());
    for scalar in scalars {
        let text = scalar.text();
        if let Some(period) = Period::of(&text, setting.today) {
            macro_notes(setting, kind, &text, notes);
            points.push(Point::During(period));
            continue;
        }
        let time = match (kind, day(&text)) {
            (_, Some(day)) if kind == Kind::Date => Some(day),
            (_, Some(day)) => {
                notes.add(
                    Class::Inexact,
                    "how a date compares with a point in time is not documented; it is midnight in UTC here",
                );
                Some(day)
            }
            (Kind::Instant, None) => Timestamp::parse_exact(&text),
            _ => None,
        };
        let Some(time) = time else {
            return Err(no_time(setting, spot, kind, scalar));
        };
        points.push(Point::At(value(time)));
    }
    Ok(Operand {
        target,
        kind,
        points,
    })
}

fn macro_notes(setting: &Setting<'_>, kind: Kind, name: &str, notes: &mut Notes<'_>) {
    if !setting.is_dated {
        notes.add(
            Class::Inexact,
            "in which time zone `today` is told is not documented; it is UTC's here",
        );
    }
    if name.ends_with("Week") {
        notes.add(
            Class::Inexact,
            "the first day of the week is not documented; it is Sunday here",
        );
    }
    if kind == Kind::Instant {
        notes.add(
            Class::Inexact,
            "where a day begins is not documented for points in time; it is midnight in UTC here",
        );
    }
}

fn no_time(
    setting: &Setting<'_>,
    spot: &Spot<'_>,
    kind: Kind,
    scalar: &Scalar<'_>,
) -> TaskweaveError {
    let text = scalar.text();
    let what = match kind {
        Kind::Instant => "a point in time",
        _ => "a date",
    };
    let message = format!(
        "`{}` holds {what}, and {} is none",
        shown(&spot.path),
        shown(scalar.raw)
    );
    let error = setting.source.wrong(Code::FilterValue, scalar.raw, message);
    if let Some(near) = closest(&text, MACROS) {
        return error.help(format!("did you mean `{near}`?"));
    }
    let own = match (kind, Timestamp::parse(&text)) {
        (Kind::Instant, Some(time)) => format!("\"{time}\""),
        (Kind::Instant, None) => "\"2024-01-01T00:00:00Z\"".to_owned(),
        (_, Some(time)) => format!("\"{}\"", date(time)),
        (_, None) => "\"2024-01-01\"".to_owned(),
    };
    error.help(format!("write {own}, or one of {}", MACROS.join(", ")))
}
