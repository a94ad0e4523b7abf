//! Rows by 64-bit keys: the key and the row as one number, sorted digit by digit from the last one,
//! over only the bits that vary.

/// Below so many rows comparing is faster than counting.
const FEW: usize = 512;
/// More buckets than 2^11 do not stay in the first cache.
const MOST_BITS: u32 = 11;
const BUCKETS: usize = 1 << MOST_BITS;

/// Sorts rows by their keys, and the keys with them; rows of equal keys stay in their order.
pub(super) fn sort_by_keys(rows: &mut [u32], keys: &mut [u64]) {
    let row_bits = rows
        .iter()
        .max()
        .map_or(0, |most| u32::BITS - most.leading_zeros());
    let Some(span) = Span::of(keys) else {
        return;
    };
    if span.bits() + row_bits > u64::BITS {
        return compare(rows, keys);
    }
    let pairs = keys.iter().zip(rows.iter());
    let mut pairs: Vec<u64> = pairs
        .map(|(key, row)| span.shrunk(*key) << row_bits | u64::from(*row))
        .collect();
    match pairs.len() < FEW {
        true => pairs.sort_by_key(|pair| pair >> row_bits),
        false => digits(&mut pairs, row_bits, span.bits()),
    }
    let low = (1 << row_bits) - 1;
    for ((pair, row), key) in pairs.iter().zip(rows).zip(keys) {
        #[expect(clippy::cast_possible_truncation, reason = "a row has at most 32 bits")]
        {
            *row = (pair & low) as u32;
        }
        *key = pair >> row_bits;
    }
}

/// What keys lie between. The greatest of all keys, which stands for null, is taken for the next one
/// after the others.
pub(super) struct Span {
    least: u64,
    most: u64,
}

impl Span {
    pub(super) fn of(keys: &[u64]) -> Option<Self> {
        let (mut least, mut most) = (u64::MAX, 0);
        for key in keys {
            least = least.min(*key);
            most = most.max(if *key == u64::MAX { 0 } else { *key });
        }
        (!keys.is_empty()).then_some(Self {
            least: least.min(most),
            most,
        })
    }

    /// The key as a number below 2 to the power of [`Self::bits`], in the same order.
    pub(super) fn shrunk(&self, key: u64) -> u64 {
        key.min(self.most.saturating_add(1)) - self.least
    }

    /// How many bits such numbers have.
    pub(super) fn bits(&self) -> u32 {
        u64::BITS - (self.most - self.least).saturating_add(1).leading_zeros()
    }
}

fn digits(pairs: &mut Vec<u64>, low: u32, bits: u32) {
    let passes = bits.div_ceil(MOST_BITS).max(1);
    let width = bits.div_ceil(passes);
    let mask = (1 << width) - 1;
    let mut spare = vec![0; pairs.len()];
    for pass in 0..passes {
        let shift = low + pass * width;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a digit has at most 11 bits"
        )]
        let digit = |pair: u64| (pair >> shift & mask) as usize & (BUCKETS - 1);
        let mut places = [0_usize; BUCKETS];
        for pair in pairs.iter() {
            if let Some(count) = places.get_mut(digit(*pair)) {
                *count += 1;
            }
        }
        if places.contains(&pairs.len()) {
            continue;
        }
        let mut place = 0;
        for count in &mut places {
            place += std::mem::replace(count, place);
        }
        for pair in pairs.iter() {
            if let Some(place) = places.get_mut(digit(*pair)) {
                if let Some(slot) = spare.get_mut(*place) {
                    *slot = *pair;
                }
                *place += 1;
            }
        }
        std::mem::swap(pairs, &mut spare);
    }
}

/// Keys that leave no room for rows.
fn compare(rows: &mut [u32], keys: &mut [u64]) {
    let mut pairs: Vec<(u64, u32)> = keys.iter().copied().zip(rows.iter().copied()).collect();
    pairs.sort_by_key(|(key, _)| *key);
    for ((pair, row), key) in pairs.into_iter().zip(rows).zip(keys) {
        (*key, *row) = pair;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_sort_as_by_comparing(
            keys in prop_oneof![
                prop::collection::vec(prop_oneof![0u64..20, Just(u64::MAX)], 0..2000),
                prop::collection::vec(1u64 << 40..1 << 44, 0..2000),
                prop::collection::vec(any::<u64>(), 0..2000),
            ],
            turn in any::<bool>(),
        ) {
            let mut rows: Vec<u32> = (0u32..).take(keys.len()).map(|row| row * 3).collect();
            if turn {
                rows.reverse();
            }
            let mut wanted: Vec<(u64, u32)> = keys.iter().copied().zip(rows.iter().copied()).collect();
            wanted.sort_by_key(|(key, _)| *key);
            let mut sorted = keys;
            sort_by_keys(&mut rows, &mut sorted);
            prop_assert_eq!(&rows, &wanted.iter().map(|(_, row)| *row).collect::<Vec<_>>());
            for (a, b) in sorted.windows(2).zip(wanted.windows(2)).map(|(a, b)| (a[0] == a[1], b[0].0 == b[1].0)) {
                prop_assert_eq!(a, b);
            }
        }
    }
}
