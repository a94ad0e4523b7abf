//! The inner loops of filters: 64 rows of a column at a time, 16 bytes of them in one instruction.

use std::cell::Cell;

use wide::{i64x2, u8x16};

use super::bitmap::Bitmap;

/// With fewer rows left of 64 than this, they are looked at one by one.
const FEW: u32 = 12;

/// With more rows of 64 than so many for each value there is, they are counted at once.
const MOST_COMPARED: usize = 4;

/// Keeps the rows of a set whose values fit. `block` says it of 64 values at once, `one` of one.
pub(super) fn narrow<T>(
    live: &mut Bitmap,
    column: &[T],
    block: impl Fn(&[T; 64]) -> u64,
    one: impl Fn(&T) -> bool,
) {
    let (blocks, rest) = column.as_chunks::<64>();
    let mut words = live.words_mut().iter_mut();
    for (values, word) in blocks.iter().zip(words.by_ref()) {
        match word.count_ones() {
            0 => {}
            few if few < FEW => *word = each(*word, values, &one),
            _ => *word &= block(values),
        }
    }
    if let Some(word) = words.next() {
        *word = each(*word, rest, &one);
    }
}

fn each<T>(word: u64, values: &[T], one: impl Fn(&T) -> bool) -> u64 {
    let (mut left, mut kept) = (word, 0);
    while left != 0 {
        let at = left.trailing_zeros();
        left &= left - 1;
        if values.get(at as usize).is_some_and(&one) {
            kept |= 1 << at;
        }
    }
    kept
}

/// Counts the rows of a set by their value.
pub(super) fn count(live: &Bitmap, column: &[u8], counts: &mut [usize]) {
    let (blocks, rest) = column.as_chunks::<64>();
    let mut words = live.words().iter();
    for (values, word) in blocks.iter().zip(words.by_ref()) {
        // So many values are told apart faster by comparing all rows with each.
        match word.count_ones() as usize > MOST_COMPARED * counts.len() {
            true => {
                for (count, value) in counts.iter_mut().zip(0..) {
                    *count += (word & equal(values, value)).count_ones() as usize;
                }
            }
            false => count_each(*word, values, counts),
        }
    }
    if let Some(word) = words.next() {
        count_each(*word, rest, counts);
    }
}

fn count_each(word: u64, values: &[u8], counts: &mut [usize]) {
    let mut left = word;
    while left != 0 {
        let value = values.get(left.trailing_zeros() as usize);
        left &= left - 1;
        if let Some(count) = value.and_then(|value| counts.get_mut(usize::from(*value))) {
            *count += 1;
        }
    }
}

/// Keeps those of some rows that fit, in their order. No jump depends on whether they do.
pub(super) fn keep(rows: &mut Vec<u32>, mut fits: impl FnMut(usize) -> bool) {
    let cells = Cell::from_mut(rows.as_mut_slice()).as_slice_of_cells();
    let mut kept = 0;
    for row in cells {
        let row = row.get();
        if let Some(slot) = cells.get(kept) {
            slot.set(row);
        }
        kept += usize::from(fits(row as usize));
    }
    rows.truncate(kept);
}

/// Which of 64 values are this one.
pub(super) fn equal(values: &[u8; 64], wanted: u8) -> u64 {
    let wanted = u8x16::splat(wanted);
    let (quarters, _) = values.as_chunks::<16>();
    let mut word = 0;
    for (quarter, at) in quarters.iter().zip(0u32..) {
        let found = u8x16::new(*quarter).simd_eq(wanted);
        word |= u64::from(found.to_bitmask()) << (16 * at);
    }
    word
}

/// Which of 64 values are one of a few.
pub(super) fn among(values: &[u8; 64], wanted: &[u8]) -> u64 {
    let (quarters, _) = values.as_chunks::<16>();
    let mut word = 0;
    for (quarter, at) in quarters.iter().zip(0u32..) {
        let quarter = u8x16::new(*quarter);
        let mut found = u8x16::splat(0);
        for value in wanted {
            found |= quarter.simd_eq(u8x16::splat(*value));
        }
        word |= u64::from(found.to_bitmask()) << (16 * at);
    }
    word
}

