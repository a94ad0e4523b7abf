//! Which versions of tasks were given already, as digests short enough for a cursor.
//!
//! Where there are too many of them, all those of one second become one: their exclusive or. When the
//! second is read again, whole, and all its rows together have the same, nothing in it is new. If not,
//! they are given again, and that is said. So thousands of tasks that are edited at once do not come again
//! with every answer. Nothing is left out for it: digests of versions of which one was not given do not
//! cancel each other but by a chance of one in 2^64.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha2::{Digest, Sha256};

use crate::gather::Gather as _;
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
    /// The exclusive or of all versions of a second.
    sums: BTreeMap<i64, Version>,
    /// The second of `sums` of which more is still to be given.
    open: Option<i64>,
    /// Up to this second some were given by an earlier reading. There an open second would mix those
    /// that come again with those that are still to come, so it does not become one.
    carried: Option<i64>,
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
        let Some(second) = task.updated_at.map(Timestamp::floor_second) else {
            return;
        };
        match self
            .sums
            .get_mut(&second)
            .filter(|_| self.open == Some(second))
        {
            Some(sum) => join(sum, version(task)),
            None => {
                self.versions.insert(version(task), second);
            }
        }
    }

    /// How many digests there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.versions.len() + self.sums.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a second is known as a whole alone, so that it has to be read as one.
    #[must_use]
    pub fn has_sum(&self, second: i64) -> bool {
        self.sums.contains_key(&second)
    }

    /// The seconds that are known as a whole, of some rows that are all there is of their seconds: those
    /// in which nothing is new, and those in which something is.
    #[must_use]
    pub fn known_seconds(
        &self,
        tasks: impl Iterator<Item = Task>,
    ) -> (BTreeSet<i64>, BTreeSet<i64>) {
        let mut found: BTreeMap<i64, Version> = BTreeMap::new();
        for task in tasks {
            let second = task.updated_at.map(Timestamp::floor_second);
            // What comes of an open second comes after what was given of it.
            let is_whole = |second: &i64| self.has_sum(*second) && self.open != Some(*second);
            if let Some(second) = second.filter(is_whole) {
                join(found.entry(second).or_default(), version(&task));
            }
        }
        let is_known = |(second, sum): &(i64, Version)| self.sums.get(second) == Some(sum);
        let (known, changed): (Vec<_>, Vec<_>) = found.into_iter().partition(is_known);
        let seconds = |of: Vec<(i64, Version)>| of.into_iter().map(|(second, _)| second).into_set();
        (seconds(known), seconds(changed))
    }

    /// Forgets a second of which only the whole was known, since it is another now.
    pub fn doubt(&mut self, second: i64) {
        if self.sums.remove(&second).is_some() {
            self.forget_until(second);
        }
    }

    /// Whether what is read from a second on may have been given without being known any more.
    #[must_use]
    pub fn is_unsure_from(&self, second: i64) -> bool {
        self.forgotten.is_some_and(|forgotten| forgotten > second)
    }

    /// Lets go of what lies before a second: it is not read again.
    pub fn settle(&mut self, second: i64) {
        self.versions.retain(|_, known| *known >= second);
        self.sums.retain(|known, _| *known >= second);
        self.open = None;
        let seconds = self.versions.values().chain(self.sums.keys());
        self.carried = seconds.max().copied();
        self.forgotten = self.forgotten.filter(|forgotten| *forgotten > second);
    }

    /// The reading has gone on to a second: of those before it nothing more will come.
    pub fn go_on(&mut self, second: Option<i64>) {
        self.open = self.open.filter(|open| Some(*open) == second);
    }

    /// Makes room for want of it: the second with most versions becomes one; else the oldest are
    /// forgotten. `open` is the second of which more is still to be given.
    pub fn shrink(&mut self, count: usize, open: Option<i64>) {
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        for second in self.versions.values() {
            *counts.entry(*second).or_default() += 1;
        }
        let fullest = counts
            .into_iter()
            .filter(|(second, count)| *count > 1 && !self.has_sum(*second))
            .filter(|(second, _)| Some(*second) != open || self.carried < open)
            .max_by_key(|(_, count)| *count);
        match fullest {
            Some((second, _)) => {
                self.fold(second);
                self.open = self.open.or(open.filter(|open| *open == second));
            }
            None => self.forget(count),
        }
    }

    fn fold(&mut self, second: i64) {
        let mut sum = Version::default();
        self.versions.retain(|version, known| {
            if *known == second {
                join(&mut sum, *version);
            }
            *known != second
        });
        self.sums.insert(second, sum);
    }

    fn forget(&mut self, count: usize) {
        for (second, version, is_sum) in self.in_order().into_iter().take(count) {
            if is_sum {
                self.sums.remove(&second);
            } else {
                self.versions.remove(&version);
            }
            self.forget_until(second);
        }
    }

    /// From here on there is doubt about what was given up to a second.
    fn forget_until(&mut self, second: i64) {
        self.forgotten = self.forgotten.max(Some(second.saturating_add(1)));
    }

    /// Forgets all: tasks carry other fields now, so that no version is known by its digest.
    pub fn forget_all(&mut self) {
        self.forget(self.len());
    }

    fn in_order(&self) -> Vec<(i64, Version, bool)> {
        let single = self.versions.iter().map(|(v, at)| (*at, *v, false));
        let sums = self.sums.iter().map(|(at, v)| (*at, *v, true));
        single.chain(sums).into_order()
    }

    /// As a text: for each, four times the seconds since the one before (since `start`, the first), and one
    /// where it is of a whole second, two where that is open, in groups of seven bits; and the digest.
    pub(super) fn to_text(&self, start: i64) -> String {
        let mut bytes = Vec::new();
        let mut before = start;
        for (second, version, is_sum) in self.in_order() {
            let gap = u64::try_from(second.saturating_sub(before)).unwrap_or(0);
            let kind = match is_sum {
                true if self.open == Some(second) => 2,
                true => 1,
                false => 0,
            };
            let mut gap = (gap << 2) | kind;
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
    pub(super) fn from_text(
        text: &str,
        start: i64,
        forgotten: Option<i64>,
        carried: Option<i64>,
    ) -> Option<Self> {
        let bytes = STANDARD_NO_PAD.decode(text).ok()?;
        let mut rest = bytes.as_slice();
        let (mut versions, mut sums) = (BTreeMap::new(), BTreeMap::new());
        let (mut second, mut open) = (start, None);
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
            second = second.checked_add(i64::try_from(gap >> 2).ok()?)?;
            match gap & 3 {
                0 => versions.insert(*version, second).map(drop),
                1 => sums.insert(second, *version).map(drop),
                _ => {
                    open = Some(second);
                    sums.insert(second, *version).map(drop)
                }
            };
        }
        Some(Self {
            versions,
            sums,
            open,
            carried,
            forgotten,
        })
    }

    pub(super) fn carried(&self) -> Option<i64> {
        self.carried
    }

    pub(super) fn forgotten(&self) -> Option<i64> {
        self.forgotten
    }
}

fn join(sum: &mut Version, version: Version) {
    for (to, from) in sum.iter_mut().zip(version) {
        *to ^= from;
    }
}
