//! A connection's settings: errors that name the setting and say what to write, and that never
//! repeat a value, since any value may be a credential that stands in the wrong place.

use serde_json::Value;

use crate::error::{Code, Result, TaskweaveError};
use crate::http::Secret;
use crate::task::closest;

/// A setting whose value is a text.
pub(super) struct Setting {
    /// Where it stands: `slug`, or `credentials.api_token`.
    pub(super) path: &'static str,
    /// What to write, as the end of a sentence that begins with "write".
    pub(super) write: &'static str,
}

impl Setting {
    /// The error that this setting is wrong.
    pub(super) fn wrong(&self, what: &str) -> TaskweaveError {
        invalid(
            format!("`{}` {what}", self.path),
            format!("write {}", self.write),
        )
    }

    /// Its text; `None` if it is absent or null.
    ///
    /// # Errors
    /// `connection_invalid` if it is no text.
    pub(super) fn optional<'v>(&self, settings: &'v Value) -> Result<Option<&'v str>> {
        let mut value = Some(settings);
        for name in self.path.split('.') {
            value = value.and_then(|value| value.get(name));
        }
        match value {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong("is not a text")),
        }
    }

    /// Its text.
    ///
    /// # Errors
    /// `connection_invalid` if it is missing or no text.
    pub(super) fn text<'v>(&self, settings: &'v Value) -> Result<&'v str> {
        self.optional(settings)?
            .ok_or_else(|| self.wrong("is missing"))
    }

    /// A credential that can stand in a header.
    ///
    /// # Errors
    /// `connection_invalid`, without the credential.
    pub(super) fn secret(&self, settings: &Value) -> Result<Secret> {
        let secret = Secret::new(self.text(settings)?);
        if secret.is_sound() {
            return Ok(secret);
        }
        Err(self.wrong("is empty or has a space, a line break or a character beyond ASCII"))
    }

    /// One label of a host's name: 1–63 letters, digits and inner hyphens; in lower case.
    ///
    /// # Errors
    /// `connection_invalid`.
    pub(super) fn dns_label(&self, settings: &Value) -> Result<String> {
        let label = self.text(settings)?.to_ascii_lowercase();
        let sound = (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if sound {
            return Ok(label);
        }
        Err(self.wrong("is no part of a host name"))
    }
}

/// Refuses settings that nobody would read.
///
/// # Errors
/// `connection_invalid`, naming the first one where its name cannot be a credential.
pub(super) fn check_names(settings: &Value, known: &[Setting]) -> Result<()> {
    let list = || {
        let paths: Vec<_> = known.iter().map(|s| format!("`{}`", s.path)).collect();
        format!("the settings are {}", paths.join(", "))
    };
    let Value::Object(top) = settings else {
        let what = "the connection's settings are not an object";
        return Err(invalid(what, list()));
    };
    for (name, value) in top {
        let of_name = |setting: &&Setting| setting.path.split('.').next() == Some(name.as_str());
        let Some(setting) = known.iter().find(of_name) else {
            let names = known.iter().filter_map(|s| s.path.split('.').next());
            let suggestion = closest(name, names)
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            // A name that looks like a name is repeated, anything else may be a credential.
            let plain =
                name.len() <= 32 && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
            let what = if plain {
                format!("`{name}` is not a setting of this platform")
            } else {
                "one of the connection's settings is not known".to_owned()
            };
            return Err(invalid(what, suggestion + &list()));
        };
        if !setting.path.contains('.') || value.is_null() {
            continue;
        }
        let Value::Object(group) = value else {
            return Err(invalid(format!("`{name}` is not an object"), list()));
        };
        let is_known = |inner: &String| {
            let mut paths = known.iter().filter_map(|s| s.path.split_once('.'));
            paths.any(|path| path == (name.as_str(), inner.as_str()))
        };
        if !group.keys().all(is_known) {
            let what = format!("`{name}` holds something that is not a setting of this platform");
            return Err(invalid(what, list()));
        }
    }
    Ok(())
}

