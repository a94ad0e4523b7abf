//! Filters without data: what is right or wrong about one, and how others would say it.

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::{check_keys, read, thrown, to_js};
use super::options::clock_of;
use crate::client::{Language, translate};
use crate::error::{Code, ErrorDetail, Result, TaskweaveError};
use crate::filter::{Clock, Filter};
use crate::platforms::{Note, Read};

#[derive(Default, Deserialize)]
#[serde(default)]
struct FilterOptions {
    dialect: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Parsed<'a> {
    Right {
        ok: bool,
        canonical: String,
        fields: Vec<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        sort: Option<String>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        notes: Vec<Note>,
    },
    Wrong {
        ok: bool,
        error: &'a ErrorDetail,
    },
}

/// Reads a filter, of ours or of a platform's, and says what is wrong with it, as data.
#[wasm_bindgen(js_name = parseFilter, unchecked_return_type = "ParsedFilter")]
pub fn parse_filter(
    text: &str,
    #[wasm_bindgen(unchecked_optional_param_type = "ParseFilterOptions | null")] options: JsValue,
) -> std::result::Result<JsValue, JsValue> {
    let keys = ["dialect", "now"];
    let (input, clock) =
        options_of("parseFilter", options, &keys).map_err(|error| thrown(&error))?;
    let language = language(input.dialect.as_deref()).map_err(|error| thrown(&error))?;
    match language.read(text, clock) {
        Ok(Read {
            filter,
            sort,
            notes,
        }) => {
            let filter = filter.map(Filter::from);
            to_js(&Parsed::Right {
                ok: true,
                canonical: filter.as_ref().map(Filter::canonical).unwrap_or_default(),
                fields: filter
                    .iter()
                    .flat_map(Filter::fields)
                    .map(|field| field.name())
                    .collect(),
                sort: sort.map(|sort| sort.to_string()),
                notes,
            })
        }
        Err(error) => to_js(&Parsed::Wrong {
            ok: false,
            error: error.detail(),
        }),
    }
}

/// Says a filter of one language in another, and what is left over.
#[wasm_bindgen(js_name = translateFilter, unchecked_return_type = "Translation")]
pub fn translate_filter(
    text: &str,
    #[wasm_bindgen(unchecked_param_type = "TranslateFilterOptions")] options: JsValue,
) -> std::result::Result<JsValue, JsValue> {
    let translation = || {
        let keys = ["from", "to", "now", "utcOffsetMinutes"];
        let (input, clock) = options_of("translateFilter", options, &keys)?;
        let from = language(input.from.as_deref())?;
        let to = input.to.as_deref().map(Language::parse).transpose()?;
        let to = to.ok_or_else(|| {
            TaskweaveError::new(
                Code::RequestInvalid,
                "translateFilter is not told what to write",
            )
            .help("pass `to`, such as `{ to: \"ACCELO\" }`")
        })?;
        translate(text, from, to, clock)
    };
    to_js(&translation().map_err(|error| thrown(&error))?)
}

fn options_of(of: &str, options: JsValue, keys: &[&str]) -> Result<(FilterOptions, Clock)> {
    let what = format!("the options of {of}");
    check_keys(&what, &options, keys)?;
    Ok((read(&what, options.clone())?, clock_of(&options)?))
}

fn language(name: Option<&str>) -> Result<Language> {
    name.map_or(Ok(Language::Taskweave), Language::parse)
}
