//! Any text as a filter of Sage Intacct, and as one of ours to be written as one of Sage Intacct.
#![no_main]

use taskweave::platforms::Platform;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    taskweave_fuzz::dialect(Platform::SageIntacct, &String::from_utf8_lossy(bytes));
});
