//! A table of one connection as plain data, to be stored and read back.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::numbers::Numbers;
use super::text::TextColumn;
use super::times::TimeColumn;
use super::words::Words;
use super::{Extent, NO_PAGE, NOWHERE, Page, Source, TaskTable};
use crate::platforms::{PageContext, Platform, Reference};
use crate::task::{Status, TaskId, Timestamp};

/// The columns of a table, and the pages that it keeps.
#[derive(Serialize, Deserialize)]
pub(crate) struct Packed<'a> {
    #[serde(borrow)]
    platform_id: Texts<'a>,
    #[serde(borrow)]
    parent: PackedWords<'a>,
    #[serde(borrow)]
    name: Texts<'a>,
    #[serde(borrow)]
    platform_status: PackedWords<'a>,
    /// Places in [`Status::ALL`].
    status: Vec<u8>,
    created_at: Vec<Option<i64>>,
    updated_at: Vec<Option<i64>>,
    #[serde(borrow)]
    pages: Vec<PackedPage<'a>>,
    /// A row's page, `NO_PAGE` if it is not kept, and where in it the row begins and ends; none at all
    /// without pages.
    extent: Vec<(u32, u32, u32)>,
}

/// Texts one after the other, and how many bytes each has.
#[derive(Serialize, Deserialize)]
struct Texts<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    lengths: Vec<u32>,
}

/// The different texts, and of each row 0 for null, else one more than its text's place among them.
#[derive(Serialize, Deserialize)]
struct PackedWords<'a> {
    #[serde(borrow)]
    texts: Texts<'a>,
    numbers: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct PackedPage<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    /// The id and the name of the project that its rows are embedded in.
    project: Option<(String, Option<String>)>,
}

impl TaskTable {
    /// The table as data; `None` if it has tasks of several connections.
    pub(crate) fn pack(&self) -> Option<Packed<'_>> {
        if self.sources.len() > 1 {
            return None;
        }
        let rows = self.len();
        let pages = self.pages.iter().map(|page| {
            let project = page.context.project.as_ref();
            Some(PackedPage {
                text: Cow::Borrowed(std::str::from_utf8(&page.bytes).ok()?),
                project: project.map(|project| (project.id.clone(), project.name.clone())),
            })
        });
        let extent = self.extent.iter().map(|at| (at.page, at.start, at.end));
        Some(Packed {
            platform_id: Texts::of(self.platform_id.iter())?,
            parent: PackedWords::of(&self.parent)?,
            name: Texts::of(self.name.iter())?,
            platform_status: PackedWords::of(&self.platform_status)?,
            status: self.status.clone(),
            created_at: (0..rows).map(|row| self.created_at.get(row)).collect(),
            updated_at: (0..rows).map(|row| self.updated_at.get(row)).collect(),
            pages: pages.collect::<Option<_>>()?,
            extent: extent.collect(),
        })
    }

    /// About how many bytes it packs to: those of its texts and pages.
    pub(crate) fn weight(&self) -> usize {
        let columns = [
            self.platform_id.text_bytes(),
            self.parent.dictionary().text_bytes(),
            self.name.text_bytes(),
            self.platform_status.dictionary().text_bytes(),
        ];
        let pages = self.pages.iter().map(|page| page.bytes.len());
        columns.into_iter().chain(pages).sum()
    }
}

