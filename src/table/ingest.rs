//! Page bytes into columns: the one way in.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Extent, NO_PAGE, Source, TaskTable};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::platforms::{Cells, Paging, Platform, Reader, Row};
use crate::task::{Status, StatusMap, Timestamp};

/// More warnings of one kind than this are summed up: a page may have a hundred thousand bad rows.
const WARNINGS_OF_A_KIND: usize = 10;

/// What is known of a page's origin.
#[derive(Clone, Copy)]
pub struct IngestOptions<'a> {
    /// The connection that it came through.
    pub connection_id: &'a str,
    /// That connection's own reading of status words.
    pub status_map: &'a StatusMap,
    /// When the reading of the connection began.
    pub synced_at: Timestamp,
    /// Whether to keep the page's bytes, for `platform_data` and details.
    pub keep: bool,
    /// Whether a row whose id is known replaces the known one instead of being added.
    pub upsert: bool,
}

/// What an ingest did.
#[derive(Clone, Debug, Default)]
pub struct Ingested {
    /// The rows of the page, readable or not.
    pub seen: usize,
    /// The rows that were added; with `upsert`, others may have been replaced.
    pub rows: Range<usize>,
    /// How many rows were replaced.
    pub replaced: usize,
    /// The platform id of the last readable row.
    pub last_id: Option<String>,
    /// What the page says of paging.
    pub paging: Paging,
    /// What could not be read, and why.
    pub warnings: Vec<Warning>,
}

impl TaskTable {
    /// Reads a page into the table. A row that is no task is left out with a warning; the others stay.
    ///
    /// # Errors
    /// `page_invalid` if the page as a whole cannot be read; the table is then unchanged.
    /// `page_too_large` if the table cannot hold more.
    pub fn ingest(
        &mut self,
        platform: Platform,
        bytes: Vec<u8>,
        options: &IngestOptions<'_>,
    ) -> Result<Ingested> {
        // No text of a row is longer than its JSON, so a table that has room for the page's bytes has
        // room for all its rows: columns never end up with different lengths.
        if !self.has_room_for(bytes.len()) {
            return Err(full());
        }
        let reader = platform.room().reader;
        let source = self.source_index(platform, options)?;
        let page_index = match options.keep {
            true => to_u32(self.pages.len())?,
            false => NO_PAGE,
        };
        let page = reader.page(&bytes)?;
        let first = self.len();
        let mut pass = Pass {
            reader,
            options,
            source,
            statuses: Vec::new(),
            notes: Notes::default(),
            replaced: 0,
            last: None,
        };
        let plain = reader.form().plain.as_ref();
        for (number, raw) in page.rows.iter().enumerate() {
            let (start, end) = raw.extent();
            let extent = Extent {
                page: page_index,
                start,
                end,
            };
            if let Some(row) = plain.and_then(|columns| reader.plain(&raw, columns)) {
                self.store(&mut pass, &row.cells(), None, extent)?;
                continue;
            }
            match reader.row(raw, &page.context) {
                Ok(row) => {
                    pass.notes.of_row(number, &row);
                    self.store(&mut pass, &row.cells(), row.status.derived(), extent)?;
                }
                Err(reason) => pass.notes.add("row_invalid", || {
                    format!("row {} of a page was left out: {reason}", number + 1)
                }),
            }
        }
        let seen = page.rows.len();
        let last_id = pass.last.and_then(|last| self.platform_id.get(last));
        let done = Ingested {
            seen,
            rows: first..self.len(),
            replaced: pass.replaced,
            last_id: last_id.map(str::to_owned),
            paging: page.paging,
            warnings: pass.notes.into_warnings(seen, options.connection_id),
        };
        let (context, secrets) = (page.context, page.secrets);
        if options.keep {
            self.keep_page(bytes, context, &secrets);
        }
        Ok(done)
    }

    /// Adds a row, or puts it in the place of the one with its id. `derived` is the status of a row
    /// that has no word for it.
    #[inline]
    fn store(
        &mut self,
        pass: &mut Pass<'_>,
        cells: &Cells<'_>,
        derived: Option<Status>,
        extent: Extent,
    ) -> Result<()> {
        let known = match pass.options.upsert {
            true => self.known_row(pass.options.connection_id, cells),
            false => None,
        };
        let stored = match known {
            Some(at) => {
                pass.replaced += 1;
                pass.last = Some(at);
                // Words that no row has any more may be given up, and the others get other numbers.
                pass.statuses.clear();
                let status = derived.unwrap_or_else(|| pass.read_status(cells.word));
                self.replace(at, pass.source, cells, status, extent)
            }
            None => {
                pass.last = Some(self.len());
                self.platform_status.number(cells.word).and_then(|word| {
                    let status = derived.unwrap_or_else(|| pass.status(word, cells.word));
                    self.append(pass.source, cells, word, status, extent)
                })
            }
        };
        stored.ok_or_else(full)
    }

