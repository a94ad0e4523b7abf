//! From when on changes are wanted, as users write it.

use crate::error::{Code, Result, TaskweaveError};
use crate::task::Timestamp;

use super::request::clip;

/// An instant up to this far ahead of our clock is taken for now: whoever made it may have another clock.
const MOST_AHEAD_MS: i64 = 60_000;

/// From when on changes are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// From an instant on: the `walk_started_at` of a list, say.
    Instant(Timestamp),
    /// From where an answer before has ended: its `next_cursor`.
    Cursor(String),
}

impl Since {
    /// Reads a text: what is no instant is a cursor, and is read when the request is known.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::instant(text).unwrap_or_else(|_| Self::Cursor(text.to_owned()))
    }

    /// Reads an instant: a date, a time with its zone, or Unix milliseconds.
    ///
    /// # Errors
    /// `request_invalid` for anything else.
    pub fn instant(text: &str) -> Result<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let instant = match is_number {
            true => text.parse().ok().and_then(Timestamp::from_millis),
            false => Timestamp::parse(text),
        };
        instant.map(Self::Instant).ok_or_else(|| {
            TaskweaveError::new(
                Code::RequestInvalid,
                format!("`since` is `{}`, which is no instant", clip(text)),
            )
            .help(HELP)
        })
    }

    /// The error of something that is neither.
    #[must_use]
    pub fn unreadable() -> TaskweaveError {
        TaskweaveError::new(
            Code::RequestInvalid,
            "`since` is neither an instant nor a cursor",
        )
        .help(HELP)
    }
}

const HELP: &str = "write a time with its zone, such as 2026-01-31T12:00:00Z, Unix milliseconds, the `walk_started_at` of a list, or the `next_cursor` of the changes before";

/// The second from which a connection is read for the changes since an instant. Where seconds are shown
/// whole, a change in the middle of one has the time of its beginning.
///
/// # Errors
/// `request_invalid` for an instant in the future.
pub(super) fn first_second(since: Timestamp, overlap_ms: i64, now: Timestamp) -> Result<i64> {
    if since.millis() > now.millis().saturating_add(MOST_AHEAD_MS) {
        return Err(TaskweaveError::new(
            Code::RequestInvalid,
            format!("`since` is {since}, which is still to come: it is {now}"),
        )
        .help("write an instant that has passed; if it has, check the clock of this machine"));
    }
    let from = since.min(now).millis().saturating_sub(overlap_ms);
    Ok(from.div_euclid(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn instants_are_told_from_cursors() {
        let noon = Since::Instant(at("2026-01-31T12:00:00Z"));
        for text in [
            "2026-01-31T12:00:00.000Z",
            "2026-01-31T13:00:00+01:00",
            "1769860800000",
        ] {
            assert_eq!(Since::parse(text), noon, "{text}");
        }
        let before = Since::Instant(at("1969-12-31T23:59:59.999Z"));
        assert_eq!(Since::parse("-1"), before);
        for text in [
            "yesterday",
            "",
            "-",
            "2026-13-01",
            "dHcCAwE",
            "99999999999999999999",
        ] {
            assert_eq!(Since::parse(text), Since::Cursor(text.to_owned()), "{text}");
            let error = Since::instant(text).unwrap_err();
            assert_eq!(error.code, Code::RequestInvalid);
            assert!(
                error
                    .help
                    .as_deref()
                    .unwrap()
                    .contains("2026-01-31T12:00:00Z")
            );
        }
    }

    #[test]
    fn what_is_to_come_is_refused_and_what_is_now_is_not() {
        let now = at("2026-01-31T12:00:00.500Z");
        let noon = at("2026-01-31T12:00:00Z").floor_second();
        assert_eq!(first_second(now, 0, now).unwrap(), noon);
        assert_eq!(first_second(now, 501, now).unwrap(), noon - 1);
        // Another machine's clock may be a little ahead.
        let ahead = at("2026-01-31T12:01:00.500Z");
        assert_eq!(first_second(ahead, 0, now).unwrap(), noon);
        let error = first_second(at("2026-01-31T12:01:00.501Z"), 0, now).unwrap_err();
        assert!(error.message.contains("still to come"), "{}", error.message);
        assert_eq!(
            first_second(at("0000-01-01"), i64::MAX, now).unwrap(),
            i64::MIN.div_euclid(1000)
        );
    }
}
