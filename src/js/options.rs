//! What clients and handlers are made of: connections, options, and the world around them.

use std::collections::BTreeMap;

use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use super::convert::{function, property, read, read_required};
use crate::client::{ClientOptions, World};
use crate::error::{Code, Result, TaskweaveError};
use crate::http::FetchTransport;
use crate::task::Timestamp;

/// The names of the options that every client takes.
pub(crate) const CLIENT_KEYS: [&str; 8] = [
    "connections",
    "fetch",
    "now",
    "maxCallsPerSource",
    "maxCalls",
    "maxCallsAtOnce",
    "maxPageBytes",
    "cacheMs",
];

/// The caller's `fetch` and clock, where there are any.
#[derive(Clone, Default)]
pub(crate) struct JsWorld {
    fetch: Option<Function>,
    now: Option<Function>,
}

impl JsWorld {
    /// Takes `fetch` and `now` from options.
    pub(crate) fn from_options(options: &JsValue) -> Result<Self> {
        Ok(Self {
            fetch: function(options, "fetch")?,
            now: function(options, "now")?,
        })
    }

    /// The instant of the caller's clock, or of the engine's.
    pub(crate) fn now(&self) -> Result<Timestamp> {
        let millis = match &self.now {
            None => Some(js_sys::Date::now()),
            Some(now) => now
                .call0(&JsValue::UNDEFINED)
                .ok()
                .and_then(|value| instant(&value)),
        };
        #[expect(clippy::cast_possible_truncation, reason = "years of four digits fit")]
        millis
            .and_then(|millis| Timestamp::from_millis(millis as i64))
            .ok_or_else(|| {
                TaskweaveError::new(Code::RequestInvalid, "`now` gave no time")
                    .help("give a function that returns milliseconds since 1970, or a Date")
            })
    }

    /// The way out for one call, which ends when the call's signal fires.
    pub(crate) fn transport(&self, request: &JsValue) -> Result<FetchTransport> {
        let signal = property(request, "signal");
        let signal = if signal.is_undefined() || signal.is_null() {
            None
        } else {
            Some(signal.dyn_into::<AbortSignal>().map_err(|_| {
                TaskweaveError::new(Code::RequestInvalid, "`signal` is not an AbortSignal")
            })?)
        };
        if signal.as_ref().is_some_and(AbortSignal::aborted) {
            return Err(TaskweaveError::new(
                Code::Aborted,
                "the caller's signal had ended the request already",
            ));
        }
        Ok(FetchTransport {
            fetch: self.fetch.clone(),
            signal,
        })
    }
}

/// Milliseconds since the epoch of a number or a `Date`.
pub(super) fn instant(value: &JsValue) -> Option<f64> {
    value
        .as_f64()
        .or_else(|| value.dyn_ref::<js_sys::Date>().map(js_sys::Date::get_time))
        .filter(|millis| millis.is_finite())
}

/// What a client or handler is made of, as data.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Parts {
    /// The connections, with their credentials.
    #[serde(default)]
    pub(crate) connections: Vec<serde_json::Value>,
    /// A handler's tokens.
    #[serde(default)]
    pub(crate) access_tokens: BTreeMap<String, String>,
}

/// Reads what a client or handler is made of.
pub(crate) fn parts(options: &JsValue) -> Result<(Parts, ClientOptions)> {
    Ok((
        read_required("the options", options.clone())?,
        read("the options", options.clone())?,
    ))
}

/// The world of one call.
pub(crate) fn world<'a>(transport: &'a FetchTransport, now: Timestamp) -> World<'a> {
    World { transport, now }
}
