//! What a client can be told once.

use serde::Deserialize;

use super::OneOrMany;
use crate::error::Result;
use crate::http::{Budget, OnRateLimit, Secret};
use crate::weave::Seal;

/// How long a connection that was read whole is good for, in milliseconds.
const TIME_TO_LIVE_MS: i64 = 60_000;

/// Options of a client, all of them optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClientOptions {
    /// Calls that one source may make in a request; 200.
    pub max_calls_per_source: Option<usize>,
    /// Calls that a request may make; 400.
    pub max_calls: Option<usize>,
    /// Calls under way at once; 6.
    pub max_calls_at_once: Option<usize>,
    /// Bytes of one answer; 32 MiB.
    pub max_page_bytes: Option<usize>,
    /// Bytes of answers after which a request makes no further call, and bytes of what was read whole
    /// that memory keeps; 256 MiB.
    pub max_bytes: Option<usize>,
    /// How often one call is repeated after a passing failure; 3.
    pub max_retries: Option<u32>,
    /// How long a request may wait in all, for repeats and for rate limits, in milliseconds; 30,000.
    pub max_wait_ms: Option<u64>,
    /// What to do when a platform asks to slow down: `wait`, or `fail` at once.
    pub on_rate_limit: Option<OnRateLimit>,
    /// How long a connection that was read whole is not read again, in milliseconds; 60,000.
    pub cache_ms: Option<i64>,
    /// What cursors are signed with: a secret text of 16 characters or more. Of several the first
    /// signs, and all are accepted. Without one, cursors are not signed.
    pub cursor_key: Option<OneOrMany<Secret>>,
    /// How long a cursor is good for, in milliseconds; for ever, if left out.
    pub cursor_ttl: Option<i64>,
}

impl ClientOptions {
    /// What a request may cost.
    #[must_use]
    pub fn budget(&self) -> Budget {
        let usual = Budget::default();
        Budget {
            calls_per_source: self.max_calls_per_source.unwrap_or(usual.calls_per_source),
            calls_per_request: self.max_calls.unwrap_or(usual.calls_per_request),
            calls_at_once: self.max_calls_at_once.unwrap_or(usual.calls_at_once),
            retries: self.max_retries.unwrap_or(usual.retries),
            wait_ms: self.max_wait_ms.unwrap_or(usual.wait_ms),
            on_rate_limit: self.on_rate_limit.unwrap_or(usual.on_rate_limit),
            request_bytes: self.max_bytes.unwrap_or(usual.request_bytes),
            page_bytes: self.max_page_bytes.unwrap_or(usual.page_bytes),
        }
    }

    /// How long a connection that was read whole is good for, in milliseconds.
    #[must_use]
    pub fn time_to_live_ms(&self) -> i64 {
        self.cache_ms.unwrap_or(TIME_TO_LIVE_MS)
    }

    /// What closes and opens cursors.
    ///
    /// # Errors
    /// As [`Seal::new`].
    pub fn seal(&self) -> Result<Seal> {
        let keys = match &self.cursor_key {
            None => Vec::new(),
            Some(OneOrMany::One(key)) => vec![key.clone()],
            Some(OneOrMany::Many(keys)) => keys.clone(),
        };
        Seal::new(keys, self.cursor_ttl)
    }
}
