//! The checked tree of a filter.

use super::path::Path;
use super::relative::{Clock, Relative};
use crate::platforms::Platform;
use crate::task::{Decimal, Field, Status, Timestamp};

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

/// A comparison of what a row holds with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicate {
    /// What is compared.
    pub target: Target,
    /// How it is compared.
    pub op: Op,
    /// What it is compared with; of the target's type, or null with `=` and `!=`.
    pub value: Value,
}

/// What a comparison looks at in a row. Where a row has several values of it, the comparison asks
/// whether one of them fits (of a negated operator: whether none does); where it has none, it is null.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A field; the catalogue says that it is filterable.
    Field(Field),
    /// A place in the platform's own record. Its type is the value's: what does not read as that type
    /// is null.
    Data(Path),
}

/// The operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// `!~`
    NotContains,
    /// `~*`: the same, small and capital letters alike, by Unicode's simple case folding.
    ContainsFold,
    /// `!~*`
    NotContainsFold,
    /// `^=`: the text begins with the value.
    StartsWith,
    /// `!^=`
    NotStartsWith,
    /// `$=`: the text ends with the value.
    EndsWith,
    /// `!$=`
    NotEndsWith,
    /// `IN (…)`: it is one of the values.
    In,
    /// `NOT IN (…)`
    NotIn,
    /// `BETWEEN a AND b`: both ends belong to it.
    Between,
    /// `NOT BETWEEN a AND b`
    NotBetween,
}

/// A value of a target's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`: `=` asks whether there is none, `!=` whether there is one; both are never unknown.
    Null,
    /// Text.
    Text(String),
    /// An instant.
    Time(Timestamp),
    /// An instant that is told from when the walk began; see [`Expr::resolved`].
    Relative(Relative),
    /// A status.
    Status(Status),
    /// A platform.
    Platform(Platform),
    /// A number.
    Number(Decimal),
    /// `true` or `false`.
    Boolean(bool),
    /// Of `IN`: at least one value. Of `BETWEEN`: the lower and the upper end. No nulls, no lists.
    List(Vec<Value>),
}

impl Target {
    /// The field, unless it is a place in the platform's own record.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Field(field) => Some(*field),
            Self::Data(_) => None,
        }
    }

    /// Whether a row may have several values of it.
    #[must_use]
    pub fn is_list(&self) -> bool {
        match self {
            Self::Field(field) => field.info().list,
            Self::Data(_) => true,
        }
    }
}

impl From<Field> for Target {
    fn from(field: Field) -> Self {
        Self::Field(field)
    }
}

impl Predicate {
    /// A comparison.
    #[must_use]
    pub fn new(target: impl Into<Target>, op: Op, value: Value) -> Self {
        Self {
            target: target.into(),
            op,
            value,
        }
    }

    /// The field that is compared, unless it is a place in the platform's own record.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        self.target.field()
    }

    /// The comparison that is true where this one is false and false where it is true; `None` where
    /// no single comparison is that, since a row may have several values.
    #[must_use]
    pub fn negated(&self) -> Option<Self> {
        let orders = matches!(self.op, Op::Lt | Op::Le | Op::Gt | Op::Ge);
        (!orders || !self.target.is_list()).then(|| Self {
            op: self.op.negation(),
            ..self.clone()
        })
    }

    /// The values that it compares with: those of a list, else the one.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        match &self.value {
            Value::List(values) => values,
            single => std::slice::from_ref(single),
        }
    }
}

