//! Small numbers of rows, in as few bytes as the largest of them needs.

use super::grow;

/// A number a row.
#[derive(Clone, Debug)]
pub(crate) enum Numbers {
    /// All below 2^8.
    Bytes(Vec<u8>),
    /// All below 2^16.
    Pairs(Vec<u16>),
    /// Any.
    Quads(Vec<u32>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

impl Numbers {
    /// The same number for so many rows.
    pub(crate) fn filled(rows: usize, number: u8) -> Self {
        Self::Bytes(vec![number; rows])
    }

    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Bytes(rows) => rows.len(),
            Self::Pairs(rows) => rows.len(),
            Self::Quads(rows) => rows.len(),
        }
    }

    /// Appends a row.
    pub(crate) fn push(&mut self, number: u32) {
        match self {
            Self::Bytes(rows) => match u8::try_from(number) {
                Ok(number) => grow::push(rows, number),
                Err(_) => self.widened().push(number),
            },
            Self::Pairs(rows) => match u16::try_from(number) {
                Ok(number) => grow::push(rows, number),
                Err(_) => self.widened().push(number),
            },
            Self::Quads(rows) => grow::push(rows, number),
        }
    }

    /// Replaces a row.
    pub(crate) fn set(&mut self, row: usize, number: u32) {
        let is_set = match self {
            Self::Bytes(rows) => put(rows, row, number),
            Self::Pairs(rows) => put(rows, row, number),
            Self::Quads(rows) => put(rows, row, number),
        };
        if !is_set && row < self.len() {
            self.widened().set(row, number);
        }
    }

    /// The number of a row.
    pub(crate) fn get(&self, row: usize) -> Option<u32> {
        match self {
            Self::Bytes(rows) => rows.get(row).copied().map(u32::from),
            Self::Pairs(rows) => rows.get(row).copied().map(u32::from),
            Self::Quads(rows) => rows.get(row).copied(),
        }
    }

    /// The bytes that it takes up.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Bytes(rows) => grow::bytes(rows),
            Self::Pairs(rows) => grow::bytes(rows),
            Self::Quads(rows) => grow::bytes(rows),
        }
    }

    /// The same with room for larger numbers.
    fn widened(&mut self) -> &mut Self {
        *self = match std::mem::take(self) {
            Self::Bytes(rows) => Self::Pairs(rows.into_iter().map(u16::from).collect()),
            Self::Pairs(rows) => Self::Quads(rows.into_iter().map(u32::from).collect()),
            Self::Quads(rows) => Self::Quads(rows),
        };
        self
    }
}

/// Whether there is such a row and the number fits into it.
fn put<T: TryFrom<u32>>(rows: &mut [T], row: usize, number: u32) -> bool {
    match (rows.get_mut(row), T::try_from(number)) {
        (Some(slot), Ok(number)) => {
            *slot = number;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_width_stay_what_they_are() {
        let mut numbers = Numbers::filled(1, 7);
        let mut wanted = vec![7];
        for number in [0, 255, 256, 3, 65535, 65536, u32::MAX, 1] {
            numbers.push(number);
            wanted.push(number);
        }
        let mut narrow = Numbers::filled(3, 0);
        narrow.set(1, 70_000);
        narrow.set(9, 1_000_000);
        let all = |numbers: &Numbers| -> Vec<u32> {
            (0..=numbers.len())
                .filter_map(|row| numbers.get(row))
                .collect()
        };
        assert_eq!(all(&numbers), wanted);
        assert_eq!(all(&narrow), [0, 70_000, 0]);
        assert!(matches!(narrow, Numbers::Quads(_)));
    }
}
