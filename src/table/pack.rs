//! A table of one connection as plain data, to be stored and read back.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::column::{TextColumn, TimeColumn};
use super::{Extent, NO_PAGE, Page, Source, TaskTable};
use crate::platforms::{PageContext, Platform, Reference};
use crate::task::{Status, TaskId, Timestamp};

/// The columns of a table, and the pages that it keeps.
#[derive(Serialize, Deserialize)]
pub(crate) struct Packed<'a> {
    #[serde(borrow)]
    platform_id: Texts<'a>,
    #[serde(borrow)]
    parent: Texts<'a>,
    #[serde(borrow)]
    name: Texts<'a>,
    #[serde(borrow)]
    platform_status: Texts<'a>,
    /// Places in [`Status::ALL`].
    status: Vec<u8>,
    created_at: Vec<Option<i64>>,
    updated_at: Vec<Option<i64>>,
    #[serde(borrow)]
    pages: Vec<PackedPage<'a>>,
    /// A row's page, and where in it the row begins and ends; none at all without pages.
    extent: Vec<(u32, u32, u32)>,
}

/// Texts one after the other, and how long each is: 0 for null, else one more than its bytes.
#[derive(Serialize, Deserialize)]
struct Texts<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    lengths: Vec<u32>,
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
        let places = self.status.iter().map(|status| {
            let at = Status::ALL.iter().position(|known| known == status)?;
            u8::try_from(at).ok()
        });
        let pages = self.pages.iter().map(|page| {
            let project = page.context.project.as_ref();
            Some(PackedPage {
                text: Cow::Borrowed(std::str::from_utf8(&page.bytes).ok()?),
                project: project.map(|project| (project.id.clone(), project.name.clone())),
            })
        });
        let extent = self.extent.iter().map(|at| (at.page, at.start, at.end));
        Some(Packed {
            platform_id: Texts::of(&self.platform_id, rows)?,
            parent: Texts::of(&self.parent, rows)?,
            name: Texts::of(&self.name, rows)?,
            platform_status: Texts::of(&self.platform_status, rows)?,
            status: places.collect::<Option<_>>()?,
            created_at: (0..rows).map(|row| self.created_at.get(row)).collect(),
            updated_at: (0..rows).map(|row| self.updated_at.get(row)).collect(),
            pages: pages.collect::<Option<_>>()?,
            extent: match self.pages.is_empty() {
                true => Vec::new(),
                false => extent.collect(),
            },
        })
    }

    /// About how many bytes it packs to: those of its texts and pages.
    pub(crate) fn weight(&self) -> usize {
        let columns = [
            &self.platform_id,
            &self.parent,
            &self.name,
            &self.platform_status,
        ];
        let columns = columns.into_iter().map(TextColumn::bytes);
        let pages = self.pages.iter().map(|page| page.bytes.len());
        columns.chain(pages).sum()
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
        let status = |place: u8| Status::ALL.get(usize::from(place)).copied();
        let pages: Vec<Page> = self.pages.into_iter().map(PackedPage::page).collect();
        let extent = match pages.is_empty() {
            true if self.extent.is_empty() => vec![NOWHERE; rows],
            true => return None,
            false => extents(&pages, &self.extent)?,
        };
        let texts = [&self.platform_id, &self.parent, &self.name];
        let bytes = texts.into_iter().map(|texts| texts.text.len());
        let bytes = bytes.chain(pages.iter().map(|page| page.bytes.len()));
        let table = TaskTable {
            sources: vec![Source {
                platform,
                connection_id: connection_id.to_owned(),
                synced_at,
            }],
            source: vec![0; rows],
            platform_id: self
                .platform_id
                .column(rows, |id| id.is_some_and(TaskId::is_part))?,
            parent: self
                .parent
                .column(rows, |id| id.is_none_or(TaskId::is_part))?,
            name: self.name.column(rows, |name| name.is_some())?,
            platform_status: self.platform_status.column(rows, |_| true)?,
            status: self.status.into_iter().map(status).collect::<Option<_>>()?,
            created_at: times(rows, self.created_at)?,
            updated_at: times(rows, self.updated_at)?,
            extent,
            ingested: u32::try_from(bytes.sum::<usize>()).ok()?,
            pages,
            ..TaskTable::default()
        };
        (table.extent.len() == rows).then_some(table)
    }
}

const NOWHERE: Extent = Extent {
    page: NO_PAGE,
    start: 0,
    end: 0,
};

impl<'a> Texts<'a> {
    fn of(column: &TextColumn, rows: usize) -> Option<Self> {
        let mut text = String::new();
        let mut lengths = Vec::with_capacity(rows);
        for row in 0..rows {
            let value = column.get(row);
            text.push_str(value.unwrap_or_default());
            lengths.push(match value {
                None => 0,
                Some(value) => u32::try_from(value.len()).ok()?.checked_add(1)?,
            });
        }
        Some(Self {
            text: Cow::Owned(text),
            lengths,
        })
    }

    fn column(&self, rows: usize, is_sound: impl Fn(Option<&str>) -> bool) -> Option<TextColumn> {
        let mut column = TextColumn::default();
        let mut rest = self.text.as_ref();
        for length in &self.lengths {
            let value = match length.checked_sub(1) {
                None => None,
                Some(length) => {
                    let (value, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
                    rest = after;
                    Some(value)
                }
            };
            if !is_sound(value) {
                return None;
            }
            column.push(value)?;
        }
        (rest.is_empty() && self.lengths.len() == rows).then_some(column)
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

fn times(rows: usize, millis: Vec<Option<i64>>) -> Option<TimeColumn> {
    if millis.len() != rows {
        return None;
    }
    let mut column = TimeColumn::default();
    for millis in millis {
        column.push(match millis {
            None => None,
            Some(millis) => Some(Timestamp::from_millis(millis)?),
        });
    }
    Some(column)
}

/// Where rows stand in pages; `None` if one stands in none.
fn extents(pages: &[Page], packed: &[(u32, u32, u32)]) -> Option<Vec<Extent>> {
    let each = packed.iter().map(|(page, start, end)| {
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
