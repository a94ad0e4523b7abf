//! Talking to the platforms: messages, the transport, the budget of a request.

#[cfg(target_arch = "wasm32")]
mod fetch;
mod gateway;
mod message;
mod replay;
mod secret;
mod transport;

#[cfg(target_arch = "wasm32")]
pub use fetch::FetchTransport;
pub use gateway::{Budget, Gateway, Meter};
pub use message::{MaskedRequest, Method, Request, Response};
pub use replay::ReplayTransport;
pub use secret::Secret;
pub use transport::Transport;
