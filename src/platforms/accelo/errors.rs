//! Errors: the envelope's `meta`, a bare meta, OAuth's own form and HTML become one error.

use memchr::memmem;
use serde_json::value::RawValue;

use super::{NAME, limit};
use crate::error::{Code, TaskweaveError};
use crate::http::Response;
use crate::platforms::fields::Fields;
use crate::platforms::refusal::{self, MAX_ERROR_BODY, Meaning, Told};
use crate::platforms::{Answered, Purpose};

/// What is wrong with an answer, if anything is.
pub(super) fn failure(answered: &Answered<'_>) -> Option<TaskweaveError> {
    let Answered {
        purpose, response, ..
    } = *answered;
    // A page of tasks may be large and is read again later: of it, only the `meta` before them is read.
    if response.is_success() && purpose.is_read() && is_clean(&response.body) {
        return None;
    }
    let told = if response.is_success() || response.body.len() <= MAX_ERROR_BODY {
        told(&response.body)
    } else {
        None
    };
    let word = told.as_ref().and_then(|told| told.code.clone());
    let word = word.unwrap_or_default();
    let meaning = if response.is_success() {
        if matches!(purpose, Purpose::Create | Purpose::Change) && !is_answer(&response.body) {
            return Some(says_nothing(response));
        }
        // Under a status of success the envelope may still say what it is.
        told.as_ref()?;
        match (purpose, of_word(&word)) {
            // What a token endpoint refuses is what it was given.
            (Purpose::Token, Meaning::Refused) => Meaning::Credentials,
            (_, meaning) => meaning,
        }
    } else {
        let is_html = response.body.trim_ascii_start().starts_with(b"<");
        match (purpose, response.status) {
            (Purpose::Token, 400 | 401 | 403) => Meaning::Credentials,
            // Accelo answers 400 for an id that does not exist; the id was checked to be a number. Of a
            // change, 400 may mean its values as well.
            (Purpose::Get, 400 | 410) | (Purpose::Change, 410)
                if of_word(&word) != Meaning::Credentials =>
            {
                Meaning::Gone
            }
            // An HTML page is no answer about a task but about a URL or a deployment.
            (Purpose::Get | Purpose::Change, 404) if !is_html => Meaning::Gone,
            // A token that ended, under the status of a wrong request.
            (_, 400) if of_word(&word) == Meaning::Credentials => Meaning::Credentials,
            (_, status) => Meaning::of_status(status),
        }
    };
    let mut error = refusal::error(NAME, meaning, told, response, answered.hidden);
    if let Some(help) = help(answered, meaning, &word) {
        error.help = Some(help.to_owned());
    }
    if meaning == Meaning::RateLimit && error.retry_after.is_none() {
        error.retry_after = limit::wait(response, answered.now);
    }
    if error.retryable && error.retry_after.is_none() {
        error.retry_after = refusal::seconds_until_date(response, answered.now);
    }
    Some(error)
}

/// Whether a body begins with a `meta` that says that all went well, and speaks of no error behind it.
fn is_clean(body: &[u8]) -> bool {
    let Some(rest) = refusal::first_member(body, "meta") else {
        return false;
    };
    let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<&RawValue>();
    let Some(Ok(meta)) = values.next() else {
        return false;
    };
    let status = Fields::read(meta.get()).and_then(|meta| meta.string("status"));
    status.is_some_and(|status| status.eq_ignore_ascii_case("ok"))
        && memmem::find(body, b"\"error\"").is_none()
}

/// Whether a body is an answer of Accelo at all, which always has an envelope, or is its error.
fn is_answer(body: &[u8]) -> bool {
    let text = std::str::from_utf8(body).ok();
    let is_envelope = text
        .and_then(Fields::read)
        .is_some_and(|body| body.has("response"));
    is_envelope || told(body).is_some()
}

/// The error of a write whose answer is a success that nobody of Accelo says: a page of something on
/// the way, or an answer that was cut off.
fn says_nothing(response: &Response) -> TaskweaveError {
    let shape = refusal::shape(&response.body);
    let mut error = TaskweaveError::new(
        Code::OutcomeUnknown,
        format!(
            "{NAME} may or may not have done what it was asked for: it answered (HTTP {}) with {shape}",
            response.status
        ),
    )
    .help("look whether it was done before you ask again");
    error.status = Some(response.status);
    error
}

