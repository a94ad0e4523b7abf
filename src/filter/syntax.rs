//! A comparison as it was written, before the catalogue has been asked.

use super::token::Place;

/// Something and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<T> {
    pub(super) of: T,
    pub(super) place: Place,
}

/// A value as it was written; the checker says whether it fits the field.
#[derive(Clone, Debug)]
pub(super) enum Literal {
    /// In double quotes.
    Text(String),
    Null,
    Number,
    /// `true` or `false`.
    Boolean,
    /// One or more words without quotes.
    Bare,
}
