//! What users call, over any set of connections.

mod besides;
mod capabilities;
mod changes;
mod check;
mod connection;
mod dialect;
mod explain;
mod get;
mod kept;
mod list;
mod options;
mod prefetch;
mod remote;
mod request;
mod since;
mod walk;
mod write;

use std::rc::Rc;

use crate::error::{Code, Result, TaskweaveError};
use crate::http::{TokenStore, Transport};
use crate::task::Timestamp;
use crate::weave::{PageCache, Room, Seal, Shelf, SnapshotStore};

pub use besides::{
    ConnectionCapabilities, CountAnswer, JobsAnswer, RawAnswer, RawRequest, SourceCount,
};
pub use capabilities::FieldCapability;
pub use changes::{ChangesPage, ChangesReport, ChangesRequest};
pub use connection::Connection;
pub use dialect::{Language, TranslatedPart, Translation, translate};
pub use explain::{ExpectedCalls, Explanation, PredicateExplanation, SourceExplanation};
pub use get::TaskAnswer;
pub use options::ClientOptions;
pub use prefetch::{FetchedPage, Prefetch, Step};
pub use remote::RemoteClient;
#[cfg(target_arch = "wasm32")]
pub(crate) use request::sync_warning;
pub use request::{
    GetRequest, IdType, LimitInput, ListRequest, OneOrMany, WriteRequest, expansion, utc_offset,
};
pub use since::Since;
pub use write::WriteAnswer;

/// A set of connections that are read as one.
pub struct Client {
    connections: Vec<Connection>,
    options: ClientOptions,
    seal: Seal,
    cache: PageCache,
}

/// The user's places where something is kept beyond this module's life.
#[derive(Clone, Default)]
pub struct Stores {
    /// For tokens.
    pub tokens: Option<Rc<dyn TokenStore>>,
    /// For what was read of connections.
    pub pages: Option<Rc<dyn SnapshotStore>>,
}

/// What a call needs of the world around it: a way out and the time. Wasm has no clock of its own,
/// and tests like theirs to stand still.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The way out.
    pub transport: &'a dyn Transport,
    /// Now.
    pub now: Timestamp,
}

impl Client {
    /// A client of connections; their settings are checked.
    ///
    /// # Errors
    /// `connection_invalid`, naming the connection and the setting; `request_invalid` for an option.
    pub fn new(connections: Vec<serde_json::Value>, options: ClientOptions) -> Result<Self> {
        Self::with_stores(connections, options, Stores::default())
    }

    /// The same, with places where tokens and pages are kept beyond this module's life.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_stores(
        connections: Vec<serde_json::Value>,
        options: ClientOptions,
        stores: Stores,
    ) -> Result<Self> {
        let mut checked: Vec<Connection> = Vec::with_capacity(connections.len());
        for value in connections {
            let connection = Connection::new(value, stores.tokens.clone())?;
            if checked.iter().any(|known| known.id == connection.id) {
                return Err(TaskweaveError::new(
                    Code::ConnectionInvalid,
                    format!("two connections have the id `{}`", connection.id),
                )
                .help("give every connection an id of its own"));
            }
            checked.push(connection);
        }
        let seal = options.seal()?;
        let ttl_ms = options.time_to_live_ms();
        let room = Room {
            bytes: options.budget().request_bytes,
            ttl_ms,
        };
        let shelf = stores
            .pages
            .map(|store| Shelf::new(store, seal.clone(), ttl_ms));
        Ok(Self {
            connections: checked,
            seal,
            options,
            cache: PageCache::new(room, shelf),
        })
    }

    /// The connections, in the order in which they were given.
    #[must_use]
    pub fn connections(&self) -> &[Connection] {
        &self.connections
    }

    /// The connection of an id.
    ///
    /// # Errors
    /// `connection_unknown`, with the id that was likely meant.
    pub fn connection(&self, id: &str) -> Result<&Connection> {
        self.connections
            .iter()
            .find(|connection| connection.id == id)
            .ok_or_else(|| {
                let near = crate::task::closest(id, self.connections.iter().map(|c| c.id.as_str()));
                let error = TaskweaveError::new(
                    Code::ConnectionUnknown,
                    format!("there is no connection `{id}`"),
                );
                match near {
                    Some(near) => error.help(format!("did you mean `{near}`?")),
                    None => error.help("name a connection that the client was made with"),
                }
            })
    }

    /// The connections that a request names: all, if it names none.
    fn chosen(&self, ids: Option<&[String]>) -> Result<Vec<&Connection>> {
        let chosen = match ids {
            None => self.connections.iter().collect(),
            Some(ids) => {
                let mut chosen: Vec<&Connection> = Vec::with_capacity(ids.len());
                for id in ids {
                    let connection = self.connection(id)?;
                    if !chosen.iter().any(|known| known.id == connection.id) {
                        chosen.push(connection);
                    }
                }
                chosen
            }
        };
        if chosen.is_empty() {
            return Err(TaskweaveError::new(
                Code::RequestInvalid,
                "the request names no connection",
            )
            .help("name at least one connection, or leave `connections` out to read all"));
        }
        Ok(chosen)
    }
}
