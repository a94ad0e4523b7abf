//! What a list would do, told without a call.

use serde::Serialize;

use super::request::ListRequest;
use super::walk::Walk;
use super::{Client, Connection, World};
use crate::error::{Result, Warning};
use crate::filter::Expr;
use crate::http::{Gateway, MaskedRequest, Request};
use crate::plan::{Decision, Mode};
use crate::platforms::{Class, Needs, Platform, Traits};
use crate::task::{CATALOGUE, Expand, Sort, Timestamp};
use crate::weave::{Ahead, Order, Reading};

/// What the next page of a list would do, source by source.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The filter in its canonical text, with Rutter's older bounds; null without one.
    pub filter: Option<String>,
    /// The same, its relative times told from when the walk began.
    pub resolved_filter: Option<String>,
    /// Whether there is one order over all connections.
    pub order: Order,
    /// That order; null if there is none.
    pub sort: Option<String>,
    /// The most tasks on the page.
    pub limit: usize,
    /// When the walk began: what relative times are told from.
    pub walk_started_at: Timestamp,
    /// What each connection would do.
    pub sources: Vec<SourceExplanation>,
    /// What else should be known.
    pub warnings: Vec<Warning>,
}

/// What one connection would do for the next page.
#[derive(Clone, Debug, Serialize)]
pub struct SourceExplanation {
    /// The connection.
    pub connection_id: String,
    /// Its platform.
    pub platform: Platform,
    /// `keyset`, `materialised`, `source` or `not_read`.
    pub mode: &'static str,
    /// Why it is read so, in a sentence.
    pub reason: String,
    /// `consistent`, or `best_effort` where pages are numbered and rows may move between them.
    pub consistency: &'static str,
    /// `pushed_down`, `here` where rows are put in order after they are read, or `none`.
    pub sort: &'static str,
    /// What the filter comes to here; null if all its tasks match, or none.
    pub filter: Option<String>,
    /// What becomes of each comparison of that.
    pub predicates: Vec<PredicateExplanation>,
    /// What the platform is asked for; every task that matches passes it. Null for all its tasks.
    pub asked: Option<String>,
    /// What is left to check; all is checked here all the same.
    pub residual: Option<String>,
    /// What is asked for beyond the fields that every list has.
    pub columns: Vec<String>,
    /// What is sent first of all, without credentials.
    pub requests: Vec<MaskedRequest>,
    /// How many calls that costs.
    pub expected_calls: ExpectedCalls,
    /// Whether it is called only once the others have given all rows with a leading sort key, or, in the
    /// platforms' own order, once those before it have given all they have.
    pub waits: bool,
}

/// What becomes of one comparison.
#[derive(Clone, Debug, Serialize)]
pub struct PredicateExplanation {
    /// The comparison.
    pub predicate: String,
    /// What the platform can do about it.
    pub class: Class,
    /// Why, in a sentence.
    pub reason: &'static str,
    /// What the platform would be asked for instead; null if it cannot be asked.
    pub asked: Option<String>,
    /// Why it is not asked for all the same.
    pub held_back: Option<&'static str>,
}

/// How many calls a source makes for a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExpectedCalls {
    /// At least so many.
    pub at_least: usize,
    /// At most so many: the budget.
    pub at_most: usize,
    /// What decides, in a sentence.
    pub reason: String,
}

impl Client {
    /// What [`Client::list`] would do with a request. Nothing is called.
    ///
    /// # Errors
    /// What is wrong with the request.
    pub fn explain(&self, world: World<'_>, request: &ListRequest) -> Result<Explanation> {
        let connections = self.chosen(request.connections.as_deref())?;
        let walk = Walk::new(request, &connections, &self.seal, world.now)?;
        let gateway = Gateway::new(world.transport, self.options.budget());
        let reading = walk.reading(self, &gateway, world);
        let is_sorted = walk.checked.order == Order::Sorted;
        let turn = match is_sorted {
            true => None,
            false => Self::first_open(&connections, &walk)?,
        };
        let sources = connections
            .iter()
            .map(|connection| {
                self.explain_source(connection, &walk, &reading, turn.as_deref())
                    .map_err(|error| error.from_source(connection.platform, &connection.id))
            })
            .collect::<Result<_>>()?;
        Ok(Explanation {
            filter: printed(walk.checked.filter.as_ref()),
            resolved_filter: printed(walk.filter.as_ref()),
            order: walk.checked.order,
            sort: is_sorted.then(|| walk.checked.sort.to_string()),
            limit: walk.checked.limit,
            walk_started_at: walk.started_at,
            sources,
            warnings: walk.checked.warnings.clone(),
        })
    }

    /// The connection whose turn it is in the platforms' own order.
    fn first_open(connections: &[&Connection], walk: &Walk) -> Result<Option<String>> {
        let mut open = Vec::new();
        for connection in connections {
            if !walk.strand(connection)?.is_done() {
                open.push(connection.id.clone());
            }
        }
        Ok(open.into_iter().min())
    }

