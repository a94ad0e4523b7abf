//! Asking a platform, and noting what its answers tell.

use std::cell::RefCell;
use std::fmt::Write as _;

use serde_json::Value;

use super::recorder::{Recorder, TokenAnswer, kind_of};
use super::redact::Redaction;
use super::{Fixture, Probe};
use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Budget, Caller, Gateway, Meter, Method, Response, Session};
use crate::platforms::{Purpose, RawCall};
use crate::task::Timestamp;

/// What a room's probe asks with.
pub struct Asking<'a> {
    probe: &'static Probe,
    session: &'a Session,
    recorder: &'a Recorder,
    gateway: Gateway<'a>,
    meter: Meter,
    told: RefCell<Vec<Side>>,
    fixtures: RefCell<Vec<Fixture>>,
}

/// A switch, its side, and what tells so.
type Side = (&'static str, (Value, String));

/// An answer.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The HTTP status.
    pub status: u16,
    /// The answer; null if it is no JSON.
    pub json: Value,
    call: String,
    response: Response,
}

impl Seen {
    /// What lies at a JSON pointer.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Value> {
        self.json.pointer(pointer)
    }

    /// A header, its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.header(name)
    }

    /// The bytes of the answer.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.response.body
    }

    /// Whether the status says success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.response.is_success()
    }

    /// Its JSON type, or what it is if it is no JSON.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.body().trim_ascii_start().first() {
            None => "an empty body",
            Some(b'<') => "markup",
            _ => kind_of(&self.json),
        }
    }
}

impl<'a> Asking<'a> {
    pub(super) fn new(
        probe: &'static Probe,
        session: &'a Session,
        recorder: &'a Recorder,
        budget: Budget,
    ) -> Self {
        Self {
            probe,
            session,
            recorder,
            gateway: Gateway::new(recorder, budget),
            meter: Meter::default(),
            told: RefCell::default(),
            fixtures: RefCell::default(),
        }
    }

    /// Reads a path below the platform's base, such as `tasks/17`.
    ///
    /// # Errors
    /// Where no answer came, or one that ends everything: wrong credentials, too many calls. Any
    /// other status is an answer like any.
    pub async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Seen> {
        let pairs = query.iter();
        self.ask(RawCall {
            method: Method::Get,
            path: segments(path),
            query: pairs
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: None,
        })
        .await
    }

    /// Asks by one of the room's [`reading_posts`](Probe::reading_posts).
    ///
    /// # Errors
    /// As [`Asking::get`].
    pub async fn post(&self, path: &str, body: Value) -> Result<Seen> {
        self.ask(RawCall {
            method: Method::Post,
            path: segments(path),
            query: Vec::new(),
            body: Some(body),
        })
        .await
    }

    async fn ask(&self, call: RawCall) -> Result<Seen> {
        let caller = Caller {
            session: self.session,
            meter: &self.meter,
        };
        let account = self.session.account();
        let name = format!("{} /{}", call.method.as_str(), call.path.join("/"));
        let outcome = self
            .gateway
            .call(caller, Purpose::Read, || account.raw(&call))
            .await;
        let response = match outcome {
            Ok(response) => response,
            Err(error) if ends_all(&error) => return Err(error),
            Err(error) => self.recorder.take().ok_or(error)?,
        };
        Ok(Seen {
            status: response.status,
            json: serde_json::from_slice(&response.body).unwrap_or_default(),
            call: name,
            response,
        })
    }

    /// Notes the side of a switch; `seen` says by what, without anybody's texts.
    pub fn is(&self, switch: &'static str, side: impl Into<Value>, seen: impl Into<String>) {
        let mut told = self.told.borrow_mut();
        told.retain(|(known, _)| *known != switch);
        told.push((switch, (side.into(), seen.into())));
    }

    /// The same, if there is a side.
    pub fn may_be<S: Into<Value>>(
        &self,
        switch: &'static str,
        side: Option<S>,
        seen: impl Into<String>,
    ) {
        if let Some(side) = side {
            self.is(switch, side, seen);
        }
    }

    /// Keeps an answer as the fixture of a name.
    pub fn keep(&self, name: &str, seen: &Seen) {
        let redaction = Redaction {
            words: self.probe.words,
        };
        let (body, ending) = redaction.body(&seen.response.body);
        self.fixtures.borrow_mut().push(Fixture {
            file: format!("{name}.{ending}"),
            call: seen.call.clone(),
            status: seen.status,
            content_type: seen.header("content-type").map(str::to_owned),
            body,
        });
    }

    /// The answers of the platform's token endpoint so far.
    #[must_use]
    pub fn token_answers(&self) -> Vec<TokenAnswer> {
        self.recorder.token_answers()
    }

    /// The time by the platform's own clock where its answer tells it, else by ours.
    #[must_use]
    pub fn now(&self, seen: &Seen) -> Timestamp {
        let told = seen.header("date").and_then(super::platform_now);
        told.unwrap_or_else(|| self.gateway.transport().now())
    }

    pub(super) fn keep_tokens(&self) {
        for (place, answer) in self.token_answers().into_iter().enumerate() {
            let mut name = "token".to_owned();
            if place > 0 {
                let _ = write!(name, "-{}", place.saturating_add(1));
            }
            let seen = Seen {
                status: answer.response.status,
                json: Value::Null,
                call: "POST (the token endpoint)".to_owned(),
                response: answer.response,
            };
            self.keep(&name, &seen);
        }
    }

    pub(super) fn end(self) -> (Vec<Side>, Vec<Fixture>, usize) {
        let calls = self.meter.calls();
        (self.told.into_inner(), self.fixtures.into_inner(), calls)
    }
}

/// Whether no further call makes sense.
fn ends_all(error: &TaskweaveError) -> bool {
    match error.code {
        Code::CredentialsInvalid => error.status != Some(403),
        Code::PlatformError | Code::NotFound | Code::PageInvalid | Code::RequestInvalid => {
            error.status.is_none()
        }
        _ => true,
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}
