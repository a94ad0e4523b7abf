//! The law of the dialects: what is read can be written, and reads back as the same.

use taskweave::error::Code;
use taskweave::filter::{Clock, Expr, Filter};
use taskweave::platforms::{Class, Note, Platform, Read};

use crate::laws::{error_is_sound, now, tree_is_sound};

/// A text is a filter of the platform or one of ours, or neither.
///
/// # Panics
/// If a law does not hold.
pub fn dialect(platform: Platform, text: &str) {
    match platform.room().dialect.read(text, now()) {
        Ok(read) => is_sound(platform, &read),
        // What a platform has no language for, it says in so many words.
        Err(error) if error.code == Code::Unsupported => assert!(!error.message.is_empty()),
        Err(error) => error_is_sound(&error, text),
    }
    if let Ok(filter) = Filter::parse(text) {
        is_written(platform, &filter.expr().resolved(Clock::utc(now())));
    }
}

/// What was read is a tree of ours without relative times; where no note says that it is less, the
/// platform's language says it all.
fn is_sound(platform: Platform, read: &Read) {
    for note in &read.notes {
        assert!(!note.part.is_empty() && !note.reason.is_empty(), "{note:?}");
    }
    let Some(filter) = &read.filter else {
        return;
    };
    tree_is_sound(filter);
    assert!(!filter.is_relative(), "{filter}");
    let is_whole = is_written(platform, filter);
    assert!(
        is_whole || !is_exact(&read.notes),
        "a part of what was read exactly cannot be written: {filter}"
    );
}

fn is_exact(notes: &[Note]) -> bool {
    notes.iter().all(|note| note.class == Class::Exact)
}

/// Every comparison is accounted for, and a text that says it all reads back as the same. Gives
/// whether it says it all.
fn is_written(platform: Platform, filter: &Expr) -> bool {
    let dialect = platform.room().dialect;
    let written = dialect.write(filter);
    let plain = filter.without_nots();
    let wanted = plain.predicates();
    let parts: Vec<_> = written.parts.iter().map(|part| &part.predicate).collect();
    assert_eq!(parts, wanted, "{filter}");
    for part in &written.parts {
        assert!(!part.reason.is_empty(), "{part:?}");
    }
    if let Some(residual) = &written.residual {
        tree_is_sound(residual);
    }
    if written.text.is_empty() {
        assert!(written.residual.is_some(), "{filter}");
        return false;
    }
    let text = &written.text;
    let read = dialect
        .read(text, now())
        .unwrap_or_else(|error| panic!("{filter}\nis written as\n{}", error.snippet(text)));
    let back = read
        .filter
        .unwrap_or_else(|| panic!("{filter}\nis written as\n{text}\nwhich says nothing"));
    if written.residual.is_some() {
        return false;
    }
    assert!(is_exact(&read.notes), "{filter}\n{text}\n{:?}", read.notes);
    assert_eq!(
        back.normal(),
        filter.normal(),
        "{filter}\nis written as\n{text}\nwhich reads as\n{back}"
    );
    true
}
