//! A platform's own filter language, read into the tree and written from it.

use serde::Serialize;

use super::Class;
use crate::error::Result;
use crate::filter::{Expr, Predicate};
use crate::task::{Sort, Timestamp};

/// A platform's own way to say which tasks are wanted, after its documents. It has no connection: what
/// a connection pushes down is the room's `Account` to say, and may be less.
pub trait Dialect: Sync {
    /// Reads a filter of the platform. `now` is what its relative dates are told from.
    ///
    /// # Errors
    /// `filter_syntax`, `filter_field`, `filter_type`, `filter_value` or `filter_too_large`, with the
    /// place in `text` and with help.
    fn read(&self, text: &str, now: Timestamp) -> Result<Read>;

    /// Writes a filter, without relative times, as far as the platform's language can say it: `None`
    /// for a filter of which it can say nothing.
    fn write(&self, filter: &Expr) -> Written;
}

/// What a platform's filter says, in our terms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// The filter; `None` if every task is wanted.
    pub filter: Option<Expr>,
    /// The order that it asks for.
    pub sort: Option<Sort>,
    /// Parts that the tree says roughly or not at all.
    pub notes: Vec<Note>,
}

/// A part of a platform's filter that has no exact counterpart here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The part, as it is written.
    pub part: String,
    /// Inexact: the tree lets more rows pass, or the documents leave open which. Unsupported: the tree
    /// says nothing of it. Exact: the tree says it, though it may not mean what it seems to.
    pub class: Class,
    /// Why, in a sentence.
    pub reason: String,
}

/// A filter in a platform's language.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The text; empty if nothing of the filter can be said.
    pub text: String,
    /// What each comparison became, in order of appearance in [`Expr::without_nots`].
    pub parts: Vec<WrittenPart>,
    /// What the text leaves to be checked, all of which must hold; `None` if the text says it all.
    pub residual: Option<Expr>,
}

/// What became of one comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenPart {
    /// The comparison.
    pub predicate: Predicate,
    /// How the text relates to it.
    pub class: Class,
    /// Why, in a sentence.
    pub reason: &'static str,
}

impl Written {
    /// The class of the whole: exact if nothing is left over, unsupported if nothing is said.
    #[must_use]
    pub fn class(&self) -> Class {
        match (&self.residual, self.text.is_empty()) {
            (None, _) => Class::Exact,
            (Some(_), false) => Class::Inexact,
            (Some(_), true) => Class::Unsupported,
        }
    }
}
