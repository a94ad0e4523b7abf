//! The cursor of what changed: how far each connection has been read, and where it is read from next.
//!
//! # What is promised, and why it holds
//!
//! A connection is read upwards by `updated_at`, from a second to its end. Then it is *caught up*, and its
//! next reading starts at its frontier: the greatest `updated_at` that was seen of it, less the overlap
//! and less the time that its reading took, rounded down to a whole second.
//!
//! Let `C(t)` be the platform's clock when ours shows `t`; how far the two are apart is not known and does
//! not matter. A change gets `updated_at` = `C` at its edit and is visible at latest `overlap` later. A row
//! below a place `P` that was read at `t` is missed only if it became visible after `t`, and so has an
//! `updated_at` above `C(t) − overlap`. The reading began at `b` and ended at `e`, and nothing seen can be
//! later than the platform's clock: the greatest time seen is `M ≤ C(e)`. Clocks go equally fast, so
//! `C(t) ≥ C(b) = C(e) − (e − b) ≥ M − (e − b)`, and every row that was missed lies above
//! `M − (e − b) − overlap`, from where the next reading starts. Our clock is a stop-watch only.
//!
//! With an overlap of 0 the same holds for changes that are visible at once. Rounding down to the second
//! reads the frontier's own second again: a platform that shows whole seconds may take another edit in
//! the second that was read last, with the same `updated_at`, and in a second through which a page
//! ended, before the place where that page did. Those are found by the next reading, since their second
//! is `C` at the edit, not before `C(t)`.
//!
//! Between two answers of one reading our clock may be set back; then it is no stop-watch, and the next
//! reading starts where this one did. A time that lies more than a day ahead of our clock was not shown by
//! a clock; it does not move the frontier, which would lose all that comes before it.
//!
//! Rows that are read again are told from new ones by [`Given`]. The cursor has room for some of them only;
//! where that is too little, rows may be given twice. None is ever left out for it.

mod given;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::seal::{invalid, mismatch};
use super::{Fingerprint, Kind, Position, PositionKey, Seal, Start, Tie};
use crate::error::Result;
use crate::gather::Gather as _;
use crate::platforms::Expansion;
use crate::task::Timestamp;

pub use given::{Given, Version, version};

/// A cursor is no longer than this, if its places alone are not.
const MAX_LENGTH: usize = 1024;
/// What is this far ahead of our clock was not shown by a clock.
const A_DAY_MS: i64 = 86_400_000;

/// How far one connection has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    /// The second that its reading starts or started with.
    pub start: i64,
    /// The greatest `updated_at` that was seen of it, in milliseconds by the platform's clock.
    pub latest: Option<i64>,
    /// When its reading began, in milliseconds by our clock; `None` before it does.
    pub began: Option<i64>,
    /// Where its reading goes on.
    pub step: Step,
    /// What was given of it and may be met again.
    pub given: Given,
}

/// Where the reading of a connection goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// At its start.
    Start,
    /// After a place.
    After(Position),
    /// Nowhere, until the others are caught up too.
    Done,
}

impl Frontier {
    /// A connection of which all changes from a second on are wanted.
    #[must_use]
    pub fn new(start: i64) -> Self {
        Self {
            start,
            latest: None,
            began: None,
            step: Step::Start,
            given: Given::default(),
        }
    }

    /// Where its source starts.
    #[must_use]
    pub fn source_start(&self) -> Start {
        match &self.step {
            Step::Start => Start::After(self.origin()),
            Step::After(place) => Start::After(place.clone()),
            Step::Done => Start::Done,
        }
    }

    /// The place before the first row of its reading.
    fn origin(&self) -> Position {
        Position::before(Some(Timestamp::from_seconds_saturating(self.start)))
    }

    /// Whether rows that it gives now may have been given before.
    #[must_use]
    pub fn may_repeat(&self) -> bool {
        let second = match &self.step {
            Step::Start => self.start,
            Step::After(place) => place
                .leading()
                .map_or(self.start, |millis| millis.div_euclid(1000)),
            Step::Done => return false,
        };
        self.given.is_unsure_from(second)
    }

    /// Takes in a time that was seen of it.
    pub fn see(&mut self, latest: Option<i64>, now: Timestamp) {
        let latest = latest.filter(|millis| *millis <= now.millis().saturating_add(A_DAY_MS));
        self.latest = self.latest.max(latest);
    }

