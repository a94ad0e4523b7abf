//! The credentials of a connection: which set of them is complete decides how tokens are asked for.
//!
//! Source: the vendor's pages on OAuth 2.0: `client_credentials` for a named user, and refresh tokens
//! that rotate; the client's id and secret stand in the form.

use serde_json::Value;

use super::connection::BASE;
use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Authorization, ClientAuth, Grant, GrantKind, Secret};
use crate::platforms::settings::Setting;

const ACCESS_TOKEN: Setting = Setting {
    path: "credentials.access_token",
    write: "an OAuth access token alone, without `Bearer` before it, or the credentials to ask for one: `client_id`, `client_secret` and either `username` or `refresh_token`",
};
const CLIENT_ID: Setting = Setting {
    path: "credentials.client_id",
    write: "the id of the application that was registered at Sage, beside its `client_secret`",
};
const CLIENT_SECRET: Setting = Setting {
    path: "credentials.client_secret",
    write: "the secret of the application that was registered at Sage, beside its `client_id`",
};
const USERNAME: Setting = Setting {
    path: "credentials.username",
    write: "the user to act as, `user@company` or `user@company|entity`, or `refresh_token` instead",
};
const REFRESH_TOKEN: Setting = Setting {
    path: "credentials.refresh_token",
    write: "the refresh token that came with the last access token, or `username` instead",
};

/// What may stand in `credentials`.
pub(super) const SETTINGS: [Setting; 5] = [
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    USERNAME,
    REFRESH_TOKEN,
];

/// How the connection's calls are authorized.
///
/// # Errors
/// `connection_invalid`, naming what is missing.
pub(super) fn authorization(settings: &Value) -> Result<Authorization> {
    let given = optional(&ACCESS_TOKEN, settings)?;
    let grant = grant(settings)?;
    if given.is_none() && grant.is_none() {
        return Err(ACCESS_TOKEN.wrong("is missing"));
    }
    Ok(Authorization::Token {
        scheme: "Bearer",
        given,
        grant,
    })
}

/// The grant of the settings; `None` if there is nothing of one.
fn grant(settings: &Value) -> Result<Option<Grant>> {
    let parts = [CLIENT_ID, CLIENT_SECRET, USERNAME, REFRESH_TOKEN];
    let mut is_any = false;
    for part in &parts {
        is_any |= part.optional(settings)?.is_some();
    }
    if !is_any {
        return Ok(None);
    }
    let client_id = CLIENT_ID.secret(settings)?;
    let client_secret = CLIENT_SECRET.secret(settings)?;
    let kind = match (
        USERNAME.optional(settings)?,
        optional(&REFRESH_TOKEN, settings)?,
    ) {
        (Some(_), Some(_)) => {
            return Err(TaskweaveError::new(
                Code::ConnectionInvalid,
                "`credentials` holds both a `username` and a `refresh_token`",
            )
            .help("write one of them: each is a way of its own to new access tokens, and a new one for a user ends the older one"));
        }
        (Some(name), None) if is_username(name) => {
            GrantKind::ClientCredentials(vec![("username", name.to_owned())])
        }
        (Some(_), None) => return Err(USERNAME.wrong("is no user of a company")),
        (None, Some(token)) => GrantKind::Refresh(token),
        (None, None) => return Err(USERNAME.wrong("is missing")),
    };
    Ok(Some(Grant {
        endpoint: format!("{BASE}/oauth2/token"),
        client_id: client_id.reveal().to_owned(),
        client_secret,
        client: ClientAuth::Form,
        kind,
    }))
}

fn optional(setting: &Setting, settings: &Value) -> Result<Option<Secret>> {
    match setting.optional(settings)? {
        Some(_) => setting.secret(settings).map(Some),
        None => Ok(None),
    }
}

