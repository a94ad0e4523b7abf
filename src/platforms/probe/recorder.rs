//! A transport that only reads, and remembers.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{LocalBoxFuture, ready};
use serde_json::Value;

use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Authorization, Method, Request, Response, Secret, Transport};
use crate::task::Timestamp;

/// Shorter texts are taken for no credentials: they stand in any answer by chance.
const SHORTEST_SECRET: usize = 6;

/// Stands before the real transport. Nothing that could write passes.
#[derive(Clone)]
pub(super) struct Recorder {
    way: Rc<dyn Transport>,
    held: Rc<Held>,
}

struct Held {
    token_endpoint: Option<String>,
    reading_posts: &'static [&'static str],
    last: RefCell<Option<Response>>,
    tokens: RefCell<Vec<TokenAnswer>>,
    secrets: RefCell<Vec<String>>,
}

/// What a token endpoint answered. It holds credentials and is never printed.
#[derive(Clone)]
pub struct TokenAnswer {
    /// The answer.
    pub(super) response: Response,
    /// Whether another refresh token came than the one that was sent; `None` where none was sent.
    pub is_rotated: Option<bool>,
    /// The names of what it holds, with the JSON type of each.
    pub members: Vec<(String, &'static str)>,
}

impl TokenAnswer {
    /// The JSON type of a member; `None` if it is absent.
    #[must_use]
    pub fn kind_of(&self, name: &str) -> Option<&'static str> {
        let member = self.members.iter().find(|(known, _)| known == name);
        member.map(|(_, kind)| *kind)
    }
}

impl Recorder {
    pub(super) fn new(
        way: Rc<dyn Transport>,
        authorization: &Authorization,
        reading_posts: &'static [&'static str],
    ) -> Self {
        let token_endpoint = match authorization {
            Authorization::Token {
                grant: Some(grant), ..
            } => Some(grant.endpoint.clone()),
            _ => None,
        };
        let held = Held {
            token_endpoint,
            reading_posts,
            last: RefCell::default(),
            tokens: RefCell::default(),
            secrets: RefCell::default(),
        };
        let recorder = Self {
            way,
            held: Rc::new(held),
        };
        let secrets = authorization.secrets();
        recorder.see(secrets.iter().map(|secret| secret.reveal().to_owned()));
        recorder
    }

    /// The last answer; taken, so that no call is given that of another.
    pub(super) fn take(&self) -> Option<Response> {
        self.held.last.take()
    }

    /// The answers of the token endpoint.
    pub(super) fn token_answers(&self) -> Vec<TokenAnswer> {
        self.held.tokens.borrow().clone()
    }

    /// Every credential that was sent or given.
    pub(super) fn secrets(&self) -> Vec<String> {
        self.held.secrets.borrow().clone()
    }

    fn see(&self, texts: impl Iterator<Item = String>) {
        let mut secrets = self.held.secrets.borrow_mut();
        for text in texts {
            if text.len() >= SHORTEST_SECRET && !secrets.contains(&text) {
                secrets.push(text);
            }
        }
    }

    fn is_token_request(&self, request: &Request) -> bool {
        request.method == Method::Post
            && self.held.token_endpoint.as_deref() == Some(request.url.as_str())
    }

    fn only_reads(&self, request: &Request) -> bool {
        let path = request.url.split('?').next().unwrap_or_default();
        let mut posts = self.held.reading_posts.iter();
        match request.method {
            Method::Get => true,
            Method::Post => posts.any(|end| path.ends_with(end)),
            _ => false,
        }
    }

    fn keep_token_answer(&self, request: &Request, response: &Response) {
        let answer: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        self.see(
            ["access_token", "refresh_token"]
                .into_iter()
                .filter_map(text),
        );
        let mut form = request.secret_form.iter();
        let sent = form.find(|(name, _)| *name == "refresh_token");
        let given = text("refresh_token");
        let is_rotated =
            sent.map(|(_, sent): &(_, Secret)| given.is_some_and(|given| given != sent.reveal()));
        let members = answer.as_object().into_iter().flatten();
        self.held.tokens.borrow_mut().push(TokenAnswer {
            response: response.clone(),
            is_rotated,
            members: members
                .map(|(name, value)| (name.clone(), kind_of(value)))
                .collect(),
        });
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request, max_bytes: usize) -> LocalBoxFuture<'_, Result<Response>> {
        let is_token = self.is_token_request(&request);
        if !is_token && !self.only_reads(&request) {
            let what = format!("a probe only reads, and {request:?} may write");
            return Box::pin(ready(Err(TaskweaveError::new(Code::RequestInvalid, what))));
        }
        self.see(request.credentials().into_iter());
        self.held.last.take();
        Box::pin(async move {
            let sent = request.clone();
            let response = self.way.send(request, max_bytes).await?;
            if is_token {
                self.keep_token_answer(&sent, &response);
            } else {
                self.held.last.replace(Some(response.clone()));
            }
            Ok(response)
        })
    }

    fn sleep(&self, millis: u64) -> LocalBoxFuture<'_, Result<()>> {
        self.way.sleep(millis)
    }

    fn now(&self) -> Timestamp {
        self.way.now()
    }

    fn random(&self) -> f64 {
        self.way.random()
    }

    fn detached(&self) -> Rc<dyn Transport> {
        Rc::new(self.clone())
    }

    fn spawn(&self, work: LocalBoxFuture<'static, ()>) {
        self.way.spawn(work);
    }

    fn glance(&self) -> LocalBoxFuture<'_, Result<()>> {
        self.way.glance()
    }
}

/// The JSON type of a value.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
