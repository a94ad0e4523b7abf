//! Strings in double quotes, read and written, and clippings of them for messages.

use super::token::{Flaw, Place};

/// What an escape of two characters stands for; `\uXXXX` is read apart.
const ESCAPES: &[(char, char)] = &[
    ('"', '"'),
    ('\\', '\\'),
    ('/', '/'),
    ('n', '\n'),
    ('t', '\t'),
    ('r', '\r'),
    ('b', '\u{8}'),
    ('f', '\u{c}'),
];

/// Messages show no more of a value than this many characters.
const SHOWN: usize = 60;

/// No message or help is longer than this many characters; the longest names every field.
const TOLD: usize = 1000;

/// Reads the string that `text` begins with (its opening quote is taken for granted): how many
/// bytes it takes, and its value or a flaw at its place in `text`. After a wrong escape the string is still read to its end.
pub(super) fn read(text: &str) -> (usize, Result<String, Flaw>) {
    let mut value = String::new();
    let mut fault = None;
    let mut chars = text.char_indices();
    let _opening = chars.next();
    while let Some((start, c)) = chars.next() {
        match c {
            '"' => return (start + 1, fault.map_or(Ok(value), Err)),
            '\\' => {
                let Some((_, escape)) = chars.next() else {
                    break;
                };
                let known = ESCAPES.iter().find(|(name, _)| *name == escape);
                if let Some((_, c)) = known {
                    value.push(*c);
                    continue;
                }
                let after = text.get(start..).unwrap_or_default();
                let (length, read) = match escape {
                    'u' => unicode(after),
                    other => (1 + other.len_utf8(), Err(unknown(other))),
                };
                match read {
                    Ok(c) => value.push(c),
                    Err((message, help)) => {
                        fault.get_or_insert(Flaw {
                            place: Place {
                                start,
                                end: start + length,
                            },
                            message,
                            help,
                        });
                    }
                }
                while chars.offset() < start + length && chars.next().is_some() {}
            }
            c => value.push(c),
        }
    }
    let unclosed = Flaw {
        place: Place { start: 0, end: 1 },
        message: "the text that begins here has no closing quote".to_owned(),
        help: r#"close it with `"`; a double quote inside a text is written `\"`"#.to_owned(),
    };
    (text.len(), Err(fault.unwrap_or(unclosed)))
}

type Escape = (usize, Result<char, (String, String)>);

/// Reads `\uXXXX` or a surrogate pair of two of them: how many bytes they take, and the character.
fn unicode(text: &str) -> Escape {
    let hex = |from: usize| -> Option<u32> {
        let digits = text.get(from..from + 6)?.strip_prefix("\\u")?;
        let all_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        all_hex.then(|| u32::from_str_radix(digits, 16).ok())?
    };
    let Some(unit) = hex(0) else {
        let digits = text.bytes().skip(2).take(4);
        let length = 2 + digits.take_while(u8::is_ascii_hexdigit).count();
        let message = "`\\u` needs four hexadecimal digits after it".to_owned();
        let help = "write `\\u00e9` for `é`, or the character itself".to_owned();
        return (length, Err((message, help)));
    };
    if let Some(c) = char::from_u32(unit) {
        return (6, Ok(c));
    }
    let pair = hex(6).filter(|low| unit < 0xdc00 && (0xdc00..0xe000).contains(low));
    let joined =
        pair.and_then(|low| char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)));
    match joined {
        Some(c) => (12, Ok(c)),
        None => {
            let half = text.get(..6).unwrap_or_default();
            let message = format!("`{half}` is half a character");
            let help =
                "write both halves, such as `\\ud83d\\ude00` for `😀`, or the character itself";
            (6, Err((message, help.to_owned())))
        }
    }
}

fn unknown(escape: char) -> (String, String) {
    let message = format!("a backslash before {} is not an escape", shown_char(escape));
    let help = match escape {
        '\'' => "write `'` alone: a single quote needs no escape",
        _ => r#"write `\\` for a backslash; the escapes are \" \\ \/ \n \t \r \b \f \uXXXX"#,
    };
    (message, help.to_owned())
}

