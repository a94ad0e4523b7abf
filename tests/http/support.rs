//! A platform that answers as a test says, and a way to it that a test can hold up.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::task::{Poll, Waker};

use futures_util::future::{LocalBoxFuture, poll_fn, ready};
use taskweave::error::{Code, Result, TaskweaveError};
use taskweave::filter::Predicate;
use taskweave::http::{
    Authorization, Budget, Caller, ClientAuth, Gateway, Grant, GrantKind, Meter, Method, RateLimit,
    Request, Response, Secret, Session, TokenStore, Tokens, Transport,
};
use taskweave::platforms::{
    Account, Answered, Call, Expansion, Follow, Operations, PageFacts, Purpose, Query, Slice,
    Support,
};
use taskweave::task::{TaskId, Timestamp};

/// Where the fake platform is, and where it gives out tokens.
pub(crate) const BASE: &str = "https://api.example";
pub(crate) const ENDPOINT: &str = "https://api.example/token";

/// A platform that tells by its status alone what is wrong.
pub(crate) struct Fake(pub(crate) Authorization);

impl Operations for Fake {}

impl Account for Fake {
    fn authorization(&self) -> &Authorization {
        &self.0
    }

    fn support(&self, _: &Predicate) -> Support {
        unreachable!("nothing is planned")
    }

    fn begin(&self, _: &Query, _: Slice) -> Vec<Call> {
        unreachable!("nothing is planned")
    }

    fn request(&self, _: &Query, _: &Call) -> Result<Request> {
        unreachable!("nothing is planned")
    }

    fn follow(&self, _: &Call, _: &PageFacts, _: &[u8]) -> Result<Follow> {
        unreachable!("nothing is planned")
    }

    fn get(&self, _: &TaskId, _: Expansion) -> Result<Request> {
        unreachable!("nothing is planned")
    }

    fn failure(&self, answered: &Answered<'_>) -> Option<TaskweaveError> {
        let response = answered.response;
        let code = match response.status {
            200..=299 => return None,
            401 | 403 => Code::CredentialsInvalid,
            400 if answered.purpose == Purpose::Token => Code::CredentialsInvalid,
            429 => Code::PlatformRateLimit,
            _ => Code::PlatformError,
        };
        let mut error = TaskweaveError::new(code, format!("it says {}", response.status));
        error.retryable = response.status == 429 || response.status >= 500;
        error.retry_after = response
            .header("retry-after")
            .and_then(|text| text.parse().ok());
        Some(error)
    }

    fn rate_limit(&self, response: &Response, now: Timestamp) -> Option<RateLimit> {
        let number = |name| {
            response
                .header(name)
                .and_then(|text| text.parse::<u64>().ok())
        };
        Some(RateLimit {
            limit: number("limit"),
            remaining: Some(number("remaining")?),
            resets_at: number("reset").map(|seconds| now.plus_millis(seconds * 1000)),
        })
    }
}

/// How a connection of the fake platform gets its tokens.
pub(crate) fn refreshing(given: Option<&str>) -> Authorization {
    Authorization::Token {
        scheme: "Bearer",
        given: given.map(Secret::new),
        grant: Some(Grant {
            endpoint: ENDPOINT.to_owned(),
            client_id: "app".to_owned(),
            client_secret: Secret::new("app-secret"),
            client: ClientAuth::Form,
            kind: GrantKind::Refresh(Secret::new("refresh-0")),
        }),
    }
}

pub(crate) fn lasting() -> Authorization {
    Authorization::Fixed {
        header: Secret::new("Basic bGFzdGluZw=="),
        secrets: vec![Secret::new("bGFzdGluZw==")],
    }
}

type Answer = dyn FnMut(&Request) -> Option<Response>;

/// The way to the fake platform. While it is held up, nothing is answered.
#[derive(Clone)]
pub(crate) struct Road(Rc<RoadState>);

struct RoadState {
    answer: RefCell<Box<Answer>>,
    seen: RefCell<Vec<Request>>,
    slept: RefCell<Vec<u64>>,
    now: Cell<Timestamp>,
    is_held_up: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
    spawned: RefCell<Vec<LocalBoxFuture<'static, ()>>>,
}

impl Road {
    pub(crate) fn new(answer: impl FnMut(&Request) -> Option<Response> + 'static) -> Self {
        Self(Rc::new(RoadState {
            answer: RefCell::new(Box::new(answer)),
            seen: RefCell::default(),
            slept: RefCell::default(),
            now: Cell::new(Timestamp::parse("2026-01-01").unwrap()),
            is_held_up: Cell::new(false),
            waiting: RefCell::default(),
            spawned: RefCell::default(),
        }))
    }

