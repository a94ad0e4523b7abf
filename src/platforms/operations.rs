//! What a platform's room does beyond reading lists: writes, and what some platforms have besides.

use serde::Serialize;
use serde_json::Value;

use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Method, Request};
use crate::task::{Changes, TaskId};

use super::Query;

/// The operations of a connection. What a platform does not have stays as it is here: an error that
/// says so, though [`Capabilities`](super::Capabilities) keep anyone from getting so far.
///
/// Every method only says how to ask and how to read; nothing is called. The changes that come here
/// were held against the platform's table of writable fields already.
pub trait Operations {
    /// The call that creates a task.
    ///
    /// # Errors
    /// `field_invalid` for a value that the platform cannot keep.
    fn create(&self, _draft: &Changes) -> Result<Request> {
        Err(missing())
    }

    /// Where the created task stands, read from the answer of [`Operations::create`].
    ///
    /// # Errors
    /// `page_invalid` if the answer does not say.
    fn created(&self, _draft: &Changes, _body: &[u8]) -> Result<Made> {
        Err(missing())
    }

    /// What is left to do for a draft once its task exists (a status that has a call of its own).
    ///
    /// # Errors
    /// As [`Operations::update`].
    fn finish(&self, _id: &TaskId, _draft: &Changes) -> Result<Vec<Step>> {
        Ok(Vec::new())
    }

    /// The call whose answer [`Operations::update`] needs, where a platform takes only whole tasks.
    ///
    /// # Errors
    /// `id_invalid` where the id lacks a part that the platform's path needs.
    fn before_update(&self, _id: &TaskId, _patch: &Changes) -> Result<Option<Request>> {
        Ok(None)
    }

    /// The calls of a patch, in order: fields first, then the status. `current` is the answer of
    /// [`Operations::before_update`].
    ///
    /// # Errors
    /// `field_invalid` for a value that the platform cannot keep, `id_invalid`, `page_invalid`.
    fn update(&self, _id: &TaskId, _patch: &Changes, _current: Option<&[u8]>) -> Result<Vec<Step>> {
        Err(missing())
    }

    /// The call that deletes a task.
    ///
    /// # Errors
    /// `id_invalid` where the id lacks a part that the platform's path needs.
    fn delete(&self, _id: &TaskId) -> Result<Request> {
        Err(missing())
    }

    /// The call that tells people of a task; `kind` is one of the platform's kinds.
    ///
    /// # Errors
    /// `request_invalid` for another kind.
    fn notify(&self, _id: &TaskId, _kind: &str) -> Result<Request> {
        Err(missing())
    }

    /// The call for the jobs of a customer.
    ///
    /// # Errors
    /// `request_invalid` for what is no customer's id.
    fn jobs(&self, _customer_id: &str) -> Result<Request> {
        Err(missing())
    }

    /// The jobs in the answer of [`Operations::jobs`].
    ///
    /// # Errors
    /// `page_invalid` if the answer is not what the platform's documents say.
    fn read_jobs(&self, _body: &[u8]) -> Result<Vec<Job>> {
        Err(missing())
    }

    /// The call for the number of tasks that the query's `asked` leaves.
    ///
    /// # Errors
    /// Where the query cannot be put to the platform.
    fn count(&self, _query: &Query) -> Result<Request> {
        Err(missing())
    }

    /// The number in the answer of [`Operations::count`].
    ///
    /// # Errors
    /// `page_invalid` if the answer is not what the platform's documents say.
    fn read_count(&self, _body: &[u8]) -> Result<u64> {
        Err(missing())
    }

    /// Whether a passed-through call changes nothing, so that it may be made again: a `GET`, and what
    /// else the platform only reads by.
    fn reads(&self, call: &RawCall) -> bool {
        call.method == Method::Get
    }

    /// A call as its caller wrote it, on the platform's base and with nothing of ours but what every
    /// call of the connection has. Its path was checked to be one.
    ///
    /// # Errors
    /// `request_invalid` for what the platform's documents rule out.
    fn raw(&self, _call: &RawCall) -> Result<Request> {
        Err(missing())
    }
}

/// Where a created task stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What the task stands under, where its path needs it.
    pub parent: Option<String>,
    /// The platform's id of the task.
    pub platform_id: String,
}

/// One call of a write.
#[derive(Clone, Debug)]
pub struct Step {
    /// The call.
    pub request: Request,
    /// The unified names of the fields that it writes, and those of `platform_fields`.
    pub writes: Vec<String>,
}

/// A job that tasks can be created on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Job {
    /// The platform's id of it.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The platform's own word for where it stands.
    pub status: Option<String>,
}

/// A call that is passed through.
#[derive(Clone, Debug, PartialEq)]
pub struct RawCall {
    /// The method.
    pub method: Method,
    /// The path below the platform's base, as segments that are encoded on the way.
    pub path: Vec<String>,
    /// Parameters of the URL.
    pub query: Vec<(String, String)>,
    /// The body: JSON, or the fields of a form where the platform takes forms.
    pub body: Option<Value>,
}

impl RawCall {
    /// The call as a request, its body as JSON.
    #[must_use]
    pub fn request(&self, base: &str) -> Request {
        let segments: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let request = Request::new(self.method, base, &segments);
        let request = self
            .query
            .iter()
            .fold(request, |request, (name, value)| request.query(name, value));
        match &self.body {
            Some(body) => request.json(body),
            None => request,
        }
    }
}

fn missing() -> TaskweaveError {
    TaskweaveError::new(
        Code::OperationUnsupported,
        "the platform has no such operation",
    )
}
