//! The one error type: what was wrong, where, and what to write instead.

mod snippet;

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use crate::platforms::Platform;

/// The result of everything fallible in this crate.
pub type Result<T> = std::result::Result<T, TaskweaveError>;

/// What went wrong, for programs. The words are part of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The filter's text does not follow the grammar.
    FilterSyntax,
    /// The filter names a field that does not exist or cannot be filtered on.
    FilterField,
    /// An operator or value does not fit the field's type.
    FilterType,
    /// A value is of the right type but not one the field can have.
    FilterValue,
    /// The filter is longer, deeper or has more predicates than allowed.
    FilterTooLarge,
    /// The `sort` text is wrong.
    SortInvalid,
    /// The `limit` is not an integer of at least 1.
    LimitInvalid,
    /// What stands for a cursor is not one of ours.
    CursorInvalid,
    /// The end of the cursor is missing.
    CursorTruncated,
    /// The cursor was changed, or was not signed with a known key.
    CursorTampered,
    /// The cursor belongs to another filter, sort, order or set of connections.
    CursorMismatch,
    /// The cursor is older than `cursorTtl` allows.
    CursorExpired,
    /// The cursor was made by a version that this one does not read.
    CursorVersion,
    /// A task id that no version of this module has made.
    IdInvalid,
    /// The task does not exist (any more) or its connection is not in the request.
    NotFound,
    /// A connection that is not configured.
    ConnectionUnknown,
    /// A connection's settings are incomplete or malformed.
    ConnectionInvalid,
    /// Any other wrong parameter or option.
    RequestInvalid,
    /// The platform or the edge handler refused the credentials.
    #[serde(rename = "invalid_credentials")]
    CredentialsInvalid,
    /// The platform asks to slow down.
    PlatformRateLimit,
    /// The platform answered with an error.
    PlatformError,
    /// A platform's page is not what its documents say: not JSON, truncated, or without its list.
    PageInvalid,
    /// A platform's page is larger than the byte limit.
    PageTooLarge,
    /// The request never got an answer.
    Network,
    /// The request would need more calls than its budget.
    BudgetExceeded,
    /// The platform, or this version, cannot do what was asked.
    Unsupported,
    /// The platform has no such operation at all.
    OperationUnsupported,
    /// A draft or patch names a field that does not exist, that the platform cannot write, or gives it
    /// a value that it cannot have.
    FieldInvalid,
    /// The same idempotency key was used for another write before.
    IdempotencyConflict,
    /// A write got no answer, or one that says nothing: it may have been done.
    OutcomeUnknown,
    /// The caller's token store failed.
    TokenStore,
    /// The caller's signal ended the request.
    Aborted,
}

impl Code {
    /// The word of the code as it stands in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FilterSyntax => "filter_syntax",
            Self::FilterField => "filter_field",
            Self::FilterType => "filter_type",
            Self::FilterValue => "filter_value",
            Self::FilterTooLarge => "filter_too_large",
            Self::SortInvalid => "sort_invalid",
            Self::LimitInvalid => "limit_invalid",
            Self::CursorInvalid => "cursor_invalid",
            Self::CursorTruncated => "cursor_truncated",
            Self::CursorTampered => "cursor_tampered",
            Self::CursorMismatch => "cursor_mismatch",
            Self::CursorExpired => "cursor_expired",
            Self::CursorVersion => "cursor_version",
            Self::IdInvalid => "id_invalid",
            Self::NotFound => "not_found",
            Self::ConnectionUnknown => "connection_unknown",
            Self::ConnectionInvalid => "connection_invalid",
            Self::RequestInvalid => "request_invalid",
            Self::CredentialsInvalid => "invalid_credentials",
            Self::PlatformRateLimit => "platform_rate_limit",
            Self::PlatformError => "platform_error",
            Self::PageInvalid => "page_invalid",
            Self::PageTooLarge => "page_too_large",
            Self::Network => "network",
            Self::BudgetExceeded => "budget_exceeded",
            Self::Unsupported => "unsupported",
            Self::OperationUnsupported => "operation_unsupported",
            Self::FieldInvalid => "field_invalid",
            Self::IdempotencyConflict => "idempotency_conflict",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::TokenStore => "token_store",
            Self::Aborted => "aborted",
        }
    }
}

/// A place in a text that the user wrote, in UTF-16 code units, the unit of JavaScript's strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first unit of the place.
    pub start: usize,
    /// The unit after the place.
    pub end: usize,
}

impl Span {
    /// The span of the bytes `start..end` of `source`; places beyond the end stand at the end.
    #[must_use]
    pub fn of_bytes(source: &str, start: usize, end: usize) -> Self {
        let units = |byte: usize| {
            source
                .char_indices()
                .take_while(|(at, _)| *at < byte)
                .map(|(_, c)| c.len_utf16())
                .sum()
        };
        Self {
            start: units(start),
            end: units(end.max(start)),
        }
    }
}

/// An error and everything known about it; see [`ErrorDetail`] for its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskweaveError(Box<ErrorDetail>);

/// The parts of an error, as they stand in JSON and on JavaScript's error object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorDetail {
    /// For programs.
    pub code: Code,
    /// For people: what was wrong and where.
    pub message: String,
    /// For people: what to write or do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Where in the user's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// The platform that was being talked to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The connection that was being read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// The HTTP status that the platform answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The platform's own code, as it wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform_code: Option<String>,
    /// The platform's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform_message: Option<String>,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Seconds to wait before it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// Of a write of several calls that failed between them: the fields that were written already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied: Option<Vec<String>>,
}

impl TaskweaveError {
    /// An error with a code and a message for people; the rest is added by the other methods.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(ErrorDetail {
            code,
            message: message.into(),
            help: None,
            span: None,
            platform: None,
            connection_id: None,
            status: None,
            platform_code: None,
            platform_message: None,
            retryable: matches!(code, Code::Network | Code::PlatformRateLimit),
            retry_after: None,
            applied: None,
        }))
    }

    /// Says what to write or do instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says where in `source` (bytes `start..end`) the error is.
    #[must_use]
    pub fn at(mut self, source: &str, start: usize, end: usize) -> Self {
        self.span = Some(Span::of_bytes(source, start, end));
        self
    }

    /// Says which platform and connection it came from, unless a closer place said so already.
    #[must_use]
    pub fn from_source(mut self, platform: Platform, connection_id: &str) -> Self {
        self.platform.get_or_insert(platform);
        self.connection_id
            .get_or_insert_with(|| connection_id.to_owned());
        self
    }

    /// The parts as an owned value, for answers that carry the error as data.
    #[must_use]
    pub fn detail(&self) -> &ErrorDetail {
        &self.0
    }
}

impl Deref for TaskweaveError {
    type Target = ErrorDetail;

    fn deref(&self) -> &ErrorDetail {
        &self.0
    }
}

impl DerefMut for TaskweaveError {
    fn deref_mut(&mut self) -> &mut ErrorDetail {
        &mut self.0
    }
}

impl fmt::Display for TaskweaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for TaskweaveError {}

/// Something that did not fail the request but that its reader should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// For programs, snake_case.
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// The connection that it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
}

impl Warning {
    /// A warning that belongs to no connection yet.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            connection_id: None,
        }
    }

    /// Says which connection it came from, unless a closer place said so already.
    #[must_use]
    pub fn from_connection(mut self, connection_id: &str) -> Self {
        self.connection_id
            .get_or_insert_with(|| connection_id.to_owned());
        self
    }
}
