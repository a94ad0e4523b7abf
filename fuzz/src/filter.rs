//! The law of the filter's parser.

use taskweave::filter::Filter;

use crate::laws::{error_is_sound, tree_is_sound};

/// A text is a filter that keeps every law of trees, or it is refused by an error that teaches.
///
/// # Panics
/// If a law does not hold.
pub fn filter(text: &str) {
    match Filter::parse(text) {
        Ok(filter) => {
            tree_is_sound(filter.expr());
            for predicate in filter.expr().predicates() {
                let field = predicate.field();
                assert!(field.is_none_or(|field| filter.fields().contains(&field)));
            }
        }
        Err(error) => error_is_sound(&error, text),
    }
}