/// A text in double quotes, as the grammar reads it: quotes, backslashes and what cannot be seen
/// are escaped, so that a printed filter shows all it says.
pub(super) fn written(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        let short = ESCAPES.iter().find(|(name, of)| *of == c && *name != '/');
        match short {
            Some((name, _)) => out.extend(['\\', *name]),
            // Every one of these is a single UTF-16 unit.
            None if is_unseen(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            None => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Control characters, the marks that turn the direction of writing, and other invisible ones
/// that are never part of a word's spelling (joiners are).
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        )
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A character as it is shown in messages, where none may move the cursor or hide others.
pub(crate) fn seen(c: char) -> char {
    match c {
        '\t' | '\r' => ' ',
        // The pictures of the control characters stand in their order.
        c if u32::from(c) < 0x20 => char::from_u32(0x2400 + u32::from(c)).unwrap_or(' '),
        c if is_unseen(c) => '\u{fffd}',
        c => c,
    }
}

/// What is told of a mistake: on one line, as it is [`seen`], and of bounded length, whatever names
/// and values it quotes.
pub(super) fn told(text: &str) -> String {
    text.chars().take(TOLD).map(seen).collect()
}

/// A text in double quotes for a message, cut if it is long.
pub(crate) fn shown(text: &str) -> String {
    written(&cut(text))
}

/// Raw text for a message, its invisible characters and length tamed.
pub(crate) fn clipped(text: &str) -> String {
    cut(text).chars().map(seen).collect()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A character for a message, with its number where its look alone could mislead.
pub(super) fn shown_char(c: char) -> String {
    let number = u32::from(c);
    match c {
        c if c.is_ascii_graphic() => format!("`{c}`"),
        c if is_unseen(c) || c.is_whitespace() => format!("the character U+{number:04X}"),
        c => format!("`{c}` (U+{number:04X})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_escape_is_read() {
        let text = r#""\"\\\/\n\t\r\b\f\u00e9\uD83D\uDE00é""#;
        let (length, value) = read(&format!("{text} \"rest\""));
        assert_eq!(length, text.len());
        assert_eq!(value.ok().unwrap(), "\"\\/\n\t\r\u{8}\u{c}é😀é");
    }

    #[test]
    fn wrong_escapes_are_pointed_at() {
        for (text, start, end) in [
            (r#""a\q""#, 2, 4),
            (r#""a\é""#, 2, 5),
            (r#""\u12""#, 1, 5),
            (r#""\u12é4""#, 1, 5),
            (r#""\u+123""#, 1, 3),
            (r#""\ud83d""#, 1, 7),
            (r#""\ud83d\u0041""#, 1, 7),
            (r#""\ud83d\n""#, 1, 7),
            (r#""\ude00\ud83d""#, 1, 7),
            (r#""open"#, 0, 1),
            (r#""open\"#, 0, 1),
            (r#""open\""#, 0, 1),
        ] {
            let (length, value) = read(text);
            let fault = value.err().unwrap();
            assert_eq!((fault.place.start, fault.place.end), (start, end), "{text}");
            assert_eq!(length, text.len(), "{text}");
        }
    }

    #[test]
    fn a_message_shows_what_cannot_be_seen() {
        let text = "a\tb\n\u{1b}[2J\u{7f}\u{202e}é😀";
        assert_eq!(clipped(text), "a b␊␛[2J\u{fffd}\u{fffd}é😀");
        assert_eq!(shown("a\nb"), r#""a\nb""#);
        assert_eq!(clipped(&"é".repeat(61)), format!("{}…", "é".repeat(60)));
        assert_eq!(told("a\0b"), "a␀b");
        assert_eq!(told(&"é".repeat(8000)).chars().count(), TOLD);
    }

    #[test]
    fn what_cannot_be_seen_is_written_as_an_escape() {
        let text = "a\"\\/\n\u{0}\u{7f}\u{85}\u{202e}\u{feff}é😀";
        assert_eq!(
            written(text),
            r#""a\"\\/\n\u0000\u007f\u0085\u202e\ufeffé😀""#
        );
    }
}
