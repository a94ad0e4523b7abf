//! The ordered merge of pages that somebody else reads.

mod frontier;
mod pile;
mod seen;

use std::collections::HashMap;
use std::rc::Rc;

use super::Position;
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::filter::Expr;
use crate::plan::{Narrowed, Place};
use crate::platforms::{Expansion, Needs, Platform};
use crate::table::{IngestOptions, Task, TaskTable};
use crate::task::{Sort, StatusMap, Timestamp, closest, is_connection_id};
use frontier::Frontier;
use pile::Pile;
use seen::{Seen, TaskPlace};

/// Pages of several sources as one list, in the order and with the filter of [`Client::list`].
///
/// A row is given once no later page of any source can precede it. That is told from how the pages
/// came: a source that keeps the order lets its rows out up to its last row so far, and one that does
/// not waits for its last page. Where a source turns out not to keep the order after rows beyond were
/// given, what comes late is given all the same, and marked: a first page of one row is in any order.
/// Of a source that is said to come in no order nothing is ever late.
///
/// [`Client::list`]: crate::client::Client::list
pub struct PageMerger {
    sources: Vec<MergedSource>,
    filter: Option<Expr>,
    sort: Rc<Sort>,
    limit: usize,
    expand: Expansion,
    synced_at: Timestamp,
    pile: Pile,
    /// The row furthest on that was given.
    reached: Option<Position>,
}

/// Whose pages they are.
#[derive(Clone, Debug)]
pub struct MergerSource {
    /// Its id, which its tasks show as their connection's: 1–64 letters, digits, `.`, `_`, `-`.
    pub id: String,
    /// Its platform.
    pub platform: Platform,
    /// Its own reading of status words.
    pub status_map: StatusMap,
    /// Whether its pages may come in the sort's order, which is then told from its rows.
    pub is_ordered: bool,
}

/// What is made of the pages.
#[derive(Clone, Debug)]
pub struct Merging {
    /// The whole filter, its relative times told.
    pub filter: Option<Expr>,
    /// The order.
    pub sort: Sort,
    /// The most tasks that are given at once.
    pub limit: usize,
    /// What tasks carry beyond the base fields.
    pub expand: Expansion,
    /// When the reading of the sources began.
    pub synced_at: Timestamp,
}

/// What came with a page.
#[derive(Debug)]
pub struct Pushed {
    /// The tasks on it, whether they match or not.
    pub rows: usize,
    /// What could not be read, and why.
    pub warnings: Vec<Warning>,
}

/// What can be given so far.
#[derive(Debug)]
pub struct Merged {
    /// The next tasks, in order; late ones before the others.
    pub tasks: Vec<Task>,
    /// Whether all sources have ended and all their tasks were given.
    pub done: bool,
    /// The sources without whose next page nothing more can be given; none while there is something.
    pub needs: Vec<String>,
}

struct MergedSource {
    id: String,
    platform: Platform,
    status_map: StatusMap,
    /// Whether the filter may be true of any of its tasks.
    may_match: bool,
    /// Whether its rows are kept as they came.
    keeps_rows: bool,
    has_ended: bool,
    frontier: Frontier,
    seen: Seen,
}

impl PageMerger {
    /// A merger of no pages yet.
    ///
    /// # Errors
    /// `connection_invalid` for an id that is not usable or that two sources have.
    pub fn new(sources: Vec<MergerSource>, merging: Merging) -> Result<Self> {
        let mut checked: Vec<MergedSource> = Vec::with_capacity(sources.len());
        for source in sources {
            let invalid = |message| TaskweaveError::new(Code::ConnectionInvalid, message);
            if !is_connection_id(&source.id) {
                return Err(invalid("a source's `id` is not usable".to_owned())
                    .help("write 1 to 64 letters, digits, `.`, `_` or `-`"));
            }
            if checked.iter().any(|known| known.id == source.id) {
                return Err(invalid(format!("two sources have the id `{}`", source.id))
                    .help("give every source an id of its own"));
            }
            checked.push(MergedSource::new(source, &merging));
        }
        let sort = Rc::new(merging.sort);
        Ok(Self {
            sources: checked,
            filter: merging.filter,
            pile: Pile::new(Rc::clone(&sort)),
            sort,
            limit: merging.limit,
            expand: merging.expand,
            synced_at: merging.synced_at,
            reached: None,
        })
    }

