//! What a filter says of one task, by the slowest and plainest way: from the words of the language,
//! over the task's JSON as users see it. It shares no code with the table.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use taskweave::filter::{Expr, Op, Predicate, Target, Value};
use taskweave::table::Task;
use taskweave::task::{Field, FieldType, Timestamp};

/// JSON with its numbers as they are written and with repeated names, both of which a tree of
/// `serde_json` loses.
#[derive(Clone, Debug)]
pub(crate) enum Json {
    Null,
    Boolean(bool),
    Number(String),
    Text(String),
    /// A string with half of a surrogate pair, which is no text.
    Unreadable,
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a valid JSON text.
    pub(crate) fn parse(raw: &str) -> Self {
        match raw.trim_start().as_bytes()[0] {
            b'n' => Self::Null,
            b't' => Self::Boolean(true),
            b'f' => Self::Boolean(false),
            b'"' => serde_json::from_str(raw).map_or(Self::Unreadable, Self::Text),
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(raw).unwrap();
                Self::List(
                    items
                        .into_iter()
                        .map(|item| Self::parse(item.get()))
                        .collect(),
                )
            }
            b'{' => {
                let Members(members) = serde_json::from_str(raw).unwrap();
                let read = |(key, raw): (&str, &str)| {
                    Some((serde_json::from_str(key).ok()?, Self::parse(raw)))
                };
                Self::Object(members.into_iter().filter_map(read).collect())
            }
            _ => Self::Number(raw.trim().to_owned()),
        }
    }

    /// A member of an object; of repeated ones the last.
    fn member(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let mut named = members.iter().filter(|(key, _)| key == name);
        named.next_back().map(|(_, value)| value)
    }

    /// The values of a list and of the lists in it; what is no list is one value, a null none.
    fn flat(&self) -> Vec<&Self> {
        match self {
            Self::Null => Vec::new(),
            Self::List(items) => items.iter().flat_map(Self::flat).collect(),
            one => vec![one],
        }
    }
}

struct Members<'a>(Vec<(&'a str, &'a str)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                    pairs.push((key.get(), value.get()));
                }
                Ok(Members(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// A task as it is given out with details and `platform_data`. Readers of JSON have doubles, and so
/// numbers are given out as doubles; here they keep their digits.
pub(crate) fn task_json(task: &Task) -> Json {
    let mut json = Json::parse(&serde_json::to_string(task).unwrap());
    let details = task.details.as_ref();
    let numbers = [
        (
            "percent_complete",
            details.and_then(|details| details.percent_complete.as_ref()),
        ),
        (
            "logged_hours",
            details.and_then(|details| details.logged_hours.as_ref()),
        ),
    ];
    let Json::Object(members) = &mut json else {
        panic!("a task is no object: {json:?}");
    };
    for (name, number) in numbers {
        if let Some(number) = number {
            members.push((name.to_owned(), Json::Number(number.to_string())));
        }
    }
    json
}

/// True, false or unknown.
pub(crate) fn naive(expr: &Expr, task: &Json) -> Option<bool> {
    match expr {
        Expr::And(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| naive(part, task)).collect();
            match (parts.contains(&Some(false)), parts.contains(&None)) {
                (true, _) => Some(false),
                (false, true) => None,
                (false, false) => Some(true),
            }
        }
        Expr::Or(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| naive(part, task)).collect();
            match (parts.contains(&Some(true)), parts.contains(&None)) {
                (true, _) => Some(true),
                (false, true) => None,
                (false, false) => Some(false),
            }
        }
        Expr::Not(part) => naive(part, task).map(|truth| !truth),
        Expr::Is(predicate) => compare(predicate, task),
    }
}

