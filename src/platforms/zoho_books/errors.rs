//! What is wrong with an answer of Zoho Books. Its envelope carries a code, which counts as much as
//! the status: 0 is success, 57 an invalid token or a missing right, 2 an invalid id, 1002 a thing that
//! does not exist; 44 and 45 are too many calls in a minute or a day, 1070 too many at once. The
//! accounts host says `{"error":"invalid_code"}` and its kin, whatever the status.

use memchr::memmem;

use super::NAME;
use crate::error::{Code, TaskweaveError};
use crate::http::{RateLimit, Response};
use crate::platforms::fields::Fields;
use crate::platforms::refusal::{self, Meaning, Told, json_words, plain_words, seconds};
use crate::platforms::{Answered, Purpose};
use crate::task::Timestamp;

/// Words of OAuth (RFC 6749, RFC 6750) and Zoho's own for credentials that do not hold.
const CREDENTIALS: [&str; 8] = [
    "invalid_code",
    "invalid_token",
    "invalid_oauthtoken",
    "invalid_client",
    "invalid_client_secret",
    "invalid_grant",
    "invalid_refresh_token",
    "unauthorized_client",
];

/// The accounts host's word for too many tokens in a short time; in OAuth (RFC 6749) `access_denied`
/// is another thing.
const TOO_MANY_TOKENS: &str = "access denied";
/// The accounts host's words for its own failures (RFC 6749 and Zoho's own).
const BROKEN: [&str; 3] = ["server_error", "temporarily_unavailable", "general_error"];

/// The time in which ten access tokens are given for a refresh token, in seconds (Zoho's page on the
/// validity of tokens).
const TOKEN_WAIT: u64 = 600;
/// A minute's limit is over after so many seconds.
const MINUTE: u64 = 60;

/// The code of an envelope that says that something failed: the platform's number or word.
pub(super) fn failure_code(envelope: &Fields<'_>) -> Option<String> {
    match envelope.string("code") {
        Some(code) if code != "0" => Some(code),
        _ => envelope.string("error"),
    }
}

/// Whether a body begins with the code of success, and speaks of no error behind it.
fn is_clean(body: &[u8]) -> bool {
    refusal::first_member(body, "code")
        .and_then(|rest| rest.strip_prefix(b"0"))
        .is_some_and(|rest| rest.trim_ascii_start().starts_with(b","))
        && memmem::find(body, b"\"error\"").is_none()
}

/// The failure that an answer means, if it means one.
pub(super) fn failure(answered: &Answered<'_>) -> Option<TaskweaveError> {
    let Answered {
        purpose, response, ..
    } = *answered;
    // A page of tasks may be large and is read again later.
    if response.is_success() && purpose.is_read() && is_clean(&response.body) {
        return None;
    }
    let text = simdutf8::basic::from_utf8(&response.body).unwrap_or_default();
    let envelope = Fields::read(text);
    let platform_code = envelope.as_ref().and_then(failure_code);
    if response.is_success() && platform_code.is_none() {
        return (purpose == Purpose::Change && envelope.is_none() && response.status != 204)
            .then(|| says_nothing(response));
    }
    let word = platform_code
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let meaning = meaning(&word, response.status, purpose);
    let text = match &envelope {
        Some(envelope) => ["message", "error_description"]
            .into_iter()
            .find_map(|name| envelope.given(name))
            .and_then(json_words),
        None => plain_words(&response.body),
    };
    let told = Told {
        code: platform_code,
        text,
    };
    let mut error = refusal::error(NAME, meaning, Some(told), response, answered.hidden);
    if error.retryable && error.retry_after.is_none() {
        error.retry_after = refusal::seconds_until_date(response, answered.now);
    }
    if meaning == Meaning::RateLimit && error.retry_after.is_none() {
        error.retry_after = match purpose {
            Purpose::Token => reset(response).or(Some(TOKEN_WAIT)),
            _ => wait(&word, response),
        };
    }
    if let Some(help) = help(meaning, &word, purpose) {
        error.help = Some(help.to_owned());
    }
    Some(error)
}