fn invalid(message: impl Into<String>, help: impl Into<String>) -> TaskweaveError {
    TaskweaveError::new(Code::ConnectionInvalid, message).help(help)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const HOST: Setting = Setting {
        path: "host",
        write: "a name",
    };
    const KEY: Setting = Setting {
        path: "credentials.key",
        write: "a key",
    };

    fn read(settings: &Value) -> Result<(String, Secret)> {
        check_names(settings, &[HOST, KEY])?;
        Ok((HOST.dns_label(settings)?, KEY.secret(settings)?))
    }

    #[test]
    fn good_settings_are_read() {
        let (host, key) = read(&json!({"host": "A-1", "credentials": {"key": "b"}})).unwrap();
        assert_eq!((&*host, key.reveal()), ("a-1", "b"));
        assert_eq!(HOST.optional(&json!({"host": null})), Ok(None));
        assert_eq!(HOST.optional(&json!({"host": "a"})), Ok(Some("a")));
    }

    #[test]
    fn each_wrong_setting_is_named_and_no_value_is_repeated() {
        let not_sound =
            "`credentials.key` is empty or has a space, a line break or a character beyond ASCII";
        let strange = "`credentials` holds something that is not a setting of this platform";
        for (settings, message) in [
            (
                json!("s3cret"),
                "the connection's settings are not an object",
            ),
            (
                json!(["s3cret"]),
                "the connection's settings are not an object",
            ),
            (json!(null), "the connection's settings are not an object"),
            (
                json!({"credentials": {"key": "s3cret"}}),
                "`host` is missing",
            ),
            (
                json!({"host": 7, "credentials": {"key": "s3cret"}}),
                "`host` is not a text",
            ),
            (json!({"host": {"s3cret": "b"}}), "`host` is not a text"),
            (json!({"host": "a"}), "`credentials.key` is missing"),
            (
                json!({"host": "a", "credentials": null}),
                "`credentials.key` is missing",
            ),
            (
                json!({"host": "a", "credentials": {}}),
                "`credentials.key` is missing",
            ),
            (
                json!({"host": "a", "credentials": "s3cret"}),
                "`credentials` is not an object",
            ),
            (
                json!({"host": "a", "credentials": {"key": ["s3cret"]}}),
                "`credentials.key` is not a text",
            ),
            (
                json!({"host": "a", "credentials": {"key": {"s3cret": 1}}}),
                "`credentials.key` is not a text",
            ),
            (
                json!({"host": "a", "credentials": {"key": "Bearer s3cret"}}),
                not_sound,
            ),
            (
                json!({"host": "a", "credentials": {"key": "s3cret\r\nX-Evil: 1"}}),
                not_sound,
            ),
            (json!({"host": "a", "credentials": {"key": ""}}), not_sound),
            (
                json!({"hosts": "a", "credentials": {"key": "s3cret"}}),
                "`hosts` is not a setting of this platform",
            ),
            (
                json!({"s3cret": "a"}),
                "one of the connection's settings is not known",
            ),
            (
                json!({"host": "a", "credentials": {"s3cret": "b"}}),
                strange,
            ),
        ] {
            let error = read(&settings).unwrap_err();
            assert_eq!(error.code, Code::ConnectionInvalid);
            assert_eq!(error.message, message);
            assert!(error.help.is_some());
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        }
        let error = read(&json!({"hots": ""})).unwrap_err();
        assert_eq!(
            error.help.as_deref(),
            Some("did you mean `host`? the settings are `host`, `credentials.key`")
        );
    }

    #[test]
    fn a_label_cannot_name_another_host() {
        for bad in [
            "a.b",
            "a/b",
            "a:1",
            "a@b",
            "-a",
            "a-",
            "",
            " a",
            "é",
            "a#",
            "a\n",
            &"a".repeat(64),
        ] {
            let error = HOST.dns_label(&json!({"host": bad})).unwrap_err();
            assert_eq!(error.message, "`host` is no part of a host name", "{bad}");
        }
    }
}