    /// Sets where its reading goes on.
    pub fn go_on(&mut self, place: Option<Position>) {
        let second = place.as_ref().and_then(Position::leading);
        self.given
            .go_on(second.map(|millis| millis.div_euclid(1000)));
        self.step = match place {
            Some(place) if place != self.origin() => Step::After(place),
            _ => Step::Start,
        };
    }

    /// Its reading has ended: it starts next at its frontier.
    pub fn settle(&mut self, overlap_ms: i64, ended: Timestamp) {
        let took = ended
            .millis()
            .checked_sub(self.began.unwrap_or(ended.millis()))
            .filter(|took| *took >= 0);
        if let (Some(latest), Some(took)) = (self.latest, took) {
            let next = latest.saturating_sub(overlap_ms).saturating_sub(took);
            self.start = self.start.max(next.div_euclid(1000));
        }
        self.given.settle(self.start);
        self.began = None;
        self.step = Step::Done;
    }
}

/// How far all connections of a request have been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontiers {
    /// By connection: those whose platform can tell what changed.
    pub by_connection: BTreeMap<String, Frontier>,
    /// The place that the answer before had reached; `None` where all connections start anew.
    pub reached: Option<Position>,
    /// When the round began that the answer before belongs to: what relative times of the filter are
    /// told from.
    pub began: Option<i64>,
}

/// A cursor as it is written. Connections are numbers among the sorted ids.
#[derive(Serialize, Deserialize)]
struct Wire {
    #[serde(rename = "f")]
    fingerprint: Fingerprint,
    #[serde(rename = "e", default, skip_serializing_if = "is_plain")]
    expand: u8,
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    began: Option<i64>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    reached: Option<WirePlace>,
    #[serde(rename = "c")]
    frontiers: Vec<WireFrontier>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
fn is_plain(expand: &u8) -> bool {
    *expand == 0
}

/// Connection, start in seconds; latest in milliseconds, began in milliseconds, forgotten and carried in
/// seconds, each after the start; step; given.
#[derive(Serialize, Deserialize)]
struct WireFrontier(
    usize,
    i64,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    WireStep,
    String,
);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WireStep {
    /// 0: start, 1: where all have reached, 2: done.
    Word(u8),
    Own(WirePlace),
}

/// Milliseconds; connection, platform id, what the task stands under.
#[derive(Serialize, Deserialize)]
struct WirePlace(i64, Option<(usize, String, Option<String>)>);

/// What a cursor has to belong to.
#[derive(Clone, Copy)]
pub struct Bound<'a> {
    /// The fingerprint of filter and connections.
    pub fingerprint: &'a Fingerprint,
    /// The ids of the connections, in any order.
    pub connections: &'a [&'a str],
    /// What tasks carry. It may change between answers; versions are then not known again.
    pub expand: Expansion,
}

