//! The unified task: its statuses, timestamps, ids and the catalogue of its fields.

mod changes;
mod decimal;
mod field;
mod fold;
mod id;
mod period;
mod sort;
mod status;
mod suggest;
mod timestamp;

pub use changes::{Changes, NewValue, TaskDraft, TaskPatch};
pub use decimal::Decimal;
pub use field::{CATALOGUE, Expand, Field, FieldInfo, FieldType};
pub(crate) use fold::fold_into;
pub use id::{TaskId, is_connection_id};
pub use period::Period;
pub use sort::{Direction, Sort, SortKey};
pub use status::{Status, StatusMap};
pub use suggest::closest;
pub use timestamp::{CalendarUnit, Timestamp};
