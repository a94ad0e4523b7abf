//! Accelo: tasks of the REST API `v0`.
//!
//! Sources: the older wiki page of `GET /tasks` and today's documentation. They disagree about pages
//! (`_page` counts from 1 or from 0, `_limit` ends at 50 or 100), so pages are never numbered here:
//! a walk goes by ascending id, 50 rows at a time. Every value is a string or null, dates are Unix
//! seconds, and an unset date is null, `"0"` or absent.

mod capabilities;
mod connection;
mod dialect;
mod errors;
mod limit;
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
const NAME: &str = "Accelo";

/// The room.
pub static PLATFORM: Room = Room {
    name: NAME,
    reader: &read::TaskReader,
    dialect: &dialect::TaskDialect,
    traits: Traits {
        keyset: &[Field::UpdatedAt, Field::CreatedAt],
        always_null: &[
            Field::PlatformUrl,
            Field::ParentId,
            Field::PercentComplete,
            Field::IsBillable,
            Field::IsMilestone,
            Field::LoggedHours,
        ],
        ties_by_id: true,
        walks_by_id: true,
        has_parent: false,
    },
    capabilities: &capabilities::CAPABILITIES,
    connect: connection::connect,
    #[cfg(not(target_arch = "wasm32"))]
    probe: &probe::PROBE,
};
