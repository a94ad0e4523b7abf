//! The parser: tokens → checked tree, by recursive descent.
//!
//! Each comparison is checked as soon as it is read, so that of several mistakes the leftmost is
//! reported. Depth is counted before the parser descends, predicates before they are kept.

mod mistake;
mod unread;
mod value;

use super::ast::{Expr, Op, Predicate, Target};
use super::check;
use super::lexer::tokens;
use super::syntax::Placed;
use super::token::{Kind, Place, Token};
use super::{MAX_BYTES, MAX_DEPTH, MAX_PREDICATES};
use crate::error::{Code, Result, TaskweaveError};

/// Refuses a text that is longer than a filter may be, in whichever language.
///
/// # Errors
/// `filter_too_large`.
pub(crate) fn check_size(text: &str) -> Result<()> {
    if text.len() <= MAX_BYTES {
        return Ok(());
    }
    let message = format!(
        "the filter is {} bytes long; {MAX_BYTES} is the most",
        text.len()
    );
    Err(TaskweaveError::new(Code::FilterTooLarge, message)
        .at(text, text.floor_char_boundary(MAX_BYTES), text.len())
        .help("narrow the filter, or ask several times with a part of it"))
}

/// Reads a whole filter.
pub(super) fn parse(text: &str) -> Result<Expr> {
    check_size(text)?;
    let tokens = tokens(text);
    let mut parser = Parser {
        text,
        end: Token {
            kind: Kind::End,
            place: Place {
                start: text.len(),
                end: text.len(),
            },
        },
        tokens: &tokens,
        at: 0,
        predicates: 0,
        values: 0,
    };
    if parser.next().kind == Kind::End {
        return Err(
            TaskweaveError::new(Code::FilterSyntax, "the filter is empty")
                .at(text, 0, text.len())
                .help("leave the filter out to get every task"),
        );
    }
    let expr = parser.any(0)?;
    match parser.next().kind {
        Kind::End => Ok(expr),
        Kind::Close => Err(parser
            .wrong(parser.next().place, "this `)` closes nothing")
            .help("take it away, or open it with `(` further left")),
        _ => Err(parser.not_joined("`AND` or `OR`")),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// Stands behind the last token.
    end: Token,
    /// The token that is to be read.
    at: usize,
    predicates: usize,
    /// Those of all lists.
    values: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self, ahead: usize) -> &Token {
        self.tokens.get(self.at + ahead).unwrap_or(&self.end)
    }

    /// The token that is to be read.
    fn next(&self) -> &Token {
        self.peek(0)
    }

    /// What stands at a place.
    fn written(&self, place: Place) -> &'a str {
        place.of(self.text)
    }

    fn take(&mut self, kind: &Kind) -> bool {
        let is_next = self.next().kind == *kind;
        if is_next {
            self.at += 1;
        }
        is_next
    }

    /// `and { OR and }`
    fn any(&mut self, depth: usize) -> Result<Expr> {
        let mut parts = vec![self.all(depth)?];
        while self.take(&Kind::Or) {
            parts.push(self.all(depth)?);
        }
        Ok(Expr::or_of(parts))
    }

    /// `unary { AND unary }`
    fn all(&mut self, depth: usize) -> Result<Expr> {
        let mut parts = vec![self.unary(depth)?];
        while self.take(&Kind::And) {
            parts.push(self.unary(depth)?);
        }
        Ok(Expr::and_of(parts))
    }

    /// `{ NOT } primary`
    fn unary(&mut self, depth: usize) -> Result<Expr> {
        let mut nots = 0;
        while self.next().kind == Kind::Not {
            nots += 1;
            self.check_depth(depth + nots)?;
            self.at += 1;
        }
        let mut expr = self.primary(depth + nots)?;
        for _ in 0..nots {
            expr = Expr::Not(Box::new(expr));
        }
        Ok(expr)
    }

    /// `"(" any ")" | comparison`
    fn primary(&mut self, depth: usize) -> Result<Expr> {
        let open = self.next().place;
        match self.next().kind {
            Kind::Open => {
                self.check_depth(depth + 1)?;
                self.at += 1;
                let expr = self.any(depth + 1)?;
                if self.take(&Kind::Close) {
                    return Ok(expr);
                }
                Err(match self.next().kind {
                    Kind::End => self
                        .wrong(open, "this `(` is never closed")
                        .help("close it with `)`"),
                    _ => self.not_joined("`AND`, `OR` or `)`"),
                })
            }
            Kind::Word | Kind::Names(_) => self.comparison(),
            _ => Err(self.no_condition()),
        }
    }

    /// `target operator operand`
    fn comparison(&mut self) -> Result<Expr> {
        let place = self.next().place;
        let target = self.target(0)?;
        self.predicates += 1;
        if self.predicates > MAX_PREDICATES {
            return Err(self.too_many(place, "comparisons", MAX_PREDICATES));
        }
        self.at += 1;
        let op = self.operator(&target)?;
        let value = self.operand(&target, op)?;
        Ok(Expr::Is(Predicate::new(target, op.of, value)))
    }

    /// What is compared, which stands so many tokens ahead.
    fn target(&self, ahead: usize) -> Result<Target> {
        let token = self.peek(ahead);
        let read = match &token.kind {
            Kind::Names(names) => check::target(names, true),
            _ => {
                if let Some(mistake) = self.no_name(ahead) {
                    return Err(mistake);
                }
                let names = self.written(token.place).split('.').map(str::to_owned);
                check::target(&names.collect::<Vec<_>>(), false)
            }
        };
        read.map_err(|error| error.at(self.text, token.place.start, token.place.end))
    }

    fn operator(&mut self, target: &Target) -> Result<Placed<Op>> {
        let Some((of, count)) = self.operator_at(0) else {
            return Err(self.no_operator(target));
        };
        let place = self.next().place.to(self.peek(count - 1).place);
        let op = Placed { of, place };
        check::operator(self.text, target, op)?;
        self.at += count;
        Ok(op)
    }

    /// The operator that stands so many tokens ahead, and how many tokens it takes.
    fn operator_at(&self, ahead: usize) -> Option<(Op, usize)> {
        let of_words = |ahead: usize| {
            let token = self.peek(ahead);
            let word = self.written(token.place);
            [Op::In, Op::Between]
                .into_iter()
                .find(|op| token.kind == Kind::Word && op.as_str().eq_ignore_ascii_case(word))
        };
        match self.peek(ahead).kind {
            Kind::Operator(op) => Some((op, 1)),
            Kind::Not => Some((of_words(ahead + 1)?.negation(), 2)),
            _ => Some((of_words(ahead)?, 1)),
        }
    }

    fn check_depth(&self, depth: usize) -> Result<()> {
        if depth <= MAX_DEPTH {
            return Ok(());
        }
        let place = self.next().place;
        let message = format!("the filter nests deeper than {MAX_DEPTH} levels");
        Err(TaskweaveError::new(Code::FilterTooLarge, message)
            .at(self.text, place.start, place.end)
            .help("each `(` and each `NOT` is a level: take away those that change nothing"))
    }

    fn too_many(&self, place: Place, what: &str, most: usize) -> TaskweaveError {
        let message = format!("the filter has more than {most} {what}");
        TaskweaveError::new(Code::FilterTooLarge, message)
            .at(self.text, place.start, place.end)
            .help("narrow the filter, or ask several times with a part of it")
    }

    fn wrong(&self, place: Place, message: impl Into<String>) -> TaskweaveError {
        TaskweaveError::new(Code::FilterSyntax, message).at(self.text, place.start, place.end)
    }
}
