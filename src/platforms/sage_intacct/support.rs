//! What the query service is asked for: what its documents say, less what they leave open.
//!
//! On top of `dialect/say.rs`, which goes by the documents alone, a query must find every task that
//! matches here, whatever the platform does where nothing is documented, and whatever our reader makes
//! of nulls: no name is an empty one, an empty text of a detail is none.

use super::catalogue::{Asked, Kind, Spot};
use super::connection::Connection;
use super::dialect::say;
use super::status;
use crate::filter::{Expr, Op, Path, Predicate, Target, Value};
use crate::gather::Gather as _;
use crate::platforms::{Class, Support};
use crate::task::{Field, Timestamp};

/// Characters that are wildcards, or make them plain, in other query languages.
const WILD: &[char] = &['\\', '%', '_', '*', '?'];

const WHOLE_SECONDS: &str =
    "asked by whole seconds, because the platform may keep fractions that it does not show";

impl Connection {
    /// What the platform can do about a comparison under every undocumented behaviour.
    pub(super) fn supports(&self, predicate: &Predicate) -> Support {
        if let Some(reason) = unknowable(predicate) {
            return Support::unsupported(reason);
        }
        let support = self.known(predicate);
        match support.asked {
            Some(asked) if support.class == Class::Exact && may_be_wild(predicate) => {
                Support::inexact(
                    asked,
                    "as a wildcard, which the documents do not rule out, a character of it finds more",
                )
            }
            asked => Support { asked, ..support },
        }
    }

    fn known(&self, predicate: &Predicate) -> Support {
        match &predicate.target {
            Target::Field(Field::Status) => self.status(predicate),
            Target::Field(Field::CreatedAt | Field::UpdatedAt) => seconds(predicate),
            Target::Field(Field::Name) => name(predicate),
            Target::Field(Field::PlatformStatus) => word(predicate),
            Target::Field(Field::Project | Field::ProjectId) => project(predicate),
            Target::Field(Field::IsBillable | Field::IsMilestone) => flag(predicate),
            Target::Field(Field::Priority) if predicate.op.is_denial() && !of_null(predicate) => {
                Support::unsupported(
                    "the priority is a text here and a number there, so that what differs here may be equal there",
                )
            }
            Target::Field(_) => say(predicate, false),
            Target::Data(path) => self.data(predicate, path),
        }
    }

    fn status(&self, predicate: &Predicate) -> Support {
        let words = match status::askable(&self.words, predicate) {
            Ok(words) => words,
            Err(reason) => return Support::unsupported(reason),
        };
        let is_documented = words.iter().all(|word| status::of_word(word).is_some());
        let mut words: Vec<Value> = words.into_iter().map(Value::Text).collect();
        let (op, value) = match (words.len(), words.pop()) {
            (1, Some(word)) => (Op::Eq, word),
            (_, last) => {
                words.extend(last);
                (Op::In, Value::List(words))
            }
        };
        let asked = is(Field::PlatformStatus, op, value);
        match is_documented {
            true => Support::exact(
                asked,
                "asked by the words of the documents, which are compared case-sensitively",
            ),
            false => Support::inexact(
                asked,
                "asked by words that the connection maps and the documents do not know",
            ),
        }
    }

    fn data(&self, predicate: &Predicate, path: &Path) -> Support {
        let path = path.to_dotted();
        let Some(spot) = Spot::of(&predicate.target) else {
            return Support::unsupported("the platform has no such field");
        };
        if self.has_refused(&path) {
            return Support::unsupported("the platform has refused this field before");
        }
        if spot.is_status() {
            return Support::unsupported(
                "editions spell the status differently; compare `platform_status` instead",
            );
        }
        let Some(known) = spot.known else {
            return Support::unsupported(
                "the field is in no document, and one unknown field fails the whole query",
            );
        };
        if matches!(known.asked, Asked::Older | Asked::Named) {
            return Support::unsupported(
                "only some editions have the field, and one unknown field fails the whole query",
            );
        }
        if known.kind == Kind::Boolean {
            return flag(predicate);
        }
        say(predicate, false)
    }
}

fn is(target: impl Into<Target>, op: Op, value: Value) -> Expr {
    Expr::Is(Predicate::new(target, op, value))
}

fn of_null(predicate: &Predicate) -> bool {
    predicate.value == Value::Null
}

