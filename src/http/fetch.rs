//! The transport of the web platform: `fetch`, its own through gloo-net or one that the caller gives.

use std::pin::pin;
use std::rc::Rc;

use futures_util::FutureExt as _;
use futures_util::future::{Either, LocalBoxFuture, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, RequestRedirect};

use super::chunks::Chunks;
use super::transport::too_large;
use super::{Method, Request, Response, Transport};
use crate::error::{Code, Result, TaskweaveError};
use crate::task::Timestamp;

/// A timer waits no longer, in milliseconds: beyond it, engines fire at once.
const LONGEST_MS: u32 = i32::MAX.unsigned_abs();
/// How long a moment is, in milliseconds; see [`Transport::glance`].
const GLANCE_MS: u32 = 20;

/// Sends requests through `fetch`.
#[derive(Clone, Default)]
pub struct FetchTransport {
    /// Called instead of the platform's `fetch`, with a `Request`; gives a promise of a `Response`.
    pub fetch: Option<Function>,
    /// Ends all requests when it fires.
    pub signal: Option<AbortSignal>,
    /// Called instead of the engine's clock; gives milliseconds since 1970.
    pub now: Option<Function>,
    /// Called instead of the engine's timer, with milliseconds and the signal; gives a promise.
    pub sleep: Option<Function>,
    /// Told the promise of work that is to go on when its request is over: `waitUntil` of an edge
    /// function's context.
    pub wait_until: Option<Function>,
}

impl Transport for FetchTransport {
    fn send(&self, request: Request, max_bytes: usize) -> LocalBoxFuture<'_, Result<Response>> {
        let credentials = request.credentials();
        Box::pin(async move {
            // A caller's `fetch` may not heed the signal of its request.
            let outcome = self.unless_aborted(self.exchange(request, max_bytes)).await;
            outcome.map_err(|mut error| {
                // The engine's words, and a caller's `fetch`, may repeat a header or the URL.
                for credential in &credentials {
                    error.message = error.message.replace(credential, "***");
                }
                error
            })
        })
    }

    fn sleep(&self, millis: u64) -> LocalBoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let Some(sleep) = &self.sleep else {
                let millis = u32::try_from(millis).unwrap_or(u32::MAX).min(LONGEST_MS);
                return self
                    .unless_aborted(TimeoutFuture::new(millis).map(Ok))
                    .await;
            };
            let slept = self
                .unless_aborted(self.sleep_by(sleep, millis).map(Ok))
                .await?;
            // A function that ends its wait by an error has its reason where the signal has fired.
            match slept {
                _ if self.is_aborted() => Err(aborted()),
                Ok(_) => Ok(()),
                Err(_) => Err(TaskweaveError::new(
                    Code::RequestInvalid,
                    "the function `sleep` failed",
                )
                .help("give a function of milliseconds and a signal that returns a promise")),
            }
        })
    }

    fn now(&self) -> Timestamp {
        let given = self.now.as_ref().and_then(|now| {
            let value = now.call0(&JsValue::UNDEFINED).ok()?;
            let date = value.dyn_ref::<js_sys::Date>().map(js_sys::Date::get_time);
            value.as_f64().or(date).filter(|millis| millis.is_finite())
        });
        #[expect(clippy::cast_possible_truncation, reason = "years of four digits fit")]
        Timestamp::from_millis(given.unwrap_or_else(js_sys::Date::now) as i64).unwrap_or_default()
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }

    fn detached(&self) -> Rc<dyn Transport> {
        Rc::new(Self {
            signal: None,
            ..self.clone()
        })
    }

    fn spawn(&self, work: LocalBoxFuture<'static, ()>) {
        let promise = crate::js::promise(Box::pin(async move {
            work.await;
            Ok(JsValue::UNDEFINED)
        }));
        if let Some(wait_until) = &self.wait_until {
            // Where it is refused, the work goes on as long as the engine lets it.
            let _ = wait_until.call1(&JsValue::UNDEFINED, &promise);
        }
    }

    fn glance(&self) -> LocalBoxFuture<'_, Result<()>> {
        Box::pin(async move {
            self.unless_aborted(TimeoutFuture::new(GLANCE_MS).map(Ok))
                .await
        })
    }
}

/// The error of a request that its caller ended.
pub(crate) fn aborted() -> TaskweaveError {
    TaskweaveError::new(Code::Aborted, "the caller's signal ended the request")
}

/// Hears of a signal that fires, until it is dropped.
struct Listener<'a> {
    signal: &'a AbortSignal,
    fired: Promise,
    resolve: Option<Function>,
}

impl<'a> Listener<'a> {
    fn new(signal: &'a AbortSignal) -> Self {
        let mut resolve = None;
        let fired = Promise::new(&mut |settle, _| resolve = Some(settle));
        if let Some(resolve) = &resolve {
            // Only what is no signal at all would refuse.
            let _ = signal.add_event_listener_with_callback("abort", resolve);
        }
        Self {
            signal,
            fired,
            resolve,
        }
    }
}

impl Drop for Listener<'_> {
    fn drop(&mut self) {
        // A signal may outlive many requests.
        if let Some(resolve) = &self.resolve {
            let _ = self
                .signal
                .remove_event_listener_with_callback("abort", resolve);
        }
    }
}

/// A `fetch` under way: ended where the work that waits for it is given up, whoever gives it up, so that
/// no more are under way than the budget lets.
struct UnderWay(Option<AbortController>);

impl UnderWay {
    fn new() -> Self {
        // Only an engine without the class would refuse.
        Self(AbortController::new().ok())
    }

    fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }

    fn finish(mut self) {
        self.0 = None;
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

impl FetchTransport {
    /// The outcome of work, or that the signal has fired meanwhile.
    async fn unless_aborted<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let Some(signal) = &self.signal else {
            return work.await;
        };
        if signal.aborted() {
            return Err(aborted());
        }
        let listener = Listener::new(signal);
        let fired = JsFuture::from(listener.fired.clone());
        match select(pin!(work), fired).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(_) => Err(aborted()),
        }
    }

    fn is_aborted(&self) -> bool {
        self.signal.as_ref().is_some_and(AbortSignal::aborted)
    }

    async fn sleep_by(
        &self,
        sleep: &Function,
        millis: u64,
    ) -> std::result::Result<JsValue, JsValue> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a wait is far below 2^53 milliseconds"
        )]
        let millis = JsValue::from_f64(millis as f64);
        let signal = self
            .signal
            .as_ref()
            .map_or(JsValue::UNDEFINED, JsValue::from);
        let promise = sleep.call2(&JsValue::UNDEFINED, &millis, &signal)?;
        JsFuture::from(Promise::resolve(&promise)).await
    }

    async fn exchange(&self, request: Request, max_bytes: usize) -> Result<Response> {
        let under_way = UnderWay::new();
        let signal = under_way.signal();
        let request = build(request, signal.as_ref()).map_err(|error| self.failed(&error))?;
        let response = match &self.fetch {
            None => request.send().await.map(web_sys::Response::from),
            Some(fetch) => self.call(fetch, request).await,
        }
        .map_err(|error| self.failed(&error))?;
        let body = self.read(&response, max_bytes).await?;
        under_way.finish();
        Ok(Response {
            status: response.status(),
            headers: headers(&response.headers()),
            body,
        })
    }

    async fn call(
        &self,
        fetch: &Function,
        request: gloo_net::http::Request,
    ) -> std::result::Result<web_sys::Response, gloo_net::Error> {
        let request = web_sys::Request::from(request);
        let thrown = |error: JsValue| {
            gloo_net::Error::GlooError(js_sys::Error::from(error).message().into())
        };
        let answer = fetch.call1(&JsValue::UNDEFINED, &request).map_err(thrown)?;
        // `resolve` also takes a `fetch` that gives a response at once.
        let response = JsFuture::from(Promise::resolve(&answer))
            .await
            .map_err(thrown)?;
        // A `Response` of another realm or library is as good; only its shape counts.
        let has = |name: &str| js_sys::Reflect::has(&response, &name.into()).unwrap_or(false);
        let is_response = response.is_instance_of::<web_sys::Response>()
            || ["status", "headers", "body"].into_iter().all(has);
        if is_response {
            Ok(response.unchecked_into())
        } else {
            Err(gloo_net::Error::GlooError(
                "the given `fetch` gave no Response".to_owned(),
            ))
        }
    }

    /// Reads the body chunk by chunk, so that no more than the limit is ever held.
    async fn read(&self, response: &web_sys::Response, max_bytes: usize) -> Result<Vec<u8>> {
        let Some(stream) = response.body() else {
            return Ok(Vec::new());
        };
        let broken = |error: JsValue| self.broken(&error);
        let mut chunks = Chunks::of(stream);
        let mut body = Vec::new();
        while let Some(bytes) = chunks.next().await.map_err(broken)? {
            if body.len() + bytes.length() as usize > max_bytes {
                chunks.cancel();
                return Err(too_large(max_bytes));
            }
            // Most bodies come as one chunk.
            match body.is_empty() {
                true => body = bytes.to_vec(),
                false => body.extend(bytes.to_vec()),
            }
        }
        Ok(body)
    }

    fn failed(&self, error: &gloo_net::Error) -> TaskweaveError {
        self.network(&format!("the request got no answer: {error}"))
    }

    fn broken(&self, error: &JsValue) -> TaskweaveError {
        let reason = error
            .dyn_ref::<js_sys::Error>()
            .map(|error| String::from(error.message()))
            .unwrap_or_default();
        self.network(&format!("the answer broke off: {reason}"))
    }

    fn network(&self, message: &str) -> TaskweaveError {
        if self.is_aborted() {
            return aborted();
        }
        TaskweaveError::new(Code::Network, message)
            .help("try again later; in a browser, use an edge handler, since the platforms send no CORS headers")
    }
}

/// The headers of an answer, their names in lower case. As one text, since each step of their own iterator
/// would go through the engine: no name holds a comma, and no value a line break.
fn headers(headers: &web_sys::Headers) -> Vec<(String, String)> {
    let all = String::from(js_sys::Array::from(headers).join("\n"));
    all.lines()
        .filter_map(|line| line.split_once(','))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect()
}

fn build(
    request: Request,
    signal: Option<&AbortSignal>,
) -> std::result::Result<gloo_net::http::Request, gloo_net::Error> {
    let method = match request.method {
        Method::Get => gloo_net::http::Method::GET,
        Method::Post => gloo_net::http::Method::POST,
        Method::Put => gloo_net::http::Method::PUT,
        Method::Patch => gloo_net::http::Method::PATCH,
        Method::Delete => gloo_net::http::Method::DELETE,
    };
    let mut builder = gloo_net::http::RequestBuilder::new(&request.reveal_url())
        .method(method)
        // Another host must never see the credentials.
        .redirect(RequestRedirect::Manual)
        .abort_signal(signal);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    if let Some(authorization) = &request.authorization {
        builder = builder.header("Authorization", authorization.reveal());
    }
    match request.reveal_body() {
        Some(body) => builder.body(body),
        None => builder.build(),
    }
}
