//! How one source is read for a request.

use crate::filter::Expr;
use crate::platforms::{Account, Traits};
use crate::task::{Direction, Field, Sort, SortKey};

use super::push::{PushDown, push_down};

/// How one source is read.
#[derive(Clone, Debug)]
pub struct SourcePlan {
    /// What of the filter goes to the platform.
    pub push_down: PushDown,
    /// The way of reading.
    pub mode: Mode,
    /// Whether the leading sort key is null in all its rows, so that it is not called before all
    /// others have given their dated rows.
    pub is_last: bool,
}

/// The two ways of reading a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Order and position are pushed down: no more is read than the list shows.
    Keyset {
        /// The leading sort key.
        key: Field,
        /// Its direction.
        direction: Direction,
    },
    /// Read whole, ordered here.
    Materialised,
}

impl Mode {
    /// The word in a source's report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keyset { .. } => "keyset",
            Self::Materialised => "materialised",
        }
    }
}

impl SourcePlan {
    /// Plans a source for a filter and a sort.
    pub fn new(account: &dyn Account, traits: Traits, filter: Option<&Expr>, sort: &Sort) -> Self {
        let filter = filter.map(Expr::without_nots);
        let leading = sort.keys().first().copied();
        let mode = match leading {
            Some(SortKey { field, direction }) if traits.keyset.contains(&field) => Mode::Keyset {
                key: field,
                direction,
            },
            _ => Mode::Materialised,
        };
        Self {
            push_down: push_down(filter.as_ref(), account),
            mode,
            is_last: leading.is_some_and(|key| traits.always_null.contains(&key.field)),
        }
    }
}
