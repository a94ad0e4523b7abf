//! What memory has of connections that were read whole.

use std::collections::HashMap;

use super::Snapshot;

/// What a row is counted with beside its texts, and a snapshot beside its rows, in bytes.
const ROW: usize = 128;
const SNAPSHOT: usize = 1024;

/// How much of what was read memory may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// In bytes, as counted here. One snapshot is kept even if it has more.
    pub bytes: usize,
    /// How long a snapshot is good for, in milliseconds after it was read.
    pub ttl_ms: i64,
}

/// Snapshots by key, and what they weigh together.
pub(super) struct Memory {
    room: Room,
    snapshots: HashMap<String, Snapshot>,
    bytes: usize,
}

impl Memory {
    pub(super) fn new(room: Room) -> Self {
        Self {
            room,
            snapshots: HashMap::new(),
            bytes: 0,
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Snapshot> {
        self.snapshots.get(key)
    }

    /// Keeps a snapshot. What has had its time goes for it, and then what was read first, until the
    /// room is wide enough: a walk over many connections needs all of them for its next page, so that
    /// their number alone is no reason.
    pub(super) fn put(&mut self, key: String, snapshot: Snapshot) {
        let (now, ttl_ms) = (snapshot.read_at.millis(), self.room.ttl_ms);
        self.remove(&key);
        self.retain(|_, kept| now.saturating_sub(kept.read_at.millis()) <= ttl_ms);
        let weight = weight(&snapshot);
        while self.bytes.saturating_add(weight) > self.room.bytes {
            let oldest = self.snapshots.iter().min_by_key(|(_, kept)| kept.read_at);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else {
                break;
            };
            self.remove(&oldest);
        }
        self.bytes = self.bytes.saturating_add(weight);
        self.snapshots.insert(key, snapshot);
    }

    /// Forgets all but what is wanted still.
    pub(super) fn retain(&mut self, is_wanted: impl Fn(&str, &Snapshot) -> bool) {
        self.snapshots.retain(|key, kept| is_wanted(key, kept));
        self.bytes = self.snapshots.values().map(weight).sum();
    }

    fn remove(&mut self, key: &str) {
        if let Some(gone) = self.snapshots.remove(key) {
            self.bytes = self.bytes.saturating_sub(weight(&gone));
        }
    }
}

/// About as many bytes as a snapshot takes up.
fn weight(snapshot: &Snapshot) -> usize {
    SNAPSHOT + snapshot.table.len() * ROW + snapshot.table.weight()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::table::TaskTable;
    use crate::task::Timestamp;

    fn read_at(millis: i64) -> Snapshot {
        let at = Timestamp::from_millis(millis).unwrap();
        Snapshot {
            table: Rc::new(TaskTable::default()),
            synced_at: at,
            read_at: at,
            fetched: 0,
            warnings: Vec::new(),
            is_consistent: true,
        }
    }

    fn memory(bytes: usize) -> Memory {
        Memory::new(Room {
            bytes,
            ttl_ms: 1000,
        })
    }

    #[test]
    fn as_many_are_kept_as_there_is_room_for() {
        let mut memory = memory(100 * SNAPSHOT);
        for number in 0..100 {
            memory.put(number.to_string(), read_at(number));
        }
        assert!((0..100).all(|number| memory.get(&number.to_string()).is_some()));
        memory.put("more".to_owned(), read_at(100));
        assert!(memory.get("0").is_none(), "the oldest goes first");
        assert!(memory.get("1").is_some() && memory.get("more").is_some());
    }

    #[test]
    fn one_is_kept_however_large_it_is() {
        let mut memory = memory(1);
        memory.put("a".to_owned(), read_at(0));
        memory.put("b".to_owned(), read_at(0));
        assert!(memory.get("a").is_none() && memory.get("b").is_some());
    }

    #[test]
    fn what_has_had_its_time_goes_first() {
        let mut memory = memory(100 * SNAPSHOT);
        memory.put("a".to_owned(), read_at(0));
        memory.put("b".to_owned(), read_at(1000));
        assert!(memory.get("a").is_some());
        memory.put("c".to_owned(), read_at(1001));
        assert!(memory.get("a").is_none() && memory.get("b").is_some());
    }

    #[test]
    fn a_key_that_is_put_again_counts_once() {
        let mut memory = memory(2 * SNAPSHOT);
        memory.put("a".to_owned(), read_at(0));
        memory.put("b".to_owned(), read_at(1));
        memory.put("b".to_owned(), read_at(2));
        assert!(memory.get("a").is_some() && memory.get("b").is_some());
        memory.retain(|key, _| key == "a");
        memory.put("c".to_owned(), read_at(3));
        assert!(memory.get("a").is_some() && memory.get("c").is_some());
    }
}
