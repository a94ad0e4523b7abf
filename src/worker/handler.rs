//! Routes → client → answer.

use std::collections::BTreeMap;

use serde::Serialize;

use super::answer::Answer;
use super::params::Params;
use super::route::Route;
use crate::client::{Client, ClientOptions, Stores, World};
use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::Platform;
use crate::table::Task;

/// What a handler is made of.
pub struct HandlerOptions {
    /// The connections, with their credentials.
    pub connections: Vec<serde_json::Value>,
    /// Which access token stands for which connection: token → connection id.
    pub access_tokens: BTreeMap<String, String>,
    /// What the client is told.
    pub client: ClientOptions,
    /// Where tokens and pages are kept beyond the handler's life.
    pub stores: Stores,
}

/// Answers requests for the connections that their access tokens name.
pub struct Handler {
    pub(super) client: Client,
    access_tokens: BTreeMap<String, String>,
}

/// A connection as Rutter shows it. There are no organisations here.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ConnectionView<'a> {
    id: &'a str,
    #[serde(rename = "orgId")]
    org_id: Option<&'a str>,
    platform: Platform,
}

/// What a request is made of, as plain data.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// The URL's path, as it stands there.
    pub path: &'a str,
    /// The URL's query, without the `?`.
    pub query: &'a str,
    /// The `Idempotency-Key` header.
    pub idempotency_key: Option<&'a str>,
    /// The body; empty without one.
    pub body: &'a str,
}

/// An answer beside the connections that it is of.
#[derive(Serialize)]
struct Beside<'a, T> {
    #[serde(flatten)]
    answer: &'a T,
    connection: Option<ConnectionView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connections: Option<Vec<ConnectionView<'a>>>,
}

#[derive(Serialize)]
struct TaskView<'a> {
    task: &'a Task,
    connection: Option<ConnectionView<'a>>,
    warnings: &'a [crate::error::Warning],
}

/// A token shorter than this is guessed too easily to stand for a connection.
const MIN_TOKEN: usize = 16;

impl Handler {
    /// A handler; its connections are checked.
    ///
    /// # Errors
    /// `connection_invalid` for a connection's settings, `connection_unknown` for a token of a
    /// connection that is not there, `request_invalid` for a token that is too short.
    pub fn new(options: HandlerOptions) -> Result<Self> {
        let client = Client::with_stores(options.connections, options.client, options.stores)?;
        for (token, id) in &options.access_tokens {
            if token.len() < MIN_TOKEN {
                return Err(TaskweaveError::new(
                    Code::RequestInvalid,
                    format!("the access token of `{id}` has less than {MIN_TOKEN} characters"),
                )
                .help("write a random UUID"));
            }
            client.connection(id)?;
        }
        Ok(Self {
            client,
            access_tokens: options.access_tokens,
        })
    }

    /// Answers a request.
    pub async fn answer(&self, world: World<'_>, incoming: &Incoming<'_>) -> Answer {
        let route = match Route::parse(incoming.path) {
            Ok(route) => route,
            Err(help) => return Answer::no_route(404, "there is nothing at this path", help),
        };
        let methods = match route.methods() {
            [] => String::new(),
            methods if methods.contains(&"GET") => format!("{}, HEAD", methods.join(", ")),
            methods => methods.join(", "),
        };
        let method = incoming.method;
        if method == "OPTIONS" {
            return Answer {
                status: 204,
                headers: vec![
                    ("Access-Control-Allow-Methods", methods),
                    ("Access-Control-Allow-Headers", "*".to_owned()),
                ],
                body: String::new(),
            };
        }
        let is_head = method == "HEAD";
        let wanted = if is_head { "GET" } else { method };
        if !route.methods().contains(&wanted) {
            let mut answer = Answer::no_route(
                405,
                "this path does not take this method",
                format!("use {methods}"),
            );
            answer.headers.push(("Allow", methods));
            return answer;
        }
        let params = Params::parse(incoming.query);
        let outcome = match wanted {
            "GET" => self.read(world, route, params).await,
            _ => self.write(world, route, params, incoming).await,
        };
        let mut answer = outcome.unwrap_or_else(|error| Answer::error(&error));
        if is_head {
            answer.body.clear();
        }
        answer
    }

