//! Which rows came before, of a source that somebody else reads: pages overlap, and tasks move.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::table::{Key, TaskTable};
use crate::task::Sort;

/// The places of tasks that came, and which of them were given. A place is a task with its sort keys:
/// a task that moved stands in another one. Eight bytes each is all that stays of a row once it was
/// given. Two places of one source could have the same eight, and the second would be taken for the
/// first: among a million rows at a chance of one in ten million.
#[derive(Default)]
pub(super) struct Seen(HashSet<u64>);

/// A task in its place. The lowest bit is free.
#[derive(Clone, Copy)]
pub(super) struct TaskPlace(u64);

impl TaskPlace {
    pub(super) fn of(table: &TaskTable, row: u32, sort: &Sort) -> Self {
        let identity = table.identity(row);
        let mut hasher = DefaultHasher::new();
        (identity.parent, identity.platform_id).hash(&mut hasher);
        for key in sort.keys() {
            match table.key(key.field, row) {
                Key::Null => 0_u8.hash(&mut hasher),
                Key::Int(value) => (1_u8, value).hash(&mut hasher),
                Key::Text(text) => (2_u8, text).hash(&mut hasher),
            }
        }
        Self(hasher.finish() & !1)
    }

    fn given(self) -> u64 {
        self.0 | 1
    }
}

impl Seen {
    /// Notes that a task came; whether it came for the first time.
    pub(super) fn came(&mut self, place: TaskPlace) -> bool {
        !self.was_given(place) && self.0.insert(place.0)
    }

    /// Notes that a task was given.
    pub(super) fn give(&mut self, place: TaskPlace) {
        self.0.remove(&place.0);
        self.0.insert(place.given());
    }

    /// Whether a task was given.
    pub(super) fn was_given(&self, place: TaskPlace) -> bool {
        self.0.contains(&place.given())
    }
}