impl Op {
    /// Every operator.
    pub const ALL: [Self; 18] = [
        Self::Eq,
        Self::Ne,
        Self::Lt,
        Self::Le,
        Self::Gt,
        Self::Ge,
        Self::Contains,
        Self::NotContains,
        Self::ContainsFold,
        Self::NotContainsFold,
        Self::StartsWith,
        Self::NotStartsWith,
        Self::EndsWith,
        Self::NotEndsWith,
        Self::In,
        Self::NotIn,
        Self::Between,
        Self::NotBetween,
    ];

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
            Self::NotContains => "!~",
            Self::ContainsFold => "~*",
            Self::NotContainsFold => "!~*",
            Self::StartsWith => "^=",
            Self::NotStartsWith => "!^=",
            Self::EndsWith => "$=",
            Self::NotEndsWith => "!$=",
            Self::In => "IN",
            Self::NotIn => "NOT IN",
            Self::Between => "BETWEEN",
            Self::NotBetween => "NOT BETWEEN",
        }
    }

    /// The operator that says the opposite of a value.
    #[must_use]
    pub fn negation(self) -> Self {
        match self {
            Self::Eq => Self::Ne,
            Self::Ne => Self::Eq,
            Self::Lt => Self::Ge,
            Self::Le => Self::Gt,
            Self::Gt => Self::Le,
            Self::Ge => Self::Lt,
            Self::Contains => Self::NotContains,
            Self::NotContains => Self::Contains,
            Self::ContainsFold => Self::NotContainsFold,
            Self::NotContainsFold => Self::ContainsFold,
            Self::StartsWith => Self::NotStartsWith,
            Self::NotStartsWith => Self::StartsWith,
            Self::EndsWith => Self::NotEndsWith,
            Self::NotEndsWith => Self::EndsWith,
            Self::In => Self::NotIn,
            Self::NotIn => Self::In,
            Self::Between => Self::NotBetween,
            Self::NotBetween => Self::Between,
        }
    }

    /// Whether it is the denial of another one, so that of several values none may fit.
    #[must_use]
    pub fn is_denial(self) -> bool {
        matches!(
            self,
            Self::Ne
                | Self::NotContains
                | Self::NotContainsFold
                | Self::NotStartsWith
                | Self::NotEndsWith
                | Self::NotIn
                | Self::NotBetween
        )
    }
}

impl Value {
    fn resolved(&self, clock: Clock) -> Self {
        match self {
            Self::Relative(relative) => Self::Time(relative.at(clock)),
            Self::List(values) => {
                Self::List(values.iter().map(|value| value.resolved(clock)).collect())
            }
            other => other.clone(),
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

    /// The parts that must hold each by itself: those of an `And`, else the whole.
    #[must_use]
    pub fn conjuncts(&self) -> &[Self] {
        match self {
            Self::And(parts) => parts,
            single => std::slice::from_ref(single),
        }
    }

    /// The comparisons, in order of appearance.
    #[must_use]
    pub fn predicates(&self) -> Vec<&Predicate> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    /// The same tree with every comparison changed.
    #[must_use]
    pub fn map(&self, change: &mut impl FnMut(&Predicate) -> Self) -> Self {
        match self {
            Self::And(parts) => Self::and_of(parts.iter().map(|part| part.map(change)).collect()),
            Self::Or(parts) => Self::or_of(parts.iter().map(|part| part.map(change)).collect()),
            Self::Not(part) => Self::Not(Box::new(part.map(change))),
            Self::Is(predicate) => change(predicate),
        }
    }

    /// The same tree with relative times told: what is planned, asked for and evaluated.
    #[must_use]
    pub fn resolved(&self, clock: Clock) -> Self {
        self.map(&mut |predicate| {
            Self::Is(Predicate {
                value: predicate.value.resolved(clock),
                ..predicate.clone()
            })
        })
    }

    /// Whether it names a time that is told from now.
    #[must_use]
    pub fn is_relative(&self) -> bool {
        let relative = |value: &Value| matches!(value, Value::Relative(_));
        self.predicates()
            .iter()
            .any(|predicate| predicate.values().iter().any(relative))
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
    pub(crate) fn and_of(parts: Vec<Self>) -> Self {
        Self::flat(parts, Self::And, |part| match part {
            Self::And(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// The disjunction of at least one part.
    pub(crate) fn or_of(parts: Vec<Self>) -> Self {
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
