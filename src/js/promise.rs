//! Work as a promise.

use futures_util::future::LocalBoxFuture;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

/// Runs work and gives what it gives. Boxed, so that all kinds of work share one way through the
/// engine's queue: it would else be compiled anew around each.
pub(crate) fn promise(
    work: LocalBoxFuture<'static, std::result::Result<JsValue, JsValue>>,
) -> Promise {
    future_to_promise(work)
}
