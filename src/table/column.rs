//! Columns: one value a row, stored side by side.

use crate::task::Timestamp;

/// Texts in one arena. A row's text is never changed in place: setting it again appends, so what was
/// replaced stays in the arena until the table is dropped.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextColumn {
    arena: String,
    /// Start and end in the arena; `NULL` stands for null.
    extents: Vec<(u32, u32)>,
}

const NULL: (u32, u32) = (u32::MAX, u32::MAX);

impl TextColumn {
    /// Appends a row. `None` if the arena would pass 4 GiB.
    pub(crate) fn push(&mut self, text: Option<&str>) -> Option<()> {
        let extent = self.store(text)?;
        self.extents.push(extent);
        Some(())
    }

    /// Replaces a row. `None` if the arena would pass 4 GiB.
    pub(crate) fn set(&mut self, row: usize, text: Option<&str>) -> Option<()> {
        let extent = self.store(text)?;
        if let Some(slot) = self.extents.get_mut(row) {
            *slot = extent;
        }
        Some(())
    }

    /// The text of a row.
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        let (start, end) = *self.extents.get(row)?;
        self.arena.get(start as usize..end as usize)
    }

    fn store(&mut self, text: Option<&str>) -> Option<(u32, u32)> {
        let Some(text) = text else {
            return Some(NULL);
        };
        let start = u32::try_from(self.arena.len()).ok()?;
        let end = u32::try_from(self.arena.len() + text.len()).ok()?;
        // `u32::MAX` marks null, so no text may end there.
        if end == u32::MAX {
            return None;
        }
        self.arena.push_str(text);
        Some((start, end))
    }
}

/// Instants in milliseconds since the epoch.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimeColumn {
    millis: Vec<i64>,
}

/// No instant of a four-digit year is this.
const NO_TIME: i64 = i64::MIN;

impl TimeColumn {
    /// Appends a row.
    pub(crate) fn push(&mut self, time: Option<Timestamp>) {
        self.millis.push(time.map_or(NO_TIME, Timestamp::millis));
    }

    /// Replaces a row.
    pub(crate) fn set(&mut self, row: usize, time: Option<Timestamp>) {
        if let Some(slot) = self.millis.get_mut(row) {
            *slot = time.map_or(NO_TIME, Timestamp::millis);
        }
    }

    /// The milliseconds of a row.
    pub(crate) fn get(&self, row: usize) -> Option<i64> {
        self.millis
            .get(row)
            .copied()
            .filter(|millis| *millis != NO_TIME)
    }
}
