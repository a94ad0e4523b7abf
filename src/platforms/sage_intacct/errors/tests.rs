use serde_json::json;

use super::super::connection::Spelling;
use super::*;
use crate::platforms::fixtures::answered;
use crate::task::StatusMap;

fn connection() -> Connection {
    let settings = json!({"credentials": {"access_token": "s3cret"}});
    Connection::new(&settings, &StatusMap::default()).unwrap()
}

fn answer(status: u16, body: &str) -> Response {
    Response {
        status,
        headers: vec![],
        body: body.as_bytes().to_vec(),
    }
}

fn list(status: u16, body: &str) -> TaskweaveError {
    failure(&answered(Purpose::List, &answer(status, body))).unwrap()
}

const SAMPLE: &str = include_str!("../../../../tests/golden/sage_intacct/error.json");

#[test]
fn the_four_envelopes_are_read() {
    let error = list(400, SAMPLE);
    assert_eq!(error.code, Code::PlatformError);
    assert_eq!(error.platform_code.as_deref(), Some("REST-1064"));
    assert_eq!(
        error.platform_message.as_deref(),
        Some("Payload contains errors; /testDate is not a valid field")
    );
    assert!(!error.retryable);
    let top = list(
        422,
        r#"{"ia::error": {"code": "invalidRequest", "message": "Bad", "details": [
            {"message": "No field", "additionalInfo": {"placeholders": {"FIELD": "/taskStatus"}}}]}}"#,
    );
    assert_eq!(top.platform_code.as_deref(), Some("invalidRequest"));
    assert_eq!(
        top.platform_message.as_deref(),
        Some("Bad; No field (/taskStatus)")
    );
    let gateway = list(
        404,
        r#"{"ia::error": {"code": "GW-0010", "message": "Unknown", "details": {"message": "No such path"}}}"#,
    );
    assert_eq!(gateway.platform_code.as_deref(), Some("GW-0010"));
    assert_eq!(
        gateway.platform_message.as_deref(),
        Some("Unknown; No such path")
    );
    let token = list(
        400,
        r#"{"error": "invalid_grant", "error_description": "Invalid token s3cret"}"#,
    );
    assert_eq!(token.code, Code::CredentialsInvalid);
    assert_eq!(token.platform_message.as_deref(), Some("Invalid token ***"));
    let object = list(400, r#"{"error": {"code": "REST-2102", "message": "x"}}"#);
    assert_eq!(object.code, Code::CredentialsInvalid);
}

#[test]
fn statuses_mean_what_they_mean() {
    for (status, code, retryable) in [
        (400, Code::PlatformError, false),
        (401, Code::CredentialsInvalid, false),
        (403, Code::CredentialsInvalid, false),
        (404, Code::PlatformError, false),
        (409, Code::PlatformError, false),
        (422, Code::PlatformError, false),
        (429, Code::PlatformRateLimit, true),
        (500, Code::PlatformError, true),
        (503, Code::PlatformError, true),
        (302, Code::PlatformError, false),
    ] {
        for body in ["", "<html>", "{}", SAMPLE] {
            let error = list(status, body);
            assert_eq!((error.code, error.retryable), (code, retryable), "{status}");
            assert_eq!(error.status, Some(status));
        }
    }
    let gone = failure(&answered(Purpose::Get, &answer(404, ""))).unwrap();
    assert_eq!(gone.code, Code::NotFound);
}

#[test]
fn the_wait_is_passed_on() {
    let mut response = answer(429, "");
    response.headers = vec![("x-ia-throttle-limit-retryafter".to_owned(), "30".to_owned())];
    let error = failure(&answered(Purpose::List, &response)).unwrap();
    assert_eq!(error.retry_after, Some(30));
}

#[test]
fn success_is_success_unless_an_error_is_in_it() {
    let at = |status, body: &str| failure(&answered(Purpose::List, &answer(status, body)));
    for body in [
        r#"{"ia::result": []}"#,
        r#"{"ia::result": [{"key": "1", "name": "ia::error"}], "ia::error": null}"#,
        r#"{"ia::result": [{"key": "1", "name": "error"}]}"#,
    ] {
        assert_eq!(at(200, body), None, "{body}");
    }
    assert_eq!(at(200, SAMPLE).unwrap().code, Code::PlatformError);
    assert_eq!(
        at(200, r#"{"ia::error": {"code": "x"}}"#)
            .unwrap()
            .platform_code
            .as_deref(),
        Some("x")
    );
    let multi = r#"{"ia::result": [{"key": "1"}, {"ia::error": {"errorId": "REST-9"}}]}"#;
    let error = at(207, multi).unwrap();
    assert_eq!(error.platform_code.as_deref(), Some("REST-9"));
    assert_eq!(at(200, multi), None, "one bad row leaves the others");
}

fn bad_field(field: &str) -> String {
    format!(
        r#"{{"ia::result": {{"ia::error": {{"errorId": "REST-1064", "message": "Payload contains errors",
        "details": [{{"errorId": "REST-1043", "message": "/{field} is not a valid field", "target": "/{field}"}}]}}}}}}"#
    )
}

