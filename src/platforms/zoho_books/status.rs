//! The status words of Zoho Books' tasks. Rutter's own mapping is not published; this one follows the
//! rule that `unknown` is said where a word tells too little.
//!
//! | word | status |
//! |---|---|
//! | active | in_progress |
//! | inactive | unknown: it may be done or given up |
//! | anything else | unknown, with a warning |

use crate::platforms::words::{self, Table};
use crate::task::Status;

/// Every word of the documents, exactly as written.
const TABLE: &Table = &[
    ("active", Status::InProgress),
    ("inactive", Status::Unknown),
];

/// The status of a word; `None` for a word that no document knows.
pub(super) fn of_word(word: &str) -> Option<Status> {
    words::status(TABLE, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_documents_are_known() {
        assert_eq!(of_word("active"), Some(Status::InProgress));
        assert_eq!(of_word("inactive"), Some(Status::Unknown));
        for word in ["", "Active", "completed"] {
            assert_eq!(of_word(word), None, "{word}");
        }
    }
}
