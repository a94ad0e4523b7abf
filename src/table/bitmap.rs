//! A set of rows as bits, 64 a word.

/// Bits for the rows `0..len`; bits beyond are always clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bitmap {
    words: Vec<u64>,
    len: usize,
}

const WORD: usize = u64::BITS as usize;

impl Bitmap {
    /// All bits the same.
    pub(crate) fn filled(len: usize, bit: bool) -> Self {
        let mut bitmap = Self {
            words: vec![if bit { u64::MAX } else { 0 }; len.div_ceil(WORD)],
            len,
        };
        bitmap.trim();
        bitmap
    }

    /// The bits that `bit` gives for each row.
    pub(crate) fn from_fn(len: usize, mut bit: impl FnMut(usize) -> bool) -> Self {
        Self::pair_from_fn(len, |row| (bit(row), false)).0
    }

    /// Two sets of rows in one go.
    pub(crate) fn pair_from_fn(
        len: usize,
        mut bits: impl FnMut(usize) -> (bool, bool),
    ) -> (Self, Self) {
        let mut pair = (
            Vec::with_capacity(len.div_ceil(WORD)),
            Vec::with_capacity(len.div_ceil(WORD)),
        );
        for start in (0..len).step_by(WORD) {
            let mut words = (0, 0);
            for row in start..len.min(start + WORD) {
                let (a, b) = bits(row);
                words.0 |= u64::from(a) << (row - start);
                words.1 |= u64::from(b) << (row - start);
            }
            pair.0.push(words.0);
            pair.1.push(words.1);
        }
        let (a, b) = pair;
        (Self { words: a, len }, Self { words: b, len })
    }

    /// Keeps the rows that are in both.
    pub(crate) fn and(&mut self, other: &Self) {
        for (word, theirs) in self.words.iter_mut().zip(&other.words) {
            *word &= theirs;
        }
    }

    /// Adds the other's rows.
    pub(crate) fn or(&mut self, other: &Self) {
        for (word, theirs) in self.words.iter_mut().zip(&other.words) {
            *word |= theirs;
        }
    }

    /// The rows that are not in it.
    pub(crate) fn complement(&self) -> Self {
        let mut bitmap = Self {
            words: self.words.iter().map(|word| !word).collect(),
            len: self.len,
        };
        bitmap.trim();
        bitmap
    }

    /// How many rows are in it.
    pub(crate) fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Its rows, ascending.
    pub(crate) fn rows(&self) -> impl Iterator<Item = u32> {
        self.words.iter().zip(0u32..).flat_map(|(&word, at)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                Some(at * u64::BITS + bit)
            })
        })
    }

    fn trim(&mut self) {
        let used = self.len % WORD;
        if used > 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << used) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_beyond_the_last_row_stay_clear() {
        for len in [0u32, 1, 63, 64, 65, 200] {
            let rows = 0..len;
            let len = len as usize;
            let all = Bitmap::filled(len, true);
            assert_eq!(all.count(), len);
            assert_eq!(all.complement().count(), 0);
            assert_eq!(Bitmap::filled(len, false).complement(), all);
            let third = Bitmap::from_fn(len, |row| row % 3 == 0);
            let expected: Vec<u32> = rows.filter(|row| row % 3 == 0).collect();
            assert_eq!(third.rows().collect::<Vec<_>>(), expected);
            let mut both = third.clone();
            both.or(&third.complement());
            assert_eq!(both, all);
            both.and(&third);
            assert_eq!(both, third);
        }
    }
}
