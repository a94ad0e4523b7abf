//! The cursor of a list in one order: where a walk stands, bound to the request that it belongs to.
//!
//! It is opaque and URL-safe, and carries no authority and no credentials. Connections stand in it by
//! their place among the sorted ids of the request, so that long ids do not make it long.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::position::PositionKey;
use super::seal::{invalid, mismatch};
use super::{Kind, Position, Seal, Start, Tie};
use crate::error::Result;
use crate::gather::Gather as _;
use crate::task::{Sort, Timestamp};

/// What a walk must not change between its pages: filter, sort and connections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of a request; the order of the connections does not matter.
    #[must_use]
    pub fn new(filter: &str, sort: &str, connections: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in [filter, sort].iter().chain(&sorted(connections)) {
            // Lengths keep the parts apart: ("a", "bc") is not ("ab", "c").
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(URL_SAFE_NO_PAD.encode(hash.finalize().iter().take(9).copied().collect::<Vec<u8>>()))
    }
}

/// The request that a cursor has to belong to.
#[derive(Clone, Copy)]
pub struct Belonging<'a> {
    /// Its fingerprint.
    pub fingerprint: &'a Fingerprint,
    /// Its order.
    pub sort: &'a Sort,
    /// The ids of its connections, in any order.
    pub connections: &'a [&'a str],
}

/// Where a walk stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The place of every source that has none of its own.
    pub position: Option<Position>,
    /// The places of sources that lag, by connection; `None` is the beginning.
    pub lagging: BTreeMap<String, Option<Position>>,
    /// Connections that have given all they have.
    pub done: BTreeSet<String>,
    /// When the reading of each connection began, in milliseconds.
    pub synced_at: BTreeMap<String, i64>,
    /// When the walk began, in milliseconds.
    pub walk_started_at: i64,
}

/// A cursor as it is written. Connections are numbers.
#[derive(Serialize, Deserialize)]
struct Wire {
    #[serde(rename = "f")]
    fingerprint: Fingerprint,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    position: Option<WirePosition>,
    #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
    lagging: Vec<(usize, Option<WirePosition>)>,
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    done: Vec<usize>,
    /// By connection, as far as there are any: milliseconds after the walk began.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    synced_at: Vec<Option<i64>>,
    #[serde(rename = "w")]
    walk_started_at: i64,
}

#[derive(Serialize, Deserialize)]
struct WirePosition {
    #[serde(rename = "k")]
    keys: Vec<PositionKey>,
    /// Connection, platform id, what the task stands under.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    tie: Option<(usize, String, Option<String>)>,
}

impl Cursor {
    /// The cursor as a text.
    #[must_use]
    pub fn encode(&self, seal: &Seal, of: Belonging<'_>, now: Timestamp) -> String {
        let ids = sorted(of.connections);
        let number = |id: &str| ids.binary_search(&id).ok();
        let after = |at: &i64| Some(at.saturating_sub(self.walk_started_at));
        let place = |position: &Position| {
            Some(WirePosition {
                tie: match &position.tie {
                    Some(Tie(connection, id, parent)) => {
                        Some((number(connection)?, id.clone(), parent.clone()))
                    }
                    None => None,
                },
                keys: position.keys.clone(),
            })
        };
        let wire = Wire {
            fingerprint: of.fingerprint.clone(),
            position: self.position.as_ref().and_then(place),
            lagging: self
                .lagging
                .iter()
                .filter_map(|(id, at)| Some((number(id)?, at.as_ref().and_then(place))))
                .collect(),
            done: self.done.iter().filter_map(|id| number(id)).collect(),
            synced_at: match self.synced_at.is_empty() {
                true => Vec::new(),
                false => ids
                    .iter()
                    .map(|id| after(self.synced_at.get(*id)?))
                    .collect(),
            },
            walk_started_at: self.walk_started_at,
        };
        seal.close(Kind::List, &wire, now)
    }

