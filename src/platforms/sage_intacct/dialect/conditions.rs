//! The conditions of a query: one for each comparison, and the expression that joins them by number.

use serde_json::json;

use super::super::catalogue::{Kind, Spot};
use crate::filter::{Expr, Op, Predicate, Value};
use crate::task::Timestamp;

/// The conditions of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Conditions {
    /// Each as JSON, none twice.
    pub(in super::super) list: Vec<String>,
    /// The `filterExpression`.
    pub(in super::super) expression: String,
}

impl Conditions {
    /// The conditions of a filter, each of whose comparisons stands for one; `None` if one does not.
    /// `status` is the edition's name of the status.
    ///
    /// How `and` and `or` bind is not documented, so that every mixture has its parentheses.
    pub(in super::super) fn of(filter: &Expr, status: &str) -> Option<Self> {
        let mut conditions = Self::default();
        let (expression, joiner) = conditions.join(filter, status)?;
        let numbers = 1..=conditions.list.len();
        let plain = |word: &str| {
            let numbers: Vec<_> = numbers.clone().map(|number| number.to_string()).collect();
            expression == numbers.join(&format!(" {word} "))
        };
        conditions.expression = match joiner {
            None => "and".to_owned(),
            Some(word) if plain(word) => word.to_owned(),
            Some(_) => expression,
        };
        Some(conditions)
    }

    /// The same for those tasks alone that come after one in the order of their keys, whichever order
    /// that is.
    pub(in super::super) fn after(mut self, key: &str) -> Self {
        let expression = std::mem::take(&mut self.expression);
        self.list.push(json!({"$gt": {"key": key}}).to_string());
        self.expression = match (expression.as_str(), self.list.len()) {
            ("" | "and", _) => "and".to_owned(),
            ("or", last) => {
                let before: Vec<_> = (1..last).map(|number| number.to_string()).collect();
                format!("({}) and {last}", before.join(" or "))
            }
            (mixed, last) => format!("({mixed}) and {last}"),
        };
        self
    }

    /// The expression of a part, and the word that joins it if one does.
    fn join(&mut self, filter: &Expr, status: &str) -> Option<(String, Option<&'static str>)> {
        let (parts, word) = match filter {
            Expr::Is(predicate) => {
                let condition = condition(predicate, status)?;
                let known = self.list.iter().position(|other| *other == condition);
                let at = known.unwrap_or(self.list.len());
                if known.is_none() {
                    self.list.push(condition);
                }
                return Some(((at + 1).to_string(), None));
            }
            Expr::And(parts) => (parts, "and"),
            Expr::Or(parts) => (parts, "or"),
            Expr::Not(_) => return None,
        };
        let mut joined: Vec<String> = Vec::new();
        let mut inner = None;
        for part in parts {
            let (expression, joiner) = self.join(part, status)?;
            let expression = match joiner {
                None => expression,
                Some(_) => format!("({expression})"),
            };
            if !joined.contains(&expression) {
                joined.push(expression);
            }
            inner = joiner;
        }
        match joined.as_slice() {
            // What is said twice is said once.
            [only] => {
                let open = only.strip_prefix('(').and_then(|e| e.strip_suffix(')'));
                Some((open.unwrap_or(only).to_owned(), inner))
            }
            _ => Some((joined.join(&format!(" {word} ")), Some(word))),
        }
    }
}

/// `{"$op":{"field":value}}`.
fn condition(predicate: &Predicate, status: &str) -> Option<String> {
    let spot = Spot::of(&predicate.target)?;
    let path = if spot.is_status() && predicate.field().is_some() {
        status
    } else {
        &spot.path
    };
    let path = serde_json::to_string(path).ok()?;
    let value = value(spot.kind, &predicate.value)?;
    Some(format!("{{\"{}\":{{{path}:{value}}}}}", word(predicate.op)))
}

/// The platform's operators, by ours. Without case there is the same word.
pub(super) const WORDS: [(&str, Op); 16] = [
    ("$eq", Op::Eq),
    ("$ne", Op::Ne),
    ("$lt", Op::Lt),
    ("$lte", Op::Le),
    ("$gt", Op::Gt),
    ("$gte", Op::Ge),
    ("$in", Op::In),
    ("$notIn", Op::NotIn),
    ("$between", Op::Between),
    ("$notBetween", Op::NotBetween),
    ("$contains", Op::Contains),
    ("$notContains", Op::NotContains),
    ("$startsWith", Op::StartsWith),
    ("$notStartsWith", Op::NotStartsWith),
    ("$endsWith", Op::EndsWith),
    ("$notEndsWith", Op::NotEndsWith),
];

fn word(op: Op) -> &'static str {
    let op = match op {
        Op::ContainsFold => Op::Contains,
        Op::NotContainsFold => Op::NotContains,
        op => op,
    };
    WORDS
        .iter()
        .find(|(_, known)| *known == op)
        .map_or("$eq", |(word, _)| word)
}

fn value(kind: Kind, of: &Value) -> Option<String> {
    Some(match of {
        Value::Null => "null".to_owned(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Text(text) => serde_json::to_string(text).ok()?,
        // The documents put numbers in quotes; of what they do not know, quotes would make a text.
        Value::Number(number) if kind == Kind::Unknown => number.to_string(),
        Value::Number(number) => format!("\"{number}\""),
        Value::Time(time) if kind == Kind::Instant => format!("\"{}\"", instant(*time)),
        Value::Time(time) if kind == Kind::Date && time.midnight(0) == *time => {
            format!("\"{}\"", date(*time))
        }
        Value::List(values) => {
            let values: Option<Vec<_>> = values.iter().map(|of| value(kind, of)).collect();
            format!("[{}]", values?.join(","))
        }
        _ => return None,
    })
}

/// `YYYY-MM-DD`.
pub(super) fn date(time: Timestamp) -> String {
    let mut text = time.to_string();
    text.truncate("YYYY-MM-DD".len());
    text
}

/// The beginning of a day that is written as `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).filter(|time| date(*time) == text)
}

/// `YYYY-MM-DDTHH:MM:SSZ`, with milliseconds where there are any.
fn instant(time: Timestamp) -> String {
    let text = time.to_string();
    match text.strip_suffix(".000Z") {
        Some(whole) => format!("{whole}Z"),
        None => text,
    }
}
