//! Writes: create, update, delete, notify.

use std::cell::Cell;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::request::{WriteRequest, clip, expansion};
use super::{Client, Connection, World, check, kept};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::http::{Caller, Gateway, IDEMPOTENCY_KEY, Meter, Method, Request};
use crate::platforms::{Expansion, Operation, Purpose, blank_secrets};
use crate::table::Task;
use crate::task::{Changes, TaskDraft, TaskId, TaskPatch};

/// What a write did.
#[derive(Clone, Debug, Serialize)]
pub struct WriteAnswer {
    /// The task's unified id.
    pub id: String,
    /// The connection that it is of.
    pub connection_id: String,
    /// The task read back after the write; null where there is none any more, where reading back
    /// failed (a warning says why), and after a notification.
    pub task: Option<Task>,
    /// What the platform answered to the write, without secrets; null if it answered nothing.
    pub platform_answer: Option<Box<RawValue>>,
    /// What should be known besides.
    pub warnings: Vec<Warning>,
}

/// One write to one connection.
struct Write<'a> {
    client: &'a Client,
    world: World<'a>,
    connection: &'a Connection,
    gateway: Gateway<'a>,
    meter: Meter,
    key: Option<String>,
    /// Whether the key is the caller's.
    has_given_key: bool,
    expand: Expansion,
    warnings: Vec<Warning>,
    answer: Option<Box<RawValue>>,
}

impl Client {
    /// Creates a task.
    ///
    /// # Errors
    /// `field_invalid` for what the platform cannot write, before any call; what the platform says;
    /// `outcome_unknown` where no answer came. If a later call of several fails, the error carries
    /// what was `applied`, and the task exists.
    pub async fn create(
        &self,
        world: World<'_>,
        connection_id: &str,
        draft: &TaskDraft,
        request: &WriteRequest,
    ) -> Result<WriteAnswer> {
        let connection = self.connection(connection_id)?;
        check::operation(connection, Operation::Create)?;
        let draft = draft.changes();
        check::changes(connection, Operation::Create, draft)?;
        let mut write = self.write(world, connection, request)?;
        let outcome = async {
            let account = connection.account.as_ref();
            let create = || account.create(draft);
            let body = write.send(Purpose::Create, create, 0).await?;
            let made = account.created(draft, &body).map_err(unread)?;
            let id = TaskId {
                connection_id: connection.id.clone(),
                parent: made.parent,
                platform_id: made.platform_id,
            };
            let applied = draft.fields().map(|(field, _)| field.name().to_owned());
            let finish = || account.finish(&id, draft);
            let steps = finish()?;
            let later: Vec<&String> = steps.iter().flat_map(|step| &step.writes).collect();
            let applied = applied.filter(|name| !later.contains(&name)).collect();
            let done = write.steps(finish, 1, applied).await;
            done.map_err(|mut error| {
                error.message = format!(
                    "the task `{}` was created, but {}",
                    id.encode(),
                    error.message
                );
                error
            })?;
            Ok(write.read_back(id, draft).await)
        };
        outcome
            .await
            .map_err(|error: TaskweaveError| error.from_source(connection.platform, &connection.id))
    }

    /// Changes fields of a task; what the patch does not name stays as it is.
    ///
    /// # Errors
    /// As [`Client::create`]; `not_found` for a task that is gone.
    pub async fn update(
        &self,
        world: World<'_>,
        id: &str,
        patch: &TaskPatch,
        request: &WriteRequest,
    ) -> Result<WriteAnswer> {
        let (connection, id) = self.placed(id, request)?;
        check::operation(connection, Operation::Update)?;
        let patch = patch.changes();
        check::changes(connection, Operation::Update, patch)?;
        let mut write = self.write(world, connection, request)?;
        let outcome = async {
            let account = connection.account.as_ref();
            let current = match account.before_update(&id, patch)? {
                Some(request) => Some(write.read(request).await?),
                None => None,
            };
            let steps = || account.update(&id, patch, current.as_deref());
            let done = write.steps(steps, 0, Vec::new()).await;
            write.or_gone(&id, done).await?;
            Ok(write.read_back(id, patch).await)
        };
        outcome
            .await
            .map_err(|error: TaskweaveError| error.from_source(connection.platform, &connection.id))
    }

    /// Deletes a task.
    ///
    /// # Errors
    /// `operation_unsupported` where the platform cannot, `not_found` for a task that is gone; else as
    /// [`Client::create`].
    pub async fn delete(
        &self,
        world: World<'_>,
        id: &str,
        request: &WriteRequest,
    ) -> Result<WriteAnswer> {
        let (connection, id) = self.placed(id, request)?;
        check::operation(connection, Operation::Delete)?;
        let call = connection.account.delete(&id);
        self.act(world, connection, id, Purpose::Change, call, request)
            .await
    }