    /// Reads a cursor that belongs to a request.
    ///
    /// # Errors
    /// As [`Seal::open`]; `cursor_mismatch` for one of another request.
    pub fn decode(seal: &Seal, text: &str, of: Belonging<'_>, now: Timestamp) -> Result<Self> {
        let wire: Wire = seal.open(Kind::List, text, now)?;
        if wire.fingerprint != *of.fingerprint {
            return Err(mismatch());
        }
        wire.read(of).ok_or_else(invalid)
    }

    /// Where a connection goes on.
    #[must_use]
    pub fn start_of(&self, connection_id: &str) -> Start {
        if self.done.contains(connection_id) {
            return Start::Done;
        }
        let own = self.lagging.get(connection_id);
        own.unwrap_or(&self.position)
            .clone()
            .map_or(Start::Beginning, Start::After)
    }
}

impl Wire {
    /// The cursor, unless it holds what no cursor of the request does: anybody can write one where
    /// there is no key.
    fn read(self, of: Belonging<'_>) -> Option<Cursor> {
        let ids = sorted(of.connections);
        let id = |number: usize| ids.get(number).map(|id| (*id).to_owned());
        let place = |position: Option<WirePosition>| -> Option<Option<Position>> {
            let Some(WirePosition { keys, tie }) = position else {
                return Some(None);
            };
            let tie = match tie {
                Some((number, platform_id, parent)) => Some(Tie(id(number)?, platform_id, parent)),
                None => None,
            };
            let position = Position { keys, tie };
            position.fits(of.sort).then_some(Some(position))
        };
        let instant = |after: i64| {
            let millis = self.walk_started_at.checked_add(after)?;
            Timestamp::from_millis(millis).map(Timestamp::millis)
        };
        Some(Cursor {
            position: place(self.position)?,
            lagging: self
                .lagging
                .into_iter()
                .map(|(number, at)| Some((id(number)?, place(at)?)))
                .into_whole_map()?,
            done: self.done.into_iter().map(id).into_whole_set()?,
            synced_at: self
                .synced_at
                .into_iter()
                .enumerate()
                .filter_map(|(number, after)| Some((number, after?)))
                .map(|(number, after)| Some((id(number)?, instant(after)?)))
                .into_whole_map()?,
            walk_started_at: instant(0)?,
        })
    }
}

