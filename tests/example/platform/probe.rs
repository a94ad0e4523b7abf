//! Telling the platform's open questions apart by reads.

use futures_util::future::LocalBoxFuture;

use crate::error::Result;
use crate::platforms::probe::{Asking, Probe, Tell, reads};

/// What can be told.
pub(super) static PROBE: Probe = Probe {
    tells: &[PAGE_SIZE],
    most_calls: 1,
    reading_posts: &[],
    words: &["state"],
    run,
};

const PAGE_SIZE: Tell = reads("pageSizeMax", "more items than a page takes");

fn run<'a>(asking: &'a Asking<'a>) -> LocalBoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let seen = asking.get("items", &[("limit", "101")]).await?;
        asking.keep("list", &seen);
        let given = seen.at("/items").and_then(|items| items.as_array());
        let total = seen.at("/total").and_then(serde_json::Value::as_u64);
        if let (Some(given), Some(total)) = (given.map(Vec::len), total)
            && u64::try_from(given).is_ok_and(|given| given < total)
        {
            let words = format!("`limit=101` gives {given} of {total} items");
            asking.is("pageSizeMax", given, words);
        }
        Ok(())
    })
}
