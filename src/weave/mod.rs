//! One list in one order: sources are read as far as the merge needs, and a cursor says where to go on.

mod cache;
mod cursor;
mod frontier;
mod given;
mod merge;
mod page;
mod position;
mod seal;
mod source;

pub use cache::{PageCache, Snapshot};
pub use cursor::{Belonging, Cursor, Fingerprint};
pub use frontier::{Bound, Frontier, Frontiers, Step};
pub use given::{Given, Version, version};
pub use merge::{Next, OnError, Weave, Woven};
pub use page::{Page, SourceReport};
pub use position::{Position, PositionKey, Tie};
pub use seal::{Kind, Seal};
pub use source::{Ahead, Reading, Source, Start};
