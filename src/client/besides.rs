//! What some platforms have besides tasks and writes: counts, a customer's jobs, and calls that are
//! passed through.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::request::{ListRequest, clip};
use super::walk::Walk;
use super::write::shown;
use super::{Client, Connection, World, check};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::http::{Caller, Gateway, Meter, Method};
use crate::plan::Mode;
use crate::platforms::{
    Capabilities, Job, Operation, Platform, Purpose, Query, RawCall, blank_secrets,
};
use crate::task::{Direction, Field};
use crate::weave::Source;

/// The number of tasks that a filter leaves.
#[derive(Clone, Debug, Serialize)]
pub struct CountAnswer {
    /// Over all connections of the request.
    pub count: u64,
    /// Each connection's part.
    pub sources: Vec<SourceCount>,
    /// What should be known besides.
    pub warnings: Vec<Warning>,
}

/// One connection's part of a count.
#[derive(Clone, Debug, Serialize)]
pub struct SourceCount {
    /// The connection.
    pub connection_id: String,
    /// Its platform.
    pub platform: Platform,
    /// Its tasks that the filter leaves.
    pub count: u64,
    /// `platform` where the platform counted, `here` where its tasks were read and counted here,
    /// `not_read` where the filter is true of none of them.
    pub counted: &'static str,
    /// Calls made.
    pub calls: usize,
}

/// The jobs of a customer.
#[derive(Clone, Debug, Serialize)]
pub struct JobsAnswer {
    /// The jobs, in the platform's order.
    pub jobs: Vec<Job>,
}

/// A call to be passed through, as its caller writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRequest {
    /// `GET` unless given.
    #[serde(default)]
    pub method: Option<String>,
    /// The path below the platform's base, such as `/tasks/17`.
    pub path: String,
    /// Parameters of the URL: texts, numbers, booleans, or lists of them for repeated ones.
    #[serde(default)]
    pub query: serde_json::Map<String, Value>,
    /// The body: JSON, or the fields of a form where the platform takes forms.
    #[serde(default)]
    pub body: Option<Value>,
}

/// What a platform answered to a call that was passed through.
#[derive(Clone, Debug, Serialize)]
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The answer, without secrets; null if there is none or it is no JSON.
    pub body: Option<Box<RawValue>>,
    /// The answer where it is no JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What a connection can do.
#[derive(Clone, Debug, Serialize)]
pub struct ConnectionCapabilities {
    /// The connection.
    pub connection_id: String,
    /// Its platform.
    pub platform: Platform,
    /// What its platform can do.
    #[serde(flatten)]
    pub capabilities: &'static Capabilities,
    /// What a filter and a sort can name, and who does the work.
    pub fields: Vec<super::capabilities::FieldCapability>,
}

/// Text of a passed-through answer that is shown has no more characters.
const MAX_TEXT: usize = 20_000;

impl Client {
    /// The number of tasks that a list request would give: asked of the platform where it counts and
    /// can be asked for the whole filter, else read and counted here within the budget. `limit`,
    /// `sort`, `cursor` and `expand` of the request do not matter.
    ///
    /// # Errors
    /// `operation_unsupported` for a connection whose platform has no count; else as [`Client::list`].
    pub async fn count(&self, world: World<'_>, request: &ListRequest) -> Result<CountAnswer> {
        let connections = self.chosen(request.connections.as_deref())?;
        for connection in &connections {
            check::operation(connection, Operation::Count)?;
        }
        let request = ListRequest {
            sort: None,
            cursor: None,
            limit: None,
            expand: None,
            ..request.clone()
        };
        let walk = Walk::new(&request, &connections, &self.seal, world.now)?;
        let gateway = Gateway::new(world.transport, self.options.budget());
        let mut sources = Vec::with_capacity(connections.len());
        let mut warnings = walk.checked.warnings.clone();
        for connection in connections {
            let counted = self.count_source(&walk, &gateway, world, connection).await;
            let (source, more) =
                counted.map_err(|error| error.from_source(connection.platform, &connection.id))?;
            sources.push(source);
            warnings.extend(more);
        }
        Ok(CountAnswer {
            count: sources.iter().map(|source| source.count).sum(),
            sources,
            warnings,
        })
    }

    async fn count_source(
        &self,
        walk: &Walk,
        gateway: &Gateway<'_>,
        world: World<'_>,
        connection: &Connection,
    ) -> Result<(SourceCount, Vec<Warning>)> {
        let mut source = walk.source(connection)?;
        let reading = walk.reading(self, gateway, world);
        let (counted, count) = if source.plan.mode == Mode::NotRead {
            ("not_read", 0)
        } else if let Some(count) = self.count_there(&source, gateway, connection).await? {
            ("platform", count)
        } else {
            ("here", source.count(&reading).await?)
        };
        let warnings = std::mem::take(&mut source.warnings);
        let counted = SourceCount {
            connection_id: connection.id.clone(),
            platform: connection.platform,
            count,
            counted,
            calls: source.meter.calls(),
        };
        Ok((counted, warnings))
    }

