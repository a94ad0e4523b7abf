//! One list in one order: sources are read as far as the merge needs, and a cursor says where to go on.

mod cache;
mod cursor;
mod frontier;
mod given;
mod merge;
mod merger;
mod page;
mod position;
mod seal;
mod shelf;
mod source;
mod stored;
mod unordered;

pub use cache::{PageCache, Snapshot};
pub use cursor::{Belonging, Cursor, Fingerprint};
pub use frontier::{Bound, Frontier, Frontiers, Step};
pub use given::{Given, Version, version};
pub use merge::{Next, OnError, Weave, Woven};
pub use merger::{Merged, MergerSource, Merging, PageMerger, Pushed};
pub use page::{Order, Page, SourceReport};
pub use position::{Position, PositionKey, Tie};
pub use seal::{Kind, Seal};
pub use shelf::{Shelf, SnapshotStore, StoreFailed, StoreFuture};
pub use source::{Ahead, Reading, Source, Start};
use stored::FORMAT;
pub use stored::MAX_BYTES as MAX_STORED_BYTES;
pub use unordered::{Stand, Stands, Strand, Unordered, Unwoven};