    /// Tells people of a task, in one of the platform's ways (`kind`). It has real effects and is
    /// never repeated by itself.
    ///
    /// # Errors
    /// `operation_unsupported` where the platform cannot, `request_invalid` for a kind that it does
    /// not have, `not_found` for a task that is gone; else as [`Client::create`].
    pub async fn notify(
        &self,
        world: World<'_>,
        id: &str,
        kind: &str,
        request: &WriteRequest,
    ) -> Result<WriteAnswer> {
        let (connection, id) = self.placed(id, request)?;
        let fact = check::operation(connection, Operation::Notify)?;
        if !fact.kinds.contains(&kind) {
            let error = TaskweaveError::new(
                Code::RequestInvalid,
                format!("`{}` is not a kind of notification", clip(kind)),
            )
            .help(format!("the kinds are {}", fact.kinds.join(", ")));
            return Err(error.from_source(connection.platform, &connection.id));
        }
        let call = connection.account.notify(&id, kind);
        self.act(world, connection, id, Purpose::Notify, call, request)
            .await
    }

    /// One call on one task, of which nothing is read back.
    async fn act(
        &self,
        world: World<'_>,
        connection: &Connection,
        id: TaskId,
        purpose: Purpose,
        call: Result<Request>,
        request: &WriteRequest,
    ) -> Result<WriteAnswer> {
        let mut write = self.write(world, connection, request)?;
        let outcome = async {
            let call = call?;
            let sent = write.send(purpose, || Ok(call.clone()), 0).await;
            write.or_gone(&id, sent.map(|_| ())).await?;
            Ok(write.answer(&id, None))
        };
        outcome
            .await
            .map_err(|error: TaskweaveError| error.from_source(connection.platform, &connection.id))
    }

    /// The connection and the place of an id.
    fn placed(&self, id: &str, request: &WriteRequest) -> Result<(&Connection, TaskId)> {
        let id = TaskId::decode(id)?;
        let connections = self.chosen(request.connections.as_deref())?;
        let connection = connections
            .into_iter()
            .find(|connection| connection.id == id.connection_id)
            .ok_or_else(super::get::foreign)?;
        Ok((connection, id))
    }

    fn write<'a>(
        &'a self,
        world: World<'a>,
        connection: &'a Connection,
        request: &WriteRequest,
    ) -> Result<Write<'a>> {
        let expand = expansion(request.expand.as_ref())?;
        let takes_keys = connection
            .platform
            .room()
            .capabilities
            .idempotency_key
            .is_some();
        let given = request.idempotency_key.as_deref();
        if let Some(key) = given
            && !((1..=200).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()))
        {
            return Err(TaskweaveError::new(
                Code::RequestInvalid,
                "the idempotency key cannot stand in a header",
            )
            .help("write 1 to 200 visible ASCII characters, such as a random UUID"));
        }
        let mut warnings = Vec::new();
        if given.is_some() && !takes_keys {
            let warning = Warning::new(
                "idempotency_not_guaranteed",
                format!(
                    "{} does not know idempotency keys: a repeated request is done again",
                    connection.platform.as_str()
                ),
            );
            warnings.push(warning.from_connection(&connection.id));
        }
        let key = takes_keys.then(|| given.map_or_else(|| fresh_key(world), str::to_owned));
        Ok(Write {
            client: self,
            world,
            connection,
            gateway: Gateway::new(world.transport, self.options.budget()),
            meter: Meter::default(),
            key,
            has_given_key: given.is_some(),
            expand,
            warnings,
            answer: None,
        })
    }
}

