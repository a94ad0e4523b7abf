//! The filter language: text → tokens → tree → checked tree, and back to canonical text.

mod ast;

pub use ast::{Expr, Op, Predicate, Value};
