//! Errors: the envelope's `meta`, a bare meta, OAuth's own form and HTML become one error.

use super::NAME;
use crate::error::TaskweaveError;
use crate::platforms::fields::Fields;
use crate::platforms::refusal::{self, MAX_ERROR_BODY, Meaning, Told};
use crate::platforms::{Answered, Purpose};

/// What is wrong with an answer, if anything is.
pub(super) fn failure(answered: &Answered<'_>) -> Option<TaskweaveError> {
    let Answered {
        purpose, response, ..
    } = *answered;
    let told = if response.is_success() || response.body.len() <= MAX_ERROR_BODY {
        told(&response.body)
    } else {
        None
    };
    let meaning = if response.is_success() {
        // Under a status of success the envelope may still say what it is.
        meaning_of_word(told.as_ref()?.code.as_deref().unwrap_or_default())
    } else {
        let is_html = response.body.trim_ascii_start().starts_with(b"<");
        match (purpose, response.status) {
            // Accelo answers 400 for an id that does not exist; the id was checked to be a number.
            (Purpose::Get, 400 | 410) => Meaning::Gone,
            // An HTML page is no answer about a task but about a URL or a deployment.
            (Purpose::Get, 404) if !is_html => Meaning::Gone,
            (_, status) => Meaning::of_status(status),
        }
    };
    let mut error = refusal::error(NAME, meaning, told, response, answered.hidden);
    if response.status == 404 && meaning == Meaning::Refused {
        error.help = Some("check that the connection's `deployment` is spelled right".to_owned());
    }
    if meaning == Meaning::RateLimit {
        // `X-RateLimit-Reset` is a Unix time, which is of no use without a clock.
        error.help = Some(
            "Accelo counts the calls of all applications of a deployment, 5000 an hour: repeat the request later"
                .to_owned(),
        );
    }
    Some(error)
}

fn meaning_of_word(word: &str) -> Meaning {
    match word {
        "too_many_requests" => Meaning::RateLimit,
        "invalid_permission" | "forbidden" => Meaning::Permission,
        "unauthorized" | "unauthorised" | "invalid_token" | "expired_token" | "invalid_grant" => {
            Meaning::Credentials
        }
        "internal_server_error" | "server_error" => Meaning::Broken,
        _ => Meaning::Refused,
    }
}

/// What the platform says of an error; `None` if the body holds none.
pub(super) fn told(body: &[u8]) -> Option<Told> {
    let body = Fields::read(std::str::from_utf8(body).ok()?)?;
    if let Some(code) = body.string("error") {
        let text = body.string("error_description");
        return Some(Told {
            code: Some(code),
            text: text.or_else(|| body.string("message")),
        });
    }
    let has_rows = body.given("response").is_some();
    let meta = match body.get("meta") {
        Some(meta) => Fields::read(meta)?,
        // The sample of "too many requests" is a meta object alone.
        None if !has_rows => body,
        None => return None,
    };
    let code = meta.string("status")?;
    (!code.eq_ignore_ascii_case("ok")).then(|| Told {
        code: Some(code),
        text: meta.string("message"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::http::Response;
    use crate::platforms::fixtures::answered;

    const ERROR: &str = include_str!("../../../tests/golden/accelo/error.json");
    const LIMIT: &str = include_str!("../../../tests/golden/accelo/error-rate-limit.json");
    const LIST: &str = include_str!("../../../tests/golden/accelo/list.json");

    fn at(purpose: Purpose, status: u16, body: &str) -> Option<TaskweaveError> {
        let response = Response {
            status,
            headers: vec![("x-ratelimit-reset".to_owned(), "1700000000".to_owned())],
            body: body.as_bytes().to_vec(),
        };
        failure(&answered(purpose, &response))
    }

    #[test]
    fn the_envelopes_are_read() {
        let error = at(Purpose::List, 400, ERROR).unwrap();
        assert_eq!(error.code, Code::PlatformError);
        assert_eq!(error.platform_code.as_deref(), Some("invalid_request"));
        assert_eq!(
            error.platform_message.as_deref(),
            Some("There was an error with the parameters supplied.")
        );
        let limit = at(Purpose::List, 429, LIMIT).unwrap();
        assert_eq!(limit.code, Code::PlatformRateLimit);
        assert_eq!(limit.platform_code.as_deref(), Some("too_many_requests"));
        assert_eq!(limit.retry_after, None);
        let oauth = at(
            Purpose::List,
            401,
            r#"{"error": "invalid_token", "error_description": "s3cret has ended"}"#,
        )
        .unwrap();
        assert_eq!(oauth.code, Code::CredentialsInvalid);
        assert_eq!(oauth.platform_message.as_deref(), Some("*** has ended"));
    }

    #[test]
    fn statuses_mean_what_they_mean() {
        for (status, code, retryable) in [
            (400, Code::PlatformError, false),
            (401, Code::CredentialsInvalid, false),
            (403, Code::CredentialsInvalid, false),
            (404, Code::PlatformError, false),
            (429, Code::PlatformRateLimit, true),
            (500, Code::PlatformError, true),
            (502, Code::PlatformError, true),
        ] {
            for body in ["", "<html><h1>Oops</h1></html>", "{}", "[]", ERROR] {
                let error = at(Purpose::List, status, body).unwrap();
                assert_eq!((error.code, error.retryable), (code, retryable), "{status}");
                assert!(!error.message.contains("Oops"));
            }
        }
    }

    #[test]
    fn a_task_that_is_gone_is_told_from_a_wrong_deployment() {
        let code = |status, body| at(Purpose::Get, status, body).unwrap().code;
        assert_eq!(code(400, ERROR), Code::NotFound);
        assert_eq!(code(404, ERROR), Code::NotFound);
        assert_eq!(code(404, ""), Code::NotFound);
        let html = at(Purpose::Get, 404, "\n<html>").unwrap();
        assert_eq!(html.code, Code::PlatformError);
        assert!(html.help.as_ref().unwrap().contains("deployment"));
        assert_eq!(code(401, ERROR), Code::CredentialsInvalid);
    }

    #[test]
    fn success_is_success_unless_the_meta_says_otherwise() {
        for body in [LIST, r#"{"response": []}"#, "<html>", ""] {
            assert_eq!(at(Purpose::List, 200, body), None);
        }
        let suppressed = at(Purpose::List, 200, ERROR).unwrap();
        assert_eq!(suppressed.code, Code::PlatformError);
        let limit = at(Purpose::Get, 200, LIMIT).unwrap();
        assert_eq!(limit.code, Code::PlatformRateLimit);
        let denied = r#"{"response": null, "meta": {"status": "invalid_permission"}}"#;
        let denied = at(Purpose::List, 200, denied).unwrap();
        assert_eq!(denied.code, Code::CredentialsInvalid);
    }
}
