//! Sorted stretches of rows, such as pages that came in order, merged by a tree of losers.

use std::cmp::Ordering;

/// Where the sorted stretches of rows begin; `None` if there are more than `most`.
pub(super) fn runs(
    rows: &[u32],
    keys: &[u64],
    tie: impl Fn(u32, u32) -> Ordering,
    most: usize,
) -> Option<Vec<usize>> {
    let mut starts = vec![0];
    let next = rows.iter().zip(keys).zip(1..);
    let pairs = next.zip(rows.iter().zip(keys).skip(1));
    for (((row, key), at), (next_row, next_key)) in pairs {
        let order = key.cmp(next_key).then_with(|| tie(*row, *next_row));
        if order.is_gt() {
            if starts.len() >= most {
                return None;
            }
            starts.push(at);
        }
    }
    Some(starts)
}

/// The next row of a stretch.
#[derive(Clone, Copy)]
struct Head {
    key: u64,
    row: u32,
    /// Whether there is none any more.
    is_past: bool,
}

const PAST: Head = Head {
    key: u64::MAX,
    row: u32::MAX,
    is_past: true,
};

/// Merges sorted stretches that begin at `starts`.
pub(super) fn merge(
    rows: &[u32],
    keys: &[u64],
    starts: &[usize],
    tie: impl Fn(u32, u32) -> Ordering,
) -> Vec<u32> {
    let ends = starts.iter().skip(1).copied().chain([rows.len()]);
    let mut stretches: Vec<_> = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| {
            let rows = rows.get(*start..end).unwrap_or_default();
            let keys = keys.get(*start..end).unwrap_or_default();
            rows.iter().zip(keys)
        })
        .collect();
    let mut heads: Vec<Head> = stretches.iter_mut().map(head).collect();
    let is_before = |a: &Head, b: &Head| match a.key.cmp(&b.key) {
        Ordering::Equal => !a.is_past && (b.is_past || tie(a.row, b.row).is_lt()),
        order => order.is_lt(),
    };
    // `losers[n]` lost the game at the node n, whose players come from the nodes 2n and 2n + 1; the
    // stretches are the nodes from their number on. The winner of all is at the node 0.
    let count = heads.len();
    let mut losers = vec![usize::MAX; count];
    for player in 0..count {
        let (mut winner, mut node) = (player, (count + player) / 2);
        while let Some(slot) = losers.get_mut(node) {
            if *slot == usize::MAX {
                // The other player of this game is not there yet, or there is no other at the top.
                *slot = winner;
                break;
            }
            if let (Some(a), Some(b)) = (heads.get(*slot), heads.get(winner))
                && is_before(a, b)
            {
                std::mem::swap(slot, &mut winner);
            }
            if node == 1 {
                if let Some(top) = losers.first_mut() {
                    *top = winner;
                }
                break;
            }
            node /= 2;
        }
    }
    let mut merged = Vec::with_capacity(rows.len());
    let Some(mut winner) = losers.first().copied() else {
        return merged;
    };
    while let (Some(slot), Some(stretch)) = (heads.get_mut(winner), stretches.get_mut(winner)) {
        if slot.is_past {
            break;
        }
        merged.push(slot.row);
        let mut best = head(stretch);
        *slot = best;
        let mut node = (count + winner) / 2;
        while node > 0
            && let Some(slot) = losers.get_mut(node)
        {
            if let Some(other) = heads.get(*slot)
                && is_before(other, &best)
            {
                best = *other;
                std::mem::swap(slot, &mut winner);
            }
            node /= 2;
        }
    }
    merged
}

fn head<'a>(stretch: &mut impl Iterator<Item = (&'a u32, &'a u64)>) -> Head {
    stretch.next().map_or(PAST, |(row, key)| Head {
        key: *key,
        row: *row,
        is_past: false,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn stretches_merge_to_what_sorting_gives(
            stretches in prop::collection::vec(prop::collection::vec(prop_oneof![0u64..30, Just(u64::MAX)], 0..40), 1..70),
        ) {
            let mut keys = Vec::new();
            for mut stretch in stretches {
                stretch.sort_unstable();
                keys.extend(stretch);
            }
            let rows: Vec<u32> = (0..keys.len() as u32).collect();
            let tie = |a: u32, b: u32| a.cmp(&b);
            let mut wanted = rows.clone();
            wanted.sort_by_key(|row| keys[*row as usize]);
            let starts = runs(&rows, &keys, tie, 70).unwrap();
            for pair in starts.windows(2) {
                prop_assert!(keys[pair[1]] < keys[pair[1] - 1]);
            }
            prop_assert_eq!(merge(&rows, &keys, &starts, tie), wanted);
            prop_assert!(runs(&rows, &keys, tie, starts.len()).is_some());
            prop_assert!(starts.len() == 1 || runs(&rows, &keys, tie, starts.len() - 1).is_none());
        }
    }
}