/// What to do about an error, where Accelo has advice of its own.
fn help(answered: &Answered<'_>, meaning: Meaning, word: &str) -> Option<&'static str> {
    let status = answered.response.status;
    match (meaning, answered.purpose) {
        (Meaning::RateLimit, _) => Some(
            "Accelo counts the calls of all applications of a deployment, 5000 an hour: repeat the request later",
        ),
        (Meaning::Credentials, Purpose::Token) => Some(match word {
            "invalid_scope" => {
                "write `credentials.scope` as Accelo does, such as \"read(all),write(all)\""
            }
            "invalid_grant" => {
                "the refresh token has ended or was used up: authorize the application again and put the new one into the connection"
            }
            "unsupported_grant_type" | "unauthorized_client" => {
                "register the application as a service application for `client_credentials`, or give the `refresh_token` of a web application"
            }
            _ => {
                "check `credentials.client_id` and `credentials.client_secret`, and that they are of this `deployment`"
            }
        }),
        (Meaning::Permission, Purpose::Create | Purpose::Change | Purpose::Write) => Some(
            "writing needs the scope write(tasks) or write(all), and of the user the right to do it; to change a task's status, be its assignee or manager, or have the process permission",
        ),
        (Meaning::Permission, _) => Some(
            "reading needs the scope read(tasks) or read(all), and of the user the right to see tasks",
        ),
        (Meaning::Refused, Purpose::Read | Purpose::Write) if status == 404 => Some(
            "check the path, which stands below /api/v0, and that the connection's `deployment` is spelled right",
        ),
        (Meaning::Refused, _) if status == 404 => {
            Some("check that the connection's `deployment` is spelled right")
        }
        (Meaning::Refused, Purpose::Create) if word == "duplicate" => {
            Some("there is a task with this title already: give it another `name`")
        }
        (Meaning::Refused, Purpose::Create) => Some(
            "check that what the draft names is there: the `project`, the assignee, and the ids in `platform_fields`",
        ),
        (Meaning::Refused, Purpose::Change) => Some(
            "check that the assignee and the ids in `platform_fields` are there, and that the task's status may be changed so",
        ),
        _ => None,
    }
}

/// What an error means by its word alone. Accelo's page of status codes says `invalid_client` of a
/// token that is missing or wrong as well.
fn of_word(word: &str) -> Meaning {
    match word {
        "too_many_requests" => Meaning::RateLimit,
        "invalid_permission" | "forbidden" => Meaning::Permission,
        "unauthorized" | "unauthorised" | "invalid_client" | "invalid_token" | "expired_token"
        | "invalid_grant" => Meaning::Credentials,
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
    use crate::platforms::fixtures::answered;
    use crate::task::Timestamp;

    const ERROR: &str = include_str!("../../../tests/golden/accelo/error.json");
    const LIMIT: &str = include_str!("../../../tests/golden/accelo/error-rate-limit.json");
    const LIST: &str = include_str!("../../../tests/golden/accelo/list.json");

    fn at(purpose: Purpose, status: u16, body: &str) -> Option<TaskweaveError> {
        let response = Response {
            status,
            headers: vec![("x-ratelimit-reset".to_owned(), "1700000000".to_owned())],
            body: body.as_bytes().to_vec(),
        };
        let now = Timestamp::from_seconds_saturating(1_699_999_970);
        failure(&Answered {
            now,
            ..answered(purpose, &response)
        })
    }

    #[test]
    fn an_answer_is_clean_or_read_whole() {
        let is_clean = |body: &str| super::is_clean(body.as_bytes());
        assert!(is_clean(
            r#" { "meta" : {"status":"OK","message":"{\"x\""} , "response" : []}"#
        ));
        for other in [
            // Accelo's own sample has its `meta` last.
            LIST,
            ERROR,
            LIMIT,
            "",
            "{",
            r#"{"meta":"#,
            r#"{"meta":{"status":"ok""#,
            r#"{"meta":{}}"#,
            r#"{"meta":{"status":"error"},"response":[]}"#,
            r#"{"meta":null,"response":[]}"#,
            r#"{"response":[],"meta":{"status":"ok"}}"#,
            r#"{"metadata":{"status":"ok"}}"#,
            r#"{"meta":{"status":"ok"},"error":"invalid_token"}"#,
            r#"[{"meta":{"status":"ok"}}]"#,
        ] {
            assert!(!is_clean(other), "{other}");
        }
        // What says that it went well and that it did not, did not.
        let both = r#"{"meta":{"status":"ok"},"response":[],"error":"invalid_token"}"#;
        let error = at(Purpose::List, 200, both).unwrap();
        assert_eq!(error.platform_code.as_deref(), Some("invalid_token"));
        assert!(at(Purpose::List, 200, LIST).is_none());
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
        assert_eq!(limit.retry_after, Some(30));
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

    #[test]
    fn a_token_endpoint_that_refuses_means_the_credentials() {
        let oauth = |word: &str| format!(r#"{{"error": "{word}", "error_description": "No."}}"#);
        let envelope = |word: &str| {
            format!(r#"{{"response": null, "meta": {{"status": "{word}", "message": "No."}}}}"#)
        };
        for (word, help) in [
            ("invalid_scope", "credentials.scope"),
            ("invalid_grant", "refresh token"),
            ("unsupported_grant_type", "service application"),
            ("invalid_client", "credentials.client_secret"),
            ("invalid_request", "credentials.client_id"),
        ] {
            for (status, body) in [
                (400, oauth(word)),
                (401, oauth(word)),
                (401, envelope(word)),
                (200, envelope(word)),
            ] {
                let error = at(Purpose::Token, status, &body).unwrap();
                assert_eq!(error.code, Code::CredentialsInvalid, "{status} {body}");
                assert_eq!(error.platform_code.as_deref(), Some(word));
                assert!(error.help.as_ref().unwrap().contains(help), "{error}");
                assert!(!error.retryable);
            }
        }
        let token = r#"{"access_token": "a", "expires_in": "60", "token_type": "Bearer"}"#;
        assert_eq!(at(Purpose::Token, 200, token), None);
        let broken = at(Purpose::Token, 503, "<html>").unwrap();
        assert_eq!((broken.code, broken.retryable), (Code::PlatformError, true));
        // A call whose token has ended, under the status of a wrong request.
        let ended = at(Purpose::Get, 400, &oauth("invalid_token")).unwrap();
        assert_eq!(ended.code, Code::CredentialsInvalid);
        let hidden = at(Purpose::List, 200, &envelope("invalid_client")).unwrap();
        assert_eq!(hidden.code, Code::CredentialsInvalid);
    }

    #[test]
    fn a_change_of_a_task_that_is_gone_is_told_from_a_wrong_value() {
        let of = |status, body| at(Purpose::Change, status, body).unwrap();
        for (status, body) in [(404, ERROR), (404, ""), (410, ERROR)] {
            assert_eq!(of(status, body).code, Code::NotFound);
        }
        // It may be either; whether the task is there is asked for.
        let wrong = of(400, ERROR);
        assert_eq!((wrong.code, wrong.status), (Code::PlatformError, Some(400)));
        assert!(wrong.help.as_ref().unwrap().contains("assignee"));
        assert_eq!(of(404, "<html>").code, Code::PlatformError);
        let create = at(Purpose::Create, 404, ERROR).unwrap();
        assert_eq!(create.code, Code::PlatformError);
        let twice = r#"{"response": null, "meta": {"status": "duplicate", "message": "title"}}"#;
        let twice = at(Purpose::Create, 400, twice).unwrap();
        assert!(twice.help.as_ref().unwrap().contains("`name`"), "{twice}");
    }

    #[test]
    fn what_is_not_allowed_is_told_by_what_was_asked_for() {
        let denied = r#"{"response": null, "meta": {"status": "invalid_permission"}}"#;
        for (purpose, help) in [
            (Purpose::List, "read(tasks)"),
            (Purpose::Read, "read(tasks)"),
            (Purpose::Create, "write(tasks)"),
            (Purpose::Change, "write(tasks)"),
            (Purpose::Write, "write(tasks)"),
        ] {
            let error = at(purpose, 403, denied).unwrap();
            assert_eq!(error.code, Code::CredentialsInvalid);
            assert!(error.help.as_ref().unwrap().contains(help), "{error}");
            assert!(!error.message.contains("read tasks"), "{error}");
        }
        let raw = at(Purpose::Read, 404, "<html>").unwrap();
        assert!(raw.help.as_ref().unwrap().contains("path"), "{raw}");
    }

    #[test]
    fn a_wait_that_the_platform_names_counts_before_the_reset() {
        let response = Response {
            status: 429,
            headers: vec![
                ("x-ratelimit-reset".to_owned(), "1700000000".to_owned()),
                ("retry-after".to_owned(), "7".to_owned()),
            ],
            body: LIMIT.as_bytes().to_vec(),
        };
        let error = failure(&answered(Purpose::List, &response)).unwrap();
        assert_eq!(error.retry_after, Some(7));
        for status in [429, 503] {
            let response = Response {
                status,
                headers: vec![
                    (
                        "date".to_owned(),
                        "Tue, 30 Jun 2026 12:00:00 GMT".to_owned(),
                    ),
                    (
                        "retry-after".to_owned(),
                        "Tue, 30 Jun 2026 12:00:09 GMT".to_owned(),
                    ),
                ],
                body: Vec::new(),
            };
            let error = failure(&answered(Purpose::List, &response)).unwrap();
            assert_eq!(error.retry_after, Some(9), "{status}");
        }
    }

    #[test]
    fn a_write_whose_answer_says_nothing_may_have_been_done() {
        let done = r#"{"response": {"id": "1", "title": "T"}}"#;
        for purpose in [Purpose::Create, Purpose::Change] {
            for body in ["", "<html>", "no", "[]", "{}", r#"{"response": {"id": "1""#] {
                let error = at(purpose, 200, body).unwrap();
                assert_eq!((error.code, error.retryable), (Code::OutcomeUnknown, false));
                assert!(error.help.is_some(), "{body}");
            }
            assert_eq!(at(purpose, 200, done), None);
            assert_eq!(at(purpose, 200, ERROR).unwrap().code, Code::PlatformError);
        }
    }
}
