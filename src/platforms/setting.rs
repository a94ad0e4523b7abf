//! Checking a connection's settings: errors name the setting and never repeat what may be a credential.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Code, Result, TaskweaveError};
use crate::http::Secret;

/// An error about one setting.
pub(super) fn invalid(message: impl Into<String>, help: impl Into<String>) -> TaskweaveError {
    TaskweaveError::new(Code::ConnectionInvalid, message).help(help)
}

/// Reads the object of settings `what` into a struct that denies unknown fields and whose own fields
/// are `Value`s with a default, so that serde's message can name a setting but never shows a value.
///
/// # Errors
/// `connection_invalid`; `example` is what to write.
pub(super) fn object<T: DeserializeOwned>(what: &str, value: Value, example: &str) -> Result<T> {
    let help = || format!("write {example}");
    if value.is_null() {
        return Err(invalid(format!("{what} is missing"), help()));
    }
    if !value.is_object() {
        return Err(invalid(format!("{what} is not an object"), help()));
    }
    serde_json::from_value(value).map_err(|error| invalid(format!("{what}: {error}"), help()))
}

/// A setting that is text.
///
/// # Errors
/// `connection_invalid` if it is missing, empty or no text.
pub(super) fn text(name: &str, value: Value, example: &str) -> Result<String> {
    match value {
        Value::String(text) if !text.is_empty() => Ok(text),
        Value::Null => Err(invalid(
            format!("the setting `{name}` is missing"),
            format!("write {example}"),
        )),
        Value::String(_) => Err(invalid(
            format!("the setting `{name}` is empty"),
            format!("write {example}"),
        )),
        _ => Err(invalid(
            format!("the setting `{name}` is no text"),
            format!("write {example}"),
        )),
    }
}

/// A setting that is a credential and stands in an `Authorization: Bearer` header.
///
/// # Errors
/// `connection_invalid`, without the credential.
pub(super) fn token(name: &str, value: Value) -> Result<Secret> {
    let example = "the token as the platform gave it, between quotes";
    let secret = Secret::new(text(name, value, example)?);
    if secret.is_sound() {
        return Ok(secret);
    }
    Err(invalid(
        format!("the setting `{name}` holds spaces or characters that no token has"),
        "write the token alone, without `Bearer` before it or spaces around it",
    ))
}

/// A setting that is one label of a host's name: 1–63 letters, digits and inner hyphens.
///
/// # Errors
/// `connection_invalid`, saying what a label is.
pub(super) fn dns_label(name: &str, value: Value, example: &str) -> Result<String> {
    let label = text(name, value, example)?.to_ascii_lowercase();
    let sound = label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if sound {
        return Ok(label);
    }
    Err(invalid(
        format!("the setting `{name}` is no part of a host name"),
        format!("write {example}: 1 to 63 letters, digits and hyphens, no dots, slashes or colons"),
    ))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Credentials {
        #[serde(default)]
        access_token: Value,
    }

    #[test]
    fn no_error_repeats_a_credential() {
        for value in [
            json!("s3cret"),
            json!(["s3cret"]),
            json!(null),
            json!({"token": "s3cret"}),
            json!({"access_token": ["s3cret"]}),
            json!({"access_token": {"s3cret": 1}}),
            json!({"access_token": "Bearer s3cret"}),
            json!({"access_token": "s3cret\r\nX-Evil: 1"}),
            json!({"access_token": ""}),
            json!({}),
        ] {
            let error = object::<Credentials>("`credentials`", value, "{…}")
                .and_then(|read| token("credentials.access_token", read.access_token))
                .unwrap_err();
            assert_eq!(error.code, Code::ConnectionInvalid);
            assert!(error.help.is_some());
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        }
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
            assert!(
                dns_label("deployment", json!(bad), "`demo`").is_err(),
                "{bad}"
            );
        }
        assert_eq!(
            dns_label("deployment", json!("Demo-1"), "").unwrap(),
            "demo-1"
        );
    }
}