    /// The count of a platform that can be asked for the whole filter; `None` if it cannot, which may
    /// show only once it refuses a part of it.
    async fn count_there(
        &self,
        source: &Source,
        gateway: &Gateway<'_>,
        connection: &Connection,
    ) -> Result<Option<u64>> {
        if source.plan.push_down.residual.is_some() {
            return Ok(None);
        }
        let query = Query {
            asked: source.plan.push_down.asked.clone(),
            key: Field::UpdatedAt,
            direction: Direction::Descending,
            needs: source.plan.needs.clone(),
            page_size: 1,
        };
        let account = connection.account.as_ref();
        let caller = Caller {
            session: &connection.session,
            meter: &source.meter,
        };
        let asked = gateway
            .call(caller, Purpose::Read, || account.count(&query))
            .await;
        match asked {
            Ok(response) => account.read_count(&response.body).map(Some),
            Err(error) if error.code == Code::Unsupported => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The jobs of a customer that tasks can be created on.
    ///
    /// # Errors
    /// `operation_unsupported` where the platform has none; what the platform says.
    pub async fn jobs(
        &self,
        world: World<'_>,
        connection_id: &str,
        customer_id: &str,
    ) -> Result<JobsAnswer> {
        let connection = self.connection(connection_id)?;
        check::operation(connection, Operation::Jobs)?;
        let account = connection.account.as_ref();
        let outcome = async {
            let body = self
                .pass(world, connection, Purpose::Read, || {
                    account.jobs(customer_id)
                })
                .await?
                .1;
            Ok(JobsAnswer {
                jobs: account.read_jobs(&body)?,
            })
        };
        outcome
            .await
            .map_err(|error: TaskweaveError| error.from_source(connection.platform, &connection.id))
    }

    /// A call to the platform as its caller wrote it, with the connection's credentials, tokens,
    /// limits and errors. A `GET`, and what the room knows to be a read, is repeated after a passing
    /// failure; anything else never.
    ///
    /// # Errors
    /// `request_invalid` for a path that leaves the platform's base; what the platform says.
    pub async fn raw(
        &self,
        world: World<'_>,
        connection_id: &str,
        request: &RawRequest,
    ) -> Result<RawAnswer> {
        let connection = self.connection(connection_id)?;
        check::operation(connection, Operation::Raw)?;
        let outcome = async {
            let call = request.check()?;
            let account = connection.account.as_ref();
            let purpose = match account.reads(&call) {
                true => Purpose::Read,
                false => Purpose::Write,
            };
            let (status, body) = self
                .pass(world, connection, purpose, || account.raw(&call))
                .await?;
            if purpose == Purpose::Write {
                // The answer is the platform's own, with no place for a warning.
                let _ = self.cache.forget(world.transport, &connection.id).await;
            }
            let json = shown(&body);
            let text = (json.is_none() && !body.is_empty()).then(|| {
                // JSON that was cut off holds its secrets all the same.
                let mut body = body;
                blank_secrets(&mut body);
                String::from_utf8_lossy(&body)
                    .chars()
                    .take(MAX_TEXT)
                    .collect()
            });
            Ok(RawAnswer {
                status,
                body: json,
                text,
            })
        };
        outcome
            .await
            .map_err(|error: TaskweaveError| error.from_source(connection.platform, &connection.id))
    }

    /// What the connections of a request can do; all, if it names none.
    ///
    /// # Errors
    /// `connection_unknown`.
    pub fn capabilities(&self, ids: Option<&[String]>) -> Result<Vec<ConnectionCapabilities>> {
        let connections = self.chosen(ids)?;
        let described = connections
            .into_iter()
            .map(|connection| ConnectionCapabilities {
                connection_id: connection.id.clone(),
                platform: connection.platform,
                capabilities: connection.platform.room().capabilities,
                fields: super::capabilities::fields(connection),
            });
        Ok(described.collect())
    }

    async fn pass(
        &self,
        world: World<'_>,
        connection: &Connection,
        purpose: Purpose,
        request: impl Fn() -> Result<crate::http::Request>,
    ) -> Result<(u16, Vec<u8>)> {
        let gateway = Gateway::new(world.transport, self.options.budget());
        let meter = Meter::default();
        let caller = Caller {
            session: &connection.session,
            meter: &meter,
        };
        let response = gateway.call(caller, purpose, request).await?;
        Ok((response.status, response.body))
    }
}

impl RawRequest {
    /// The call, its path and parameters taken apart.
    fn check(&self) -> Result<RawCall> {
        let wrong = |message: String| TaskweaveError::new(Code::RequestInvalid, message);
        let word = self.method.as_deref().unwrap_or("GET");
        let method = Method::ALL
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(word))
            .ok_or_else(|| {
                wrong(format!("`{}` is not a method", clip(word)))
                    .help("write GET, POST, PUT, PATCH or DELETE")
            })?;
        let path = self.path.strip_prefix('/').unwrap_or(&self.path);
        let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        let climbs = |segment: &String| {
            segment.is_empty()
                || segment.bytes().all(|b| b == b'.')
                || segment.contains(['?', '#', '\\', '%'])
                || segment.chars().any(char::is_control)
        };
        if segments.iter().any(climbs) {
            return Err(wrong(format!("`{}` is not a path", clip(&self.path))).help(
                "write it as `/tasks/17`, without a host, `..`, `%` or `?`; parameters go into `query`",
            ));
        }
        let mut query = Vec::new();
        for (name, value) in &self.query {
            let one = |value: &Value| match value {
                Value::String(text) => Ok((name.clone(), text.clone())),
                Value::Number(_) | Value::Bool(_) => Ok((name.clone(), value.to_string())),
                _ => Err(wrong(format!(
                    "`query.{}` is neither a text nor a number",
                    clip(name)
                ))),
            };
            match value {
                Value::Array(values) => {
                    for value in values {
                        query.push(one(value)?);
                    }
                }
                value => query.push(one(value)?),
            }
        }
        Ok(RawCall {
            method,
            path: segments,
            query,
            body: self.body.clone(),
        })
    }
}
