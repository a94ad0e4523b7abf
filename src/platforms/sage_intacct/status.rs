//! The words of `taskStatus` (`status` in the older edition).

use crate::filter::Predicate;
use crate::platforms::words::{self, Table};
use crate::task::{Status, StatusMap};

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

/// The words to ask for; an error says why none can be.
pub(super) fn askable(
    overrides: &StatusMap,
    predicate: &Predicate,
) -> Result<Vec<String>, &'static str> {
    words::askable(TABLE, overrides, predicate)
}

/// The words that all the pushed predicates leave.
pub(super) fn pushed(overrides: &StatusMap, predicates: &[&Predicate]) -> Option<Vec<String>> {
    words::pushed(TABLE, overrides, predicates)
}

#[cfg(test)]
mod tests {
    use super::*;

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
