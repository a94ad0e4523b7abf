//! What JavaScript sees: the exports, their types, and the conversions at the border. Nothing is
//! decided here.
//!
//! Pages come in as bytes; what goes out is one JSON text a call, parsed by the engine, or row
//! indexes. See `types.d.ts` for the shapes.

mod changes;
mod client;
mod convert;
mod filter;
mod merger;
mod options;
mod page_cache;
mod promise;
mod store;
mod stream;
mod table;
mod write;

pub use client::JsClient;
pub use filter::{parse_filter, translate_filter};
pub use merger::JsPageMerger;
pub use stream::TaskStream;
pub use table::{JsTaskTable, normalize};

pub(crate) use convert::{check_keys, thrown};
pub(crate) use options::{CLIENT_KEYS, JsWorld, parts, stores};
pub(crate) use promise::promise;

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const CONNECTIONS: &str = crate::platforms::CONNECTION_TYPES;

/// The module's version.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
