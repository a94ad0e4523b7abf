//! The parser: tokens → checked tree, by recursive descent.
//!
//! Each comparison is checked as soon as it is read, so that of several mistakes the leftmost is
//! reported. Depth is counted before the parser descends, predicates before they are kept.

use super::ast::{Expr, Op};
use super::check::{self, filterable};
use super::foreign::{self, Foreign};
use super::syntax::{Literal, Placed};
use super::token::{Kind, Place, Token, tokens};
use super::{MAX_BYTES, MAX_DEPTH, MAX_PREDICATES};
use crate::error::{Code, Result, TaskweaveError};
use crate::task::Field;

/// Reads a whole filter.
pub(super) fn parse(text: &str) -> Result<Expr> {
    if text.len() > MAX_BYTES {
        let message = format!(
            "the filter is {} bytes long; {MAX_BYTES} is the most",
            text.len()
        );
        return Err(TaskweaveError::new(Code::FilterTooLarge, message)
            .at(text, text.floor_char_boundary(MAX_BYTES), text.len())
            .help("narrow the filter, or ask several times with a part of it"));
    }
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

pub(super) struct Parser<'a> {
    text: &'a str,
    pub(super) tokens: &'a [Token],
    /// Stands behind the last token.
    end: Token,
    /// The token that is to be read.
    pub(super) at: usize,
    predicates: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn peek(&self, ahead: usize) -> &Token {
        self.tokens.get(self.at + ahead).unwrap_or(&self.end)
    }

    /// The token that is to be read.
    pub(super) fn next(&self) -> &Token {
        self.peek(0)
    }

    /// What stands at a place.
    pub(super) fn written(&self, place: Place) -> &'a str {
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
            Kind::Word => self.comparison(),
            _ => Err(self.no_condition()),
        }
    }

    /// `field operator value`
    fn comparison(&mut self) -> Result<Expr> {
        let place = self.next().place;
        let name = self.written(place);
        if let Some(clause) = self.other_clause() {
            return Err(clause);
        }
        let field = Placed {
            of: filterable(name).map_err(|error| error.at(self.text, place.start, place.end))?,
            place,
        };
        self.predicates += 1;
        if self.predicates > MAX_PREDICATES {
            let message = format!("the filter has more than {MAX_PREDICATES} comparisons");
            return Err(TaskweaveError::new(Code::FilterTooLarge, message)
                .at(self.text, place.start, place.end)
                .help("narrow the filter, or ask several times with a part of it"));
        }
        self.at += 1;
        let op = self.operator(field.of)?;
        let value = self.value(field.of, op)?;
        check::predicate(self.text, field, op, &value).map(Expr::Is)
    }

    fn operator(&mut self, field: Field) -> Result<Placed<Op>> {
        let place = self.next().place;
        match &self.next().kind {
            Kind::Operator(op) => {
                let of = *op;
                self.at += 1;
                Ok(Placed { of, place })
            }
            Kind::Foreign(foreign) if foreign.stand_in.is_some() => {
                Err(self.foreign(field, foreign, place))
            }
            Kind::Wrong(_) => Err(self.flaw()),
            _ => Err(match self.foreign_word() {
                Some((foreign, place)) => self.foreign(field, foreign, place),
                None => self
                    .wrong(
                        place,
                        format!("an operator is missing after `{}`", field.name()),
                    )
                    .help(check::usage(field)),
            }),
        }
    }

    /// An operator of other languages that is made of words, at the place of the next token.
    fn foreign_word(&self) -> Option<(&'static Foreign, Place)> {
        let (first, second) = (self.next().place, self.peek(1).place);
        let two = format!("{} {}", self.written(first), self.written(second));
        let longer = foreign::word(&two).map(|foreign| (foreign, first.to(second)));
        longer.or_else(|| Some((foreign::word(self.written(first))?, first)))
    }

    fn value(&mut self, field: Field, op: Placed<Op>) -> Result<Placed<Literal>> {
        let token = self.next().clone();
        let literal = match token.kind {
            Kind::Text(value) => Literal::Text(value),
            Kind::Null => Literal::Null,
            Kind::Boolean => Literal::Boolean,
            Kind::Number | Kind::Word => return Ok(self.unquoted(token)),
            Kind::Wrong(_) => return Err(self.flaw()),
            Kind::Operator(second) => {
                let place = op.place.to(token.place);
                let joined = format!("{}{}", op.of.as_str(), second.as_str());
                let message = format!("`{}` is not an operator here", self.written(place));
                let known = check::operators(field.info().kind);
                let help = match known.iter().find(|op| op.as_str() == joined) {
                    Some(op) => format!("write `{}` without a space", op.as_str()),
                    None => check::usage(field),
                };
                return Err(self.wrong(place, message).help(help));
            }
            _ => {
                let message = format!("a value is missing after `{}`", op.of.as_str());
                return Err(self.wrong(token.place, message).help(check::usage(field)));
            }
        };
        self.at += 1;
        Ok(Placed {
            of: literal,
            place: token.place,
        })
    }

    /// A value without quotes: everything up to where the next condition must begin, so that the
    /// error can say how all of it is quoted.
    fn unquoted(&mut self, first: Token) -> Placed<Literal> {
        let mut place = first.place;
        let mut count = 0;
        loop {
            self.at += 1;
            count += 1;
            let next_is_operator =
                matches!(self.peek(1).kind, Kind::Operator(_) | Kind::Foreign(_));
            match self.next().kind {
                Kind::Word if next_is_operator => break,
                Kind::Word | Kind::Number | Kind::Wrong(_) => {}
                Kind::Foreign(foreign) if foreign.stand_in.is_some() || foreign.sign == "&" => {}
                _ => break,
            }
            place = place.to(self.next().place);
        }
        let of = match first.kind {
            Kind::Number if count == 1 => Literal::Number,
            _ => Literal::Bare,
        };
        Placed { of, place }
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

    pub(super) fn wrong(&self, place: Place, message: impl Into<String>) -> TaskweaveError {
        TaskweaveError::new(Code::FilterSyntax, message).at(self.text, place.start, place.end)
    }
}
