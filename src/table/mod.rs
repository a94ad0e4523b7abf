//! The columnar table: page bytes in, row indexes or tasks out.
//!
//! A page is read once, by the platform's [`Reader`]; what filters and sorts need goes into columns,
//! the rest stays a slice of the page's bytes until someone asks for it: a filter that names details
//! or places in the platform's own record makes columns of them, which are kept.
//!
//! [`Reader`]: crate::platforms::Reader

mod bind;
mod bitmap;
#[cfg(any(target_arch = "wasm32", test))]
mod cut;
mod data;
mod facets;
mod grow;
mod histogram;
mod ingest;
mod kept;
mod kernel;
mod keys;
mod lazy;
mod leaf;
mod merge;
mod needle;
mod numbers;
mod order;
mod output;
mod pack;
mod place;
mod plan;
mod radix;
mod search;
mod select;
mod several;
mod size;
mod sort;
mod store;
mod test;
mod text;
mod times;
mod top;
mod words;

use std::cell::RefCell;

use kept::Kept;
use lazy::Lazy;
use numbers::Numbers;
use store::Known;
use text::TextColumn;
use times::TimeColumn;
use words::Words;

use crate::platforms::{PageContext, Platform};
use crate::task::{Status, TaskId, Timestamp};

#[cfg(target_arch = "wasm32")]
pub(crate) use cut::Cuts;
pub use facets::{Facet, FacetValue};
pub use histogram::{Bucket, HistogramOptions};
pub use ingest::{IngestOptions, Ingested};
pub use order::{Key, compare_keys, compare_platform_ids, compare_rows};
pub use output::Task;
pub(crate) use pack::Packed;

/// Tasks of any number of connections, in columns. Rows are numbered from 0 in the order in which
/// they came.
#[derive(Clone, Default)]
pub struct TaskTable {
    sources: Vec<Source>,
    pages: Vec<Page>,
    /// How many rows each page has; one that has none any more is given up.
    page_rows: Vec<u32>,
    /// The bytes of the pages that are kept.
    page_bytes: usize,
    /// Each row's place among the sources.
    source: Numbers,
    platform_id: TextColumn,
    parent: Words,
    name: TextColumn,
    /// Places in [`Status::ALL`].
    status: Vec<u8>,
    platform_status: Words,
    created_at: TimeColumn,
    updated_at: TimeColumn,
    /// Where each row stands in a page; none at all while no page is kept.
    extent: Vec<Extent>,
    /// Where each known id stands; built when rows are first replaced by id.
    known: Option<Known>,
    /// Columns that filters named. Borrowed only while a filter is evaluated, which evaluates no other.
    lazy: RefCell<Lazy>,
    /// Orders that were asked for. Borrowed only while a question is answered, which asks no other.
    kept: RefCell<Kept>,
}

/// What all rows of one connection share.
#[derive(Clone)]
struct Source {
    platform: Platform,
    connection_id: String,
    synced_at: Timestamp,
}

/// A page, its secrets blanked, and what it says of all its rows. It is UTF-8; that is not looked at
/// again before somebody asks for a row.
#[derive(Clone)]
struct Page {
    bytes: Vec<u8>,
    context: PageContext,
}

/// Where a row's own JSON stands.
#[derive(Clone, Copy)]
struct Extent {
    /// The page's number; `NO_PAGE` if its bytes are not kept.
    page: u32,
    start: u32,
    end: u32,
}

const NO_PAGE: u32 = u32::MAX;

/// Of a row whose page is not kept.
const NOWHERE: Extent = Extent {
    page: NO_PAGE,
    start: 0,
    end: 0,
};

impl TaskTable {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.status.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.status.is_empty()
    }

    /// The unified id of a row.
    #[must_use]
    pub fn id(&self, row: u32) -> Option<String> {
        let row = row as usize;
        Some(TaskId::encode_parts(
            &self.source_of(row)?.connection_id,
            self.parent.get(row),
            self.platform_id.get(row)?,
        ))
    }

    /// The platform's id of a row.
    #[must_use]
    pub fn platform_id(&self, row: u32) -> Option<&str> {
        self.platform_id.get(row as usize)
    }

    /// The instant in a row's time field, in milliseconds; `None` for null and for other fields.
    #[must_use]
    pub fn millis(&self, field: crate::task::Field, row: u32) -> Option<i64> {
        match self.key(field, row) {
            Key::Int(millis) => Some(millis),
            Key::Null | Key::Text(_) => None,
        }
    }

    /// Sets when the reading of all its connections began.
    pub(crate) fn set_synced_at(&mut self, synced_at: Timestamp) {
        self.kept.get_mut().forget();
        for source in &mut self.sources {
            source.synced_at = synced_at;
        }
    }

    fn source_of(&self, row: usize) -> Option<&Source> {
        self.sources.get(self.source.get(row)? as usize)
    }

    fn status_of(&self, row: usize) -> Option<Status> {
        Status::ALL
            .get(usize::from(*self.status.get(row)?))
            .copied()
    }

    /// The row's own JSON and what its page says of it; `None` if pages are not kept.
    fn raw(&self, row: usize) -> Option<(&str, &PageContext)> {
        let extent = self.extent.get(row)?;
        let page = self.pages.get(extent.page as usize)?;
        let raw = page.bytes.get(extent.start as usize..extent.end as usize)?;
        Some((std::str::from_utf8(raw).ok()?, &page.context))
    }
}
