//! What the parser says of a token that cannot stand where it stands.

use super::super::ast::{Op, Target};
use super::super::check;
use super::super::foreign::{self, Foreign};
use super::super::quote::clipped;
use super::super::token::{Kind, Place, Token};
use super::Parser;
use crate::error::TaskweaveError;

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
    ("offset", "give `cursor` of the page before to get the next"),
    ("where", "begin with the condition itself"),
    ("filter", "begin with the condition itself"),
    ("select", "begin with the condition itself"),
    ("if", "begin with the condition itself"),
];

const A_CONDITION: &str =
    "a condition is a field, an operator and a value, such as `name ~ \"Acme\"`";

impl Parser<'_> {
    /// What the lexer has against the next token.
    pub(super) fn flaw(&self) -> TaskweaveError {
        match &self.next().kind {
            Kind::Wrong(flaw) => self
                .wrong(flaw.place, flaw.message.as_str())
                .help(flaw.help.as_str()),
            _ => self.wrong(self.next().place, "this has no meaning here"),
        }
    }

    fn before(&self) -> Option<&Token> {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at))
    }

    /// The next token stands where a condition must begin and cannot begin one.
    pub(super) fn no_condition(&self) -> TaskweaveError {
        let place = self.next().place;
        let before = match self.before() {
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
            Kind::Text(_) | Kind::Number(_) | Kind::Boolean(_) | Kind::Null | Kind::Relative(_) => {
                self.field_expected(place)
            }
            _ => missing,
        }
    }

    /// A value stands where a field belongs.
    fn field_expected(&self, place: Place) -> TaskweaveError {
        let value = clipped(self.written(place));
        let error = self.wrong(place, format!("`{value}` stands where a field belongs"));
        let named = |ahead: usize| match &self.peek(ahead).kind {
            Kind::Word | Kind::Names(_) => self.target(ahead).ok(),
            Kind::Text(text) => check::target(std::slice::from_ref(text), true).ok(),
            _ => None,
        };
        let swapped = named(2).filter(|_| self.operator_at(1).is_some());
        if let Some((target, first)) = self.compared_before() {
            return error.help(format!(
                "name the field again, `{target} = {value}`, or list the values: `{target} IN ({first}, {value})`"
            ));
        }
        error.help(match (named(0), swapped) {
            (Some(target), _) => format!("write the field without quotes: `{target}`"),
            (None, Some(target)) => {
                format!(
                    "the field stands left of the operator: `{}`",
                    check::example(&target)
                )
            }
            (None, None) => "begin with a field, such as `name ~ \"Acme\"`".to_owned(),
        })
    }

    /// What the comparison before an `OR` compares, and with what: `status = "a" OR "b"` goes on with
    /// a value, as people and some languages leave the field out.
    fn compared_before(&self) -> Option<(Target, String)> {
        let start = self.at.checked_sub(4)?;
        let [name, op, value, Token { kind: Kind::Or, .. }] = self.tokens.get(start..self.at)?
        else {
            return None;
        };
        let is_value = matches!(value.kind, Kind::Text(_) | Kind::Number(_));
        let names: Vec<_> = match &name.kind {
            Kind::Names(names) => names.clone(),
            _ => self
                .written(name.place)
                .split('.')
                .map(str::to_owned)
                .collect(),
        };
        let target = check::target(&names, true).ok()?;
        let goes_on = is_value && op.kind == Kind::Operator(Op::Eq) && check::has(&target, Op::In);
        goes_on.then(|| (target, clipped(self.written(value.place))))
    }

    fn misjoined(&self, foreign: &Foreign) -> TaskweaveError {
        self.wrong(
            self.next().place,
            format!("`{}` is not an operator here", foreign.sign),
        )
        .help(foreign.instead("", None))
    }

    /// The word so many tokens ahead is no name, whatever the catalogue holds.
    pub(super) fn no_name(&self, ahead: usize) -> Option<TaskweaveError> {
        self.other_clause(ahead)
            .or_else(|| self.function_of_field(ahead))
    }

    fn other_clause(&self, ahead: usize) -> Option<TaskweaveError> {
        let place = self.peek(ahead).place;
        let word = self.written(place);
        let (_, help) = OTHER_CLAUSES
            .iter()
            .find(|(clause, _)| clause.eq_ignore_ascii_case(word))?;
        let message = format!("`{word}` is not part of the filter language");
        Some(self.wrong(place, message).help(*help))
    }

    /// Whether a field and its operator stand so many tokens ahead.
    pub(super) fn begins_condition(&self, ahead: usize) -> bool {
        if !matches!(self.peek(ahead).kind, Kind::Word | Kind::Names(_)) {
            return false;
        }
        match self.peek(ahead + 1).kind {
            Kind::Operator(_) | Kind::Foreign(_) => true,
            // Words are operators after a field only: they may be part of a text without quotes.
            Kind::Word | Kind::Not => {
                let word = self.written(self.peek(ahead + 1).place);
                let compares =
                    self.operator_at(ahead + 1).is_some() || foreign::word(word).is_some();
                compares && self.target(ahead).is_ok()
            }
            _ => false,
        }
    }

    /// A condition has ended and the next token does not join another one to it.
    pub(super) fn not_joined(&self, wanted: &str) -> TaskweaveError {
        let token = self.next();
        let found = clipped(self.written(token.place));
        if let Some(clause) = self.other_clause(0) {
            return clause;
        }
        let missing = self.wrong(token.place, format!("{wanted} is missing before `{found}`"));
        let before = self.before();
        // A text that ends where a word begins was most likely not meant to end there.
        let cut_short = before.is_some_and(|before| {
            matches!(before.kind, Kind::Text(_)) && before.place.end == token.place.start
        });
        let after_number = before.is_some_and(|before| matches!(before.kind, Kind::Number(_)));
        match &token.kind {
            Kind::Wrong(_) => self.flaw(),
            Kind::Word | Kind::Number(_)
                if before.is_some_and(|before| matches!(before.kind, Kind::Relative(_))) =>
            {
                missing.help("after a time stand its steps, such as `now-7d`, or `AND` or `OR`")
            }
            Kind::Word | Kind::Number(_) | Kind::Text(_) if cut_short => missing
                .help(r#"if the text before it goes on, write a double quote inside it as `\"`"#),
            Kind::Foreign(foreign) if foreign.stand_in.is_none() && foreign.sign != "!" => {
                self.misjoined(foreign)
            }
            Kind::Comma => self
                .wrong(token.place, "a comma does not join conditions")
                .help(match self.peek(1).kind {
                    Kind::Number(_) if after_number => {
                        "write a number without separators, such as 1000.5"
                    }
                    Kind::Text(_) | Kind::Number(_) => "list several values as `IN (…, …)`",
                    _ => "write `AND` or `OR`",
                }),
            _ => missing.help("join two conditions by `AND` (both hold) or `OR` (one holds)"),
        }
    }
}