/// Why nothing can be asked for, whatever the field.
fn unknowable(predicate: &Predicate) -> Option<&'static str> {
    match predicate.field() {
        Some(Field::Platform | Field::ConnectionId | Field::LastSyncedAt | Field::Id) => {
            return Some("the platform does not know it; it is the connection's");
        }
        Some(
            Field::PlatformUrl
            | Field::Assignees
            | Field::AssigneeId
            | Field::AssigneeName
            | Field::AssigneeEmail
            | Field::LoggedHours,
        ) => return Some("tasks of Sage Intacct have none"),
        Some(Field::PlatformData) => return Some("every task has a record"),
        _ => {}
    }
    let any = |test: fn(&Value) -> bool| predicate.values().iter().any(test);
    match predicate.op {
        Op::ContainsFold | Op::NotContainsFold => {
            return Some(
                "case is left aside in a whole query or nowhere, and how letters beyond ASCII are folded is not documented",
            );
        }
        Op::Contains | Op::StartsWith | Op::EndsWith if any(|value| has_any(value, &['\\'])) => {
            return Some(
                "whether a backslash stands for itself in the platform's patterns is not documented",
            );
        }
        Op::NotContains | Op::NotStartsWith | Op::NotEndsWith
            if any(|value| has_any(value, WILD)) =>
        {
            return Some(
                "which characters are wildcards in the platform's patterns is not documented, and a denied one would hide tasks",
            );
        }
        _ => {}
    }
    if any(|value| matches!(value, Value::Text(text) if text.chars().any(char::is_control))) {
        return Some("how the platform compares control characters is not documented");
    }
    const SAFE_DIGITS: usize = 15;
    let is_wide = |value: &Value| match value {
        Value::Number(number) => {
            let text = number.to_string();
            text.contains('e') || text.bytes().filter(u8::is_ascii_digit).count() > SAFE_DIGITS
        }
        _ => false,
    };
    if predicate.values().iter().any(is_wide) {
        return Some("the number has more digits than the platform surely compares");
    }
    None
}

/// Whether a pattern has a character that is a wildcard in other query languages.
fn may_be_wild(predicate: &Predicate) -> bool {
    matches!(predicate.op, Op::Contains | Op::StartsWith | Op::EndsWith)
        && predicate.values().iter().any(|value| has_any(value, WILD))
}

fn has_any(value: &Value, characters: &[char]) -> bool {
    matches!(value, Value::Text(text) if text.contains(characters))
}

/// A task without a name has an empty one here.
fn name(predicate: &Predicate) -> Support {
    let is_empty = |value: &Value| matches!(value, Value::Text(text) if text.is_empty());
    let has_empty = predicate.values().iter().any(is_empty);
    let of_equality = matches!(predicate.op, Op::Eq | Op::Ne | Op::In | Op::NotIn);
    if has_empty && !of_equality {
        return Support::unsupported("every name contains the empty text");
    }
    let support = say(predicate, false);
    // The nameless are found by what equals the empty text and by what denies any other.
    let finds_nameless = has_empty != predicate.op.is_denial();
    match support.asked {
        Some(asked) if finds_nameless => Support::inexact(
            Expr::or_of(vec![asked, is(Field::Name, Op::Eq, Value::Null)]),
            "tasks without a name are asked for too: they have an empty one here",
        ),
        // And hidden by what denies the empty text, whatever the platform does with nulls.
        Some(asked) if has_empty && predicate.op.is_denial() => Support::exact(
            Expr::and_of(vec![asked, is(Field::Name, Op::Ne, Value::Null)]),
            "tasks without a name are left out too: they have an empty one here",
        ),
        asked => Support { asked, ..support },
    }
}

/// A status that is an empty text is none here.
fn word(predicate: &Predicate) -> Support {
    let support = say(predicate, false);
    let Some(asked) = support.asked else {
        return support;
    };
    if predicate.op == Op::Eq && of_null(predicate) {
        let empty = is(Field::PlatformStatus, Op::Eq, Value::Text(String::new()));
        return Support::inexact(
            Expr::or_of(vec![asked, empty]),
            "an empty text is asked for too: it is no status here",
        );
    }
    match predicate.op.is_denial() {
        true => Support::inexact(
            asked,
            "a task without a status, or with an empty one, is left out here alone",
        ),
        false => Support::exact(asked, support.reason),
    }
}

/// Of a reference without a key, the id stands in here.
fn project(predicate: &Predicate) -> Support {
    const BY_BOTH: &str =
        "asked by the project's key and by its id, which stands in where there is no key";
    let support = say(predicate, false);
    if support.asked.is_none() {
        return support;
    }
    let by_key = is(Field::ProjectId, predicate.op, predicate.value.clone());
    let is_null = of_null(predicate);
    if is_null && predicate.op == Op::Eq {
        return Support::inexact(
            by_key,
            "a project without a key has an id in its place here",
        );
    }
    if predicate.op.is_denial() && !is_null {
        let no_key = is(Field::ProjectId, Op::Eq, Value::Null);
        return Support::inexact(
            Expr::or_of(vec![by_key, no_key]),
            "tasks whose project has no key are asked for too: its id stands in for it here",
        );
    }
    let id = Target::Data(Path::dotted("project.id"));
    let by_id = is(id, predicate.op, predicate.value.clone());
    Support::inexact(Expr::or_of(vec![by_key, by_id]), BY_BOTH)
}

