//! One account on a platform, its settings checked.

use std::rc::Rc;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Session, TokenStore};
use crate::platforms::{Account, Platform};
use crate::task::{StatusMap, is_connection_id};

/// One account on a platform.
pub struct Connection {
    /// Its id: 1–64 letters, digits, `.`, `_`, `-`.
    pub id: String,
    /// Its platform.
    pub platform: Platform,
    /// Its own reading of status words.
    pub status_map: Rc<StatusMap>,
    /// Its room at the platform.
    pub account: Rc<dyn Account>,
    /// Its standing with the platform, beyond one request.
    pub session: Rc<Session>,
}

/// What every connection has; the rest is its platform's.
#[derive(Deserialize)]
struct Common {
    id: String,
    platform: Platform,
    #[serde(rename = "statusMap", default)]
    status_map: StatusMap,
}

impl Connection {
    /// Checks the settings of a connection.
    ///
    /// # Errors
    /// `connection_invalid`, naming the setting. No value is repeated: it may be a credential.
    pub fn new(value: Value, store: Option<Rc<dyn TokenStore>>) -> Result<Self> {
        let invalid = |message: String| TaskweaveError::new(Code::ConnectionInvalid, message);
        let Value::Object(settings) = value else {
            return Err(invalid("a connection is not an object".to_owned())
                .help("write `{ id, platform, credentials, … }`"));
        };
        let (common, own) = split(settings);
        let common: Common = serde_json::from_value(Value::Object(common))
            .map_err(|error| invalid(format!("a connection's settings are wrong: {error}")))?;
        if !is_connection_id(&common.id) {
            return Err(invalid("a connection's `id` is not usable".to_owned())
                .help("write 1 to 64 letters, digits, `.`, `_` or `-`"));
        }
        let account = (common.platform.room().connect)(Value::Object(own), &common.status_map)
            .map_err(|error| error.from_source(common.platform, &common.id))?;
        let session = Session::new(&common.id, Rc::clone(&account), store);
        Ok(Self {
            session: Rc::new(session),
            id: common.id,
            platform: common.platform,
            status_map: Rc::new(common.status_map),
            account,
        })
    }
}

fn split(settings: Map<String, Value>) -> (Map<String, Value>, Map<String, Value>) {
    settings
        .into_iter()
        .partition(|(name, _)| ["id", "platform", "statusMap"].contains(&name.as_str()))
}
