//! Any text as a filter of Kickserv, and as one of ours to be written as one of Kickserv.
#![no_main]

use taskweave::platforms::Platform;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    taskweave_fuzz::dialect(Platform::Kickserv, &String::from_utf8_lossy(bytes));
});