/// `user@company` or `user@company|entity`, in printable ASCII without spaces around a part.
fn is_username(text: &str) -> bool {
    const LONGEST: usize = 200;
    let is_name = |part: &str| !part.is_empty() && part.trim() == part;
    let (user, entity) = match text.split_once('|') {
        Some((user, entity)) => (user, Some(entity)),
        None => (text, None),
    };
    let is_user = user
        .rsplit_once('@')
        .is_some_and(|(user, company)| is_name(user) && is_name(company));
    let is_entity = entity.is_none_or(|entity| is_name(entity) && !entity.contains('|'));
    text.len() <= LONGEST
        && text.bytes().all(|b| (b' '..=b'~').contains(&b))
        && is_user
        && is_entity
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(credentials: &Value) -> Result<Authorization> {
        authorization(&json!({ "credentials": credentials }))
    }

    /// The form of the token request, and the token to begin with.
    fn asked(credentials: &Value) -> (Option<String>, Option<Secret>) {
        let Authorization::Token {
            scheme,
            given,
            grant,
        } = of(credentials).unwrap()
        else {
            panic!("a header that never changes");
        };
        assert_eq!(scheme, "Bearer");
        let form = grant.map(|grant| {
            let request = grant.request(None);
            assert_eq!(
                request.url,
                "https://api.intacct.com/ia/api/v1/oauth2/token"
            );
            assert_eq!(request.authorization, None);
            request.reveal_body().unwrap()
        });
        (form, given)
    }

    #[test]
    fn each_complete_set_is_a_grant() {
        let token = Some(Secret::new("t"));
        assert_eq!(
            asked(&json!({"access_token": "t"})),
            (None, token.clone()),
            "nothing to ask with"
        );
        let user = json!({"client_id": "app", "client_secret": "s", "username": "jo@acme|East"});
        let form =
            "grant_type=client_credentials&username=jo%40acme%7CEast&client_id=app&client_secret=s";
        assert_eq!(asked(&user), (Some(form.to_owned()), None));
        let refresh = json!({
            "client_id": "app", "client_secret": "s", "refresh_token": "r", "access_token": "t", "username": null,
        });
        let form = "grant_type=refresh_token&refresh_token=r&client_id=app&client_secret=s";
        assert_eq!(asked(&refresh), (Some(form.to_owned()), token));
    }

    #[test]
    fn what_is_missing_is_named() {
        for (credentials, message) in [
            (json!({}), "`credentials.access_token` is missing"),
            (
                json!({"client_id": "app"}),
                "`credentials.client_secret` is missing",
            ),
            (
                json!({"client_secret": "s3cret"}),
                "`credentials.client_id` is missing",
            ),
            (
                json!({"access_token": "s3cret", "refresh_token": "s3cret"}),
                "`credentials.client_id` is missing",
            ),
            (
                json!({"client_id": "app", "client_secret": "s3cret"}),
                "`credentials.username` is missing",
            ),
            (
                json!({"client_id": "app", "client_secret": "s3cret", "username": "a@b", "refresh_token": "s3cret"}),
                "`credentials` holds both a `username` and a `refresh_token`",
            ),
        ] {
            let error = of(&credentials).unwrap_err();
            assert_eq!(error.code, Code::ConnectionInvalid);
            assert_eq!(error.message, message);
            assert!(error.help.is_some());
            assert!(!format!("{error:?}").contains("s3cret"));
        }
    }

    #[test]
    fn a_user_has_a_company_and_perhaps_an_entity() {
        for name in ["jo@acme", "jo@x.example@acme", "jo@acme|Lake West"] {
            assert!(is_username(name), "{name}");
        }
        let long = format!("{}@b", "a".repeat(200));
        for name in [
            "", "jo", "@acme", "jo@", "jo@acme|", "a@b|c|d", "a @b ", "jö@acme", "a@b\r\n", &long,
        ] {
            assert!(!is_username(name), "{name}");
            let error = of(&json!({"client_id": "a", "client_secret": "s", "username": name}));
            assert_eq!(
                error.unwrap_err().message,
                "`credentials.username` is no user of a company"
            );
        }
    }
}
