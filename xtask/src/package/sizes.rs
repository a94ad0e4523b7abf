//! How large the wasm is, as it lies and as servers send it.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::wasm::WASM_FILE;

/// Where the sizes of a generated folder are kept: the best compression takes its time.
const FILE: &str = "sizes.json";

/// Sizes in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Sizes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [raw, gzip, brotli] = [self.raw, self.gzip, self.brotli].map(grouped);
        write!(
            f,
            "{WASM_FILE} is {raw} bytes raw, {gzip} gzip, {brotli} brotli"
        )
    }
}

/// 1234567 as 1,234,567.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len().saturating_sub(place)).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Compresses as hard as both formats can, as a server does once for a static file.
fn measure(bytes: &[u8]) -> Result<Sizes> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    let mut brotli = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut brotli, &params)?;
    Ok(Sizes {
        raw: bytes.len(),
        gzip: gzip.finish()?.len(),
        brotli: brotli.len(),
    })
}

/// Measures the wasm of a generated folder and keeps the result in it.
pub(super) fn write(folder: &Path) -> Result<()> {
    let sizes = measure(&fs::read(folder.join(WASM_FILE))?)?;
    let json = serde_json::json!([sizes.raw, sizes.gzip, sizes.brotli]);
    fs::write(folder.join(FILE), json.to_string()).context("writing the sizes")
}

/// The sizes kept in a generated folder.
pub(super) fn read(folder: &Path) -> Result<Sizes> {
    let text = fs::read_to_string(folder.join(FILE)).context("reading the sizes")?;
    let [raw, gzip, brotli] = serde_json::from_str(&text).context("reading the sizes")?;
    Ok(Sizes { raw, gzip, brotli })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn compressible_bytes_become_fewer() {
        let sizes = measure(&[7; 10_000]).unwrap();
        assert_eq!(sizes.raw, 10_000);
        assert!(
            (1..100).contains(&sizes.gzip) && (1..100).contains(&sizes.brotli),
            "{sizes:?}"
        );
    }
}