impl Write<'_> {
    /// Sends the call of a place among those of the write, and forgets what was read of the
    /// connection: the list is to show the write. `call` is asked again where a refusal taught the
    /// account to put it otherwise.
    async fn send(
        &mut self,
        purpose: Purpose,
        call: impl Fn() -> Result<Request>,
        place: usize,
    ) -> Result<Vec<u8>> {
        let is_keyed = Cell::new(false);
        let build = || {
            let request = self.keyed(call()?, place);
            is_keyed.set(request.has_header(IDEMPOTENCY_KEY));
            Ok(request)
        };
        let sent = self.gateway.call(self.caller(), purpose, build).await;
        let cache = &self.client.cache;
        let forgotten = cache.forget(self.world.transport, &self.connection.id);
        if forgotten.await.is_err() {
            self.warn_of_page_cache();
        }
        let body = sent
            .map_err(|mut error| {
                if error.code == Code::OutcomeUnknown && self.has_given_key && is_keyed.get() {
                    error.help = Some("ask again with the same idempotency key: what was done already is not done twice".to_owned());
                }
                error
            })?
            .body;
        self.answer = shown(&body).or(self.answer.take());
        Ok(body)
    }

    fn warn_of_page_cache(&mut self) {
        let warning = Warning::new(
            "page_cache_failed",
            "the function of `pageCache` failed or took too long: other instances may show the tasks as they were for a while",
        )
        .from_connection(&self.connection.id);
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// A call with its idempotency key. Each call of a write is another one for the platform, and so
    /// is the same call in another spelling. No platform documents that a DELETE heeds a key.
    fn keyed(&self, request: Request, place: usize) -> Request {
        let Some(key) = self
            .key
            .as_deref()
            .filter(|_| request.method != Method::Delete)
        else {
            return request;
        };
        let mut key = key.to_owned();
        if place > 0 {
            key.push_str(&format!("-{place}"));
        }
        if let Some(variant) = request.variant {
            key.push_str(&format!("-{variant}"));
        }
        request.header(IDEMPOTENCY_KEY, key)
    }

    /// Sends the calls of a write, the first one as that of a place among them.
    async fn steps(
        &mut self,
        calls: impl Fn() -> Result<Vec<crate::platforms::Step>>,
        first: usize,
        mut applied: Vec<String>,
    ) -> Result<()> {
        for (place, step) in calls()?.into_iter().enumerate() {
            let call = || {
                let again = calls()?.into_iter().nth(place);
                Ok(again.map_or_else(|| step.request.clone(), |step| step.request))
            };
            let sent = self.send(Purpose::Change, call, first + place).await;
            sent.map_err(|mut error| {
                if first + place > 0 {
                    error.applied = Some(applied.clone());
                }
                error
            })?;
            applied.extend(step.writes);
        }
        Ok(())
    }

    async fn read(&self, request: Request) -> Result<Vec<u8>> {
        let response = self
            .gateway
            .call(self.caller(), Purpose::Get, || Ok(request.clone()))
            .await?;
        Ok(response.body)
    }

    /// Some platforms refuse an unknown id as they refuse anything else: whether the task is gone
    /// is then asked for.
    async fn or_gone(&self, id: &TaskId, done: Result<()>) -> Result<()> {
        let Err(error) = done else {
            return Ok(());
        };
        let may_be_gone = error.code == Code::PlatformError
            && matches!(error.status, Some(400 | 404 | 422))
            && error.applied.is_none();
        if may_be_gone
            && let Ok(request) = self.connection.account.get(id, Expansion::default())
            && let Err(found) = self.read(request).await
            && found.code == Code::NotFound
        {
            return Err(found);
        }
        Err(error)
    }

    /// Reads the task after the write, and says which of the fields are not what they were to be: some
    /// platforms pass over a value without a word.
    async fn read_back(mut self, id: TaskId, wanted: &Changes) -> WriteAnswer {
        let whole = Expansion {
            details: true,
            ..self.expand
        };
        let fetched = self
            .client
            .fetch_through(&self.gateway, self.world, self.connection, &id, whole)
            .await;
        match fetched {
            Ok(mut read) => {
                self.warnings.extend(read.warnings);
                let other = kept::not_kept(&read.task, wanted);
                if !other.is_empty() {
                    let warning = Warning::new(
                        "not_kept",
                        format!(
                            "the platform took the write, but did not keep {}: read the task to see what it has instead",
                            other.join(", ")
                        ),
                    );
                    self.warnings
                        .push(warning.from_connection(&self.connection.id));
                }
                if !self.expand.details {
                    read.task.details = None;
                }
                self.answer(&id, Some(read.task))
            }
            Err(error) => {
                let warning = Warning::new(
                    "read_back_failed",
                    format!(
                        "the task was written, but reading it back failed: {}",
                        error.message
                    ),
                );
                self.warnings
                    .push(warning.from_connection(&self.connection.id));
                self.answer(&id, None)
            }
        }
    }

    fn answer(&mut self, id: &TaskId, task: Option<Task>) -> WriteAnswer {
        WriteAnswer {
            id: id.encode(),
            connection_id: self.connection.id.clone(),
            task,
            platform_answer: self.answer.take(),
            warnings: std::mem::take(&mut self.warnings),
        }
    }

    fn caller(&self) -> Caller<'_> {
        Caller {
            session: &self.connection.session,
            meter: &self.meter,
        }
    }
}

/// A platform's answer as it may be shown: JSON, its secrets blanked.
pub(super) fn shown(body: &[u8]) -> Option<Box<RawValue>> {
    let mut body = body.to_vec();
    serde_json::from_slice::<&RawValue>(&body).ok()?;
    blank_secrets(&mut body);
    let value: Value = serde_json::from_slice(&body).ok()?;
    serde_json::value::to_raw_value(&value).ok()
}

/// The task was created, but where it stands could not be read.
fn unread(mut error: TaskweaveError) -> TaskweaveError {
    error.code = Code::OutcomeUnknown;
    error.message = format!(
        "the platform says that it created the task, but not which one: {}",
        error.message
    );
    error.retryable = false;
    error.help("look for the task before you create it again")
}

/// A key that no other write has. It need not be a secret.
fn fresh_key(world: World<'_>) -> String {
    let parts = [(); 3].map(|()| (world.transport.random() * 4_294_967_296.0).to_bits());
    let [a, b, c] = parts;
    format!(
        "taskweave-{}-{a:x}{b:x}{c:x}",
        world.transport.now().millis()
    )
}