    fn source_index(&mut self, platform: Platform, options: &IngestOptions<'_>) -> Result<u32> {
        self.forget_sources();
        let known = self.sources.iter().position(|source| {
            source.platform == platform
                && source.connection_id == options.connection_id
                && source.synced_at == options.synced_at
        });
        let at = known.unwrap_or_else(|| {
            self.sources.push(Source {
                platform,
                connection_id: options.connection_id.to_owned(),
                synced_at: options.synced_at,
            });
            self.sources.len() - 1
        });
        to_u32(at)
    }
}

/// What the rows of one page share.
struct Pass<'p> {
    reader: &'static dyn Reader,
    options: &'p IngestOptions<'p>,
    source: u32,
    /// The statuses of words that were met, by the words' numbers.
    statuses: Vec<Option<Status>>,
    notes: Notes,
    replaced: usize,
    /// The row that was stored last.
    last: Option<usize>,
}

/// The statuses of more words than these are not remembered.
const MOST_WORDS: usize = 256;

impl Pass<'_> {
    /// The unified status of a word by its number in the table.
    #[inline]
    fn status(&mut self, number: u32, word: Option<&str>) -> Status {
        let number = number as usize;
        if let Some(Some(status)) = self.statuses.get(number) {
            return *status;
        }
        let status = self.read_status(word);
        if number < MOST_WORDS {
            if self.statuses.len() <= number {
                self.statuses.resize(number + 1, None);
            }
            if let Some(slot) = self.statuses.get_mut(number) {
                *slot = Some(status);
            }
        }
        status
    }

    fn read_status(&mut self, word: Option<&str>) -> Status {
        let Some(word) = word else {
            return Status::Unknown;
        };
        let own = self.options.status_map.get(word);
        own.or_else(|| self.reader.status(word)).unwrap_or_else(|| {
            self.notes.unknown_word(word);
            Status::Unknown
        })
    }
}

fn to_u32(value: usize) -> Result<u32> {
    u32::try_from(value).map_err(|_| full())
}

fn full() -> TaskweaveError {
    TaskweaveError::new(
        Code::PageTooLarge,
        "the table cannot hold more than 4 GiB of text",
    )
    .help("free tables that are no longer needed, or narrow the request")
}

/// Collects what is to be said of a page, each kind bounded.
#[derive(Default)]
struct Notes {
    warnings: Vec<Warning>,
    left_out: Vec<(&'static str, usize)>,
    words: BTreeSet<String>,
    absent: Vec<(&'static str, usize)>,
}

impl Notes {
    fn add(&mut self, code: &'static str, message: impl FnOnce() -> String) {
        let said = self.warnings.iter().filter(|w| w.code == code).count();
        if said < WARNINGS_OF_A_KIND {
            self.warnings.push(Warning::new(code, message()));
        } else {
            bump(&mut self.left_out, code);
        }
    }

    fn of_row(&mut self, number: usize, row: &Row<'_>) {
        for column in &row.absent {
            bump(&mut self.absent, column);
        }
        for complaint in &row.complaints {
            self.add("value_unreadable", || {
                format!("row {} of a page: {complaint}", number + 1)
            });
        }
    }

    fn unknown_word(&mut self, word: &str) {
        if self.words.contains(word) {
            return;
        }
        let shown: String = word.chars().take(60).collect();
        self.words.insert(word.to_owned());
        self.add("status_unknown", || {
            format!("the platform's status `{shown}` has no counterpart and is given as `unknown`; a connection's `statusMap` can say what it means")
        });
    }

    fn into_warnings(mut self, rows: usize, connection_id: &str) -> Vec<Warning> {
        for (column, missing) in &self.absent {
            if *missing == rows {
                self.warnings.push(Warning::new(
                    "column_absent",
                    format!("`{column}` was asked for and is missing in a whole page; it is given as null"),
                ));
            }
        }
        for (code, count) in &self.left_out {
            self.warnings
                .push(Warning::new(code, format!("and {count} more like these")));
        }
        self.warnings
            .into_iter()
            .map(|warning| warning.from_connection(connection_id))
            .collect()
    }
}

fn bump(counts: &mut Vec<(&'static str, usize)>, name: &'static str) {
    match counts.iter_mut().find(|(known, _)| *known == name) {
        Some((_, count)) => *count += 1,
        None => counts.push((name, 1)),
    }
}