    /// What was sent, each as its method, path and the token or form that it carried.
    pub(crate) fn seen(&self) -> Vec<String> {
        let seen = self.0.seen.borrow();
        let one = |request: &Request| {
            let path = request.url.strip_prefix(BASE).unwrap();
            let token = request.authorization.as_ref().map_or("", Secret::reveal);
            let form = match request.secret_form.is_empty() {
                true => String::new(),
                false => request.secret_form[0].1.reveal().to_owned(),
            };
            format!("{} {path} {token}{form}", request.method.as_str())
        };
        seen.iter().map(one).collect()
    }

    pub(crate) fn slept(&self) -> Vec<u64> {
        self.0.slept.borrow().clone()
    }

    pub(crate) fn wait(&self, millis: u64) {
        self.0.now.set(self.0.now.get().plus_millis(millis));
    }

    pub(crate) fn hold_up(&self, is_held_up: bool) {
        self.0.is_held_up.set(is_held_up);
        for waker in self.0.waiting.borrow_mut().drain(..) {
            waker.wake();
        }
    }
}

impl Transport for Road {
    fn send(&self, request: Request, _: usize) -> LocalBoxFuture<'_, Result<Response>> {
        let answer = (self.0.answer.borrow_mut())(&request);
        self.0.seen.borrow_mut().push(request);
        Box::pin(async move {
            poll_fn(|context| match self.0.is_held_up.get() {
                true => {
                    self.0.waiting.borrow_mut().push(context.waker().clone());
                    Poll::Pending
                }
                false => Poll::Ready(()),
            })
            .await;
            answer.ok_or_else(|| TaskweaveError::new(Code::Network, "no answer came"))
        })
    }

    fn sleep(&self, millis: u64) -> LocalBoxFuture<'_, Result<()>> {
        self.0.slept.borrow_mut().push(millis);
        self.wait(millis);
        Box::pin(ready(Ok(())))
    }

    fn now(&self) -> Timestamp {
        self.0.now.get()
    }

    fn random(&self) -> f64 {
        0.5
    }

    fn detached(&self) -> Rc<dyn Transport> {
        Rc::new(self.clone())
    }

    fn spawn(&self, work: LocalBoxFuture<'static, ()>) {
        self.0.spawned.borrow_mut().push(work);
    }

    /// While the way is held up, time stands still too.
    fn glance(&self) -> LocalBoxFuture<'_, Result<()>> {
        let mut has_waited = false;
        Box::pin(poll_fn(move |context| {
            // Taken out: the work may wait a moment itself.
            let mut work = self.0.spawned.take();
            work.retain_mut(|each| each.as_mut().poll(context).is_pending());
            self.0.spawned.borrow_mut().extend(work);
            if self.0.is_held_up.get() {
                self.0.waiting.borrow_mut().push(context.waker().clone());
                return Poll::Pending;
            }
            if std::mem::replace(&mut has_waited, true) {
                return Poll::Ready(Ok(()));
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }))
    }
}

/// A store that remembers what it was told, in order, and fails while it is told to.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) kept: RefCell<HashMap<String, Tokens>>,
    pub(crate) saved: RefCell<Vec<String>>,
    pub(crate) fails: Cell<bool>,
}

impl TokenStore for Store {
    fn load(&self, connection_id: &str) -> LocalBoxFuture<'static, Result<Option<Tokens>>> {
        Box::pin(ready(Ok(self.kept.borrow().get(connection_id).cloned())))
    }

    fn save(&self, connection_id: &str, tokens: &Tokens) -> LocalBoxFuture<'static, Result<()>> {
        if self.fails.get() {
            let error = TaskweaveError::new(Code::TokenStore, "the disk is full");
            return Box::pin(ready(Err(error)));
        }
        let refresh = tokens.refresh_token.as_ref().map_or("", Secret::reveal);
        self.saved.borrow_mut().push(refresh.to_owned());
        self.kept
            .borrow_mut()
            .insert(connection_id.to_owned(), tokens.clone());
        Box::pin(ready(Ok(())))
    }
}

pub(crate) fn session(authorization: Authorization, store: Option<Rc<Store>>) -> Session {
    let store = store.map(|store| store as Rc<dyn TokenStore>);
    Session::new("a", Rc::new(Fake(authorization)), store)
}

pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Response {
        status,
        headers: headers.collect(),
        body: body.as_bytes().to_vec(),
    }
}

/// Makes one call through a gateway of its own.
pub(crate) async fn call(
    road: &Road,
    session: &Session,
    budget: Budget,
    purpose: Purpose,
    request: Request,
) -> Result<Response> {
    let gateway = Gateway::new(road, budget);
    let meter = Meter::default();
    let caller = Caller {
        session,
        meter: &meter,
    };
    gateway.call(caller, purpose, || Ok(request.clone())).await
}

pub(crate) fn get() -> Request {
    Request::new(Method::Get, BASE, &["tasks"])
}
