//! The settings of a connection.

use std::rc::Rc;

use serde_json::Value;

use crate::error::Result;
use crate::http::{Authorization, Method, Request};
use crate::platforms::Account;
use crate::platforms::settings::{Setting, check_names};
use crate::task::StatusMap;

const DEPLOYMENT: Setting = Setting {
    path: "deployment",
    write: "the first part of the deployment's host alone, such as \"demo\": 1 to 63 letters, digits and hyphens",
};
const ACCESS_TOKEN: Setting = Setting {
    path: "credentials.access_token",
    write: "an OAuth access token alone, without `Bearer` before it",
};

/// A connection to one deployment.
#[derive(Debug)]
pub(super) struct Connection {
    /// `https://{deployment}.api.accelo.com/api/v0`
    base: String,
    pub(super) authorization: Authorization,
    pub(super) words: StatusMap,
}

/// Checks the settings of a connection.
pub(super) fn connect(value: Value, words: &StatusMap) -> Result<Rc<dyn Account>> {
    Ok(Rc::new(Connection::new(&value, words)?))
}

impl Connection {
    pub(super) fn new(settings: &Value, words: &StatusMap) -> Result<Self> {
        check_names(settings, &[DEPLOYMENT, ACCESS_TOKEN])?;
        let deployment = DEPLOYMENT.dns_label(settings)?;
        Ok(Self {
            base: format!("https://{deployment}.api.accelo.com/api/v0"),
            authorization: Authorization::Token {
                scheme: "Bearer",
                given: Some(ACCESS_TOKEN.secret(settings)?),
                grant: None,
            },
            words: words.clone(),
        })
    }

    /// A request. Its credentials stand in the header alone: both ways of giving them at once are an
    /// error of the platform.
    pub(super) fn request_to(&self, segments: &[&str]) -> Request {
        Request::new(Method::Get, &self.base, segments)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Code;
    use crate::http::Secret;

    #[test]
    fn the_settings_become_a_host_and_a_header() {
        let settings = json!({"deployment": "Demo-1", "credentials": {"access_token": "t.1"}});
        let connection = Connection::new(&settings, &StatusMap::default()).unwrap();
        let request = connection.request_to(&["tasks"]);
        assert_eq!(request.url, "https://demo-1.api.accelo.com/api/v0/tasks");
        let signed = connection.authorization.sign(request.clone(), None);
        assert_eq!(signed.authorization, Some(Secret::new("Bearer t.1")));
        assert!(!format!("{connection:?} {request:?}").contains("t.1"));
    }

    #[test]
    fn wrong_settings_are_named() {
        let credentials = json!({"access_token": "t"});
        for (settings, message) in [
            (json!("x"), "the connection's settings are not an object"),
            (
                json!({"credentials": credentials}),
                "`deployment` is missing",
            ),
            (
                json!({"deployment": "demo.api.accelo.com", "credentials": credentials}),
                "`deployment` is no part of a host name",
            ),
            (
                json!({"deployment": "evil.example/", "credentials": credentials}),
                "`deployment` is no part of a host name",
            ),
            (
                json!({"deployment": 1, "credentials": credentials}),
                "`deployment` is not a text",
            ),
            (
                json!({"deployment": "demo"}),
                "`credentials.access_token` is missing",
            ),
            (
                json!({"deployment": "demo", "credentials": {"token": "t"}}),
                "`credentials` holds something that is not a setting of this platform",
            ),
            (
                json!({"deployment": "demo", "credentials": credentials, "base": "https://evil.example"}),
                "`base` is not a setting of this platform",
            ),
        ] {
            let error = Connection::new(&settings, &StatusMap::default()).unwrap_err();
            assert_eq!(error.code, Code::ConnectionInvalid);
            assert_eq!(error.message, message);
            assert!(error.help.is_some());
        }
    }
}
