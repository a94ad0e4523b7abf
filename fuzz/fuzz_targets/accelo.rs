//! Any text as a filter of Accelo, and as one of ours to be written as one of Accelo.
#![no_main]

use taskweave::platforms::Platform;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    taskweave_fuzz::dialect(Platform::Accelo, &String::from_utf8_lossy(bytes));
});
