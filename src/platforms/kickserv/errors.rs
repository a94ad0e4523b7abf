//! What is wrong with an answer of Kickserv. 422 is its usual failure; the body of it is not
//! documented. v1 answers 401 with XML, and 400 for a job that does not exist: where a list was asked
//! for by a job, that and 404 mean a job without tasks.
//!
//! A write that is refused with 400 or 404 may be so for its task or for its job, so that it does not
//! tell by itself that the task is gone. A write that is answered with a page of HTML under a status of
//! success was answered by something before Kickserv: nobody knows whether it was done.

use super::NAME;
use crate::error::{Code, TaskweaveError};
use crate::http::Response;
use crate::platforms::fields::Fields;
use crate::platforms::json::items;
use crate::platforms::refusal::{self, Meaning, Told, json_words, plain_words, seconds_until_date};
use crate::platforms::{Answered, Purpose};

/// Where an error says what is wrong, the most telling one first.
const WORDS: [&str; 3] = ["errors", "error", "message"];

/// The failure that an answer means, if it means one.
pub(super) fn failure(answered: &Answered<'_>) -> Option<TaskweaveError> {
    let Answered {
        purpose, response, ..
    } = *answered;
    // A list is no complaint: nothing in it says so.
    let is_list = response.body.trim_ascii_start().starts_with(b"[");
    if response.is_success() && is_list {
        return None;
    }
    let text = std::str::from_utf8(&response.body).unwrap_or_default();
    let body = Fields::read(text);
    if response.is_success() && !fails(body.as_ref()) {
        let is_write = matches!(purpose, Purpose::Create | Purpose::Change | Purpose::Notify);
        return (is_write && text.trim_start().starts_with('<')).then(|| in_doubt(response));
    }
    let words = match &body {
        Some(body) => words(body),
        None if text.trim_start().starts_with(['[', '"']) => json_words(text.trim()),
        None => plain_words(&response.body),
    };
    let meaning = match (purpose, response.status) {
        (Purpose::Get | Purpose::Part, 400 | 404 | 410) | (Purpose::Change, 410) => Meaning::Gone,
        (_, status) => Meaning::of_status(status),
    };
    let told = Told {
        code: body.and_then(|body| body.string("code")),
        text: words,
    };
    let mut error = refusal::error(NAME, meaning, Some(told), response, answered.hidden);
    if error.retryable && error.retry_after.is_none() {
        error.retry_after = seconds_until_date(response, answered.now);
    }
    if let Some(help) = help(meaning, purpose, response.status) {
        error.help = Some(help.to_owned());
    }
    Some(error)
}

/// Whether the body of a success carries an error. A record may well have a field of such a name.
fn fails(body: Option<&Fields<'_>>) -> bool {
    body.is_some_and(|body| {
        let tells = |name: &&str| body.given(name).is_some();
        let holds = |name: &&str| body.has(name);
        ["error", "errors"].iter().any(tells) && !["tasks", "task", "id"].iter().any(holds)
    })
}

/// What an object says: under one of the known names, else as fields that each have a list of texts.
fn words(body: &Fields<'_>) -> Option<String> {
    let known = WORDS.iter().find_map(|name| json_words(body.given(name)?));
    known.or_else(|| {
        let is_complaint = |raw: &str| {
            let texts = items(raw).filter(|texts| !texts.is_empty());
            texts.is_some_and(|texts| texts.iter().all(|text| text.starts_with('"')))
        };
        let all = body.all();
        let complaints = all.iter().filter(|(_, raw)| is_complaint(raw));
        let objects =
            complaints.map(|(name, raw)| format!("{{{}:{raw}}}", serde_json::json!(name)));
        let words: Vec<_> = objects.filter_map(|object| json_words(&object)).collect();
        (!words.is_empty()).then(|| words.join("; "))
    })
}

