//! The lexer: text → tokens that keep their place.
//!
//! It never fails. What it cannot read becomes a [`Kind::Wrong`] token, so that the parser reports
//! the leftmost mistake of the text and not the first that the lexer came upon.

use super::ast::Op;
use super::foreign::SIGNS;
use super::token::{Flaw, Kind, Place, Token};
use super::{name, quote, steps};
use crate::task::Decimal;

/// The words that are no names, read in any case. `IN` and `BETWEEN` are such words only where an
/// operator stands, see the parser.
const KEYWORDS: &[(&str, Kind)] = &[
    ("and", Kind::And),
    ("or", Kind::Or),
    ("not", Kind::Not),
    ("null", Kind::Null),
    ("true", Kind::Boolean(true)),
    ("false", Kind::Boolean(false)),
];

/// Quotes of other languages and of word processors, with what closes them.
const OTHER_QUOTES: &[(char, char)] = &[
    ('\'', '\''),
    ('“', '”'),
    ('”', '”'),
    ('„', '“'),
    ('‘', '’'),
    ('’', '’'),
    ('«', '»'),
    ('#', '#'),
];

/// What to do about a character that has no meaning.
const MISPLACED: &[(&[char], &str)] = &[
    (
        &['[', ']', '{', '}'],
        "conditions and the values of `IN` stand in parentheses: `status IN (\"planned\", \"on_hold\")`",
    ),
    (
        &['?', '@'],
        "there are no parameters: write the value itself",
    ),
    (
        &['.'],
        "a number begins with a digit, such as `0.5`; in a path a name stands on both sides of the dot",
    ),
    (
        &['*', '%'],
        "there are no wildcards and no arithmetic: `~` finds a text anywhere, `^=` at the beginning, `$=` at the end",
    ),
    (
        &['+', '-', '/'],
        "a sign stands right before its number, such as `-5`; there is no arithmetic but the steps of times, such as `now-7d`",
    ),
    (
        &['^'],
        "`^=` asks what a text begins with, such as `name ^= \"Acme\"`",
    ),
    (
        &['$'],
        "`$=` asks what a text ends with, such as `name $= \"Inc\"`; a number stands alone",
    ),
];

/// All tokens of a text, the last of them an [`Kind::End`].
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip(char::is_whitespace);
        let start = lexer.at;
        let kind = lexer.kind();
        let done = kind == Kind::End;
        let place = Place {
            start,
            end: lexer.at,
        };
        tokens.push(Token { kind, place });
        if done {
            return tokens;
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, while_: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(while_).len();
    }

    fn kind(&mut self) -> Kind {
        let rest = self.rest();
        let mut chars = rest.chars();
        let Some(first) = chars.next() else {
            return Kind::End;
        };
        let signed = matches!(first, '+' | '-') && chars.next().is_some_and(|c| c.is_ascii_digit());
        if signed || is_word(first) {
            return self.word(signed || first.is_ascii_digit());
        }
        let single = match first {
            '(' => Some(Kind::Open),
            ')' => Some(Kind::Close),
            ',' => Some(Kind::Comma),
            '"' => return self.string(),
            '`' => return self.names(),
            _ => None,
        };
        if let Some(kind) = single {
            self.at += first.len_utf8();
            return kind;
        }
        if let Some((length, kind)) = sign(rest) {
            self.at += length;
            return kind;
        }
        self.wrong(first)
    }

    /// Letters, digits and `_`, and between them the marks that times, paths and addresses have.
    fn word(&mut self, numeric: bool) -> Kind {
        let rest = self.rest();
        if let Some((length, read)) = steps::read(rest) {
            let start = self.at;
            self.at += length;
            return Kind::Relative(read.map_err(|flaw| flaw.moved(start)));
        }
        let mut end = 0;
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let inner = match c {
                '.' | '-' | '@' | '\'' => true,
                ':' | '+' => numeric,
                _ => false,
            };
            let next = chars.peek().map(|(_, next)| *next);
            let is_name = |text: &str| text.chars().all(|c| is_word(c) || c == '.');
            if c == '.' && next == Some('`') && rest.get(..at).is_some_and(is_name) {
                return self.names();
            }
            // A sign before the first digit is inner too, of a number with nothing to its left.
            if !(is_word(c) || next.is_some_and(is_word) && (inner || at == 0)) {
                break;
            }
            end = at + c.len_utf8();
        }
        self.at += end;
        let word = rest.get(..end).unwrap_or_default();
        let number = (numeric && is_number(word)).then(|| Decimal::parse(word));
        if let Some(number) = number.flatten() {
            return Kind::Number(number);
        }
        KEYWORDS
            .iter()
            .find(|(keyword, _)| keyword.eq_ignore_ascii_case(word))
            .map_or(Kind::Word, |(_, kind)| kind.clone())
    }

    fn names(&mut self) -> Kind {
        let start = self.at;
        let (length, read) = name::read(self.rest());
        self.at += length;
        match read {
            Ok(names) => Kind::Names(names),
            Err(flaw) => Kind::Wrong(flaw.moved(start)),
        }
    }

    fn string(&mut self) -> Kind {
        let start = self.at;
        let (length, read) = quote::read(self.rest());
        self.at += length;
        match read {
            Ok(value) => Kind::Text(value),
            Err(flaw) => Kind::Wrong(flaw.moved(start)),
        }
    }

    fn wrong(&mut self, first: char) -> Kind {
        let start = self.at;
        let quotes = OTHER_QUOTES.iter().find(|(open, _)| *open == first);
        let after = self.rest().strip_prefix(first).unwrap_or_default();
        let inside = quotes.and_then(|(_, close)| Some((after.split_once(*close)?.0, *close)));
        self.at +=
            first.len_utf8() + inside.map_or(0, |(text, close)| text.len() + close.len_utf8());
        let place = Place {
            start,
            end: self.at,
        };
        let (message, help) = match inside {
            Some((text, _)) => (
                format!("`{first}` does not quote a text here"),
                format!("put the text in double quotes: {}", quote::shown(text)),
            ),
            None if quotes.is_some() && first != '#' => (
                format!("`{first}` does not quote a text here"),
                "a text stands between double quotes, such as \"Acme\"".to_owned(),
            ),
            None => {
                let known = MISPLACED.iter().find(|(chars, _)| chars.contains(&first));
                let help = known.map_or(
                    "take it away, or put it in double quotes if it belongs to a text",
                    |(_, help)| *help,
                );
                (
                    format!("{} has no meaning here", quote::shown_char(first)),
                    help.to_owned(),
                )
            }
        };
        Kind::Wrong(Flaw {
            place,
            message,
            help,
        })
    }
}

