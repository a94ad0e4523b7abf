//! The settings of a connection, and what it has learned of its platform's edition.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde_json::Value;

use crate::error::Result;
use crate::http::{Authorization, Method, Request};
use crate::platforms::Account;
use crate::platforms::settings::{Setting, check_names};
use crate::task::StatusMap;

use super::grants;

/// Where the REST API is.
pub(super) const BASE: &str = "https://api.intacct.com/ia/api/v1";

const ENTITY: Setting = Setting {
    path: "entity",
    write: "the entity's id, such as \"100\", or leave `entity` away: 1 to 100 printable ASCII characters without spaces around them",
};

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

/// Fields named by filters that are remembered; a filter of the longest text names fewer.
const MAX_NAMED: usize = 2000;

/// A connection to one company.
#[derive(Debug)]
pub(super) struct Connection {
    entity: Option<String>,
    pub(super) authorization: Authorization,
    pub(super) words: StatusMap,
    /// The spelling to ask with.
    pub(super) spelling: Cell<Spelling>,
    /// Optional fields that the platform refused; they are not asked for again.
    pub(super) refused: RefCell<Vec<String>>,
    /// Fields that were asked for because a filter names them.
    named: RefCell<Vec<String>>,
}

/// Checks the settings of a connection.
pub(super) fn connect(value: Value, words: &StatusMap) -> Result<Rc<dyn Account>> {
    Ok(Rc::new(Connection::new(&value, words)?))
}

impl Connection {
    pub(super) fn new(settings: &Value, words: &StatusMap) -> Result<Self> {
        let [a, b, c, d, e] = grants::SETTINGS;
        check_names(settings, &[ENTITY, a, b, c, d, e])?;
        let entity = ENTITY.optional(settings)?;
        if !entity.is_none_or(is_entity) {
            return Err(ENTITY.wrong("is no id of an entity"));
        }
        Ok(Self {
            entity: entity.map(str::to_owned),
            authorization: grants::authorization(settings)?,
            words: words.clone(),
            spelling: Cell::new(Spelling::TaskStatus),
            refused: RefCell::default(),
            named: RefCell::default(),
        })
    }

    /// Whether the platform has refused a field.
    pub(super) fn has_refused(&self, path: &str) -> bool {
        self.refused.borrow().iter().any(|refused| refused == path)
    }

    /// Remembers that a filter names a field.
    pub(super) fn name(&self, path: &str) {
        let mut named = self.named.borrow_mut();
        if !named.iter().any(|known| known == path) {
            if named.len() >= MAX_NAMED {
                named.remove(0);
            }
            named.push(path.to_owned());
        }
    }

    /// Whether a filter named a field, so that it can be done without.
    pub(super) fn has_named(&self, path: &str) -> bool {
        self.named.borrow().iter().any(|named| named == path)
    }

    /// A request with the connection's headers.
    pub(super) fn request_to(&self, method: Method, segments: &[&str]) -> Request {
        self.scoped(Request::new(method, BASE, segments))
    }

    /// The request within the connection's entity. Another name of the header would be passed over by
    /// the platform, which would then answer for every entity.
    pub(super) fn scoped(&self, request: Request) -> Request {
        match &self.entity {
            Some(entity) => request.header("X-IA-API-Param-Entity", entity.as_str()),
            None => request,
        }
    }
}

/// An entity's id stands in a header: printable ASCII, no space at its ends. A company's ids may hold
/// spaces and punctuation.
fn is_entity(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|b| (b' '..=b'~').contains(&b))
        && text.trim() == text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Code;
    use crate::http::Secret;

    #[test]
    fn the_settings_become_headers() {
        let settings = json!({"entity": "Lake West", "credentials": {"access_token": "t.1"}});
        let connection = Connection::new(&settings, &StatusMap::default()).unwrap();
        let request = connection.request_to(Method::Get, &["objects"]);
        assert_eq!(request.url, "https://api.intacct.com/ia/api/v1/objects");
        let signed = connection.authorization.sign(request.clone(), None);
        assert_eq!(signed.authorization, Some(Secret::new("Bearer t.1")));
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
            (json!(null), "the connection's settings are not an object"),
            (json!([]), "the connection's settings are not an object"),
            (
                json!({"host": "evil.example", "credentials": {"access_token": "t"}}),
                "`host` is not a setting of this platform",
            ),
            (json!({}), "`credentials.access_token` is missing"),
            (
                json!({"credentials": "t"}),
                "`credentials` is not an object",
            ),
            (
                json!({"credentials": {}}),
                "`credentials.access_token` is missing",
            ),
            (
                json!({"credentials": {"access_token": 5}}),
                "`credentials.access_token` is not a text",
            ),
            (
                json!({"credentials": {"access_token": "a b"}}),
                "`credentials.access_token` is empty or has a space, a line break or a character beyond ASCII",
            ),
            (
                json!({"entity": "a\r\nX: 1", "credentials": {"access_token": "t"}}),
                "`entity` is no id of an entity",
            ),
            (
                json!({"entity": 100, "credentials": {"access_token": "t"}}),
                "`entity` is not a text",
            ),
        ] {
            let error = Connection::new(&settings, &StatusMap::default()).unwrap_err();
            assert_eq!(error.code, Code::ConnectionInvalid);
            assert_eq!(error.message, message);
            assert!(error.help.is_some());
        }
    }
}
