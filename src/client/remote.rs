//! A client of an edge handler: a browser needs one in between, since the platforms send no CORS headers.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::changes::ChangesRequest;
use super::request::{GetRequest, IdType, ListRequest, OneOrMany, WriteRequest};
use super::{Since, World};
use crate::error::{Code, Result, Span, TaskweaveError};
use crate::http::{Budget, IDEMPOTENCY_KEY, Method, Request, Response, Secret};
use crate::platforms::Platform;

/// Asks an edge handler instead of the platforms.
pub struct RemoteClient {
    endpoint: String,
    access_tokens: Vec<Secret>,
}

/// An error in Rutter's shape, as the edge handler writes it.
#[derive(Deserialize)]
struct RemoteError {
    error_code: String,
    error_message: String,
    #[serde(default)]
    error_metadata: RemoteMetadata,
}

#[derive(Default, Deserialize)]
struct RemoteMetadata {
    #[serde(default)]
    help: Option<String>,
    #[serde(default)]
    span: Option<Span>,
    #[serde(default)]
    platform: Option<Platform>,
    #[serde(default)]
    connection_id: Option<String>,
    #[serde(default)]
    retryable: bool,
    #[serde(default)]
    retry_after: Option<u64>,
    #[serde(default)]
    platform_code: Option<String>,
    #[serde(default)]
    platform_message: Option<String>,
    #[serde(default)]
    applied: Option<Vec<String>>,
}

impl RemoteClient {
    /// A client of the handler at `endpoint`, for the connections of these access tokens.
    ///
    /// # Errors
    /// `request_invalid` if the endpoint is no `http` or `https` URL without query or fragment.
    pub fn new(endpoint: &str, access_tokens: Vec<Secret>) -> Result<Self> {
        let sound = ["https://", "http://"]
            .iter()
            .any(|scheme| endpoint.len() > scheme.len() && endpoint.starts_with(scheme))
            && !endpoint.contains(['?', '#', '@', ' ']);
        if !sound {
            return Err(TaskweaveError::new(
                Code::RequestInvalid,
                "`endpoint` is not the URL of an edge handler",
            )
            .help("write it as `https://tasks.example.com`, without query or fragment"));
        }
        if access_tokens.is_empty() {
            return Err(
                TaskweaveError::new(Code::RequestInvalid, "`accessTokens` is empty")
                    .help("give the access token of at least one connection"),
            );
        }
        Ok(Self {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            access_tokens,
        })
    }

    /// A page of tasks, as the handler's JSON.
    ///
    /// # Errors
    /// What the handler says, as the error it was there.
    pub async fn list(&self, world: World<'_>, request: &ListRequest) -> Result<Box<RawValue>> {
        self.tasks(world, request, None).await
    }

    /// What the handler would do for a page of tasks, as its JSON. It calls no platform.
    ///
    /// # Errors
    /// What the handler says, as the error it was there.
    pub async fn explain(&self, world: World<'_>, request: &ListRequest) -> Result<Box<RawValue>> {
        self.tasks(world, request, Some("true".to_owned())).await
    }

    /// The number of tasks, as the handler's JSON.
    ///
    /// # Errors
    /// What the handler says, as the error it was there.
    pub async fn count(&self, world: World<'_>, request: &ListRequest) -> Result<Box<RawValue>> {
        let request = ListRequest {
            sort: None,
            cursor: None,
            limit: None,
            expand: None,
            ..request.clone()
        };
        self.walk(world, &["tasks", "count"], &request, None).await
    }