    fn explain_source(
        &self,
        connection: &Connection,
        walk: &Walk,
        reading: &Reading<'_>,
        turn: Option<&str>,
    ) -> Result<SourceExplanation> {
        let (source, ahead) = match walk.checked.order {
            Order::Sorted => {
                let source = walk.source(connection)?;
                let ahead = source.ahead(reading)?;
                (source, ahead)
            }
            Order::Source => {
                let strand = walk.strand(connection)?;
                let ahead = strand.ahead(reading.limit)?;
                (strand.into_source(), ahead)
            }
        };
        let waits = match source.plan.mode {
            Mode::NotRead => false,
            Mode::Source => ahead != Ahead::Nothing && turn != Some(connection.id.as_str()),
            Mode::Keyset { .. } | Mode::Materialised => source.plan.is_last,
        };
        let traits = connection.platform.room().traits;
        let budget = self.options.budget();
        let at_most = budget.calls_per_source.min(budget.calls_per_request);
        let plan = source.plan;
        let push_down = plan.push_down;
        let authorization = connection.account.authorization();
        let shown = |request: &Request| authorization.sign(request.clone(), None).masked();
        Ok(SourceExplanation {
            connection_id: connection.id.clone(),
            platform: connection.platform,
            mode: plan.mode.as_str(),
            consistency: match plan.mode {
                Mode::Source if traits.walks_by_id => "consistent",
                mode => mode.consistency(),
            },
            sort: match plan.mode {
                Mode::Keyset { .. } => "pushed_down",
                Mode::Source => "none",
                Mode::Materialised | Mode::NotRead => "here",
            },
            filter: printed(plan.filter.as_ref()),
            predicates: push_down.decisions.iter().map(explained).collect(),
            asked: printed(push_down.asked.as_ref()),
            residual: printed(push_down.residual.as_ref()),
            columns: match plan.mode {
                Mode::NotRead => Vec::new(),
                _ => columns(&plan.needs, traits),
            },
            expected_calls: expected(&ahead, plan.mode, traits, at_most, waits),
            requests: match ahead {
                Ahead::Calls(requests) => requests.iter().map(shown).collect(),
                Ahead::Nothing | Ahead::Kept => Vec::new(),
            },
            waits,
            reason: plan
                .not_read
                .unwrap_or_else(|| reason(plan.mode, &walk.checked.sort)),
        })
    }
}

fn printed(filter: Option<&Expr>) -> Option<String> {
    filter.map(ToString::to_string)
}

fn explained(decision: &Decision) -> PredicateExplanation {
    PredicateExplanation {
        predicate: decision.predicate.to_string(),
        class: decision.support.class,
        reason: decision.support.reason,
        asked: printed(decision.support.asked.as_ref()),
        held_back: decision.held_back,
    }
}

fn reason(mode: Mode, sort: &Sort) -> String {
    match (mode, sort.keys().first()) {
        (Mode::Keyset { key, .. }, _) => format!(
            "the platform keeps the order of `{}`, so no more is read than the list shows",
            key.name()
        ),
        (Mode::Source, _) => {
            "tasks are given in the platform's own order, so no more is read than the page shows"
                .to_owned()
        }
        (_, Some(key)) => format!(
            "the platform cannot be read in the order of `{}`, so it is read whole and put in order here",
            key.field.name()
        ),
        (_, None) => "it is read whole".to_owned(),
    }
}

/// What rows must carry beyond the base fields, where the platform has it at all.
fn columns(needs: &Needs, traits: Traits) -> Vec<String> {
    let details = CATALOGUE.iter().filter(|info| {
        info.expand == Expand::Details
            && info.field.whole() == info.field
            && needs.has(info.field)
            && !traits.always_null.contains(&info.field)
    });
    let whole = needs
        .expand
        .platform_data
        .then(|| "platform_data".to_owned());
    let paths = needs
        .paths
        .iter()
        .filter(|_| whole.is_none())
        .map(|path| format!("platform_data.{path}"));
    let details: Vec<String> = details.map(|info| info.name.to_owned()).collect();
    details
        .into_iter()
        .chain(paths)
        .chain(whole.clone())
        .collect()
}

fn expected(
    ahead: &Ahead,
    mode: Mode,
    traits: Traits,
    at_most: usize,
    waits: bool,
) -> ExpectedCalls {
    let calls = |at_least, at_most, reason: &str| ExpectedCalls {
        at_least,
        at_most,
        reason: reason.to_owned(),
    };
    match (ahead, mode) {
        (Ahead::Nothing, Mode::NotRead) => calls(0, 0, "it is not read"),
        (Ahead::Nothing, _) => calls(0, 0, "an earlier page gave the last of its tasks"),
        (Ahead::Kept, _) => calls(0, 0, "it was read a moment ago, and its tasks are kept"),
        (Ahead::Calls(first), _) if first.is_empty() => calls(
            0,
            0,
            "no task there can pass what the platform would be asked for",
        ),
        (Ahead::Calls(_), Mode::Source) if waits => calls(
            0,
            at_most,
            "none before the connections before it have given all they have",
        ),
        (Ahead::Calls(first), Mode::Source) => calls(
            first.len(),
            at_most,
            "one for a page, and more where many of its tasks are rejected here; the next page goes on where they end",
        ),
        (Ahead::Calls(first), Mode::Keyset { .. }) => calls(
            first.len(),
            at_most,
            "one for a page, and more where many of its tasks are rejected here or stand within one second",
        ),
        (Ahead::Calls(first), _) if traits.has_parent => calls(
            first.len(),
            at_most,
            "one for each page of the things that tasks stand in, and one for each of these things",
        ),
        (Ahead::Calls(first), _) => calls(
            first.len(),
            at_most,
            "one for each page of all that the platform is asked for",
        ),
    }
}