    /// Takes the next page of a source; `is_last` if it has no more.
    ///
    /// # Errors
    /// `connection_unknown` for a source that the merger was not made with; `request_invalid` after a
    /// source's last page; `page_invalid` and `page_too_large` as [`TaskTable::ingest`]. Nothing has
    /// changed then: the page can be pushed again.
    pub fn push(&mut self, source: &str, page: Vec<u8>, is_last: bool) -> Result<Pushed> {
        let mut found = self.sources.iter_mut().enumerate();
        let Some((at, source)) = found.find(|(_, known)| known.id == source) else {
            return Err(self.unknown(source));
        };
        if source.has_ended {
            return Err(source.ended());
        }
        let mut table = TaskTable::new();
        let read = table
            .ingest(
                source.platform,
                page,
                &IngestOptions {
                    connection_id: &source.id,
                    status_map: &source.status_map,
                    synced_at: self.synced_at,
                    keep: source.keeps_rows,
                    // A task that stands twice on a page is told apart as on two pages.
                    upsert: false,
                },
            )
            .map_err(|error| error.from_source(source.platform, &source.id))?;
        source.has_ended = is_last;
        let matches = table.matches(self.filter.as_ref());
        let mut matching = matches.rows().peekable();
        let mut fresh: HashMap<String, u32> = HashMap::new();
        for row in 0..u32::try_from(table.len()).unwrap_or(u32::MAX) {
            let does_match = matching.next_if_eq(&row).is_some();
            let place = TaskPlace::of(&table, row, &self.sort);
            // What came before says nothing of the order: pages overlap.
            if source.seen.came(place) {
                source.frontier.advance(&table, row, &self.sort);
            }
            let Some(id) = table.id(row) else { continue };
            // The latest reading of a task is the one that counts.
            self.pile.discard(&id);
            fresh.remove(&id);
            if does_match && !source.seen.was_given(place) {
                fresh.insert(id, row);
            }
        }
        if is_last {
            source.seen = Seen::default();
        }
        self.pile.lay(at, table, fresh);
        Ok(Pushed {
            rows: read.rows.len(),
            warnings: read.warnings,
        })
    }

    /// Gives what no later page can precede, at most the limit.
    pub fn next_tasks(&mut self) -> Merged {
        let bound = self.bound();
        let mut tasks = Vec::new();
        let mut last = None;
        while tasks.len() < self.limit {
            let Some(is_late) = self.readiness(bound.as_ref()) else {
                break;
            };
            let Some(head) = self.pile.take() else { break };
            if let Some(source) = self.sources.get_mut(head.source)
                && !source.has_ended
            {
                let place = TaskPlace::of(&head.table, head.row, &self.sort);
                source.seen.give(place);
            }
            tasks.extend(
                head.table
                    .task(head.row, self.expand)
                    .map(|task| Task { is_late, ..task }),
            );
            if !is_late {
                last = Some((head.table, head.row));
            }
        }
        if let Some((table, row)) = last {
            self.reached = Some(Position::after(&table, row, &self.sort));
        }
        let is_ready = self.readiness(bound.as_ref()).is_some();
        Merged {
            tasks,
            done: bound.is_none() && !is_ready,
            needs: match bound {
                Some(bound) if !is_ready => self
                    .open()
                    .filter(|source| source.frontier.compare(&bound, &self.sort).is_eq())
                    .map(|source| source.id.clone())
                    .collect(),
                _ => Vec::new(),
            },
        }
    }

    /// Whether the first row that waits may be given, and if so whether it is late.
    fn readiness(&mut self, bound: Option<&Frontier>) -> Option<bool> {
        let head = self.pile.head()?;
        let (table, row) = (&head.table, head.row);
        let is_late = self
            .reached
            .as_ref()
            .is_some_and(|reached| reached.compare_row(table, row, &self.sort).is_lt());
        let is_ready = is_late || bound.is_none_or(|bound| bound.admits(table, row, &self.sort));
        is_ready.then_some(is_late)
    }

