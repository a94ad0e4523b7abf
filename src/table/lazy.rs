//! Columns that are built from the rows as they came when a filter first names them: details, and
//! places in the platform's own record.

use std::collections::HashSet;

use super::several::Several;
use super::times::TimeColumn;
use super::words::{WordLists, Words};
use super::{TaskTable, grow, place};
use crate::filter::{Expr, Path, Target};
use crate::gather::Gather as _;
use crate::platforms::{Details, Fields};
use crate::task::{Decimal, Expand, Field, FieldType, Timestamp};

/// So many places keep their column. A filter that names more reads the rows once for each of the
/// others: four hundred columns of a large table would be more than a module's memory.
const MOST_PLACES: usize = 16;

/// Columns that were built so far. A row that was added is read when one of them is next asked for,
/// as is a row that was replaced.
#[derive(Clone, Default)]
pub(super) struct Lazy {
    details: Vec<(Field, Column)>,
    places: Vec<(Path, Places)>,
    /// Rows that were replaced since; of rows that no column has yet, it says nothing new.
    replaced: Vec<usize>,
}

/// The values of a detail.
#[derive(Clone)]
pub(super) enum Column {
    Words(Words),
    WordLists(WordLists),
    Times(TimeColumn),
    Numbers(Several<Decimal>),
    /// 0 for null, 1 for false, 2 for true.
    Flags(Vec<u8>),
    /// 1 if there is something, else 0: of objects nothing else is asked.
    Objects(Vec<u8>),
}

/// Where in a row's JSON the values of a place stand: start and end.
pub(super) type Places = Several<(u32, u32)>;

impl Lazy {
    /// The column of a detail, if a filter that was prepared for named it.
    pub(super) fn detail(&self, field: Field) -> Option<&Column> {
        let found = self.details.iter().find(|(known, _)| *known == field);
        found.map(|(_, column)| column)
    }

    /// The column of a place, unless there are too many.
    pub(super) fn place(&self, path: &Path) -> Option<&Places> {
        let found = self.places.iter().find(|(known, _)| known == path);
        found.map(|(_, places)| places)
    }

    /// Notes that a row is another one now. Where more is noted than was ever read, the columns are
    /// better built anew.
    pub(super) fn replaced(&mut self, row: usize) {
        let Some(rows) = self.rows().max() else {
            return;
        };
        self.replaced.push(row);
        if self.replaced.len() > rows {
            *self = Self::default();
        }
    }

    /// The bytes that it takes up.
    pub(super) fn bytes(&self) -> usize {
        let details = self.details.iter().map(|(_, column)| column.bytes());
        let places = self.places.iter().map(|(_, places)| places.bytes());
        let lists = [
            grow::bytes(&self.details),
            grow::bytes(&self.places),
            grow::bytes(&self.replaced),
        ];
        details.chain(places).chain(lists).sum()
    }

    /// Makes room for what a filter names, and says whether it names anything.
    fn open(&mut self, filter: &Expr) -> bool {
        let targets: HashSet<&Target> = filter
            .predicates()
            .into_iter()
            .map(|predicate| &predicate.target)
            .collect();
        let mut names_any = false;
        let is_new_place = |target: &&&Target| match target {
            Target::Field(_) => false,
            Target::Data(path) => self.place(path).is_none(),
        };
        let new_places = targets.iter().filter(is_new_place).count();
        if self.places.len() + new_places > MOST_PLACES {
            self.places
                .retain(|(path, _)| targets.contains(&Target::Data(path.clone())));
        }
        for target in targets {
            match target {
                Target::Field(field) if field.info().expand == Expand::Details => {
                    names_any = true;
                    if self.detail(*field).is_none() {
                        self.details.push((*field, Column::of(*field)));
                    }
                }
                Target::Data(path) => {
                    names_any = true;
                    if self.place(path).is_none() && self.places.len() < MOST_PLACES {
                        self.places.push((path.clone(), Places::default()));
                    }
                }
                Target::Field(_) => {}
            }
        }
        names_any
    }

    /// How many rows each of the columns has.
    fn rows(&self) -> impl Iterator<Item = usize> {
        let details = self.details.iter().map(|(_, column)| column.rows());
        let places = self.places.iter().map(|(_, places)| places.rows());
        details.chain(places)
    }

    /// Reads a row into the columns of which `wants` says so by the number of their rows.
    fn read(&mut self, table: &TaskTable, row: usize, wants: impl Fn(usize) -> bool) {
        if self.details.iter().any(|(_, column)| wants(column.rows())) {
            let details = table.details(row).unwrap_or_default();
            for (field, column) in &mut self.details {
                if wants(column.rows()) {
                    column.put(row, *field, &details);
                }
            }
        }
        if self.places.iter().any(|(_, places)| wants(places.rows())) {
            let record = table.record(row);
            for (path, places) in &mut self.places {
                if wants(places.rows()) {
                    places.put(row, extents(record.as_ref(), path));
                }
            }
        }
    }
}

impl Column {
    fn of(field: Field) -> Self {
        let info = field.info();
        match info.kind {
            FieldType::Time => Self::Times(TimeColumn::default()),
            FieldType::Number => Self::Numbers(Several::default()),
            FieldType::Boolean => Self::Flags(Vec::new()),
            FieldType::Object => Self::Objects(Vec::new()),
            FieldType::Text | FieldType::Status | FieldType::Platform if info.list => {
                Self::WordLists(WordLists::default())
            }
            FieldType::Text | FieldType::Status | FieldType::Platform => {
                Self::Words(Words::default())
            }
        }
    }

