//! How one source is read for a request.

use crate::error::{Code, Result, TaskweaveError};
use crate::filter::Expr;
use crate::platforms::{Account, Expansion, Needs, Platform};
use crate::task::{Direction, Field, Sort, SortKey};

use super::narrow::{Narrowed, Place};
use super::push::{PushDown, push_down};

/// How one source is read.
#[derive(Clone, Debug)]
pub struct SourcePlan {
    /// What the filter comes to at this source; `None` if all its tasks match, or none.
    pub filter: Option<Expr>,
    /// What of it goes to the platform.
    pub push_down: PushDown,
    /// What its rows must carry beyond the base fields: what is given out, and what is left of the
    /// filter here. A comparison that can decide nothing here finds nulls, and still decides nothing.
    pub needs: Needs,
    /// The way of reading.
    pub mode: Mode,
    /// Why it is not read, if it is not: a sentence.
    pub not_read: Option<String>,
    /// Whether the leading sort key is null in all its rows, so that it is not called before all
    /// others have given their dated rows.
    pub is_last: bool,
    /// Whether a row whose leading sort key is null can match.
    pub wants_undated: bool,
}

/// The ways of reading a source.
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
    /// Read in the platform's own order.
    Source,
    /// Not called: the filter is true of none of its tasks.
    NotRead,
}

impl Mode {
    /// The word in a source's report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keyset { .. } => "keyset",
            Self::Materialised => "materialised",
            Self::Source => "source",
            Self::NotRead => "not_read",
        }
    }

    /// What its report says of rows that move while it is read.
    #[must_use]
    pub fn consistency(self) -> &'static str {
        match self {
            Self::Keyset { .. } | Self::NotRead => "consistent",
            // Numbered pages that were read once: rows may have moved between them.
            Self::Materialised | Self::Source => "best_effort",
        }
    }
}

impl SourcePlan {
    /// Plans a source for a filter without relative times and a sort; without one, for the platform's own
    /// order.
    ///
    /// # Errors
    /// `filter_field` for a filter on what no row of the platform's list carries.
    pub fn new(
        account: &dyn Account,
        place: Place<'_>,
        filter: Option<&Expr>,
        sort: Option<&Sort>,
        expand: Expansion,
    ) -> Result<Self> {
        let filter = filter.map(Expr::without_nots);
        let traits = place.traits;
        let leading = sort.and_then(|sort| sort.keys().first().copied());
        let narrowed = filter.as_ref().map(|filter| place.narrow(filter));
        let (filter, not_read) = match narrowed {
            None | Some(Narrowed::Always) => (None, None),
            Some(Narrowed::Open(left)) => (Some(left), None),
            Some(Narrowed::Never(reason)) => (None, Some(reason)),
        };
        let mode = match leading {
            _ if not_read.is_some() => Mode::NotRead,
            _ if sort.is_none() => Mode::Source,
            Some(SortKey { field, direction }) if traits.keyset.contains(&field) => Mode::Keyset {
                key: field,
                direction,
            },
            _ => Mode::Materialised,
        };
        let needs = Needs::new(expand, filter.as_ref());
        if mode != Mode::NotRead {
            check_places(account, &needs, place.platform)?;
        }
        Ok(Self {
            push_down: match mode {
                Mode::NotRead => PushDown::default(),
                _ => push_down(filter.as_ref(), account),
            },
            needs,
            mode,
            not_read,
            is_last: leading.is_some_and(|key| traits.always_null.contains(&key.field)),
            wants_undated: leading.is_none_or(|key| place.may_be_null(filter.as_ref(), key.field)),
            filter,
        })
    }
}

/// Refuses a filter on what no row of the platform's list carries: it would match nothing, wrongly.
fn check_places(account: &dyn Account, needs: &Needs, platform: Platform) -> Result<()> {
    for path in &needs.paths {
        if let Some(reason) = account.lacks(path) {
            return Err(TaskweaveError::new(
                Code::FilterField,
                format!("`platform_data.{path}` cannot be filtered on: {reason}"),
            )
            .help(format!(
                "leave the platform out by `platform != \"{}\"`, or filter on another field",
                platform.as_str()
            )));
        }
    }
    Ok(())
}
