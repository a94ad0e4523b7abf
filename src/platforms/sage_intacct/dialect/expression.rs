//! `filterExpression`: the numbers of conditions, `and`, `or` and parentheses; `and` or `or` alone joins
//! them all.

use super::json::{Source, shown};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::MAX_DEPTH;

/// Conditions by their place from 0, joined.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Joined {
    One(usize),
    And(Vec<Self>),
    Or(Vec<Self>),
}

/// What an expression says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expression {
    /// `None` if there are no conditions to join.
    pub(super) joined: Option<Joined>,
    /// Whether `and` and `or` stand beside each other without parentheses.
    pub(super) is_mixed: bool,
}

/// All conditions, joined by one word.
fn all(count: usize, join: fn(Vec<Joined>) -> Joined) -> Option<Joined> {
    match count {
        0 => None,
        1 => Some(Joined::One(0)),
        _ => Some(join((0..count).map(Joined::One).collect())),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    And,
    Or,
    Open,
    Close,
    Other,
    End,
}

#[derive(Clone, Copy)]
struct Token<'e> {
    kind: Kind,
    text: &'e str,
}

struct Parser<'a, 'e> {
    source: Source<'a>,
    /// The expression as JSON.
    raw: &'a str,
    tokens: Vec<Token<'e>>,
    at: usize,
    count: usize,
    is_mixed: bool,
}

/// Reads an expression over so many conditions; `raw` is its JSON.
pub(super) fn read(source: Source<'_>, raw: &str, text: &str, count: usize) -> Result<Expression> {
    let plain = |joined| {
        Ok(Expression {
            joined,
            is_mixed: false,
        })
    };
    // Slices of the source have their own places in errors; an expression with escapes is a copy.
    let text = match raw.get(1..raw.len().saturating_sub(1)) {
        Some(inner) if inner == text => inner,
        _ => text,
    };
    if text.trim().eq_ignore_ascii_case("and") {
        return plain(all(count, Joined::And));
    }
    if text.trim().eq_ignore_ascii_case("or") {
        return plain(all(count, Joined::Or));
    }
    let mut parser = Parser {
        source,
        raw,
        tokens: tokens(text),
        at: 0,
        count,
        is_mixed: false,
    };
    if parser.next().kind == Kind::End {
        return Err(parser
            .wrong(parser.next(), "the expression is empty")
            .help("write `and`, `or`, or numbers of conditions such as `(1 and 2) or 3`"));
    }
    let joined = parser.any(0)?;
    let next = parser.next();
    match next.kind {
        Kind::End => Ok(Expression {
            joined: Some(joined),
            is_mixed: parser.is_mixed,
        }),
        Kind::Close => Err(parser
            .wrong(next, "this `)` closes nothing")
            .help("take it away, or open it with `(` further left")),
        _ => Err(parser.unexpected(next, "`and` or `or`")),
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (end, kind) = match first {
            '(' => (1, Kind::Open),
            ')' => (1, Kind::Close),
            _ => {
                let ends = |c: char| c.is_whitespace() || c == '(' || c == ')';
                let word = rest.find(ends).unwrap_or(rest.len());
                let digits = rest
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(rest.len());
                match rest.get(..word) {
                    // `1and 2` runs together in some clients.
                    _ if digits > 0 => (digits, Kind::Number),
                    Some(word_text) if word_text.eq_ignore_ascii_case("and") => (word, Kind::And),
                    Some(word_text) if word_text.eq_ignore_ascii_case("or") => (word, Kind::Or),
                    _ => (word, Kind::Other),
                }
            }
        };
        let (token, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        tokens.push(Token { kind, text: token });
        rest = after.trim_start();
    }
    // Empty, and where the text ends.
    let end = text.get(text.len()..).unwrap_or_default();
    tokens.push(Token {
        kind: Kind::End,
        text: end,
    });
    tokens
}

impl<'e> Parser<'_, 'e> {
    fn next(&self) -> Token<'e> {
        self.tokens.get(self.at).copied().unwrap_or(Token {
            kind: Kind::End,
            text: "",
        })
    }

    fn take(&mut self, kind: Kind) -> bool {
        let is_next = self.next().kind == kind;
        self.at += usize::from(is_next);
        is_next
    }

    fn any(&mut self, depth: usize) -> Result<Joined> {
        let mut arms = Vec::new();
        let mut mixed = false;
        loop {
            let mut parts = vec![self.atom(depth)?];
            while self.take(Kind::And) {
                parts.push(self.atom(depth)?);
            }
            mixed |= parts.len() > 1;
            arms.push(one_or(parts, Joined::And));
            if !self.take(Kind::Or) {
                break;
            }
        }
        self.is_mixed |= mixed && arms.len() > 1;
        Ok(one_or(arms, Joined::Or))
    }

    fn atom(&mut self, depth: usize) -> Result<Joined> {
        let token = self.next();
        match token.kind {
            Kind::Number => {
                self.at += 1;
                self.number(token)
            }
            Kind::Open => {
                if depth >= MAX_DEPTH {
                    let message = format!("the expression nests deeper than {MAX_DEPTH} levels");
                    let mut error = self.wrong(token, message);
                    error.code = Code::FilterTooLarge;
                    return Err(error.help("take away the parentheses that change nothing"));
                }
                self.at += 1;
                let inner = self.any(depth + 1)?;
                if self.take(Kind::Close) {
                    return Ok(inner);
                }
                let next = self.next();
                Err(match next.kind {
                    Kind::End => self
                        .wrong(token, "this `(` is never closed")
                        .help("close it with `)`"),
                    _ => self.unexpected(next, "`and`, `or` or `)`"),
                })
            }
            Kind::Other if token.text.eq_ignore_ascii_case("not") => Err(self
                .wrong(token, "an expression has no `not`")
                .help("use the opposite operator in the condition, such as `$ne` for `$eq`")),
            _ => Err(self.unexpected(token, "the number of a condition")),
        }
    }

    fn number(&self, token: Token<'e>) -> Result<Joined> {
        let number = token.text.parse::<usize>().unwrap_or(usize::MAX);
        if let Some(place) = number.checked_sub(1).filter(|place| *place < self.count) {
            return Ok(Joined::One(place));
        }
        let message = format!("there is no condition {}", shown(token.text));
        let error = self.wrong(token, message);
        Err(error.help(match self.count {
            0 => "`filters` holds no condition".to_owned(),
            1 => "`filters` holds one condition, number 1".to_owned(),
            count => format!("conditions are numbered from 1 to {count}"),
        }))
    }

    fn unexpected(&self, token: Token<'e>, wanted: &str) -> TaskweaveError {
        let message = match token.kind {
            Kind::End => format!("{wanted} is missing at the end of the expression"),
            _ => format!("{wanted} is missing before `{}`", shown(token.text)),
        };
        self.wrong(token, message)
            .help("write numbers of conditions joined by `and` and `or`, such as `(1 and 2) or 3`")
    }

    fn wrong(&self, token: Token<'e>, message: impl Into<String>) -> TaskweaveError {
        let start = self.raw.as_ptr() as usize;
        let at = token.text.as_ptr() as usize;
        let inside = (start..start + self.raw.len()).contains(&at);
        let slice = if inside { token.text } else { self.raw };
        self.source.wrong(Code::FilterSyntax, slice, message)
    }
}

fn one_or(mut parts: Vec<Joined>, join: fn(Vec<Joined>) -> Joined) -> Joined {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}
