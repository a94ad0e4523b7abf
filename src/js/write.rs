//! The client's writes, and what some platforms have besides tasks.

use std::future::Future;
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use js_sys::Promise;
use serde::Serialize;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::client::{Inner, JsClient, Way, list_request, raw};
use super::convert::{check_keys, json_of, read_known, thrown, to_js};
use super::options::world;
use crate::client::{RawRequest, World, WriteRequest};
use crate::error::{Code, Result, TaskweaveError};
use crate::http::Method;
use crate::task::{TaskDraft, TaskPatch};

/// The names of what goes with a write. Its signal is the transport's; see `JsWorld::transport`.
const WRITE_KEYS: [&str; 4] = ["connections", "expand", "idempotencyKey", "signal"];
/// The names of what goes with a call that is neither a list nor a write.
const PLAIN_KEYS: [&str; 1] = ["signal"];
/// The names of a call that is passed through.
const RAW_KEYS: [&str; 4] = ["method", "path", "query", "body"];

#[wasm_bindgen(js_class = Client)]
impl JsClient {
    /// Creates a task on a connection and reads it back.
    #[wasm_bindgen(unchecked_return_type = "Promise<WriteAnswer>")]
    pub fn create(
        &self,
        #[wasm_bindgen(js_name = connectionId)] connection_id: String,
        #[wasm_bindgen(unchecked_param_type = "TaskDraft")] draft: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "WriteRequest | null")] request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(async move {
            let draft = json_of("the draft", &draft)?;
            // What is wrong with it is said here, not after a way to the edge and back.
            let checked = TaskDraft::read(draft.clone())?;
            let write = write_request(&request)?;
            let body = json!({ "task": draft });
            inner
                .act(
                    &request,
                    async |client, world| {
                        client.create(world, &connection_id, &checked, &write).await
                    },
                    Remote {
                        method: Method::Post,
                        path: &["tasks"],
                        connection_id: Some(&connection_id),
                        body: Some(&body),
                        write: &write,
                    },
                )
                .await
        })
    }

    /// Changes fields of a task and reads it back; what the patch does not name stays as it is.
    #[wasm_bindgen(unchecked_return_type = "Promise<WriteAnswer>")]
    pub fn update(
        &self,
        id: String,
        #[wasm_bindgen(unchecked_param_type = "TaskPatch")] patch: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "WriteRequest | null")] request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(async move {
            let patch = json_of("the patch", &patch)?;
            let checked = TaskPatch::read(patch.clone())?;
            let write = write_request(&request)?;
            let body = json!({ "task": patch });
            inner
                .act(
                    &request,
                    async |client, world| client.update(world, &id, &checked, &write).await,
                    Remote {
                        method: Method::Patch,
                        path: &["tasks", &id],
                        connection_id: None,
                        body: Some(&body),
                        write: &write,
                    },
                )
                .await
        })
    }

    /// Deletes a task, where the platform can.
    #[wasm_bindgen(unchecked_return_type = "Promise<WriteAnswer>")]
    pub fn delete(
        &self,
        id: String,
        #[wasm_bindgen(unchecked_optional_param_type = "WriteRequest | null")] request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(async move {
            let write = write_request(&request)?;
            inner
                .act(
                    &request,
                    async |client, world| client.delete(world, &id, &write).await,
                    Remote {
                        method: Method::Delete,
                        path: &["tasks", &id],
                        connection_id: None,
                        body: None,
                        write: &write,
                    },
                )
                .await
        })
    }

    /// Tells people of a task, in one of the platform's ways. It has real effects and is never
    /// repeated by itself.
    #[wasm_bindgen(unchecked_return_type = "Promise<WriteAnswer>")]
    pub fn notify(
        &self,
        id: String,
        #[wasm_bindgen(unchecked_param_type = "NotifyKind")] kind: String,
        #[wasm_bindgen(unchecked_optional_param_type = "WriteRequest | null")] request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(async move {
            let write = write_request(&request)?;
            let body = json!({ "kind": kind });
            inner
                .act(
                    &request,
                    async |client, world| client.notify(world, &id, &kind, &write).await,
                    Remote {
                        method: Method::Post,
                        path: &["tasks", &id, "notify"],
                        connection_id: None,
                        body: Some(&body),
                        write: &write,
                    },
                )
                .await
        })
    }

    /// The number of tasks that a list would give.
    #[wasm_bindgen(unchecked_return_type = "Promise<CountAnswer>")]
    pub fn count(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "ListRequest | null")] request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(async move {
            let (list, request) = list_request(request)?;
            inner
                .besides(
                    &request,
                    async |client, world| client.count(world, &list).await,
                    async |client, world| client.count(world, &list).await,
                )
                .await
        })
    }

    /// The jobs of a customer that tasks can be created on, where the platform has such a list.
    #[wasm_bindgen(unchecked_return_type = "Promise<{ jobs: Job[] }>")]
    pub fn jobs(
        &self,
        #[wasm_bindgen(js_name = connectionId)] connection_id: String,
        #[wasm_bindgen(js_name = customerId)] customer_id: String,
        #[wasm_bindgen(unchecked_optional_param_type = "{ signal?: AbortSignal } | null")]
        request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(async move {
            check_keys("the request", &request, &PLAIN_KEYS)?;
            inner
                .besides(
                    &request,
                    async |client, world| client.jobs(world, &connection_id, &customer_id).await,
                    async |client, world| client.jobs(world, &connection_id, &customer_id).await,
                )
                .await
        })
    }

    /// A call to the platform as it is written here, with the connection's credentials and limits.
    #[wasm_bindgen(unchecked_return_type = "Promise<RawAnswer>")]
    pub fn raw(
        &self,
        #[wasm_bindgen(js_name = connectionId)] connection_id: String,
        #[wasm_bindgen(unchecked_param_type = "RawCall")] call: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ signal?: AbortSignal } | null")]
        request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(async move {
            check_keys("the call", &call, &RAW_KEYS)?;
            check_keys("the request", &request, &PLAIN_KEYS)?;
            let call: RawRequest =
                serde_json::from_value(json_of("the call", &call)?).map_err(|error| {
                    TaskweaveError::new(Code::RequestInvalid, format!("the call: {error}"))
                        .help("write `{ method, path, query, body }`")
                })?;
            inner
                .besides(
                    &request,
                    async |client, world| client.raw(world, &connection_id, &call).await,
                    async |_, _| {
                        Err(TaskweaveError::new(
                            Code::Unsupported,
                            "an edge handler passes no calls through",
                        )
                        .help("make a client of `connections` where the platforms can be reached"))
                    },
                )
                .await
        })
    }

    /// What each connection can do: operations, fields, limits, and how sure each fact is.
    #[wasm_bindgen(unchecked_return_type = "Promise<{ capabilities: ConnectionCapabilities[] }>")]
    pub fn capabilities(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "{ signal?: AbortSignal } | null")]
        request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(async move {
            check_keys("the request", &request, &PLAIN_KEYS)?;
            inner
                .besides(
                    &request,
                    async |client, _| Ok(json!({ "capabilities": client.capabilities(None)? })),
                    async |client, world| client.capabilities(world).await,
                )
                .await
        })
    }
}

