//! What the rooms share in reading an answer that is no success: what it means, and what the platform
//! says of it in its own words, short, on one line, free of credentials.

use std::time::UNIX_EPOCH;

use crate::error::{Code, TaskweaveError};
use crate::http::{Response, Secret};
use crate::task::Timestamp;

use super::fields::Fields;
use super::json;
use super::secrets::looks_secret;

/// The most characters of a platform's own words that are passed on.
const MAX_WORDS: usize = 500;
/// The longest body that is searched for an error: no documented one is near it.
pub(super) const MAX_ERROR_BODY: usize = 1 << 20;
/// Only so much of a body that is no JSON is looked at for words.
const MAX_LOOK: usize = 64 * 1024;
/// How deep the words of a JSON error may stand.
const MAX_DEPTH: usize = 4;
/// A longer wait contradicts every document; what says so is not a number of seconds.
const MAX_WAIT: u64 = 86_400;

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
    /// What was asked for by its id is not there.
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
            408 | 425 | 500.. => Self::Broken,
            _ => Self::Refused,
        }
    }
}

/// The error of an answer of the product `name`. `hidden` is taken out of the platform's words, should
/// it repeat it.
pub(super) fn error(
    name: &str,
    meaning: Meaning,
    told: Option<Told>,
    response: &Response,
    hidden: &[Secret],
) -> TaskweaveError {
    let (code, what, help) = match meaning {
        Meaning::Credentials => (
            Code::CredentialsInvalid,
            "refused the credentials",
            Some("the access token is wrong or has ended: put a new one into the connection"),
        ),
        Meaning::Permission => (
            Code::CredentialsInvalid,
            "does not let these credentials do this",
            Some("give the token's user or application the right to do it"),
        ),
        Meaning::RateLimit => (
            Code::PlatformRateLimit,
            "asks to slow down",
            Some("repeat the request later"),
        ),
        Meaning::Gone => (Code::NotFound, "has nothing of this id", None),
        Meaning::Broken => (
            Code::PlatformError,
            "failed",
            Some("repeat the request later"),
        ),
        Meaning::Refused => (Code::PlatformError, "refused the request", None),
    };
    let told = told.unwrap_or_default();
    let code_told = told.code.and_then(|code| line(&code, hidden));
    let text_told = told.text.and_then(|text| line(&text, hidden));
    let status = response.status;
    let message = match (&code_told, &text_told) {
        (Some(code), Some(text)) => format!("{name} {what} (HTTP {status}, code {code}): {text}"),
        (Some(code), None) => format!("{name} {what} (HTTP {status}, code {code})"),
        (None, Some(text)) => format!("{name} {what} (HTTP {status}): {text}"),
        (None, None) => {
            let shape = shape(&response.body);
            format!("{name} {what} (HTTP {status}) with {shape}")
        }
    };
    let mut error = TaskweaveError::new(code, message);
    error.help = help.map(str::to_owned);
    error.status = Some(status);
    error.platform_code = code_told;
    error.platform_message = text_told;
    error.retryable = matches!(meaning, Meaning::RateLimit | Meaning::Broken);
    if error.retryable {
        error.retry_after = retry_after(response);
    }
    error
}

/// The error of a page that holds an error of the product `name` where its tasks should be, for
/// whoever reads pages without having made the call.
pub(super) fn page_error(name: &str, told: Option<Told>, expected: &str) -> TaskweaveError {
    let told = told.unwrap_or_default();
    let mut what = format!("the page is an error of {name}");
    for (before, words) in [(", code ", told.code), (": ", told.text)] {
        if let Some(words) = words.and_then(|words| line(&words, &[])) {
            what.push_str(before);
            what.push_str(&words);
        }
    }
    json::invalid(&what, expected)
}

/// The platform's words as one line of bounded length; `None` if nothing is left.
fn line(text: &str, hidden: &[Secret]) -> Option<String> {
    let mut text = text.to_owned();
    for secret in hidden.iter().map(Secret::reveal) {
        if !secret.is_empty() {
            text = text.replace(secret, "***");
        }
    }
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    if let Some((end, _)) = line.char_indices().nth(MAX_WORDS) {
        line.truncate(end);
        line.push('…');
    }
    (!line.is_empty()).then_some(line)
}

/// What an answer without a readable error is, in words that repeat nothing of it.
pub(super) fn shape(body: &[u8]) -> &'static str {
    match body.trim_ascii_start().first() {
        None => "an empty answer",
        Some(b'<') => "an HTML page instead of JSON",
        Some(b'{' | b'[') => "an answer of another shape than its errors have",
        Some(_) => "an answer that is not JSON",
    }
}