impl Packed<'_> {
    /// The table again, of a connection that was read at an instant; `None` for what no table packs to.
    pub(crate) fn unpack(
        self,
        platform: Platform,
        connection_id: &str,
        synced_at: Timestamp,
    ) -> Option<TaskTable> {
        let rows = self.status.len();
        u32::try_from(rows).ok()?;
        let is_status = |place: &u8| usize::from(*place) < Status::ALL.len();
        let pages: Vec<Page> = self.pages.into_iter().map(PackedPage::page).collect();
        let extent = extents(&pages, &self.extent)?;
        let mut page_rows = vec![0; pages.len()];
        for extent in extent.iter().filter(|extent| extent.page != NO_PAGE) {
            *page_rows.get_mut(extent.page as usize)? += 1;
        }
        let table = TaskTable {
            sources: vec![Source {
                platform,
                connection_id: connection_id.to_owned(),
                synced_at,
            }],
            source: Numbers::filled(rows, 0),
            platform_id: self.platform_id.column(TaskId::is_part)?,
            parent: self.parent.words(TaskId::is_part)?,
            name: self.name.column(|_| true)?,
            platform_status: self.platform_status.words(|_| true)?,
            status: self.status,
            created_at: times(self.created_at)?,
            updated_at: times(self.updated_at)?,
            extent,
            page_bytes: pages.iter().map(|page| page.bytes.len()).sum(),
            page_rows,
            pages,
            ..TaskTable::default()
        };
        let lengths = [
            table.platform_id.len(),
            table.parent.len(),
            table.name.len(),
            table.platform_status.len(),
            table.created_at.len(),
            table.updated_at.len(),
        ];
        // Without pages no row stands anywhere.
        let is_placed = table.extent.len() == rows || table.extent.is_empty();
        let is_whole = lengths.iter().all(|length| *length == rows) && is_placed;
        (is_whole && table.status.iter().all(is_status)).then_some(table)
    }
}

impl<'a> Texts<'a> {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Self> {
        let (mut text, mut lengths) = (String::new(), Vec::new());
        for value in texts {
            text.push_str(value);
            lengths.push(u32::try_from(value.len()).ok()?);
        }
        Some(Self {
            text: Cow::Owned(text),
            lengths,
        })
    }

    /// The texts again; `None` if one of them is not sound.
    fn each(
        &self,
        is_sound: impl Fn(&str) -> bool,
        mut take: impl FnMut(&str) -> Option<()>,
    ) -> Option<()> {
        let mut rest = self.text.as_ref();
        for length in &self.lengths {
            let (value, after) = rest.split_at_checked(usize::try_from(*length).ok()?)?;
            rest = after;
            if !is_sound(value) {
                return None;
            }
            take(value)?;
        }
        rest.is_empty().then_some(())
    }

    fn column(&self, is_sound: impl Fn(&str) -> bool) -> Option<TextColumn> {
        let mut column = TextColumn::default();
        self.each(is_sound, |text| column.push(text))?;
        Some(column)
    }
}

impl PackedWords<'_> {
    fn of(words: &Words) -> Option<Self> {
        let numbers = 0..words.len();
        Some(Self {
            texts: Texts::of(words.dictionary().texts())?,
            numbers: numbers.filter_map(|row| words.numbers().get(row)).collect(),
        })
    }

    fn words(&self, is_sound: impl Fn(&str) -> bool) -> Option<Words> {
        let texts = self.texts.column(is_sound)?;
        let mut words = Words::default();
        for number in &self.numbers {
            let text = number.checked_sub(1).map(|at| texts.get(at as usize));
            words.push(match text {
                None => None,
                Some(text) => Some(text?),
            })?;
        }
        Some(words)
    }
}

impl PackedPage<'_> {
    fn page(self) -> Page {
        let project = self.project.map(|(id, name)| Reference { id, name });
        Page {
            bytes: self.text.into_owned().into_bytes(),
            context: PageContext { project },
        }
    }
}

fn times(millis: Vec<Option<i64>>) -> Option<TimeColumn> {
    let mut column = TimeColumn::default();
    for millis in millis {
        column.push(match millis {
            None => None,
            Some(millis) => Some(Timestamp::from_millis(millis)?),
        });
    }
    Some(column)
}

/// Where rows stand in pages; `None` if a page has no such place.
fn extents(pages: &[Page], packed: &[(u32, u32, u32)]) -> Option<Vec<Extent>> {
    let each = packed.iter().map(|(page, start, end)| {
        if *page == NO_PAGE {
            return Some(NOWHERE);
        }
        let text = &pages.get(usize::try_from(*page).ok()?)?.bytes;
        let row = text.get(usize::try_from(*start).ok()?..usize::try_from(*end).ok()?)?;
        std::str::from_utf8(row).ok()?;
        Some(Extent {
            page: *page,
            start: *start,
            end: *end,
        })
    });
    each.collect()
}
