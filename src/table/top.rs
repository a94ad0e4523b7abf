//! The first rows of an order, without sorting the others.

use std::cmp::Ordering;

use super::keys::{Level, compare};

/// So many keys are made at a time: they stay in the first cache.
const BLOCK: usize = 1024;

/// The first `count` of some rows by levels, in order.
pub(super) fn first(rows: &[u32], count: usize, levels: &[Level<'_>]) -> Vec<u32> {
    let Some((level, rest)) = levels.split_first() else {
        return rows.iter().take(count).copied().collect();
    };
    let open = if level.is_exact() { rest } else { levels };
    let order =
        |a: &(u64, u32), b: &(u64, u32)| a.0.cmp(&b.0).then_with(|| compare(open, a.1, b.1));
    // Rows are gathered until there are twice as many as wanted; then the better half stays.
    let most = 2 * count.max(32);
    let mut best: Vec<(u64, u32)> = Vec::with_capacity(most);
    let mut last: Option<(u64, u32)> = None;
    let mut limit = u64::MAX;
    let mut keys = Vec::with_capacity(BLOCK);
    for rows in rows.chunks(BLOCK) {
        level.keys(rows, 0, &mut keys);
        for entry in keys.iter().copied().zip(rows.iter().copied()) {
            if entry.0 > limit {
                continue;
            }
            if last.is_some_and(|last| order(&entry, &last) != Ordering::Less) {
                continue;
            }
            best.push(entry);
            if best.len() == most {
                best.select_nth_unstable_by(count.saturating_sub(1), order);
                best.truncate(count);
                last = best.last().copied();
                limit = last.map_or(u64::MAX, |(key, _)| key);
            }
        }
    }
    best.sort_unstable_by(order);
    best.truncate(count);
    best.into_iter().map(|(_, row)| row).collect()
}
