//! Zoho Books: the tasks of projects. Zoho publishes an OpenAPI document of its API v3.
//!
//! There is no list over all projects, and the plain list of a project's tasks carries neither status
//! nor description. So the projects are listed, and the tasks are read where `GET /projects/{id}`
//! embeds them. A filter that names its projects by their ids spares the list. Tasks have no dates at all.
//!
//! | doubtful | what is done |
//! |---|---|
//! | the key of a task list: `tasks` in the document, `task` in a client that says it was tested | both are read; none of them is an error |
//! | ids as texts or as numbers beyond 2^53 | the digits are kept |
//! | hours as numbers, `"12.5"`, `"12:06"` (beyond 24 h too) or `""` | all are read; anything else is a warning |
//! | logged hours under several names | `log_time`, else `total_hours`, else `billed_hours` + `un_billed_hours` if both are there, else `hours` |
//! | status words beyond `active` and `inactive` | unknown, with a warning |
//! | whether an embedded list can be cut | no document says so; it is taken as whole |
//! | whether an embedded task repeats its project | both are read; it is taken to be the project around it |
//! | what an update does with fields that it does not name | it names all that are not empty, as the project shows them |
//! | whether null empties a field that is written | it is never sent |
//! | which limit the rate headers tell of | they are not waited for where they say that calls are left |

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

use std::rc::Rc;

use crate::error::Result;
use crate::task::{Field, StatusMap};

use super::{Account, Room, Traits};

/// How people call the platform.
const NAME: &str = "Zoho Books";

/// The room.
pub static PLATFORM: Room = Room {
    name: NAME,
    reader: &read::ZohoReader,
    dialect: &dialect::TaskDialect,
    traits: Traits {
        keyset: &[],
        always_null: &[
            Field::CreatedAt,
            Field::UpdatedAt,
            Field::StartAt,
            Field::DueAt,
            Field::CompletedAt,
            Field::Assignees,
            Field::ParentId,
            Field::Priority,
            Field::PercentComplete,
            Field::IsMilestone,
        ],
        ties_by_id: false,
        walks_by_id: false,
        has_parent: true,
    },
    capabilities: &capabilities::CAPABILITIES,
    connect,
    #[cfg(not(target_arch = "wasm32"))]
    probe: &probe::PROBE,
};

// Status words matter only where a status is asked for, and Zoho Books cannot be asked for one: the
// connection's own words are honoured where rows are read.
fn connect(settings: serde_json::Value, _: &StatusMap) -> Result<Rc<dyn Account>> {
    Ok(Rc::new(connection::Connection::new(&settings)?))
}