fn sorted<'a>(connections: &[&'a str]) -> Vec<&'a str> {
    connections.iter().copied().into_order()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    const SORT: &str = "updated_at DESC, created_at";

    fn cursor() -> Cursor {
        let position = Position {
            keys: vec![PositionKey::Int(1_700_000_000_000), PositionKey::Null],
            tie: Some(Tie("a".to_owned(), "7".to_owned(), None)),
        };
        Cursor {
            position: Some(position.clone()),
            lagging: BTreeMap::from([("b".to_owned(), None), ("c".to_owned(), Some(position))]),
            done: BTreeSet::from(["c".to_owned()]),
            synced_at: BTreeMap::from([("a".to_owned(), 1_700_000_000_001)]),
            walk_started_at: 1_700_000_000_000,
        }
    }

    /// Encodes for one request and decodes for another.
    fn between(cursor: &Cursor, made: (&str, &[&str]), read: (&str, &[&str])) -> Result<Cursor> {
        let now = Timestamp::default();
        let seal = Seal::default();
        let sorts = [made.0, read.0].map(|sort| Sort::parse(sort).unwrap());
        let prints = [made, read].map(|(sort, ids)| Fingerprint::new("", sort, ids));
        let of = |at: usize, connections| Belonging {
            fingerprint: &prints[at],
            sort: &sorts[at],
            connections,
        };
        let text = cursor.encode(&seal, of(0, made.1), now);
        Cursor::decode(&seal, &text, of(1, read.1), now)
    }

    #[test]
    fn a_cursor_reads_back() {
        let ids = &["c", "a", "b"][..];
        let back = between(&cursor(), (SORT, ids), (SORT, &["a", "b", "c"]));
        assert_eq!(back.unwrap(), cursor());
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let ids = &["a", "b", "c"][..];
        for other in [(SORT, &["a", "b"][..]), ("updated_at, created_at", ids)] {
            let error = between(&cursor(), (SORT, ids), other).unwrap_err();
            assert_eq!(error.code, Code::CursorMismatch);
        }
    }

    #[test]
    fn what_no_cursor_holds_is_refused() {
        let ids = ["a"];
        let sort = Sort::parse(SORT).unwrap();
        let fingerprint = Fingerprint::new("", SORT, &ids);
        let of = Belonging {
            fingerprint: &fingerprint,
            sort: &sort,
            connections: &ids,
        };
        let code = |body: serde_json::Value| {
            let seal = Seal::default();
            let text = seal.close(Kind::List, &body, Timestamp::default());
            Cursor::decode(&seal, &text, of, Timestamp::default()).map_err(|error| error.code)
        };
        let of_us = &fingerprint.0;
        assert!(code(serde_json::json!({"f": of_us, "w": 0})).is_ok());
        for more in [
            serde_json::json!({"p": {"k": [1]}, "d": [1]}),
            serde_json::json!({"p": {"k": []}}),
            serde_json::json!({"p": {"k": [1], "t": [0, "7", null]}}),
            serde_json::json!({"p": {"k": [1, 2, 3]}}),
            serde_json::json!({"p": {"k": [1, 2], "t": [1, "7", null]}}),
            serde_json::json!({"l": [[2, null]]}),
            serde_json::json!({"w": 1, "s": [i64::MAX]}),
            serde_json::json!({"s": [null, 7]}),
            serde_json::json!({"w": i64::MIN}),
            serde_json::json!({"d": "a"}),
        ] {
            let mut body = serde_json::json!({"f": of_us, "w": 0});
            for (name, value) in more.as_object().unwrap() {
                body[name] = value.clone();
            }
            assert_eq!(code(body), Err(Code::CursorInvalid), "{more}");
        }
    }

    #[test]
    fn eight_sources_that_all_lag_fit_into_a_kibibyte() {
        let ids: Vec<String> = (0..8).map(|i| format!("{i}{}", "x".repeat(63))).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let fingerprint = Fingerprint::new("", "updated_at DESC", &ids);
        let sort = Sort::parse("updated_at DESC").unwrap();
        let position = |i: usize| Position {
            keys: vec![PositionKey::Int(1_700_000_000_000 + i as i64)],
            tie: Some(Tie(
                ids[i].to_owned(),
                "90300000072369001".to_owned(),
                Some("90300000072369000".to_owned()),
            )),
        };
        let all = || ids.iter().enumerate();
        let cursor = Cursor {
            position: Some(position(0)),
            lagging: all()
                .skip(1)
                .map(|(i, id)| ((*id).to_owned(), Some(position(i))))
                .collect(),
            done: BTreeSet::new(),
            synced_at: all()
                .map(|(i, id)| ((*id).to_owned(), 1_700_000_012_345 + i as i64))
                .collect(),
            walk_started_at: 1_700_000_000_000,
        };
        let of = Belonging {
            fingerprint: &fingerprint,
            sort: &sort,
            connections: &ids,
        };
        let seal = Seal::new(vec![crate::http::Secret::new("k".repeat(32))], None).unwrap();
        let text = cursor.encode(&seal, of, Timestamp::default());
        println!(
            "a cursor of eight sources that all lag: {} bytes",
            text.len()
        );
        assert!(text.len() <= 1024, "{} bytes", text.len());
    }

    #[test]
    fn the_fingerprint_knows_its_parts_apart() {
        let of = Fingerprint::new;
        assert_eq!(of("f", "s", &["a", "b"]), of("f", "s", &["b", "a"]));
        assert_ne!(of("f", "s", &["a", "b"]), of("f", "s", &["ab"]));
        assert_ne!(of("f", "s", &["a"]), of("fs", "", &["a"]));
    }
}