    async fn read(&self, world: World<'_>, route: Route, mut params: Params) -> Result<Answer> {
        if route == Route::Health {
            return Ok(Answer::ok(&serde_json::json!({
                "status": "ok",
                "version": env!("CARGO_PKG_VERSION"),
            })));
        }
        let ids = self.authorized(&params.all("access_token"))?;
        match route {
            Route::Tasks => {
                let explain = params.explain()?;
                let mut request = params.list()?;
                request.connections = Some(ids.clone());
                if explain {
                    return Ok(Answer::ok(&self.client.explain(world, &request)?));
                }
                let page = self.client.list(world, &request).await?;
                Ok(Answer::ok(&self.beside(&page, &ids)?))
            }
            Route::Count => {
                let mut request = params.list()?;
                request.connections = Some(ids.clone());
                let count = self.client.count(world, &request).await?;
                Ok(Answer::ok(&self.beside(&count, &ids)?))
            }
            Route::Changes => {
                let (since, mut request) = params.changes()?;
                request.connections = Some(ids.clone());
                let page = self.client.changes_since(world, &since, &request).await?;
                Ok(Answer::ok(&self.beside(&page, &ids)?))
            }
            Route::Jobs => {
                let connection = self.only(&ids, params.one("connection_id")?.as_deref())?;
                let customer = params.jobs()?;
                let jobs = self.client.jobs(world, connection, &customer).await?;
                Ok(Answer::ok(&self.beside(&jobs, &[connection.to_owned()])?))
            }
            Route::Capabilities => {
                params.finish(&["access_token"])?;
                let capabilities = self.client.capabilities(Some(&ids))?;
                Ok(Answer::ok(
                    &serde_json::json!({ "capabilities": capabilities }),
                ))
            }
            Route::Task(id) => {
                let mut request = params.get()?;
                request.connections = Some(ids);
                let answer = self.client.get(world, &id, &request).await?;
                let connection = self.client.connection(&answer.task.connection_id)?;
                Ok(Answer::ok(&TaskView {
                    task: &answer.task,
                    connection: Some(view(connection)),
                    warnings: &answer.warnings,
                }))
            }
            Route::Connections | Route::Health | Route::Notify(_) => {
                params.finish(&["access_token"])?;
                Ok(Answer::ok(
                    &serde_json::json!({ "connections": self.views(&ids)? }),
                ))
            }
        }
    }

    /// The connections of a request's tokens, each once.
    pub(super) fn authorized(&self, tokens: &[String]) -> Result<Vec<String>> {
        if tokens.is_empty() {
            return Err(TaskweaveError::new(
                Code::CredentialsInvalid,
                "the request has no `access_token`",
            )
            .help("add `access_token=` with the token of a connection; it may be repeated"));
        }
        let mut ids: Vec<String> = Vec::with_capacity(tokens.len());
        for token in tokens {
            let id = self.access_tokens.get(token).ok_or_else(|| {
                TaskweaveError::new(
                    Code::CredentialsInvalid,
                    "an `access_token` of the request is not known",
                )
                .help("use a token that the handler was given for one of its connections")
            })?;
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        Ok(ids)
    }

    /// The connection that a request for just one is of.
    pub(super) fn only<'i>(&self, ids: &'i [String], named: Option<&str>) -> Result<&'i str> {
        match (ids, named) {
            (_, Some(named)) => ids
                .iter()
                .find(|id| *id == named)
                .map(String::as_str)
                .ok_or_else(|| {
                    TaskweaveError::new(
                        Code::ConnectionUnknown,
                        "`connection_id` names no connection of the request's tokens",
                    )
                    .help("write the id of a connection whose `access_token` stands in the request")
                }),
            ([id], None) => Ok(id),
            _ => Err(TaskweaveError::new(
                Code::RequestInvalid,
                "the request names several connections, and this is done on one",
            )
            .help("give one `access_token`, or name the connection by `connection_id`")),
        }
    }

    fn beside<'a, T>(&'a self, answer: &'a T, ids: &[String]) -> Result<Beside<'a, T>> {
        let mut views = self.views(ids)?;
        let several = views.len() > 1;
        Ok(Beside {
            answer,
            connections: several.then(|| std::mem::take(&mut views)),
            connection: views.into_iter().next(),
        })
    }

    fn views(&self, ids: &[String]) -> Result<Vec<ConnectionView<'_>>> {
        ids.iter()
            .map(|id| self.client.connection(id).map(view))
            .collect()
    }
}

pub(super) fn view(connection: &crate::client::Connection) -> ConnectionView<'_> {
    ConnectionView {
        id: &connection.id,
        org_id: None,
        platform: connection.platform,
    }
}
