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
    #[cfg(test)]
    pub(crate) fn from_fn(len: usize, bit: impl Fn(usize) -> bool) -> Self {
        let mut bitmap = Self::filled(len, true);
        bitmap.retain(bit);
        bitmap
    }

    /// The words, 64 rows each.
    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    /// The words, 64 rows each. Bits beyond the last row must stay clear.
    pub(super) fn words_mut(&mut self) -> &mut [u64] {
        &mut self.words
    }

    /// Keeps the rows for which `is_kept` says so.
    pub(crate) fn retain(&mut self, mut is_kept: impl FnMut(usize) -> bool) {
        for (word, start) in self.words.iter_mut().zip((0..).step_by(WORD)) {
            let mut left = *word;
            while left != 0 {
                let at = left.trailing_zeros();
                left &= left - 1;
                if !is_kept(start + at as usize) {
                    *word &= !(1 << at);
                }
            }
        }
    }

    /// Takes a row in.
    pub(crate) fn insert(&mut self, row: usize) {
        if row < self.len
            && let Some(word) = self.words.get_mut(row / WORD)
        {
            *word |= 1 << (row % WORD);
        }
    }

    /// Takes a row away.
    pub(crate) fn remove(&mut self, row: usize) {
        if let Some(word) = self.words.get_mut(row / WORD) {
            *word &= !(1 << (row % WORD));
        }
    }

    /// Whether a row is in it.
    pub(crate) fn contains(&self, row: usize) -> bool {
        let word = self.words.get(row / WORD);
        word.is_some_and(|word| word >> (row % WORD) & 1 == 1)
    }

    /// Keeps the rows that are in both.
    pub(crate) fn and(&mut self, other: &Self) {
        for (word, theirs) in self.words.iter_mut().zip(&other.words) {
            *word &= theirs;
        }
    }

    /// Takes the other's rows away.
    pub(crate) fn and_not(&mut self, other: &Self) {
        for (word, theirs) in self.words.iter_mut().zip(&other.words) {
            *word &= !theirs;
        }
    }

    /// Whether no row is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The rows that are not in it.
    #[cfg(test)]
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

    /// Its rows, ascending, all at once.
    pub(crate) fn to_vec(&self) -> Vec<u32> {
        let mut rows = Vec::with_capacity(self.count());
        for (&word, start) in self.words.iter().zip((0u32..).step_by(WORD)) {
            if word == u64::MAX {
                rows.extend(start..start + u64::BITS);
                continue;
            }
            let mut rest = word;
            while rest != 0 {
                rows.push(start + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
        rows
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
            assert_eq!(third.to_vec(), expected);
            assert_eq!(all.to_vec(), all.rows().collect::<Vec<_>>());
            let mut both = all.clone();
            both.and(&third);
            assert_eq!(both, third);
            both.and_not(&third);
            assert!(both.is_empty());
            for row in third.rows() {
                both.insert(row as usize);
            }
            both.insert(len);
            assert_eq!(both, third);
            assert!((0..=len).all(|row| both.contains(row) == (row < len && row % 3 == 0)));
        }
    }
}
