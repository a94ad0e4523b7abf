//! What of a request a platform does itself, and what is left to do here.

mod support;

pub use support::{Class, Support};
