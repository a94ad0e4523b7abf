//! What a source would do for the next page, told without a call.

use super::pages::{MAX_PAGE, first_page};
use super::{Reading, Source, Walk};
use crate::error::Result;
use crate::http::Request;
use crate::platforms::Slice;

/// What a source would do for the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ahead {
    /// It is not called: it has nothing to give, or has given it.
    Nothing,
    /// It is not called: its rows are kept from a moment ago.
    Kept,
    /// It begins with these requests.
    Calls(Vec<Request>),
}

impl Source {
    /// What it would do for the next page, if it is asked for rows at all.
    ///
    /// # Errors
    /// Where the query cannot be put to the platform.
    pub fn ahead(&self, reading: &Reading<'_>) -> Result<Ahead> {
        let (slice, page_size) = match self.walk {
            Walk::Done | Walk::Stopped(_) => return Ok(Ahead::Nothing),
            Walk::Undated if !self.plan.wants_undated => return Ok(Ahead::Nothing),
            Walk::Whole => (Slice::All, MAX_PAGE),
            Walk::Ordered(Some(at)) if self.goes_on_in(reading, at) => return Ok(Ahead::Kept),
            Walk::Ordered(from) => (Slice::Ordered { from }, first_page(reading)),
            Walk::Second(at) | Walk::Ties { at, .. } => (Slice::Second { at }, MAX_PAGE),
            Walk::Undated => (Slice::Undated, MAX_PAGE),
        };
        if self.cached(reading, slice).is_some() {
            return Ok(Ahead::Kept);
        }
        let query = self.query(page_size);
        let calls = self.session.account().begin(&query, slice);
        let requests = calls
            .iter()
            .map(|call| self.session.account().request(&query, call));
        requests.collect::<Result<_>>().map(Ahead::Calls)
    }
}