    /// What changed, as the handler's JSON.
    ///
    /// # Errors
    /// What the handler says, as the error it was there.
    pub async fn changes_since(
        &self,
        world: World<'_>,
        since: &Since,
        request: &ChangesRequest,
    ) -> Result<Box<RawValue>> {
        refuse_connections(request.connections.as_deref())?;
        let (name, since) = match since {
            Since::Instant(instant) => ("since", instant.to_string()),
            Since::Cursor(cursor) => ("cursor", cursor.clone()),
        };
        let integer = |value: Option<i64>| value.map(|value| value.to_string());
        let limit = request.limit.as_ref().map(|limit| limit.0.clone());
        let parameters = [
            (name, Some(since)),
            ("filter", request.filter.clone()),
            ("limit", limit),
            ("expand", words(request.expand.as_ref())),
            ("on_error", request.on_error.clone()),
            ("utc_offset_minutes", integer(request.utc_offset_minutes)),
            ("overlap_ms", integer(request.overlap_ms)),
        ];
        self.ask(world, &["tasks", "changes"], parameters).await
    }

    /// The jobs of a customer, as the handler's JSON.
    ///
    /// # Errors
    /// What the handler says, as the error it was there.
    pub async fn jobs(
        &self,
        world: World<'_>,
        connection_id: &str,
        customer_id: &str,
    ) -> Result<Box<RawValue>> {
        let parameters = [
            ("connection_id", Some(connection_id.to_owned())),
            ("customer_id", Some(customer_id.to_owned())),
        ];
        self.ask(world, &["jobs"], parameters).await
    }

    /// What the connections can do, as the handler's JSON.
    ///
    /// # Errors
    /// What the handler says, as the error it was there.
    pub async fn capabilities(&self, world: World<'_>) -> Result<Box<RawValue>> {
        self.ask(world, &["capabilities"], []).await
    }

    /// A write, as the handler's JSON. `body` is what the route takes; `connection_id` names the
    /// connection of a new task.
    ///
    /// # Errors
    /// What the handler says, as the error it was there; `outcome_unknown` where no answer came.
    pub async fn write(
        &self,
        world: World<'_>,
        method: Method,
        path: &[&str],
        connection_id: Option<&str>,
        body: Option<&serde_json::Value>,
        request: &WriteRequest,
    ) -> Result<Box<RawValue>> {
        refuse_connections(request.connections.as_deref())?;
        let mut call = Request::new(method, &self.endpoint, path);
        let expand = words(request.expand.as_ref());
        for (name, value) in [
            ("connection_id", connection_id),
            ("expand", expand.as_deref()),
        ] {
            if let Some(value) = value {
                call = call.query(name, value);
            }
        }
        if let Some(key) = &request.idempotency_key {
            call = call.header(IDEMPOTENCY_KEY, key.as_str());
        }
        if let Some(body) = body {
            call = call.json(body);
        }
        let sent = self.send(world, call).await;
        sent.map_err(|mut error| {
            // What the handler itself says of the network, it says of calls that did nothing.
            let is_lost = match (error.code, error.status) {
                (Code::Network | Code::PageTooLarge, status) => status.is_none(),
                // Something between has lost the handler or its answer; what refuses did nothing.
                (Code::PageInvalid, Some(status)) => (200..300).contains(&status) || status >= 500,
                _ => false,
            };
            if is_lost {
                error.code = Code::OutcomeUnknown;
                error.retryable = false;
                error.help = Some("look whether it was done before you ask again".to_owned());
            }
            error
        })
    }

    async fn tasks(
        &self,
        world: World<'_>,
        request: &ListRequest,
        explain: Option<String>,
    ) -> Result<Box<RawValue>> {
        self.walk(world, &["tasks"], request, explain).await
    }

