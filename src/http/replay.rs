//! A transport that answers from a function: native tests replay platforms through it.

use std::cell::RefCell;

use futures_util::future::{LocalBoxFuture, ready};

use super::{Request, Response, Transport};
use crate::error::{Code, Result, TaskweaveError};

type Answer = dyn Fn(&Request) -> Option<Response>;

/// Answers each request as the function says and remembers it; without an answer, the network is down.
pub struct ReplayTransport {
    answer: Box<Answer>,
    seen: RefCell<Vec<Request>>,
}

impl ReplayTransport {
    /// A transport that answers as `answer` says.
    #[must_use]
    pub fn new(answer: impl Fn(&Request) -> Option<Response> + 'static) -> Self {
        Self {
            answer: Box::new(answer),
            seen: RefCell::default(),
        }
    }

    /// The requests so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.seen.borrow().clone()
    }
}

impl Transport for ReplayTransport {
    fn send(&self, request: Request, max_bytes: usize) -> LocalBoxFuture<'_, Result<Response>> {
        let answer = (self.answer)(&request);
        self.seen.borrow_mut().push(request);
        Box::pin(ready(match answer {
            Some(response) if response.body.len() > max_bytes => {
                Err(super::transport::too_large(max_bytes))
            }
            Some(response) => Ok(response),
            None => Err(TaskweaveError::new(Code::Network, "no answer came")),
        }))
    }
}
