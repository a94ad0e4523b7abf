//! Values of JavaScript for tests that run as wasm.

use js_sys::{Error, JSON, Object};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};

/// Three tasks of Kickserv; the last has a name beyond ASCII.
pub(crate) const KICKSERV: &str = r#"[
    {"id": 7, "name": "roof", "updated_at": "2024-01-01T00:00:00Z", "created_at": null, "scheduled_at": null},
    {"id": 8, "name": "paint", "updated_at": "2024-03-01T00:00:00+01:00", "created_at": null, "scheduled_at": "2024-05-01T08:00:00Z"},
    {"id": 9, "name": "現場 🚧", "updated_at": null, "created_at": null, "scheduled_at": null}
]"#;

pub(crate) fn js(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).unwrap()
}

pub(crate) fn data(value: &JsValue) -> Value {
    serde_json::from_str(&String::from(JSON::stringify(value).unwrap())).unwrap()
}

/// The error that was thrown: a real `Error`, its message and the rest of what it carries.
pub(crate) fn thrown<T>(outcome: Result<T, JsValue>) -> (String, Value) {
    let Err(thrown) = outcome else {
        panic!("nothing was thrown");
    };
    let error: &Error = thrown.dyn_ref().unwrap();
    assert_eq!(error.name(), "TaskweaveError");
    let rest = data(&Object::assign(&Object::new(), thrown.unchecked_ref()).into());
    (error.message().into(), rest)
}
