//! One condition, `{"$op":{"field":value}}`: its shape, its field, and what of it our tree says.

use std::borrow::Cow;

use super::super::NAME;
use super::super::catalogue::{
    Kind, Spot, has_shape, is_function, is_link, is_none_if_empty, is_secret, slip,
};
use super::conditions::WORDS;
use super::json::{Entry, Node, Source, shown};
use super::operand::{Scalar, operand};
use super::tree;
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, Op, Path, Predicate, Target, Value};
use crate::platforms::{Class, Note};
use crate::task::{Field, Timestamp, closest};

/// What holds for every condition of a query.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    /// The text.
    pub(super) source: Source<'a>,
    /// What macros are told from.
    pub(super) today: Timestamp,
    /// Whether the query says so itself.
    pub(super) is_dated: bool,
    /// Whether small and capital letters are alike.
    pub(super) caseless: bool,
}

/// What became of a condition.
pub(super) struct Condition<'a> {
    /// Its JSON.
    pub(super) raw: &'a str,
    /// What the tree says of it, if anything.
    pub(super) expr: Option<Expr>,
    /// What is to be said of it.
    pub(super) notes: Vec<Note>,
    /// What it denies of something that a task may be without.
    pub(super) denies: Option<Target>,
    /// What it says that there is.
    pub(super) gives: Option<Target>,
}

/// An operator and its spelling.
#[derive(Clone, Copy)]
pub(super) struct Operator<'a> {
    pub(super) op: Op,
    /// As JSON.
    pub(super) raw: &'a str,
    /// Of an array of texts: `$has`.
    pub(super) is_has: bool,
}

const SHAPE: &str = "write a condition as `{\"$eq\":{\"taskStatus\":\"planned\"}}`";

/// Operators of other query languages, and what they are here.
const FOREIGN: [(&str, &str); 5] = [
    ("$like", "$contains"),
    ("$ilike", "$contains"),
    ("$regex", "$contains"),
    ("$nin", "$notIn"),
    ("$neq", "$ne"),
];

/// Notes of a condition.
pub(super) struct Notes<'a> {
    pub(super) part: &'a str,
    pub(super) list: Vec<Note>,
}

impl Notes<'_> {
    pub(super) fn add(&mut self, class: Class, reason: &str) {
        let note = Note {
            part: self.part.to_owned(),
            class,
            reason: reason.to_owned(),
        };
        if !self.list.contains(&note) {
            self.list.push(note);
        }
    }
}

