//! Columns that are built from the rows as they came when a filter first names them: details, and
//! places in the platform's own record.

use std::collections::HashSet;

use super::TaskTable;
use super::column::{Dictionary, Several};
use super::place;
use crate::filter::{Expr, Path, Target};
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
    /// Texts by their numbers.
    Texts(Dictionary, Several<u32>),
    /// Milliseconds.
    Times(Several<i64>),
    Numbers(Several<Decimal>),
    Booleans(Several<bool>),
    /// Whether there is something: of objects nothing else is asked.
    Objects(Several<()>),
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
                        self.details.push((*field, Column::of(field.info().kind)));
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
    fn of(kind: FieldType) -> Self {
        match kind {
            FieldType::Time => Self::Times(Several::default()),
            FieldType::Number => Self::Numbers(Several::default()),
            FieldType::Boolean => Self::Booleans(Several::default()),
            FieldType::Object => Self::Objects(Several::default()),
            FieldType::Text | FieldType::Status | FieldType::Platform => {
                Self::Texts(Dictionary::default(), Several::default())
            }
        }
    }

    fn rows(&self) -> usize {
        match self {
            Self::Texts(_, rows) => rows.rows(),
            Self::Times(rows) => rows.rows(),
            Self::Numbers(rows) => rows.rows(),
            Self::Booleans(rows) => rows.rows(),
            Self::Objects(rows) => rows.rows(),
        }
    }

    /// Whether a row has no value.
    pub(super) fn is_empty(&self, row: usize) -> bool {
        match self {
            Self::Texts(_, rows) => rows.get(row).is_empty(),
            Self::Times(rows) => rows.get(row).is_empty(),
            Self::Numbers(rows) => rows.get(row).is_empty(),
            Self::Booleans(rows) => rows.get(row).is_empty(),
            Self::Objects(rows) => rows.get(row).is_empty(),
        }
    }

    fn put(&mut self, row: usize, field: Field, details: &Details) {
        match self {
            Self::Texts(dictionary, rows) => {
                let texts = texts(field, details).into_iter();
                rows.put(row, texts.filter_map(|text| dictionary.number(text)));
            }
            Self::Times(rows) => rows.put(row, time(field, details).map(Timestamp::millis)),
            Self::Numbers(rows) => rows.put(row, number(field, details).cloned()),
            Self::Booleans(rows) => rows.put(row, boolean(field, details)),
            Self::Objects(rows) => rows.put(row, is_given(field, details).then_some(())),
        }
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
        if !lazy.open(filter) {
            return;
        }
        let mut replaced = std::mem::take(&mut lazy.replaced);
        replaced.sort_unstable();
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
