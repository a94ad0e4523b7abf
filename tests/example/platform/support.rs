//! What a list is narrowed by: `state`, one or more words with commas between them.

use super::status::TABLE;
use crate::filter::{Expr, Predicate};
use crate::platforms::{Support, words};
use crate::task::{Field, StatusMap};

/// The words to ask for.
///
/// # Errors
/// A sentence that says why none can be.
pub(super) fn states(overrides: &StatusMap, predicate: &Predicate) -> Result<String, &'static str> {
    if predicate.field() != Some(Field::Status) {
        return Err("the platform is asked for a state and nothing else");
    }
    let words = words::askable(TABLE, overrides, predicate)?;
    if words.iter().any(|word| word.contains(',')) {
        return Err("a mapped word holds a comma, which ends a word in `state`");
    }
    Ok(words.join(","))
}

/// What the platform can do about a comparison.
pub(super) fn support(overrides: &StatusMap, predicate: &Predicate) -> Support {
    match states(overrides, predicate) {
        Ok(_) => Support::exact(
            Expr::Is(predicate.clone()),
            "the platform is asked for the states by `state`",
        ),
        Err(why_not) => Support::unsupported(why_not),
    }
}
