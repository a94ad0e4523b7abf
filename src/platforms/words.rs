//! From statuses back to a platform's words, for asking by status.

use crate::filter::{Op, Predicate, Value};
use crate::task::{Field, Status, StatusMap};

/// A platform's documented words and their statuses.
pub(super) type Table = [(&'static str, Status)];

/// The status of a documented word.
pub(super) fn status(table: &Table, word: &str) -> Option<Status> {
    table
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, status)| *status)
}

/// The statuses that a predicate on `status` lets through; `None` for any other predicate.
fn wanted(predicate: &Predicate) -> Option<Vec<Status>> {
    if predicate.field() != Some(Field::Status) {
        return None;
    }
    let named = |status: &Status| predicate.values().contains(&Value::Status(*status));
    let all = Status::ALL.into_iter();
    match predicate.op {
        Op::Eq | Op::In => Some(all.filter(named).collect()),
        Op::Ne | Op::NotIn => Some(all.filter(|status| !named(status)).collect()),
        _ => None,
    }
}

/// The words whose status, read with the connection's overrides, is wanted. Overrides beyond the
/// documented words stand behind them.
fn words(table: &Table, overrides: &StatusMap, wanted: &[Status]) -> Vec<String> {
    let documented = table
        .iter()
        .map(|(word, status)| (*word, overrides.get(word).unwrap_or(*status)));
    let added = overrides
        .iter()
        .filter(|(word, _)| !word.is_empty() && status(table, word).is_none());
    documented
        .chain(added)
        .filter(|(_, status)| wanted.contains(status))
        .map(|(word, _)| word.to_owned())
        .collect()
}

/// The words to ask for, for a predicate on `status`.
///
/// # Errors
/// A sentence that says why no list of words finds all that is wanted.
pub(super) fn askable(
    table: &Table,
    overrides: &StatusMap,
    predicate: &Predicate,
) -> Result<Vec<String>, &'static str> {
    let Some(wanted) = wanted(predicate) else {
        return Err("a status is asked for by `=`, `!=` and lists only");
    };
    if wanted.contains(&Status::Unknown) {
        return Err("`unknown` stands for words that are not known beforehand");
    }
    let words = words(table, overrides, &wanted);
    if words.is_empty() {
        return Err("the platform has no word for this status");
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &Table = &[
        ("open", Status::InProgress),
        ("done", Status::Completed),
        ("gone", Status::Unknown),
    ];

    fn is(op: Op, status: Status) -> Predicate {
        Predicate::new(Field::Status, op, Value::Status(status))
    }

    fn overrides(json: &str) -> StatusMap {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn words_are_found_through_the_overrides() {
        let map = overrides(
            r#"{"open": "on_hold", "gone": "completed", "Waiting": "on_hold", "": "on_hold"}"#,
        );
        let of = |op, status| askable(TABLE, &map, &is(op, status));
        assert_eq!(of(Op::Eq, Status::OnHold).unwrap(), ["open", "Waiting"]);
        assert_eq!(of(Op::Eq, Status::Completed).unwrap(), ["done", "gone"]);
        assert_eq!(
            of(Op::Ne, Status::Unknown).unwrap(),
            ["open", "done", "gone", "Waiting"]
        );
        let list = |op, statuses: &[Status]| {
            let values = statuses
                .iter()
                .map(|status| Value::Status(*status))
                .collect();
            let predicate = Predicate::new(Field::Status, op, Value::List(values));
            askable(TABLE, &map, &predicate)
        };
        let both = list(Op::In, &[Status::OnHold, Status::Completed]);
        assert_eq!(both.unwrap(), ["open", "done", "gone", "Waiting"]);
        assert!(list(Op::In, &[Status::OnHold, Status::Unknown]).is_err());
        let rest = list(Op::NotIn, &[Status::Unknown, Status::OnHold]);
        assert_eq!(rest.unwrap(), ["done", "gone"]);
        assert!(list(Op::NotIn, &[Status::OnHold]).is_err());
        assert!(of(Op::Eq, Status::InProgress).is_err());
        assert!(of(Op::Eq, Status::Unknown).is_err());
        assert!(of(Op::Ne, Status::Completed).is_err());
    }
}
