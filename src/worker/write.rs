//! The routes that write.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::answer::Answer;
use super::handler::{ConnectionView, Handler, Incoming, view};
use super::params::Params;
use super::route::Route;
use crate::client::{World, WriteAnswer};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::table::Task;
use crate::task::{TaskDraft, TaskPatch};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaskBody {
    task: serde_json::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NotifyBody {
    kind: String,
}

#[derive(Serialize)]
struct WriteView<'a> {
    id: &'a str,
    connection_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<&'a Option<Task>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notified: Option<&'a str>,
    platform_answer: &'a Option<Box<RawValue>>,
    connection: ConnectionView<'a>,
    warnings: &'a [Warning],
}

impl Handler {
    /// Answers a request that writes.
    pub(super) async fn write(
        &self,
        world: World<'_>,
        route: Route,
        mut params: Params,
        incoming: &Incoming<'_>,
    ) -> Result<Answer> {
        let ids = self.authorized(&params.all("access_token"))?;
        let named = params.one("connection_id")?;
        let mut request = params.write(incoming.idempotency_key)?;
        request.connections = Some(ids.clone());
        match (route, incoming.method) {
            (Route::Tasks, _) => {
                let connection = self.only(&ids, named.as_deref())?;
                let TaskBody { task } = body(incoming.body, r#"{"task": {"name": …}}"#)?;
                let draft = TaskDraft::read(task)?;
                let answer = self
                    .client
                    .create(world, connection, &draft, &request)
                    .await?;
                let mut answer = self.written(&answer, |view| view)?;
                answer.status = 201;
                Ok(answer)
            }
            (Route::Task(id), "DELETE") => {
                no_body(incoming.body)?;
                let answer = self.client.delete(world, &id, &request).await?;
                self.written(&answer, |view| WriteView {
                    task: None,
                    deleted: Some(true),
                    ..view
                })
            }
            (Route::Task(id), _) => {
                let TaskBody { task } = body(incoming.body, r#"{"task": {"name": …}}"#)?;
                let patch = TaskPatch::read(task)?;
                let answer = self.client.update(world, &id, &patch, &request).await?;
                self.written(&answer, |view| view)
            }
            (Route::Notify(id), _) => {
                let NotifyBody { kind } = body(incoming.body, r#"{"kind": "employee"}"#)?;
                let answer = self.client.notify(world, &id, &kind, &request).await?;
                self.written(&answer, |view| WriteView {
                    task: None,
                    notified: Some(&kind),
                    ..view
                })
            }
            _ => Err(TaskweaveError::new(
                Code::RequestInvalid,
                "this path cannot be written to",
            )),
        }
    }

    fn written<'a>(
        &'a self,
        answer: &'a WriteAnswer,
        shape: impl FnOnce(WriteView<'a>) -> WriteView<'a>,
    ) -> Result<Answer> {
        let connection = self.client.connection(&answer.connection_id)?;
        Ok(Answer::ok(&shape(WriteView {
            id: &answer.id,
            connection_id: &answer.connection_id,
            task: Some(&answer.task),
            deleted: None,
            notified: None,
            platform_answer: &answer.platform_answer,
            connection: view(connection),
            warnings: &answer.warnings,
        })))
    }
}

fn body<T: DeserializeOwned>(text: &str, wanted: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        TaskweaveError::new(
            Code::RequestInvalid,
            format!("the body cannot be read: {error}"),
        )
        .help(format!("write JSON as `{wanted}`"))
    })
}

fn no_body(text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Ok(());
    }
    Err(
        TaskweaveError::new(Code::RequestInvalid, "a DELETE has no body")
            .help("leave the body out; the id in the path says all"),
    )
}
