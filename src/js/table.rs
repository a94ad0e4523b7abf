//! The columnar table, and `normalize`, which is a table for one page.

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{check_keys, page_bytes, platform, read, read_known, thrown, to_js};
use super::objects;
use super::options::{JsWorld, clock_of, now_of};
use crate::client::{OneOrMany, expansion};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::filter::{Expr, Filter};
use crate::platforms::Expansion;
use crate::table::{Bucket, Facet, HistogramOptions, IngestOptions, Ingested, Task, TaskTable};
use crate::task::{Sort, StatusMap, Timestamp, is_connection_id};

/// Tasks in columns, read from pages of any platform.
#[wasm_bindgen(js_name = TaskTable)]
#[derive(Default)]
pub struct JsTaskTable(TaskTable);

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct IngestInput {
    connection_id: Option<String>,
    status_map: StatusMap,
    upsert: bool,
    keep: Option<bool>,
    expand: Option<OneOrMany>,
    /// Read apart: it may be a `Date`.
    #[serde(skip)]
    now: Option<Timestamp>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SelectInput {
    filter: Option<String>,
    sort: Option<String>,
    offset: Option<u32>,
    limit: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct HistogramInput {
    filter: Option<String>,
    by: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TasksInput {
    expand: Option<OneOrMany>,
}

#[derive(Serialize)]
struct IngestOutput {
    rows: usize,
    warnings: Vec<Warning>,
}

/// What `normalize` gives, before its tasks stand in it.
#[derive(Serialize)]
struct Normalized {
    tasks: [(); 0],
    warnings: Vec<Warning>,
}

#[wasm_bindgen(js_class = TaskTable)]
impl JsTaskTable {
    /// An empty table. `free()` gives its memory back.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rows it has.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// How many bytes it takes up: columns, arenas and the pages that it keeps.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.bytes()
    }

    /// Reads a page of a platform into the table.
    #[wasm_bindgen(unchecked_return_type = "Ingested")]
    pub fn ingest(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Platform")] platform_name: &str,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | string")] page: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "IngestOptions | null")] options: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        let keys = ["connectionId", "statusMap", "upsert", "now", "keep"];
        let done = IngestInput::read(options, &keys)
            .and_then(|input| {
                let keep = input.keep.unwrap_or(true);
                ingest(&mut self.0, platform_name, page, &input, keep)
            })
            .map_err(|error| thrown(&error))?;
        to_js(&IngestOutput {
            rows: done.rows.len() + done.replaced,
            warnings: done.warnings,
        })
    }

    /// The rows that match a filter, in an order; as they came, without one. The indexes are a copy:
    /// a view of the module's memory would be emptied as soon as that memory grows, at the next page.
    pub fn select(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "SelectOptions | null")] options: JsValue,
    ) -> std::result::Result<Vec<u32>, JsValue> {
        let selected = || {
            let what = "the options of select";
            let keys = [
                "filter",
                "sort",
                "offset",
                "limit",
                "now",
                "utcOffsetMinutes",
            ];
            check_keys(what, &options, &keys)?;
            let input: SelectInput = read(what, options.clone())?;
            let filter = filter(input.filter.as_deref(), &options)?;
            let sort = input.sort.as_deref().map(Sort::parse).transpose()?;
            let limit = input.limit.map_or(usize::MAX, |limit| limit as usize);
            Ok(self.0.select(
                filter.as_ref(),
                sort.as_ref(),
                input.offset.unwrap_or(0) as usize,
                limit,
            ))
        };
        selected().map_err(|error: TaskweaveError| thrown(&error))
    }

    /// How many rows match a filter.
    pub fn count(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string | null")] text: Option<String>,
        #[wasm_bindgen(unchecked_optional_param_type = "ClockOptions | null")] options: JsValue,
    ) -> std::result::Result<usize, JsValue> {
        let keys = ["now", "utcOffsetMinutes"];
        let filter = check_keys("the options of count", &options, &keys)
            .and_then(|()| filter(text.as_deref(), &options))
            .map_err(|error| thrown(&error))?;
        Ok(self.0.count(filter.as_ref()))
    }

    /// The values of a field among the rows that match a filter, and how many rows have each.
    #[wasm_bindgen(unchecked_return_type = "Facet[]")]
    pub fn facets(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] field: &str,
        #[wasm_bindgen(unchecked_optional_param_type = "string | null")] text: Option<String>,
        #[wasm_bindgen(unchecked_optional_param_type = "ClockOptions | null")] options: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        let facets = || {
            let keys = ["now", "utcOffsetMinutes"];
            check_keys("the options of facets", &options, &keys)?;
            let filter = filter(text.as_deref(), &options)?;
            self.0.facets(Facet::field(field)?, filter.as_ref())
        };
        to_js(&facets().map_err(|error: TaskweaveError| thrown(&error))?)
    }

    /// How many of the rows that match a filter have a time of a field in each hour, day, week, month,
    /// quarter or year.
    #[wasm_bindgen(unchecked_return_type = "Bucket[]")]
    pub fn histogram(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] field: &str,
        #[wasm_bindgen(unchecked_param_type = "HistogramOptions")] options: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        let buckets = || {
            let what = "the options of histogram";
            check_keys(what, &options, &["filter", "by", "now", "utcOffsetMinutes"])?;
            let input: HistogramInput = read(what, options.clone())?;
            let field = Bucket::field(field)?;
            let clock = clock_of(&options)?;
            let filter = filter(input.filter.as_deref(), &options)?;
            let by = HistogramOptions {
                by: HistogramOptions::period(input.by.as_deref())?,
                utc_offset_minutes: clock.utc_offset_minutes,
            };
            self.0.histogram(field, filter.as_ref(), by)
        };
        to_js(&buckets().map_err(|error: TaskweaveError| thrown(&error))?)
    }

    /// Rows as tasks, in the order in which they are named.
    #[wasm_bindgen(unchecked_return_type = "Task[]")]
    pub fn tasks(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Uint32Array | number[]")] rows: Vec<u32>,
        #[wasm_bindgen(unchecked_optional_param_type = "{ expand?: Expand | Expand[] } | null")]
        options: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        let expand = read_known("the options of tasks", options, &["expand"])
            .and_then(|input: TasksInput| expansion(input.expand.as_ref()))
            .map_err(|error| thrown(&error))?;
        tasks(&self.0, &rows, expand)
    }
}

