//! All tasks of a list, one after the other.

use std::rc::Rc;

use async_lock::Mutex;
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;

use super::client::Inner;
use super::convert::property;
use crate::client::ListRequest;

/// An async iterator over tasks, for `for await`.
#[wasm_bindgen]
pub struct TaskStream(Rc<Mutex<Walk>>);

struct Walk {
    client: Rc<Inner>,
    list: ListRequest,
    request: JsValue,
    page: Array,
    next: u32,
    done: bool,
}

impl TaskStream {
    pub(super) fn new(client: Rc<Inner>, list: ListRequest, request: JsValue) -> Self {
        Self(Rc::new(Mutex::new(Walk {
            client,
            list,
            request,
            page: Array::new(),
            next: 0,
            done: false,
        })))
    }
}

#[wasm_bindgen]
impl TaskStream {
    /// The next task. Calls that overlap wait for each other.
    #[wasm_bindgen(unchecked_return_type = "Promise<IteratorResult<Task, undefined>>")]
    pub fn next(&self) -> Promise {
        let walk = Rc::clone(&self.0);
        future_to_promise(async move { walk.lock().await.step().await })
    }

    /// The stream itself: an iterator of this kind can be iterated.
    #[wasm_bindgen(
        js_name = "[Symbol.asyncIterator]",
        unchecked_return_type = "AsyncIterableIterator<Task>"
    )]
    #[must_use]
    pub fn iterate(&self) -> TaskStream {
        Self(Rc::clone(&self.0))
    }

    /// Ends the walk; `for await` calls it when it is left early.
    #[wasm_bindgen(js_name = return, unchecked_return_type = "Promise<IteratorResult<Task, undefined>>")]
    pub fn end(&self) -> Promise {
        let walk = Rc::clone(&self.0);
        future_to_promise(async move {
            let mut walk = walk.lock().await;
            walk.page = Array::new();
            walk.done = true;
            result(&JsValue::UNDEFINED, true)
        })
    }
}

impl Walk {
    async fn step(&mut self) -> Result<JsValue, JsValue> {
        loop {
            if self.next < self.page.length() {
                let task = self.page.get(self.next);
                self.next += 1;
                return result(&task, false);
            }
            if self.done {
                return result(&JsValue::UNDEFINED, true);
            }
            let page = self.client.list(&self.list, &self.request).await?;
            self.page = property(&page, "tasks").dyn_into()?;
            self.next = 0;
            self.list.cursor = property(&page, "next_cursor").as_string();
            self.done = self.list.cursor.is_none();
        }
    }
}

fn result(value: &JsValue, done: bool) -> Result<JsValue, JsValue> {
    let result = Object::new();
    Reflect::set(&result, &"value".into(), value)?;
    Reflect::set(&result, &"done".into(), &done.into())?;
    Ok(result.into())
}
