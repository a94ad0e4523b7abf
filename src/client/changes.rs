//! What changed since an instant, or since it was asked for last.
//!
//! It is a list by `updated_at`, read upwards, in which every connection starts at a place of its own:
//! see [`Frontiers`] for where that is and why nothing is missed.
//!
//! What cannot be told: deletions, which no platform shows; a task that the filter no longer leaves; a task
//! whose `updated_at` is null. Which platforms can tell at all stands in their [`Traits`]: those that
//! order by `updated_at`. The others would have to be read whole, and a list does that already.
//!
//! An instant is by our clock, as `walk_started_at` is, which a list takes before its first call. If our
//! clock is ahead of a platform's by more than the overlap, changes of that much time are missed after
//! an instant (never after a cursor, which holds the platform's own times); a wider `overlapMs` reaches
//! over it. If it is behind, more is read again.
//!
//! [`Traits`]: crate::platforms::Traits

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::request::{LimitInput, ListRequest, OneOrMany};
use super::since::first_second;
use super::walk::Walk;
use super::{Client, Connection, Since, World};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::http::Gateway;
use crate::platforms::Deletions;
use crate::table::Task;
use crate::task::{Field, Timestamp};
use crate::weave::{Bound, Fingerprint, Frontiers, Reading, SourceReport, Step, Weave, Woven};

const OVERLAP_MS: i64 = 60_000;
const SORT: &str = "updated_at ASC";

/// A request for what changed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChangesRequest {
    /// The connections to read; all, if left out.
    pub connections: Option<Vec<String>>,
    /// The filter's text.
    pub filter: Option<String>,
    /// Tasks of an answer, 1 to 500; 50 if left out.
    pub limit: Option<LimitInput>,
    /// `details`, `platform_data`.
    pub expand: Option<OneOrMany>,
    /// `strict` (the default) or `partial`.
    pub on_error: Option<String>,
    /// As in a [`ListRequest`].
    pub utc_offset_minutes: Option<i64>,
    /// How far to read again what was read before, in milliseconds: a change may become visible that much
    /// later than its `updated_at` says; 60,000 if left out.
    pub overlap_ms: Option<i64>,
}

/// What changed, and what is to be known about it.
#[derive(Clone, Debug, Serialize)]
pub struct ChangesPage {
    /// The tasks as they are now, by `updated_at` upwards.
    pub tasks: Vec<Task>,
    /// Where to go on: at once if there is more, else at any later time.
    pub next_cursor: String,
    /// Whether there is more. If not, one has caught up.
    pub has_more: bool,
    /// What each connection did.
    pub sources: Vec<ChangesReport>,
    /// What could not be read and why, and what else should be known.
    pub warnings: Vec<Warning>,
}

/// What one connection did, and what it can tell.
#[derive(Clone, Debug, Serialize)]
pub struct ChangesReport {
    /// As for a list; `not_read` where the platform cannot tell.
    #[serde(flatten)]
    pub report: SourceReport,
    /// Whether the platform can tell what changed.
    pub can_tell: bool,
    /// Whether it shows that tasks were deleted.
    pub deletions: Deletions,
    /// Why it cannot tell, and what to do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Client {
    /// The tasks that changed since an instant, or since the answer that a cursor is of.
    ///
    /// # Errors
    /// What is wrong with the request, before any call; what a platform answers, unless the request
    /// asks for partial answers. The cursor of the answer before stays good.
    pub async fn changes_since(
        &self,
        world: World<'_>,
        since: &Since,
        request: &ChangesRequest,
    ) -> Result<ChangesPage> {
        let connections = self.chosen(request.connections.as_deref())?;
        let overlap_ms = request.overlap()?;
        let list = request.as_list();
        let checked = list.check()?;
        let ids: Vec<&str> = connections.iter().map(|one| one.id.as_str()).collect();
        let fingerprint = Fingerprint::new(&checked.bound_to(), "changes", &ids);
        let bound = Bound {
            fingerprint: &fingerprint,
            connections: &ids,
            expand: checked.expand,
        };
        let able = || connections.iter().filter(|one| can_tell(one));
        let mut frontiers = match since {
            Since::Instant(instant) => {
                let start = first_second(*instant, overlap_ms, world.now)?;
                Frontiers::from_second(start, able().map(|one| one.id.as_str()))
            }
            Since::Cursor(text) => {
                Frontiers::decode(&self.seal, text, bound, world.now).map_err(taught)?
            }
        };
        // Relative times of the filter stand still while one catches up.
        let began = *frontiers.began.get_or_insert(world.now.millis());
        let began = Timestamp::from_millis(began).unwrap_or(world.now);
        let walk = Walk::new(&list, &connections, &self.seal, began)?;
        let gateway = Gateway::new(world.transport, self.options.budget());
        let reading = Reading {
            // A second that was read a moment ago may have got another row.
            time_to_live_ms: -1,
            ..walk.reading(self, &gateway, world)
        };
        let mut warnings = walk.checked.warnings.clone();
        let mut sources = Vec::new();
        let mut seen = Vec::new();
        for connection in able() {
            let Some(frontier) = frontiers.by_connection.get_mut(&connection.id) else {
                continue;
            };
            if frontier.may_repeat() {
                warnings.push(repeats_possible().from_connection(&connection.id));
            }
            let mut source = walk.source_from(connection, frontier.source_start(), None)?;
            source.plan.wants_undated = false;
            source.given = frontier.given.clone();
            frontier.began.get_or_insert(world.now.millis());
            let of_source = (Rc::clone(&source.latest), Rc::clone(&source.doubted));
            seen.push((connection.id.clone(), of_source));
            sources.push(source);
        }
        let woven = Weave::new(sources, walk.checked.on_error)
            .page(frontiers.reached.clone(), &reading)
            .await?;
        let ended = world.transport.now();
        for (id, (latest, doubted)) in seen {
            let Some(frontier) = frontiers.by_connection.get_mut(&id) else {
                continue;
            };
            frontier.see(latest.get(), ended);
            for second in doubted.take() {
                frontier.given.doubt(second);
                let warning = repeats_possible().from_connection(&id);
                if !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            }
        }
        let has_more = go_on(&mut frontiers, &woven, overlap_ms, ended);
        warnings.extend(woven.warnings);
        Ok(ChangesPage {
            tasks: woven.tasks,
            next_cursor: frontiers.encode(&self.seal, bound, world.now),
            has_more,
            sources: reports(&connections, woven.reports),
            warnings,
        })
    }
}

