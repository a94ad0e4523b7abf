//! Kickserv, field service. Its tasks are read through the JSON API v2, which only an unofficial
//! documentation describes; what that leaves open is assumed here, and every variant is read alike.
//!
//! | assumed | variants that are read |
//! |---|---|
//! | the list's envelope | `[…]` and `{"tasks":[…]}` |
//! | the envelope of one task | `{"task":{…}}` and the bare object |
//! | paging | `page` and `per_page`, as jobs have them; a server that ignores either still ends |
//! | the days of `from` and `to`, and whether they belong to the range | days of any time zone, either end in or out |
//! | `from` or `to` alone | never sent: the other end is filled in with a day that no schedule reaches |
//! | a list of the tasks of a job that does not exist | an empty list, 400 or 404: there are no tasks |
//! | the name | `name`, known from writes of v1; absent is empty |
//! | the start | `scheduled_at`, known from writes of v1; else `starts_at` |
//! | `created_at`, `updated_at` | known on jobs only; absent is null |
//! | the completion mark | `completed_on`, `completed_at`, `completed`, `is_completed` or `complete`: a time, or yes or no |
//! | an employee's name | `name`, `full_name`, or `first_name` and `last_name` |
//! | an employee's address | `email` or `email_address` |
//! | a failure's words | `error`, `errors` or `message`: a text, a list, or field → texts; else the body's own words |

mod capabilities;
mod connection;
mod dialect;
mod errors;
mod parameters;
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
const NAME: &str = "Kickserv";

/// The room.
pub static PLATFORM: Room = Room {
    name: NAME,
    reader: &read::KickservReader,
    dialect: &dialect::TaskDialect,
    traits: Traits {
        keyset: &[],
        always_null: &[
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
    connect,
    #[cfg(not(target_arch = "wasm32"))]
    probe: &probe::PROBE,
};

fn connect(settings: serde_json::Value, words: &StatusMap) -> Result<Rc<dyn Account>> {
    Ok(Rc::new(connection::Connection::new(&settings, words)?))
}
