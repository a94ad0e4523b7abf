//! The last step: a web `Request` in, a web `Response` out.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;
use web_sys::{Headers, Request, Response, ResponseInit, Url};

use super::answer::Answer;
use super::handler::{Handler, HandlerOptions};
use crate::client::World;
use crate::error::{Code, Result, TaskweaveError};
use crate::js::{CLIENT_KEYS, JsWorld, check_keys, parts, thrown};

/// Answers requests at the edge; see `createHandler`.
#[wasm_bindgen(js_name = EdgeHandler)]
pub struct EdgeHandler(Rc<State>);

/// The handler, made of options at once, or of a function of the environment at the first request:
/// that is where an edge function finds its secrets.
struct State {
    make: Option<Function>,
    ready: RefCell<Option<Rc<Ready>>>,
}

struct Ready {
    handler: Handler,
    world: JsWorld,
}

/// Makes an edge handler of options, or of a function that gives them for an environment.
#[wasm_bindgen(js_name = createHandler)]
pub fn create_handler(
    #[wasm_bindgen(unchecked_param_type = "HandlerOptions | ((env: any) => HandlerOptions)")]
    options: &JsValue,
) -> std::result::Result<EdgeHandler, JsValue> {
    let make = options.dyn_ref::<Function>().cloned();
    let ready = match &make {
        Some(_) => None,
        None => Some(Rc::new(Ready::new(options).map_err(|e| thrown(&e))?)),
    };
    Ok(EdgeHandler(Rc::new(State {
        make,
        ready: RefCell::new(ready),
    })))
}

#[wasm_bindgen(js_class = EdgeHandler)]
impl EdgeHandler {
    /// Answers a request. It never throws: what goes wrong is an answer in Rutter's shape.
    #[wasm_bindgen(unchecked_return_type = "Promise<Response>")]
    pub fn fetch(
        &self,
        request: Request,
        #[wasm_bindgen(unchecked_optional_param_type = "unknown")] env: JsValue,
        #[wasm_bindgen(js_name = ctx, unchecked_optional_param_type = "unknown")] _ctx: JsValue,
    ) -> Promise {
        let state = Rc::clone(&self.0);
        future_to_promise(async move {
            let answer = match state.ready(&env) {
                Ok(ready) => ready.answer(&request).await?,
                Err(error) => Answer::error(&error),
            };
            response(&answer).map(JsValue::from)
        })
    }
}

impl State {
    fn ready(&self, env: &JsValue) -> Result<Rc<Ready>> {
        if let Some(ready) = self.ready.borrow().as_ref() {
            return Ok(Rc::clone(ready));
        }
        let made = match &self.make {
            Some(make) => make.call1(&JsValue::UNDEFINED, env).map_err(|_| {
                TaskweaveError::new(
                    Code::RequestInvalid,
                    "the function given to createHandler threw",
                )
                // What it threw may quote a secret, so it is not repeated.
                .help("catch what it throws and write it to the worker's log")
            })?,
            None => JsValue::UNDEFINED,
        };
        let ready = Rc::new(Ready::new(&made)?);
        *self.ready.borrow_mut() = Some(Rc::clone(&ready));
        Ok(ready)
    }
}

impl Ready {
    fn new(options: &JsValue) -> Result<Self> {
        let known = [&CLIENT_KEYS[..], &["accessTokens"]].concat();
        check_keys("the handler", options, &known)?;
        let (parts, client) = parts(options)?;
        Ok(Self {
            handler: Handler::new(HandlerOptions {
                connections: parts.connections,
                access_tokens: parts.access_tokens,
                client,
            })?,
            world: JsWorld::from_options(options)?,
        })
    }

    async fn answer(&self, request: &Request) -> std::result::Result<Answer, JsValue> {
        let url = Url::new(&request.url())?;
        let transport = self.world.transport(&JsValue::UNDEFINED);
        let (transport, now) = match (transport, self.world.now()) {
            (Ok(transport), Ok(now)) => (transport, now),
            (Err(error), _) | (_, Err(error)) => return Ok(Answer::error(&error)),
        };
        let world = World {
            transport: &transport,
            now,
        };
        let query = url.search();
        let query = query.strip_prefix('?').unwrap_or(&query);
        Ok(self
            .handler
            .answer(world, &request.method(), &url.pathname(), query)
            .await)
    }
}

fn response(answer: &Answer) -> std::result::Result<Response, JsValue> {
    let headers = Headers::new()?;
    // Access is by token alone, never by cookie, so any page may ask.
    headers.set("Access-Control-Allow-Origin", "*")?;
    headers.set("Cache-Control", "no-store")?;
    for (name, value) in &answer.headers {
        headers.set(name, value)?;
    }
    let init = ResponseInit::new();
    init.set_status(answer.status);
    init.set_headers(&headers);
    if answer.body.is_empty() {
        return Response::new_with_opt_str_and_init(None, &init);
    }
    headers.set("Content-Type", "application/json; charset=utf-8")?;
    Response::new_with_opt_str_and_init(Some(&answer.body), &init)
}
