//! What is wrong with an answer of Kickserv. 422 is its usual failure; the body of it is not
//! documented. v1 answers 401 with XML, and 400 for a job that does not exist: where a list was asked
//! for by a job, that and 404 mean a job without tasks.

use super::NAME;
use crate::error::TaskweaveError;
use crate::platforms::fields::Fields;
use crate::platforms::refusal::{self, Meaning, Told, json_words, plain_words};
use crate::platforms::{Answered, Purpose};

/// The failure that an answer means, if it means one.
pub(super) fn failure(answered: &Answered<'_>) -> Option<TaskweaveError> {
    let Answered {
        purpose, response, ..
    } = *answered;
    let text = std::str::from_utf8(&response.body).unwrap_or_default();
    let body = Fields::read(text);
    if response.is_success() {
        // A record may well have a field of such a name.
        let body = body.as_ref()?;
        let fails = ["error", "errors"]
            .iter()
            .any(|name| body.given(name).is_some())
            && !["tasks", "task", "id"].iter().any(|name| body.has(name));
        if !fails {
            return None;
        }
    }
    let words = match &body {
        Some(body) => ["error", "errors", "message"]
            .into_iter()
            .find_map(|name| json_words(body.given(name)?)),
        None if text.trim_start().starts_with('[') => json_words(text.trim()),
        None => plain_words(&response.body),
    };
    let meaning = match (purpose, response.status) {
        (Purpose::Get | Purpose::Part, 400 | 404 | 410) => Meaning::Gone,
        (_, status) => Meaning::of_status(status),
    };
    let told = Told {
        code: body.and_then(|body| body.string("code")),
        text: words,
    };
    let mut error = refusal::error(NAME, meaning, Some(told), response, answered.hidden);
    let help = match (meaning, response.status) {
        (Meaning::Credentials | Meaning::Permission, _) => {
            "write an API token of an employee of this account as `credentials.api_token`"
        }
        (Meaning::Refused, 300..=399 | 404) => {
            "check the connection's `slug`: there may be no such account"
        }
        _ => return Some(error),
    };
    error.help = Some(help.to_owned());
    Some(error)
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
        use Purpose::{Get, List, Part};
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
