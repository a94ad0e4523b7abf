//! What the rooms share in reading an answer that is no success.

use crate::error::{Code, TaskweaveError};
use crate::http::{Response, Secret};

use super::Platform;

/// The most characters of a platform's own words that are passed on.
const MAX_WORDS: usize = 500;

/// The longest body that is searched for an error: no documented one is near it.
pub(super) const MAX_ERROR_BODY: usize = 1 << 20;

/// What a platform says of an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Its own code.
    pub(super) code: Option<String>,
    /// Its own words.
    pub(super) text: Option<String>,
}

/// What an error means for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The credentials are unknown or have ended.
    Credentials,
    /// The credentials do not reach this far.
    Permission,
    /// Too many calls.
    RateLimit,
    /// The task is not there.
    Gone,
    /// The platform failed; the same request may succeed later.
    Broken,
    /// The request is not to the platform's liking.
    Refused,
}

impl Meaning {
    /// What an HTTP status means, where the platform has no rule of its own.
    pub(super) fn of_status(status: u16) -> Self {
        match status {
            401 => Self::Credentials,
            403 => Self::Permission,
            429 => Self::RateLimit,
            408 | 425 | 500..=599 => Self::Broken,
            _ => Self::Refused,
        }
    }
}

/// The error of an answer. `hidden` is taken out of the platform's words, should it repeat it.
pub(super) fn error(
    (platform, name): (Platform, &str),
    meaning: Meaning,
    told: Option<Told>,
    response: &Response,
    hidden: &Secret,
) -> TaskweaveError {
    let status = response.status;
    let (code, what, help) = match meaning {
        Meaning::Credentials => (
            Code::CredentialsInvalid,
            format!("{name} refused the credentials (HTTP {status})"),
            Some("the access token is wrong or has ended: put a new one into the connection"),
        ),
        Meaning::Permission => (
            Code::CredentialsInvalid,
            format!("{name} does not let these credentials read tasks (HTTP {status})"),
            Some("give the token's user or application the right to list and view tasks"),
        ),
        Meaning::RateLimit => (
            Code::PlatformRateLimit,
            format!("{name} asks to slow down (HTTP {status})"),
            Some("repeat the request later"),
        ),
        Meaning::Gone => (
            Code::NotFound,
            format!("{name} has no task of this id (HTTP {status})"),
            None,
        ),
        Meaning::Broken => (
            Code::PlatformError,
            format!("{name} failed (HTTP {status})"),
            Some("repeat the request later"),
        ),
        Meaning::Refused => (
            Code::PlatformError,
            format!("{name} refused the request (HTTP {status})"),
            None,
        ),
    };
    let readable = told.is_some();
    let told = told.unwrap_or_default();
    let code_told = told.code.and_then(|code| line(&code, hidden));
    let text_told = told.text.and_then(|text| line(&text, hidden));
    let message = match &text_told {
        Some(text) => format!("{what}: {text}"),
        None if readable => what,
        None => format!("{what} with {}", shape(&response.body)),
    };
    let mut error = TaskweaveError::new(code, message);
    error.help = help.map(str::to_owned);
    error.platform = Some(platform);
    error.status = Some(status);
    error.platform_code = code_told;
    error.platform_message = text_told;
    error.retryable = matches!(meaning, Meaning::RateLimit | Meaning::Broken);
    if error.retryable {
        error.retry_after = retry_after(response);
    }
    error
}

/// The platform's words as one line of bounded length; `None` if nothing is left.
pub(super) fn line(text: &str, hidden: &Secret) -> Option<String> {
    let hidden = hidden.reveal();
    let open = if hidden.is_empty() {
        text.to_owned()
    } else {
        text.replace(hidden, "***")
    };
    let mut out = String::new();
    for word in open.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    if let Some((end, _)) = out.char_indices().nth(MAX_WORDS) {
        out.truncate(end);
        out.push('…');
    }
    (!out.is_empty()).then_some(out)
}

/// The error of a page that holds a platform's error where its tasks should be, for whoever reads
/// pages without having made the call.
pub(super) fn page_error(name: &str, told: Option<Told>, expected: &str) -> TaskweaveError {
    let text = told
        .and_then(|told| told.text)
        .and_then(|text| line(&text, &Secret::new("")));
    let what = match text {
        Some(text) => format!("the page is an error of {name}: {text}"),
        None => format!("the page is an error of {name}"),
    };
    TaskweaveError::new(Code::PageInvalid, what).help(format!("expected {expected}"))
}

/// What an answer without a readable error is, in words that repeat nothing of it.
fn shape(body: &[u8]) -> &'static str {
    match body.trim_ascii_start().first() {
        None => "an empty answer",
        Some(b'<') => "an HTML page instead of JSON",
        Some(b'{' | b'[') => "an answer of another shape than its errors have",
        Some(_) => "an answer that is not JSON",
    }
}

/// Seconds to wait, from `Retry-After` and every header that is a longer spelling of it
/// (`X-IA-Throttle-Limit-RetryAfter`, `X-IA-Hour-Rate-Limit-Retry-After`, …); the longest counts.
/// A date cannot be used without a clock and is passed over.
fn retry_after(response: &Response) -> Option<u64> {
    response
        .headers
        .iter()
        .filter(|(name, _)| name.replace('-', "").ends_with("retryafter"))
        .filter_map(|(_, value)| seconds(value.trim()))
        .max()
}

/// Whole seconds, rounded up.
fn seconds(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let seconds: u64 = whole.parse().ok()?;
    let more = fraction.bytes().any(|b| b != b'0');
    seconds.checked_add(u64::from(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(headers: &[(&str, &str)], body: &str) -> Response {
        Response {
            status: 429,
            headers: headers
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn every_spelling_of_the_wait_is_read() {
        for name in [
            "retry-after",
            "x-ia-throttle-limit-retryafter",
            "x-ia-hour-rate-limit-retry-after",
            "x-ia-tenant-throttle-limit-retry-after",
        ] {
            assert_eq!(
                retry_after(&response(&[(name, " 17")], "")),
                Some(17),
                "{name}"
            );
        }
        let both = [("retry-after", "1.2"), ("x-ia-hour-retry-after", "1")];
        assert_eq!(retry_after(&response(&both, "")), Some(2));
        for value in ["Wed, 21 Oct 2015 07:28:00 GMT", "-1", "", "soon", "1.x"] {
            assert_eq!(
                retry_after(&response(&[("retry-after", value)], "")),
                None,
                "{value}"
            );
        }
        assert_eq!(
            retry_after(&response(&[("x-ratelimit-reset", "1700000000")], "")),
            None
        );
    }

    #[test]
    fn words_are_one_short_line_without_the_credential() {
        let hidden = Secret::new("s3cret");
        assert_eq!(line(" \n", &hidden), None);
        let long = format!("Token s3cret\r\n is\u{0} bad {}", "é".repeat(600));
        let line = line(&long, &hidden).unwrap();
        assert!(line.starts_with("Token *** is bad éé"));
        assert_eq!(line.chars().count(), MAX_WORDS + 1);
    }

    #[test]
    fn bodies_that_say_nothing_are_named() {
        let of = |body| {
            let told = None;
            error(
                (Platform::Accelo, "Accelo"),
                Meaning::Refused,
                told,
                &response(&[], body),
                &Secret::new("t"),
            )
            .message
            .clone()
        };
        assert!(of("").ends_with("with an empty answer"));
        assert!(of("<html>s</html>").ends_with("with an HTML page instead of JSON"));
        assert!(of("no").ends_with("with an answer that is not JSON"));
        assert!(of("{}").ends_with("with an answer of another shape than its errors have"));
    }
}