/// The documents say that a flag is false unless it was set, so one that was never set may show as
/// false and be null to a query.
fn flag(predicate: &Predicate) -> Support {
    let value = match predicate.value {
        Value::Boolean(value) => value,
        Value::Null if predicate.op == Op::Eq => {
            return Support::inexact(
                Expr::Is(predicate.clone()),
                "null there may show as false, the documents' default",
            );
        }
        Value::Null => {
            return Support::unsupported(
                "a flag that shows as false may be null there, by the documents' default",
            );
        }
        _ => return say(predicate, false),
    };
    let target = &predicate.target;
    let wanted = value == (predicate.op == Op::Eq);
    let asked = is(target.clone(), Op::Eq, Value::Boolean(wanted));
    match (predicate.op, wanted) {
        (Op::Eq | Op::Ne, true) => Support::exact(asked, "`$eq` compares true and false"),
        (Op::Eq | Op::Ne, false) => Support::inexact(
            Expr::or_of(vec![asked, is(target.clone(), Op::Eq, Value::Null)]),
            "null is asked for too: the documents' default is false",
        ),
        _ => Support::unsupported("true and false have no order there"),
    }
}

/// The audit times. A stored time may hide a fraction of its second.
fn seconds(predicate: &Predicate) -> Support {
    if of_null(predicate) {
        return match predicate.op {
            Op::Eq => Support::inexact(
                Expr::Is(predicate.clone()),
                "`$eq` with null is documented; a time that cannot be read is null here alone",
            ),
            _ => Support::inexact(
                Expr::Is(predicate.clone()),
                "`$ne` with null is documented; a time that cannot be read is null here alone",
            ),
        };
    }
    let mut times = Vec::new();
    for value in predicate.values() {
        match value {
            Value::Time(time) => times.push(time.floor_second()),
            _ => return Support::unsupported("a time is asked for by times"),
        }
    }
    let asked = asked_seconds(predicate, &times);
    match asked {
        Some(asked) => Support::inexact(asked, WHOLE_SECONDS),
        None => Support::unsupported("nearly every time lies there"),
    }
}

fn asked_seconds(predicate: &Predicate, times: &[i64]) -> Option<Expr> {
    let at = |op, second| is(predicate.target.clone(), op, Value::Time(instant(second)));
    let from = |second: &i64| at(Op::Ge, *second);
    let until = |second: &i64| (*second < LAST_SECOND).then(|| at(Op::Lt, *second + 1));
    let within = |first: &i64, last: &i64| {
        Expr::all(
            [Some(from(first)), until(last)]
                .into_iter()
                .flatten()
                .collect(),
        )
    };
    match (predicate.op, times) {
        (Op::Eq | Op::In, _) => {
            let seconds = times.iter().copied().into_set();
            let arms: Option<Vec<Expr>> = seconds.iter().map(|at| within(at, at)).collect();
            Expr::any(arms?)
        }
        (Op::Gt | Op::Ge, [second]) => Some(from(second)),
        (Op::Lt | Op::Le, [second]) => until(second),
        (Op::Between, [first, last]) => within(first, last),
        (Op::NotBetween, [first, last]) => Some(Expr::or_of(vec![until(first)?, from(last)])),
        _ => None,
    }
}

/// 9999-12-31T23:59:59Z, the last second that can be written; no bound is needed beyond it.
pub(super) const LAST_SECOND: i64 = 253_402_300_799;

/// A whole second.
pub(super) fn instant(second: i64) -> Timestamp {
    Timestamp::from_seconds_saturating(second)
}

/// The comparisons of a filter that name no refused field; what is left out is checked here alone.
pub(super) fn without_refused(asked: &Expr, refused: &[String]) -> Option<Expr> {
    match asked {
        Expr::Is(predicate) => {
            let spot = Spot::of(&predicate.target)?;
            let is_refused = refused.iter().any(|path| *path == spot.path);
            (!is_refused).then(|| asked.clone())
        }
        Expr::And(parts) => Expr::all(
            parts
                .iter()
                .filter_map(|part| without_refused(part, refused))
                .collect(),
        ),
        Expr::Or(parts) => {
            let arms: Option<Vec<Expr>> = parts
                .iter()
                .map(|part| without_refused(part, refused))
                .collect();
            arms.and_then(Expr::any)
        }
        Expr::Not(_) => None,
    }
}

#[cfg(test)]
mod tests;
