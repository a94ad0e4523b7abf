//! The law of the dialects: what is read can be written, and reads back as the same.

use taskweave::filter::{Clock, Expr, Filter};
use taskweave::platforms::{Class, Platform, Read, Written};

use crate::laws::{error_is_sound, now, tree_is_sound};

/// A text is a filter of the platform or one of ours, or neither.
///
/// # Panics
/// If a law does not hold.
pub fn dialect(platform: Platform, text: &str) {
    match platform.room().dialect.read(text, now()) {
        Ok(read) => is_sound(platform, &read),
        Err(error) => error_is_sound(&error, text),
    }
    if let Ok(filter) = Filter::parse(text) {
        let filter = filter.expr().resolved(Clock::utc(now()));
        let written = write(platform, &filter);
        if !written.text.is_empty() {
            // The platform has words of its own for ours, so that another tree may say the same.
            is_sound(platform, &read_back(platform, &filter, &written.text));
        }
    }
}

/// What was read is a tree of ours without relative times; where nothing is noted of it, the platform's
/// language says it all.
fn is_sound(platform: Platform, read: &Read) {
    for note in &read.notes {
        assert!(!note.part.is_empty() && !note.reason.is_empty(), "{note:?}");
    }
    let Some(filter) = &read.filter else {
        return;
    };
    tree_is_sound(filter);
    assert!(!filter.is_relative(), "{filter}");
    let written = write(platform, filter);
    if let Some(residual) = written.residual {
        assert!(
            !read.notes.is_empty(),
            "of what was read without a note,\n{filter}\nthis cannot be written:\n{residual}"
        );
        return;
    }
    let text = &written.text;
    let again = read_back(platform, filter, text);
    // Beside what was read roughly, a text may say more, such as that nulls do not pass.
    if !read.notes.is_empty() {
        return;
    }
    assert!(
        again.notes.iter().all(|note| note.class == Class::Exact),
        "{filter}\nis written as\n{text}\nwhich is read with\n{:?}",
        again.notes
    );
    assert_eq!(
        again.filter.map(|filter| filter.normal()),
        Some(filter.normal()),
        "{filter}\nis written as\n{text}"
    );
}

/// Every comparison is accounted for, and nothing is left over unless something is unsaid.
fn write(platform: Platform, filter: &Expr) -> Written {
    let written = platform.room().dialect.write(filter);
    let plain = filter.without_nots();
    let parts: Vec<_> = written.parts.iter().map(|part| &part.predicate).collect();
    assert_eq!(parts, plain.predicates(), "{filter}");
    for part in &written.parts {
        assert!(!part.reason.is_empty(), "{part:?}");
    }
    match &written.residual {
        Some(residual) => tree_is_sound(residual),
        None => assert!(!written.text.is_empty(), "{filter}"),
    }
    written
}

fn read_back(platform: Platform, filter: &Expr, text: &str) -> Read {
    let read = platform.room().dialect.read(text, now());
    read.unwrap_or_else(|error| panic!("{filter}\nis written as\n{}", error.snippet(text)))
}
