//! Talking to the platforms: messages, the transport, tokens, rate limits, repeats, the budget of a
//! request.

mod auth;
mod background;
#[cfg(target_arch = "wasm32")]
mod chunks;
#[cfg(target_arch = "wasm32")]
mod fetch;
mod gateway;
mod limit;
mod message;
mod replay;
mod secret;
mod session;
mod store;
mod transport;

pub use auth::{Authorization, ClientAuth, Grant, GrantKind, Tokens};
pub use background::Background;
#[cfg(target_arch = "wasm32")]
pub use fetch::FetchTransport;
#[cfg(target_arch = "wasm32")]
pub(crate) use fetch::aborted;
pub use gateway::{Budget, Caller, Gateway, Meter};
pub use limit::{OnRateLimit, RateLimit};
pub use message::{IDEMPOTENCY_KEY, MaskedRequest, Method, Request, Response};
pub use replay::ReplayTransport;
pub use secret::Secret;
pub use session::Session;
pub use store::TokenStore;
pub use transport::Transport;
