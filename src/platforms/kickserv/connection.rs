//! A connection's settings: the account's slug and an employee's API token.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Authorization, Secret};
use crate::platforms::settings::{Setting, check_names};
use crate::task::StatusMap;

const SLUG: Setting = Setting {
    path: "slug",
    write: "the account's name as it stands in the address of Kickserv, after app.kickserv.com/: letters, digits, `-` and `_`, at most 63",
};
const API_TOKEN: Setting = Setting {
    path: "credentials.api_token",
    write: "an employee's API token alone, as Kickserv shows it",
};

/// A connection whose settings were checked.
#[derive(Debug)]
pub(super) struct Connection {
    /// `https://app.kickserv.com/{slug}`.
    pub(super) base: String,
    /// HTTP Basic; the token is in it.
    pub(super) authorization: Authorization,
}

impl Connection {
    /// Checks the settings.
    ///
    /// # Errors
    /// `connection_invalid`, naming the setting and what to write.
    pub(super) fn new(settings: &Value, words: &StatusMap) -> Result<Self> {
        check_names(settings, &[SLUG, API_TOKEN])?;
        let slug = SLUG.text(settings)?;
        if !is_slug(slug) {
            return Err(SLUG.wrong("is not the name of an account"));
        }
        let token = API_TOKEN.secret(settings)?;
        if token.reveal().contains(':') {
            return Err(API_TOKEN.wrong("has a colon, which HTTP Basic cannot carry"));
        }
        if words.iter().next().is_some() {
            return Err(TaskweaveError::new(
                Code::ConnectionInvalid,
                "`statusMap` has no effect: Kickserv's tasks carry no word for their status",
            )
            .help(
                "leave `statusMap` out; the status is told by the schedule and the completion mark",
            ));
        }
        // Kickserv takes the token as user and as password.
        let pair = STANDARD.encode(format!("{0}:{0}", token.reveal()));
        Ok(Self {
            base: format!("https://app.kickserv.com/{slug}"),
            authorization: Authorization::Fixed {
                header: Secret::new(format!("Basic {pair}")),
                secrets: vec![token, Secret::new(pair)],
            },
        })
    }
}

/// Whether a text can stand in the path: it begins with a letter or digit.
fn is_slug(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::http::{Method, Request};

    #[test]
    fn the_token_is_user_and_password() {
        let settings = json!({"slug": "demo-account", "credentials": {"api_token": "s3cret"}});
        let connection = Connection::new(&settings, &StatusMap::default()).unwrap();
        assert_eq!(connection.base, "https://app.kickserv.com/demo-account");
        let request = Request::new(Method::Get, &connection.base, &[]);
        let signed = connection.authorization.sign(request, None);
        assert_eq!(
            signed.authorization,
            Some(Secret::new("Basic czNjcmV0OnMzY3JldA=="))
        );
        assert!(!format!("{connection:?}").contains("s3cret"));
    }

    #[test]
    fn wrong_settings_are_named() {
        for (settings, begins) in [
            (
                json!({"credentials": {"api_token": "s3cret"}}),
                "`slug` is missing",
            ),
            (
                json!({"slug": "demo"}),
                "`credentials.api_token` is missing",
            ),
            (
                json!({"slug": "demo", "credentials": {"api_token": ""}}),
                "`credentials.api_token` is empty",
            ),
            (
                json!({"slug": "demo", "credentials": {"api_token": "s3cret\r\nX: y"}}),
                "`credentials.api_token` is empty or has",
            ),
            (
                json!({"slug": "demo", "credentials": {"api_token": "s3c:ret"}}),
                "`credentials.api_token` has a colon",
            ),
            (
                json!({"slug": "demo", "host": "evil.example", "credentials": {"api_token": "s3cret"}}),
                "`host` is not a setting",
            ),
        ] {
            let error = Connection::new(&settings, &StatusMap::default()).unwrap_err();
            assert_eq!(error.code, Code::ConnectionInvalid);
            assert!(error.message.starts_with(begins), "{error}");
            assert!(!error.to_string().contains("s3c"), "{error}");
        }
        for slug in [
            "",
            "..",
            "a/b",
            "a.b",
            "a?b",
            "a b",
            "é",
            "-a",
            &"a".repeat(64),
        ] {
            let settings = json!({"slug": slug, "credentials": {"api_token": "s3cret"}});
            let error = Connection::new(&settings, &StatusMap::default()).unwrap_err();
            assert_eq!(
                error.message, "`slug` is not the name of an account",
                "{slug}"
            );
        }
    }

    #[test]
    fn a_status_map_without_words_to_map_is_refused() {
        let words: StatusMap = serde_json::from_value(json!({"new": "planned"})).unwrap();
        let settings = json!({"slug": "demo", "credentials": {"api_token": "s3cret"}});
        let error = Connection::new(&settings, &words).unwrap_err();
        assert!(error.message.starts_with("`statusMap` has no effect"));
    }
}
