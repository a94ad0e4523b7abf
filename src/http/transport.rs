//! The one way out: something that sends a request and brings the answer back.

use futures_util::future::LocalBoxFuture;

use super::{Request, Response};
use crate::error::{Code, Result, TaskweaveError};

/// Sends requests. Futures are not `Send`: in wasm they hold JavaScript values, and there is one thread.
pub trait Transport {
    /// Sends a request and reads the whole answer, whatever its status. Redirects are not followed:
    /// they would carry the credentials to another host.
    ///
    /// # Errors
    /// `network` if no answer came, `page_too_large` if it has more than `max_bytes`, `aborted` if
    /// the caller ended the request.
    fn send(&self, request: Request, max_bytes: usize) -> LocalBoxFuture<'_, Result<Response>>;
}

/// The error of an answer that is larger than a page may be.
pub(crate) fn too_large(max_bytes: usize) -> TaskweaveError {
    TaskweaveError::new(
        Code::PageTooLarge,
        format!("the platform's answer has more than {max_bytes} bytes"),
    )
    .help("ask for fewer fields, or raise `maxPageBytes`")
}