    /// The sources that may still have rows to give.
    fn open(&self) -> impl Iterator<Item = &MergedSource> {
        self.sources
            .iter()
            .filter(|source| source.may_match && !source.has_ended)
    }

    /// The first of the frontiers: before it nothing more comes. `None` if nothing more comes at all.
    fn bound(&self) -> Option<Frontier> {
        self.open()
            .map(|source| &source.frontier)
            .min_by(|a, b| a.compare(b, &self.sort))
            .cloned()
    }

    fn unknown(&self, id: &str) -> TaskweaveError {
        let shown: String = id.chars().take(80).collect();
        let ids = || self.sources.iter().map(|source| source.id.as_str());
        let help = match closest(id, ids()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the sources are {}", ids().collect::<Vec<_>>().join(", ")),
        };
        let message = format!("there is no source `{shown}`");
        TaskweaveError::new(Code::ConnectionUnknown, message).help(help)
    }
}

impl MergedSource {
    fn new(source: MergerSource, merging: &Merging) -> Self {
        let MergerSource {
            id,
            platform,
            status_map,
            is_ordered,
        } = source;
        let place = Place {
            platform,
            connection_id: &id,
            traits: platform.room().traits,
        };
        let filter = merging.filter.as_ref();
        let narrowed = filter.map(|filter| place.narrow(&filter.without_nots()));
        Self {
            may_match: !matches!(narrowed, Some(Narrowed::Never(_))),
            keeps_rows: Needs::new(merging.expand, filter).keeps_rows(),
            has_ended: false,
            frontier: Frontier::new(platform, &id, is_ordered, merging.synced_at, &merging.sort),
            seen: Seen::default(),
            id,
            platform,
            status_map,
        }
    }

    fn ended(&self) -> TaskweaveError {
        TaskweaveError::new(
            Code::RequestInvalid,
            format!("`{}` has ended: a page of it came with `last`", self.id),
        )
        .help("write `last` with a source's last page only; to read it again, make another merger")
        .from_source(self.platform, &self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of Accelo with these ids, the last changed first.
    fn page(ids: impl Iterator<Item = usize>) -> Vec<u8> {
        let rows: Vec<String> = ids
            .map(|id| format!(r#"{{"id": "{id}", "title": "x", "standing": "pending", "date_created": "1", "date_modified": "{}"}}"#, 1_000_000 - id))
            .collect();
        format!(r#"{{"response": [{}]}}"#, rows.join(",")).into_bytes()
    }

    fn merger() -> PageMerger {
        let source = |id: &str| MergerSource {
            id: id.to_owned(),
            platform: Platform::Accelo,
            status_map: StatusMap::default(),
            is_ordered: true,
        };
        let merging = Merging {
            filter: None,
            sort: Sort::default(),
            limit: 500,
            expand: Expansion::default(),
            synced_at: Timestamp::from_millis(0).unwrap(),
        };
        PageMerger::new(vec![source("a"), source("b")], merging).unwrap()
    }

    #[test]
    fn a_page_is_let_go_with_its_last_row() {
        let mut merger = merger();
        for round in 0..200 {
            let ids = || round * 50..(round + 1) * 50;
            merger.push("a", page(ids()), false).unwrap();
            merger.push("b", page(ids()), false).unwrap();
            let given = merger.next_tasks().tasks.len();
            assert!((98..=100).contains(&given), "{given} in round {round}");
            // The rows at the two frontiers wait.
            assert!(
                merger.pile.pages() <= 2,
                "{} in round {round}",
                merger.pile.pages()
            );
        }
        for source in ["a", "b"] {
            merger.push(source, page(0..0), true).unwrap();
        }
        assert!(merger.next_tasks().done);
        assert_eq!(merger.pile.pages(), 0);
    }

    #[test]
    fn a_page_whose_rows_all_came_again_is_let_go() {
        let mut merger = merger();
        for _ in 0..50 {
            merger.push("a", page(0..20), false).unwrap();
            assert_eq!(merger.pile.pages(), 1);
        }
        // It matches no more, or is given already: nothing of the page is kept.
        merger.push("b", page(0..0), true).unwrap();
        assert_eq!(merger.next_tasks().tasks.len(), 19);
        merger.push("a", page(0..19), false).unwrap();
        assert_eq!(merger.pile.pages(), 1);
    }
}