/// `word` is the envelope's code, in lower case.
fn meaning(word: &str, status: u16, purpose: Purpose) -> Meaning {
    match (word, status, purpose) {
        ("44" | "45" | "1070", ..) | (_, 429, _) => Meaning::RateLimit,
        (TOO_MANY_TOKENS, _, Purpose::Token) => Meaning::RateLimit,
        ("57", ..) => Meaning::Credentials,
        _ if CREDENTIALS.contains(&word) => Meaning::Credentials,
        (_, _, Purpose::Token) if BROKEN.contains(&word) => Meaning::Broken,
        (_, 400 | 401, Purpose::Token) => Meaning::Credentials,
        (_, status @ (401 | 403 | 408 | 500..), _) => Meaning::of_status(status),
        // Whatever else the accounts host has against a request stands in the connection's settings.
        (word, 200..300, Purpose::Token) if !word.is_empty() => Meaning::Credentials,
        // A status alone may as well speak of the address: only the code says that a project is gone.
        ("1002", _, Purpose::Part) => Meaning::Gone,
        ("2" | "1002", _, Purpose::Get) | (_, 404 | 410, Purpose::Get) => Meaning::Gone,
        // Code 2 may as well speak of the body.
        ("1002", _, Purpose::Change) | (_, 404 | 410, Purpose::Change) => Meaning::Gone,
        (_, status, _) => Meaning::of_status(status),
    }
}

/// What to do, where that can be told better than by the meaning alone.
fn help(meaning: Meaning, word: &str, purpose: Purpose) -> Option<&'static str> {
    let help = match (meaning, purpose) {
        (Meaning::Credentials | Meaning::Permission, Purpose::Token) => {
            "check `credentials`: the client must be of this `region`, and its refresh token not revoked (a user keeps twenty of a client; the next one ends the first)"
        }
        (Meaning::Credentials | Meaning::Permission, Purpose::Create) => {
            "give the connection a token of this `region` that has not ended, with the scope ZohoBooks.projects.CREATE, of a user who may add tasks to the project"
        }
        (Meaning::Credentials | Meaning::Permission, Purpose::Change | Purpose::Write) => {
            "give the connection a token of this `region` that has not ended, with the scopes ZohoBooks.projects.UPDATE and ZohoBooks.projects.DELETE, of a user who may do this"
        }
        (Meaning::Credentials | Meaning::Permission, _) => {
            "write a fresh OAuth access token of this `region` with the scope ZohoBooks.projects.READ as `credentials.access_token`; a token lasts an hour, and with `client_id`, `client_secret` and `refresh_token` it is renewed"
        }
        (Meaning::RateLimit, Purpose::Token) => {
            "Zoho gives ten access tokens for a refresh token in ten minutes: keep them in a `tokenStore` instead of asking again"
        }
        (Meaning::RateLimit, _) if word == "1070" => {
            "an organization can make only a few calls at once: repeat the request later"
        }
        (Meaning::RateLimit, _) => {
            "an organization has 100 calls a minute and, by its plan, 1000 to 10000 a day: repeat the request later"
        }
        (Meaning::Refused, Purpose::Create) if word == "1002" || word == "2" => {
            "check `project`: the organization has no project of this id"
        }
        _ => return None,
    };
    Some(help)
}

/// The error of a write that was answered by something else than Zoho Books' envelope: a page of
/// something between, or nothing at all.
fn says_nothing(response: &Response) -> TaskweaveError {
    let mut error = TaskweaveError::new(
        Code::OutcomeUnknown,
        format!(
            "the answer to the write (HTTP {}) does not say whether {NAME} did it",
            response.status
        ),
    )
    .help("look whether it was done before you ask again");
    error.status = Some(response.status);
    error
}

/// Seconds to wait after too many calls. The headers may tell of the day where the minute is used up,
/// or the other way round: they count only if they do not say that calls are left. Calls at once are
/// over when others end.
fn wait(word: &str, response: &Response) -> Option<u64> {
    if word == "1070" {
        return None;
    }
    let is_of_another = number(response, "x-rate-limit-remaining").is_some_and(|left| left > 0);
    reset(response)
        .filter(|_| !is_of_another)
        .or_else(|| matches!(word, "44" | "45").then_some(MINUTE))
}

/// What the headers say of the rate limit.
pub(super) fn rate_limit(response: &Response, now: Timestamp) -> Option<RateLimit> {
    let limit = RateLimit {
        limit: number(response, "x-rate-limit-limit"),
        remaining: number(response, "x-rate-limit-remaining"),
        // Of a whole second that was begun, nobody knows how much has passed.
        resets_at: reset(response).map(|seconds| now.plus_millis(seconds.saturating_mul(1000))),
    };
    (limit != RateLimit::default()).then_some(limit)
}

/// The seconds that remain until the limit is renewed: no instant, and at most a day.
fn reset(response: &Response) -> Option<u64> {
    response.header("x-rate-limit-reset").and_then(seconds)
}

fn number(response: &Response, header: &str) -> Option<u64> {
    response.header(header)?.trim().parse().ok()
}

#[cfg(test)]
mod tests;
