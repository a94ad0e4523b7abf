//! Whether the second reading of a slice repeats the first one, page by page and byte by byte: what it
//! holds is then known, and nothing of it has to be read again.

use crate::platforms::{Call, Place};
use crate::table::Ingested;

/// A reading of more bytes is not remembered: its pages would be held beside its rows.
const MAX_BYTES: usize = 16 << 20;

/// The pages of a first reading.
#[derive(Default)]
pub(super) struct Repeat {
    pages: Vec<Page>,
    bytes: usize,
    stage: Stage,
}

struct Page {
    call: Call,
    body: Vec<u8>,
    done: Ingested,
    /// Whether the second reading has had it.
    came_again: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    First,
    Second,
    /// Nothing is remembered, or the second reading is another one.
    Off,
}

impl Repeat {
    /// To be told before each reading but the first.
    pub(super) fn next_reading(&mut self) {
        self.stage = match self.stage {
            Stage::First if !self.pages.is_empty() => Stage::Second,
            _ => Stage::Off,
        };
    }

    /// A copy of a page of the first reading, to be handed back by [`Repeat::keep`]. Only slices whose
    /// pages are numbered are read twice.
    pub(super) fn copy(&mut self, call: &Call, body: &[u8]) -> Option<Vec<u8>> {
        if self.stage != Stage::First {
            return None;
        }
        self.bytes = self.bytes.saturating_add(body.len());
        if self.bytes > MAX_BYTES || matches!(call.place, Place::After(_)) {
            self.stage = Stage::Off;
            self.pages.clear();
            return None;
        }
        Some(body.to_vec())
    }

    /// Remembers a page and what reading it did.
    pub(super) fn keep(&mut self, call: &Call, body: Option<Vec<u8>>, done: &Ingested) {
        if let Some(body) = body {
            self.pages.push(Page {
                call: call.clone(),
                body,
                done: done.clone(),
                came_again: false,
            });
        }
    }

    /// What reading a page did the first time, if it has come again as it was.
    pub(super) fn known(&mut self, call: &Call, body: &[u8]) -> Option<Ingested> {
        if self.stage != Stage::Second {
            return None;
        }
        let mut pages = self.pages.iter_mut();
        let page =
            pages.find(|page| !page.came_again && page.call == *call && page.body == body)?;
        page.came_again = true;
        Some(page.done.clone())
    }

    /// The second reading is another one: the pages that it has had, which were not read.
    pub(super) fn give_up(&mut self) -> Vec<Vec<u8>> {
        if self.stage == Stage::First {
            return Vec::new();
        }
        self.stage = Stage::Off;
        let pages = std::mem::take(&mut self.pages).into_iter();
        pages
            .filter(|page| page.came_again)
            .map(|page| page.body)
            .collect()
    }

    /// How many rows came again, if the second reading is the first one.
    pub(super) fn rows(&self) -> Option<usize> {
        let is_same = self.stage == Stage::Second && self.pages.iter().all(|page| page.came_again);
        is_same.then(|| self.pages.iter().map(|page| page.done.seen).sum())
    }
}