#[test]
fn a_refused_spelling_gives_way_to_the_other() {
    let connection = connection();
    let learn_of = |field| learn(&connection, Purpose::List, &list(400, &bad_field(field)));
    assert!(learn_of("taskStatus"));
    assert_eq!(connection.spelling.get(), Spelling::Status);
    assert!(learn_of("taskStatus"), "a sibling's call is repeated");
    assert_eq!(connection.spelling.get(), Spelling::Status);
    assert!(learn_of("status"), "the company moved to today's edition");
    assert_eq!(connection.spelling.get(), Spelling::TaskStatus);
}

#[test]
fn optional_fields_are_done_without() {
    let connection = connection();
    let learn_of = |field| learn(&connection, Purpose::List, &list(400, &bad_field(field)));
    assert!(learn_of("wbsCode"));
    assert_eq!(*connection.refused.borrow(), ["wbsCode"]);
    assert!(!learn_of("wbsCode"), "it was not asked for again");
    assert!(learn_of("duration/approved"));
    assert!(connection.has_refused("duration.actual"));
    assert!(!learn_of("name"), "a task without a name is none");
    assert!(!learn_of("planned.startDate"), "details are not optional");
}

#[test]
fn a_field_that_only_a_filter_names_is_given_up() {
    let connection = connection();
    let learn_of = |field| learn(&connection, Purpose::List, &list(400, &bad_field(field)));
    assert!(!learn_of("nsp::crew"), "nobody named it");
    connection.name("nsp::crew");
    connection.name("valid");
    assert!(learn_of("nsp::crew"));
    assert!(connection.has_refused("nsp::crew"));
    assert!(!connection.has_refused("valid"), "a word of the message");
    assert!(!learn_of("nsp::crew"), "it was not asked for again");
}

