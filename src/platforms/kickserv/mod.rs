//! To be written.
use std::rc::Rc;

use super::{Details, PageContext, PageRows, Reader, Room, Row, Traits};
use crate::error::{Code, Result, TaskweaveError};
use crate::task::Status;

/// The room.
pub static PLATFORM: Room = Room {
    reader: &R,
    traits: Traits { keyset: &[], always_null: &[], has_parent: false },
    connect: |_, _| Err::<Rc<dyn super::Account>, _>(TaskweaveError::new(Code::Unsupported, "")),
};
struct R;
impl Reader for R {
    fn page<'a>(&self, _: &'a [u8]) -> Result<PageRows<'a>> { Ok(PageRows::default()) }
    fn row<'a>(&self, _: &'a str, _: &PageContext) -> std::result::Result<Row<'a>, String> { Err(String::new()) }
    fn details(&self, _: &str, _: &PageContext) -> Details { Details::default() }
    fn status(&self, _: &str) -> Option<Status> { None }
}
