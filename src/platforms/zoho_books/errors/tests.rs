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
fn an_answer_is_clean_or_read_whole() {
    let is_clean = |body: &str| super::is_clean(body.as_bytes());
    assert!(is_clean(r#"{"code":0,"message":"success","project":{}}"#));
    assert!(is_clean(" { \"code\" : 0 , \"project\": {}}"));
    for other in [
        "",
        "{",
        r#"{"code":"#,
        r#"{"code":0"#,
        r#"{"code":0}"#,
        r#"{"code":0.5,"project":{}}"#,
        r#"{"code":057,"project":{}}"#,
        r#"{"code":"0","project":{}}"#,
        r#"{"code":57,"project":{}}"#,
        r#"{"codes":0,"project":{}}"#,
        r#"{"message":"success","code":0,"project":{}}"#,
        r#"{"code":0,"project":{},"error":"invalid_code"}"#,
        r#"[{"code":0,"x":1}]"#,
    ] {
        assert!(!is_clean(other), "{other}");
    }
    // What says that it went well and that it did not, did not.
    let both = r#"{"code":0,"project":{"tasks":[]},"error":"invalid_code"}"#;
    let error = fail(Purpose::List, 200, &[], both).unwrap();
    assert_eq!(error.platform_code.as_deref(), Some("invalid_code"));
}

#[test]
fn the_body_counts_as_much_as_the_status() {
    use Code::{CredentialsInvalid, NotFound, PlatformError, PlatformRateLimit};
    use Purpose::{Change, Create, Get, List, Part, Read, Write};
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
        (List, 200, r#"{"code":44}"#, PlatformRateLimit, Some("44")),
        (
            Change,
            400,
            r#"{"code":1070}"#,
            PlatformRateLimit,
            Some("1070"),
        ),
        (
            Change,
            404,
            r#"{"code":1002,"message":"Task does not exist."}"#,
            NotFound,
            Some("1002"),
        ),
        (Change, 400, r#"{"code":1002}"#, NotFound, Some("1002")),
        (Change, 404, "", NotFound, None),
        (Change, 400, r#"{"code":2}"#, PlatformError, Some("2")),
        (Change, 400, r#"{"code":4}"#, PlatformError, Some("4")),
        (Create, 404, r#"{"code":1002}"#, PlatformError, Some("1002")),
        (Create, 400, r#"{"code":15}"#, PlatformError, Some("15")),
        (Read, 404, "", PlatformError, None),
        (Write, 404, r#"{"code":5}"#, PlatformError, Some("5")),
        (
            Change,
            200,
            r#"{"code":57}"#,
            CredentialsInvalid,
            Some("57"),
        ),
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
    // A date counts from the answer's own.
    let dated = [
        ("date", "Tue, 30 Jun 2026 12:00:00 GMT"),
        ("retry-after", "Tue, 30 Jun 2026 12:00:09 GMT"),
    ];
    assert_eq!((wait(429, &dated), wait(503, &dated)), (Some(9), Some(9)));
    let token = fail(Purpose::Token, 429, &[("x-rate-limit-reset", "42")], "");
    assert_eq!(token.unwrap().retry_after, Some(42));
}

#[test]
fn headers_of_another_limit_are_not_waited_for() {
    let wait = |body: &str, headers: &[(&str, &str)]| {
        fail(Purpose::List, 429, headers, body).unwrap().retry_after
    };
    let of = |remaining, reset| {
        [
            ("x-rate-limit-remaining", remaining),
            ("x-rate-limit-reset", reset),
        ]
    };
    for body in [r#"{"code":44}"#, r#"{"code":45}"#] {
        assert_eq!(wait(body, &of("0", "17")), Some(17));
        assert_eq!(wait(body, &of("0", "43000")), Some(43_000), "of the day");
        assert_eq!(wait(body, &of("900", "43000")), Some(60), "of the day");
        assert_eq!(wait(body, &[]), Some(60));
        assert_eq!(wait(body, &[("retry-after", "5")]), Some(5));
    }
    assert_eq!(wait("", &of("900", "43000")), None);
    assert_eq!(wait(r#"{"code":1070}"#, &of("0", "17")), None);
}

#[test]
fn the_rate_limit_ends_seconds_from_now() {
    let now = Timestamp::from_millis(1_000_000).unwrap();
    let limit = |headers: &[(&str, &str)]| {
        let headers = headers
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let response = Response {
            status: 200,
            headers: headers.collect(),
            body: Vec::new(),
        };
        rate_limit(&response, now)
    };
    let all = [
        ("x-rate-limit-limit", "100"),
        ("x-rate-limit-remaining", "0"),
        ("x-rate-limit-reset", "42"),
    ];
    assert_eq!(
        limit(&all),
        Some(RateLimit {
            limit: Some(100),
            remaining: Some(0),
            resets_at: Timestamp::from_millis(1_042_000),
        })
    );
    assert_eq!(
        limit(&[
            ("x-rate-limit-reset", "1700000000"),
            ("x-rate-limit-remaining", "7")
        ]),
        Some(RateLimit {
            remaining: Some(7),
            ..RateLimit::default()
        })
    );
    assert_eq!(limit(&[("x-rate-limit-limit", "many")]), None);
    assert_eq!(limit(&[]), None);
}

#[test]
fn the_accounts_host_says_error_under_any_status() {
    use Code::{CredentialsInvalid, PlatformError, PlatformRateLimit};
    for (status, body, code, wait) in [
        (200, r#"{"error":"invalid_code"}"#, CredentialsInvalid, None),
        (400, r#"{"error":"invalid_code"}"#, CredentialsInvalid, None),
        (
            200,
            r#"{"error":"invalid_client"}"#,
            CredentialsInvalid,
            None,
        ),
        (
            200,
            r#"{"error":"invalid_client_secret"}"#,
            CredentialsInvalid,
            None,
        ),
        (
            200,
            r#"{"error":"unsupported_grant_type"}"#,
            CredentialsInvalid,
            None,
        ),
        (401, "", CredentialsInvalid, None),
        (
            400,
            r#"{"error_description":"Too many.","error":"Access Denied","status":"failure"}"#,
            PlatformRateLimit,
            Some(600),
        ),
        (
            200,
            r#"{"error":"Access Denied"}"#,
            PlatformRateLimit,
            Some(600),
        ),
        (200, r#"{"error":"general_error"}"#, PlatformError, None),
        (500, r#"{"error":"invalid_request"}"#, PlatformError, None),
        (404, r#"{"error":"invalid_request"}"#, PlatformError, None),
        (502, "<html>", PlatformError, None),
    ] {
        let error = fail(Purpose::Token, status, &[], body).unwrap();
        assert_eq!(
            (error.code, error.retry_after),
            (code, wait),
            "{status} {body}"
        );
    }
    let error = fail(
        Purpose::Token,
        400,
        &[],
        r#"{"error":"Access Denied","error_description":"Too many s3cret."}"#,
    )
    .unwrap();
    assert_eq!(
        error.message,
        "Zoho Books asks to slow down (HTTP 400, code Access Denied): Too many ***."
    );
    assert!(error.retryable);
    assert_eq!(
        fail(Purpose::Token, 200, &[], r#"{"access_token":"a"}"#),
        None
    );
    // Elsewhere the word is OAuth's own, and no limit.
    let error = fail(Purpose::List, 400, &[], r#"{"error":"access_denied"}"#).unwrap();
    assert_eq!(error.code, PlatformError);
}

#[test]
fn a_write_is_done_only_if_zoho_books_says_so() {
    for body in ["", "<html>Welcome</html>", r#"{"code":0,"mess"#, "[]"] {
        let error = fail(Purpose::Change, 200, &[], body).unwrap();
        assert_eq!(error.code, Code::OutcomeUnknown, "{body}");
        assert!(!error.retryable);
    }
    assert_eq!(fail(Purpose::Change, 204, &[], ""), None);
    assert_eq!(fail(Purpose::Change, 200, &[], r#"{"code":0}"#), None);
    assert_eq!(fail(Purpose::Write, 200, &[], "<html>"), None);
}

#[test]
fn help_speaks_of_what_was_asked() {
    for (purpose, body, part) in [
        (Purpose::List, r#"{"code":57}"#, "ZohoBooks.projects.READ"),
        (
            Purpose::Create,
            r#"{"code":57}"#,
            "ZohoBooks.projects.CREATE",
        ),
        (
            Purpose::Change,
            r#"{"code":57}"#,
            "ZohoBooks.projects.UPDATE",
        ),
        (
            Purpose::Token,
            r#"{"error":"invalid_code"}"#,
            "refresh token",
        ),
        (
            Purpose::Token,
            r#"{"error":"Access Denied"}"#,
            "`tokenStore`",
        ),
        (Purpose::List, r#"{"code":45}"#, "100 calls a minute"),
        (Purpose::List, r#"{"code":1070}"#, "at once"),
        (Purpose::Create, r#"{"code":1002}"#, "check `project`"),
    ] {
        let error = fail(purpose, 400, &[], body).unwrap();
        assert!(error.help.as_deref().unwrap().contains(part), "{error}");
    }
}
