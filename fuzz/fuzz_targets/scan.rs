//! Any bytes as a page: the scanner against `serde_json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        taskweave_fuzz::scan(text);
    }
});
