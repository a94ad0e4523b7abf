//! Rows and filters out of libFuzzer's bytes. Both draw their values from the same small pools, so
//! that comparisons come true; beside them stand texts and numbers that nobody thought of.

mod json;
mod pools;
mod row;
mod tree;

use arbitrary::{Arbitrary, Result, Unstructured};
use taskweave::filter::Expr;

pub(crate) use row::Row;

/// A filter, without relative times, and the rows that it chooses from.
#[derive(Debug)]
pub struct Case {
    pub(crate) filter: Expr,
    pub(crate) rows: Vec<Row>,
}

impl<'a> Arbitrary<'a> for Case {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        // The filter is short and comes first: bytes that are added become rows.
        let filter = tree::tree(u)?;
        let mut rows = Vec::new();
        while rows.len() < 12 && !u.is_empty() {
            rows.push(row::row(u)?);
        }
        Ok(Self { filter, rows })
    }
}