/// The longest operator of signs, of this language or another, that a text begins with.
fn sign(rest: &str) -> Option<(usize, Kind)> {
    let ours = Op::ALL.iter().map(|op| (op.as_str(), Kind::Operator(*op)));
    let others = SIGNS
        .iter()
        .map(|foreign| (foreign.sign, Kind::Foreign(foreign)));
    ours.chain(others)
        .filter(|(sign, _)| rest.starts_with(sign))
        .max_by_key(|(sign, _)| sign.len())
        .map(|(sign, kind)| (sign.len(), kind))
}

/// What words are made of.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// `-12.5e+3` and its parts.
fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let signed = |text: &str| digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (word, None),
    };
    let mantissa_is_number = match mantissa.split_once('.') {
        Some((whole, fraction)) => signed(whole) && digits(fraction),
        None => signed(mantissa),
    };
    mantissa_is_number && exponent.is_none_or(signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        tokens(text).into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn every_operator_of_signs_reads_as_itself() {
        let signs = Op::ALL
            .iter()
            .filter(|op| !op.as_str().starts_with(char::is_alphabetic));
        assert_eq!(signs.clone().count(), 14);
        for op in signs {
            assert_eq!(kinds(op.as_str()), [Kind::Operator(*op), Kind::End]);
        }
        for foreign in SIGNS {
            assert_eq!(kinds(foreign.sign), [Kind::Foreign(foreign), Kind::End]);
        }
    }

    #[test]
    fn words_numbers_and_times_are_told_apart() {
        for number in ["0", "-5", "+5", "12.50", "1e3", "-1.5E-10", "1e+3"] {
            let value = Kind::Number(Decimal::parse(number).unwrap());
            assert_eq!(kinds(number), [value, Kind::End], "{number}");
        }
        for word in [
            "name",
            "platform_data.a-b.c",
            "2024-01-01",
            "2024-01-01T00:00:00.000+02:00",
            "nowhere",
            "now7d",
            "now.then",
            "today_x",
            "größe",
            "O'Brien",
            "a@example.com",
            "1.2.3",
            "andy",
            "1e",
            "-5x",
        ] {
            assert_eq!(kinds(word), [Kind::Word, Kind::End], "{word}");
        }
        for time in ["now", "Today", "now-7d", "NOW - 7D + 2h"] {
            let kinds = kinds(time);
            assert!(
                matches!(kinds.as_slice(), [Kind::Relative(Ok(_)), Kind::End]),
                "{time}"
            );
        }
    }

    #[test]
    fn a_number_does_not_begin_a_path() {
        for sign in ["-", "+"] {
            let kinds = kinds(&format!("{sign}1.`a`"));
            assert!(
                matches!(
                    kinds.as_slice(),
                    [Kind::Number(_), Kind::Wrong(_), Kind::Names(_), Kind::End]
                ),
                "{kinds:?}"
            );
        }
    }

    #[test]
    fn tokens_need_no_space_between_them() {
        use Kind::{And, Close, End, Not, Null, Open, Operator, Text, Word};
        let acme = || Text("Acme".to_owned());
        assert_eq!(
            kinds(r#"NoT(name="Acme"and name!=NULL)"#),
            [
                Not,
                Open,
                Word,
                Operator(Op::Eq),
                acme(),
                And,
                Word,
                Operator(Op::Ne),
                Null,
                Close,
                End
            ]
        );
    }

    #[test]
    fn every_token_takes_some_of_the_text() {
        for text in [
            "-5.`x`", "a-b.`x`", "a@b.`", "`a", "``.", "now.`x`", "now-.`", "+1:2.`x",
        ] {
            for token in tokens(text) {
                let is_empty = token.place.start == token.place.end;
                assert_eq!(is_empty, token.kind == Kind::End, "{text}");
            }
        }
    }

    #[test]
    fn places_are_bytes() {
        let text = "größe ~ \"é\" `ä`.x today -7d";
        let places: Vec<_> = tokens(text)
            .iter()
            .map(|token| token.place.of(text).to_owned())
            .collect();
        assert_eq!(places, ["größe", "~", "\"é\"", "`ä`.x", "today -7d", ""]);
    }
}
