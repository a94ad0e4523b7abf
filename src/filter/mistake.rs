//! What the parser says of a token that cannot stand where it stands.

use super::check::{self, filterable};
use super::foreign::Foreign;
use super::parse::Parser;
use super::quote::clipped;
use super::token::{Kind, Place, Token};
use crate::error::TaskweaveError;
use crate::task::Field;

/// What opens other parts of a query in other languages, and where it belongs here.
const OTHER_CLAUSES: &[(&str, &str)] = &[
    (
        "order",
        "give the order in `sort`, such as `updated_at DESC`",
    ),
    (
        "sort",
        "give the order in `sort`, such as `updated_at DESC`",
    ),
    ("limit", "give the number of tasks in `limit`"),
    ("where", "begin with the condition itself"),
];

const A_CONDITION: &str =
    "a condition is a field, an operator and a value, such as `name ~ \"Acme\"`";

impl Parser<'_> {
    pub(super) fn foreign(&self, field: Field, foreign: &Foreign, place: Place) -> TaskweaveError {
        let fits = foreign
            .stand_in
            .is_some_and(|op| check::operators(field.info().kind).contains(&op));
        self.wrong(
            place,
            format!("`{}` is not an operator here", self.written(place)),
        )
        .help(match fits {
            true => foreign.instead(field.name()),
            false => check::usage(field),
        })
    }

    /// What the lexer has against the next token.
    pub(super) fn flaw(&self) -> TaskweaveError {
        match &self.next().kind {
            Kind::Wrong(flaw) => self
                .wrong(flaw.place, flaw.message.as_str())
                .help(flaw.help.as_str()),
            _ => self.wrong(self.next().place, "this has no meaning here"),
        }
    }

    /// The next token stands where a condition must begin and cannot begin one.
    pub(super) fn no_condition(&self) -> TaskweaveError {
        let place = self.next().place;
        let before = match self.at.checked_sub(1).and_then(|at| self.tokens.get(at)) {
            Some(token) => format!("after `{}`", self.written(token.place)),
            None => "at the start".to_owned(),
        };
        let missing = self
            .wrong(place, format!("a condition is missing {before}"))
            .help(A_CONDITION);
        match &self.next().kind {
            Kind::Wrong(_) => self.flaw(),
            Kind::Foreign(foreign) if foreign.sign == "!" => self.misjoined(foreign),
            Kind::Operator(_) | Kind::Foreign(_) => {
                let message = format!("a field is missing before `{}`", self.written(place));
                self.wrong(place, message).help(A_CONDITION)
            }
            Kind::Text(_) | Kind::Number | Kind::Boolean | Kind::Null => self.field_expected(place),
            _ => missing,
        }
    }

    /// A value stands where a field belongs.
    fn field_expected(&self, place: Place) -> TaskweaveError {
        let value = self.written(place);
        let error = self.wrong(
            place,
            format!("`{}` stands where a field belongs", clipped(value)),
        );
        let named = |token: &Token| match &token.kind {
            Kind::Word => filterable(self.written(token.place)).ok(),
            Kind::Text(text) => filterable(text).ok(),
            _ => None,
        };
        let swapped =
            named(self.peek(2)).filter(|_| matches!(self.peek(1).kind, Kind::Operator(_)));
        error.help(match (named(self.next()), swapped) {
            (Some(field), _) => format!("write the field without quotes: `{}`", field.name()),
            (None, Some(field)) => {
                format!(
                    "the field stands left of the operator: `{}`",
                    check::example(field)
                )
            }
            (None, None) => "begin with a field, such as `name ~ \"Acme\"`".to_owned(),
        })
    }

    fn misjoined(&self, foreign: &Foreign) -> TaskweaveError {
        self.wrong(
            self.next().place,
            format!("`{}` is not an operator here", foreign.sign),
        )
        .help(foreign.instead(""))
    }

    pub(super) fn other_clause(&self) -> Option<TaskweaveError> {
        let place = self.next().place;
        let word = self.written(place);
        let (_, help) = OTHER_CLAUSES
            .iter()
            .find(|(clause, _)| clause.eq_ignore_ascii_case(word))?;
        let message = format!("`{word}` is not part of the filter language");
        Some(self.wrong(place, message).help(*help))
    }

    /// A condition has ended and the next token does not join another one to it.
    pub(super) fn not_joined(&self, wanted: &str) -> TaskweaveError {
        let token = self.next();
        let found = self.written(token.place);
        if let Some(clause) = self.other_clause() {
            return clause;
        }
        // A text that ends where a word begins was most likely not meant to end there.
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let cut_short = before.is_some_and(|before| {
            matches!(before.kind, Kind::Text(_)) && before.place.end == token.place.start
        });
        match &token.kind {
            Kind::Wrong(_) => self.flaw(),
            Kind::Word | Kind::Number | Kind::Text(_) if cut_short => self
                .wrong(
                    token.place,
                    format!("{wanted} is missing before `{}`", clipped(found)),
                )
                .help(r#"if the text before it goes on, write a double quote inside it as `\"`"#),
            Kind::Foreign(foreign) if foreign.stand_in.is_none() && foreign.sign != "!" => {
                self.misjoined(foreign)
            }
            Kind::Comma => self
                .wrong(token.place, "a comma does not join conditions")
                .help("write `AND` or `OR`"),
            _ => self
                .wrong(
                    token.place,
                    format!("{wanted} is missing before `{}`", clipped(found)),
                )
                .help("join two conditions by `AND` (both hold) or `OR` (one holds)"),
        }
    }
}
