//! The order that a list is asked for: `updated_at DESC`, `status ASC, name`.

use std::fmt;

use super::field::{CATALOGUE, Field};
use super::suggest::closest;
use crate::error::{Code, Result, TaskweaveError};

/// Which way a key is ordered. Nulls are last in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// One field of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The field.
    pub field: Field,
    /// Its direction.
    pub direction: Direction,
}

/// An order of tasks. It is total: ties are broken by connection and platform id, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort(Vec<SortKey>);

/// More keys than this cannot be meant.
const MAX_KEYS: usize = 8;

impl Default for Sort {
    /// Newest change first, as Rutter does.
    fn default() -> Self {
        Self(vec![SortKey {
            field: Field::UpdatedAt,
            direction: Direction::Descending,
        }])
    }
}

impl Sort {
    /// The keys, first the one that matters most.
    #[must_use]
    pub fn keys(&self) -> &[SortKey] {
        &self.0
    }

    /// Reads `field`, `field ASC` or `field DESC`, several parted by commas; a bare field ascends (Rutter's rule).
    ///
    /// # Errors
    /// `sort_invalid`, with the place in `text`.
    pub fn parse(text: &str) -> Result<Self> {
        if text.trim().is_empty() {
            return Err(TaskweaveError::new(Code::SortInvalid, "the sort is empty")
                .at(text, 0, text.len())
                .help("write a field and a direction, such as `updated_at DESC`"));
        }
        let mut keys: Vec<SortKey> = Vec::new();
        let mut start = 0;
        for part in text.split(',') {
            let end = start + part.len();
            let key = Self::parse_key(text, part, start, end)?;
            if keys.iter().any(|known| known.field == key.field) {
                return Err(TaskweaveError::new(
                    Code::SortInvalid,
                    format!("the sort names `{}` twice", key.field.name()),
                )
                .at(text, end - part.trim_start().len(), end)
                .help("name each field once"));
            }
            keys.push(key);
            if keys.len() > MAX_KEYS {
                return Err(TaskweaveError::new(
                    Code::SortInvalid,
                    format!("the sort has more than {MAX_KEYS} fields"),
                )
                .at(text, start, end));
            }
            start = end + 1;
        }
        Ok(Self(keys))
    }

    fn parse_key(text: &str, part: &str, start: usize, end: usize) -> Result<SortKey> {
        // Words are slices of the text, so their addresses tell their places.
        let place = |word: &str| {
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            (at, at + word.len())
        };
        let wrong = |word: &str, message: String| {
            let (start, end) = place(word);
            TaskweaveError::new(Code::SortInvalid, message).at(text, start, end)
        };
        let mut words = part.split_whitespace();
        let name = words.next().ok_or_else(|| {
            TaskweaveError::new(Code::SortInvalid, "a field is missing in the sort")
                .at(text, start, end)
                .help("write a field between the commas, or take a comma away")
        })?;
        let field = Field::parse(name)
            .filter(|field| field.info().sortable)
            .ok_or_else(|| {
                let (start, end) = place(name);
                Self::unknown_field(name).at(text, start, end)
            })?;
        let direction = match words.next() {
            None => Direction::Ascending,
            Some(word) if word.eq_ignore_ascii_case("asc") => Direction::Ascending,
            Some(word) if word.eq_ignore_ascii_case("desc") => Direction::Descending,
            Some(word) => {
                return Err(wrong(word, format!("`{word}` is not a direction"))
                    .help(format!("write `{name} ASC` or `{name} DESC`")));
            }
        };
        if let Some(word) = words.next() {
            let message = format!("`{word}` stands after the direction of `{name}`");
            return Err(wrong(word, message).help("part several fields by commas"));
        }
        Ok(SortKey { field, direction })
    }

    fn unknown_field(name: &str) -> TaskweaveError {
        let sortable = || {
            CATALOGUE
                .iter()
                .filter(|info| info.sortable)
                .map(|info| info.name)
        };
        let help = match closest(name, sortable()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("sort by {}", sortable().collect::<Vec<_>>().join(", ")),
        };
        TaskweaveError::new(
            Code::SortInvalid,
            format!("`{name}` is not a field to sort by"),
        )
        .help(help)
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, key) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            let direction = match key.direction {
                Direction::Ascending => "ASC",
                Direction::Descending => "DESC",
            };
            write!(f, "{comma}{} {direction}", key.field.name())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rutter_s_forms_are_read_and_printed() {
        for (text, printed) in [
            ("updated_at", "updated_at ASC"),
            ("last_synced_at ASC", "last_synced_at ASC"),
            (
                " status asc ,updated_at  desc",
                "status ASC, updated_at DESC",
            ),
        ] {
            assert_eq!(Sort::parse(text).unwrap().to_string(), printed);
        }
        assert_eq!(Sort::default().to_string(), "updated_at DESC");
    }

    #[test]
    fn mistakes_are_pointed_at() {
        for (text, message, start, end) in [
            ("updatd_at", "`updatd_at` is not a field to sort by", 0, 9),
            ("name, ,status", "a field is missing in the sort", 5, 6),
            ("name upwards", "`upwards` is not a direction", 5, 12),
            (
                "name ASC now",
                "`now` stands after the direction of `name`",
                9,
                12,
            ),
            ("name, name DESC", "the sort names `name` twice", 6, 15),
            (
                "platform_data",
                "`platform_data` is not a field to sort by",
                0,
                13,
            ),
        ] {
            let error = Sort::parse(text).unwrap_err();
            assert_eq!(error.code, Code::SortInvalid);
            assert_eq!(error.message, message);
            assert_eq!(
                error.span,
                Some(crate::error::Span { start, end }),
                "{text}"
            );
        }
        assert_eq!(
            Sort::parse("updatd_at").unwrap_err().help.as_deref(),
            Some("did you mean `updated_at`?")
        );
        assert!(Sort::parse("").is_err());
    }
}
