//! The caller's token store: an object with `load` and `save`.

use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use js_sys::{Function, Promise};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::convert::{function, property, to_js};
use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Secret, TokenStore, Tokens};
use crate::task::Timestamp;

/// Tokens as the store keeps them.
#[derive(Serialize, Deserialize)]
struct Kept {
    access_token: String,
    #[serde(default)]
    refresh_token: Option<String>,
    /// `YYYY-MM-DDTHH:MM:SS.mmmZ`.
    #[serde(default)]
    expires_at: Option<String>,
}

struct JsTokenStore {
    object: JsValue,
    load: Function,
    save: Function,
}

/// The `tokenStore` of options.
pub(crate) fn token_store(options: &JsValue) -> Result<Option<Rc<dyn TokenStore>>> {
    let object = match options.is_object() {
        true => property(options, "tokenStore"),
        false => JsValue::UNDEFINED,
    };
    if object.is_undefined() || object.is_null() {
        return Ok(None);
    }
    let (Some(load), Some(save)) = (function(&object, "load")?, function(&object, "save")?) else {
        return Err(TaskweaveError::new(
            Code::RequestInvalid,
            "`tokenStore` lacks `load` or `save`",
        )
        .help("write `{ load(connectionId), save(connectionId, tokens) }`, both giving promises"));
    };
    Ok(Some(Rc::new(JsTokenStore { object, load, save })))
}

impl TokenStore for JsTokenStore {
    fn load(&self, connection_id: &str) -> LocalBoxFuture<'static, Result<Option<Tokens>>> {
        let called = self.load.call1(&self.object, &connection_id.into());
        Box::pin(async move {
            let kept = settled(called).await.map_err(|()| failed("load"))?;
            if kept.is_undefined() || kept.is_null() {
                return Ok(None);
            }
            let kept: Kept = serde_wasm_bindgen::from_value(kept).map_err(|_| {
                failed("load").help("give what `save` was given, or null if there was nothing")
            })?;
            Ok(Some(Tokens {
                access_token: Secret::new(kept.access_token),
                refresh_token: kept.refresh_token.map(Secret::new),
                expires_at: kept.expires_at.as_deref().and_then(Timestamp::parse),
            }))
        })
    }

    fn save(&self, connection_id: &str, tokens: &Tokens) -> LocalBoxFuture<'static, Result<()>> {
        let kept = to_js(&Kept {
            access_token: tokens.access_token.reveal().to_owned(),
            refresh_token: tokens
                .refresh_token
                .as_ref()
                .map(|token| token.reveal().to_owned()),
            expires_at: tokens.expires_at.map(|end| end.to_string()),
        });
        let called =
            kept.and_then(|kept| self.save.call2(&self.object, &connection_id.into(), &kept));
        Box::pin(async move {
            settled(called).await.map_err(|()| failed("save"))?;
            Ok(())
        })
    }
}

/// What a call gives, or the promise that it gives. What it throws may quote a token, so that it is
/// not repeated.
pub(super) async fn settled(
    called: std::result::Result<JsValue, JsValue>,
) -> std::result::Result<JsValue, ()> {
    let value = called.map_err(|_| ())?;
    JsFuture::from(Promise::resolve(&value))
        .await
        .map_err(|_| ())
}

fn failed(what: &str) -> TaskweaveError {
    let mut error = TaskweaveError::new(
        Code::TokenStore,
        format!("`tokenStore.{what}` failed, so that no token is used"),
    )
    .help("catch what it throws and write it to your log");
    error.retryable = true;
    error
}
