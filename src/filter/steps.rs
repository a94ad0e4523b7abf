//! Relative times as they are written: `now`, `today-1mo`, `NOW - 7d + 2h`.

use super::lexer::is_word;
use super::quote::clipped;
use super::relative::{Anchor, Relative, Step, Unit};
use super::token::{Flaw, Place};

/// Other words for the units.
const OTHER_UNITS: &[(&str, &[&str])] = &[
    ("s", &["sec", "secs", "second", "seconds"]),
    ("min", &["mins", "minute", "minutes", "mn"]),
    ("h", &["hr", "hrs", "hour", "hours"]),
    ("d", &["day", "days"]),
    ("w", &["wk", "wks", "week", "weeks"]),
    ("mo", &["mon", "mth", "mths", "month", "months"]),
    ("y", &["yr", "yrs", "year", "years"]),
];

/// Reads the relative time that `text` begins with: how many bytes it takes, and the time; `None`
/// if `text` begins with another word.
pub(super) fn read(text: &str) -> Option<(usize, Result<Relative, Flaw>)> {
    let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
    let (word, after) = text.split_at_checked(end)?;
    let mut after_word = after.chars();
    if matches!(after_word.next(), Some('.' | '@' | '\'')) && after_word.next().is_some_and(is_word)
    {
        return None;
    }
    let anchor = [Anchor::Now, Anchor::Today]
        .into_iter()
        .find(|anchor| anchor.as_str().eq_ignore_ascii_case(word))?;
    let mut relative = Relative {
        anchor,
        steps: Vec::new(),
    };
    let mut at = end;
    let mut flaw = None;
    while let Some(written) = Written::read(text, at) {
        at = written.end;
        match written.step(text, &relative) {
            Ok(step) => relative.steps.push(step),
            Err(wrong) => {
                flaw.get_or_insert(wrong);
            }
        }
    }
    Some((at, flaw.map_or(Ok(relative), Err)))
}

/// The unit of a word, of another language perhaps.
pub(super) fn unit_like(word: &str) -> Option<&'static str> {
    let is_word = |other: &&str| other.eq_ignore_ascii_case(word);
    OTHER_UNITS
        .iter()
        .find(|(unit, others)| is_word(unit) || others.iter().any(is_word))
        .map(|(unit, _)| *unit)
}

/// The units, for messages.
pub(super) fn units() -> String {
    Unit::ALL.map(Unit::as_str).join(", ")
}

/// A step with the places of its parts.
struct Written {
    sign: char,
    /// Where the sign stands.
    start: usize,
    /// Where the count begins.
    count: usize,
    /// Where the unit begins.
    unit: usize,
    end: usize,
}