/// How a write is put to an edge handler.
struct Remote<'a> {
    method: Method,
    path: &'a [&'a str],
    connection_id: Option<&'a str>,
    body: Option<&'a Value>,
    write: &'a WriteRequest,
}

impl Inner {
    /// A write, here or at the edge.
    async fn act<T: Serialize>(
        &self,
        request: &JsValue,
        direct: impl AsyncFnOnce(&crate::client::Client, World<'_>) -> Result<T>,
        remote: Remote<'_>,
    ) -> Result<Json> {
        self.besides(request, direct, async |client, world| {
            let Remote {
                method,
                path,
                connection_id,
                body,
                write,
            } = remote;
            client
                .write(world, method, path, connection_id, body, write)
                .await
        })
        .await
    }

    /// A call, here or at the edge.
    async fn besides<T: Serialize>(
        &self,
        request: &JsValue,
        direct: impl AsyncFnOnce(&crate::client::Client, World<'_>) -> Result<T>,
        remote: impl AsyncFnOnce(
            &crate::client::RemoteClient,
            World<'_>,
        ) -> Result<Box<serde_json::value::RawValue>>,
    ) -> Result<Json> {
        let transport = self.world.transport(request)?;
        let world = world(&transport, self.world.now()?);
        Ok(match &self.way {
            Way::Direct(client) => Json(to_js(&direct(client, world).await?)),
            Way::Remote(client) => Json(raw(Ok(remote(client, world).await?))),
        })
    }
}

/// A value on its way out.
struct Json(std::result::Result<JsValue, JsValue>);

fn promise(work: impl Future<Output = Result<Json>> + 'static) -> Promise {
    answered(Box::pin(work))
}

fn answered(work: LocalBoxFuture<'static, Result<Json>>) -> Promise {
    super::promise(Box::pin(async move {
        match work.await {
            Ok(json) => json.0,
            Err(error) => Err(thrown(&error)),
        }
    }))
}

fn write_request(request: &JsValue) -> Result<WriteRequest> {
    read_known("the request", request.clone(), &WRITE_KEYS)
}
