//! A connection's settings: errors that name the setting and say what to write, and that never
//! repeat a value, since any value may be a credential that stands in the wrong place.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::{Code, Result, TaskweaveError};
use crate::http::Secret;
use crate::task::closest;

/// A setting whose value is a text.
pub(crate) struct Setting {
    /// Where it stands: `slug`, or `credentials.api_token`.
    pub(crate) path: &'static str,
    /// What to write, as the end of a sentence that begins with "write".
    pub(crate) write: &'static str,
}

impl Setting {
    /// The error that this setting is wrong.
    pub(crate) fn wrong(&self, what: &str) -> TaskweaveError {
        TaskweaveError::new(Code::ConnectionInvalid, format!("`{}` {what}", self.path))
            .help(format!("write {}", self.write))
    }

    /// Checks that a credential can stand in a header.
    pub(crate) fn check_secret(&self, secret: &Secret) -> Result<()> {
        if secret.is_sound() {
            return Ok(());
        }
        Err(self.wrong("is empty or has a space, a line break or a character beyond ASCII"))
    }
}

/// Reads settings that are exactly `known`, all of them texts.
///
/// # Errors
/// `connection_invalid`, naming the first setting that is missing, not a text, or not known.
pub(crate) fn read<T: DeserializeOwned>(settings: Value, known: &[Setting]) -> Result<T> {
    let Value::Object(top) = &settings else {
        return Err(TaskweaveError::new(
            Code::ConnectionInvalid,
            "the connection's settings are not an object",
        )
        .help(format!("write an object with {}", list(known))));
    };
    check_names(top, known)?;
    for setting in known {
        let mut parts = setting.path.split('.');
        let mut value = parts.next().and_then(|name| top.get(name));
        for name in parts {
            value = value.and_then(|value| value.get(name));
        }
        match value {
            None | Some(Value::Null) => return Err(setting.wrong("is missing")),
            Some(Value::String(_)) => {}
            Some(_) => return Err(setting.wrong("is not a text")),
        }
    }
    serde_json::from_value(settings).map_err(|_| {
        TaskweaveError::new(
            Code::ConnectionInvalid,
            "the connection's settings cannot be read",
        )
        .help(format!("write an object with {}", list(known)))
    })
}

/// Refuses settings that nobody would read.
fn check_names(top: &Map<String, Value>, known: &[Setting]) -> Result<()> {
    let group_of = |setting: &Setting| setting.path.split('.').next().unwrap_or_default();
    for (name, value) in top {
        if !known.iter().any(|setting| group_of(setting) == name) {
            let suggestion = closest(name, known.iter().map(group_of))
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
            return Err(TaskweaveError::new(Code::ConnectionInvalid, what)
                .help(format!("{suggestion}the settings are {}", list(known))));
        }
        let Value::Object(group) = value else {
            continue;
        };
        for inner in group.keys() {
            if !known
                .iter()
                .any(|setting| setting.path.split_once('.') == Some((name, inner)))
            {
                return Err(TaskweaveError::new(
                    Code::ConnectionInvalid,
                    format!("`{name}` holds something that is not a setting of this platform"),
                )
                .help(format!("the settings are {}", list(known))));
            }
        }
    }
    Ok(())
}

fn list(known: &[Setting]) -> String {
    let paths: Vec<_> = known
        .iter()
        .map(|setting| format!("`{}`", setting.path))
        .collect();
    paths.join(", ")
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Settings {
        host: String,
        credentials: Credentials,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Credentials {
        key: String,
    }

    const KNOWN: [Setting; 2] = [
        Setting {
            path: "host",
            write: "a name",
        },
        Setting {
            path: "credentials.key",
            write: "a key",
        },
    ];

    #[test]
    fn good_settings_are_read() {
        let settings: Settings =
            read(json!({"host": "a", "credentials": {"key": "b"}}), &KNOWN).unwrap();
        assert_eq!((&*settings.host, &*settings.credentials.key), ("a", "b"));
    }

    #[test]
    fn each_wrong_setting_is_named_and_no_value_is_repeated() {
        for (settings, message) in [
            (
                json!("s3cret"),
                "the connection's settings are not an object",
            ),
            (
                json!({"credentials": {"key": "s3cret"}}),
                "`host` is missing",
            ),
            (
                json!({"host": 7, "credentials": {"key": "s3cret"}}),
                "`host` is not a text",
            ),
            (
                json!({"host": "a", "credentials": "s3cret"}),
                "`credentials.key` is missing",
            ),
            (
                json!({"host": "a", "credentials": {"key": ["s3cret"]}}),
                "`credentials.key` is not a text",
            ),
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
                "`credentials` holds something that is not a setting of this platform",
            ),
            (
                json!({"host": {"s3cret": "b"}}),
                "`host` holds something that is not a setting of this platform",
            ),
        ] {
            let error = read::<Settings>(settings, &KNOWN).unwrap_err();
            assert_eq!(error.code, Code::ConnectionInvalid);
            assert_eq!(error.message, message);
            assert!(error.help.is_some());
            assert!(!error.to_string().contains("s3cret"), "{error}");
        }
        let error = read::<Settings>(json!({"hots": ""}), &KNOWN).unwrap_err();
        assert_eq!(
            error.help.as_deref(),
            Some("did you mean `host`? the settings are `host`, `credentials.key`")
        );
    }
}
