//! An error with the line of the user's text that it is about, and a caret under its place.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::TaskweaveError;
use crate::filter::seen;

/// A longer line is cut on both sides of the place, to about this many columns.
const COLUMNS: usize = 80;
/// How much of a cut line stands before the place.
const BEFORE: usize = 20;

impl TaskweaveError {
    /// The message, the line of `source` with carets under its place, and the help, for terminals
    /// and documents. Columns are those of a terminal: wide characters take two, combining ones
    /// none; tabs and what cannot be seen are shown as one character each.
    #[must_use]
    pub fn snippet(&self, source: &str) -> String {
        let mut lines = vec![format!("{}: {}", self.code.as_str(), self.message)];
        if let Some(span) = self.span {
            let (start, end) = (byte_at(source, span.start), byte_at(source, span.end));
            lines.extend(place(source, start, end.max(start)));
        }
        lines.extend(self.help.as_ref().map(|help| format!("help: {help}")));
        lines.join("\n")
    }
}

/// The byte at which a UTF-16 unit of a text begins; within a character, its first byte.
fn byte_at(source: &str, unit: usize) -> usize {
    let mut units = 0;
    for (byte, c) in source.char_indices() {
        units += c.len_utf16();
        if units > unit {
            return byte;
        }
    }
    source.len()
}

/// The line that holds the place and the line of carets.
fn place(source: &str, start: usize, end: usize) -> [String; 2] {
    let (before, rest) = source.split_at_checked(start).unwrap_or((source, ""));
    let number = before.matches('\n').count() + 1;
    let before = before.rsplit('\n').next().unwrap_or_default();
    let (marked, after) = rest.split_at_checked(end - start).unwrap_or((rest, ""));
    // A place of several lines is marked to the end of its first.
    let (marked, after) = match marked.split_once('\n') {
        Some((first, _)) => (first, ""),
        None => (marked, after.split('\n').next().unwrap_or_default()),
    };
    let [mut before, mut marked, mut after] = [before, marked, after].map(shown);
    if before.width() + marked.width() + after.width() > COLUMNS {
        before = cut_left(before, BEFORE);
        let left = COLUMNS.saturating_sub(before.width());
        marked = cut_right(marked, left);
        after = cut_right(after, left.saturating_sub(marked.width()));
    }
    let gutter = match source.trim_end().contains('\n') {
        true => format!("{number:>3} | "),
        false => "  ".to_owned(),
    };
    let indent = " ".repeat(gutter.width() + before.width());
    let carets = "^".repeat(marked.width().max(1));
    let line = format!("{gutter}{before}{marked}{after}");
    [line.trim_end().to_owned(), format!("{indent}{carets}")]
}

/// The text with every character as it takes its place on a terminal.
fn shown(text: &str) -> String {
    text.chars().map(seen).collect()
}

/// The last `columns` columns, after an ellipsis if that is not all.
fn cut_left(text: String, columns: usize) -> String {
    if text.width() <= columns {
        return text;
    }
    let reversed: String = text.chars().rev().collect();
    let kept: String = fitting(&reversed, columns.saturating_sub(1))
        .chars()
        .rev()
        .collect();
    format!("…{kept}")
}

/// The first `columns` columns, before an ellipsis if that is not all.
fn cut_right(text: String, columns: usize) -> String {
    if text.width() <= columns {
        return text;
    }
    format!("{}…", fitting(&text, columns.saturating_sub(1)))
}

/// As much from the start of a text as fits in so many columns.
fn fitting(text: &str, columns: usize) -> &str {
    let mut width = 0;
    for (at, c) in text.char_indices() {
        width += c.width().unwrap_or(0);
        if width > columns {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{Code, TaskweaveError};

    fn snippet(source: &str, marked: &str) -> String {
        let start = source.find(marked).unwrap();
        TaskweaveError::new(Code::FilterSyntax, "m")
            .at(source, start, start + marked.len())
            .snippet(source)
    }

    #[test]
    fn carets_stand_under_the_place() {
        for (source, marked, shown) in [
            ("ab cd ef", "cd", "  ab cd ef\n     ^^"),
            ("漢字 cd", "cd", "  漢字 cd\n       ^^"),
            ("e\u{301} 漢字", "漢字", "  e\u{301} 漢字\n    ^^^^"),
            ("👩‍💻 x", "x", "  👩‍💻 x\n     ^"),
            ("\tx", "x", "   x\n   ^"),
            ("\u{0}\u{202e}x", "x", "  ␀\u{fffd}x\n    ^"),
            ("one\ntwo x\nthree", "x", "  2 | two x\n          ^"),
            ("one\ntwo x", "e\nt", "  1 | one\n        ^"),
        ] {
            assert_eq!(
                snippet(source, marked),
                format!("filter_syntax: m\n{shown}")
            );
        }
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let source = format!("{} here {}", "a".repeat(5000), "漢".repeat(5000));
        let text = snippet(&source, "here");
        let lines: Vec<_> = text.lines().collect();
        let line = format!("  …{} here {}…", "a".repeat(18), "漢".repeat(27));
        assert_eq!(lines[1], line);
        assert_eq!(lines[2].find('^'), Some(22));
        let whole = snippet(&"x".repeat(500), &"x".repeat(500));
        assert_eq!(
            whole.lines().nth(2),
            Some(format!("  {}", "^".repeat(80)).as_str())
        );
    }

    #[test]
    fn a_place_at_the_end_or_beyond_is_shown_at_the_end() {
        let error = TaskweaveError::new(Code::FilterSyntax, "m").help("h");
        let at = |end| error.clone().at("héé", end, end).snippet("héé");
        assert_eq!(at(5), "filter_syntax: m\n  héé\n     ^\nhelp: h");
        assert_eq!(at(99), at(5));
        assert_eq!(error.snippet("héé"), "filter_syntax: m\nhelp: h");
    }
}
