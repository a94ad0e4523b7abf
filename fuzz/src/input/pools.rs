//! The values that rows and filters share.

use arbitrary::{Result, Unstructured};
use taskweave::task::{Decimal, Timestamp};

/// Texts that contain, precede and equal one another, in both cases and in letters whose cases are
/// odd; words of statuses; texts that are a number, a time, or true or false.
const TEXTS: &[&str] = &[
    "",
    "a",
    "A",
    "Ac",
    "Acme",
    "acme",
    "ACME & sons",
    "é",
    "É",
    "e\u{301}",
    "ß",
    "ẞ",
    "SS",
    "ſ",
    "\u{212a}",
    "k",
    "İ",
    "ı",
    "Σ",
    "ς",
    "漢字",
    "😀",
    "\u{0}",
    "\"\\\n",
    "notStarted",
    "inProgress",
    "completed",
    "started",
    "complete",
    "active",
    "true",
    "false",
    "null",
    "0",
    "42",
    "0.250",
    "1e400",
    "2024-01-01",
    "2024-01-01T00:00:00Z",
    "2024-01-01T01:00:00+01:00",
    "1704067200",
];

/// Numbers as JSON writes them: equal ones in several spellings, and digits that a double loses.
pub(super) const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "0.0",
    "1",
    "1.0",
    "10e-1",
    "0.25",
    "0.250",
    "-1.5",
    "42",
    "12.1",
    "9007199254740992",
    "9007199254740993",
    "18446744073709551616",
    "1e400",
    "1e-400",
    "1704067200",
];

/// Instants in milliseconds: close together, before the epoch, and at the edges of the years.
const TIMES: &[i64] = &[
    -62_167_219_200_000,
    -1,
    0,
    1000,
    1_704_067_200_000,
    1_704_067_200_001,
    1_704_067_201_000,
    1_704_153_600_000,
    253_402_300_799_999,
];

/// Names in records: plain, odd, and with dots, which stand for a way into an object too.
pub(super) const NAMES: &[&str] = &[
    "a",
    "b",
    "a.b",
    "a.b.c",
    "id",
    "name",
    "email",
    "priority",
    "planned",
    "planned.startDate",
    "startDate",
    "project",
    "key",
    "nsp::odd name",
    "a`b",
    "and",
    "",
    ".",
    "漢",
];

pub(super) fn text(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(1, 8)? {
        let any: &str = u.arbitrary()?;
        return Ok(any.chars().take(8).collect());
    }
    Ok((*u.choose(TEXTS)?).to_owned())
}

/// A number as JSON writes it.
pub(super) fn number(u: &mut Unstructured<'_>) -> Result<String> {
    match u.int_in_range(0..=7)? {
        0 => Ok(u.arbitrary::<i64>()?.to_string()),
        1 => {
            let (whole, part, exponent): (i8, u8, i8) = u.arbitrary()?;
            Ok(format!("{whole}.{part}e{exponent}"))
        }
        _ => Ok((*u.choose(NUMBERS)?).to_owned()),
    }
}

pub(super) fn decimal(u: &mut Unstructured<'_>) -> Result<Decimal> {
    let text = number(u)?;
    Ok(Decimal::parse(&text).unwrap_or_else(|| panic!("{text} is a number")))
}

pub(super) fn time(u: &mut Unstructured<'_>) -> Result<Timestamp> {
    let millis = if u.ratio(1, 8)? {
        u.int_in_range(TIMES[0]..=TIMES[TIMES.len() - 1])?
    } else {
        *u.choose(TIMES)?
    };
    Ok(Timestamp::from_millis(millis).unwrap_or_else(|| panic!("{millis} is within the years")))
}

pub(super) fn name(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(1, 16)? {
        return text(u);
    }
    Ok((*u.choose(NAMES)?).to_owned())
}
