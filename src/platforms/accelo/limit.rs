//! The rate limit in the headers of an answer: `X-RateLimit-Limit`, `-Remaining` and `-Reset`, which is
//! a Unix time (Accelo's API documentation). The calls of an hour are counted over all applications of
//! a deployment.

use crate::http::{RateLimit, Response};
use crate::task::Timestamp;

/// Calls are counted by the hour. A reset beyond that comes of clocks that differ, and nobody should
/// wait for it.
const HOUR_MS: u64 = 3_600_000;

/// What the headers say; `None` if nothing.
pub(super) fn rate_limit(response: &Response, now: Timestamp) -> Option<RateLimit> {
    let number = |name| -> Option<u64> { response.header(name)?.trim().parse().ok() };
    let limit = RateLimit {
        limit: number("x-ratelimit-limit"),
        remaining: number("x-ratelimit-remaining"),
        resets_at: resets_at(response, now),
    };
    (limit != RateLimit::default()).then_some(limit)
}

/// The seconds until the calls are counted anew, rounded up; `None` if no header says so, or if that
/// time is over by our clock.
pub(super) fn wait(response: &Response, now: Timestamp) -> Option<u64> {
    let millis = now.millis_until(resets_at(response, now)?);
    (millis > 0).then(|| millis.div_ceil(1000))
}

fn resets_at(response: &Response, now: Timestamp) -> Option<Timestamp> {
    let text = response.header("x-ratelimit-reset")?;
    let reset = Timestamp::parse_unix_seconds(text).filter(|reset| reset.millis() > 0)?;
    Some(reset.min(now.plus_millis(HOUR_MS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(headers: &[(&str, &str)]) -> Response {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Response {
            status: 200,
            headers: headers.iter().map(pair).collect(),
            body: Vec::new(),
        }
    }

    fn second(second: i64) -> Timestamp {
        Timestamp::from_seconds_saturating(second)
    }

    #[test]
    fn the_headers_are_read() {
        let now = second(1_700_000_000);
        let full = response(&[
            ("x-ratelimit-limit", "5000"),
            ("x-ratelimit-remaining", " 0 "),
            ("x-ratelimit-reset", "1700000060"),
        ]);
        let limit = rate_limit(&full, now).unwrap();
        assert_eq!((limit.limit, limit.remaining), (Some(5000), Some(0)));
        assert_eq!(limit.resets_at, Some(second(1_700_000_060)));
        assert_eq!(limit.blocked_until(now), limit.resets_at);
        assert_eq!(wait(&full, now), Some(60));
        assert_eq!(wait(&full, second(1_700_000_060)), None);
        let between = Timestamp::from_millis(1_700_000_058_900).unwrap();
        assert_eq!(wait(&full, between), Some(2));
        let some = rate_limit(&response(&[("x-ratelimit-remaining", "7")]), now).unwrap();
        assert_eq!((some.remaining, some.resets_at), (Some(7), None));
    }

    #[test]
    fn what_is_no_time_is_passed_over_and_no_wait_is_longer_than_an_hour() {
        let now = second(1_700_000_000);
        for odd in ["", "soon", "0", "-5", "1e9", "99999999999999999999"] {
            let odd = response(&[("x-ratelimit-reset", odd)]);
            assert_eq!(rate_limit(&odd, now), None);
            assert_eq!(wait(&odd, now), None);
        }
        assert_eq!(rate_limit(&response(&[]), now), None);
        let far = response(&[("x-ratelimit-reset", "1800000000")]);
        assert_eq!(wait(&far, now), Some(3600));
        // A time of the past is told, but keeps nobody waiting.
        let past = response(&[
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1600000000"),
        ]);
        let limit = rate_limit(&past, now).unwrap();
        assert_eq!(limit.resets_at, Some(second(1_600_000_000)));
        assert_eq!(limit.blocked_until(now), None);
        assert_eq!(wait(&past, now), None);
    }
}
