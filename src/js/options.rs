//! What clients and handlers are made of: connections, options, and the world around them.

use std::collections::BTreeMap;

use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use super::convert::{function, property, read, read_required};
use super::page_cache::page_cache;
use super::store::token_store;
use crate::client::{ClientOptions, Stores, World, utc_offset};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::Clock;
use crate::http::FetchTransport;
use crate::task::Timestamp;

/// The names of the options that every client takes.
pub(crate) const CLIENT_KEYS: [&str; 17] = [
    "connections",
    "fetch",
    "now",
    "maxCallsPerSource",
    "maxCalls",
    "maxCallsAtOnce",
    "maxPageBytes",
    "maxBytes",
    "maxRetries",
    "maxWaitMs",
    "onRateLimit",
    "cacheMs",
    "cursorKey",
    "cursorTtl",
    "sleep",
    "tokenStore",
    "pageCache",
];

/// The caller's `fetch` and clock, where there are any.
#[derive(Clone, Default)]
pub(crate) struct JsWorld {
    fetch: Option<Function>,
    now: Option<Function>,
    sleep: Option<Function>,
}

impl JsWorld {
    /// Takes `fetch` and `now` from options.
    pub(crate) fn from_options(options: &JsValue) -> Result<Self> {
        Ok(Self {
            fetch: function(options, "fetch")?,
            now: function(options, "now")?,
            sleep: function(options, "sleep")?,
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
        let signal = signal_of(request)?;
        if signal.as_ref().is_some_and(AbortSignal::aborted) {
            return Err(ended_before());
        }
        Ok(FetchTransport {
            fetch: self.fetch.clone(),
            now: self.now.clone(),
            sleep: self.sleep.clone(),
            signal,
            wait_until: None,
        })
    }
}

/// The signal of a request, if it has one.
pub(super) fn signal_of(request: &JsValue) -> Result<Option<AbortSignal>> {
    let Some(signal) = property_of(request, "signal") else {
        return Ok(None);
    };
    signal
        .dyn_into()
        .map(Some)
        .map_err(|_| TaskweaveError::new(Code::RequestInvalid, "`signal` is not an AbortSignal"))
}

/// The error of a request whose signal fired before it began.
pub(super) fn ended_before() -> TaskweaveError {
    TaskweaveError::new(
        Code::Aborted,
        "the caller's signal had ended the request already",
    )
}

/// A property of options that may be absent altogether.
pub(super) fn property_of(options: &JsValue, name: &str) -> Option<JsValue> {
    options
        .is_object()
        .then(|| property(options, name))
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// The instant of a `now` in options.
pub(super) fn now_of(options: &JsValue) -> Result<Option<Timestamp>> {
    let Some(now) = property_of(options, "now") else {
        return Ok(None);
    };
    #[expect(clippy::cast_possible_truncation, reason = "years of four digits fit")]
    instant(&now)
        .and_then(|millis| Timestamp::from_millis(millis as i64))
        .map(Some)
        .ok_or_else(|| {
            TaskweaveError::new(Code::RequestInvalid, "`now` is not a time")
                .help("give milliseconds since 1970, or a Date")
        })
}

/// What relative times are told from: `now` and `utcOffsetMinutes` of options.
pub(super) fn clock_of(options: &JsValue) -> Result<Clock> {
    let minutes = property_of(options, "utcOffsetMinutes")
        .map(|minutes| read_required("`utcOffsetMinutes`", minutes))
        .transpose()?;
    Ok(Clock {
        now: match now_of(options)? {
            Some(now) => now,
            None => JsWorld::default().now()?,
        },
        utc_offset_minutes: utc_offset(minutes)?,
    })
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

/// The stores of options.
pub(crate) fn stores(options: &JsValue) -> Result<Stores> {
    Ok(Stores {
        tokens: token_store(options)?,
        pages: page_cache(options)?,
    })
}

/// The world of one call.
pub(crate) fn world<'a>(transport: &'a FetchTransport, now: Timestamp) -> World<'a> {
    World { transport, now }
}