/// Rows of a table as tasks.
fn tasks(
    table: &TaskTable,
    rows: &[u32],
    expand: Expansion,
) -> std::result::Result<JsValue, JsValue> {
    let no_row = |row: u32| {
        let rows = table.len();
        let error = TaskweaveError::new(Code::RequestInvalid, format!("there is no row {row}"))
            .help(format!("the table has {rows} rows, numbered from 0"));
        thrown(&error)
    };
    if expand == Expansion::default() {
        return objects::rows_to_js(table, rows)
            .map(JsValue::from)
            .map_err(no_row);
    }
    let task = |row: &u32| table.task(*row, expand).ok_or_else(|| no_row(*row));
    let tasks: Vec<Task> = rows
        .iter()
        .map(task)
        .collect::<std::result::Result<_, _>>()?;
    to_js(&tasks)
}

/// Reads one page of a platform into tasks.
#[wasm_bindgen(unchecked_return_type = "{ tasks: Task[]; warnings: Warning[] }")]
pub fn normalize(
    #[wasm_bindgen(unchecked_param_type = "Platform")] platform_name: &str,
    #[wasm_bindgen(unchecked_param_type = "Uint8Array | string")] page: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "NormalizeOptions | null")] options: JsValue,
) -> std::result::Result<JsValue, JsValue> {
    let read = || {
        let keys = ["connectionId", "statusMap", "expand", "now"];
        let input = IngestInput::read(options, &keys)?;
        let expand = expansion(input.expand.as_ref())?;
        let keep = expand.details || expand.platform_data;
        let mut table = TaskTable::new();
        let done = ingest(&mut table, platform_name, page, &input, keep)?;
        Ok((table, expand, done.warnings))
    };
    let (table, expand, warnings) = read().map_err(|error: TaskweaveError| thrown(&error))?;
    let rows: Vec<u32> = (0..).take(table.len()).collect();
    let rest = Normalized {
        tasks: [],
        warnings,
    };
    objects::put(&to_js(&rest)?, &tasks(&table, &rows, expand)?)
}

impl IngestInput {
    fn read(options: JsValue, keys: &[&str]) -> Result<Self> {
        let now = now_of(&options)?;
        let mut input: Self = read_known("reading a page", options, keys)?;
        input.now = now;
        Ok(input)
    }
}

/// Reads a page into a table; `keep` if its bytes may be asked for later.
fn ingest(
    table: &mut TaskTable,
    platform_name: &str,
    page: &JsValue,
    input: &IngestInput,
    keep: bool,
) -> Result<Ingested> {
    let platform = platform(platform_name)?;
    let usual = platform.as_str().to_ascii_lowercase();
    let connection_id = input.connection_id.as_deref().unwrap_or(&usual);
    if !is_connection_id(connection_id) {
        return Err(
            TaskweaveError::new(Code::ConnectionInvalid, "`connectionId` is not usable")
                .help("write 1 to 64 letters, digits, `.`, `_` or `-`"),
        );
    }
    table.ingest(
        platform,
        page_bytes(page)?,
        &IngestOptions {
            connection_id,
            status_map: &input.status_map,
            synced_at: match input.now {
                Some(now) => now,
                None => JsWorld::default().now()?,
            },
            keep,
            upsert: input.upsert,
        },
    )
}

/// The filter of a text, its relative times told.
pub(super) fn filter(text: Option<&str>, options: &JsValue) -> Result<Option<Expr>> {
    let clock = clock_of(options)?;
    let filter = text.map(Filter::parse).transpose()?;
    Ok(filter.map(|filter| filter.expr().resolved(clock)))
}
