//! A connection's settings: the data centre, the organization, and an access token or what asks for one.

use serde_json::Value;

use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Authorization, ClientAuth, Grant, GrantKind, Method, Request};
use crate::platforms::settings::{Setting, check_names};
use crate::task::TaskId;

/// Zoho's data centres, as the last part of their host names.
const REGIONS: [&str; 7] = ["com", "eu", "in", "com.au", "jp", "ca", "sa"];

const REGION: Setting = Setting {
    path: "region",
    write: "the data centre that holds the account: com, eu, in, com.au, jp, ca or sa",
};
const ORGANIZATION_ID: Setting = Setting {
    path: "organization_id",
    write: "the organization's id, digits in quotes, as Zoho Books shows it under Manage Organizations; none is picked by itself",
};
const ACCESS_TOKEN: Setting = Setting {
    path: "credentials.access_token",
    write: "an OAuth access token alone, without `Zoho-oauthtoken` before it; or, for tokens that are renewed, `client_id`, `client_secret` and `refresh_token`",
};
const CLIENT_ID: Setting = Setting {
    path: "credentials.client_id",
    write: "the id of a client of this `region`, and `client_secret` and `refresh_token` beside it",
};
const CLIENT_SECRET: Setting = Setting {
    path: "credentials.client_secret",
    write: "the client's secret, and `client_id` and `refresh_token` beside it",
};
const REFRESH_TOKEN: Setting = Setting {
    path: "credentials.refresh_token",
    write: "a refresh token that this client was given, and `client_id` and `client_secret` beside it: Zoho gives no tokens for a client alone",
};

/// The parameter of every call.
pub(super) const ORGANIZATION: &str = "organization_id";

/// A connection whose settings were checked.
#[derive(Debug)]
pub(super) struct Connection {
    /// `https://www.zohoapis.{region}/books/v3`.
    base: String,
    organization_id: String,
    /// A token under Zoho's own scheme.
    pub(super) authorization: Authorization,
}

impl Connection {
    /// Checks the settings.
    ///
    /// # Errors
    /// `connection_invalid`, naming the setting and what to write.
    pub(super) fn new(settings: &Value) -> Result<Self> {
        check_names(
            settings,
            &[
                REGION,
                ORGANIZATION_ID,
                ACCESS_TOKEN,
                CLIENT_ID,
                CLIENT_SECRET,
                REFRESH_TOKEN,
            ],
        )?;
        let region = REGION.text(settings)?;
        if !REGIONS.contains(&region) {
            return Err(REGION.wrong("is not a data centre of Zoho"));
        }
        let organization_id = ORGANIZATION_ID.text(settings)?;
        if !is_number(organization_id) {
            return Err(ORGANIZATION_ID.wrong("is not made of 1 to 32 digits"));
        }
        Ok(Self {
            base: format!("https://www.zohoapis.{region}/books/v3"),
            organization_id: organization_id.to_owned(),
            authorization: authorization(settings, region)?,
        })
    }

    /// A request; every call names the organization.
    pub(super) fn ask(&self, method: Method, segments: &[&str]) -> Request {
        self.of_organization(Request::new(method, &self.base, segments))
    }

    /// A request on one task, which is found by its project and its own id.
    ///
    /// # Errors
    /// `id_invalid` for an id without a project.
    pub(super) fn task(&self, method: Method, id: &TaskId) -> Result<Request> {
        Ok(self.ask(
            method,
            &["projects", project_of(id)?, "tasks", &id.platform_id],
        ))
    }

    /// The request with the parameter that every call has.
    pub(super) fn of_organization(&self, request: Request) -> Request {
        request.query(ORGANIZATION, &self.organization_id)
    }

    /// What every path stands on.
    pub(super) fn base(&self) -> &str {
        &self.base
    }
}

/// The project of a task.
///
/// # Errors
/// `id_invalid` for an id without one.
pub(super) fn project_of(id: &TaskId) -> Result<&str> {
    id.parent.as_deref().ok_or_else(|| {
        TaskweaveError::new(
            Code::IdInvalid,
            "a task of Zoho Books is found by its project and its own id, and this id has no project",
        )
        .help("pass the `id` of a task as it came in a list: it holds both")
    })
}

/// Whether a text is an id as Zoho Books has them.
pub(super) fn is_number(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit())
}

/// An access token, a client with a refresh token, or both; half a set would never be used.
fn authorization(settings: &Value, region: &str) -> Result<Authorization> {
    let mut has_client = false;
    for setting in [CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN] {
        has_client |= setting.optional(settings)?.is_some();
    }
    let given = match ACCESS_TOKEN.optional(settings)? {
        None if has_client => None,
        _ => Some(ACCESS_TOKEN.secret(settings)?),
    };
    let grant = match has_client {
        true => Some(Grant {
            endpoint: format!("https://{}/oauth/v2/token", accounts_host(region)),
            client_id: CLIENT_ID.secret(settings)?.reveal().to_owned(),
            client_secret: CLIENT_SECRET.secret(settings)?,
            client: ClientAuth::Form,
            kind: GrantKind::Refresh(REFRESH_TOKEN.secret(settings)?),
        }),
        false => None,
    };
    Ok(Authorization::Token {
        scheme: "Zoho-oauthtoken",
        given,
        grant,
    })
}

/// Where a data centre gives tokens; Canada's is named otherwise.
fn accounts_host(region: &str) -> String {
    match region {
        "ca" => "accounts.zohocloud.ca".to_owned(),
        _ => format!("accounts.zoho.{region}"),
    }
}

#[cfg(test)]
mod tests;
