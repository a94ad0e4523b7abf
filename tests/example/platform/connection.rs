//! The settings of a connection.

use std::rc::Rc;

use serde_json::Value;

use crate::error::Result;
use crate::http::{Authorization, Method, Request};
use crate::platforms::Account;
use crate::platforms::settings::{Setting, check_names};
use crate::task::StatusMap;

const ACCESS_TOKEN: Setting = Setting {
    path: "credentials.access_token",
    write: "an access token alone, without `Bearer` before it",
};

/// What all calls begin with.
pub(super) const BASE: &str = "https://api.example.com/v1";

/// A connection whose settings were checked.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) authorization: Authorization,
    pub(super) words: StatusMap,
}

/// Checks the settings of a connection.
pub(super) fn connect(value: Value, words: &StatusMap) -> Result<Rc<dyn Account>> {
    check_names(&value, &[ACCESS_TOKEN])?;
    Ok(Rc::new(Connection {
        authorization: Authorization::Token {
            scheme: "Bearer",
            given: Some(ACCESS_TOKEN.secret(&value)?),
            grant: None,
        },
        words: words.clone(),
    }))
}

/// A call on all items, or on one.
pub(super) fn on(method: Method, id: Option<&str>) -> Request {
    let segments: Vec<&str> = ["items"].into_iter().chain(id).collect();
    Request::new(method, BASE, &segments)
}
