//! Texts of rows in one arena.

use hashbrown::HashTable;

use super::grow;

/// A text a row, one after the other in one arena, so that a search can go through all of them at
/// once. A text that is replaced by another one stands apart, until so many do that all are laid anew.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextColumn {
    arena: String,
    /// Where each row's text begins; it ends where the next one begins.
    starts: Vec<u32>,
    /// The texts of rows that were replaced.
    moved: HashTable<(u32, Box<str>)>,
    /// The bytes of the arena whose rows were replaced, and of the texts that replace them.
    dead: usize,
}

/// Below so many bytes nothing is laid anew.
const FEW_BYTES: usize = 1 << 12;

impl TextColumn {
    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Appends a row. `None` if the arena would pass 4 GiB.
    pub(crate) fn push(&mut self, text: &str) -> Option<()> {
        let start = u32::try_from(self.arena.len()).ok()?;
        u32::try_from(self.arena.len() + text.len()).ok()?;
        grow::push_text(&mut self.arena, text);
        grow::push(&mut self.starts, start);
        Some(())
    }

    /// Replaces a row. `None` if there is no such row, or the arena would pass 4 GiB.
    pub(crate) fn set(&mut self, row: usize, text: &str) -> Option<()> {
        if self.get(row)? == text {
            return Some(());
        }
        let number = u32::try_from(row).ok()?;
        let found = self
            .moved
            .find_mut(hash(number), |(known, _)| *known == number);
        self.dead += text.len();
        match found {
            Some((_, moved)) => {
                self.dead -= moved.len();
                *moved = text.into();
            }
            None => {
                self.dead += self.standing(row)?.len();
                let entry = (number, text.into());
                self.moved
                    .insert_unique(hash(number), entry, |(known, _)| hash(*known));
            }
        }
        let is_much = self.dead > (self.arena.len() / 2).max(FEW_BYTES)
            || self.moved.len() > self.len() / 4 + 64;
        if is_much { self.lay_anew() } else { Some(()) }
    }

    /// The text of a row.
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        if !self.moved.is_empty() {
            let number = u32::try_from(row).ok()?;
            let moved = self.moved.find(hash(number), |(known, _)| *known == number);
            if let Some((_, text)) = moved {
                return Some(text);
            }
        }
        self.standing(row)
    }

    /// The texts, in the order of the rows.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|row| self.get(row))
    }

    /// The bytes of its texts.
    pub(crate) fn text_bytes(&self) -> usize {
        self.arena.len()
    }

    /// The arena, and where each row's text begins in it. Of the rows in [`Self::moved`] other texts
    /// stand there.
    pub(crate) fn arena(&self) -> (&str, &[u32]) {
        (&self.arena, &self.starts)
    }

    /// The rows whose text does not stand in the arena.
    pub(crate) fn moved(&self) -> impl Iterator<Item = (u32, &str)> {
        self.moved.iter().map(|(row, text)| (*row, text.as_ref()))
    }

    /// The bytes that it takes up.
    pub(crate) fn bytes(&self) -> usize {
        let apart: usize = self.moved.iter().map(|(_, text)| text.len()).sum();
        self.arena.capacity() + grow::bytes(&self.starts) + self.moved.allocation_size() + apart
    }

    /// What stands in the arena for a row.
    fn standing(&self, row: usize) -> Option<&str> {
        let start = *self.starts.get(row)? as usize;
        let end = self.starts.get(row + 1).map(|end| *end as usize);
        self.arena.get(start..end.unwrap_or(self.arena.len()))
    }

    fn lay_anew(&mut self) -> Option<()> {
        let mut laid = Self::default();
        laid.arena
            .reserve_exact(self.iter().map(str::len).sum::<usize>());
        laid.starts.reserve_exact(self.starts.len());
        for text in self.iter() {
            laid.push(text)?;
        }
        *self = laid;
        Some(())
    }
}

/// Row numbers are spread well by one multiplication: nobody outside chooses them.
fn hash(row: u32) -> u64 {
    u64::from(row).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_a_list_of_texts_holds(
            texts in prop::collection::vec("\\PC{0,12}", 1..40),
            changes in prop::collection::vec((any::<prop::sample::Index>(), "\\PC{0,12}"), 0..300),
        ) {
            let mut column = TextColumn::default();
            for text in &texts {
                column.push(text).unwrap();
            }
            let mut wanted = texts;
            for (at, text) in changes {
                let at = at.index(wanted.len());
                column.set(at, &text).unwrap();
                wanted[at] = text;
            }
            prop_assert_eq!(column.iter().collect::<Vec<_>>(), wanted.iter().collect::<Vec<_>>());
            prop_assert_eq!(column.get(wanted.len()), None);
        }
    }

    #[test]
    fn what_was_replaced_is_given_up() {
        let mut column = TextColumn::default();
        for _ in 0..100 {
            column.push("a text of thirty bytes, or so..").unwrap();
        }
        let bytes = column.bytes();
        for round in 0..1000 {
            for row in 0..100 {
                let text = format!("another text of the same size {round}");
                column.set(row, &text).unwrap();
            }
            assert!(column.bytes() < 4 * bytes + FEW_BYTES, "{}", column.bytes());
        }
    }
}
