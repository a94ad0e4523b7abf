//! Where the reading of one connection stands, as a cursor keeps it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::platforms::{Call, Place, Slice};
use crate::table::TaskTable;

/// Bytes of a mark: enough to tell the rows and the pages of one connection apart.
const MARK: usize = 6;

/// Where the reading of a connection stands: the page that it reads, and how far within it. The default
/// is the beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub struct Stand {
    page: Page,
    /// Where the page lists what tasks stand in: the thing that was read last, or is being read.
    pub(super) part: Option<Part>,
    /// The row of the page, or of the part, that was given or rejected last.
    pub(super) row: Option<RowAt>,
    /// Of numbered pages: the most rows that one had.
    pub(super) longest: usize,
    /// Pages that were turned.
    pub(super) turned: usize,
    /// The page before.
    before: Option<Mark>,
    /// The page before the last number of turns that was a power of two, unless that is the page before
    /// (Brent): in a circle of any length, a page is met again that stands here.
    circle: Option<Mark>,
}

/// A page of a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Page {
    /// The first, which the account tells itself.
    #[default]
    First,
    /// The one of a number.
    At(u64),
    /// The one after the row of a platform id.
    After(String),
}

/// One of the things of a page that tasks stand in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) id: String,
    /// Its number in the page, from 0.
    pub(super) number: usize,
    /// Whether it was read to its end.
    pub(super) is_done: bool,
}

/// A row of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RowAt(
    /// The row.
    pub(super) Mark,
    /// How many rows of the page were given or rejected with it.
    pub(super) usize,
);

/// A stand as it is written: without names, since a cursor may hold one for each connection.
#[derive(Serialize, Deserialize)]
struct Wire(
    Page,
    Option<(String, usize, u8)>,
    Option<RowAt>,
    usize,
    usize,
    Option<Mark>,
    Option<Mark>,
);

impl From<Stand> for Wire {
    fn from(stand: Stand) -> Self {
        let part = stand.part;
        Self(
            stand.page,
            part.map(|part| (part.id, part.number, u8::from(part.is_done))),
            stand.row,
            stand.longest,
            stand.turned,
            stand.before,
            stand.circle,
        )
    }
}

impl From<Wire> for Stand {
    fn from(Wire(page, part, row, longest, turned, before, circle): Wire) -> Self {
        Self {
            page,
            part: part.map(|(id, number, is_done)| Part {
                id,
                number,
                is_done: is_done != 0,
            }),
            row,
            longest,
            turned,
            before,
            circle,
        }
    }
}

/// What tells a row or a page from others, in a few letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Mark(String);

impl Mark {
    /// The mark of texts in their order.
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Sha256::new();
        for text in texts {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        let bytes: Vec<u8> = hash.finalize().iter().take(MARK).copied().collect();
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The mark of a row.
    pub(super) fn of_row(table: &TaskTable, row: u32) -> Self {
        let identity = table.identity(row);
        Self::of([identity.platform_id].into_iter().chain(identity.parent))
    }

    /// The mark of the rows of a page.
    pub(super) fn of_page(table: &TaskTable) -> Self {
        Self::of(rows(table).filter_map(|row| table.platform_id(row)))
    }
}

/// The rows of a table, as they came.
pub(super) fn rows(table: &TaskTable) -> std::ops::Range<u32> {
    0..u32::try_from(table.len()).unwrap_or(u32::MAX)
}

impl Stand {
    /// The call of the page that is read; `None` for the first, which the account tells itself.
    pub(super) fn call(&self) -> Option<Call> {
        let place = match &self.page {
            Page::First => return None,
            Page::At(page) => Place::At(*page),
            Page::After(id) => Place::After(id.clone()),
        };
        Some(Call {
            slice: Slice::All,
            place,
        })
    }

    /// The call of the part that is read, if one is.
    pub(super) fn open_part(&self) -> Option<Call> {
        let part = self.part.as_ref().filter(|part| !part.is_done)?;
        Some(Call {
            slice: Slice::All,
            place: Place::Inside(part.id.clone()),
        })
    }

    /// Goes on right after a row.
    pub(super) fn go_after(&mut self, id: &str) {
        self.page = Page::After(id.to_owned());
        (self.part, self.row) = (None, None);
    }

    /// Turns to the page that follows one; whether it can be turned to.
    pub(super) fn turn(&mut self, to: &Place, from: Mark) -> bool {
        self.page = match to {
            Place::At(page) => Page::At(*page),
            Place::After(id) => Page::After(id.clone()),
            Place::Start | Place::Inside(_) => return false,
        };
        (self.part, self.row) = (None, None);
        let before = self.before.replace(from);
        if self.turned.is_power_of_two() {
            self.circle = before;
        }
        self.turned = self.turned.saturating_add(1);
        if self.turned.is_power_of_two() {
            self.circle = None;
        }
        true
    }

    /// Whether a page was met before: the platform turns its pages in a circle, or not at all.
    pub(super) fn repeats(&self, page: &Mark) -> bool {
        [&self.before, &self.circle]
            .into_iter()
            .flatten()
            .any(|met| met == page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(page: u64) -> Mark {
        Mark::of([page.to_string().as_str()])
    }

    /// The pages that are read of a server that goes from `end` back to `back_to`.
    fn read(end: u64, back_to: u64) -> u64 {
        let mut stand = Stand::default();
        let mut page = 0;
        for turned in 0..10_000 {
            if stand.repeats(&mark(page)) {
                return turned;
            }
            assert!(stand.turn(&Place::At(turned + 2), mark(page)));
            page = if page == end { back_to } else { page + 1 };
        }
        panic!("never");
    }

    #[test]
    fn every_circle_is_found() {
        for end in 0..40 {
            // A page that is given again and again is found at once.
            assert_eq!(read(end, end), end + 1);
            for back_to in 0..=end {
                assert!(read(end, back_to) <= 4 * (end + 2), "{end} to {back_to}");
            }
        }
    }

    #[test]
    fn a_stand_is_short() {
        let mut stand = Stand::default();
        for page in 2..=9 {
            stand.turn(&Place::At(page), mark(page));
        }
        stand.part = Some(Part {
            id: "4".repeat(20),
            number: 120,
            is_done: true,
        });
        stand.row = Some(RowAt(mark(1), 4000));
        let text = serde_json::to_string(&stand).unwrap();
        assert!(text.len() <= 100, "{text}");
        assert_eq!(serde_json::from_str::<Stand>(&text).unwrap(), stand);
        let stand = Stand::default();
        let text = serde_json::to_string(&stand).unwrap();
        assert_eq!(serde_json::from_str::<Stand>(&text).unwrap(), stand);
    }
}
