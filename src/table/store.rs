//! Rows into columns: added, or put in the place of the row with the same id.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use hashbrown::HashTable;

use super::{Extent, NO_PAGE, NOWHERE, Page, TaskTable, grow};
use crate::platforms::{Cells, PageContext};
use crate::task::Status;

/// The row of each task, by the hash of what makes it itself. The rows themselves hold that, so it is
/// not kept a second time.
pub(super) type Known = HashTable<u32>;

impl TaskTable {
    /// Whether every arena has room for the texts of a page of so many bytes: no text of a row is
    /// longer than its JSON.
    pub(super) fn has_room_for(&self, page: usize) -> bool {
        let arenas = [
            self.platform_id.text_bytes(),
            self.parent.dictionary().text_bytes(),
            self.name.text_bytes(),
            self.platform_status.dictionary().text_bytes(),
            self.page_bytes,
        ];
        let fullest = arenas.into_iter().max().unwrap_or_default();
        u32::try_from(fullest.saturating_add(page)).is_ok()
    }

    /// Adds a row, its word by its number. `None` if the table is full, which [`Self::has_room_for`] tells before.
    pub(super) fn append(
        &mut self,
        source: u32,
        row: &Cells<'_>,
        word: u32,
        status: Status,
        extent: Extent,
    ) -> Option<()> {
        let at = u32::try_from(self.len()).ok()?;
        self.platform_id.push(row.platform_id)?;
        self.parent.push(row.parent)?;
        self.name.push(row.name)?;
        self.platform_status.push_number(word);
        self.source.push(source);
        grow::push(&mut self.status, status as u8);
        self.created_at.push(row.created_at);
        self.updated_at.push(row.updated_at);
        self.place(at as usize, extent);
        if let Some(mut known) = self.known.take() {
            self.note(&mut known, at);
            self.known = Some(known);
        }
        Some(())
    }

    /// Puts a row in the place of another one with the same id. `None` as of [`Self::append`].
    pub(super) fn replace(
        &mut self,
        at: usize,
        source: u32,
        row: &Cells<'_>,
        status: Status,
        extent: Extent,
    ) -> Option<()> {
        self.name.set(at, row.name)?;
        self.platform_status.set(at, row.word)?;
        self.source.set(at, source);
        *self.status.get_mut(at)? = status as u8;
        self.created_at.set(at, row.created_at);
        self.updated_at.set(at, row.updated_at);
        self.place(at, extent);
        self.lazy.get_mut().replaced(at);
        Some(())
    }

    /// The row that a row of a connection has the id of, the last one of several.
    pub(super) fn known_row(&mut self, connection_id: &str, row: &Cells<'_>) -> Option<usize> {
        if self.known.is_none() {
            let mut known = Known::with_capacity(self.len());
            for at in 0..u32::try_from(self.len()).ok()? {
                self.note(&mut known, at);
            }
            self.known = Some(known);
        }
        let wanted = (connection_id, row.parent, row.platform_id);
        let known = self.known.as_ref()?;
        let found = known.find(hash(wanted), |at| self.is_of(*at) == wanted);
        found.map(|at| *at as usize)
    }

    /// Keeps the page whose number the extents of its rows have, its secrets blanked.
    pub(super) fn keep_page(
        &mut self,
        mut bytes: Vec<u8>,
        context: PageContext,
        secrets: &[Range<usize>],
    ) {
        crate::platforms::blank_values(&mut bytes, secrets);
        bytes.shrink_to_fit();
        self.page_bytes += bytes.len();
        self.pages.push(Page { bytes, context });
    }

    /// Forgets sources that no row has any more, when they are most of them: a table that is brought up
    /// to date every minute has a new source every minute.
    pub(super) fn forget_sources(&mut self) {
        if self.sources.len() <= 2 * self.len() + 64 {
            return;
        }
        let mut is_used = vec![false; self.sources.len()];
        for row in 0..self.len() {
            let source = self.source.get(row).unwrap_or_default() as usize;
            if let Some(is_used) = is_used.get_mut(source) {
                *is_used = true;
            }
        }
        let mut left = 0;
        let numbers: Vec<u32> = is_used
            .iter()
            .map(|is_used| {
                let number = left;
                left += u32::from(*is_used);
                number
            })
            .collect();
        for row in 0..self.len() {
            let source = self.source.get(row).unwrap_or_default() as usize;
            let number = numbers.get(source).copied();
            self.source.set(row, number.unwrap_or_default());
        }
        let mut is_used = is_used.into_iter();
        self.sources.retain(|_| is_used.next().unwrap_or(true));
    }

    /// Notes where a row stands, and gives up the page that it stood in if it was the last one there.
    fn place(&mut self, at: usize, extent: Extent) {
        if extent.page != NO_PAGE {
            let page = extent.page as usize;
            if self.page_rows.len() <= page {
                self.page_rows.resize(page + 1, 0);
            }
            if let Some(rows) = self.page_rows.get_mut(page) {
                *rows += 1;
            }
        } else if self.extent.is_empty() {
            return;
        }
        while self.extent.len() <= at {
            grow::push(&mut self.extent, NOWHERE);
        }
        let before = self.extent.get_mut(at);
        let before = before.map(|slot| std::mem::replace(slot, extent));
        let page = before.map_or(NO_PAGE, |before| before.page) as usize;
        let Some(rows) = self.page_rows.get_mut(page) else {
            return;
        };
        *rows = rows.saturating_sub(1);
        if *rows == 0
            && let Some(page) = self.pages.get_mut(page)
        {
            self.page_bytes -= page.bytes.len();
            page.bytes = Vec::new();
        }
    }

    fn note(&self, known: &mut Known, at: u32) {
        let identity = self.is_of(at);
        let hash_of = |at: &u32| hash(self.is_of(*at));
        let entry = known.entry(
            hash(identity),
            |other| self.is_of(*other) == identity,
            hash_of,
        );
        *entry.or_insert(at).get_mut() = at;
    }

    fn is_of(&self, at: u32) -> (&str, Option<&str>, &str) {
        let identity = self.identity(at);
        (
            identity.connection_id,
            identity.parent,
            identity.platform_id,
        )
    }
}

fn hash(identity: (&str, Option<&str>, &str)) -> u64 {
    let mut hasher = DefaultHasher::new();
    identity.hash(&mut hasher);
    hasher.finish()
}
