//! The pieces that a filter's text is made of, each with its place.

use super::ast::Op;
use super::foreign::Foreign;
use super::relative::Relative;
use crate::task::Decimal;

/// Bytes `start..end` of the filter's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Place {
    /// From the start of this place to the end of another.
    pub(super) fn to(self, other: Self) -> Self {
        Self {
            start: self.start,
            end: other.end,
        }
    }

    /// What stands at the place.
    pub(super) fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) place: Place,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A field, an operator of words, or a value that lacks its quotes.
    Word,
    /// A field some of whose names stand in backquotes: the names.
    Names(Vec<String>),
    /// A string in double quotes, its escapes resolved.
    Text(String),
    Number(Decimal),
    Boolean(bool),
    Null,
    /// `now` or `today` and its steps. Where a text belongs, a wrong one is merely unquoted.
    Relative(Result<Relative, Flaw>),
    Operator(Op),
    /// An operator that other languages have.
    Foreign(&'static Foreign),
    And,
    Or,
    Not,
    Open,
    Close,
    Comma,
    Wrong(Flaw),
    /// After the last token, so that there always is one to point at.
    End,
}

/// Why a piece of text is no token.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flaw {
    /// The very characters, within the token's place.
    pub(super) place: Place,
    pub(super) message: String,
    pub(super) help: String,
}

impl Flaw {
    /// The same flaw of a piece that begins so many bytes later.
    pub(super) fn moved(mut self, by: usize) -> Self {
        self.place.start += by;
        self.place.end += by;
        self
    }
}