fn help(meaning: Meaning, purpose: Purpose, status: u16) -> Option<&'static str> {
    Some(match (meaning, purpose, status) {
        (Meaning::Credentials | Meaning::Permission, ..) => {
            "write an API token of an employee of this account as `credentials.api_token`"
        }
        (Meaning::Refused, Purpose::Create | Purpose::Change, 400 | 404) => {
            "check the job that the task is to be of: `project` takes its id, `platform_fields.job_number` the number that people see"
        }
        (Meaning::Refused, Purpose::Read | Purpose::Write, 404) => {
            "check the path, which ends in `.json`, and the connection's `slug`: there may be no such account"
        }
        (Meaning::Refused, _, 300..=399 | 404) => {
            "check the connection's `slug`: there may be no such account"
        }
        _ => return None,
    })
}

fn in_doubt(response: &Response) -> TaskweaveError {
    let status = response.status;
    let mut error = TaskweaveError::new(
        Code::OutcomeUnknown,
        format!("{NAME} answered with an HTML page instead of JSON (HTTP {status}): it may or may not have done what it was asked for"),
    )
    .help("look whether it was done before you ask again");
    error.status = Some(status);
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::http::Response;
    use crate::platforms::fixtures::answered;

    fn fail(purpose: Purpose, status: u16, body: &str) -> Option<TaskweaveError> {
        let response = Response {
            status,
            headers: vec![("retry-after".to_owned(), "30".to_owned())],
            body: body.as_bytes().to_vec(),
        };
        failure(&answered(purpose, &response))
    }

    #[test]
    fn every_failure_keeps_its_words() {
        use Code::{CredentialsInvalid, NotFound, PlatformError, PlatformRateLimit};
        use Purpose::{Change, Create, Get, List, Part, Read, Write};
        for (purpose, status, body, code, words) in [
            (
                List,
                401,
                "<?xml version=\"1.0\"?><errors><error>HTTP Basic: Access denied.</error></errors>",
                CredentialsInvalid,
                Some("HTTP Basic: Access denied."),
            ),
            (Get, 403, "", CredentialsInvalid, None),
            (
                List,
                429,
                "Too many requests\n",
                PlatformRateLimit,
                Some("Too many requests"),
            ),
            (
                Get,
                400,
                "<error>Couldn't find it</error>",
                NotFound,
                Some("Couldn't find it"),
            ),
            (
                Get,
                404,
                "<html><title>Not &amp; found</title></html>",
                NotFound,
                Some("Not & found"),
            ),
            (
                Part,
                400,
                "<error>Couldn't find Job with id 7</error>",
                NotFound,
                Some("Couldn't find Job with id 7"),
            ),
            (Part, 404, "", NotFound, None),
            (Part, 422, r#"{"error":"no"}"#, PlatformError, Some("no")),
            (Part, 401, "", CredentialsInvalid, None),
            (List, 400, "{}", PlatformError, None),
            (List, 404, "", PlatformError, None),
            (
                List,
                302,
                "<html>moved</html>",
                PlatformError,
                Some("moved"),
            ),
            (
                Get,
                422,
                r#"{"errors":{"name":["can't be blank"]}}"#,
                PlatformError,
                Some("name can't be blank"),
            ),
            (
                List,
                422,
                r#"{"errors":["Name can't be blank","Job must exist"]}"#,
                PlatformError,
                Some("Name can't be blank; Job must exist"),
            ),
            (List, 422, r#"{"error":"no"}"#, PlatformError, Some("no")),
            (
                List,
                422,
                r#"[["name","can't be blank"]]"#,
                PlatformError,
                Some("name; can't be blank"),
            ),
            (
                List,
                422,
                r#"{"message":"token s3cret is odd"}"#,
                PlatformError,
                Some("token *** is odd"),
            ),
            (
                List,
                500,
                "czNjcmV0OnMzY3JldA==",
                PlatformError,
                Some("***"),
            ),
            (List, 503, "<broken", PlatformError, None),
            (
                Create,
                422,
                r#"{"name":["can't be blank"],"job_id":["is odd","is old"],"id":7,"tags":[],"list":[1]}"#,
                PlatformError,
                Some("name can't be blank; job_id is odd; job_id is old"),
            ),
            (
                Create,
                422,
                r#"{"error":"Unprocessable","errors":{"base":["There is no employee"]}}"#,
                PlatformError,
                Some("There is no employee"),
            ),
            (Change, 422, r#""no""#, PlatformError, Some("no")),
            (
                Change,
                422,
                r#"{"api_token":["s3cret"]}"#,
                PlatformError,
                Some("api_token ***"),
            ),
            (
                Change,
                422,
                r#"{"task":{"id":1,"name":"x"}}"#,
                PlatformError,
                None,
            ),
            (
                Create,
                422,
                "<errors><error>Name can't be blank</error></errors>",
                PlatformError,
                Some("Name can't be blank"),
            ),
            (Change, 400, "", PlatformError, None),
            (Change, 404, "", PlatformError, None),
            (Change, 410, "", NotFound, None),
            (Create, 404, "", PlatformError, None),
            (Read, 404, "", PlatformError, None),
            (Write, 403, "", CredentialsInvalid, None),
            (
                Change,
                200,
                r#"{"error":"down"}"#,
                PlatformError,
                Some("down"),
            ),
            (
                List,
                200,
                r#"{"error":"down"}"#,
                PlatformError,
                Some("down"),
            ),
        ] {
            let error = fail(purpose, status, body).unwrap();
            assert_eq!(error.code, code, "{status} {body}");
            assert_eq!(error.status, Some(status));
            assert_eq!(error.platform_message.as_deref(), words, "{status} {body}");
            let waits = matches!(status, 429 | 500 | 503);
            assert_eq!(error.retryable, waits, "{status}");
            assert_eq!(error.retry_after, waits.then_some(30));
            assert!(!format!("{error:?}").contains("s3cret"));
        }
        let error = fail(List, 422, r#"{"error":"no","code":"E7"}"#).unwrap();
        assert_eq!(error.platform_code.as_deref(), Some("E7"));
        assert_eq!(
            error.message,
            "Kickserv refused the request (HTTP 422, code E7): no"
        );
        assert!(
            fail(List, 401, "")
                .unwrap()
                .help
                .as_deref()
                .unwrap()
                .contains("api_token")
        );
        assert!(
            fail(List, 404, "")
                .unwrap()
                .help
                .as_deref()
                .unwrap()
                .contains("slug")
        );
    }

    #[test]
    fn a_refused_write_is_told_as_one() {
        let forbidden = fail(Purpose::Create, 403, "").unwrap();
        assert!(!forbidden.message.contains("read"), "{forbidden}");
        let gone = fail(Purpose::Change, 404, "").unwrap();
        assert!(gone.help.as_deref().unwrap().contains("job_number"));
        let path = fail(Purpose::Write, 404, "").unwrap();
        assert!(path.help.as_deref().unwrap().contains("`.json`"));
    }

    #[test]
    fn a_write_that_html_answers_is_in_doubt() {
        for purpose in [Purpose::Create, Purpose::Change] {
            let error = fail(purpose, 200, " <html><title>Sign in</title></html>").unwrap();
            assert_eq!(error.code, Code::OutcomeUnknown);
            assert!(!error.retryable);
            assert_eq!(error.status, Some(200));
            for body in ["", "[]", r#"{"message":"Notified"}"#, r#"{"id":1}"#] {
                assert_eq!(fail(purpose, 200, body), None, "{body}");
            }
        }
        assert_eq!(fail(Purpose::Write, 200, "<html>"), None);
    }

    #[test]
    fn a_date_to_come_again_is_read() {
        let response = Response {
            status: 503,
            headers: vec![(
                "retry-after".to_owned(),
                "Thu, 01 Jan 1970 00:01:30 GMT".to_owned(),
            )],
            body: Vec::new(),
        };
        let error = failure(&answered(Purpose::List, &response)).unwrap();
        assert_eq!(error.retry_after, Some(90));
    }

    #[test]
    fn pages_and_records_are_no_failures() {
        for body in [
            "[]",
            r#"{"tasks":[],"error":"x"}"#,
            r#"{"id":1,"errors":["x"]}"#,
            r#"{"errors":null}"#,
            "<html>",
            "",
        ] {
            assert_eq!(fail(Purpose::List, 200, body), None, "{body}");
        }
    }
}
