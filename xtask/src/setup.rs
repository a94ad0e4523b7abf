//! What must be there before the work starts. Each part looks first, which is fast; where it has
//! work to do it says so in one line with its time; where it cannot, it says what to type.

mod apt;
pub(crate) mod chromium;
pub(crate) mod components;
pub(crate) mod fuzz;
pub(crate) mod npm;
pub(crate) mod python;
pub(crate) mod wasm;

use std::fmt::Display;
use std::io::Write as _;
use std::time::Instant;

/// Does one step of setting up and says it in one line with its time.
pub(crate) fn step<T, E: Display>(what: &str, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    eprint!("setup: {what} … ");
    // Only so that the line is seen while the work goes on.
    let _ = std::io::stderr().flush();
    let start = Instant::now();
    let result = work();
    let word = if result.is_ok() { "done" } else { "failed" };
    eprintln!("{word}, {:.1} s", start.elapsed().as_secs_f32());
    result
}
