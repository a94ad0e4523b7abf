//! What the parser says where an operator, a value or a list is not what it must be.

use super::super::ast::{Op, Target};
use super::super::check;
use super::super::foreign::{self, Foreign};
use super::super::quote::{clipped, shown};
use super::super::syntax::Placed;
use super::super::token::{Kind, Place};
use super::Parser;
use crate::error::TaskweaveError;

/// Functions of other languages that compare, and the operator that does so here.
const COMPARING: &[(&str, Op)] = &[
    ("contains", Op::Contains),
    ("substringof", Op::Contains),
    ("startswith", Op::StartsWith),
    ("endswith", Op::EndsWith),
    ("lower", Op::ContainsFold),
    ("upper", Op::ContainsFold),
    ("lcase", Op::ContainsFold),
    ("ucase", Op::ContainsFold),
    ("tolower", Op::ContainsFold),
    ("toupper", Op::ContainsFold),
];

impl Parser<'_> {
    /// No operator stands where one must.
    pub(super) fn no_operator(&self, target: &Target) -> TaskweaveError {
        if let Some(mistake) = self.path_goes_on(target) {
            return mistake;
        }
        if let Some(mistake) = self.spaced_operator(target, self.next().place) {
            return mistake;
        }
        let place = self.next().place;
        let then = |ahead: usize| place.to(self.peek(ahead).place);
        let denied = match (&self.next().kind, &self.peek(1).kind) {
            (Kind::Not, Kind::Operator(op)) if !op.is_denial() => Some(op.negation()),
            (Kind::Not, Kind::Text(_) | Kind::Number(_) | Kind::Boolean(_)) => {
                let error = self.wrong(place, "`NOT` is not an operator here");
                return error.help(format!(
                    "write `{target} != {}`",
                    clipped(self.written(self.peek(1).place))
                ));
            }
            (Kind::Foreign(foreign), _) if foreign.sign == "!" => {
                self.operator_at(1).map(|(op, _)| op.negation())
            }
            _ => None,
        };
        if let Some(op) = denied {
            let message = format!(
                "`{}` is not an operator here",
                clipped(self.written(then(1)))
            );
            return self
                .wrong(then(1), message)
                .help(format!("write `{}`", op.as_str()));
        }
        match &self.next().kind {
            Kind::Foreign(foreign) if foreign.stand_in.is_some() => {
                self.foreign(target, foreign, place, 1)
            }
            Kind::Wrong(_) => self.flaw(),
            _ => match self.foreign_word() {
                Some((foreign, count)) => self.foreign(target, foreign, then(count - 1), count),
                None => self
                    .wrong(place, format!("an operator is missing after `{target}`"))
                    .help(check::usage(target)),
            },
        }
    }

    /// An operator of other languages that is made of words, at the place of the next token, and
    /// how many tokens it takes.
    fn foreign_word(&self) -> Option<(&'static Foreign, usize)> {
        (1..=foreign::MOST_WORDS).rev().find_map(|count| {
            let words: Vec<_> = (0..count)
                .map(|ahead| self.written(self.peek(ahead).place))
                .collect();
            Some((foreign::word(&words.join(" "))?, count))
        })
    }

    fn foreign(
        &self,
        target: &Target,
        foreign: &Foreign,
        place: Place,
        count: usize,
    ) -> TaskweaveError {
        let message = format!("`{}` is not an operator here", clipped(self.written(place)));
        let value = match &self.peek(count).kind {
            Kind::Text(text) => Some(text.as_str()),
            // The text in single quotes is told of when the operator is right.
            Kind::Wrong(flaw) => self
                .written(flaw.place)
                .strip_prefix('\'')
                .and_then(|text| text.strip_suffix('\'')),
            _ => None,
        };
        let fits = foreign.stand_in.is_some_and(|op| check::has(target, op));
        self.wrong(place, message).help(match fits {
            true => foreign.instead(&target.to_string(), value),
            false => check::usage(target),
        })
    }

    /// An operator with spaces between its signs; the next token is the one that cannot be read.
    fn spaced_operator(&self, target: &Target, first: Place) -> Option<TaskweaveError> {
        let sign_at = |ahead: usize| {
            let token = self.peek(ahead);
            let is_sign = matches!(
                token.kind,
                Kind::Operator(_) | Kind::Foreign(_) | Kind::Wrong(_)
            );
            is_sign.then_some(token.place)
        };
        let ahead = usize::from(first == self.next().place);
        let second = sign_at(ahead)?;
        let longest = sign_at(ahead + 1).unwrap_or(second);
        [longest, second].into_iter().find_map(|last| {
            let place = first.to(last);
            let signs: String = self.written(place).split_whitespace().collect();
            let op = Op::ALL
                .into_iter()
                .find(|op| op.as_str() == signs && check::has(target, *op))?;
            Some(
                self.wrong(
                    place,
                    format!("`{}` is not an operator here", clipped(self.written(place))),
                )
                .help(format!("write `{}` without a space", op.as_str())),
            )
        })
    }

    /// The name of a place in the platform's own record goes on with what cannot stand in a path.
    fn path_goes_on(&self, target: &Target) -> Option<TaskweaveError> {
        let Target::Data(path) = target else {
            return None;
        };
        let start = self.at.checked_sub(1).and_then(|at| self.tokens.get(at))?;
        let next = self.next();
        let rest = self.text.get(next.place.start..).unwrap_or_default();
        if start.place.end != next.place.start
            || !rest.starts_with([':', '[', '.', '-', '/', '#', '`'])
        {
            return None;
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || "=<>~!^()".contains(c))
            .unwrap_or(rest.len());
        let more = rest.get(..end).unwrap_or_default();
        let place = Place {
            start: next.place.start,
            end: next.place.start + end,
        };
        let error = self.wrong(place, format!("`{}` cannot stand in a path", clipped(more)));
        Some(error.help(match more.chars().next() {
            Some('[') => format!(
                "a path goes through every element of a list, and names stand between dots: `{target}.name`"
            ),
            Some('.') if more.starts_with(".*") || more.starts_with(".[") => {
                "a path goes through every element of a list by itself".to_owned()
            }
            Some('.') => "a name stands after each dot".to_owned(),
            Some('`') => format!("a dot stands between two names: {target}.{}", clipped(more)),
            Some('-') if more == "-" && rest.starts_with("->") => {
                format!("names stand between dots: `{target}.name`")
            }
            _ => {
                let odd = path.names().last().map_or("", String::as_str);
                let name = format!("{odd}{more}");
                format!("an odd name stands in backquotes: `{}`", clipped(&name))
            }
        }))
    }

    /// No value stands where one must.
    pub(super) fn no_value(&self, target: &Target, op: Placed<Op>) -> TaskweaveError {
        if let Some(mistake) = self.spaced_operator(target, op.place) {
            return mistake;
        }
        let token = self.next();
        let sign = op.of.as_str();
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let after = before.map_or(sign, |token| self.written(token.place));
        let missing = self.wrong(token.place, format!("a value is missing after `{after}`"));
        match &token.kind {
            Kind::Names(names) => self
                .wrong(token.place, "backquotes stand around names of fields")
                .help(format!(
                    "put a text in double quotes: {}",
                    shown(&names.join("."))
                )),
            Kind::Operator(_) | Kind::Foreign(_) => {
                let place = op.place.to(token.place);
                let message = format!("`{}` is not an operator here", clipped(self.written(place)));
                let signs = format!("{sign}{}", self.written(token.place));
                self.wrong(place, message)
                    .help(match foreign::sign(&signs) {
                        Some(foreign) => foreign.instead(&target.to_string(), None),
                        None => check::usage(target),
                    })
            }
            Kind::Open | Kind::Wrong(_) if self.opens_list() => self.no_parenthesis(target, op),
            Kind::Wrong(_) => self.flaw(),
            Kind::Comma | Kind::Close if after == "," => {
                missing.help("take the comma away, or write another value after it")
            }
            _ if matches!(op.of, Op::In | Op::NotIn | Op::Between | Op::NotBetween) => {
                let example = check::example_with(target, op.of);
                missing.help(format!("write a value there, as in `{example}`"))
            }
            _ => missing.help(check::usage(target)),
        }
    }

    /// A parenthesis opens where a value must stand.
    fn no_parenthesis(&self, target: &Target, op: Placed<Op>) -> TaskweaveError {
        let sign = op.of.as_str();
        let (message, help) = match op.of {
            Op::In | Op::NotIn => (
                "a list cannot stand inside a list".to_owned(),
                format!("write `{}`", check::example_with(target, op.of)),
            ),
            Op::Between | Op::NotBetween => (
                format!("the ends of `{sign}` stand without parentheses"),
                format!("write `{}`", check::example_with(target, op.of)),
            ),
            _ => {
                let list = if op.of.is_denial() { Op::NotIn } else { Op::In };
                let help = match check::has(target, list) {
                    true => format!(
                        "write the value alone, or several as `{}`",
                        check::example_with(target, list)
                    ),
                    false => check::usage(target),
                };
                (format!("`{sign}` takes one value and no list"), help)
            }
        };
        self.wrong(self.next().place, message).help(help)
    }

    /// Whether the next token begins a list, here or in other languages.
    fn opens_list(&self) -> bool {
        self.written(self.next().place).starts_with(['(', '[', '{'])
    }

    pub(super) fn no_list(&self, target: &Target, op: Placed<Op>) -> TaskweaveError {
        let sign = op.of.as_str();
        let token = self.next();
        let right = format!(
            "the values stand in parentheses: `{}`",
            check::example_with(target, op.of)
        );
        match &token.kind {
            Kind::Wrong(_) if !self.opens_list() => self.flaw(),
            Kind::End | Kind::And | Kind::Or | Kind::Close => self
                .wrong(token.place, format!("a list is missing after `{sign}`"))
                .help(right),
            _ => self
                .wrong(
                    token.place,
                    format!(
                        "`(` is missing before `{}`",
                        clipped(self.written(token.place))
                    ),
                )
                .help(right),
        }
    }

    pub(super) fn empty_list(
        &self,
        target: &Target,
        op: Placed<Op>,
        open: Place,
    ) -> TaskweaveError {
        let message = format!("the list of `{}` is empty", op.of.as_str());
        self.wrong(open.to(self.next().place), message)
            .help(format!(
                "write at least one value, `{}`; for tasks without one, `{target} = null`",
                check::example_with(target, op.of)
            ))
    }

    /// A value of a list has ended, and neither a comma nor the end of the list follows.
    pub(super) fn list_goes_on(&self, open: Place) -> TaskweaveError {
        let token = self.next();
        match &token.kind {
            Kind::End | Kind::And | Kind::Or => self
                .wrong(open, "this `(` is never closed")
                .help("close the list with `)`"),
            Kind::Wrong(_) => self.flaw(),
            _ => self
                .wrong(
                    token.place,
                    format!(
                        "`,` or `)` is missing before `{}`",
                        clipped(self.written(token.place))
                    ),
                )
                .help("the values of a list stand between commas"),
        }
    }

    pub(super) fn no_upper_end(&self, target: &Target, op: Placed<Op>) -> TaskweaveError {
        let sign = op.of.as_str();
        let right = format!(
            "a range has two ends, and both belong to it: `{}`",
            check::example_with(target, op.of)
        );
        let token = self.next();
        let found = clipped(self.written(token.place));
        match &token.kind {
            Kind::Wrong(_) => self.flaw(),
            Kind::Close | Kind::End => self
                .wrong(token.place, format!("the upper end of `{sign}` is missing"))
                .help(right),
            Kind::Word if self.begins_condition(0) => self
                .wrong(
                    token.place,
                    format!("`{found}` stands where the upper end of `{sign}` belongs"),
                )
                .help(right),
            _ => self
                .wrong(token.place, format!("`AND` is missing before `{found}`"))
                .help(right),
        }
    }

    /// A function stands where a value belongs.
    pub(super) fn function(&self, target: &Target, op: Placed<Op>) -> Option<TaskweaveError> {
        let place = self.called(0)?;
        let name = self.written(self.next().place);
        let error = self.wrong(place, format!("`{name}(…)`: there are no functions here"));
        let call = format!("{name}()");
        Some(error.help(match check::time_meant(&call) {
            Some(time) if check::compares_times(target) => {
                format!("write `{target} {} {time}`", op.of.as_str())
            }
            _ => format!(
                "write the value itself, such as `{}`",
                check::example_with(target, op.of)
            ),
        }))
    }

    /// A function stands where a field belongs, so many tokens ahead.
    pub(super) fn function_of_field(&self, ahead: usize) -> Option<TaskweaveError> {
        let place = self.called(ahead)?;
        let name = self.written(self.peek(ahead).place);
        let error = self.wrong(place, format!("`{name}(…)`: there are no functions here"));
        let argument = self.target(ahead + 2).ok();
        let op = COMPARING
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, op)| *op);
        Some(error.help(match (argument, op) {
            (Some(target), Some(op)) if check::has(&target, op) => {
                let like = match op {
                    Op::ContainsFold => ", which takes capitals and small letters as alike",
                    _ => "",
                };
                format!("write `{}`{like}", check::example_with(&target, op))
            }
            (Some(target), _) if name.to_ascii_lowercase().contains("null") => {
                format!("write `{target} = null`")
            }
            (Some(target), _) => format!(
                "compare the field itself, such as `{}`",
                check::example(&target)
            ),
            (None, _) => "compare a field with a value, such as `name ~ \"Acme\"`".to_owned(),
        }))
    }

    /// The place of a word with a parenthesis right after it, so many tokens ahead.
    fn called(&self, ahead: usize) -> Option<Place> {
        let (name, open) = (self.peek(ahead), self.peek(ahead + 1));
        let is_call = open.kind == Kind::Open
            && open.place.start == name.place.end
            && matches!(name.kind, Kind::Word | Kind::Relative(_));
        is_call.then(|| name.place.to(open.place))
    }
}
