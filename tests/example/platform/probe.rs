//! Telling the platform's one open question apart by reads.

use futures_util::future::LocalBoxFuture;

use crate::error::Result;
use crate::platforms::probe::{Asking, Probe, Tell, reads};

/// What can be told.
pub(super) static PROBE: Probe = Probe {
    tells: TELLS,
    most_calls: 1,
    reading_posts: &[],
    words: &["state"],
    run,
};

const TELLS: &[Tell] = &[reads("pageSizeMax", "more than 100 items")];

fn run<'a>(asking: &'a Asking<'a>) -> LocalBoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let seen = asking.get("items", &[("limit", "1000")]).await?;
        asking.keep("list", &seen);
        let items = seen.json.get("items").and_then(|items| items.as_array());
        let total = seen.json.get("total").and_then(serde_json::Value::as_u64);
        if let (Some(items), Some(total)) = (items, total) {
            let given = items.len();
            let lowered = u64::try_from(given).is_ok_and(|given| given < total);
            let side = match given {
                100 if lowered => Some(100),
                7 if lowered => Some(7),
                _ => None,
            };
            asking.may_be(
                "pageSizeMax",
                side,
                format!("`limit=1000` gives {given} of {total} items"),
            );
        }
        Ok(())
    })
}
