//! The settings of a connection.

use std::rc::Rc;

use serde_json::Value;

use crate::error::Result;
use crate::http::{Authorization, ClientAuth, Grant, GrantKind, Method, Request, Secret};
use crate::platforms::Account;
use crate::platforms::settings::{Setting, check_names};
use crate::task::StatusMap;

const DEPLOYMENT: Setting = Setting {
    path: "deployment",
    write: "the first part of the deployment's host alone, such as \"demo\": 1 to 63 letters, digits and hyphens",
};
const ACCESS_TOKEN: Setting = Setting {
    path: "credentials.access_token",
    write: "an OAuth access token alone, without `Bearer` before it; or instead of it `credentials.client_id` and `credentials.client_secret`, by which tokens are asked for",
};
const CLIENT_ID: Setting = Setting {
    path: "credentials.client_id",
    write: "the client id that the deployment shows for the registered application; it goes with `credentials.client_secret`",
};
const CLIENT_SECRET: Setting = Setting {
    path: "credentials.client_secret",
    write: "the client secret that the deployment shows for the registered application; it goes with `credentials.client_id`",
};
const REFRESH_TOKEN: Setting = Setting {
    path: "credentials.refresh_token",
    write: "the refresh token of a web application, or leave it out for a service application",
};
const SCOPE: Setting = Setting {
    path: "credentials.scope",
    write: "what a service application's tokens are to be for, such as \"read(all),write(all)\" (that is the default); it goes with `credentials.client_id` and `credentials.client_secret` alone",
};

/// What tokens are asked for unless the settings say otherwise: everything that is here to be done.
const DEFAULT_SCOPE: &str = "read(all),write(all)";

/// A connection to one deployment.
#[derive(Debug)]
pub(super) struct Connection {
    /// `https://{deployment}.api.accelo.com/api/v0`
    pub(super) base: String,
    pub(super) authorization: Authorization,
    pub(super) words: StatusMap,
}

/// Checks the settings of a connection.
pub(super) fn connect(value: Value, words: &StatusMap) -> Result<Rc<dyn Account>> {
    Ok(Rc::new(Connection::new(&value, words)?))
}

impl Connection {
    pub(super) fn new(settings: &Value, words: &StatusMap) -> Result<Self> {
        check_names(
            settings,
            &[
                DEPLOYMENT,
                ACCESS_TOKEN,
                CLIENT_ID,
                CLIENT_SECRET,
                REFRESH_TOKEN,
                SCOPE,
            ],
        )?;
        let deployment = DEPLOYMENT.dns_label(settings)?;
        let host = format!("https://{deployment}.api.accelo.com");
        let grant = grant(settings, &host)?;
        let given = match ACCESS_TOKEN.optional(settings)? {
            None if grant.is_some() => None,
            // Without a grant it is all there is, and its absence an error.
            _ => Some(ACCESS_TOKEN.secret(settings)?),
        };
        Ok(Self {
            base: format!("{host}/api/v0"),
            authorization: Authorization::Token {
                scheme: "Bearer",
                given,
                grant,
            },
            words: words.clone(),
        })
    }

    /// A request that reads. Its credentials stand in the header alone: both ways of giving them at
    /// once are an error of the platform.
    pub(super) fn request_to(&self, segments: &[&str]) -> Request {
        Request::new(Method::Get, &self.base, segments)
    }
}