/// Sets where each connection goes on after an answer; whether there is more to come.
fn go_on(frontiers: &mut Frontiers, woven: &Woven, overlap_ms: i64, ended: Timestamp) -> bool {
    for task in &woven.tasks {
        if let Some(frontier) = frontiers.by_connection.get_mut(&task.connection_id) {
            frontier.given.add(task);
        }
    }
    let next = woven.next.as_ref();
    let has_failed = |id: &str| {
        let reports = &mut woven.reports.iter();
        reports.any(|report| report.connection_id == id && report.status == "failed")
    };
    let mut is_under_way = false;
    for (id, frontier) in &mut frontiers.by_connection {
        match next.filter(|next| !next.done.contains(id)) {
            None if frontier.step == Step::Done => {}
            None => frontier.settle(overlap_ms, ended),
            Some(next) => {
                let own = next.lagging.get(id);
                frontier.go_on(own.unwrap_or(&next.position).clone());
                is_under_way |= !has_failed(id);
            }
        }
    }
    frontiers.reached = next.and_then(|next| next.position.clone());
    if !is_under_way {
        // All that could be read is read. Those that failed keep their places, and the others are not kept
        // waiting for them.
        frontiers.reached = None;
        frontiers.began = None;
        for frontier in frontiers.by_connection.values_mut() {
            if frontier.step == Step::Done {
                frontier.step = Step::Start;
            }
        }
    }
    next.is_some()
}

fn can_tell(connection: &Connection) -> bool {
    let traits = connection.platform.room().traits;
    traits.keyset.contains(&Field::UpdatedAt)
}

/// The reports in the order of the connections, with one for each that cannot tell.
fn reports(connections: &[&Connection], mut read: Vec<SourceReport>) -> Vec<ChangesReport> {
    connections
        .iter()
        .map(|connection| {
            let at = read
                .iter()
                .position(|report| report.connection_id == connection.id);
            let room = connection.platform.room();
            let can_tell = can_tell(connection);
            ChangesReport {
                report: match at {
                    Some(at) => read.swap_remove(at),
                    None => SourceReport {
                        connection_id: connection.id.clone(),
                        platform: connection.platform,
                        mode: "not_read",
                        consistency: "consistent",
                        calls: 0,
                        fetched: 0,
                        kept: 0,
                        status: "done",
                        rate_limit: connection.session.rate_limit(),
                        error: None,
                    },
                },
                can_tell,
                deletions: room.capabilities.deletions.shown,
                reason: (!can_tell).then(|| {
                    format!(
                        "{} cannot give its tasks in the order of `updated_at`, so it cannot tell what changed without being read whole; read the list again, with `forceFetch`, and compare",
                        room.name
                    )
                }),
            }
        })
        .collect()
}

fn repeats_possible() -> Warning {
    Warning::new(
        "repeats_possible",
        "more changed within the overlap than a cursor can remember, or `expand` is another than before: tasks may be given again unchanged, and none is missing",
    )
}

/// An error of a cursor, with what to do where it is one of changes.
fn taught(error: TaskweaveError) -> TaskweaveError {
    match error.code {
        Code::CursorInvalid => {
            let mut unreadable = Since::unreadable();
            unreadable.code = Code::CursorInvalid;
            unreadable
        }
        Code::CursorMismatch => TaskweaveError::new(
            Code::CursorMismatch,
            "the cursor is not one of changes with this filter and these connections",
        )
        .help("repeat the first request's filter and connections, with a `next_cursor` of `changesSince` and not of `list`; or start again at an instant"),
        Code::CursorExpired | Code::CursorVersion => {
            error.help("start again at an instant: when you took in the answer that the cursor is of")
        }
        _ => error,
    }
}

impl ChangesRequest {
    fn overlap(&self) -> Result<i64> {
        let overlap_ms = self.overlap_ms.unwrap_or(OVERLAP_MS);
        if overlap_ms < 0 {
            return Err(TaskweaveError::new(
                Code::RequestInvalid,
                format!(
                    "`overlapMs` is {overlap_ms}, and time between two readings would be left out"
                ),
            )
            .help("write 0 or more milliseconds, or leave it out for 60,000"));
        }
        Ok(overlap_ms)
    }

    fn as_list(&self) -> ListRequest {
        ListRequest {
            connections: self.connections.clone(),
            filter: self.filter.clone(),
            sort: Some(SORT.to_owned()),
            limit: self.limit.clone(),
            expand: self.expand.clone(),
            on_error: self.on_error.clone(),
            utc_offset_minutes: self.utc_offset_minutes,
            ..ListRequest::default()
        }
    }
}
