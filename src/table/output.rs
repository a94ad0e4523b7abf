//! Rows back out, as tasks in the wire shape.

use serde::Serialize;
use serde_json::value::RawValue;

use super::TaskTable;
use super::data::quote_large_integers;
use crate::platforms::{Details, Expansion, Platform};
use crate::task::{Status, Timestamp};

/// A task as it stands in JSON.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the catalogue of fields says what each is")]
pub struct Task {
    pub id: String,
    pub platform_id: String,
    pub name: String,
    pub status: Status,
    pub created_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    pub last_synced_at: Timestamp,
    pub platform_url: Option<String>,
    pub platform_status: Option<String>,
    pub platform: Platform,
    pub connection_id: String,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform_data: Option<Box<RawValue>>,
    /// Whether the walk had passed its place in the order already; absent unless it had.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_late: bool,
}

impl TaskTable {
    /// A row as a task; `None` if there is no such row. Details and `platform_data` need pages that
    /// were kept.
    #[must_use]
    pub fn task(&self, row: u32, expand: Expansion) -> Option<Task> {
        let at = row as usize;
        let source = self.source_of(at)?;
        let details = expand.details.then(|| self.details(at)).flatten();
        let raw = self.raw(at).filter(|_| expand.platform_data);
        let platform_data = raw.and_then(|(raw, _)| {
            RawValue::from_string(quote_large_integers(raw).into_owned()).ok()
        });
        Some(Task {
            id: self.id(row)?,
            platform_id: self.platform_id.get(at)?.to_owned(),
            name: self.name.get(at)?.to_owned(),
            status: self.status_of(at)?,
            created_at: self.created_at.get(at).and_then(Timestamp::from_millis),
            updated_at: self.updated_at.get(at).and_then(Timestamp::from_millis),
            last_synced_at: source.synced_at,
            platform_url: None,
            platform_status: self.platform_status.get(at).map(str::to_owned),
            platform: source.platform,
            connection_id: source.connection_id.clone(),
            details,
            platform_data,
            is_late: false,
        })
    }
}
