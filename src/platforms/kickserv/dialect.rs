//! Kickserv's own filter language.

use super::NAME;
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::Expr;
use crate::platforms::{Dialect, Read, Written};
use crate::task::Timestamp;

/// The dialect.
pub(super) struct TaskDialect;

impl Dialect for TaskDialect {
    fn read(&self, _text: &str, _now: Timestamp) -> Result<Read> {
        Err(TaskweaveError::new(
            Code::Unsupported,
            format!("filters of {NAME} are not read yet"),
        ))
    }

    fn write(&self, filter: &Expr) -> Written {
        Written {
            text: String::new(),
            parts: Vec::new(),
            residual: Some(filter.clone()),
        }
    }
}
