//! What a merger gives, by the plainest way: from all that was pushed, anew at every step.

use std::cmp::Ordering;
use std::collections::HashSet;

use taskweave::platforms::Platform;

use crate::pages::Row;

/// A sort, as the model and as the merger read it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    pub(crate) text: &'static str,
    /// Each key, and whether it falls.
    pub(crate) keys: &'static [(By, bool)],
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum By {
    Updated,
    Name,
    Platform,
    Connection,
}

/// A filter, as the model and as the merger read it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sieve {
    pub(crate) text: Option<&'static str>,
    pub(crate) passes: fn(&Task) -> bool,
    /// Whether a platform may have a task that passes.
    pub(crate) may_pass: fn(&'static str) -> bool,
}

/// A row of a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Task {
    pub(crate) connection: &'static str,
    pub(crate) platform: &'static str,
    pub(crate) row: Row,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Int(i64),
    Text(String),
}

#[derive(Debug)]
struct Source {
    id: &'static str,
    platform: &'static str,
    /// All rows so far, as they came.
    rows: Vec<Task>,
    is_ordered: bool,
    has_ended: bool,
}

/// A merger of the slow kind.
#[derive(Debug)]
pub(crate) struct Model {
    sources: Vec<Source>,
    order: Order,
    sieve: Sieve,
    limit: usize,
    /// All tasks that were given, and whether late.
    pub(crate) given: Vec<(Task, bool)>,
}

/// What a step gives: tasks and whether they are late, whether all is done, what is needed.
pub(crate) type Step = (Vec<(Task, bool)>, bool, Vec<String>);

impl Task {
    pub(crate) fn new((connection, platform): (&'static str, Platform), mut row: Row) -> Self {
        let platform = platform.as_str();
        if platform == "ZOHOBOOKS" {
            row.updated = None;
        }
        Self {
            connection,
            platform,
            row,
        }
    }

    fn key(&self, by: By) -> Option<Key> {
        match by {
            By::Updated => self.row.updated.map(Key::Int),
            By::Name => Some(Key::Text(self.row.name.to_owned())),
            By::Platform => Some(Key::Text(self.platform.to_owned())),
            By::Connection => Some(Key::Text(self.connection.to_owned())),
        }
    }

    fn keys(&self, order: Order) -> Vec<Option<Key>> {
        order.keys.iter().map(|(by, _)| self.key(*by)).collect()
    }
}

/// Orders as many keys as both have.
fn compare_keys(a: &[Option<Key>], b: &[Option<Key>], order: Order) -> Ordering {
    for ((a, b), (_, falls)) in a.iter().zip(b).zip(order.keys) {
        let by = match (a, b) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) if *falls => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
        };
        if by.is_ne() {
            return by;
        }
    }
    Ordering::Equal
}

/// The total order. Ids are numbers here.
pub(crate) fn compare(a: &Task, b: &Task, order: Order) -> Ordering {
    let number = |task: &Task| task.row.id.parse::<u64>().unwrap();
    compare_keys(&a.keys(order), &b.keys(order), order)
        .then_with(|| a.connection.cmp(b.connection))
        .then_with(|| number(a).cmp(&number(b)))
}

impl Model {
    pub(crate) fn new(
        sources: &[((&'static str, Platform), bool)],
        order: Order,
        sieve: Sieve,
        limit: usize,
    ) -> Self {
        let sources = sources.iter().map(|((id, platform), is_ordered)| Source {
            id,
            platform: platform.as_str(),
            rows: Vec::new(),
            is_ordered: *is_ordered,
            has_ended: false,
        });
        Self {
            sources: sources.collect(),
            order,
            sieve,
            limit,
            given: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, source: usize, rows: impl Iterator<Item = Task>, is_last: bool) {
        let source = &mut self.sources[source];
        source.rows.extend(rows);
        source.has_ended = is_last;
    }

    /// The keys up to which a source is known to have come.
    fn frontier(&self, source: &Source) -> Vec<Option<Key>> {
        let all = source
            .rows
            .iter()
            .map(|task| (&task.row.id, task.keys(self.order)));
        let mut seen = HashSet::new();
        let first: Vec<_> = all.filter(|place| seen.insert(place.clone())).collect();
        let known: Vec<_> = {
            let keys = self.order.keys.iter().map_while(|(by, _)| match by {
                By::Platform => Some(Some(Key::Text(source.platform.to_owned()))),
                By::Connection => Some(Some(Key::Text(source.id.to_owned()))),
                By::Updated if source.platform == "ZOHOBOOKS" => Some(None),
                By::Updated | By::Name => None,
            });
            keys.collect()
        };
        let Some((_, last)) = first.last().filter(|_| source.is_ordered) else {
            return known;
        };
        let keeps = |count: &usize| {
            first.windows(2).all(|pair| {
                let (a, b) = (&pair[0].1[..*count], &pair[1].1[..*count]);
                compare_keys(a, b, self.order).is_le()
            })
        };
        let most = (0..=self.order.keys.len()).rev().find(keeps).unwrap();
        last[..most].to_vec()
    }

    /// Whether no row that a source may still have comes before this one.
    fn precedes(&self, task: &Task, source: &Source) -> bool {
        let frontier = self.frontier(source);
        let by = compare_keys(&task.keys(self.order), &frontier, self.order);
        let is_whole = frontier.len() == self.order.keys.len();
        by.is_lt() || by.is_eq() && is_whole && task.connection < source.id
    }

    pub(crate) fn next(&mut self) -> Step {
        let open: Vec<&Source> = self
            .sources
            .iter()
            .filter(|source| (self.sieve.may_pass)(source.platform) && !source.has_ended)
            .collect();
        let place = |task: &Task| (task.connection, task.row.id.clone(), task.keys(self.order));
        let given: HashSet<_> = self.given.iter().map(|(task, _)| place(task)).collect();
        let mut latest: Vec<&Task> = Vec::new();
        for source in &self.sources {
            let mut ids = HashSet::new();
            let from_last = source.rows.iter().rev();
            latest.extend(from_last.filter(|task| ids.insert(&task.row.id)));
        }
        latest.retain(|task| (self.sieve.passes)(task) && !given.contains(&place(task)));
        latest.sort_by(|a, b| compare(a, b, self.order));
        let on_time = self.given.iter().filter(|(_, is_late)| !is_late);
        let reached = on_time
            .map(|(task, _)| task)
            .max_by(|a, b| compare(a, b, self.order));
        let is_late =
            |task: &Task| reached.is_some_and(|reached| compare(task, reached, self.order).is_lt());
        let ready: Vec<(Task, bool)> = latest
            .iter()
            .take_while(|task| {
                is_late(task) || open.iter().all(|source| self.precedes(task, source))
            })
            .map(|task| ((*task).clone(), is_late(task)))
            .collect();
        let step: Vec<_> = ready.iter().take(self.limit).cloned().collect();
        let has_more = ready.len() > step.len();
        let is_first = |source: &&Source| {
            let own = self.frontier(source);
            open.iter().all(|other| {
                let theirs = self.frontier(other);
                let by = compare_keys(&own, &theirs, self.order).then(own.len().cmp(&theirs.len()));
                let is_whole = own.len() == self.order.keys.len();
                by.is_lt() || by.is_eq() && (!is_whole || source.id <= other.id)
            })
        };
        let needs: Vec<String> = match has_more {
            true => Vec::new(),
            false => {
                let first = open.iter().copied().filter(is_first);
                first.map(|source| source.id.to_owned()).collect()
            }
        };
        let done = open.is_empty() && !has_more;
        self.given.extend(step.iter().cloned());
        (step, done, needs)
    }
}
