//! What changed, for JavaScript.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::client::{Inner, JsClient, Way, raw};
use super::convert::{read_known, thrown, to_js};
use super::options::{instant, world};
use super::promise;
use crate::client::{ChangesRequest, Since};
use crate::error::Result;
use crate::task::Timestamp;

/// The names of the options. The signal is the transport's; see `JsWorld::transport`.
const CHANGES_KEYS: [&str; 8] = [
    "connections",
    "filter",
    "limit",
    "expand",
    "onError",
    "utcOffsetMinutes",
    "overlapMs",
    "signal",
];

#[wasm_bindgen(js_class = Client)]
impl JsClient {
    /// The tasks that changed since an instant, or since the answer that a cursor is of.
    #[wasm_bindgen(js_name = changesSince, unchecked_return_type = "Promise<ChangesPage>")]
    pub fn changes_since(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] since: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "ChangesRequest | null")] request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(Box::pin(async move {
            inner.changes_since(&since, request).await
        }))
    }
}

impl Inner {
    async fn changes_since(
        &self,
        since: &JsValue,
        request: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        let since = read_since(since).map_err(|e| thrown(&e))?;
        let transport = self.world.transport(&request).map_err(|e| thrown(&e))?;
        let now = self.world.now().map_err(|e| thrown(&e))?;
        let world = world(&transport, now);
        let changes: ChangesRequest =
            read_known("the request", request, &CHANGES_KEYS).map_err(|error| thrown(&error))?;
        match &self.way {
            Way::Direct(client) => match client.changes_since(world, &since, &changes).await {
                Ok(page) => to_js(&page),
                Err(error) => Err(thrown(&error)),
            },
            Way::Remote(client) => raw(client.changes_since(world, &since, &changes).await),
        }
    }
}

fn read_since(since: &JsValue) -> Result<Since> {
    if let Some(text) = since.as_string() {
        return Ok(Since::parse(&text));
    }
    #[expect(clippy::cast_possible_truncation, reason = "years of four digits fit")]
    instant(since)
        .and_then(|millis| Timestamp::from_millis(millis as i64))
        .map(Since::Instant)
        .ok_or_else(Since::unreadable)
}