    fn rows(&self) -> usize {
        match self {
            Self::Words(rows) => rows.len(),
            Self::WordLists(rows) => rows.rows(),
            Self::Times(rows) => rows.len(),
            Self::Numbers(rows) => rows.rows(),
            Self::Flags(rows) | Self::Objects(rows) => rows.len(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Words(rows) => rows.bytes(),
            Self::WordLists(rows) => rows.bytes(),
            Self::Times(rows) => rows.bytes(),
            Self::Numbers(rows) => {
                rows.bytes() + rows.values().map(Decimal::held_bytes).sum::<usize>()
            }
            Self::Flags(rows) | Self::Objects(rows) => grow::bytes(rows),
        }
    }

    fn put(&mut self, row: usize, field: Field, details: &Details) {
        match self {
            Self::Words(rows) => {
                let texts = texts(field, details);
                // A null always has room.
                let _ = rows
                    .put(row, texts.first().copied())
                    .or_else(|| rows.put(row, None));
            }
            Self::WordLists(rows) => rows.put(row, &texts(field, details)),
            Self::Times(rows) => rows.put(row, time(field, details)),
            Self::Numbers(rows) => rows.put(row, number(field, details).cloned()),
            Self::Flags(rows) => {
                let flag = boolean(field, details).map_or(0, |flag| 1 + u8::from(flag));
                put_byte(rows, row, flag);
            }
            Self::Objects(rows) => put_byte(rows, row, u8::from(is_given(field, details))),
        }
    }
}

fn put_byte(rows: &mut Vec<u8>, row: usize, byte: u8) {
    match rows.get_mut(row) {
        Some(slot) => *slot = byte,
        None => grow::push(rows, byte),
    }
}

fn texts(field: Field, details: &Details) -> Vec<&str> {
    let people = || details.assignees.iter().flatten();
    let project = details.project.as_ref();
    let only = match field {
        Field::AssigneeId => return people().map(|person| person.id.as_str()).collect(),
        Field::AssigneeName => return people().filter_map(|p| p.name.as_deref()).collect(),
        Field::AssigneeEmail => return people().filter_map(|p| p.email.as_deref()).collect(),
        Field::Description => details.description.as_deref(),
        Field::ProjectId => project.map(|project| project.id.as_str()),
        Field::ProjectName => project.and_then(|project| project.name.as_deref()),
        Field::ParentId => details.parent_id.as_deref(),
        Field::Priority => details.priority.as_deref(),
        _ => None,
    };
    only.into_iter().collect()
}

fn time(field: Field, details: &Details) -> Option<Timestamp> {
    match field {
        Field::StartAt => details.start_at,
        Field::DueAt => details.due_at,
        Field::CompletedAt => details.completed_at,
        _ => None,
    }
}

fn number(field: Field, details: &Details) -> Option<&Decimal> {
    match field {
        Field::PercentComplete => details.percent_complete.as_ref(),
        Field::LoggedHours => details.logged_hours.as_ref(),
        _ => None,
    }
}

fn boolean(field: Field, details: &Details) -> Option<bool> {
    match field {
        Field::IsBillable => details.is_billable,
        Field::IsMilestone => details.is_milestone,
        _ => None,
    }
}

/// An empty list is null.
fn is_given(field: Field, details: &Details) -> bool {
    match field {
        Field::Assignees => details.assignees.iter().flatten().next().is_some(),
        Field::Project => details.project.is_some(),
        _ => false,
    }
}

/// Where the values of a place stand in a record, whose text is what it was read from.
fn extents(record: Option<&(&str, Fields<'_>)>, path: &Path) -> Vec<(u32, u32)> {
    let Some((raw, fields)) = record else {
        return Vec::new();
    };
    place::values(fields, path)
        .into_iter()
        .filter_map(|value| {
            let start = value.as_ptr() as usize - raw.as_ptr() as usize;
            let end = start + value.len();
            Some((u32::try_from(start).ok()?, u32::try_from(end).ok()?))
        })
        .collect()
}

impl TaskTable {
    /// Brings the columns that a filter names up to the table's rows, in one pass over those that
    /// some column does not have. All columns are kept alike, so that no row is ever read by halves.
    pub(super) fn prepare(&self, filter: &Expr) {
        let mut lazy = self.lazy.borrow_mut();
        if lazy.open(filter) {
            self.fill(&mut lazy);
        }
    }

    /// The same for one detail, which no filter has to name.
    pub(super) fn prepare_detail(&self, field: Field) {
        let mut lazy = self.lazy.borrow_mut();
        if lazy.detail(field).is_none() {
            lazy.details.push((field, Column::of(field)));
        }
        self.fill(&mut lazy);
    }

    fn fill(&self, lazy: &mut Lazy) {
        let replaced = std::mem::take(&mut lazy.replaced);
        let mut replaced = replaced.into_iter().into_order();
        replaced.dedup();
        for row in replaced {
            lazy.read(self, row, |rows| row < rows);
        }
        for row in lazy.rows().min().unwrap_or(self.len())..self.len() {
            lazy.read(self, row, |rows| row >= rows);
        }
    }

    /// The column of a place that is not kept.
    pub(super) fn places(&self, path: &Path) -> Places {
        let mut places = Places::default();
        for row in 0..self.len() {
            places.put(row, extents(self.record(row).as_ref(), path));
        }
        places
    }

    /// The details of a row; `None` if its page is not kept.
    pub(super) fn details(&self, row: usize) -> Option<Details> {
        let (raw, context) = self.raw(row)?;
        let reader = self.source_of(row)?.platform.room().reader;
        Some(reader.details(raw, context))
    }

    /// The platform's own record of a row and its text; `None` if its page is not kept.
    fn record(&self, row: usize) -> Option<(&str, Fields<'_>)> {
        let (raw, _) = self.raw(row)?;
        Some((raw, Fields::read(raw)?))
    }
}
