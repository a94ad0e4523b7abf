//! Names in backquotes: `` `name` ``, ``platform_data.`nsp::odd name`.x``. A backquote inside is
//! doubled; nothing else is an escape.

use super::lexer::is_word;
use super::token::{Flaw, Place};

/// Reads the names that `text` begins with, up to where no other follows a dot: how many bytes they
/// take, and the names.
pub(super) fn read(text: &str) -> (usize, Result<Vec<String>, Flaw>) {
    let mut names = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with('`') {
            let Some((length, name)) = quoted(rest) else {
                return (text.len(), Err(unclosed(at)));
            };
            names.push(name);
            at += length;
        } else {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            names.push(rest.get(..length).unwrap_or_default().to_owned());
            at += length;
        }
        let next = text.get(at..).unwrap_or_default().strip_prefix('.');
        if !next.is_some_and(|next| next.starts_with(|c| c == '`' || is_word(c))) {
            return (at, Ok(names));
        }
        at += 1;
    }
}

/// Reads one name in backquotes; `None` where it is never closed.
fn quoted(text: &str) -> Option<(usize, String)> {
    let mut name = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '`' && chars.next_if(|(_, next)| *next == '`').is_none() {
            return Some((at + 1, name));
        }
        name.push(c);
    }
    None
}

fn unclosed(start: usize) -> Flaw {
    Flaw {
        place: Place {
            start,
            end: start + 1,
        },
        message: "the name that begins here has no closing backquote".to_owned(),
        help: "close it with a backquote; a backquote inside a name is doubled; a text stands in double quotes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn names_end_where_no_other_follows() {
        for (text, length, names) in [
            ("`a`", 3, &["a"][..]),
            ("`a b`.c=", 7, &["a b", "c"]),
            ("x.`a.b`.`é`.", 12, &["x", "a.b", "é"]),
            ("``", 2, &[""]),
            ("```` x", 4, &["`"]),
            ("`a```.b", 7, &["a`", "b"]),
            ("`a`b", 3, &["a"]),
        ] {
            let (read_length, read) = read(text);
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!((read_length, read.unwrap()), (length, names), "{text}");
        }
        for (text, start) in [("`", 0), ("a.`b", 2), ("`a``", 0), ("```", 0)] {
            let (length, names) = read(text);
            assert_eq!(
                (length, names.unwrap_err().place.start),
                (text.len(), start)
            );
        }
    }
}
