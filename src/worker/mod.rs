//! The edge handler: a request becomes a route, the client answers it, and Rutter's shape goes out.
//!
//! Everything but the last step to a `Response` is plain Rust, so that it runs in native tests.

mod answer;
#[cfg(target_arch = "wasm32")]
mod glue;
mod handler;
mod params;
mod route;
mod write;

pub use answer::Answer;
#[cfg(target_arch = "wasm32")]
pub use glue::{EdgeHandler, create_handler};
pub use handler::{Handler, HandlerOptions};
pub use route::Route;
