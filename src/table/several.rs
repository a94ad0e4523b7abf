//! Any number of values a row.

use super::grow;

/// Values of rows, one row's after another's. Setting a row again appends; when more than half of the
/// values are no row's any more, all are laid anew.
#[derive(Clone, Debug)]
pub(crate) struct Several<T> {
    /// Where a row's values begin, and how many they are.
    extents: Vec<(u32, u32)>,
    values: Vec<T>,
    /// How many values are no row's any more.
    dead: usize,
}

impl<T> Default for Several<T> {
    fn default() -> Self {
        Self {
            extents: Vec::new(),
            values: Vec::new(),
            dead: 0,
        }
    }
}

impl<T: Clone> Several<T> {
    /// How many rows it has.
    pub(crate) fn rows(&self) -> usize {
        self.extents.len()
    }

    /// Replaces a row, or appends it if it is the first that is not there.
    pub(crate) fn put(&mut self, row: usize, values: impl IntoIterator<Item = T>) {
        let start = self.values.len();
        for value in values {
            grow::push(&mut self.values, value);
        }
        // A value has at least one byte of a page, and a table has less than 4 GiB of them.
        let extent = match u32::try_from(self.values.len()) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "no more than the checked length"
            )]
            Ok(end) => (start as u32, end - start as u32),
            Err(_) => (0, 0),
        };
        match self.extents.get_mut(row) {
            Some(slot) => {
                self.dead += slot.1 as usize;
                *slot = extent;
            }
            None => grow::push(&mut self.extents, extent),
        }
        if self.dead > self.values.len() / 2 + 64 {
            self.lay_anew();
        }
    }

    /// The values of a row.
    pub(crate) fn get(&self, row: usize) -> &[T] {
        let extent = self.extents.get(row).copied();
        extent
            .and_then(|(start, len)| self.values.get(start as usize..)?.get(..len as usize))
            .unwrap_or_default()
    }

    /// How many values all rows have.
    pub(crate) fn held(&self) -> usize {
        self.values.len() - self.dead
    }

    /// The bytes that it takes up; what values hold apart is not counted.
    pub(crate) fn bytes(&self) -> usize {
        grow::bytes(&self.extents) + grow::bytes(&self.values)
    }

    /// All values that rows have.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        (0..self.rows()).flat_map(|row| self.get(row))
    }

    fn lay_anew(&mut self) {
        let mut laid = Self::default();
        laid.extents.reserve_exact(self.extents.len());
        laid.values.reserve_exact(self.values.len() - self.dead);
        for row in 0..self.rows() {
            laid.put(row, self.get(row).iter().cloned());
        }
        *self = laid;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_several_values_are_replaced_in_their_place() {
        let mut column = Several::default();
        column.put(0, [1, 2]);
        column.put(1, []);
        column.put(2, [3]);
        column.put(1, [4, 5, 6]);
        column.put(0, None);
        assert_eq!(column.rows(), 3);
        let rows: Vec<&[i32]> = (0..4).map(|row| column.get(row)).collect();
        assert_eq!(rows, [&[][..], &[4, 5, 6], &[3], &[]]);
        for round in 0..1000 {
            column.put(2, [round, round]);
        }
        assert_eq!(
            (column.get(1), column.get(2)),
            (&[4, 5, 6][..], &[999, 999][..])
        );
        assert!(column.bytes() < 2000, "{}", column.bytes());
    }
}
