//! Any text as a filter.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    taskweave_fuzz::filter(&String::from_utf8_lossy(bytes));
});