/// How tokens are asked for, on the deployment's own host (Accelo's API documentation: the client as
/// HTTP Basic, the rest as a form); `None` if the settings name no client.
fn grant(settings: &Value, host: &str) -> Result<Option<Grant>> {
    let refresh_token = REFRESH_TOKEN.optional(settings)?;
    let scope = SCOPE.optional(settings)?;
    let has_client =
        CLIENT_ID.optional(settings)?.is_some() || CLIENT_SECRET.optional(settings)?.is_some();
    if !has_client {
        if refresh_token.is_some() {
            return Err(
                CLIENT_ID.wrong("is missing, and the refresh token is of no use without it")
            );
        }
        if scope.is_some() {
            return Err(SCOPE.wrong("is of no use without a client that asks for tokens"));
        }
        return Ok(None);
    }
    let client_id = CLIENT_ID.secret(settings)?;
    if client_id.reveal().contains(':') {
        return Err(CLIENT_ID.wrong("has a colon, which ends the name in HTTP Basic"));
    }
    let kind = match (refresh_token, scope) {
        (Some(_), Some(_)) => {
            return Err(SCOPE.wrong("cannot be chosen by a refresh token, which has its own"));
        }
        (Some(_), None) => GrantKind::Refresh(REFRESH_TOKEN.secret(settings)?),
        (None, scope) => {
            let scope = scope.unwrap_or(DEFAULT_SCOPE);
            if !Secret::new(scope).is_sound() {
                return Err(SCOPE.wrong("is empty, or has a space or a character beyond ASCII"));
            }
            GrantKind::ClientCredentials(vec![("scope", scope.to_owned())])
        }
    };
    Ok(Some(Grant {
        endpoint: format!("{host}/oauth2/v0/token"),
        client_id: client_id.reveal().to_owned(),
        client_secret: CLIENT_SECRET.secret(settings)?,
        client: ClientAuth::Basic,
        kind,
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Code;

    fn connection(credentials: Value) -> Result<Connection> {
        let settings = json!({"deployment": "Demo-1", "credentials": credentials});
        Connection::new(&settings, &StatusMap::default())
    }

    fn grant_of(connection: &Connection) -> Option<&Grant> {
        match &connection.authorization {
            Authorization::Token { grant, .. } => grant.as_ref(),
            Authorization::Fixed { .. } => None,
        }
    }

    #[test]
    fn the_settings_become_a_host_and_a_header() {
        let connection = connection(json!({"access_token": "t.1"})).unwrap();
        let request = connection.request_to(&["tasks"]);
        assert_eq!(request.url, "https://demo-1.api.accelo.com/api/v0/tasks");
        let signed = connection.authorization.sign(request.clone(), None);
        assert_eq!(signed.authorization, Some(Secret::new("Bearer t.1")));
        assert!(grant_of(&connection).is_none());
        assert!(!format!("{connection:?} {request:?}").contains("t.1"));
    }

    #[test]
    fn a_service_application_asks_by_its_credentials() {
        let client = json!({"client_id": "app", "client_secret": "s3cret"});
        let own = json!({"client_id": "app", "client_secret": "s3cret", "scope": "read(tasks)"});
        for (credentials, scope) in [
            (client, "read%28all%29%2Cwrite%28all%29"),
            (own, "read%28tasks%29"),
        ] {
            let connection = connection(credentials).unwrap();
            let request = grant_of(&connection).unwrap().request(None);
            assert_eq!(request.method, Method::Post);
            assert_eq!(request.url, "https://demo-1.api.accelo.com/oauth2/v0/token");
            assert_eq!(
                request.reveal_body().unwrap(),
                format!("grant_type=client_credentials&scope={scope}")
            );
            // `app:s3cret`
            let basic = Secret::new("Basic YXBwOnMzY3JldA==");
            assert_eq!(request.authorization, Some(basic));
            assert!(!format!("{connection:?} {request:?}").contains("s3cret"));
        }
    }

    #[test]
    fn a_web_application_refreshes() {
        let connection = connection(json!({
            "client_id": "app", "client_secret": "s3cret", "refresh_token": "r+1", "access_token": "t.1",
        }))
        .unwrap();
        let grant = grant_of(&connection).unwrap();
        assert_eq!(
            grant.request(None).reveal_body().unwrap(),
            "grant_type=refresh_token&refresh_token=r%2B1"
        );
        let newer = Secret::new("r2");
        assert_eq!(
            grant.request(Some(&newer)).reveal_body().unwrap(),
            "grant_type=refresh_token&refresh_token=r2"
        );
        let signed = connection
            .authorization
            .sign(connection.request_to(&["tasks"]), None);
        assert_eq!(signed.authorization, Some(Secret::new("Bearer t.1")));
        assert_eq!(connection.authorization.secrets().len(), 3);
    }

    #[test]
    fn incomplete_credentials_say_what_is_missing() {
        let unsound = "is empty or has a space, a line break or a character beyond ASCII";
        for (credentials, message) in [
            (
                json!({}),
                "`credentials.access_token` is missing".to_owned(),
            ),
            (
                json!({"client_id": "a"}),
                "`credentials.client_secret` is missing".to_owned(),
            ),
            (
                json!({"client_secret": "s3cret"}),
                "`credentials.client_id` is missing".to_owned(),
            ),
            (
                json!({"refresh_token": "s3cret"}),
                "`credentials.client_id` is missing, and the refresh token is of no use without it"
                    .to_owned(),
            ),
            (
                json!({"refresh_token": "s3cret", "access_token": "s3cret"}),
                "`credentials.client_id` is missing, and the refresh token is of no use without it"
                    .to_owned(),
            ),
            (
                json!({"access_token": "s3cret", "scope": "read(all)"}),
                "`credentials.scope` is of no use without a client that asks for tokens".to_owned(),
            ),
            (
                json!({"client_id": "a", "client_secret": "s3cret", "refresh_token": "r", "scope": "read(all)"}),
                "`credentials.scope` cannot be chosen by a refresh token, which has its own"
                    .to_owned(),
            ),
            (
                json!({"client_id": "a", "client_secret": "s3cret", "scope": "read all"}),
                "`credentials.scope` is empty, or has a space or a character beyond ASCII"
                    .to_owned(),
            ),
            (
                json!({"client_id": "a:b", "client_secret": "s3cret"}),
                "`credentials.client_id` has a colon, which ends the name in HTTP Basic".to_owned(),
            ),
            (
                json!({"client_id": "a", "client_secret": "s3cret "}),
                format!("`credentials.client_secret` {unsound}"),
            ),
            (
                json!({"client_id": "a", "client_secret": "s", "refresh_token": "s3cret\n"}),
                format!("`credentials.refresh_token` {unsound}"),
            ),
            (
                json!({"client_id": "a", "client_secret": "s", "access_token": ""}),
                format!("`credentials.access_token` {unsound}"),
            ),
            (
                json!({"client_id": 7, "client_secret": "s3cret"}),
                "`credentials.client_id` is not a text".to_owned(),
            ),
        ] {
            let error = connection(credentials).unwrap_err();
            assert_eq!(error.code, Code::ConnectionInvalid);
            assert_eq!(error.message, message);
            assert!(error.help.is_some());
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        }
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