/// The words of a body that is HTML, XML or plain text; `None` for JSON, of which only known fields
/// are repeated.
pub(super) fn plain_words(body: &[u8]) -> Option<String> {
    let look = body.get(..MAX_LOOK).unwrap_or(body);
    let text = String::from_utf8_lossy(look);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.chars().next()? {
        '{' | '[' => None,
        '<' => Some(words_of_markup(text)),
        _ => Some(text.to_owned()),
    }
}

/// The words that stand in a JSON value, as Rails and its kin write errors: a text, a list of texts,
/// or an object of field → texts, which reads "field text". What stands under a secret's name is
/// left out.
pub(super) fn json_words(raw: &str) -> Option<String> {
    let mut words = Vec::new();
    collect(raw, "", MAX_DEPTH, &mut words);
    (!words.is_empty()).then(|| words.join("; "))
}

fn collect(raw: &str, field: &str, depth: usize, words: &mut Vec<String>) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    if words.len() >= 20 {
        return;
    }
    if let Some(fields) = Fields::read(raw) {
        for (name, value) in fields.all().iter() {
            match name.as_ref() {
                _ if looks_secret(name) => words.push(format!("{name} ***")),
                "base" => collect(value, "", depth, words),
                _ => collect(value, name, depth, words),
            }
        }
    } else if let Some(items) = json::items(raw) {
        for item in items {
            collect(item, field, depth, words);
        }
    } else if let Ok(Some(text)) = json::text(raw) {
        words.push(format!("{field} {text}").trim_start().to_owned());
    }
}

/// The title of an HTML page, else all text between tags, scripts and styles left out.
fn words_of_markup(text: &str) -> String {
    let mut words = String::new();
    let mut title = String::new();
    for part in text.split('<').skip(1) {
        let Some((tag, rest)) = part.split_once('>') else {
            continue;
        };
        let name: String = tag
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '/')
            .flat_map(char::to_lowercase)
            .collect();
        match name.as_str() {
            "script" | "style" => {}
            "title" => title.push_str(rest),
            _ => {
                words.push(' ');
                words.push_str(rest);
            }
        }
    }
    let words = if title.trim().is_empty() {
        words
    } else {
        title
    };
    words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Seconds to wait, from `Retry-After` and every header that is a longer spelling of it
/// (`X-IA-Throttle-Limit-RetryAfter`, `X-IA-Hour-Rate-Limit-Retry-After`, …); the longest counts.
/// A date cannot be used without a clock and is passed over.
fn retry_after(response: &Response) -> Option<u64> {
    response
        .headers
        .iter()
        .filter(|(name, _)| name.replace('-', "").ends_with("retryafter"))
        .filter_map(|(_, value)| seconds(value))
        .max()
}

/// The value of a header that says how many seconds to wait, rounded up.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let seconds: u64 = whole.parse().ok()?;
    let more = fraction.bytes().any(|b| b != b'0');
    seconds
        .checked_add(u64::from(more))
        .filter(|seconds| *seconds <= MAX_WAIT)
}

/// Seconds until the date of a `Retry-After` that is one (RFC 9110, section 10.2.3), for whoever has a
/// clock. The answer's own `Date` counts more than `now`: the platform's clock may be off.
pub(super) fn seconds_until_date(response: &Response, now: Timestamp) -> Option<u64> {
    let date = |name| {
        let date = httpdate::parse_http_date(response.header(name)?).ok()?;
        let seconds = date.duration_since(UNIX_EPOCH).ok()?.as_secs();
        Some(Timestamp::from_seconds_saturating(
            i64::try_from(seconds).ok()?,
        ))
    };
    let from = date("date").unwrap_or(now);
    let seconds = from.millis_until(date("retry-after")?).div_ceil(1000);
    Some(seconds).filter(|seconds| *seconds <= MAX_WAIT)
}

