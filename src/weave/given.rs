//! Which versions of tasks were given already, as digests short enough for a cursor.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha2::{Digest, Sha256};

use crate::table::Task;
use crate::task::Timestamp;

const BYTES: usize = 8;

/// A version of a task: the beginning of the SHA-256 of it as it is given out.
///
/// The task's JSON holds the connection and the platform's id (both stand in `id`), `updated_at`, and the
/// fields that were asked for. The fields must be in it: platforms that show whole seconds give two
/// edits within one second the same `updated_at`, and the second edit is a version of its own. What was
/// not asked for is not in it: it is not read, and nobody who sees the task could tell the two apart.
/// The platform's raw row would tell no more, since it holds the same columns, and is kept only where
/// something beyond the base fields was asked for. `last_synced_at` and `is_late` are ours and are
/// left out.
pub type Version = [u8; BYTES];

/// The version of a task.
#[must_use]
pub fn version(task: &Task) -> Version {
    let bare = Task {
        last_synced_at: Timestamp::default(),
        is_late: false,
        ..task.clone()
    };
    let digest = Sha256::digest(serde_json::to_vec(&bare).unwrap_or_default());
    let mut version = Version::default();
    for (to, from) in version.iter_mut().zip(digest) {
        *to = from;
    }
    version
}

/// The versions of one connection that were given and may be met again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Each with the second of its `updated_at`.
    versions: BTreeMap<Version, i64>,
    /// Below this second some were forgotten.
    forgotten: Option<i64>,
}

impl Given {
    /// Whether this very version was given.
    #[must_use]
    pub fn has(&self, task: &Task) -> bool {
        let second = task.updated_at.map(Timestamp::floor_second);
        // Most rows are new; those of seconds in which nothing was given need no digest.
        let is_near = self.versions.values().any(|known| Some(*known) == second);
        is_near && self.versions.contains_key(&version(task))
    }

    /// Remembers that a task was given.
    pub fn add(&mut self, task: &Task) {
        if let Some(updated_at) = task.updated_at {
            self.versions
                .insert(version(task), updated_at.floor_second());
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.versions.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// Whether what is read from a second on may have been given without being known any more.
    #[must_use]
    pub fn is_unsure_from(&self, second: i64) -> bool {
        self.forgotten.is_some_and(|forgotten| forgotten > second)
    }

    /// Lets go of what lies before a second: it is not read again.
    pub fn settle(&mut self, second: i64) {
        self.versions.retain(|_, known| *known >= second);
        self.forgotten = self.forgotten.filter(|forgotten| *forgotten > second);
    }

    /// Forgets the oldest, for want of room.
    pub fn forget(&mut self, count: usize) {
        let seconds = self.in_order();
        let Some((last, _)) = count.checked_sub(1).and_then(|at| seconds.get(at)) else {
            return;
        };
        for (_, version) in seconds.iter().take(count) {
            self.versions.remove(version);
        }
        let beyond = last.saturating_add(1);
        self.forgotten = Some(self.forgotten.map_or(beyond, |known| known.max(beyond)));
    }

    /// Forgets all: tasks carry other fields now, so that no version is known by its digest.
    pub fn forget_all(&mut self) {
        self.forget(self.versions.len());
    }

    fn in_order(&self) -> Vec<(i64, Version)> {
        let mut all: Vec<_> = self.versions.iter().map(|(v, at)| (*at, *v)).collect();
        all.sort_unstable();
        all
    }

    /// As a text: for each, the seconds since the one before (since `start`, the first) in groups of
    /// seven bits, and the digest.
    pub(super) fn to_text(&self, start: i64) -> String {
        let mut bytes = Vec::new();
        let mut before = start;
        for (second, version) in self.in_order() {
            let mut gap = u64::try_from(second.saturating_sub(before)).unwrap_or(0);
            before = before.max(second);
            while gap > 0x7f {
                bytes.push(u8::try_from(gap & 0x7f).unwrap_or(0) | 0x80);
                gap >>= 7;
            }
            bytes.push(u8::try_from(gap).unwrap_or(0));
            bytes.extend(version);
        }
        STANDARD_NO_PAD.encode(bytes)
    }

    /// Reads it back; `None` for what `to_text` never writes.
    pub(super) fn from_text(text: &str, start: i64, forgotten: Option<i64>) -> Option<Self> {
        let bytes = STANDARD_NO_PAD.decode(text).ok()?;
        let mut rest = bytes.as_slice();
        let mut versions = BTreeMap::new();
        let mut second = start;
        while !rest.is_empty() {
            let (mut gap, mut shift) = (0_u64, 0_u32);
            loop {
                let (byte, more) = rest.split_first()?;
                rest = more;
                gap |= u64::from(byte & 0x7f)
                    .checked_shl(shift)
                    .filter(|_| shift < 49)?;
                shift += 7;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            let (version, more) = rest.split_first_chunk::<BYTES>()?;
            rest = more;
            second = second.checked_add(i64::try_from(gap).ok()?)?;
            versions.insert(*version, second);
        }
        Some(Self {
            versions,
            forgotten,
        })
    }

    pub(super) fn forgotten(&self) -> Option<i64> {
        self.forgotten
    }
}
