//! What the build promises of the wasm that it makes, seen from inside.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::wasm_bindgen_test;

/// The flag stands in `.cargo/config.toml`, and a `RUSTFLAGS` variable would take its place.
#[wasm_bindgen_test]
fn vectors_of_128_bits_are_on() {
    let simd = cfg!(target_feature = "simd128");
    assert!(simd, "compiled without +simd128");
}