fn compare(predicate: &Predicate, task: &Json) -> Option<bool> {
    let held = held(&predicate.target, task);
    if predicate.value == Value::Null {
        return match predicate.op {
            Op::Eq => Some(held.is_empty()),
            Op::Ne => Some(!held.is_empty()),
            op => panic!("{op:?} goes with no null"),
        };
    }
    let literals = match &predicate.value {
        Value::List(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    let wanted: Vec<Typed> = literals.iter().map(literal).collect::<Option<_>>()?;
    let kind = Kind::of(&predicate.target, &literals[0]);
    let held: Vec<Typed> = held
        .into_iter()
        .filter_map(|json| kind.read(json))
        .collect();
    if held.is_empty() {
        return None;
    }
    let one_fits = |op: Op| held.iter().any(|held| fits(op, held, &wanted));
    // Of a row with several values an order has no denial: `>=` asks for one that is not below.
    Some(match predicate.op {
        Op::Ne => !one_fits(Op::Eq),
        Op::NotContains => !one_fits(Op::Contains),
        Op::NotContainsFold => !one_fits(Op::ContainsFold),
        Op::NotStartsWith => !one_fits(Op::StartsWith),
        Op::NotEndsWith => !one_fits(Op::EndsWith),
        Op::NotIn => !one_fits(Op::In),
        Op::NotBetween => !one_fits(Op::Between),
        op => one_fits(op),
    })
}

/// Everything but nulls that a task has of what is compared.
fn held<'a>(target: &Target, task: &'a Json) -> Vec<&'a Json> {
    match target {
        Target::Field(field) => {
            let mut found = vec![task];
            for name in field.name().split('.') {
                let members = found.into_iter().filter_map(|json| json.member(name));
                found = members.flat_map(Json::flat).collect();
            }
            found
        }
        Target::Data(path) => {
            let record = task.member(Field::PlatformData.name());
            record
                .map(|record| walk(record, path.names()))
                .unwrap_or_default()
        }
    }
}

/// The longest dotted name first, every element of a list.
fn walk<'a>(json: &'a Json, names: &[String]) -> Vec<&'a Json> {
    if names.is_empty() {
        return json.flat();
    }
    if let Json::List(items) = json {
        return items.iter().flat_map(|item| walk(item, names)).collect();
    }
    for count in (1..=names.len()).rev() {
        if let Some(value) = json.member(&names[..count].join(".")) {
            return walk(value, &names[count..]);
        }
    }
    Vec::new()
}

/// A value that can be compared.
#[derive(Debug, PartialEq)]
enum Typed {
    Text(Vec<char>),
    Time(i64),
    Number(Number),
    Boolean(bool),
}

fn text(text: &str) -> Typed {
    Typed::Text(text.chars().collect())
}

/// What a filter compares with; `None` for what it cannot be evaluated with.
fn literal(value: &Value) -> Option<Typed> {
    Some(match value {
        Value::Text(value) => text(value),
        Value::Status(status) => text(status.as_str()),
        Value::Platform(platform) => text(platform.as_str()),
        Value::Time(time) => Typed::Time(time.millis()),
        Value::Number(number) => Typed::Number(Number::read(&number.to_string())?),
        Value::Boolean(boolean) => Typed::Boolean(*boolean),
        Value::Null | Value::Relative(_) | Value::List(_) => return None,
    })
}

/// What values are read as.
struct Kind {
    kind: FieldType,
    /// Whether numbers and booleans may be written as texts, and the other way round.
    is_loose: bool,
}

impl Kind {
    /// A field has its type; in the platform's own record the literal gives it.
    fn of(target: &Target, literal: &Value) -> Self {
        let kind = match (target, literal) {
            (Target::Field(field), _) => field.info().kind,
            (Target::Data(_), Value::Number(_)) => FieldType::Number,
            (Target::Data(_), Value::Boolean(_)) => FieldType::Boolean,
            (Target::Data(_), Value::Time(_)) => FieldType::Time,
            (Target::Data(_), _) => FieldType::Text,
        };
        let is_loose = matches!(target, Target::Data(_));
        Self { kind, is_loose }
    }

    /// A value of this type; `None` if it does not read as one.
    fn read(&self, json: &Json) -> Option<Typed> {
        match (self.kind, json) {
            (FieldType::Text | FieldType::Status | FieldType::Platform, Json::Text(value)) => {
                Some(text(value))
            }
            (FieldType::Text, Json::Number(number)) if self.is_loose => Some(text(number)),
            (FieldType::Text, Json::Boolean(true)) if self.is_loose => Some(text("true")),
            (FieldType::Text, Json::Boolean(false)) if self.is_loose => Some(text("false")),
            (FieldType::Number, Json::Number(number)) => Number::read(number).map(Typed::Number),
            (FieldType::Number, Json::Text(number)) if self.is_loose => {
                Number::read(number).map(Typed::Number)
            }
            (FieldType::Boolean, Json::Boolean(boolean)) => Some(Typed::Boolean(*boolean)),
            (FieldType::Boolean, Json::Text(value)) if self.is_loose => match value.as_str() {
                "true" => Some(Typed::Boolean(true)),
                "false" => Some(Typed::Boolean(false)),
                _ => None,
            },
            // Which texts are times is not the table's to say.
            (FieldType::Time, Json::Text(value)) => {
                Timestamp::parse(value).map(|time| Typed::Time(time.millis()))
            }
            _ => None,
        }
    }
}

