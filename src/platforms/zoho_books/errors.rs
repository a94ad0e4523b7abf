//! What is wrong with an answer of Zoho Books. Its envelope carries a code, which counts as much as
//! the status: 0 is success, 57 an invalid token, 45 too many calls a minute, 2 an invalid id, 1002 a
//! thing that does not exist. Token errors are `{"error":"invalid_code"}`, whatever the status.

use super::NAME;
use crate::error::TaskweaveError;
use crate::platforms::fields::Fields;
use crate::platforms::refusal::{self, Meaning, Told, json_words, plain_words, seconds};
use crate::platforms::{Answered, Purpose};

/// Words of OAuth (RFC 6749, RFC 6750) and Zoho's own `invalid_code` for credentials that do not hold.
const CREDENTIALS: [&str; 6] = [
    "invalid_code",
    "invalid_token",
    "invalid_oauthtoken",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
];

/// The code of an envelope that says that something failed: the platform's number or word.
pub(super) fn failure_code(envelope: &Fields<'_>) -> Option<String> {
    match envelope.string("code") {
        Some(code) if code != "0" => Some(code),
        _ => envelope.string("error"),
    }
}

/// The failure that an answer means, if it means one.
pub(super) fn failure(answered: &Answered<'_>) -> Option<TaskweaveError> {
    let Answered {
        purpose, response, ..
    } = *answered;
    let text = std::str::from_utf8(&response.body).unwrap_or_default();
    let envelope = Fields::read(text);
    let platform_code = envelope.as_ref().and_then(failure_code);
    if response.is_success() && platform_code.is_none() {
        return None;
    }
    let word = platform_code.as_deref().unwrap_or_default();
    let meaning = match (word, response.status, purpose) {
        ("45", ..) | (_, 429, _) => Meaning::RateLimit,
        ("57", ..) => Meaning::Credentials,
        _ if CREDENTIALS.contains(&word.to_ascii_lowercase().as_str()) => Meaning::Credentials,
        (_, status @ (401 | 403 | 500..), _) => Meaning::of_status(status),
        // A status alone may as well speak of the address: only the code says that a project is gone.
        ("1002", _, Purpose::Part) => Meaning::Gone,
        ("2" | "1002", _, Purpose::Get) | (_, 404 | 410, Purpose::Get) => Meaning::Gone,
        (_, status, _) => Meaning::of_status(status),
    };
    let text = match &envelope {
        Some(envelope) => envelope.given("message").and_then(json_words),
        None => plain_words(&response.body),
    };
    let told = Told {
        code: platform_code,
        text,
    };
    let mut error = refusal::error(NAME, meaning, Some(told), response, answered.hidden);
    if meaning == Meaning::RateLimit && error.retry_after.is_none() {
        // Seconds that remain, not an instant.
        error.retry_after = response.header("x-rate-limit-reset").and_then(seconds);
    }
    if matches!(meaning, Meaning::Credentials | Meaning::Permission) {
        error.help = Some(
            "write a fresh OAuth access token of this `region` with the scope ZohoBooks.projects.READ as `credentials.access_token`; a token lasts an hour"
                .to_owned(),
        );
    }
    Some(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::http::Response;
    use crate::platforms::fixtures::answered;

    fn fail(
        purpose: Purpose,
        status: u16,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<TaskweaveError> {
        let response = Response {
            status,
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.as_bytes().to_vec(),
        };
        failure(&answered(purpose, &response))
    }

    #[test]
    fn the_body_counts_as_much_as_the_status() {
        use Code::{CredentialsInvalid, NotFound, PlatformError, PlatformRateLimit};
        use Purpose::{Get, List, Part};
        for (purpose, status, body, code, platform_code) in [
            (
                List,
                401,
                r#"{"code":57,"message":"You are not authorized."}"#,
                CredentialsInvalid,
                Some("57"),
            ),
            (
                List,
                200,
                r#"{"code":57,"message":"You are not authorized."}"#,
                CredentialsInvalid,
                Some("57"),
            ),
            (
                List,
                400,
                r#"{"code":"57"}"#,
                CredentialsInvalid,
                Some("57"),
            ),
            (
                Get,
                200,
                r#"{"error":"invalid_code"}"#,
                CredentialsInvalid,
                Some("invalid_code"),
            ),
            (
                Get,
                400,
                r#"{"error":"INVALID_OAUTHTOKEN"}"#,
                CredentialsInvalid,
                Some("INVALID_OAUTHTOKEN"),
            ),
            (List, 403, "<html></html>", CredentialsInvalid, None),
            (
                List,
                429,
                r#"{"code":45,"message":"slow"}"#,
                PlatformRateLimit,
                Some("45"),
            ),
            (
                List,
                400,
                r#"{"code":45,"message":"slow"}"#,
                PlatformRateLimit,
                Some("45"),
            ),
            (List, 429, "", PlatformRateLimit, None),
            (
                Get,
                404,
                r#"{"code":1002,"message":"Task does not exist."}"#,
                NotFound,
                Some("1002"),
            ),
            (
                Get,
                400,
                r#"{"code":2,"message":"Invalid value passed for task_id"}"#,
                NotFound,
                Some("2"),
            ),
            (
                Get,
                200,
                r#"{"code":1002,"message":"x"}"#,
                NotFound,
                Some("1002"),
            ),
            (Get, 404, "", NotFound, None),
            (
                Part,
                404,
                r#"{"code":1002,"message":"x"}"#,
                NotFound,
                Some("1002"),
            ),
            (
                Part,
                400,
                r#"{"code":2,"message":"x"}"#,
                PlatformError,
                Some("2"),
            ),
            (Part, 404, "<html>", PlatformError, None),
            (
                List,
                404,
                r#"{"code":1002,"message":"x"}"#,
                PlatformError,
                Some("1002"),
            ),
            (
                List,
                200,
                r#"{"code":9,"message":"x","projects":[]}"#,
                PlatformError,
                Some("9"),
            ),
            (
                List,
                200,
                r#"{"error":"general_error"}"#,
                PlatformError,
                Some("general_error"),
            ),
            (
                Get,
                400,
                r#"{"code":4,"message":"Invalid value"}"#,
                PlatformError,
                Some("4"),
            ),
            (Get, 405, "", PlatformError, None),
            (
                Get,
                500,
                r#"{"code":1002,"message":"x"}"#,
                PlatformError,
                Some("1002"),
            ),
            (
                List,
                502,
                "<html><title>Bad gateway</title></html>",
                PlatformError,
                None,
            ),
        ] {
            let error = fail(purpose, status, &[], body).unwrap();
            assert_eq!(error.code, code, "{status} {body}");
            assert_eq!(error.status, Some(status));
            assert_eq!(
                error.platform_code.as_deref(),
                platform_code,
                "{status} {body}"
            );
            let retryable = code == PlatformRateLimit || status >= 500;
            assert_eq!(error.retryable, retryable, "{status} {body}");
        }
    }

    #[test]
    fn success_is_no_failure() {
        for body in [
            r#"{"code":0,"message":"success","tasks":[]}"#,
            r#"{"code":"0"}"#,
            r#"{"tasks":[]}"#,
            "[]",
            "<html>",
            "",
        ] {
            assert_eq!(fail(Purpose::List, 200, &[], body), None, "{body}");
        }
    }

    #[test]
    fn words_are_kept_and_credentials_are_not() {
        let error = fail(
            Purpose::List,
            400,
            &[],
            r#"{"code":14,"message":"s3cret is\n invalid"}"#,
        )
        .unwrap();
        assert_eq!(
            error.message,
            "Zoho Books refused the request (HTTP 400, code 14): *** is invalid"
        );
        assert_eq!(error.platform_message.as_deref(), Some("*** is invalid"));
        let error = fail(Purpose::List, 502, &[], "<html><title>Bad gateway</title>").unwrap();
        assert_eq!(error.platform_message.as_deref(), Some("Bad gateway"));
    }

    #[test]
    fn the_wait_is_in_seconds() {
        let wait = |status, headers: &[(&str, &str)]| {
            fail(Purpose::List, status, headers, "")
                .unwrap()
                .retry_after
        };
        assert_eq!(wait(429, &[("x-rate-limit-reset", "42")]), Some(42));
        assert_eq!(
            wait(429, &[("x-rate-limit-reset", "42"), ("retry-after", "7")]),
            Some(7)
        );
        assert_eq!(wait(429, &[("x-rate-limit-reset", "1700000000")]), None);
        assert_eq!(wait(429, &[]), None);
        assert_eq!(wait(503, &[("retry-after", "7")]), Some(7));
        assert_eq!(wait(400, &[("retry-after", "7")]), None);
    }
}
