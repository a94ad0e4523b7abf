//! Filters without data: what is right or wrong about one.

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{read_known, thrown, to_js};
use crate::error::{Code, ErrorDetail, TaskweaveError};
use crate::filter::Filter;

#[derive(Default, Deserialize)]
#[serde(default)]
struct ParseOptions {
    dialect: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Parsed<'a> {
    Right {
        ok: bool,
        canonical: String,
        fields: Vec<&'static str>,
    },
    Wrong {
        ok: bool,
        error: &'a ErrorDetail,
    },
}

/// Reads a filter and says what is wrong with it, as data.
#[wasm_bindgen(js_name = parseFilter, unchecked_return_type = "ParsedFilter")]
pub fn parse_filter(
    text: &str,
    #[wasm_bindgen(unchecked_optional_param_type = "ParseFilterOptions | null")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let options: ParseOptions = read_known("the options of parseFilter", options, &["dialect"])
        .map_err(|error| thrown(&error))?;
    let outcome = match options.dialect.as_deref() {
        None | Some("taskweave") => Filter::parse(text),
        Some(_) => Err(TaskweaveError::new(
            Code::Unsupported,
            "this version reads its own language only",
        )
        .help("leave `dialect` out")),
    };
    match outcome {
        Ok(filter) => to_js(&Parsed::Right {
            ok: true,
            canonical: filter.canonical(),
            fields: filter
                .fields()
                .into_iter()
                .map(|field| field.name())
                .collect(),
        }),
        Err(error) => to_js(&Parsed::Wrong {
            ok: false,
            error: error.detail(),
        }),
    }
}
