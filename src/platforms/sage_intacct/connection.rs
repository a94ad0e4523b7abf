//! The settings of a connection, and what it has learned of its platform's edition.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::Deserialize;
use serde_json::Value;

use crate::error::Result;
use crate::http::{Method, Request, Secret};
use crate::platforms::{Account, setting};
use crate::task::StatusMap;

/// Where the REST API is.
const BASE: &str = "https://api.intacct.com/ia/api/v1";

const EXAMPLE: &str = "{ \"credentials\": { \"access_token\": \"…\" } }, with \"entity\": \"…\" beside it to read one entity alone";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(default)]
    entity: Value,
    #[serde(default)]
    credentials: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    #[serde(default)]
    access_token: Value,
}

/// How this company's edition spells the status field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Today's edition.
    TaskStatus,
    /// The older edition.
    Status,
}

impl Spelling {
    /// The field's name.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::TaskStatus => "taskStatus",
            Self::Status => "status",
        }
    }

    /// The other spelling.
    pub(super) fn other(self) -> Self {
        match self {
            Self::TaskStatus => Self::Status,
            Self::Status => Self::TaskStatus,
        }
    }
}

/// A connection to one company.
#[derive(Debug)]
pub(super) struct Connection {
    entity: Option<String>,
    pub(super) token: Secret,
    pub(super) words: StatusMap,
    /// The spelling to ask with.
    pub(super) spelling: Cell<Spelling>,
    /// Optional fields that the platform refused; they are not asked for again.
    pub(super) refused: RefCell<Vec<&'static str>>,
}

/// Checks the settings of a connection.
pub(super) fn connect(value: Value, words: &StatusMap) -> Result<Rc<dyn Account>> {
    Ok(Rc::new(Connection::new(value, words)?))
}

impl Connection {
    pub(super) fn new(value: Value, words: &StatusMap) -> Result<Self> {
        let read: Settings = setting::object("the Sage Intacct connection", value, EXAMPLE)?;
        let credentials: Credentials =
            setting::object("the setting `credentials`", read.credentials, EXAMPLE)?;
        let entity = match read.entity {
            Value::Null => None,
            value => Some(entity(value)?),
        };
        Ok(Self {
            entity,
            token: setting::token("credentials.access_token", credentials.access_token)?,
            words: words.clone(),
            spelling: Cell::new(Spelling::TaskStatus),
            refused: RefCell::default(),
        })
    }

    /// A request with the connection's headers.
    pub(super) fn request_to(&self, method: Method, segments: &[&str]) -> Request {
        let bearer = Secret::new(format!("Bearer {}", self.token.reveal()));
        let request = Request::new(method, BASE, segments).authorization(bearer);
        match &self.entity {
            Some(entity) => request.header("X-IA-API-Param-Entity", entity.as_str()),
            None => request,
        }
    }
}

/// An entity's id stands in a header: printable ASCII, no space at its ends. A company's ids may hold
/// spaces and punctuation.
fn entity(value: Value) -> Result<String> {
    let example = "the entity's id, such as \"100\", or leave `entity` away";
    let text = setting::text("entity", value, example)?;
    let printable = text.bytes().all(|b| (b' '..=b'~').contains(&b));
    if printable && text.len() <= 100 && text.trim() == text {
        return Ok(text);
    }
    Err(setting::invalid(
        "the setting `entity` is no id of an entity",
        format!(
            "write {example}: at most 100 printable ASCII characters without spaces around them"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Code;

    #[test]
    fn the_settings_become_headers() {
        let settings = json!({"entity": "Lake West", "credentials": {"access_token": "t.1"}});
        let connection = Connection::new(settings, &StatusMap::default()).unwrap();
        let request = connection.request_to(Method::Get, &["objects"]);
        assert_eq!(request.url, "https://api.intacct.com/ia/api/v1/objects");
        assert_eq!(request.authorization, Some(Secret::new("Bearer t.1")));
        assert!(
            request
                .headers
                .contains(&("X-IA-API-Param-Entity", "Lake West".to_owned()))
        );
        assert!(!format!("{connection:?}").contains("t.1"));
    }

    #[test]
    fn wrong_settings_are_named() {
        for (settings, message) in [
            (json!(null), "the Sage Intacct connection is missing"),
            (json!([]), "the Sage Intacct connection is not an object"),
            (
                json!({"host": "evil.example", "credentials": {"access_token": "t"}}),
                "the Sage Intacct connection: unknown field `host`, expected `entity` or `credentials`",
            ),
            (json!({}), "the setting `credentials` is missing"),
            (
                json!({"credentials": "t"}),
                "the setting `credentials` is not an object",
            ),
            (
                json!({"credentials": {}}),
                "the setting `credentials.access_token` is missing",
            ),
            (
                json!({"credentials": {"access_token": 5}}),
                "the setting `credentials.access_token` is no text",
            ),
            (
                json!({"credentials": {"access_token": "a b"}}),
                "the setting `credentials.access_token` holds spaces or characters that no token has",
            ),
            (
                json!({"entity": "a\r\nX: 1", "credentials": {"access_token": "t"}}),
                "the setting `entity` is no id of an entity",
            ),
            (
                json!({"entity": 100, "credentials": {"access_token": "t"}}),
                "the setting `entity` is no text",
            ),
        ] {
            let error = Connection::new(settings, &StatusMap::default()).unwrap_err();
            assert_eq!(error.code, Code::ConnectionInvalid);
            assert_eq!(error.message, message);
            assert!(error.help.is_some());
        }
    }
}
