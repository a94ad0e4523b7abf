//! Routes → client → answer.

use std::collections::BTreeMap;

use serde::Serialize;

use super::answer::Answer;
use super::params::Params;
use super::route::Route;
use crate::client::{Client, ClientOptions, World};
use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::Platform;
use crate::table::Task;
use crate::weave::Page;

/// What a handler is made of.
pub struct HandlerOptions {
    /// The connections, with their credentials.
    pub connections: Vec<serde_json::Value>,
    /// Which access token stands for which connection: token → connection id.
    pub access_tokens: BTreeMap<String, String>,
    /// What the client is told.
    pub client: ClientOptions,
}

/// Answers requests for the connections that their access tokens name.
pub struct Handler {
    client: Client,
    access_tokens: BTreeMap<String, String>,
}

/// A connection as Rutter shows it. There are no organisations here.
#[derive(Clone, Debug, Serialize)]
struct ConnectionView<'a> {
    id: &'a str,
    #[serde(rename = "orgId")]
    org_id: Option<&'a str>,
    platform: Platform,
}

#[derive(Serialize)]
struct TasksView<'a> {
    #[serde(flatten)]
    page: &'a Page,
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
        let client = Client::new(options.connections, options.client)?;
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

    /// Answers a request: `path` and `query` as they stand in its URL.
    pub async fn answer(&self, world: World<'_>, method: &str, path: &str, query: &str) -> Answer {
        let route = match Route::parse(path) {
            Ok(route) => route,
            Err(help) => return Answer::no_route(404, "there is nothing at this path", help),
        };
        if method == "OPTIONS" {
            return Answer {
                status: 204,
                headers: vec![
                    ("Access-Control-Allow-Methods", "GET, HEAD".to_owned()),
                    ("Access-Control-Allow-Headers", "*".to_owned()),
                ],
                body: String::new(),
            };
        }
        if method == "HEAD" {
            let mut answer = self.get(world, route, query).await;
            answer.body.clear();
            return answer;
        }
        if method != "GET" {
            let mut answer =
                Answer::no_route(405, "this path can only be read", "use GET".to_owned());
            answer.headers.push(("Allow", "GET, HEAD".to_owned()));
            return answer;
        }
        self.get(world, route, query).await
    }

    async fn get(&self, world: World<'_>, route: Route, query: &str) -> Answer {
        self.read(world, route, Params::parse(query))
            .await
            .unwrap_or_else(|error| Answer::error(&error))
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
                let mut views = self.views(&ids)?;
                let several = views.len() > 1;
                Ok(Answer::ok(&TasksView {
                    page: &page,
                    connections: several.then(|| std::mem::take(&mut views)),
                    connection: views.into_iter().next(),
                }))
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
            Route::Connections | Route::Health => {
                params.finish(&["access_token"])?;
                Ok(Answer::ok(
                    &serde_json::json!({ "connections": self.views(&ids)? }),
                ))
            }
        }
    }

    /// The connections of a request's tokens, each once.
    fn authorized(&self, tokens: &[String]) -> Result<Vec<String>> {
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

    fn views(&self, ids: &[String]) -> Result<Vec<ConnectionView<'_>>> {
        ids.iter()
            .map(|id| self.client.connection(id).map(view))
            .collect()
    }
}

fn view(connection: &crate::client::Connection) -> ConnectionView<'_> {
    ConnectionView {
        id: &connection.id,
        org_id: None,
        platform: connection.platform,
    }
}
