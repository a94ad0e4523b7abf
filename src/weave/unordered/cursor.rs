//! The cursor of a list in the platforms' own order: where each of its connections stands.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Stand;
use crate::error::Result;
use crate::gather::Gather as _;
use crate::task::Timestamp;
use crate::weave::seal::{invalid, mismatch};
use crate::weave::{Belonging, Fingerprint, Kind, Seal};

/// Where the connections of a list stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stands {
    /// Those that were begun and not ended: where they stand, and when their reading began, in
    /// milliseconds.
    pub begun: BTreeMap<String, (Stand, i64)>,
    /// Those that have given all they have.
    pub done: BTreeSet<String>,
    /// When the walk began, in milliseconds.
    pub walk_started_at: i64,
}

/// The same as it is written: connections are numbers, instants are told from the walk's beginning.
#[derive(Serialize, Deserialize)]
struct Wire {
    #[serde(rename = "f")]
    fingerprint: Fingerprint,
    #[serde(rename = "b", default, skip_serializing_if = "Vec::is_empty")]
    begun: Vec<(usize, i64, Stand)>,
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    done: Vec<usize>,
    #[serde(rename = "w")]
    walk_started_at: i64,
}

impl Stands {
    /// The cursor as a text.
    #[must_use]
    pub fn encode(&self, seal: &Seal, of: Belonging<'_>, now: Timestamp) -> String {
        let ids = sorted(of.connections);
        let number = |id: &str| ids.binary_search(&id).ok();
        let wire = Wire {
            fingerprint: of.fingerprint.clone(),
            begun: self
                .begun
                .iter()
                .filter_map(|(id, (stand, synced_at))| {
                    let after = synced_at.saturating_sub(self.walk_started_at);
                    Some((number(id)?, after, stand.clone()))
                })
                .collect(),
            done: self.done.iter().filter_map(|id| number(id)).collect(),
            walk_started_at: self.walk_started_at,
        };
        seal.close(Kind::Source, &wire, now)
    }

    /// Reads a cursor that belongs to a request.
    ///
    /// # Errors
    /// As [`Seal::open`]; `cursor_mismatch` for one of another request.
    pub fn decode(seal: &Seal, text: &str, of: Belonging<'_>, now: Timestamp) -> Result<Self> {
        let wire: Wire = seal.open(Kind::Source, text, now)?;
        if wire.fingerprint != *of.fingerprint {
            return Err(mismatch());
        }
        let ids = sorted(of.connections);
        wire.read(&ids).ok_or_else(invalid)
    }

    /// Where a connection stands; `None` if it has given all it has.
    #[must_use]
    pub fn of(&self, connection_id: &str) -> Option<Stand> {
        if self.done.contains(connection_id) {
            return None;
        }
        let begun = self.begun.get(connection_id);
        Some(begun.map(|(stand, _)| stand.clone()).unwrap_or_default())
    }

    /// When the reading of a connection began.
    #[must_use]
    pub fn synced_at(&self, connection_id: &str) -> Option<Timestamp> {
        let (_, millis) = self.begun.get(connection_id)?;
        Timestamp::from_millis(*millis)
    }
}

impl Wire {
    /// The cursor, unless it holds what no cursor of the request does: anybody can write one where
    /// there is no key.
    fn read(self, ids: &[&str]) -> Option<Stands> {
        let id = |number: usize| ids.get(number).map(|id| (*id).to_owned());
        let instant = |after: i64| {
            let millis = self.walk_started_at.checked_add(after)?;
            Timestamp::from_millis(millis).map(Timestamp::millis)
        };
        Some(Stands {
            begun: self
                .begun
                .into_iter()
                .map(|(number, after, stand)| Some((id(number)?, (stand, instant(after)?))))
                .into_whole_map()?,
            done: self.done.into_iter().map(id).into_whole_set()?,
            walk_started_at: instant(0)?,
        })
    }
}

fn sorted<'a>(connections: &[&'a str]) -> Vec<&'a str> {
    connections.iter().copied().into_order()
}
