//! What both written forms of `_filters` are read into: names with what stands behind them.

use std::borrow::Cow;
use std::ops::Range;

use super::names::{Meaning, meaning, suggestion};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{MAX_DEPTH, clipped};

/// One filter as it is written.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) name: String,
    pub(super) meaning: Meaning,
    /// The bytes of the whole, name and values.
    pub(super) place: Range<usize>,
    pub(super) args: Args<'a>,
}

/// What stands behind a name.
#[derive(Debug)]
pub(super) enum Args<'a> {
    /// Values; at least one.
    Values(Vec<Word<'a>>),
    /// Types of `against`, with their ids if there are any; at least one.
    Groups(Vec<(Word<'a>, Option<Vec<Word<'a>>>)>),
    /// Filters of `_OR` and `_AND`; at least one.
    Nodes(Vec<Node<'a>>),
}

/// A value and its bytes.
#[derive(Debug)]
pub(super) struct Word<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) place: Range<usize>,
}

/// What a name means.
pub(super) fn known(text: &str, name: &str, place: &Range<usize>) -> Result<Meaning> {
    meaning(name).ok_or_else(|| {
        let message = format!("`{}` is not a filter of Accelo's tasks", clipped(name));
        wrong(Code::FilterField, text, place, message).help(suggestion(name))
    })
}

/// An error at a place of the text.
pub(super) fn wrong(
    code: Code,
    text: &str,
    place: &Range<usize>,
    message: impl Into<String>,
) -> TaskweaveError {
    TaskweaveError::new(code, message).at(text, place.start, place.end)
}

/// An error of how the filter is written.
pub(super) fn misspelt(text: &str, place: &Range<usize>, message: &str) -> TaskweaveError {
    wrong(Code::FilterSyntax, text, place, message)
}

/// Junctions stand inside one another only so deep.
pub(super) fn check_depth(text: &str, place: &Range<usize>, depth: usize) -> Result<()> {
    if depth <= MAX_DEPTH {
        return Ok(());
    }
    let message = format!("`_OR` and `_AND` stand more than {MAX_DEPTH} deep in one another");
    Err(wrong(Code::FilterTooLarge, text, place, message).help("`_OR` may hold one `_AND`"))
}
