//! A comparison's value as it was written, before the catalogue has been asked.

use super::relative::Relative;
use super::token::{Flaw, Place};
use crate::task::Decimal;

/// Something and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<T> {
    pub(super) of: T,
    pub(super) place: Place,
}

/// A value as it was written; the checker says whether it fits what it is compared with.
#[derive(Clone, Debug)]
pub(super) enum Literal {
    /// In double quotes.
    Text(String),
    Null,
    Number(Decimal),
    Boolean(bool),
    /// `now` or `today` and its steps, or what is wrong with them.
    Relative(Result<Relative, Flaw>),
    /// One or more words without quotes.
    Bare,
}
