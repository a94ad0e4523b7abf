//! Whether the second reading of a slice repeats the first one, page by page and byte by byte: what it
//! holds is then known, and nothing of it has to be read again.
//!
//! Two readings are the same where every page of the first came again, as often as it came then, in
//! answer to the same call and with the same bytes, and where no other page came. Nothing less is a proof:
//! a hash of the pages would be a bet. In which order the calls were answered does not matter.

use crate::platforms::Call;
use crate::table::Ingested;

/// A reading of more bytes is not remembered. Its pages are held beside its rows until the second one is
/// over; they are among the answers whose bytes `maxBytes` bounds for the whole request
/// ([`Budget::request_bytes`](crate::http::Budget::request_bytes)), so that all sources together never
/// hold more than that.
const MAX_BYTES: usize = 16 << 20;

/// The pages of a first reading.
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    First,
    Second,
    /// Nothing is remembered, or the second reading is another one.
    Off,
}

impl Repeat {
    /// For a source whose pages are numbered, or not: only such are read twice.
    pub(super) fn new(is_numbered: bool) -> Self {
        Self {
            pages: Vec::new(),
            bytes: 0,
            stage: match is_numbered {
                true => Stage::First,
                false => Stage::Off,
            },
        }
    }

    /// To be told before each reading but the first.
    pub(super) fn next_reading(&mut self) {
        match self.stage {
            Stage::First if !self.pages.is_empty() => self.stage = Stage::Second,
            _ => self.forget(),
        }
    }

    /// A copy of a page of the first reading, to be handed back by [`Repeat::keep`]. Whether pages were
    /// turned by then shows if there will be a second one: only the first page comes before that is known.
    pub(super) fn copy(&mut self, body: &[u8], was_turned: bool) -> Option<Vec<u8>> {
        if self.stage != Stage::First {
            return None;
        }
        self.bytes = self.bytes.saturating_add(body.len());
        let is_read_once = !was_turned && !self.pages.is_empty();
        if self.bytes > MAX_BYTES || is_read_once {
            self.forget();
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

    /// The second reading is another one: the pages that it has had until now, which were not read.
    pub(super) fn give_up(&mut self) -> Vec<Vec<u8>> {
        if self.stage == Stage::First {
            return Vec::new();
        }
        let pages = std::mem::take(&mut self.pages).into_iter();
        self.forget();
        pages
            .filter(|page| page.came_again)
            .map(|page| page.body)
            .collect()
    }

    /// Whether the second reading has had all that the first one had, and nothing else.
    pub(super) fn is_same(&self) -> bool {
        self.stage == Stage::Second && self.pages.iter().all(|page| page.came_again)
    }

    fn forget(&mut self) {
        self.stage = Stage::Off;
        self.pages = Vec::new();
    }
}

#[cfg(test)]
mod tests;
