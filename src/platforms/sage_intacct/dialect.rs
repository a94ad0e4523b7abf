//! Sage Intacct's own filter language: the query service's `filters`, `filterExpression`,
//! `filterParameters` and `orderBy`.
//!
//! Source: the vendor's reference of the query service. What it leaves open is read in the most natural
//! way and said in a note; see `read.rs`. What is written is exact by the reference; see `say.rs`.

mod condition;
mod conditions;
mod expression;
mod joined;
mod json;
mod macros;
mod operand;
mod read;
mod say;
mod tree;
mod write;

use crate::error::Result;
use crate::filter::Expr;
use crate::platforms::{Dialect, Read, Written};
use crate::task::Timestamp;

pub(super) use conditions::Conditions;
pub(super) use say::say;

/// The dialect.
pub(super) struct TaskDialect;

impl Dialect for TaskDialect {
    fn read(&self, text: &str, now: Timestamp) -> Result<Read> {
        read::read(text, now)
    }

    fn write(&self, filter: &Expr) -> Written {
        write::write(filter)
    }
}

#[cfg(test)]
mod tests;
