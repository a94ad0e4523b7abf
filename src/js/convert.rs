//! Values across the border.

use js_sys::{Error, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::Platform;
use crate::task::closest;

/// A value as plain JavaScript data: objects, never `Map`s; null, never `undefined`.
pub(crate) fn to_js(value: &impl Serialize) -> std::result::Result<JsValue, JsValue> {
    let json = serde_json::to_string(value)
        .map_err(|error| JsValue::from(Error::new(&error.to_string())))?;
    js_sys::JSON::parse(&json)
}

/// An error as the `TaskweaveError` that JavaScript catches: an `Error` that carries every part.
pub(crate) fn thrown(error: &TaskweaveError) -> JsValue {
    let thrown = Error::new(&error.message);
    thrown.set_name("TaskweaveError");
    let parts = to_js(error.detail());
    if let Some(parts) = parts.ok().as_ref().and_then(JsCast::dyn_ref) {
        js_sys::Object::assign(&thrown, parts);
    }
    thrown.into()
}

/// Options as a caller wrote them; nothing at all is no options.
pub(super) fn read<T: DeserializeOwned + Default>(what: &str, value: JsValue) -> Result<T> {
    if value.is_undefined() || value.is_null() {
        return Ok(T::default());
    }
    serde_wasm_bindgen::from_value(value).map_err(|error| wrong(what, &error))
}

/// The same, of options that have no other names than these: what is misspelled is never ignored.
pub(super) fn read_known<T: DeserializeOwned + Default>(
    what: &str,
    value: JsValue,
    known: &[&str],
) -> Result<T> {
    check_keys(what, &value, known)?;
    read(what, value)
}

/// Part of an object as a shape of ours.
pub(super) fn read_required<T: DeserializeOwned>(what: &str, value: JsValue) -> Result<T> {
    serde_wasm_bindgen::from_value(value).map_err(|error| wrong(what, &error))
}

/// A value as JSON has it: what is `undefined` is not there, and a `Date` is its ISO text.
///
/// # Errors
/// `request_invalid` for what has no JSON, and for what JSON would write as null or leave out without
/// a word: in a patch the one would empty a field, the other leave it as it is.
pub(super) fn json_of(what: &str, value: &JsValue) -> Result<serde_json::Value> {
    let json = js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
        .and_then(|text| serde_json::from_str(&text).ok())
        .ok_or_else(|| {
            TaskweaveError::new(
                Code::RequestInvalid,
                format!("{what} cannot be written as JSON"),
            )
            .help("give a plain object, without cycles, functions and BigInts")
        })?;
    // There are no cycles: it was written as JSON.
    match lost(value) {
        None => Ok(json),
        Some((path, is)) => Err(TaskweaveError::new(
            Code::RequestInvalid,
            format!("`{path}` of {what} is {is}"),
        )
        .help("write a value; null empties a field, and what is left out stays as it is")),
    }
}

/// Where something stands that JSON does not have, and what it is.
fn lost(value: &JsValue) -> Option<(String, &'static str)> {
    let entries = js_sys::Object::entries(value.dyn_ref::<js_sys::Object>()?);
    entries.iter().find_map(|entry| {
        let entry: js_sys::Array = entry.unchecked_into();
        let (key, value) = (entry.get(0).as_string()?, entry.get(1));
        let date = value.dyn_ref::<js_sys::Date>();
        if value.as_f64().is_some_and(|number| !number.is_finite()) {
            Some((key, "not a number"))
        } else if date.is_some_and(|date| date.get_time().is_nan()) {
            Some((key, "a Date without a time"))
        } else if value.is_function() || value.is_symbol() {
            Some((key, "not data"))
        } else {
            lost(&value).map(|(below, is)| (format!("{key}.{below}"), is))
        }
    })
}

fn wrong(what: &str, error: &serde_wasm_bindgen::Error) -> TaskweaveError {
    TaskweaveError::new(Code::RequestInvalid, format!("{what}: {error}"))
}

/// Whether an object has only keys that are known; nothing at all has none.
pub(crate) fn check_keys(what: &str, object: &JsValue, known: &[&str]) -> Result<()> {
    if object.is_undefined() || object.is_null() {
        return Ok(());
    }
    let Some(object) = object.dyn_ref::<js_sys::Object>() else {
        return Err(TaskweaveError::new(
            Code::RequestInvalid,
            format!("{what} must be an object"),
        ));
    };
    for key in js_sys::Object::keys(object) {
        let key = key.as_string().unwrap_or_default();
        if !known.contains(&key.as_str()) {
            let help = match closest(&key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the options are {}", known.join(", ")),
            };
            return Err(TaskweaveError::new(
                Code::RequestInvalid,
                format!("{what} has no option `{key}`"),
            )
            .help(help));
        }
    }
    Ok(())
}

/// A property, `undefined` where there is none.
pub(super) fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A property that must be a function if it is there.
pub(super) fn function(object: &JsValue, name: &str) -> Result<Option<js_sys::Function>> {
    let value = property(object, name);
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    value.dyn_into().map(Some).map_err(|_| {
        TaskweaveError::new(Code::RequestInvalid, format!("`{name}` is not a function"))
    })
}

/// A page, as bytes or as text.
pub(super) fn page_bytes(page: &JsValue) -> Result<Vec<u8>> {
    if let Some(bytes) = page.dyn_ref::<Uint8Array>() {
        return Ok(bytes.to_vec());
    }
    page.as_string().map(String::into_bytes).ok_or_else(|| {
        TaskweaveError::new(
            Code::RequestInvalid,
            "a page must be a Uint8Array (best) or a string",
        )
        .help("pass `new Uint8Array(await response.arrayBuffer())`, not the parsed object")
    })
}

/// A platform by its name.
pub(super) fn platform(name: &str) -> Result<Platform> {
    Platform::parse(name).ok_or_else(|| {
        let names = || Platform::ALL.iter().map(|platform| platform.as_str());
        let shown: String = name.chars().take(60).collect();
        let help = match closest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "the platforms are {}",
                names().collect::<Vec<_>>().join(", ")
            ),
        };
        TaskweaveError::new(Code::RequestInvalid, format!("`{shown}` is not a platform")).help(help)
    })
}
