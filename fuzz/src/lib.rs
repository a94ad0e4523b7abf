//! The laws that the fuzz targets hold their inputs against. A law that does not hold panics, and
//! says what it got.

mod dialect;
mod evaluator;
mod filter;
mod input;
mod laws;
mod scan;

pub use dialect::dialect;
pub use evaluator::evaluator;
pub use filter::filter;
pub use input::Case;
pub use scan::scan;
