//! One task.

use serde::Serialize;

use super::request::{GetRequest, IdType, ListRequest, clip, expansion};
use super::{Client, Connection, World};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::http::{Caller, Gateway, Meter};
use crate::platforms::{Expansion, Purpose};
use crate::table::{IngestOptions, Task, TaskTable};
use crate::task::TaskId;

/// A task and what could not be read of it.
#[derive(Clone, Debug, Serialize)]
pub struct TaskAnswer {
    /// The task.
    pub task: Task,
    /// What could not be read, and why.
    pub warnings: Vec<Warning>,
}

/// The error of an id whose connection is not in the request.
pub(super) fn foreign() -> TaskweaveError {
    TaskweaveError::new(
        Code::NotFound,
        "the task belongs to a connection that is not in the request",
    )
    .help("name the connection that the task came through")
}

impl Client {
    /// The task of an id.
    ///
    /// # Errors
    /// `id_invalid` for what is no id, `not_found` for a task that is gone or of a connection that is
    /// not in the request, and what the platform says.
    pub async fn get(
        &self,
        world: World<'_>,
        id: &str,
        request: &GetRequest,
    ) -> Result<TaskAnswer> {
        let expand = expansion(request.expand.as_ref())?;
        let connections = self.chosen(request.connections.as_deref())?;
        match request.id_type {
            IdType::Rutter => {
                let id = TaskId::decode(id)?;
                let connection = connections
                    .into_iter()
                    .find(|connection| connection.id == id.connection_id)
                    .ok_or_else(foreign)?;
                self.fetch(world, connection, &id, expand).await
            }
            IdType::Platform => {
                let [connection] = connections.as_slice() else {
                    return Err(TaskweaveError::new(
                        Code::RequestInvalid,
                        "a platform's own id does not say which connection it is of",
                    )
                    .help("name one connection, or use the task's unified `id`"));
                };
                self.fetch_by_platform_id(world, connection, id, expand)
                    .await
            }
        }
    }

    async fn fetch_by_platform_id(
        &self,
        world: World<'_>,
        connection: &Connection,
        platform_id: &str,
        expand: Expansion,
    ) -> Result<TaskAnswer> {
        if !TaskId::is_part(platform_id) {
            return Err(TaskweaveError::new(
                Code::IdInvalid,
                format!("`{}` cannot be a platform's id", clip(platform_id)),
            ));
        }
        let mut id = TaskId {
            connection_id: connection.id.clone(),
            parent: None,
            platform_id: platform_id.to_owned(),
        };
        if connection.platform.room().traits.has_parent {
            id = self.search(world, connection, platform_id).await?;
        }
        self.fetch(world, connection, &id, expand).await
    }

    /// Finds where a task stands on a platform whose paths need more than the task's own id.
    async fn search(
        &self,
        world: World<'_>,
        connection: &Connection,
        platform_id: &str,
    ) -> Result<TaskId> {
        let quoted = serde_json::Value::from(platform_id);
        let request = ListRequest {
            connections: Some(vec![connection.id.clone()]),
            filter: Some(format!("platform_id = {quoted}")),
            sort: Some("platform_id".to_owned()),
            ..ListRequest::default()
        };
        let page = self.list(world, &request).await?;
        let task = page.tasks.first().ok_or_else(|| {
            TaskweaveError::new(Code::NotFound, "no task of this connection has this id")
                .from_source(connection.platform, &connection.id)
        })?;
        TaskId::decode(&task.id)
    }

    async fn fetch(
        &self,
        world: World<'_>,
        connection: &Connection,
        id: &TaskId,
        expand: Expansion,
    ) -> Result<TaskAnswer> {
        let gateway = Gateway::new(world.transport, self.options.budget());
        self.fetch_through(&gateway, world, connection, id, expand)
            .await
    }

    /// The same, on the way of a request that has called already.
    pub(super) async fn fetch_through(
        &self,
        gateway: &Gateway<'_>,
        world: World<'_>,
        connection: &Connection,
        id: &TaskId,
        expand: Expansion,
    ) -> Result<TaskAnswer> {
        let account = connection.account.as_ref();
        let meter = Meter::default();
        let caller = Caller {
            session: &connection.session,
            meter: &meter,
        };
        let outcome = async {
            let response = gateway
                .call(caller, Purpose::Get, || account.get(id, expand))
                .await?;
            let mut table = TaskTable::new();
            let done = table.ingest(
                connection.platform,
                response.body,
                &IngestOptions {
                    connection_id: &connection.id,
                    status_map: &connection.status_map,
                    synced_at: world.now,
                    keep: expand.details || expand.platform_data,
                    upsert: false,
                },
            )?;
            let task = table
                .task(0, expand)
                .filter(|_| done.seen == 1)
                .ok_or_else(|| {
                    let reason = done
                        .warnings
                        .first()
                        .map_or("it is not one task", |warning| warning.message.as_str());
                    TaskweaveError::new(
                        Code::PageInvalid,
                        format!("the platform's answer cannot be read: {reason}"),
                    )
                })?;
            Ok(TaskAnswer {
                task,
                warnings: done.warnings,
            })
        };
        outcome
            .await
            .map_err(|error: TaskweaveError| error.from_source(connection.platform, &connection.id))
    }
}
