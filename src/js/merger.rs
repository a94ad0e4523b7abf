//! The merger of pages that the caller reads.

use js_sys::Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{
    check_keys, page_bytes, platform, property, read, read_known, read_required, thrown, to_js,
};
use super::objects::with_tasks;
use super::options::{JsWorld, now_of};
use super::table::filter;
use crate::client::{LimitInput, OneOrMany, expansion, sync_warning};
use crate::error::{Code, Result, TaskweaveError, Warning};
use crate::task::{Sort, StatusMap};
use crate::weave::{MergerSource, Merging, PageMerger};

/// The names of the options of a merger.
const MERGER_KEYS: [&str; 7] = [
    "sources",
    "sort",
    "filter",
    "limit",
    "expand",
    "now",
    "utcOffsetMinutes",
];

/// The names of the settings of a source.
const SOURCE_KEYS: [&str; 4] = ["id", "platform", "statusMap", "ordered"];

/// Pages of several sources, which the caller fetches, as one list in one order.
#[wasm_bindgen(js_name = PageMerger)]
pub struct JsPageMerger {
    merger: PageMerger,
    /// What is to be said of the options: with the first page.
    said: Vec<Warning>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct MergerInput {
    sort: Option<String>,
    filter: Option<String>,
    limit: Option<LimitInput>,
    expand: Option<OneOrMany>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SourceInput {
    id: String,
    platform: String,
    #[serde(default)]
    status_map: Option<StatusMap>,
    #[serde(default)]
    ordered: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PushInput {
    last: Option<bool>,
}

#[derive(Serialize)]
struct PushOutput {
    rows: usize,
    warnings: Vec<Warning>,
}

/// What `next` gives, before its tasks stand in it.
#[derive(Serialize)]
struct NextOutput {
    tasks: [(); 0],
    done: bool,
    needs: Vec<String>,
}

#[wasm_bindgen(js_class = PageMerger)]
impl JsPageMerger {
    /// A merger without pages; its options are checked. `free()` gives its memory back.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "PageMergerOptions")] options: &JsValue,
    ) -> std::result::Result<JsPageMerger, JsValue> {
        Self::read(options).map_err(|error| thrown(&error))
    }

    /// Takes the next page of a source. A page that cannot be read is an error and changes nothing.
    #[wasm_bindgen(unchecked_return_type = "Ingested")]
    pub fn push(
        &mut self,
        source: &str,
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | string")] page: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "{ last?: boolean } | null")]
        options: JsValue,
    ) -> std::result::Result<JsValue, JsValue> {
        let pushed = || {
            let input: PushInput = read_known("the options of push", options, &["last"])?;
            let is_last = input.last == Some(true);
            self.merger.push(source, page_bytes(page)?, is_last)
        };
        let pushed = pushed().map_err(|error: TaskweaveError| thrown(&error))?;
        let mut warnings = std::mem::take(&mut self.said);
        warnings.extend(pushed.warnings);
        to_js(&PushOutput {
            rows: pushed.rows,
            warnings,
        })
    }

    /// The next tasks, as many as no later page can precede and at most `limit`.
    #[wasm_bindgen(js_name = next, unchecked_return_type = "Merged")]
    pub fn step(&mut self) -> std::result::Result<JsValue, JsValue> {
        let merged = self.merger.next_tasks();
        let rest = NextOutput {
            tasks: [],
            done: merged.done,
            needs: merged.needs,
        };
        with_tasks(&rest, &merged.tasks)
    }
}

impl JsPageMerger {
    fn read(options: &JsValue) -> Result<Self> {
        let what = "the options of a PageMerger";
        check_keys(what, options, &MERGER_KEYS)?;
        let input: MergerInput = read(what, options.clone())?;
        let mut said = Vec::new();
        let merging = Merging {
            limit: LimitInput::check(input.limit.as_ref(), &mut said)?,
            sort: match &input.sort {
                Some(text) => Sort::parse(text)?,
                None => Sort::default(),
            },
            filter: filter(input.filter.as_deref(), options)?,
            expand: expansion(input.expand.as_ref())?,
            synced_at: match now_of(options)? {
                Some(now) => now,
                None => JsWorld::default().now()?,
            },
        };
        said.extend(sync_warning(merging.filter.as_ref()));
        let merger = PageMerger::new(sources(options)?, merging)?;
        Ok(Self { merger, said })
    }
}

/// The sources that a merger is told.
fn sources(options: &JsValue) -> Result<Vec<MergerSource>> {
    let sources = match options.is_object() {
        true => property(options, "sources"),
        false => JsValue::UNDEFINED,
    };
    let Some(sources) = sources.dyn_ref::<Array>() else {
        let message = "a PageMerger is not told its sources";
        return Err(TaskweaveError::new(Code::RequestInvalid, message)
            .help("write `{ sources: [{ id: \"books\", platform: \"ZOHOBOOKS\" }, …] }`"));
    };
    sources
        .iter()
        .map(|source| {
            check_keys("a source", &source, &SOURCE_KEYS)?;
            let input: SourceInput = read_required("a source", source)?;
            Ok(MergerSource {
                platform: platform(&input.platform)?,
                status_map: input.status_map.unwrap_or_default(),
                is_ordered: input.ordered != Some(false),
                id: input.id,
            })
        })
        .collect()
}