#[test]
fn other_errors_teach_nothing() {
    let connection = connection();
    for error in [
        list(401, &bad_field("taskStatus")),
        list(500, &bad_field("taskStatus")),
        list(400, SAMPLE),
        list(400, "taskStatus field"),
        list(400, r#"{"ia::error": {"message": "taskStatus"}}"#),
    ] {
        assert!(!learn(&connection, Purpose::List, &error), "{error}");
    }
    assert_eq!(connection.spelling.get(), Spelling::TaskStatus);
}

/// The answer to a purpose, if it is a failure.
fn found(purpose: Purpose, status: u16, body: &str) -> Option<TaskweaveError> {
    failure(&answered(purpose, &answer(status, body)))
}

const DONE: &str = r#"{"ia::result": {"key": "6", "id": "6", "href": "/objects/projects/task/6"}, "ia::meta": {"totalCount": 1}}"#;

#[test]
fn only_an_answer_that_says_so_is_a_write_that_was_done() {
    assert_eq!(found(Purpose::Create, 201, DONE), None);
    assert_eq!(found(Purpose::Change, 200, DONE), None);
    assert_eq!(found(Purpose::Change, 204, ""), None);
    let list = r#"{"ia::result": [{"key": "6"}]}"#;
    assert_eq!(found(Purpose::Create, 207, list), None);
    let among = r#"{"ia::result": {"ia::error": {"code": "operationFailed", "message": "Part"}}}"#;
    for (status, body) in [
        (200, ""),
        (200, "<html><title>Scheduled maintenance</title></html>"),
        (200, "{}"),
        (201, r#"{"ia::result": {"key": "6", "#),
        (200, r#"{"ia::result": {}}"#),
        (202, r#"{"ia::result": [{"key": "6"}, {"key": "7"}]}"#),
        (
            200,
            r#"{"ia::error": {"code": "operationFailed", "message": "Odd"}}"#,
        ),
        (
            200,
            r#"{"ia::error": {"errorId": "REST-2102", "message": "Invalid token"}}"#,
        ),
        (207, among),
    ] {
        for purpose in [Purpose::Create, Purpose::Change] {
            let error = found(purpose, status, body).unwrap();
            assert_eq!(error.code, Code::OutcomeUnknown, "{status} {body}");
            assert!(error.retryable, "under an idempotency key");
        }
    }
    assert_eq!(
        found(Purpose::Create, 204, "").unwrap().code,
        Code::OutcomeUnknown,
        "which task?"
    );
    let refused = found(Purpose::Create, 200, SAMPLE).unwrap();
    assert_eq!(refused.code, Code::PlatformError);
    assert!(!refused.retryable, "it says that nothing was done");
}

#[test]
fn a_call_that_is_passed_through_tells_its_own_outcome() {
    let among = r#"{"ia::result": [{"key": "6"}, {"ia::error": {"errorId": "REST-9"}}]}"#;
    assert_eq!(found(Purpose::Write, 207, among), None);
    assert_eq!(found(Purpose::Write, 200, "<html>"), None);
    let odd = r#"{"ia::error": {"code": "operationFailed"}}"#;
    let error = found(Purpose::Write, 200, odd).unwrap();
    assert_eq!(error.code, Code::OutcomeUnknown);
    assert_eq!(
        found(Purpose::Read, 200, odd).unwrap().code,
        Code::PlatformError
    );
}

#[test]
fn statuses_mean_what_was_asked_for() {
    use Purpose::{Change, Create, Get, List, Read, Token, Write};
    for (purpose, status, code) in [
        (Change, 404, Code::NotFound),
        (Change, 410, Code::NotFound),
        (Create, 404, Code::PlatformError),
        (Write, 404, Code::PlatformError),
        (Read, 404, Code::PlatformError),
        (Create, 409, Code::IdempotencyConflict),
        (Change, 409, Code::IdempotencyConflict),
        (Write, 409, Code::PlatformError),
        (List, 409, Code::PlatformError),
        (Create, 422, Code::PlatformError),
        (Token, 400, Code::CredentialsInvalid),
        (Token, 401, Code::CredentialsInvalid),
        (Token, 500, Code::PlatformError),
        (Token, 429, Code::PlatformRateLimit),
    ] {
        for body in ["", "<html>", SAMPLE] {
            let error = found(purpose, status, body).unwrap();
            assert_eq!(error.code, code, "{purpose:?} {status}");
        }
    }
    let right = |purpose| found(purpose, 403, SAMPLE).unwrap().help.clone().unwrap();
    assert!(right(Create).contains("add, edit or delete"));
    assert!(right(Get).contains("list and view"));
    let token = found(
        Token,
        400,
        r#"{"error": {"code": "invalidRequest", "message": "Invalid token s3cret"}}"#,
    )
    .unwrap();
    assert!(token.help.clone().unwrap().contains("token store"));
    assert_eq!(token.platform_message.as_deref(), Some("Invalid token ***"));
}

#[test]
fn every_header_tells_when_to_come_again() {
    for (name, value) in [
        ("x-ia-throttle-limit-retryafter", "30"),
        ("x-ia-hour-rate-limit-retry-after", "30"),
        ("x-ia-tenant-throttle-limit-retry-after", "30"),
        ("retry-after", "30"),
        // The clock of the test stands at the epoch.
        ("retry-after", "Thu, 01 Jan 1970 00:00:30 GMT"),
    ] {
        for status in [429, 503] {
            let mut response = answer(status, "");
            response.headers = vec![(name.to_owned(), value.to_owned())];
            let error = failure(&answered(Purpose::List, &response)).unwrap();
            assert_eq!(error.retry_after, Some(30), "{name}: {value}");
            let limit = rate_limit(&response, Timestamp::default());
            let until = Timestamp::from_millis(30_000);
            assert_eq!(limit.is_some(), status == 429);
            assert!(
                limit.is_none_or(|limit| limit.remaining == Some(0) && limit.resets_at == until)
            );
        }
    }
    assert_eq!(rate_limit(&answer(429, ""), Timestamp::default()), None);
    assert_eq!(rate_limit(&answer(200, "{}"), Timestamp::default()), None);
}

#[test]
fn a_refused_write_teaches_the_spelling_alone() {
    let connection = connection();
    let learn_of = |field| {
        learn(
            &connection,
            Purpose::Change,
            &found(Purpose::Change, 400, &bad_field(field)).unwrap(),
        )
    };
    assert!(!learn_of("wbsCode"), "its caller named it");
    assert!(connection.refused.borrow().is_empty());
    assert!(learn_of("taskStatus"));
    assert_eq!(connection.spelling.get(), Spelling::Status);
}
