//! Telling from read-only calls which side of its platform's open questions an account is on: how an
//! assumption becomes a fact. Native builds only; `cargo xtask probe` drives it.
//!
//! A room's `probe.rs` knows the questions (the simulator's switches), what to ask and what an answer
//! tells. What stands here asks with the connection's own gateway, lets nothing through that is no
//! read, counts, and keeps answers as fixtures without credentials and without people's texts.

mod asking;
mod order;
mod recorder;
mod redact;
mod times;

use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Budget, OnRateLimit, Session, Transport};

pub use asking::{Asking, Seen};
pub(super) use order::{Sided, case_decides, only_order};
use recorder::Recorder;
pub use recorder::TokenAnswer;
pub(super) use times::{day_number, day_text, days_of_instant, platform_now, weekday};

/// A call to a platform may wait so long in all for rate limits and repeats, in milliseconds.
const WAIT_MS: u64 = 180_000;

/// What a room knows of telling its open questions apart.
pub struct Probe {
    /// Every switch of the platform's simulator, in its order.
    pub tells: &'static [Tell],
    /// The most calls that [`Probe::run`] makes, those for tokens apart.
    pub most_calls: usize,
    /// How the paths end to which a `POST` only reads.
    pub reading_posts: &'static [&'static str],
    /// Names of members whose texts are the platform's own words, so that fixtures keep them: a
    /// status, say. Any other text is replaced by one of the same shape.
    pub words: &'static [&'static str],
    /// Asks and tells.
    pub run: for<'a> fn(&'a Asking<'a>) -> LocalBoxFuture<'a, Result<()>>,
}

/// Whether a switch can be told, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tell {
    /// The switch.
    pub switch: &'static str,
    /// How.
    pub how: How,
}

/// How a switch can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By reads, from an account that has this.
    Reads(&'static str),
    /// Not by reads, for this reason.
    NotByReads(&'static str),
}

/// A switch that reads tell of an account that has what `needs` says.
pub(super) const fn reads(switch: &'static str, needs: &'static str) -> Tell {
    Tell {
        switch,
        how: How::Reads(needs),
    }
}

/// A switch that no read tells.
pub(super) const fn not_by_reads(switch: &'static str, why: &'static str) -> Tell {
    Tell {
        switch,
        how: How::NotByReads(why),
    }
}

/// What was found of one switch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The switch.
    pub switch: &'static str,
    /// What was found.
    #[serde(flatten)]
    pub told: Told,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "told", rename_all = "snake_case")]
pub enum Told {
    /// The account is on this side.
    Side {
        /// The side, as the simulator's switch names it where it does.
        side: Value,
        /// What tells so.
        seen: String,
    },
    /// Only writes or failures could tell.
    NotByReads {
        /// Why.
        why: &'static str,
    },
    /// The account's data does not decide.
    NotByData {
        /// What data would.
        needs: &'static str,
    },
    /// The probe ended before.
    NotReached,
}

/// An answer of the platform, to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fixture {
    /// The file's name.
    pub file: String,
    /// The call that it answers: the method and the path below the platform's base.
    pub call: String,
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The answer, its credentials blanked and its texts replaced.
    #[serde(skip)]
    pub body: String,
}

/// What a probe of one connection found.
#[derive(Clone, Debug)]
pub struct Report {
    /// Every switch, in the room's order.
    pub switches: Vec<Finding>,
    /// Calls made, those for tokens apart.
    pub calls: usize,
    /// Calls for tokens.
    pub token_calls: usize,
    /// What can be kept.
    pub fixtures: Vec<Fixture>,
    /// Why the probe ended early, or an answer could not be kept.
    pub error: Option<TaskweaveError>,
}

impl Probe {
    /// Probes a connection. Whatever fails ends it and stands in the report beside what was told
    /// until then.
    pub async fn of(&'static self, session: &Session, transport: Rc<dyn Transport>) -> Report {
        let authorization = session.account().authorization();
        let recorder = Recorder::new(transport, authorization, self.reading_posts);
        let budget = Budget {
            calls_per_source: self.most_calls,
            calls_per_request: self.most_calls,
            calls_at_once: 1,
            wait_ms: WAIT_MS,
            on_rate_limit: OnRateLimit::Wait,
            ..Budget::default()
        };
        let asking = Asking::new(self, session, &recorder, budget);
        let outcome = (self.run)(&asking).await;
        asking.keep_tokens();
        let ended = outcome.is_err();
        let (mut told, fixtures, calls) = asking.end();
        let secrets = recorder.secrets();
        let hide = |text: &str| {
            let hide = |text: String, secret: &String| text.replace(secret.as_str(), "***");
            secrets.iter().fold(text.to_owned(), hide)
        };
        let mut find = |tell: &Tell| {
            let place = told.iter().position(|(switch, _)| *switch == tell.switch);
            match (place.map(|place| told.swap_remove(place).1), tell.how) {
                (Some((side, seen)), _) => Told::Side {
                    side,
                    seen: hide(&seen),
                },
                (None, How::NotByReads(why)) => Told::NotByReads { why },
                (None, How::Reads(_)) if ended => Told::NotReached,
                (None, How::Reads(needs)) => Told::NotByData { needs },
            }
        };
        let switches = self
            .tells
            .iter()
            .map(|tell| Finding {
                switch: tell.switch,
                told: find(tell),
            })
            .collect();
        let is_clean = |fixture: &Fixture| {
            let text = format!("{} {}", fixture.call, fixture.body);
            !secrets.iter().any(|secret| text.contains(secret.as_str()))
        };
        let (clean, other): (Vec<_>, Vec<_>) = fixtures.into_iter().partition(is_clean);
        let error = outcome.err().or_else(|| {
            let name = &other.first()?.file;
            let message = format!("the answer {name} repeats a credential and is not kept");
            Some(TaskweaveError::new(Code::PageInvalid, message))
        });
        Report {
            switches,
            calls,
            token_calls: recorder.token_answers().len(),
            fixtures: clean,
            error: error.map(|mut error| {
                error.message = hide(&error.message);
                error
            }),
        }
    }
}

#[cfg(test)]
mod tests;