/// What stands behind the name of an object's first member, if that is its name. Nothing of what
/// follows is looked at.
pub(super) fn first_member<'a>(body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let rest = body.trim_ascii_start().strip_prefix(b"{")?;
    let rest = rest.trim_ascii_start().strip_prefix(b"\"")?;
    let rest = rest.strip_prefix(name.as_bytes())?.strip_prefix(b"\"")?;
    let rest = rest.trim_ascii_start().strip_prefix(b":")?;
    Some(rest.trim_ascii_start())
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
        for value in [
            "Wed, 21 Oct 2015 07:28:00 GMT",
            "-1",
            "",
            "soon",
            "1.x",
            "1700000000",
        ] {
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
    fn a_date_to_come_again_is_read_by_the_platforms_clock() {
        let now = Timestamp::parse("2015-10-21T07:27:30.500Z").unwrap();
        let at = "Wed, 21 Oct 2015 07:28:00 GMT";
        let of = |headers: &[(&str, &str)]| seconds_until_date(&response(headers, ""), now);
        assert_eq!(of(&[("retry-after", at)]), Some(30));
        let skewed = ("date", "Wed, 21 Oct 2015 07:26:00 GMT");
        assert_eq!(of(&[("retry-after", at), skewed]), Some(120));
        let past = "Wed, 21 Oct 2015 07:20:00 GMT";
        assert_eq!(of(&[("retry-after", past)]), Some(0));
        let far = "Fri, 23 Oct 2015 07:28:00 GMT";
        for odd in [far, "17", "soon", "Wed, 1 Jan 1800 00:00:00 GMT"] {
            assert_eq!(of(&[("retry-after", odd)]), None, "{odd}");
        }
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn words_are_found_in_every_kind_of_body() {
        for (body, words) in [
            ("", None),
            ("  Bad\n gateway ", Some("Bad gateway")),
            ("{\"secret\": 1}", None),
            (
                "<html><head><title>502 Bad&amp;Gateway</title><style>x</style></head><body>y</body>",
                Some("502 Bad&Gateway"),
            ),
            (
                "<?xml version=\"1.0\"?><errors><error>Not here</error><script>z</script></errors>",
                Some("Not here"),
            ),
            ("<broken", None),
        ] {
            let found = plain_words(body.as_bytes()).and_then(|words| line(&words, &[]));
            assert_eq!(found.as_deref(), words, "{body}");
        }
    }

    #[test]
    fn json_words_name_their_fields_and_skip_secrets() {
        let words = |raw| json_words(raw).unwrap_or_default();
        assert_eq!(words(r#""no""#), "no");
        assert_eq!(
            words(
                r#"{"name": ["can't be blank", "is odd"], "base": ["no"], "api_token": ["abc is bad"]}"#
            ),
            "name can't be blank; name is odd; no; api_token ***"
        );
        assert_eq!(words(r#"[["name", "no"], 7, null]"#), "name; no; 7");
        assert_eq!(words("{}"), "");
        assert_eq!(words(r#"[[[[["deep"]]]]]"#), "");
    }

    #[test]
    fn words_are_one_short_line_without_the_credential() {
        let hidden = [Secret::new("s3cret"), Secret::new("")];
        assert_eq!(line(" \n", &hidden), None);
        let long = format!("Token s3cret\r\n is\u{0} bad {}", "é".repeat(3000));
        let line = line(&long, &hidden).unwrap();
        assert!(line.starts_with("Token *** is bad éé"));
        assert_eq!(line.chars().count(), MAX_WORDS + 1);
    }

    #[test]
    fn an_error_says_all_that_is_known() {
        let response = Response {
            status: 503,
            ..response(&[("retry-after", " 7 ")], "{}")
        };
        let of = |code: Option<&str>, text: Option<&str>| {
            let told = Told {
                code: code.map(str::to_owned),
                text: text.map(str::to_owned),
            };
            let hidden = [Secret::new("s3cret")];
            error("Kickserv", Meaning::Broken, Some(told), &response, &hidden)
        };
        let full = of(Some("s3cret"), Some("bad s3cret"));
        assert_eq!(
            full.message,
            "Kickserv failed (HTTP 503, code ***): bad ***"
        );
        assert_eq!(full.platform_code.as_deref(), Some("***"));
        assert_eq!(full.platform_message.as_deref(), Some("bad ***"));
        assert!(full.retryable);
        assert_eq!(full.retry_after, Some(7));
        assert!(!format!("{full:?}").contains("s3cret"));
        let code = of(Some("E7"), Some(" \u{7} "));
        assert_eq!(code.message, "Kickserv failed (HTTP 503, code E7)");
        assert_eq!(code.platform_message, None);
        let text = of(None, Some("no"));
        assert_eq!(text.message, "Kickserv failed (HTTP 503): no");
    }

    #[test]
    fn bodies_that_say_nothing_are_named() {
        let of = |body| {
            error("Accelo", Meaning::Refused, None, &response(&[], body), &[])
                .message
                .clone()
        };
        assert!(of("").ends_with("with an empty answer"));
        assert!(of("<html>s</html>").ends_with("with an HTML page instead of JSON"));
        assert!(of("no").ends_with("with an answer that is not JSON"));
        assert!(of("{}").ends_with("with an answer of another shape than its errors have"));
    }
}
