//! A full sort: level by level, each within the rows that are equal so far.

use super::keys::{Level, TEXT_BYTES, compare};
use super::merge;
use super::radix::sort_by_keys;

/// So few rows are compared with each other.
const FEW: usize = 24;
/// Sorts rows by levels; rows that are equal in all stay as they came.
pub(super) fn sort(rows: &mut Vec<u32>, levels: &[Level<'_>]) {
    let Some(first) = levels.first() else {
        return;
    };
    let mut keys = Vec::new();
    first.keys(rows, 0, &mut keys);
    if !merge::sort_by_keys(rows, &mut keys) {
        sort_by_keys(rows, &mut keys);
    }
    let mut open = Vec::new();
    let place = Place { level: 0, from: 0 };
    equal(rows, &keys, 0, levels, &mut open, place);
    refine(rows, levels, open, keys);
}

/// How far an order was looked at: levels before this one are equal, and so many bytes of its texts.
#[derive(Clone, Copy)]
struct Place {
    level: usize,
    from: usize,
}

/// Rows that are equal so far.
struct Stretch {
    start: usize,
    end: usize,
    place: Place,
}

/// Neither the number of levels nor the length of texts is paid for with stack.
fn refine(rows: &mut [u32], levels: &[Level<'_>], mut open: Vec<Stretch>, mut keys: Vec<u64>) {
    while let Some(Stretch { start, end, place }) = open.pop() {
        let (Some(stretch), Some(left)) = (rows.get_mut(start..end), levels.get(place.level..))
        else {
            continue;
        };
        let Some(level) = left.first() else {
            continue;
        };
        if stretch.len() <= FEW {
            settle(stretch, left);
            continue;
        }
        level.keys(stretch, place.from, &mut keys);
        sort_by_keys(stretch, &mut keys);
        equal(stretch, &keys, start, levels, &mut open, place);
    }
}

/// Sorts rows by comparing.
fn settle(rows: &mut [u32], levels: &[Level<'_>]) {
    rows.sort_unstable_by(|a, b| compare(levels, *a, *b));
}

/// Finds the rows that one level left equal, and says where to go on with them. What no key tells is
/// settled at once, by comparing.
fn equal(
    rows: &mut [u32],
    keys: &[u64],
    start: usize,
    levels: &[Level<'_>],
    open: &mut Vec<Stretch>,
    place: Place,
) {
    let Some(level) = levels.get(place.level) else {
        return;
    };
    let mut at = 0;
    for same in keys.chunk_by(|a, b| a == b) {
        let end = at + same.len();
        if same.len() > 1
            && let Some(stretch) = rows.get_mut(at..end)
        {
            match next(level, stretch, place) {
                Some(place) => open.push(Stretch {
                    start: start + at,
                    end: start + end,
                    place,
                }),
                None => {
                    let left = levels.get(place.level..).unwrap_or_default();
                    settle(stretch, left);
                }
            }
        }
        at = end;
    }
}

/// Where to go on with rows of one key; `None` where they have to be compared.
fn next(level: &Level<'_>, rows: &[u32], place: Place) -> Option<Place> {
    let after = Place {
        level: place.level + 1,
        from: 0,
    };
    if level.is_exact() {
        return Some(after);
    }
    let texts = level.texts()?;
    let length = |row: &u32| texts.get(*row as usize).map_or(0, str::len);
    let from = place.from + TEXT_BYTES;
    if rows.iter().any(|row| length(row) > from) {
        return Some(Place { from, ..place });
    }
    // Of one length and one key at each place they are equal; else they differ in zeros at the end.
    let first = rows.first().map(length);
    let is_equal = rows.iter().all(|row| Some(length(row)) == first);
    is_equal.then_some(after)
}
