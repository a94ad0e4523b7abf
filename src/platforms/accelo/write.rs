//! Writes, as forms: `POST /tasks`, `PUT /tasks/{id}`, and a progression for the status, which is no
//! field of a task (Accelo's API documentation). Counts and passed-through calls stand here too.

mod form;
mod progress;
mod raw;
mod values;

use super::connection::Connection;
use super::dialect::tree::is_id;
use super::query::{filters_alone, number_of};
use super::read::TaskReader;
use crate::error::Result;
use crate::http::{Method, Request};
use crate::platforms::fields::Fields;
use crate::platforms::json::{self, page};
use crate::platforms::{Made, Operations, PageContext, Query, RawCall, Reader, Step};
use crate::task::{Changes, TaskId};

use form::Form;
use progress::Progress;

/// What an answer with a task holds.
const TASK: &str = "an object with the task in `response`";
/// What an answer with a number holds.
const COUNT: &str = "an object with `count` in `response`";

impl Connection {
    /// A call that writes.
    fn writing(&self, method: Method, segments: &[&str]) -> Request {
        Request::new(method, &self.base, segments)
    }

    /// The call of a progression.
    fn progress(&self, id: &str, progress: &Progress) -> Step {
        let way = progress.segments();
        let segments: Vec<&str> = ["tasks", id, "progressions"]
            .into_iter()
            .chain(way)
            .collect();
        Step {
            request: self.writing(Method::Put, &segments),
            writes: vec![progress.writes().to_owned()],
        }
    }
}

impl Operations for Connection {
    fn create(&self, draft: &Changes) -> Result<Request> {
        let form = Form::of_draft(draft)?;
        // A status without a way there is refused before there is a task.
        progress::of_draft(&self.words, draft)?;
        Ok(self.writing(Method::Post, &["tasks"]).form(form.pairs()))
    }

    fn created(&self, _draft: &Changes, body: &[u8]) -> Result<Made> {
        let page = TaskReader.page(body)?;
        let wrong = |what: String| json::invalid(&what, TASK);
        let Some(row) = page.rows.only() else {
            return Err(wrong(format!(
                "the answer holds {} tasks, and one was created",
                page.rows.len()
            )));
        };
        let row = TaskReader
            .row(row, &PageContext::default())
            .map_err(wrong)?;
        if !is_id(&row.platform_id) {
            return Err(wrong("the `id` of the answer is not a number".to_owned()));
        }
        Ok(Made {
            parent: None,
            platform_id: row.platform_id.into_owned(),
        })
    }

    fn finish(&self, id: &TaskId, draft: &Changes) -> Result<Vec<Step>> {
        let id = number_of(id)?;
        let progress = progress::of_draft(&self.words, draft)?;
        Ok(progress
            .iter()
            .map(|progress| self.progress(id, progress))
            .collect())
    }

    fn before_update(&self, id: &TaskId, patch: &Changes) -> Result<Option<Request>> {
        let number = number_of(id)?;
        Form::of_patch(patch)?;
        let progress = progress::of_patch(&self.words, patch)?;
        // What becomes of a progression that leads where the task stands is not documented.
        let asks = progress.is_some_and(|progress| progress.wanted().is_some());
        Ok(asks.then(|| {
            self.request_to(&["tasks", number])
                .query("_fields", "standing")
        }))
    }

    fn update(&self, id: &TaskId, patch: &Changes, current: Option<&[u8]>) -> Result<Vec<Step>> {
        let number = number_of(id)?;
        let form = Form::of_patch(patch)?;
        let progress = progress::of_patch(&self.words, patch)?;
        let mut steps = Vec::new();
        if !form.is_empty() {
            let request = self.writing(Method::Put, &["tasks", number]);
            steps.push(Step {
                request: request.form(form.pairs()),
                writes: form.writes,
            });
        }
        let stands = current.and_then(|body| progress::standing(&self.words, body));
        let left = progress.filter(|progress| {
            let wanted = progress.wanted();
            wanted.is_none() || wanted != stands
        });
        steps.extend(left.map(|progress| self.progress(number, &progress)));
        Ok(steps)
    }

    fn count(&self, query: &Query) -> Result<Request> {
        let request = self.request_to(&["tasks", "count"]);
        Ok(match filters_alone(query)?.as_str() {
            "" => request,
            filters => request.query("_filters", filters),
        })
    }

    fn read_count(&self, body: &[u8]) -> Result<u64> {
        let fields: Fields<'_> = page(body, COUNT)?;
        fields
            .count("response.count")
            .ok_or_else(|| json::invalid("the answer has no count", COUNT))
    }

    fn reads(&self, call: &RawCall) -> bool {
        raw::reads(call)
    }

    fn raw(&self, call: &RawCall) -> Result<Request> {
        raw::request(&self.base, call)
    }
}

#[cfg(test)]
mod tests;
