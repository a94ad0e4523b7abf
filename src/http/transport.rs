//! The one way out: something that sends a request and brings the answer back, and that can wait.

use std::rc::Rc;

use futures_util::future::LocalBoxFuture;

use super::{Request, Response};
use crate::error::{Code, Result, TaskweaveError};
use crate::task::Timestamp;

/// Sends requests. Futures are not `Send`: in wasm they hold JavaScript values, and there is one thread.
pub trait Transport {
    /// Sends a request and reads the whole answer, whatever its status. Redirects are not followed:
    /// they would carry the credentials to another host.
    ///
    /// # Errors
    /// `network` if no answer came, `page_too_large` if it has more than `max_bytes`, `aborted` if
    /// the caller ended the request.
    fn send(&self, request: Request, max_bytes: usize) -> LocalBoxFuture<'_, Result<Response>>;

    /// Lets time pass.
    ///
    /// # Errors
    /// `aborted` if the caller ended the request meanwhile.
    fn sleep(&self, millis: u64) -> LocalBoxFuture<'_, Result<()>>;

    /// The time by the caller's clock, which goes on while a request is under way.
    fn now(&self) -> Timestamp;

    /// A number from 0 to below 1, another one each time. Good for jitter, not for secrets.
    fn random(&self) -> f64;

    /// The same way out, to be held beyond the request and not ended by its caller's signal: an answer
    /// that holds a new refresh token must not be lost.
    fn detached(&self) -> Rc<dyn Transport>;

    /// Lets work go on by itself, whatever becomes of the request that began it.
    fn spawn(&self, work: LocalBoxFuture<'static, ()>);

    /// Waits a moment, by the engine's own timer. Edge functions may not wait for what another request
    /// does: there is nothing of their own then that could wake them, and they are ended as hung. So
    /// they look at it again and again.
    ///
    /// # Errors
    /// `aborted` if the caller ended the request meanwhile.
    fn glance(&self) -> LocalBoxFuture<'_, Result<()>>;
}

/// The error of an answer that is larger than a page may be.
pub(crate) fn too_large(max_bytes: usize) -> TaskweaveError {
    TaskweaveError::new(
        Code::PageTooLarge,
        format!("the platform's answer has more than {max_bytes} bytes"),
    )
    .help("ask for fewer fields, or raise `maxPageBytes`")
}
