//! Task ids: a connection and the platform's path, reversible without any state.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Code, Result, TaskweaveError};

/// Stands between the parts of an id; control characters are refused in every part.
const SEPARATOR: char = '\u{1f}';

/// The longest id that is looked at: hostile input must not cost more than a glance.
const MAX_LENGTH: usize = 1024;

/// What an id says: which connection, and where on its platform.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TaskId {
    /// The connection's id.
    pub connection_id: String,
    /// What the task stands under on its platform (Zoho Books: the project), where its path needs it.
    pub parent: Option<String>,
    /// The platform's own id of the task.
    pub platform_id: String,
}

/// Whether a text may be the id of a connection: 1–64 letters, digits, `.`, `_`, `-`.
#[must_use]
pub fn is_connection_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

impl TaskId {
    /// Whether a text may be a platform's id of a task or of its parent: 1–256 bytes, no control characters.
    #[must_use]
    pub fn is_part(text: &str) -> bool {
        (1..=256).contains(&text.len()) && !text.chars().any(char::is_control)
    }

    /// The id as a URL-safe string.
    #[must_use]
    pub fn encode(&self) -> String {
        Self::encode_parts(
            &self.connection_id,
            self.parent.as_deref(),
            &self.platform_id,
        )
    }

    /// The same, from borrowed parts.
    #[must_use]
    pub fn encode_parts(connection_id: &str, parent: Option<&str>, platform_id: &str) -> String {
        let mut plain = String::with_capacity(connection_id.len() + platform_id.len() + 24);
        plain.push_str(connection_id);
        for part in parent.into_iter().chain([platform_id]) {
            plain.push(SEPARATOR);
            plain.push_str(part);
        }
        URL_SAFE_NO_PAD.encode(plain)
    }

    /// Reads an id back.
    ///
    /// # Errors
    /// `id_invalid` for whatever [`TaskId::encode`] does not write.
    pub fn decode(text: &str) -> Result<Self> {
        let wrong = || {
            TaskweaveError::new(Code::IdInvalid, "this is not the id of a task")
                .help("pass the `id` of a task as it came, or the platform's own id with id_type=platform")
        };
        if text.len() > MAX_LENGTH {
            return Err(wrong());
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
        let plain = String::from_utf8(bytes).map_err(|_| wrong())?;
        let mut parts = plain.split(SEPARATOR);
        let connection_id = parts.next().unwrap_or_default().to_owned();
        let first = parts.next().ok_or_else(wrong)?.to_owned();
        let second = parts.next().map(str::to_owned);
        if parts.next().is_some() {
            return Err(wrong());
        }
        let (parent, platform_id) = match second {
            Some(second) => (Some(first), second),
            None => (None, first),
        };
        let id = Self {
            connection_id,
            parent,
            platform_id,
        };
        let sound = is_connection_id(&id.connection_id)
            && id.parent.as_deref().is_none_or(Self::is_part)
            && Self::is_part(&id.platform_id);
        if sound { Ok(id) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_id_reads_back_as_written(
            connection_id in "[A-Za-z0-9._-]{1,64}",
            parent in proptest::option::of("[^\\p{Cc}]{1,40}"),
            platform_id in "[^\\p{Cc}]{1,40}",
        ) {
            let id = TaskId { connection_id, parent, platform_id };
            let text = id.encode();
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b)));
            prop_assert_eq!(TaskId::decode(&text).unwrap(), id);
        }

        #[test]
        fn hostile_ids_are_refused_or_canonical(text in "\\PC{0,60}") {
            if let Ok(id) = TaskId::decode(&text) {
                prop_assert_eq!(id.encode(), text);
            }
        }
    }

    #[test]
    fn foreign_ids_are_refused() {
        for text in [
            "",
            "1326",
            "00000000-0000-0000-0000-000000000000",
            "../../tasks",
            &URL_SAFE_NO_PAD.encode("a b\u{1f}1"),
            &URL_SAFE_NO_PAD.encode("acme\u{1f}"),
            &URL_SAFE_NO_PAD.encode("acme\u{1f}1\u{1f}2\u{1f}3"),
            &URL_SAFE_NO_PAD.encode("acme\u{1f}1\n2"),
            &"A".repeat(5000),
        ] {
            assert_eq!(
                TaskId::decode(text).unwrap_err().code,
                Code::IdInvalid,
                "{text}"
            );
        }
    }
}
