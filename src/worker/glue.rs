//! The last step: a web `Request` in, a web `Response` out.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, ReadableStreamDefaultReader, Request, Response, ResponseInit, Url};

use super::answer::Answer;
use super::handler::{Handler, HandlerOptions, Incoming};
use crate::client::World;
use crate::error::{Code, Result, TaskweaveError};
use crate::http::{FetchTransport, IDEMPOTENCY_KEY};
use crate::js::{CLIENT_KEYS, JsWorld, check_keys, parts, promise, stores, thrown};

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
        #[wasm_bindgen(js_name = ctx, unchecked_optional_param_type = "unknown")] ctx: JsValue,
    ) -> Promise {
        let state = Rc::clone(&self.0);
        let wait_until = wait_until(&ctx);
        let is_read = matches!(request.method().as_str(), "GET" | "HEAD" | "OPTIONS");
        let keep = wait_until.clone().filter(|_| !is_read);
        let promise = promise(Box::pin(async move {
            let answer = match state.ready(&env) {
                Ok(ready) => ready.answer(&request, wait_until).await?,
                Err(error) => Answer::error(&error),
            };
            response(&answer).map(JsValue::from)
        }));
        if let Some(keep) = keep {
            // A write of several calls is not to stop between them because its caller has gone.
            let _ = keep.call1(&JsValue::UNDEFINED, &promise);
        }
        promise
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
                stores: stores(options)?,
            })?,
            world: JsWorld::from_options(options)?,
        })
    }

    async fn answer(
        &self,
        request: &Request,
        wait_until: Option<Function>,
    ) -> std::result::Result<Answer, JsValue> {
        let url = Url::new(&request.url())?;
        let transport = self.world.transport(&JsValue::UNDEFINED);
        let (transport, now) = match (transport, self.world.now()) {
            (Ok(transport), Ok(now)) => (
                FetchTransport {
                    wait_until,
                    ..transport
                },
                now,
            ),
            (Err(error), _) | (_, Err(error)) => return Ok(Answer::error(&error)),
        };
        let world = World {
            transport: &transport,
            now,
        };
        let query = url.search();
        let body = match body(request).await? {
            Ok(body) => body,
            Err(error) => return Ok(Answer::error(&error)),
        };
        let (method, path) = (request.method(), url.pathname());
        let key = request.headers().get(IDEMPOTENCY_KEY)?;
        let incoming = Incoming {
            method: &method,
            path: &path,
            query: query.strip_prefix('?').unwrap_or(&query),
            idempotency_key: key.as_deref(),
            body: &body,
        };
        Ok(self.handler.answer(world, &incoming).await)
    }
}

/// What keeps an edge function's request going when its answer is given or its caller has gone.
fn wait_until(ctx: &JsValue) -> Option<Function> {
    let method = Reflect::get(ctx, &"waitUntil".into()).ok()?;
    Some(method.dyn_ref::<Function>()?.bind0(ctx))
}

/// A body has no more bytes.
const MAX_BODY: usize = 1 << 20;

/// The body of a request as text, no more of it than a body may have.
async fn body(request: &Request) -> std::result::Result<Result<String>, JsValue> {
    let Some(stream) = request.body() else {
        return Ok(Ok(String::new()));
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            break;
        }
        let chunk = Uint8Array::new(&Reflect::get(&chunk, &"value".into())?);
        if bytes.len() + chunk.length() as usize > MAX_BODY {
            // The rest is not wanted, and whether its sender hears of it does not matter.
            let _ = reader.cancel();
            return Ok(Err(TaskweaveError::new(
                Code::RequestInvalid,
                format!("the body has more than {MAX_BODY} bytes"),
            )));
        }
        bytes.extend(chunk.to_vec());
    }
    Ok(String::from_utf8(bytes).map_err(|_| {
        TaskweaveError::new(Code::RequestInvalid, "the body is not UTF-8")
            .help("write JSON in UTF-8")
    }))
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
