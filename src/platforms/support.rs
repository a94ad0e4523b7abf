//! The three-valued answer to "can you do this predicate?" (after DataFusion's `TableProvider`).

use serde::Serialize;

use crate::filter::Expr;

/// How a platform's own filter relates to a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The platform gives exactly the rows for which it is true.
    Exact,
    /// The platform gives those rows and maybe others.
    Inexact,
    /// The platform cannot narrow its answer by it.
    Unsupported,
}

/// The answer, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// The class, under every switch of the platform's undocumented behaviour.
    pub class: Class,
    /// Why, in a sentence.
    pub reason: &'static str,
    /// What the platform is asked for instead of the predicate: the same or something weaker, in
    /// comparisons that its query can say as they stand. `None` if it is unsupported.
    pub asked: Option<Expr>,
}

impl Support {
    /// The platform does it.
    #[must_use]
    pub fn exact(asked: Expr, reason: &'static str) -> Self {
        Self {
            class: Class::Exact,
            reason,
            asked: Some(asked),
        }
    }

    /// The platform does it roughly, never leaving out a row that matches.
    #[must_use]
    pub fn inexact(asked: Expr, reason: &'static str) -> Self {
        Self {
            class: Class::Inexact,
            reason,
            asked: Some(asked),
        }
    }

    /// It is done here alone.
    #[must_use]
    pub const fn unsupported(reason: &'static str) -> Self {
        Self {
            class: Class::Unsupported,
            reason,
            asked: None,
        }
    }
}
