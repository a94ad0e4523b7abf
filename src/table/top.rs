//! The first rows of an order, without sorting the others.

use std::cmp::Ordering;

use super::keys::{Level, compare};

/// The first `count` of some rows by levels, in order.
pub(super) fn first(
    rows: impl Iterator<Item = u32>,
    count: usize,
    levels: &[Level<'_>],
) -> Vec<u32> {
    let Some((level, rest)) = levels.split_first() else {
        return rows.take(count).collect();
    };
    let open = if level.is_exact() { rest } else { levels };
    let order =
        |a: &(u64, u32), b: &(u64, u32)| a.0.cmp(&b.0).then_with(|| compare(open, a.1, b.1));
    // Rows are gathered until there are twice as many as wanted; then the better half stays.
    let most = 2 * count.max(32);
    let mut best: Vec<(u64, u32)> = Vec::with_capacity(most);
    let mut last: Option<(u64, u32)> = None;
    for row in rows {
        let entry = (level.key(row, 0), row);
        if let Some(last) = &last
            && (entry.0 > last.0 || order(&entry, last) != Ordering::Less)
        {
            continue;
        }
        best.push(entry);
        if best.len() == most {
            best.select_nth_unstable_by(count.saturating_sub(1), order);
            best.truncate(count);
            last = best.last().copied();
        }
    }
    best.sort_unstable_by(order);
    best.truncate(count);
    best.into_iter().map(|(_, row)| row).collect()
}