impl Frontiers {
    /// All connections from one second on.
    #[must_use]
    pub fn from_second<'a>(start: i64, connections: impl Iterator<Item = &'a str>) -> Self {
        Self {
            by_connection: connections
                .map(|id| (id.to_owned(), Frontier::new(start)))
                .into_map(),
            reached: None,
            began: None,
        }
    }

    /// The cursor as a text of at most 1 KiB: what does not fit of what was given is shrunk.
    #[must_use]
    pub fn encode(mut self, seal: &Seal, of: Bound<'_>, now: Timestamp) -> String {
        let ids = sorted(of.connections);
        loop {
            let text = seal.close(Kind::Changes, &self.wire(&ids, of), now);
            let most = self
                .by_connection
                .values_mut()
                .max_by_key(|frontier| frontier.given.len());
            match (text.len().checked_sub(MAX_LENGTH), most) {
                (Some(beyond @ 1..), Some(most)) if !most.given.is_empty() => {
                    let open = match &most.step {
                        Step::After(place) => place.leading().map(|at| at.div_euclid(1000)),
                        Step::Start | Step::Done => None,
                    };
                    // One takes 16 letters or more; several connections share what must go.
                    let count = (beyond / 64).clamp(1, most.given.len());
                    most.given.shrink(count, open);
                }
                _ => return text,
            }
        }
    }

    fn wire(&self, ids: &[&str], of: Bound<'_>) -> Wire {
        let number = |id: &str| ids.binary_search(&id).ok();
        let place = |position: &Position| {
            let tie = match &position.tie {
                Some(Tie(id, platform_id, parent)) => {
                    Some((number(id)?, platform_id.clone(), parent.clone()))
                }
                None => None,
            };
            Some(WirePlace(position.leading()?, tie))
        };
        let frontier = |(id, frontier): (&String, &Frontier)| {
            let start = frontier.start;
            let step = match &frontier.step {
                Step::Done => WireStep::Word(2),
                Step::After(own) if Some(own) == self.reached.as_ref() => WireStep::Word(1),
                Step::After(own) => WireStep::Own(place(own)?),
                Step::Start => WireStep::Word(0),
            };
            let millis = start.saturating_mul(1000);
            let after_start = |second: Option<i64>| Some(second?.saturating_sub(start));
            Some(WireFrontier(
                number(id)?,
                start,
                frontier.latest.map(|at| at.saturating_sub(millis)),
                frontier.began.map(|at| at.saturating_sub(millis)),
                after_start(frontier.given.forgotten()),
                after_start(frontier.given.carried()),
                step,
                frontier.given.to_text(start),
            ))
        };
        Wire {
            fingerprint: of.fingerprint.clone(),
            expand: bits(of.expand),
            began: self.began,
            reached: self.reached.as_ref().and_then(place),
            frontiers: self.by_connection.iter().filter_map(frontier).collect(),
        }
    }

    /// Reads a cursor that belongs to a request.
    ///
    /// # Errors
    /// As [`Seal::open`]; `cursor_mismatch` for one of another filter or other connections.
    pub fn decode(seal: &Seal, text: &str, of: Bound<'_>, now: Timestamp) -> Result<Self> {
        let wire: Wire = seal.open(Kind::Changes, text, now)?;
        if wire.fingerprint != *of.fingerprint {
            return Err(mismatch());
        }
        let is_wider = wire.expand != bits(of.expand);
        let mut frontiers = wire.read(of).ok_or_else(invalid)?;
        if is_wider {
            for frontier in frontiers.by_connection.values_mut() {
                frontier.given.forget_all();
            }
        }
        Ok(frontiers)
    }
}

impl Wire {
    /// What it says, unless no cursor of the request says it: anybody can write one where there is no key.
    fn read(self, of: Bound<'_>) -> Option<Frontiers> {
        let ids = sorted(of.connections);
        let id = |number: usize| ids.get(number).map(|id| (*id).to_owned());
        let instant = |millis| Timestamp::from_millis(millis).map(Timestamp::millis);
        let place = |WirePlace(millis, tie)| {
            let tie = match tie {
                Some((number, platform_id, parent)) => Some(Tie(id(number)?, platform_id, parent)),
                None => None,
            };
            Some(Position {
                keys: vec![PositionKey::Int(instant(millis)?)],
                tie,
            })
        };
        let reached = match self.reached {
            Some(reached) => Some(place(reached)?),
            None => None,
        };
        let frontier = |wire| {
            let WireFrontier(number, start, latest, began, forgotten, carried, step, given) = wire;
            let millis = instant(start.checked_mul(1000)?)?;
            let after = |offset: Option<i64>| match offset {
                Some(offset) => instant(millis.checked_add(offset)?).map(Some),
                None => Some(None),
            };
            let second = |offset: Option<i64>| match offset {
                Some(seconds) => start.checked_add(seconds).map(Some),
                None => Some(None),
            };
            let (forgotten, carried) = (second(forgotten)?, second(carried)?);
            let frontier = Frontier {
                start,
                latest: after(latest)?,
                began: after(began)?,
                step: match step {
                    WireStep::Word(0) => Step::Start,
                    WireStep::Word(1) => Step::After(reached.clone()?),
                    WireStep::Word(2) => Step::Done,
                    WireStep::Word(_) => return None,
                    WireStep::Own(own) => Step::After(place(own)?),
                },
                given: Given::from_text(&given, start, forgotten, carried)?,
            };
            Some((id(number)?, frontier))
        };
        Some(Frontiers {
            by_connection: self.frontiers.into_iter().map(frontier).into_whole_map()?,
            began: match self.began {
                Some(began) => Some(instant(began)?),
                None => None,
            },
            reached,
        })
    }
}

fn bits(expand: Expansion) -> u8 {
    u8::from(expand.details) | (u8::from(expand.platform_data) << 1)
}

fn sorted<'a>(connections: &[&'a str]) -> Vec<&'a str> {
    connections.iter().copied().into_order()
}

#[cfg(test)]
mod tests;
