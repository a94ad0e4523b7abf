//! Sage Intacct: `projects/task` of the REST API, listed through its query service.
//!
//! Source: the vendor's reference of `projects/task` and of the query service, an older and a newer
//! edition. They differ: the older one calls the status `status` and writes numbers as numbers, the
//! newer one has `taskStatus` and writes numbers as text. Both are read; the newer one is asked for,
//! and the older one where the platform refuses it (see `errors.rs`).

mod capabilities;
mod catalogue;
mod connection;
mod dialect;
mod errors;
mod grants;
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
const NAME: &str = "Sage Intacct";

/// The room.
pub static PLATFORM: Room = Room {
    name: NAME,
    reader: &read::TaskReader,
    dialect: &dialect::TaskDialect,
    traits: Traits {
        keyset: &[Field::UpdatedAt, Field::CreatedAt],
        always_null: &[Field::PlatformUrl, Field::Assignees, Field::LoggedHours],
        ties_by_id: false,
        walks_by_id: true,
        has_parent: false,
    },
    capabilities: &capabilities::CAPABILITIES,
    connect: connection::connect,
    #[cfg(not(target_arch = "wasm32"))]
    probe: &probe::PROBE,
};