/// Which of 64 values fit by a table of them.
pub(super) fn listed<T: Copy + Into<u32>>(values: &[T; 64], fits: &[bool]) -> u64 {
    let mut word = 0;
    for (value, at) in values.iter().zip(0u32..) {
        let number: u32 = (*value).into();
        let fits = fits.get(number as usize).copied().unwrap_or_default();
        word |= u64::from(fits) << at;
    }
    word
}

/// Which of 64 instants are not before `from` and not after `to`.
pub(super) fn within(values: &[i64; 64], from: i64, to: i64) -> u64 {
    let (from, to) = (i64x2::splat(from), i64x2::splat(to));
    pairwise(values, |pair| pair.simd_lt(from) | pair.simd_gt(to))
}

/// Which of 64 instants are not before `from`.
pub(super) fn since(values: &[i64; 64], from: i64) -> u64 {
    let from = i64x2::splat(from);
    pairwise(values, |pair| pair.simd_lt(from))
}

/// Which of 64 instants are not outside.
#[inline(always)]
fn pairwise(values: &[i64; 64], is_outside: impl Fn(i64x2) -> i64x2) -> u64 {
    let outside = |pair: &[i64; 2]| is_outside(i64x2::new(*pair)).to_bitmask();
    let (eights, _) = values.as_chunks::<8>();
    let mut word = 0;
    // Bits are put together in 32 bits first: shifting 64 of them for each pair takes half as long again.
    for (eight, at) in eights.iter().zip(0u32..) {
        let (pairs, _) = eight.as_chunks::<2>();
        if let [a, b, c, d] = pairs {
            let outside = outside(a) | outside(b) << 2 | outside(c) << 4 | outside(d) << 6;
            word |= u64::from(!outside & 0xFF) << (8 * at);
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn blocks_say_what_values_say(
            column in prop::collection::vec(0u8..9, 0..300),
            live in prop_oneof![any::<u64>(), Just(u64::MAX)],
            wanted in prop::collection::vec(0u8..9, 0..4),
            from in -3i64..9,
            to in -3i64..12,
        ) {
            let len = column.len();
            let is_live = |row: usize| live.rotate_left(u32::try_from(row / 3).unwrap()) & 3 != 0;
            let start = Bitmap::from_fn(len, is_live);
            let mut found = start.clone();
            narrow(&mut found, &column, |values| among(values, &wanted), |v| wanted.contains(v));
            prop_assert_eq!(found, Bitmap::from_fn(len, |row| is_live(row) && wanted.contains(&column[row])));
            for values in [9, 20] {
                let mut counts = vec![0; values];
                count(&start, &column, &mut counts);
                let of = |value| start.rows().filter(|row| usize::from(column[*row as usize]) == value).count();
                prop_assert_eq!(counts, (0..values).map(of).collect::<Vec<_>>());
            }
            let mut found = start.clone();
            narrow(&mut found, &column, |values| equal(values, 4), |v| *v == 4);
            prop_assert_eq!(found, Bitmap::from_fn(len, |row| is_live(row) && column[row] == 4));
            let fits: Vec<bool> = (0..7).map(|value| wanted.contains(&value)).collect();
            let is_listed = |v: u8| v < 7 && wanted.contains(&v);
            let mut found = start.clone();
            narrow(&mut found, &column, |values| listed(values, &fits), |v| is_listed(*v));
            prop_assert_eq!(found, Bitmap::from_fn(len, |row| is_live(row) && is_listed(column[row])));
            let times: Vec<i64> = column.iter().map(|v| if *v == 0 { i64::MIN } else { i64::from(*v) }).collect();
            let mut found = start.clone();
            narrow(&mut found, &times, |values| since(values, from), |v| from <= *v);
            prop_assert_eq!(found, Bitmap::from_fn(len, |row| is_live(row) && from <= times[row]));
            let mut found = start;
            narrow(&mut found, &times, |values| within(values, from, to), |v| (from..=to).contains(v));
            prop_assert_eq!(found, Bitmap::from_fn(len, |row| is_live(row) && (from..=to).contains(&times[row])));
        }
    }
}