impl<'a> Setting<'a> {
    /// Reads a condition.
    pub(super) fn condition(&self, raw: &'a str) -> Result<Condition<'a>> {
        let (operator, operation) = self.operator(raw)?;
        let (name, value) = self.operation(operator, operation)?;
        let spot = self.field(&name)?;
        let mut notes = Notes {
            part: raw,
            list: Vec::new(),
        };
        let scalars = self.scalars(operator, value)?;
        if let [scalar] = scalars.as_slice()
            && scalar.node_is_null()
        {
            let target = null_target(&spot);
            let gives = (operator.op == Op::Ne).then(|| target.clone());
            return Ok(Condition {
                raw,
                expr: Some(Expr::Is(Predicate::new(target, operator.op, Value::Null))),
                notes: notes.list,
                denies: None,
                gives,
            });
        }
        if operator.is_has && spot.kind != Kind::Unknown {
            let message = format!(
                "`{}` is no list of texts, as `$has` needs",
                shown(&spot.path)
            );
            let error = self.source.wrong(Code::FilterType, name.name_raw, message);
            return Err(error.help("compare it by `$eq` or `$in`"));
        }
        let operand = operand(self, &spot, operator, &scalars, &mut notes)?;
        let target = operand.target.clone();
        let expr = tree::of(self, operand, operator.op, &mut notes);
        let denies = operator.op.is_denial() && spot.nullable && expr.is_some();
        Ok(Condition {
            raw,
            expr,
            notes: notes.list,
            denies: denies.then_some(target),
            gives: None,
        })
    }

    fn operator(&self, raw: &'a str) -> Result<(Operator<'a>, &'a str)> {
        let Node::Object(entries) = Node::of(raw) else {
            let message = format!("{} stands where a condition belongs", Node::of(raw).kind());
            return Err(self.syntax(raw, message).help(SHAPE));
        };
        let [entry] = entries.as_slice() else {
            let message = match entries.as_slice() {
                [] => "the condition is empty",
                _ => "the condition has more than one operator",
            };
            return Err(self
                .syntax(raw, message)
                .help(format!("{SHAPE}, one operator in each")));
        };
        let known = WORDS.iter().find(|(word, _)| *word == entry.name);
        let is_has = entry.name == "$has";
        let op = match known {
            Some((_, op)) => *op,
            None if is_has => Op::Eq,
            None => return Err(self.no_operator(entry)),
        };
        let operator = Operator {
            op,
            raw: entry.name_raw,
            is_has,
        };
        Ok((operator, entry.value))
    }

    fn no_operator(&self, entry: &Entry<'a>) -> TaskweaveError {
        let name = &entry.name;
        let message = format!("`{}` is not an operator", shown(name));
        let error = self.syntax(entry.name_raw, message);
        let words = || WORDS.iter().map(|(word, _)| *word).chain(["$has"]);
        if !name.starts_with('$') && !words().any(|word| word.trim_start_matches('$') == *name) {
            return error.help(format!("the operator stands around the field: {SHAPE}"));
        }
        let foreign = FOREIGN
            .iter()
            .find(|(word, _)| name.eq_ignore_ascii_case(word));
        let near = foreign
            .map(|(_, own)| *own)
            .or_else(|| closest(name, words()));
        error.help(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "the operators are {}",
                words().collect::<Vec<_>>().join(", ")
            ),
        })
    }

    fn operation(&self, operator: Operator<'a>, raw: &'a str) -> Result<(Entry<'a>, &'a str)> {
        let word = operator.raw.trim_matches('"');
        let help = || {
            format!("write the field and its value, such as `{{\"{word}\":{{\"name\":\"Acme\"}}}}`")
        };
        let Node::Object(mut entries) = Node::of(raw) else {
            let message = format!("`{word}` holds {}, not a field", Node::of(raw).kind());
            return Err(self.syntax(raw, message).help(help()));
        };
        match (entries.pop(), entries.as_slice()) {
            (Some(entry), []) => {
                let value = entry.value;
                Ok((entry, value))
            }
            (None, _) => Err(self
                .syntax(raw, format!("`{word}` holds no field"))
                .help(help())),
            (Some(second), _) => Err(self
                .syntax(
                    second.name_raw,
                    format!("`{word}` holds more than one field"),
                )
                .help("write a condition for each field; `filterExpression` joins them")),
        }
    }

    /// The place of a name.
    fn field(&self, entry: &Entry<'a>) -> Result<Spot<'static>> {
        let name = entry.name.as_ref();
        let wrong = |message: String| {
            self.source
                .wrong(Code::FilterField, entry.name_raw, message)
        };
        if is_link(name) {
            let message = format!("`{}` can be asked for, but not filtered on", shown(name));
            return Err(wrong(message).help("filter on `key`, or on the key of what it leads to"));
        }
        if is_function(name) {
            let message = format!("`{}` is a function of many rows", shown(name));
            return Err(
                wrong(message).help("functions stand in `fields`; filter on the field itself")
            );
        }
        if !has_shape(name) {
            let message = format!("`{}` is not the name of a field", shown(name));
            return Err(wrong(message).help("write a name such as `name` or `project.key`"));
        }
        if is_secret(name) {
            let message = format!("`{}` looks like a secret, which no row shows", shown(name));
            return Err(wrong(message).help("filter on another field"));
        }
        if let Some(near) = slip(name) {
            let message = format!("`{}` is not a field", shown(name));
            return Err(wrong(message).help(format!("did you mean `{near}`?")));
        }
        let spot = Spot::of(&Target::Data(Path::dotted(name)));
        let spot = spot.map(|spot| Spot {
            path: Cow::Owned(spot.path.into_owned()),
            ..spot
        });
        spot.ok_or_else(|| wrong(format!("{NAME} has no such field")))
    }

    /// The value or values, as many and of the types that the operator takes.
    fn scalars(&self, operator: Operator<'a>, raw: &'a str) -> Result<Vec<Scalar<'a>>> {
        let word = operator.raw.trim_matches('"');
        let items = match (operator.op, Node::of(raw)) {
            (Op::In | Op::NotIn | Op::Between | Op::NotBetween, Node::List(items)) => items,
            (Op::In | Op::NotIn, _) => {
                return Err(self.mistyped(raw, format!("`{word}` takes a list")).help(
                    "write the values in square brackets, such as `[\"planned\",\"onHold\"]`",
                ));
            }
            (Op::Between | Op::NotBetween, _) => {
                return Err(self.mistyped(raw, format!("`{word}` takes a list of two values"))
                    .help("write the lower and the upper value, such as `[\"2024-01-01\",\"2024-12-31\"]`"));
            }
            _ => {
                let scalar = self.scalar(raw)?;
                self.check(operator, &scalar)?;
                return Ok(vec![scalar]);
            }
        };
        let is_pair = matches!(operator.op, Op::Between | Op::NotBetween);
        if (is_pair && items.len() != 2) || items.is_empty() {
            let wanted = if is_pair {
                "two values"
            } else {
                "at least one value"
            };
            let message = format!("`{word}` takes {wanted}, and this list has {}", items.len());
            return Err(self.mistyped(raw, message).help(match is_pair {
                true => "write the lower and the upper value",
                false => "leave the condition out if every task is wanted",
            }));
        }
        let mut scalars = Vec::with_capacity(items.len());
        for item in items {
            let scalar = self.scalar(item)?;
            if scalar.node_is_null() {
                return Err(self.mistyped(item, format!("null cannot stand in the list of `{word}`"))
                    .help("write `{\"$eq\":{\"field\":null}}` as a condition of its own, joined by `or`"));
            }
            scalars.push(scalar);
        }
        Ok(scalars)
    }

    fn scalar(&self, raw: &'a str) -> Result<Scalar<'a>> {
        Scalar::of(raw).ok_or_else(|| {
            let message = format!("{} stands where a value belongs", Node::of(raw).kind());
            self.mistyped(raw, message)
                .help("write a text in double quotes, a number, true, false or null")
        })
    }

    /// Whether the operator takes a value of this type, by the documents.
    fn check(&self, operator: Operator<'a>, scalar: &Scalar<'a>) -> Result<()> {
        let taken = match operator.op {
            _ if operator.is_has => "a text",
            Op::Eq | Op::Ne => "a text, null, a number, true or false",
            Op::Le | Op::Ge => "a text, a number, true or false",
            _ => "a text, a number",
        };
        if taken.contains(scalar.kind()) {
            return Ok(());
        }
        let word = operator.raw.trim_matches('"');
        let message = format!("`{word}` does not take {}", scalar.kind());
        let error = self.mistyped(scalar.raw, message);
        Err(match scalar.node_is_null() {
            true => error.help("only `$eq` and `$ne` take null"),
            false => error.help(format!("it takes {taken}")),
        })
    }

    fn syntax(&self, slice: &str, message: impl Into<String>) -> TaskweaveError {
        self.source.wrong(Code::FilterSyntax, slice, message)
    }

    pub(super) fn mistyped(&self, slice: &str, message: impl Into<String>) -> TaskweaveError {
        self.source.wrong(Code::FilterType, slice, message)
    }
}

/// What null is asked of. An empty name and no name are one here, an empty detail and none too.
fn null_target(spot: &Spot<'_>) -> Target {
    match spot.known.and_then(|known| known.field) {
        Some(field) if field != Field::Name && !is_none_if_empty(Some(field)) => {
            Target::Field(field)
        }
        _ => Target::Data(Path::dotted(&spot.path)),
    }
}
