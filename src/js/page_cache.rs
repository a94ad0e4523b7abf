//! The caller's store of what was read: an object with `get`, `put` and, where it can, `delete`.

use std::rc::Rc;

use js_sys::{Function, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{function, property};
use super::options::property_of;
use super::store::settled;
use crate::error::{Code, Result, TaskweaveError};
use crate::weave::{MAX_STORED_BYTES, SnapshotStore, StoreFailed, StoreFuture};

struct JsPageCache {
    object: JsValue,
    get: Function,
    put: Function,
    delete: Option<Function>,
}

/// The `pageCache` of options.
pub(super) fn page_cache(options: &JsValue) -> Result<Option<Rc<dyn SnapshotStore>>> {
    let Some(object) = property_of(options, "pageCache") else {
        return Ok(None);
    };
    let (Some(get), Some(put)) = (function(&object, "get")?, function(&object, "put")?) else {
        return Err(TaskweaveError::new(
            Code::RequestInvalid,
            "`pageCache` lacks `get` or `put`",
        )
        .help("write `{ get(key), put(key, bytes, ttlMs), delete(key) }`; `delete` may be left out"));
    };
    Ok(Some(Rc::new(JsPageCache {
        get,
        put,
        delete: function(&object, "delete")?,
        object,
    })))
}

impl SnapshotStore for JsPageCache {
    fn get(&self, key: &str) -> StoreFuture<Option<Vec<u8>>> {
        let called = self.get.call1(&self.object, &key.into());
        Box::pin(async move {
            let kept = settled(called).await.map_err(|()| StoreFailed)?;
            if kept.is_undefined() || kept.is_null() {
                return Ok(None);
            }
            let bytes = match kept.dyn_ref::<Uint8Array>() {
                Some(bytes) => bytes.clone(),
                None if is_buffer(&kept) => Uint8Array::new(&kept),
                None => return Err(StoreFailed),
            };
            let is_usable = bytes.length() as usize <= MAX_STORED_BYTES;
            Ok(is_usable.then(|| bytes.to_vec()))
        })
    }

    fn put(&self, key: &str, bytes: Vec<u8>, ttl_ms: i64) -> StoreFuture<()> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a time to live is far below 2^53 milliseconds"
        )]
        let ttl_ms = JsValue::from_f64(ttl_ms as f64);
        let bytes = Uint8Array::from(bytes.as_slice());
        let called = self
            .put
            .call3(&self.object, &key.into(), &bytes.into(), &ttl_ms);
        Box::pin(async move { done(called).await })
    }

    fn delete(&self, key: &str) -> Option<StoreFuture<()>> {
        let called = self.delete.as_ref()?.call1(&self.object, &key.into());
        Some(Box::pin(async move { done(called).await }))
    }
}

async fn done(
    called: std::result::Result<JsValue, JsValue>,
) -> std::result::Result<(), StoreFailed> {
    settled(called).await.map(|_| ()).map_err(|()| StoreFailed)
}

/// Whether it holds bytes. `instanceof` tells nothing of a buffer of another realm.
fn is_buffer(value: &JsValue) -> bool {
    value.is_object() && property(value, "byteLength").as_f64().is_some()
}
