//! The checked tree of a filter.

use crate::platforms::Platform;
use crate::task::{Field, Status, Timestamp};

/// A filter whose fields, operators and values fit each other.
///
/// Nulls follow SQL's three-valued logic: a comparison with a null is unknown, `NOT` unknown is
/// unknown, and only rows for which the whole is true are returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// All hold. At least two parts, none of them an `And`.
    And(Vec<Expr>),
    /// One holds. At least two parts, none of them an `Or`.
    Or(Vec<Expr>),
    /// The part does not hold.
    Not(Box<Expr>),
    /// One comparison.
    Is(Predicate),
}

/// A comparison of a field with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// The field; the catalogue says that it is filterable.
    pub field: Field,
    /// How it is compared.
    pub op: Op,
    /// What it is compared with; of the field's type, or null with `=` and `!=`.
    pub value: Value,
}

/// The operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `~`: the text contains the value.
    Contains,
}

/// A value of a field's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`: `=` asks whether there is none, `!=` whether there is one; both are never unknown.
    Null,
    /// Text, for fields of type text.
    Text(String),
    /// An instant, for fields of type time.
    Time(Timestamp),
    /// A status.
    Status(Status),
    /// A platform.
    Platform(Platform),
}

impl Op {
    /// How the operator is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Contains => "~",
        }
    }
}

impl Expr {
    /// All of these hold; `None` if there are none. Nested `And`s are flattened.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Option<Self> {
        (!parts.is_empty()).then(|| Self::and_of(parts))
    }

    /// One of these holds; `None` if there are none. Nested `Or`s are flattened.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Option<Self> {
        (!parts.is_empty()).then(|| Self::or_of(parts))
    }

    /// The comparisons, in order of appearance.
    #[must_use]
    pub fn predicates(&self) -> Vec<&Predicate> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a Predicate>) {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.collect(found);
                }
            }
            Self::Not(part) => part.collect(found),
            Self::Is(predicate) => found.push(predicate),
        }
    }

    /// The conjunction of at least one part.
    pub(super) fn and_of(parts: Vec<Self>) -> Self {
        Self::flat(parts, Self::And, |part| match part {
            Self::And(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// The disjunction of at least one part.
    pub(super) fn or_of(parts: Vec<Self>) -> Self {
        Self::flat(parts, Self::Or, |part| match part {
            Self::Or(inner) => Ok(inner),
            other => Err(other),
        })
    }

    fn flat(
        parts: Vec<Self>,
        join: fn(Vec<Self>) -> Self,
        open: fn(Self) -> Result<Vec<Self>, Self>,
    ) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match open(part) {
                Ok(inner) => flat.extend(inner),
                Err(part) => flat.push(part),
            }
        }
        match flat.pop() {
            Some(only) if flat.is_empty() => only,
            last => {
                flat.extend(last);
                join(flat)
            }
        }
    }
}
