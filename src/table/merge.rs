//! Sorted stretches of keys, such as those of pages that came in order, merged two by two.
//!
//! Which of two stretches the next key comes from is what no processor foresees, so that it must not be
//! jumped for: both are looked at, and one is taken by arithmetic. Then the next place waits for the one
//! before; so both ends of a stretch are merged at once, which have nothing to wait for from each other. A
//! tree of losers over all stretches moves each key once instead of once a round, and took a third longer.

use super::radix::Span;

/// More stretches than this are better sorted.
const MOST: usize = 32;

/// Where the sorted stretches of keys end; `None` if there are too many.
fn stretches(keys: &[u64]) -> Option<Vec<usize>> {
    let mut ends = Vec::new();
    let falls = keys.iter().zip(keys.iter().skip(1)).zip(1..);
    for (_, at) in falls.filter(|((key, next), _)| key > next) {
        ends.push(at);
        if ends.len() == MOST {
            return None;
        }
    }
    ends.push(keys.len());
    Some(ends)
}

/// Sorts rows by their keys, and the keys with them, if they are made of a few sorted stretches; says
/// whether they are. Rows of equal keys stay in their order.
pub(super) fn sort_by_keys(rows: &mut [u32], keys: &mut [u64]) -> bool {
    let Some(mut ends) = stretches(keys) else {
        return false;
    };
    if ends.len() == 1 {
        return true;
    }
    let most = rows.iter().max().copied().unwrap_or_default();
    let row_bits = u32::BITS - most.leading_zeros();
    let span = Span::of(keys).filter(|span| span.bits() + row_bits < i64::BITS);
    let Some(span) = span else {
        return false;
    };
    let pairs = keys.iter().zip(rows.iter());
    let mut from: Vec<i64> = pairs
        .map(|(key, row)| (span.shrunk(*key) << row_bits).cast_signed() | i64::from(*row))
        .collect();
    let mut to = vec![0; from.len()];
    let of_rows = (1 << row_bits) - 1;
    while ends.len() > 1 {
        ends = round(&from, &mut to, &ends, of_rows);
        std::mem::swap(&mut from, &mut to);
    }
    for ((pair, row), key) in from.iter().zip(rows).zip(keys) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a row has at most 32 bits, and nothing here is negative"
        )]
        {
            *row = (pair & of_rows) as u32;
        }
        *key = (pair >> row_bits).cast_unsigned();
    }
    true
}

/// Merges each stretch with the next one, and says where the new ones end.
fn round(from: &[i64], to: &mut [i64], ends: &[usize], of_rows: i64) -> Vec<usize> {
    let (mut from, mut to, mut start) = (from, to, 0);
    let mut left = Vec::with_capacity(ends.len().div_ceil(2));
    for two in ends.chunks(2) {
        let (Some(middle), Some(end)) = (two.first(), two.last()) else {
            break;
        };
        let (both, rest) = from.split_at_checked(end - start).unwrap_or_default();
        let (merged, others) = to.split_at_mut_checked(end - start).unwrap_or_default();
        match both.split_at_checked(middle - start) {
            Some((first, second)) if !second.is_empty() => merge(first, second, merged, of_rows),
            _ => merged.copy_from_slice(both),
        }
        (from, to, start) = (rest, others, *end);
        left.push(*end);
    }
    left
}

/// Merges two stretches from both of their ends. Of equal keys the first stretch's come first; `of_rows`
/// are the bits that are no key.
fn merge(first: &[i64], second: &[i64], merged: &mut [i64], of_rows: i64) {
    let half = merged.len() / 2;
    let Some((low, high)) = merged.split_at_mut_checked(half) else {
        return;
    };
    let (mut a, mut b) = (0_usize, 0_usize);
    let (mut y, mut z) = (first.len(), second.len());
    for (slot, last) in low.iter_mut().zip(high.iter_mut().rev()) {
        // What is exhausted at its end comes after all keys,
        let one = first.get(a).copied().unwrap_or(i64::MAX);
        let other = second.get(b).copied().unwrap_or(i64::MAX);
        let is_first = one <= (other | of_rows);
        *slot = if is_first { one } else { other };
        a += usize::from(is_first);
        b += usize::from(!is_first);
        // and at its beginning before all.
        let one = first.get(y.wrapping_sub(1)).copied().unwrap_or(-1);
        let other = second.get(z.wrapping_sub(1)).copied().unwrap_or(-1);
        let is_first = one > (other | of_rows);
        *last = if is_first { one } else { other };
        y -= usize::from(is_first);
        z -= usize::from(!is_first);
    }
    // Of an odd number the one in the middle is left.
    if let Some(slot) = high.first_mut().filter(|_| y + z > a + b) {
        let left = if a < y { first.get(a) } else { second.get(b) };
        *slot = left.copied().unwrap_or_default();
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
