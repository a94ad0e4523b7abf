//! A transport that answers from a function: native tests replay platforms through it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::{FutureExt as _, LocalBoxFuture, ready};

use super::{Background, Request, Response, Transport};
use crate::error::{Code, Result, TaskweaveError};
use crate::task::Timestamp;

type Answer = dyn Fn(&Request) -> Option<Response>;

/// Answers each request as the function says and remembers it; without an answer, the network is down.
/// Its clock stands still but for what is slept. Clones share everything.
#[derive(Clone)]
pub struct ReplayTransport(Rc<Shared>);

struct Shared {
    answer: Box<Answer>,
    seen: RefCell<Vec<Request>>,
    slept: RefCell<Vec<u64>>,
    now: Cell<Timestamp>,
    /// Work that goes on by itself, whenever somebody waits a moment.
    background: Background,
}

impl ReplayTransport {
    /// A transport that answers as `answer` says.
    #[must_use]
    pub fn new(answer: impl Fn(&Request) -> Option<Response> + 'static) -> Self {
        Self(Rc::new(Shared {
            answer: Box::new(answer),
            seen: RefCell::default(),
            slept: RefCell::default(),
            now: Cell::default(),
            background: Background::default(),
        }))
    }

    /// Sets its clock.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        self.0.now.set(now);
        self
    }

    /// The requests so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.0.seen.borrow().clone()
    }

    /// The milliseconds of each wait so far, in order.
    #[must_use]
    pub fn slept(&self) -> Vec<u64> {
        self.0.slept.borrow().clone()
    }
}

impl Transport for ReplayTransport {
    fn send(&self, request: Request, max_bytes: usize) -> LocalBoxFuture<'_, Result<Response>> {
        let answer = (self.0.answer)(&request);
        self.0.seen.borrow_mut().push(request);
        Box::pin(ready(match answer {
            Some(response) if response.body.len() > max_bytes => {
                Err(super::transport::too_large(max_bytes))
            }
            Some(response) => Ok(response),
            None => Err(TaskweaveError::new(Code::Network, "no answer came")),
        }))
    }

    fn sleep(&self, millis: u64) -> LocalBoxFuture<'_, Result<()>> {
        self.0.slept.borrow_mut().push(millis);
        self.0.now.set(self.0.now.get().plus_millis(millis));
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
        self.0.background.spawn(work);
    }

    fn glance(&self) -> LocalBoxFuture<'_, Result<()>> {
        Box::pin(self.0.background.glance().map(Ok))
    }
}