/// Whether a value fits; only operators that deny nothing come here.
fn fits(op: Op, held: &Typed, wanted: &[Typed]) -> bool {
    let order = |at: usize| held.order(&wanted[at]);
    match op {
        Op::Eq => order(0) == Some(Ordering::Equal),
        Op::Lt => order(0) == Some(Ordering::Less),
        Op::Le => matches!(order(0), Some(Ordering::Less | Ordering::Equal)),
        Op::Gt => order(0) == Some(Ordering::Greater),
        Op::Ge => matches!(order(0), Some(Ordering::Greater | Ordering::Equal)),
        Op::In => (0..wanted.len()).any(|at| order(at) == Some(Ordering::Equal)),
        Op::Between => {
            matches!(order(0), Some(Ordering::Greater | Ordering::Equal))
                && matches!(order(1), Some(Ordering::Less | Ordering::Equal))
        }
        op => {
            let (Typed::Text(held), Typed::Text(wanted)) = (held, &wanted[0]) else {
                return false;
            };
            match op {
                Op::Contains => (0..=held.len()).any(|at| held[at..].starts_with(wanted)),
                Op::StartsWith => held.starts_with(wanted),
                Op::EndsWith => held.ends_with(wanted),
                Op::ContainsFold => contains_fold(
                    &held.iter().collect::<String>(),
                    &wanted.iter().collect::<String>(),
                ),
                op => panic!("{op:?} denies another one"),
            }
        }
    }
}

impl Typed {
    fn order(&self, other: &Self) -> Option<Ordering> {
        Some(match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.order(b),
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            _ => return None,
        })
    }
}

/// Regular expressions leave case aside by Unicode's simple case folding.
fn contains_fold(held: &str, wanted: &str) -> bool {
    thread_local! {
        static KNOWN: RefCell<HashMap<String, Regex>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        let fresh = || Regex::new(&format!("(?i){}", regex::escape(wanted))).unwrap();
        let pattern = known.entry(wanted.to_owned()).or_insert_with(fresh);
        pattern.is_match(held)
    })
}

/// A decimal number, as its digits and the power of ten of the first of them.
#[derive(Debug, PartialEq)]
struct Number {
    is_negative: bool,
    digits: String,
    power: i64,
}

impl Number {
    fn read(written: &str) -> Option<Self> {
        static FORM: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new("^([+-]?)([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))?$").unwrap()
        });
        let parts = FORM.captures(written)?;
        let all = format!("{}{}", &parts[2], &parts[3]);
        if all.is_empty() {
            return None;
        }
        let exponent = match parts.get(4) {
            None => 0,
            // An exponent beyond all reason is as good as the largest.
            Some(exponent) => {
                let most = i64::MAX / 4;
                let below = exponent.as_str().starts_with('-');
                let read = exponent.as_str().parse::<i64>();
                read.unwrap_or(if below { -most } else { most })
                    .clamp(-most, most)
            }
        };
        let digits = all.trim_start_matches('0');
        let zeros = (all.len() - digits.len()) as i64;
        let digits = digits.trim_end_matches('0').to_owned();
        Some(Self {
            is_negative: &parts[1] == "-" && !digits.is_empty(),
            power: exponent + parts[2].len() as i64 - zeros,
            digits,
        })
    }

    fn order(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits.is_empty(), number.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let size = self
            .power
            .cmp(&other.power)
            .then_with(|| self.digits.cmp(&other.digits));
        sign(self).cmp(&sign(other)).then(match sign(self) {
            0 => Ordering::Equal,
            1 => size,
            _ => size.reverse(),
        })
    }
}
