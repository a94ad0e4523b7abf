//! Texts of rows, block by block in arenas.

use hashbrown::HashTable;

use super::grow;

/// So many rows have one arena: a column that grows moves no more than those of its last block, and
/// leaves no hole behind that only smaller ones could fill. A multiple of the rows that filters look at
/// in one go. Tests have few rows and want many blocks.
pub(super) const BLOCK: usize = if cfg!(test) { 64 } else { 1 << 12 };

/// A text a row, those of a block one after the other in one arena, so that a search can go through all
/// of them at once. A text that is replaced by another one stands apart, until so many do that all are
/// laid anew.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextColumn {
    /// All but the last have [`BLOCK`] rows.
    blocks: Vec<Block>,
    /// The bytes of their arenas, without that of the last.
    full: usize,
    /// The texts of rows that were replaced.
    moved: HashTable<(u32, Box<str>)>,
    /// The bytes of the arenas whose rows were replaced, and of the texts that replace them.
    dead: usize,
}

#[derive(Clone, Debug, Default)]
struct Block {
    arena: String,
    /// Where each row's text begins; it ends where the next one begins.
    starts: Vec<u32>,
}

/// Texts that stand one behind the other, and where each begins.
#[derive(Clone, Copy)]
pub(super) struct Texts<'t> {
    pub(super) arena: &'t [u8],
    pub(super) starts: &'t [u32],
}

/// Below so many bytes nothing is laid anew.
const FEW_BYTES: usize = 1 << 12;

impl TextColumn {
    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        let last = self.blocks.last().map(|block| block.starts.len());
        last.map_or(0, |rows| (self.blocks.len() - 1) * BLOCK + rows)
    }

    /// Appends a row. `None` if an arena would pass 4 GiB.
    #[inline]
    pub(crate) fn push(&mut self, text: &str) -> Option<()> {
        let block = match self.blocks.last_mut() {
            Some(block) if block.starts.len() < BLOCK => block,
            _ => self.begin_block()?,
        };
        let start = u32::try_from(block.arena.len()).ok()?;
        u32::try_from(block.arena.len() + text.len()).ok()?;
        grow::push_text(&mut block.arena, text);
        grow::push(&mut block.starts, start);
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
        let is_much = self.dead > (self.text_bytes() / 2).max(FEW_BYTES)
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
        let last = self.blocks.last().map_or(0, |block| block.arena.len());
        self.full + last
    }

    /// The texts of each [`BLOCK`] rows. Of the rows in [`Self::moved`] other texts stand there.
    pub(super) fn blocks(&self) -> impl Iterator<Item = Texts<'_>> {
        self.blocks.iter().map(Block::texts)
    }

    /// The block that a row stands in, and its place there.
    pub(super) fn place(&self, row: usize) -> Option<(Texts<'_>, usize)> {
        Some((self.blocks.get(row / BLOCK)?.texts(), row % BLOCK))
    }

    /// The rows whose text does not stand in an arena.
    pub(crate) fn moved(&self) -> impl Iterator<Item = (u32, &str)> {
        self.moved.iter().map(|(row, text)| (*row, text.as_ref()))
    }

    /// The bytes that it takes up.
    pub(crate) fn bytes(&self) -> usize {
        let apart: usize = self.moved.iter().map(|(_, text)| text.len()).sum();
        let of_block = |block: &Block| block.arena.capacity() + grow::bytes(&block.starts);
        let blocks: usize = self.blocks.iter().map(of_block).sum();
        grow::bytes(&self.blocks) + blocks + self.moved.allocation_size() + apart
    }

    /// What stands in the arena for a row.
    fn standing(&self, row: usize) -> Option<&str> {
        self.blocks.get(row / BLOCK)?.get(row % BLOCK)
    }

    /// Ends the last block and begins another, with room for a quarter of what the one before took.
    #[cold]
    fn begin_block(&mut self) -> Option<&mut Block> {
        let mut block = Block::default();
        if let Some(last) = self.blocks.last_mut() {
            last.shrink();
            self.full += last.arena.len();
            block.arena.reserve_exact(last.arena.len() / 4);
            block.starts.reserve_exact(BLOCK / 4);
        }
        grow::push(&mut self.blocks, block);
        self.blocks.last_mut()
    }

    fn lay_anew(&mut self) -> Option<()> {
        let mut laid = Self::default();
        for text in self.iter() {
            laid.push(text)?;
        }
        if let Some(last) = laid.blocks.last_mut() {
            last.shrink();
        }
        *self = laid;
        Some(())
    }
}

impl Block {
    fn get(&self, at: usize) -> Option<&str> {
        let (start, end) = self.texts().span(at)?;
        self.arena.get(start..end)
    }

    fn texts(&self) -> Texts<'_> {
        Texts {
            arena: self.arena.as_bytes(),
            starts: &self.starts,
        }
    }

    fn shrink(&mut self) {
        self.arena.shrink_to_fit();
        self.starts.shrink_to_fit();
    }
}

impl Texts<'_> {
    /// Where a text begins and ends.
    pub(super) fn span(&self, at: usize) -> Option<(usize, usize)> {
        let start = *self.starts.get(at)? as usize;
        let end = self.starts.get(at + 1).map(|end| *end as usize);
        Some((start, end.unwrap_or(self.arena.len())))
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
            texts in prop::collection::vec("\\PC{0,12}", 1..300),
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
