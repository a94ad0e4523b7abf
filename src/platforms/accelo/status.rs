//! The words of `standing`. Accelo's `status` is a deployment's own and tells nothing.

use crate::filter::Predicate;
use crate::platforms::words::{self, Table};
use crate::task::{Status, StatusMap};

/// Every word of the documents.
pub(super) const TABLE: &Table = &[
    ("pending", Status::NotStarted),
    ("accepted", Status::Planned),
    ("started", Status::InProgress),
    ("complete", Status::Completed),
    ("inactive", Status::Unknown),
];

/// The status of a word.
pub(super) fn of_word(word: &str) -> Option<Status> {
    words::status(TABLE, word)
}

/// The status of a word on a connection that reads some words its own way.
pub(super) fn reading(overrides: &StatusMap, word: &str) -> Status {
    let status = overrides.get(word).or_else(|| of_word(word));
    status.unwrap_or(Status::Unknown)
}

/// The words to ask for; an error says why none can be.
pub(super) fn askable(
    overrides: &StatusMap,
    predicate: &Predicate,
) -> Result<Vec<String>, &'static str> {
    let words = words::askable(TABLE, overrides, predicate)?;
    if words.iter().all(|word| is_plain(word)) {
        Ok(words)
    } else {
        Err("a mapped word holds characters that Accelo's filters cannot carry")
    }
}

/// Commas and parentheses have no documented escape in a filter, other characters no documented
/// meaning.
pub(super) fn is_plain(word: &str) -> bool {
    word.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::{Op, Value};
    use crate::task::Field;

    #[test]
    fn the_table_is_the_contract_s() {
        assert_eq!(of_word("pending"), Some(Status::NotStarted));
        assert_eq!(of_word("accepted"), Some(Status::Planned));
        assert_eq!(of_word("started"), Some(Status::InProgress));
        assert_eq!(of_word("complete"), Some(Status::Completed));
        assert_eq!(of_word("inactive"), Some(Status::Unknown));
        assert_eq!(of_word("completed"), None);
    }

    #[test]
    fn words_that_would_break_the_filter_are_not_asked_for() {
        let predicate = Predicate::new(Field::Status, Op::Eq, Value::Status(Status::Completed));
        let map = |json: &str| serde_json::from_str::<StatusMap>(json).unwrap();
        let fine = map(r#"{"closed-2": "completed", "inactive": "completed"}"#);
        assert_eq!(
            askable(&fine, &predicate).unwrap(),
            ["complete", "inactive", "closed-2"]
        );
        for word in ["a,b", "a)", "a b", "é"] {
            let map = map(&format!(r#"{{"{word}": "completed"}}"#));
            assert!(askable(&map, &predicate).is_err());
        }
    }
}