    async fn walk(
        &self,
        world: World<'_>,
        path: &[&str],
        request: &ListRequest,
        explain: Option<String>,
    ) -> Result<Box<RawValue>> {
        refuse_connections(request.connections.as_deref())?;
        let limit = request.limit.as_ref().map(|limit| limit.0.clone());
        let force = request.force_fetch.map(|force| force.to_string());
        let integer = |value: Option<i64>| value.map(|value| value.to_string());
        let parameters = [
            ("explain", explain),
            ("filter", request.filter.clone()),
            ("sort", request.sort.clone()),
            ("limit", limit),
            ("cursor", request.cursor.clone()),
            ("expand", words(request.expand.as_ref())),
            ("on_error", request.on_error.clone()),
            ("order", request.order.clone()),
            ("force_fetch", force),
            ("utc_offset_minutes", integer(request.utc_offset_minutes)),
            ("updated_at_min", integer(request.updated_at_min)),
            ("updated_at_max", integer(request.updated_at_max)),
            ("last_synced_at_min", integer(request.last_synced_at_min)),
        ];
        self.ask(world, path, parameters).await
    }

    /// One task, as the handler's JSON.
    ///
    /// # Errors
    /// What the handler says, as the error it was there.
    pub async fn get(
        &self,
        world: World<'_>,
        id: &str,
        request: &GetRequest,
    ) -> Result<Box<RawValue>> {
        refuse_connections(request.connections.as_deref())?;
        let id_type = match request.id_type {
            IdType::Rutter => None,
            IdType::Platform => Some("platform".to_owned()),
        };
        let parameters = [
            ("id_type", id_type),
            ("expand", words(request.expand.as_ref())),
        ];
        self.ask(world, &["tasks", id], parameters).await
    }

    async fn ask<const N: usize>(
        &self,
        world: World<'_>,
        path: &[&str],
        parameters: [(&str, Option<String>); N],
    ) -> Result<Box<RawValue>> {
        let mut request = Request::new(Method::Get, &self.endpoint, path);
        for (name, value) in parameters {
            if let Some(value) = value {
                request = request.query(name, &value);
            }
        }
        self.send(world, request).await
    }

    async fn send(&self, world: World<'_>, mut request: Request) -> Result<Box<RawValue>> {
        for token in &self.access_tokens {
            request = request.secret_query("access_token", token.clone());
        }
        let response = world
            .transport
            .send(request, Budget::default().page_bytes)
            .await?;
        if !response.is_success() {
            return Err(failure(&response));
        }
        serde_json::from_slice(&response.body).map_err(|_| not_a_handler(&response))
    }
}

/// The handler knows connections by their tokens alone.
fn refuse_connections(connections: Option<&[String]>) -> Result<()> {
    if connections.is_none() {
        return Ok(());
    }
    Err(TaskweaveError::new(
        Code::RequestInvalid,
        "a client of an edge handler reads the connections of its access tokens",
    )
    .help("leave `connections` out, and make a client with the tokens that are wanted"))
}

fn words(expand: Option<&OneOrMany>) -> Option<String> {
    expand.map(|expand| match expand {
        OneOrMany::One(one) => one.clone(),
        OneOrMany::Many(many) => many.join(","),
    })
}

fn failure(response: &Response) -> TaskweaveError {
    let Ok(remote) = serde_json::from_slice::<RemoteError>(&response.body) else {
        return not_a_handler(response);
    };
    let word = remote.error_code.to_ascii_lowercase();
    let code = serde_json::from_value(word.into()).unwrap_or(Code::PlatformError);
    let metadata = remote.error_metadata;
    let mut error = TaskweaveError::new(code, remote.error_message);
    error.help = metadata.help;
    error.span = metadata.span;
    error.platform = metadata.platform;
    error.connection_id = metadata.connection_id;
    error.retryable = metadata.retryable;
    error.retry_after = metadata.retry_after;
    error.platform_code = metadata.platform_code;
    error.platform_message = metadata.platform_message;
    error.applied = metadata.applied;
    error.status = Some(response.status);
    error
}

fn not_a_handler(response: &Response) -> TaskweaveError {
    let mut error = TaskweaveError::new(
        Code::PageInvalid,
        "what stands at `endpoint` does not answer as an edge handler",
    )
    .help("check the URL; `GET /health` of a handler answers `{\"status\":\"ok\"}`");
    error.status = Some(response.status);
    error
}
