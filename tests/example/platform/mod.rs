//! Example: a platform that does not exist, as small as a room can be. Its API, `https://api.example.com/v1`:
//!
//! | call | |
//! |---|---|
//! | `GET /items?state=todo,doing&offset=0&limit=100` | `{"items": [item], "total": 2}`, by rising id |
//! | `GET /items/{id}` | the item |
//! | `POST /items`, `PATCH /items/{id}` | the item as it is then |
//! | `DELETE /items/{id}` | 204 |
//!
//! An item is `{id, title, state, notes, created, changed}`; `state` is `todo`, `doing` or `done`; times are
//! instants as `2026-01-31T08:30:00Z`. A failure is `{"error": text}`.

mod capabilities;
mod connection;
mod dialect;
mod errors;
#[cfg(not(target_arch = "wasm32"))]
mod probe;
mod query;
mod read;
mod status;
mod support;
mod write;

use super::{Room, Traits};
use crate::task::Field;

/// How people call the platform.
const NAME: &str = "Example";

/// The room.
pub static PLATFORM: Room = Room {
    name: NAME,
    reader: &read::ItemReader,
    dialect: &dialect::ItemDialect,
    traits: Traits {
        keyset: &[],
        always_null: &[
            Field::PlatformUrl,
            Field::StartAt,
            Field::DueAt,
            Field::CompletedAt,
            Field::Assignees,
            Field::Project,
            Field::ParentId,
            Field::Priority,
            Field::PercentComplete,
            Field::IsBillable,
            Field::IsMilestone,
            Field::LoggedHours,
        ],
        ties_by_id: false,
        walks_by_id: false,
        has_parent: false,
    },
    capabilities: &capabilities::CAPABILITIES,
    connect: connection::connect,
    #[cfg(not(target_arch = "wasm32"))]
    probe: &probe::PROBE,
};
