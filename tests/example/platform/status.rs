//! The words of `state`.

use crate::platforms::words::{self, Table};
use crate::task::Status;

/// Every word of the documents.
pub(super) const TABLE: &Table = &[
    ("todo", Status::NotStarted),
    ("doing", Status::InProgress),
    ("done", Status::Completed),
];

/// The status of a word.
pub(super) fn of_word(word: &str) -> Option<Status> {
    words::status(TABLE, word)
}
