//! The platforms: one room each, the same files in every room, and this registry.
//!
//! A room says how to ask for a page, how to read a row and what can be pushed down. Retry, merging,
//! cursors and budgets live outside. A new platform is one folder and one line of the registry below;
//! CONTRIBUTING.md says what else belongs to it.

mod account;
mod capabilities;
mod dialect;
mod fields;
#[cfg(test)]
mod fixtures;
mod json;
mod needs;
mod operations;
mod plain;
#[cfg(not(target_arch = "wasm32"))]
pub mod probe;
mod refusal;
mod row;
pub mod secrets;
mod settings;
mod support;
mod words;

use std::rc::Rc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Result;

pub use account::{
    Account, Answered, Call, Expansion, Follow, PageFacts, Place, Purpose, Query, SecondWindow,
    Slice, Traits,
};
pub use capabilities::{
    Assumption, Basis, Capabilities, Deletions, DeletionsFact, LimitFact, Operation, OperationFact,
    PlatformFields, WritableFact, Writing,
};
pub use dialect::{Dialect, Note, Read, Written, WrittenPart};
pub use fields::Fields;
pub(crate) use json::string as json_string;
pub use needs::Needs;
pub use operations::{Job, Made, Operations, RawCall, Step};
pub use plain::{PlainColumns, PlainRow, TimeForm};
pub use row::{
    Assignee, Cells, Details, PageContext, PageForm, PageRows, Paging, Reader, Reference, Row,
    RowStatus,
};
pub(crate) use secrets::{blank_secrets, blank_values};
pub use support::{Class, Support};

/// What every room shows: `PLATFORM` in its `mod.rs`.
pub struct Room {
    /// How people call the platform.
    pub name: &'static str,
    /// Reads its pages.
    pub reader: &'static dyn Reader,
    /// Its own filter language.
    pub dialect: &'static dyn Dialect,
    /// What it is like.
    pub traits: Traits,
    /// What it can do.
    pub capabilities: &'static Capabilities,
    /// Checks the settings of a connection: the connection's JSON object less `id`, `platform` and
    /// `statusMap`. The status map is given too, for the words that a status is asked for by.
    pub connect:
        fn(settings: serde_json::Value, words: &crate::task::StatusMap) -> Result<Rc<dyn Account>>,
    /// What tells its open questions apart. The module itself never probes.
    #[cfg(not(target_arch = "wasm32"))]
    pub probe: &'static probe::Probe,
}

// The macro names the modules too, so that a platform is one line. The formatter does not look into
// macros: `cargo xtask fmt` and `cargo xtask check` show it the rooms.
macro_rules! registry {
    ($($name:ident $word:literal $room:ident,)+) => {
        $(pub mod $room;)+

        /// A product whose tasks are read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Platform {
            $(#[doc = $word] $name,)+
        }

        impl Platform {
            /// Every platform, ordered by the name on the wire.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The name on the wire and in filters.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The folder of the platform's room, and of its fixtures.
            #[must_use]
            pub fn folder(self) -> &'static str {
                match self { $(Self::$name => stringify!($room),)+ }
            }

            /// The platform's room.
            #[must_use]
            pub fn room(self) -> &'static Room {
                match self { $(Self::$name => &$room::PLATFORM,)+ }
            }
        }

        /// The TypeScript of `Platform` and `Connection`: what each room's `connection.d.ts` says of the
        /// settings of its connections, as the interface `{name}Connection`.
        pub const CONNECTION_TYPES: &str = concat!(
            "/** A platform, by the name that Rutter uses or would use. */\nexport type Platform =",
            $("\n  | \"", $word, "\"",)+
            ";\n",
            $("\n", include_str!(concat!(stringify!($room), "/connection.d.ts")),)+
            "\nexport type Connection =",
            $("\n  | ", stringify!($name), "Connection",)+
            ";\n",
        );
    };
}

registry! {
    Accelo "ACCELO" accelo,
    Kickserv "KICKSERV" kickserv,
    SageIntacct "SAGE_INTACCT" sage_intacct,
    ZohoBooks "ZOHOBOOKS" zoho_books,
}

impl Platform {
    /// The platform of a name, exactly as written.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|platform| platform.as_str() == name)
    }
}

impl Serialize for Platform {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Platform {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|platform| platform.as_str()).collect();
            serde::de::Error::custom(format!(
                "`{name}` is not a platform; write one of {}",
                names.join(", ")
            ))
        })
    }
}
