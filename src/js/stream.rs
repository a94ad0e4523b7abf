//! All tasks of a list, one after the other, read a page ahead.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

use super::client::Inner;
use super::convert::{property, thrown};
use super::options::{ended_before, signal_of};
use crate::client::{FetchedPage, ListRequest, Prefetch, Step};
use crate::error::Result;
use crate::http::aborted;

/// An async iterator over tasks, for `for await`.
#[wasm_bindgen]
pub struct TaskStream(Rc<Stream>);

struct Stream {
    client: Rc<Inner>,
    list: ListRequest,
    walk: RefCell<Prefetch<JsValue, JsValue>>,
    /// Those who wait for a task, in the order in which they asked: what settles their promises.
    waiting: RefCell<VecDeque<(Function, Function)>>,
    end: RefCell<Option<End>>,
    /// Ends the calls of the stream, those for the page ahead too.
    own: AbortController,
    caller: Option<AbortSignal>,
    /// Hears of the caller's signal from the first step to the end.
    heard: RefCell<Option<Heard>>,
}

/// How a stream ended before its list.
enum End {
    /// Its reader left it.
    Left,
    /// The caller's signal fired; what is thrown.
    Aborted(JsValue),
}

impl TaskStream {
    pub(super) fn new(client: Rc<Inner>, list: ListRequest, request: &JsValue) -> Result<Self> {
        let own = AbortController::new().map_err(|_| {
            crate::error::TaskweaveError::new(
                crate::error::Code::Unsupported,
                "the engine has no AbortController",
            )
        })?;
        Ok(Self(Rc::new(Stream {
            client,
            walk: RefCell::new(Prefetch::new(list.cursor.clone())),
            list,
            waiting: RefCell::default(),
            end: RefCell::default(),
            own,
            caller: signal_of(request)?,
            heard: RefCell::default(),
        })))
    }
}

#[wasm_bindgen]
impl TaskStream {
    /// The next task. Calls that overlap are answered in their order.
    #[wasm_bindgen(unchecked_return_type = "Promise<IteratorResult<Task, undefined>>")]
    pub fn next(&self) -> Promise {
        let promise = Promise::new(&mut |resolve, reject| {
            self.0.waiting.borrow_mut().push_back((resolve, reject));
        });
        self.0.hear();
        self.0.settle();
        promise
    }

    /// The stream itself: an iterator of this kind can be iterated.
    #[wasm_bindgen(js_name = "[Symbol.asyncIterator]", unchecked_return_type = "TaskWalk")]
    #[must_use]
    pub fn iterate(&self) -> TaskStream {
        Self(Rc::clone(&self.0))
    }

    /// Ends the walk and its calls; `for await` calls it when it is left early.
    #[wasm_bindgen(js_name = return, unchecked_return_type = "Promise<IteratorResult<Task, undefined>>")]
    pub fn end(&self) -> std::result::Result<Promise, JsValue> {
        self.0.end(End::Left);
        self.0.own.abort();
        self.0.heard.take();
        result(&JsValue::UNDEFINED, true).map(|done| Promise::resolve(&done))
    }

    /// The cursor that the page of the task given last was asked with.
    #[wasm_bindgen(getter, unchecked_return_type = "string | null")]
    #[must_use]
    pub fn cursor(&self) -> JsValue {
        let walk = self.0.walk.borrow();
        walk.cursor().map_or(JsValue::NULL, JsValue::from)
    }
}

impl Stream {
    /// Answers those who wait, as far as tasks are at hand, and asks for a page where one is due.
    fn settle(self: &Rc<Self>) {
        while !self.waiting.borrow().is_empty() {
            let answer = match &*self.end.borrow() {
                Some(End::Left) => result(&JsValue::UNDEFINED, true),
                Some(End::Aborted(error)) => Err(error.clone()),
                None => match self.walk.borrow_mut().step() {
                    Step::Give(task) => result(&task, false),
                    Step::Fail(error) => Err(error),
                    Step::End => result(&JsValue::UNDEFINED, true),
                    Step::Wait => break,
                },
            };
            let waiting = self.waiting.borrow_mut().pop_front();
            let Some((resolve, reject)) = waiting else {
                break;
            };
            // The settling functions of a promise never throw.
            let _ = match answer {
                Ok(value) => resolve.call1(&JsValue::UNDEFINED, &value),
                Err(error) => reject.call1(&JsValue::UNDEFINED, &error),
            };
            self.ask();
        }
        self.ask();
        if self.walk.borrow().is_over() {
            self.heard.take();
        }
    }

    /// Asks for the page that is due, if one is.
    fn ask(self: &Rc<Self>) {
        let asked = self.walk.borrow_mut().ask();
        let Some(cursor) = asked else { return };
        let stream = Rc::clone(self);
        spawn_local(async move {
            let outcome = stream.page(cursor).await;
            // What was under way when the stream ended ends with an error that nobody is to see.
            if stream.end.borrow().is_none() {
                stream.walk.borrow_mut().arrived(outcome);
                stream.settle();
            }
        });
    }

    async fn page(
        &self,
        cursor: Option<String>,
    ) -> std::result::Result<FetchedPage<JsValue>, JsValue> {
        let list = ListRequest {
            cursor,
            ..self.list.clone()
        };
        let request = Object::new();
        Reflect::set(&request, &"signal".into(), &self.own.signal())?;
        let page = self.client.list(&list, &request).await?;
        let tasks: Array = property(&page, "tasks").dyn_into()?;
        Ok(FetchedPage {
            tasks: tasks.to_vec(),
            next_cursor: property(&page, "next_cursor").as_string(),
        })
    }

    /// Listens to the caller's signal, once.
    fn hear(self: &Rc<Self>) {
        let Some(signal) = &self.caller else { return };
        let is_open = self.end.borrow().is_none() && !self.walk.borrow().is_over();
        if !is_open || self.heard.borrow().is_some() {
            return;
        }
        if signal.aborted() {
            return self.end(End::Aborted(thrown(&ended_before())));
        }
        *self.heard.borrow_mut() = Some(Heard::new(signal, Rc::downgrade(self)));
    }

    /// Ends the stream early, unless it has ended; a reader who leaves it hears of no abort.
    fn end(self: &Rc<Self>, end: End) {
        {
            let mut known = self.end.borrow_mut();
            if known.is_none() || matches!(end, End::Left) {
                *known = Some(end);
            }
        }
        self.walk.borrow_mut().end();
        self.settle();
    }
}

/// A listener to the caller's signal, until it is dropped.
struct Heard {
    signal: AbortSignal,
    listener: Closure<dyn FnMut()>,
}

impl Heard {
    fn new(signal: &AbortSignal, stream: Weak<Stream>) -> Self {
        let reason = signal.clone();
        let listener = Closure::new(move || {
            let Some(stream) = stream.upgrade() else {
                return;
            };
            if stream.walk.borrow().is_over() {
                return;
            }
            // The end drops this very listener.
            let reason = reason.reason();
            stream.end(End::Aborted(thrown(&aborted())));
            stream.own.abort_with_reason(&reason);
        });
        // Only what is no signal at all would refuse.
        let _ = signal.add_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        Self {
            signal: signal.clone(),
            listener,
        }
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        // A signal may outlive many streams.
        let _ = self
            .signal
            .remove_event_listener_with_callback("abort", self.listener.as_ref().unchecked_ref());
    }
}

fn result(value: &JsValue, done: bool) -> std::result::Result<JsValue, JsValue> {
    let result = Object::new();
    Reflect::set(&result, &"value".into(), value)?;
    Reflect::set(&result, &"done".into(), &done.into())?;
    Ok(result.into())
}
