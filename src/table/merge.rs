//! Sorted stretches of keys, such as those of pages that came in order, merged by a tree of losers.

use super::radix::Span;

/// More stretches than this are better sorted.
const MOST: usize = 64;
const PLAYER_BITS: u32 = MOST.trailing_zeros();
/// What an exhausted stretch plays with: it loses against all keys.
const PAST: u64 = u64::MAX;

/// Where the sorted stretches of keys begin; `None` if there are more than 64.
fn stretches(keys: &[u64]) -> Option<Vec<usize>> {
    let mut starts = vec![0];
    let falls = keys.iter().zip(keys.iter().skip(1)).zip(1..);
    for (_, at) in falls.filter(|((key, next), _)| key > next) {
        if starts.len() == MOST {
            return None;
        }
        starts.push(at);
    }
    Some(starts)
}

/// Sorts rows by their keys, and the keys with them, if they are made of a few sorted stretches; says
/// whether they are. Rows of equal keys stay in their order.
pub(super) fn sort_by_keys(rows: &mut Vec<u32>, keys: &mut Vec<u64>) -> bool {
    let Some(starts) = stretches(keys) else {
        return false;
    };
    if starts.len() == 1 {
        return true;
    }
    let Some(span) = Span::of(keys).filter(|span| span.bits() + PLAYER_BITS < u64::BITS) else {
        return false;
    };
    // A key and the stretch that it comes from are one number, so that a game is one comparison, and
    // of equal keys the earlier stretch wins.
    let ends = starts.iter().skip(1).copied().chain([keys.len()]);
    for ((start, end), player) in starts.iter().zip(ends.clone()).zip(0u64..) {
        for key in keys.get_mut(*start..end).unwrap_or_default() {
            *key = span.shrunk(*key) << PLAYER_BITS | player;
        }
    }
    let mut places = [(0, 0); MOST];
    for (slot, place) in places.iter_mut().zip(starts.iter().copied().zip(ends)) {
        *slot = place;
    }
    let mut tree = Tree::new(&starts, keys);
    let mut merged = (
        Vec::with_capacity(rows.len()),
        Vec::with_capacity(rows.len()),
    );
    while tree.winner != PAST {
        let player = Tree::player(tree.winner);
        let Some((at, end)) = places.get_mut(player) else {
            break;
        };
        merged.0.push(rows.get(*at).copied().unwrap_or_default());
        merged.1.push(tree.winner >> PLAYER_BITS);
        *at += 1;
        let next = match *at < *end {
            true => keys.get(*at).copied().unwrap_or(PAST),
            false => PAST,
        };
        tree.replay(player, next);
    }
    (*rows, *keys) = merged;
    true
}

/// Who lost at each node; the winner of all stands apart. The players of the node n come from the nodes
/// 2n and 2n + 1, and the stretches are the nodes from their number on.
struct Tree {
    losers: [u64; MOST],
    players: usize,
    winner: u64,
}

impl Tree {
    fn new(starts: &[usize], keys: &[u64]) -> Self {
        let players = starts.len();
        let first = starts.iter().filter_map(|start| keys.get(*start).copied());
        // Each node's winner, the leaves first.
        let mut winners = [PAST; 2 * MOST];
        for (slot, key) in winners.iter_mut().skip(players).zip(first) {
            *slot = key;
        }
        let mut losers = [PAST; MOST];
        for node in (1..players).rev() {
            let at = |node: usize| winners.get(node).copied().unwrap_or(PAST);
            let (a, b) = (at(2 * node), at(2 * node + 1));
            if let (Some(winner), Some(loser)) = (winners.get_mut(node), losers.get_mut(node)) {
                (*winner, *loser) = (a.min(b), a.max(b));
            }
        }
        let [_, winner, ..] = winners;
        Self {
            losers,
            players,
            winner,
        }
    }

    fn player(key: u64) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "six bits")]
        {
            (key & (MOST as u64 - 1)) as usize
        }
    }

    /// Lets the next key of the stretch that won play its way up.
    fn replay(&mut self, player: usize, key: u64) {
        let mut best = key;
        let mut node = (self.players + player) / 2;
        while node > 0 {
            // The mask changes nothing, but says that there is such a node.
            if let Some(loser) = self.losers.get_mut(node & (MOST - 1)) {
                (best, *loser) = (best.min(*loser), best.max(*loser));
            }
            node /= 2;
        }
        self.winner = best;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn stretches_merge_to_what_sorting_gives(
            parts in prop::collection::vec(prop::collection::vec(prop_oneof![0u64..30, Just(u64::MAX)], 1..40), 0..70),
        ) {
            let mut keys = Vec::new();
            for mut part in parts {
                part.sort_unstable();
                keys.extend(part);
            }
            let falls = keys.windows(2).filter(|pair| pair[0] > pair[1]).count();
            let mut rows: Vec<u32> = (0u32..).take(keys.len()).collect();
            let mut wanted = rows.clone();
            wanted.sort_by_key(|row| keys[*row as usize]);
            let mut merged = keys.clone();
            prop_assert_eq!(sort_by_keys(&mut rows, &mut merged), falls < MOST);
            if falls < MOST {
                prop_assert_eq!(&rows, &wanted);
                for (pair, at) in merged.windows(2).zip(wanted.windows(2)) {
                    prop_assert_eq!(pair[0].cmp(&pair[1]), keys[at[0] as usize].cmp(&keys[at[1] as usize]));
                }
            }
        }
    }
}
