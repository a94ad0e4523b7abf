//! Any filter over any rows.
#![no_main]

use taskweave_fuzz::Case;

libfuzzer_sys::fuzz_target!(|case: Case| {
    taskweave_fuzz::evaluator(&case);
});
