//! One list in one order: sources are read as far as the merge needs, and a cursor says where to go on.

mod cache;
mod changes;
mod cursor;
mod merge;
mod merger;
mod page;
mod position;
mod seal;
mod source;
mod unordered;

use cache::FORMAT;
pub use cache::{
    MAX_STORED_BYTES, PageCache, Room, Shelf, Snapshot, SnapshotStore, StoreFailed, StoreFuture,
};
pub use changes::{Bound, Frontier, Frontiers, Given, Step, Version, version};
pub use cursor::{Belonging, Cursor, Fingerprint};
pub use merge::{Next, OnError, Weave, Woven};
pub use merger::{Merged, MergerSource, Merging, PageMerger, Pushed};
pub use page::{Order, Page, SourceReport};
pub use position::{Position, PositionKey, Tie};
pub use seal::{Kind, Seal};
pub use source::{Ahead, Reading, Source, Start};
pub use unordered::{Stand, Stands, Strand, Unordered, Unwoven};
