//! The client, direct or through an edge handler.

use std::rc::Rc;

use js_sys::Promise;
use serde::Deserialize;
use serde_json::value::RawValue;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{check_keys, property, read_known, read_required, thrown, to_js};
use super::options::stores;
use super::options::{CLIENT_KEYS, JsWorld, parts, world};
use super::promise;
use super::stream::TaskStream;
use crate::client::{Client, GetRequest, ListRequest, RemoteClient};
use crate::error::{Code, Result, TaskweaveError};
use crate::http::Secret;

/// A client of connections, or of an edge handler that has them.
#[wasm_bindgen(js_name = Client)]
pub struct JsClient(pub(super) Rc<Inner>);

pub(super) struct Inner {
    pub(super) way: Way,
    pub(super) world: JsWorld,
}

pub(super) enum Way {
    Direct(Box<Client>),
    Remote(RemoteClient),
}

/// Where an edge handler stands.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Endpoint {
    endpoint: String,
    access_tokens: Vec<Secret>,
}

#[wasm_bindgen(js_class = Client)]
impl JsClient {
    /// A client; its options are checked.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "ClientOptions | RemoteOptions")] options: JsValue,
    ) -> std::result::Result<JsClient, JsValue> {
        Inner::new(&options)
            .map(|inner| Self(Rc::new(inner)))
            .map_err(|error| thrown(&error))
    }

    /// One page of tasks.
    #[wasm_bindgen(unchecked_return_type = "Promise<Page>")]
    pub fn list(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "ListRequest | null")] request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(Box::pin(async move {
            let (list, request) = list_request(request).map_err(|error| thrown(&error))?;
            inner.list(&list, &request).await
        }))
    }

    /// What `list` would do with a request, source by source. No platform is called.
    #[wasm_bindgen(unchecked_return_type = "Promise<Explanation>")]
    pub fn explain(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "ListRequest | null")] request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(Box::pin(async move {
            let (list, request) = list_request(request).map_err(|error| thrown(&error))?;
            inner.explain(&list, &request).await
        }))
    }

    /// All tasks, page by page; to be read with `for await`.
    #[wasm_bindgen(unchecked_return_type = "TaskWalk")]
    pub fn tasks(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "ListRequest | null")] request: JsValue,
    ) -> std::result::Result<TaskStream, JsValue> {
        let (list, request) = list_request(request).map_err(|error| thrown(&error))?;
        TaskStream::new(Rc::clone(&self.0), list, &request).map_err(|error| thrown(&error))
    }

    /// One task.
    #[wasm_bindgen(unchecked_return_type = "Promise<{ task: Task; warnings: Warning[] }>")]
    pub fn get(
        &self,
        id: String,
        #[wasm_bindgen(unchecked_optional_param_type = "GetRequest | null")] request: JsValue,
    ) -> Promise {
        let inner = Rc::clone(&self.0);
        promise(Box::pin(async move { inner.get(&id, request).await }))
    }
}

/// The names of the options of a list. Its signal is the transport's; see `JsWorld::transport`.
const LIST_KEYS: [&str; 14] = [
    "connections",
    "filter",
    "sort",
    "limit",
    "cursor",
    "expand",
    "onError",
    "order",
    "forceFetch",
    "utcOffsetMinutes",
    "updatedAtMin",
    "updatedAtMax",
    "lastSyncedAtMin",
    "signal",
];

/// The names of the options of a get.
const GET_KEYS: [&str; 4] = ["connections", "idType", "expand", "signal"];

/// The request as a shape of ours, and as it came, for its signal.
pub(super) fn list_request(request: JsValue) -> Result<(ListRequest, JsValue)> {
    let list = read_known("the request", request.clone(), &LIST_KEYS)?;
    Ok((list, request))
}

impl Inner {
    fn new(options: &JsValue) -> Result<Self> {
        let is_remote = options.is_object() && !property(options, "endpoint").is_undefined();
        if is_remote {
            check_keys(
                "the client",
                options,
                &["endpoint", "accessTokens", "fetch", "now"],
            )?;
            let Endpoint {
                endpoint,
                access_tokens,
            } = read_required("the options of the client", options.clone())?;
            return Ok(Self {
                way: Way::Remote(RemoteClient::new(&endpoint, access_tokens)?),
                world: JsWorld::from_options(options)?,
            });
        }
        check_keys("the client", options, &CLIENT_KEYS)?;
        if property(options, "connections").is_undefined() {
            return Err(
                TaskweaveError::new(Code::RequestInvalid, "the client has no connections").help(
                    "pass `connections`, or `endpoint` and `accessTokens` of an edge handler",
                ),
            );
        }
        let (parts, client) = parts(options)?;
        Ok(Self {
            way: Way::Direct(Box::new(Client::with_stores(
                parts.connections,
                client,
                stores(options)?,
            )?)),
            world: JsWorld::from_options(options)?,
        })
    }

    /// A page as JavaScript data.
    pub(super) async fn list(
        &self,
        list: &ListRequest,
        request: &JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        let transport = self.world.transport(request).map_err(|e| thrown(&e))?;
        let now = self.world.now().map_err(|e| thrown(&e))?;
        let world = world(&transport, now);
        match &self.way {
            Way::Direct(client) => match client.list(world, list).await {
                Ok(page) => to_js(&page),
                Err(error) => Err(thrown(&error)),
            },
            Way::Remote(client) => raw(client.list(world, list).await),
        }
    }

    async fn explain(
        &self,
        list: &ListRequest,
        request: &JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        let transport = self.world.transport(request).map_err(|e| thrown(&e))?;
        let now = self.world.now().map_err(|e| thrown(&e))?;
        let world = world(&transport, now);
        match &self.way {
            Way::Direct(client) => match client.explain(world, list) {
                Ok(explanation) => to_js(&explanation),
                Err(error) => Err(thrown(&error)),
            },
            Way::Remote(client) => raw(client.explain(world, list).await),
        }
    }

    async fn get(&self, id: &str, request: JsValue) -> std::result::Result<JsValue, JsValue> {
        let transport = self.world.transport(&request).map_err(|e| thrown(&e))?;
        let now = self.world.now().map_err(|e| thrown(&e))?;
        let world = world(&transport, now);
        let get: GetRequest =
            read_known("the request", request, &GET_KEYS).map_err(|error| thrown(&error))?;
        match &self.way {
            Way::Direct(client) => match client.get(world, id, &get).await {
                Ok(answer) => to_js(&answer),
                Err(error) => Err(thrown(&error)),
            },
            Way::Remote(client) => raw(client.get(world, id, &get).await),
        }
    }
}

pub(super) fn raw(answer: Result<Box<RawValue>>) -> std::result::Result<JsValue, JsValue> {
    match answer {
        Ok(json) => js_sys::JSON::parse(json.get()),
        Err(error) => Err(thrown(&error)),
    }
}
