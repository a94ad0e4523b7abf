//! The words of `taskStatus` (`status` in the older edition).

use crate::filter::{Op, Predicate, Value};
use crate::platforms::words::{self, Table};
use crate::task::{Field, Status, StatusMap};

/// Every word of the documents. The platform compares them case-sensitively by default.
pub(super) const TABLE: &Table = &[
    ("notStarted", Status::NotStarted),
    ("planned", Status::Planned),
    ("inProgress", Status::InProgress),
    ("completed", Status::Completed),
    ("onHold", Status::OnHold),
];

/// The status of a word.
pub(super) fn of_word(word: &str) -> Option<Status> {
    words::status(TABLE, word)
}

/// The documented word of a status; empty for `unknown`, which has none.
pub(super) fn word(status: Status) -> &'static str {
    let mut words = TABLE.iter().filter(|(_, of)| *of == status);
    words.next().map_or("", |(word, _)| word)
}

/// The statuses that a comparison lets through; `None` for one with null.
fn wanted(predicate: &Predicate) -> Option<Vec<Status>> {
    let mut named = Vec::new();
    for value in predicate.values() {
        match value {
            Value::Status(status) => named.push(*status),
            _ => return None,
        }
    }
    let all = Status::ALL.into_iter();
    Some(
        all.filter(|status| named.contains(status) != predicate.op.is_denial())
            .collect(),
    )
}

/// A comparison of statuses as one of the documented words; `None` where it lets none or all of them
/// through.
pub(super) fn in_words(predicate: &Predicate) -> Option<(Op, Value)> {
    let wanted = wanted(predicate)?;
    // `unknown` is every word that is in no document.
    let denies = wanted.contains(&Status::Unknown);
    let listed = Status::ALL
        .into_iter()
        .filter(|status| wanted.contains(status) != denies)
        .map(word);
    let mut words: Vec<Value> = listed.map(|word| Value::Text(word.to_owned())).collect();
    match (words.len(), denies) {
        (0, _) => None,
        (1, false) => Some((Op::Eq, words.pop()?)),
        (1, true) => Some((Op::Ne, words.pop()?)),
        (_, false) => Some((Op::In, Value::List(words))),
        (_, true) => Some((Op::NotIn, Value::List(words))),
    }
}

/// The words to ask for, of a connection that reads some of them in its own way.
///
/// # Errors
/// A sentence that says why no list of words finds all that is wanted.
pub(super) fn askable(
    overrides: &StatusMap,
    predicate: &Predicate,
) -> Result<Vec<String>, &'static str> {
    let Some(wanted) = wanted(predicate) else {
        return Err("every task has a status here");
    };
    if wanted.contains(&Status::Unknown) {
        return Err("`unknown` stands for words that are not known beforehand");
    }
    let mut found = Vec::new();
    let mut refusal = "it lets no status through";
    for status in wanted {
        let one = Predicate::new(Field::Status, Op::Eq, Value::Status(status));
        match words::askable(TABLE, overrides, &one) {
            Ok(words) => found.extend(words),
            Err(reason) => refusal = reason,
        }
    }
    match found.is_empty() {
        true => Err(refusal),
        false => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(op: Op, statuses: &[Status]) -> Predicate {
        let values = statuses.iter().copied().map(Value::Status).collect();
        Predicate::new(Field::Status, op, Value::List(values))
    }

    #[test]
    fn words_stand_for_statuses() {
        use Status::{Completed, OnHold, Planned, Unknown};
        let map: StatusMap = serde_json::from_str(r#"{"Waiting": "on_hold"}"#).unwrap();
        let words = |op, statuses: &[Status]| askable(&map, &is(op, statuses));
        assert_eq!(
            words(Op::In, &[OnHold, Planned]).unwrap(),
            ["planned", "onHold", "Waiting"]
        );
        assert_eq!(
            words(Op::NotIn, &[Unknown, Completed]).unwrap(),
            ["notStarted", "planned", "inProgress", "onHold", "Waiting"]
        );
        assert!(words(Op::NotIn, &[Completed]).is_err());
        assert!(words(Op::In, &[Completed, Unknown]).is_err());
        assert!(words(Op::NotIn, &Status::ALL).is_err());
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(
            in_words(&is(Op::NotIn, &[Completed])),
            Some((Op::Ne, text("completed")))
        );
        assert_eq!(
            in_words(&is(Op::In, &[Completed, OnHold])),
            Some((Op::In, Value::List(vec![text("completed"), text("onHold")])))
        );
        assert_eq!(in_words(&is(Op::In, &Status::ALL)), None);
        assert_eq!(in_words(&is(Op::NotIn, &Status::ALL)), None);
    }

    #[test]
    fn the_table_is_the_contract_s() {
        assert_eq!(of_word("notStarted"), Some(Status::NotStarted));
        assert_eq!(of_word("planned"), Some(Status::Planned));
        assert_eq!(of_word("inProgress"), Some(Status::InProgress));
        assert_eq!(of_word("completed"), Some(Status::Completed));
        assert_eq!(of_word("onHold"), Some(Status::OnHold));
        assert_eq!(of_word("Completed"), None);
        assert_eq!(of_word("not_started"), None);
    }
}
