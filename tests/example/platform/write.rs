//! Writes: an item by three of its fields.

use serde_json::{Map, Value, json};

use super::NAME;
use super::connection::{BASE, Connection, on};
use super::query::number_of;
use super::read::ItemReader;
use super::status::TABLE;
use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Method, Request};
use crate::platforms::{Made, Operations, PageContext, Query, RawCall, Reader as _, Step, json};
use crate::task::{Changes, Field, NewValue, TaskId};

const ITEM: &str = "the item with its `id`";

impl Operations for Connection {
    fn create(&self, draft: &Changes) -> Result<Request> {
        Ok(on(Method::Post, None).json(&body(draft)?))
    }

    fn created(&self, _: &Changes, body: &[u8]) -> Result<Made> {
        let page = ItemReader.page(body)?;
        let Some(row) = page.rows.only() else {
            return Err(json::invalid("the answer is not one item", ITEM));
        };
        let row = ItemReader
            .row(row, &PageContext::default())
            .map_err(|complaint| json::invalid(&complaint, ITEM))?;
        Ok(Made {
            parent: None,
            platform_id: row.platform_id.into_owned(),
        })
    }

    fn update(&self, id: &TaskId, patch: &Changes, _: Option<&[u8]>) -> Result<Vec<Step>> {
        let request = on(Method::Patch, Some(number_of(id)?)).json(&body(patch)?);
        let writes = patch.fields().map(|(field, _)| field.name().to_owned());
        Ok(vec![Step {
            request,
            writes: writes.collect(),
        }])
    }

    fn delete(&self, id: &TaskId) -> Result<Request> {
        Ok(on(Method::Delete, Some(number_of(id)?)))
    }

    fn count(&self, query: &Query) -> Result<Request> {
        Ok(self.list(query).query("limit", "1"))
    }

    fn read_count(&self, body: &[u8]) -> Result<u64> {
        let total = ItemReader.page(body)?.paging.total;
        total.ok_or_else(|| {
            json::invalid("the page has no `total`", "`{\"items\": [], \"total\": 0}`")
        })
    }

    fn raw(&self, call: &RawCall) -> Result<Request> {
        Ok(call.request(BASE))
    }
}

/// The fields in the platform's words.
fn body(changes: &Changes) -> Result<Value> {
    let mut body = Map::new();
    for (field, value) in changes.fields() {
        let (name, value) = match (field, value) {
            (Field::Name, NewValue::Text(text)) => ("title", json!(text)),
            (Field::Description, NewValue::Text(text)) => ("notes", json!(text)),
            (Field::Description, NewValue::Null) => ("notes", Value::Null),
            (Field::Status, NewValue::Status(status)) => {
                let word = TABLE.iter().find(|(_, known)| known == status);
                let (word, _) = word.ok_or_else(|| {
                    wrong(field, "is none that an item can have")
                        .help("write \"not_started\", \"in_progress\" or \"completed\"")
                })?;
                ("state", json!(word))
            }
            _ => return Err(wrong(field, "cannot be written so")),
        };
        body.insert(name.to_owned(), value);
    }
    Ok(Value::Object(body))
}

fn wrong(field: Field, what: &str) -> TaskweaveError {
    TaskweaveError::new(
        Code::FieldInvalid,
        format!("`{}` {what} on {NAME}", field.name()),
    )
}
