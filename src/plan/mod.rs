//! What of a request a platform does itself, and what is left to do here.
//!
//! Nothing is left out here because a platform promised it: the whole filter is checked again over
//! the rows that come back.

mod clash;
mod narrow;
mod push;
mod source;

pub use narrow::{Narrowed, Place};
pub use push::{Decision, PushDown, push_down};
pub use source::{Mode, SourcePlan};
