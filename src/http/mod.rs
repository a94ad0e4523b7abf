//! Talking to the platforms: messages, the transport, the budget of a request.

mod message;
mod secret;

pub use message::{Method, Request, Response};
pub use secret::Secret;
