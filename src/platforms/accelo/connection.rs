//! The settings of a connection.

use std::rc::Rc;

use serde::Deserialize;
use serde_json::Value;

use crate::error::Result;
use crate::http::{Method, Request, Secret};
use crate::platforms::{Account, setting};
use crate::task::StatusMap;

const EXAMPLE: &str = "{ \"deployment\": \"demo\", \"credentials\": { \"access_token\": \"…\" } }";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(default)]
    deployment: Value,
    #[serde(default)]
    credentials: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    #[serde(default)]
    access_token: Value,
}

/// A connection to one deployment.
#[derive(Debug)]
pub(super) struct Connection {
    /// `https://{deployment}.api.accelo.com/api/v0`
    base: String,
    pub(super) token: Secret,
    pub(super) words: StatusMap,
}

/// Checks the settings of a connection.
pub(super) fn connect(value: Value, words: &StatusMap) -> Result<Rc<dyn Account>> {
    Ok(Rc::new(Connection::new(value, words)?))
}

impl Connection {
    pub(super) fn new(value: Value, words: &StatusMap) -> Result<Self> {
        let read: Settings = setting::object("the Accelo connection", value, EXAMPLE)?;
        let credentials: Credentials =
            setting::object("the setting `credentials`", read.credentials, EXAMPLE)?;
        let deployment = setting::dns_label(
            "deployment",
            read.deployment,
            "the first part of the deployment's host alone, such as \"demo\"",
        )?;
        Ok(Self {
            base: format!("https://{deployment}.api.accelo.com/api/v0"),
            token: setting::token("credentials.access_token", credentials.access_token)?,
            words: words.clone(),
        })
    }

    /// A request with the connection's credentials. They stand in the header alone: both ways of
    /// giving them at once are an error of the platform.
    pub(super) fn request_to(&self, segments: &[&str]) -> Request {
        let bearer = Secret::new(format!("Bearer {}", self.token.reveal()));
        Request::new(Method::Get, &self.base, segments).authorization(bearer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Code;

    #[test]
    fn the_settings_become_a_host_and_a_header() {
        let settings = json!({"deployment": "Demo-1", "credentials": {"access_token": "t.1"}});
        let connection = Connection::new(settings, &StatusMap::default()).unwrap();
        let request = connection.request_to(&["tasks"]);
        assert_eq!(request.url, "https://demo-1.api.accelo.com/api/v0/tasks");
        assert_eq!(request.authorization, Some(Secret::new("Bearer t.1")));
        assert!(!format!("{connection:?} {request:?}").contains("t.1"));
    }

    #[test]
    fn wrong_settings_are_named() {
        let credentials = json!({"access_token": "t"});
        for (settings, message) in [
            (json!("x"), "the Accelo connection is not an object"),
            (
                json!({"credentials": credentials}),
                "the setting `deployment` is missing",
            ),
            (
                json!({"deployment": "demo.api.accelo.com", "credentials": credentials}),
                "the setting `deployment` is no part of a host name",
            ),
            (
                json!({"deployment": "evil.example/", "credentials": credentials}),
                "the setting `deployment` is no part of a host name",
            ),
            (
                json!({"deployment": 1, "credentials": credentials}),
                "the setting `deployment` is no text",
            ),
            (
                json!({"deployment": "demo"}),
                "the setting `credentials` is missing",
            ),
            (
                json!({"deployment": "demo", "credentials": {"token": "t"}}),
                "the setting `credentials`: unknown field `token`, expected `access_token`",
            ),
            (
                json!({"deployment": "demo", "credentials": credentials, "base": "https://evil.example"}),
                "the Accelo connection: unknown field `base`, expected `deployment` or `credentials`",
            ),
        ] {
            let error = Connection::new(settings, &StatusMap::default()).unwrap_err();
            assert_eq!(error.code, Code::ConnectionInvalid);
            assert_eq!(error.message, message);
            assert!(error.help.is_some());
        }
    }
}