impl Written {
    /// The step that stands at `at` or after white space there.
    fn read(text: &str, at: usize) -> Option<Self> {
        let rest = text.get(at..)?;
        let trimmed = rest.trim_start();
        let sign = trimmed.chars().next().filter(|c| matches!(c, '+' | '-'))?;
        let start = text.len() - trimmed.len();
        let after = trimmed.get(1..)?;
        let word = after.trim_start();
        let count = text.len() - word.len();
        let digits = word
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(word.len());
        let mut end = digits;
        let mut chars = word.get(digits..)?.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let digit_follows = chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
            let is_point = c == '.' && digit_follows && digits > 0;
            if !(is_word(c) || is_point) {
                break;
            }
            end = digits + at + c.len_utf8();
        }
        // A sign with nothing after it is a step that lacks all; the space after it is none of it.
        let (count, end) = match end {
            0 => (start + 1, 0),
            _ => (count, end),
        };
        Some(Self {
            sign,
            start,
            count,
            unit: count + digits,
            end: count + end,
        })
    }

    fn step(&self, text: &str, before: &Relative) -> Result<Step, Flaw> {
        let part = |start: usize, end: usize| text.get(start..end).unwrap_or_default();
        let (count, unit) = (part(self.count, self.unit), part(self.unit, self.end));
        let better = |count: &str, unit: &str| format!("`{before}{}{count}{unit}`", self.sign);
        let flaw = |start: usize, end: usize, message: String, help: String| {
            let place = Place { start, end };
            Err(Flaw {
                place,
                message,
                help,
            })
        };
        if count.is_empty() {
            return flaw(
                self.start,
                self.end,
                format!(
                    "a number is missing after `{}`",
                    part(self.start, self.start + 1)
                ),
                format!(
                    "a step is a sign, a number and a unit, such as {}",
                    better("7", unit_like(unit).unwrap_or("d"))
                ),
            );
        }
        if unit.is_empty() {
            let next: String = part(self.end, text.len())
                .trim_start()
                .chars()
                .take_while(|c| is_word(*c))
                .collect();
            return flaw(
                self.count,
                self.end,
                format!("a unit is missing after `{}`", clipped(count)),
                format!(
                    "write {}; the units are {}",
                    better(&clipped(count), unit_like(&next).unwrap_or("d")),
                    units()
                ),
            );
        }
        if unit.starts_with('.') {
            return flaw(
                self.count,
                self.end,
                format!(
                    "`{}` is not a whole number of a unit",
                    clipped(part(self.count, self.end))
                ),
                format!(
                    "take a smaller unit, such as {} for a day and a half",
                    better("36", "h")
                ),
            );
        }
        let known = Unit::ALL
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(unit));
        let Some(unit) = known else {
            let help = match unit_like(unit) {
                _ if unit.eq_ignore_ascii_case("m") => format!(
                    "write {} for minutes or {} for months",
                    better(&clipped(count), "min"),
                    better(&clipped(count), "mo")
                ),
                Some(near) => {
                    format!(
                        "write {}; the units are {}",
                        better(&clipped(count), near),
                        units()
                    )
                }
                None => format!(
                    "the units are {}, such as {}",
                    units(),
                    better(&clipped(count), "d")
                ),
            };
            return flaw(
                self.unit,
                self.end,
                format!("`{}` is not a unit of time", clipped(unit)),
                help,
            );
        };
        let signed = format!("{}{count}", self.sign);
        match signed.parse() {
            Ok(count) => Ok(Step { count, unit }),
            Err(_) => flaw(
                self.count,
                self.unit,
                format!("`{}` is more than a step can count", clipped(count)),
                format!(
                    "a step counts up to {}; times end with the year 9999",
                    i32::MAX
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn steps_are_read_with_and_without_spaces() {
        for (text, printed, length) in [
            ("now", "now", 3),
            ("TODAY", "today", 5),
            ("now-7d", "now-7d", 6),
            ("now - 7D +2h\t+ 003mo", "now-7d+2h+3mo", 20),
            ("now-7d and", "now-7d", 6),
            ("now)", "now", 3),
            ("today -2147483648y", "today-2147483648y", 18),
            ("now+2147483647s-0min", "now+2147483647s+0min", 20),
        ] {
            let (read_length, relative) = read(text).unwrap();
            let relative = relative.unwrap();
            assert_eq!(
                (relative.to_string().as_str(), read_length),
                (printed, length)
            );
        }
        for text in ["nowhere", "now7", "no", "now.x", "yesterday", "", "now'x"] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_wrong_step_is_pointed_at() {
        for (text, start, end, help) in [
            ("now-", 3, 4, "`now-7d`"),
            ("now - x", 4, 7, "`now-7d`"),
            ("now-7", 4, 5, "`now-7d`"),
            ("now+2 weeks", 4, 5, "`now+2w`"),
            ("now+1mo-7days", 9, 13, "`now+1mo-7d`"),
            ("now-5m", 5, 6, "`now-5min` for minutes or `now-5mo`"),
            ("now-1.5d", 4, 8, "`now-36h`"),
            ("now-2147483649d", 4, 14, "2147483647"),
            ("now-7é+", 5, 7, "units are"),
        ] {
            let (length, relative) = read(text).unwrap();
            let flaw = relative.unwrap_err();
            assert_eq!((flaw.place.start, flaw.place.end), (start, end), "{text}");
            assert!(flaw.help.contains(help), "{text}: {}", flaw.help);
            assert!(flaw.place.end <= length);
        }
    }
}
