//! The three-valued answer to "can you do this predicate?" (after DataFusion's `TableProvider`).

use serde::Serialize;

/// How a platform's own filter relates to a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Support {
    /// The class, under every switch of the platform's undocumented behaviour.
    pub class: Class,
    /// Why, in a sentence.
    pub reason: &'static str,
}

impl Support {
    /// The platform does it.
    #[must_use]
    pub const fn exact(reason: &'static str) -> Self {
        Self {
            class: Class::Exact,
            reason,
        }
    }

    /// The platform does it roughly, never leaving out a row that matches.
    #[must_use]
    pub const fn inexact(reason: &'static str) -> Self {
        Self {
            class: Class::Inexact,
            reason,
        }
    }

    /// It is done here alone.
    #[must_use]
    pub const fn unsupported(reason: &'static str) -> Self {
        Self {
            class: Class::Unsupported,
            reason,
        }
    }

    /// Whether the predicate may be sent to the platform.
    #[must_use]
    pub fn is_pushed(&self) -> bool {
        self.class != Class::Unsupported
    }
}
