//! Answers and errors in Rutter's shape.

use serde::Serialize;
use serde_json::json;

use crate::error::{Code, TaskweaveError};

/// An HTTP answer, as plain data. Its body is JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers beside those that every answer has.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A success.
    pub(super) fn ok(body: &impl Serialize) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            // Everything that is given out has text keys and finite numbers.
            body: serde_json::to_string(body).unwrap_or_default(),
        }
    }

    /// An error.
    pub(super) fn error(error: &TaskweaveError) -> Self {
        let (status, kind) = classify(error);
        let body = json!({
            "error_type": kind,
            "error_code": error.code.as_str().to_ascii_uppercase(),
            "error_message": error.message,
            "error_metadata": {
                "source": if error.platform.is_some() { "platform" } else { "taskweave" },
                "human_readable": human(error),
                "platform": error.platform,
                "connection_id": error.connection_id,
                "help": error.help,
                "span": error.span,
                "status": error.status,
                "platform_code": error.platform_code,
                "platform_message": error.platform_message,
                "retryable": error.retryable,
                "retry_after": error.retry_after,
                "applied": error.applied,
            },
        });
        Self {
            status,
            headers: error
                .retry_after
                .map(|seconds| ("Retry-After", seconds.to_string()))
                .into_iter()
                .collect(),
            body: body.to_string(),
        }
    }

    /// A path or method that is not there.
    pub(super) fn no_route(status: u16, message: &str, help: String) -> Self {
        let mut answer =
            Self::error(&TaskweaveError::new(Code::RequestInvalid, message).help(help));
        answer.status = status;
        answer
    }
}

fn human(error: &TaskweaveError) -> String {
    match &error.help {
        Some(help) => format!("{}: {help}", error.message),
        None => error.message.clone(),
    }
}

/// The status that Rutter gives for the like, and its type of error.
fn classify(error: &TaskweaveError) -> (u16, &'static str) {
    match error.code {
        Code::FilterSyntax
        | Code::FilterField
        | Code::FilterType
        | Code::FilterValue
        | Code::FilterTooLarge
        | Code::SortInvalid
        | Code::LimitInvalid
        | Code::CursorInvalid
        | Code::CursorTruncated
        | Code::CursorTampered
        | Code::CursorMismatch
        | Code::CursorExpired
        | Code::CursorVersion
        | Code::IdInvalid
        | Code::BudgetExceeded
        | Code::RequestInvalid
        | Code::FieldInvalid
        | Code::Unsupported => (400, "INVALID_REQUEST"),
        Code::OperationUnsupported => (404, "INVALID_REQUEST"),
        Code::IdempotencyConflict => (409, "INVALID_REQUEST"),
        Code::ConnectionUnknown => (401, "CONNECTION_ERROR"),
        Code::CredentialsInvalid => (401, "CONNECTION_ERROR"),
        Code::NotFound => (410, "NOT_FOUND"),
        Code::PlatformRateLimit => (452, "RATE_LIMIT"),
        Code::PlatformError if error.status.is_some_and(|s| (400..500).contains(&s)) => {
            (450, "PLATFORM_ERROR")
        }
        Code::PlatformError
        | Code::PageInvalid
        | Code::PageTooLarge
        | Code::Network
        | Code::OutcomeUnknown => (502, "PLATFORM_ERROR"),
        // 499 is what servers write when the client has gone; nobody reads it.
        Code::Aborted => (499, "INVALID_REQUEST"),
        Code::ConnectionInvalid | Code::TokenStore => (500, "CONNECTION_ERROR"),
    }
}
