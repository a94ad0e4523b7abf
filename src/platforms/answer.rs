//! What a platform's answer of failure says, in its own words: short, on one line, free of credentials.

use crate::error::{Code, TaskweaveError};
use crate::http::{Response, Secret};

use super::members::{items, scalar};
use super::secrets::looks_secret;

/// The platform's words are cut after this many characters.
const MAX_WORDS: usize = 500;
/// Only so much of a body is looked at for words.
const MAX_LOOK: usize = 64 * 1024;
/// How deep the words of a JSON error may stand.
const MAX_DEPTH: usize = 4;
/// A longer wait contradicts every document; what says so is not a number of seconds.
const MAX_WAIT: u64 = 86_400;

/// An answer that means failure.
pub(crate) struct Failure<'r> {
    /// The product's name for people.
    pub(crate) product: &'static str,
    /// What it answered.
    pub(crate) response: &'r Response,
    /// The platform's own code.
    pub(crate) platform_code: Option<String>,
    /// The platform's own words, as they came.
    pub(crate) words: Option<String>,
    /// What must not be repeated.
    pub(crate) secrets: &'r [&'r Secret],
}

impl Failure<'_> {
    /// The error, with everything that is known of it.
    pub(crate) fn error(self, code: Code) -> TaskweaveError {
        let clean = |mut text: String| {
            for secret in self.secrets {
                text = text.replace(secret.reveal(), "***");
            }
            tidy(&text)
        };
        let platform_code = self.platform_code.and_then(clean);
        let words = self.words.and_then(clean);
        let status = self.response.status;
        let verb = match code {
            Code::CredentialsInvalid => "refused the credentials",
            Code::PlatformRateLimit => "asks to slow down",
            Code::NotFound => "has no such task",
            _ => "answered with an error",
        };
        let mut message = format!("{} {verb} (HTTP {status}", self.product);
        if let Some(platform_code) = &platform_code {
            message.push_str(", code ");
            message.push_str(platform_code);
        }
        message.push(')');
        if let Some(words) = &words {
            message.push_str(": ");
            message.push_str(words);
        }
        let mut error = TaskweaveError::new(code, message);
        error.status = Some(status);
        error.platform_code = platform_code;
        error.platform_message = words;
        error.retryable |= code == Code::PlatformError && (status >= 500 || status == 408);
        if error.retryable {
            error.retry_after = seconds(self.response, "retry-after");
        }
        error
    }
}

/// A header that says how many seconds to wait.
pub(crate) fn seconds(response: &Response, header: &str) -> Option<u64> {
    let seconds = response.header(header)?.trim().parse().ok()?;
    (seconds <= MAX_WAIT).then_some(seconds)
}

/// The words of a body that is HTML, XML or plain text; `None` for JSON, of which only known members
/// are repeated.
pub(crate) fn plain_words(body: &[u8]) -> Option<String> {
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
pub(crate) fn json_words(raw: &str) -> Option<String> {
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
    match raw.bytes().next() {
        Some(b'{') => {
            let members: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(raw).unwrap_or_default();
            for (name, value) in members {
                if looks_secret(&name) {
                    words.push(format!("{name} ***"));
                } else {
                    let name = if name == "base" { "" } else { &name };
                    collect(&value.to_string(), name, depth, words);
                }
            }
        }
        Some(b'[') => {
            for item in items(raw).unwrap_or_default() {
                collect(item, field, depth, words);
            }
        }
        _ => {
            if let Some(text) = scalar(raw).and_then(super::json::Scalar::owned) {
                words.push(format!("{field} {text}").trim_start().to_owned());
            }
        }
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

/// One line without control characters, of bounded length; `None` if nothing is left.
fn tidy(text: &str) -> Option<String> {
    let mut line = String::new();
    let words = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    for word in words {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > MAX_WORDS * 4 {
            break;
        }
    }
    if line.chars().count() > MAX_WORDS {
        line = line.chars().take(MAX_WORDS - 1).collect();
        line.push('…');
    }
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let found = plain_words(body.as_bytes()).and_then(|words| tidy(&words));
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
            "api_token ***; no; name can't be blank; name is odd"
        );
        assert_eq!(words(r#"[["name", "no"], 7, null]"#), "name; no; 7");
        assert_eq!(words("{}"), "");
        assert_eq!(words(r#"[[[[["deep"]]]]]"#), "");
    }

    #[test]
    fn words_are_short_and_hold_no_credential() {
        let response = Response {
            status: 503,
            headers: vec![("retry-after".to_owned(), " 7 ".to_owned())],
            body: Vec::new(),
        };
        let secret = Secret::new("s3cret");
        let secrets = [&secret];
        let failure = |words: String| Failure {
            product: "Kickserv",
            response: &response,
            platform_code: Some("s3cret".to_owned()),
            words: Some(words),
            secrets: &secrets,
        };
        let error = failure(format!("bad s3cret {}", "é".repeat(3000))).error(Code::PlatformError);
        assert_eq!(
            error.platform_message.as_deref().unwrap().chars().count(),
            500
        );
        assert!(
            error
                .message
                .starts_with("Kickserv answered with an error (HTTP 503, code ***): bad *** ééé")
        );
        assert!(error.retryable);
        assert_eq!(error.retry_after, Some(7));
        assert!(!format!("{error:?}").contains("s3cret"));
        let error = failure(" \u{7} ".to_owned()).error(Code::PlatformError);
        assert_eq!(error.platform_message, None);
    }

    #[test]
    fn a_wait_is_a_number_of_seconds_within_a_day() {
        let wait = |value: &str| {
            let response = Response {
                headers: vec![("retry-after".to_owned(), value.to_owned())],
                ..Response::default()
            };
            seconds(&response, "retry-after")
        };
        assert_eq!(wait("60"), Some(60));
        for odd in [
            "",
            "-1",
            "1.5",
            "1700000000",
            "Wed, 21 Oct 2015 07:28:00 GMT",
        ] {
            assert_eq!(wait(odd), None, "{odd}");
        }
    }
}
