//! How a connection proves who it is: a header that never changes, or an OAuth 2.0 access token that
//! ends (RFC 6749: client credentials, section 4.4; refresh, section 6).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::{Method, Request, Secret};
use crate::error::{Code, Result, TaskweaveError};
use crate::task::Timestamp;

/// How a connection's calls are authorized.
#[derive(Clone, Debug)]
pub enum Authorization {
    /// A header that holds until the user changes it.
    Fixed {
        /// The `Authorization` header's value.
        header: Secret,
        /// The credentials in it.
        secrets: Vec<Secret>,
    },
    /// An access token behind a scheme's name (`Bearer`).
    Token {
        /// What stands before the token in the header.
        scheme: &'static str,
        /// The access token of the connection's settings.
        given: Option<Secret>,
        /// How another one is asked for; without it the given one is all there is.
        grant: Option<Grant>,
    },
}

/// How access tokens are asked for.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The token endpoint's URL, made of checked parts.
    pub endpoint: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: Secret,
    /// Where the client's id and secret stand.
    pub client: ClientAuth,
    /// What kind of grant, and what it stands on.
    pub kind: GrantKind,
}

/// Where a client's id and secret stand in a token request (RFC 6749, section 2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuth {
    /// In the `Authorization` header.
    Basic,
    /// In the form.
    Form,
}

/// The kinds of grants that need no person.
#[derive(Clone, Debug)]
pub enum GrantKind {
    /// `client_credentials` with these further fields.
    ClientCredentials(Vec<(&'static str, String)>),
    /// `refresh_token`: the first one, as the connection's settings have it.
    Refresh(Secret),
}

/// Tokens as the store keeps them and as the platform gave them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// The access token.
    pub access_token: Secret,
    /// The refresh token to use next, where there is one.
    pub refresh_token: Option<Secret>,
    /// When the access token ends, where it is known.
    pub expires_at: Option<Timestamp>,
}

impl Authorization {
    /// The request with its `Authorization` header. A token that is not known yet is asked for with
    /// the first call; whoever only shows the request gives none.
    #[must_use]
    pub fn sign(&self, request: Request, token: Option<&Secret>) -> Request {
        match self {
            Self::Fixed { header, .. } => request.authorization(header.clone()),
            Self::Token { scheme, given, .. } => {
                let token = token.or(given.as_ref()).map_or("", Secret::reveal);
                request.authorization(Secret::new(format!("{scheme} {token}")))
            }
        }
    }

    /// What tells the account from others of its platform that no address tells apart: a hash of what
    /// the settings prove themselves by, whatever tokens come of it.
    #[must_use]
    pub fn account_mark(&self) -> [u8; 32] {
        let mut parts: Vec<&str> = Vec::new();
        match self {
            Self::Fixed { secrets, .. } => parts.extend(secrets.iter().map(Secret::reveal)),
            Self::Token {
                grant: Some(grant), ..
            } => {
                parts.extend([grant.client_id.as_str(), grant.client_secret.reveal()]);
                match &grant.kind {
                    GrantKind::ClientCredentials(fields) => {
                        parts.extend(fields.iter().flat_map(|(name, value)| [*name, value]));
                    }
                    GrantKind::Refresh(token) => parts.push(token.reveal()),
                }
            }
            Self::Token { given, .. } => parts.extend(given.iter().map(Secret::reveal)),
        }
        let mut hash = Sha256::new();
        for part in parts {
            // Lengths keep the parts apart.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }

    /// Every credential of the connection's settings.
    #[must_use]
    pub fn secrets(&self) -> Vec<Secret> {
        match self {
            Self::Fixed { secrets, .. } => secrets.clone(),
            Self::Token { given, grant, .. } => {
                let mut secrets: Vec<Secret> = given.iter().cloned().collect();
                if let Some(grant) = grant {
                    secrets.push(grant.client_secret.clone());
                    if let GrantKind::Refresh(token) = &grant.kind {
                        secrets.push(token.clone());
                    }
                }
                secrets
            }
        }
    }
}

impl Grant {
    /// The refresh token of the connection's settings.
    #[must_use]
    pub fn first_refresh_token(&self) -> Option<&Secret> {
        match &self.kind {
            GrantKind::Refresh(token) => Some(token),
            GrantKind::ClientCredentials(_) => None,
        }
    }

    /// The request for an access token; `refresh_token` is the newest one that is known.
    #[must_use]
    pub fn request(&self, refresh_token: Option<&Secret>) -> Request {
        let request = Request::new(Method::Post, &self.endpoint, &[]);
        let request = match (&self.kind, refresh_token) {
            (GrantKind::ClientCredentials(fields), _) => {
                let kind = [("grant_type", "client_credentials")];
                request.form(
                    kind.into_iter()
                        .chain(fields.iter().map(|(name, value)| (*name, value.as_str()))),
                )
            }
            (GrantKind::Refresh(first), newest) => request
                .form([("grant_type", "refresh_token")])
                .secret_form("refresh_token", newest.unwrap_or(first).clone()),
        };
        match self.client {
            ClientAuth::Basic => {
                let pair = format!("{}:{}", self.client_id, self.client_secret.reveal());
                request.authorization(Secret::new(format!("Basic {}", STANDARD.encode(pair))))
            }
            ClientAuth::Form => request
                .secret_form("client_id", Secret::new(&*self.client_id))
                .secret_form("client_secret", self.client_secret.clone()),
        }
    }
}

/// A token endpoint's answer (RFC 6749, section 5.1).
#[derive(Deserialize)]
struct TokenAnswer<'a> {
    access_token: Secret,
    #[serde(default)]
    refresh_token: Option<Secret>,
    /// A number, or a text of digits.
    #[serde(borrow, default)]
    expires_in: Option<&'a RawValue>,
}

impl Tokens {
    /// Reads a token endpoint's answer. A refresh token that is not in it stays the one that was used.
    ///
    /// # Errors
    /// `page_invalid` if it holds no access token that can stand in a header.
    pub(super) fn read(body: &[u8], used: Option<&Secret>, now: Timestamp) -> Result<Self> {
        let wrong = || {
            TaskweaveError::new(
                Code::PageInvalid,
                "the platform's token endpoint gave no access token",
            )
            .help("check `credentials`: the client, and the kind of grant that it may use")
        };
        let answer: TokenAnswer<'_> = serde_json::from_slice(body).map_err(|_| wrong())?;
        let is_sound = |token: &Secret| token.is_sound();
        if !is_sound(&answer.access_token) {
            return Err(wrong());
        }
        let seconds: Option<u64> = answer
            .expires_in
            .and_then(|raw| raw.get().trim_matches('"').trim().parse().ok());
        Ok(Self {
            access_token: answer.access_token,
            refresh_token: answer
                .refresh_token
                .filter(is_sound)
                .or_else(|| used.cloned()),
            expires_at: seconds.map(|seconds| now.plus_millis(seconds.saturating_mul(1000))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(kind: GrantKind, client: ClientAuth) -> Grant {
        Grant {
            endpoint: "https://api.example/oauth2/token".to_owned(),
            client_id: "app".to_owned(),
            client_secret: Secret::new("s3cret"),
            client,
            kind,
        }
    }

    #[test]
    fn a_grant_becomes_a_form() {
        let fields = vec![("username", "a@b|c".to_owned())];
        let grant_of = grant(GrantKind::ClientCredentials(fields), ClientAuth::Form);
        let request = grant_of.request(None);
        assert_eq!(
            request.reveal_body().as_deref(),
            Some(
                "grant_type=client_credentials&username=a%40b%7Cc&client_id=app&client_secret=s3cret"
            )
        );
        assert_eq!(request.authorization, None);
        let first = Secret::new("first");
        let grant_of = grant(GrantKind::Refresh(first), ClientAuth::Basic);
        let request = grant_of.request(Some(&Secret::new("second")));
        assert_eq!(
            request.reveal_body().as_deref(),
            Some("grant_type=refresh_token&refresh_token=second")
        );
        assert_eq!(
            request.authorization.as_ref().map(Secret::reveal),
            Some("Basic YXBwOnMzY3JldA==")
        );
        assert!(!format!("{request:?} {grant_of:?}").contains("second"));
    }

    #[test]
    fn an_answer_becomes_tokens() {
        let now = Timestamp::default();
        let used = Secret::new("old");
        let read = |body: &str| Tokens::read(body.as_bytes(), Some(&used), now);
        let tokens = read(r#"{"access_token":"a","expires_in":3600,"token_type":"x"}"#).unwrap();
        assert_eq!(tokens.expires_at, Timestamp::from_millis(3_600_000));
        assert_eq!(tokens.refresh_token, Some(used.clone()));
        let tokens =
            read(r#"{"access_token":"a","expires_in":"60","refresh_token":"new"}"#).unwrap();
        assert_eq!(tokens.expires_at, Timestamp::from_millis(60_000));
        assert_eq!(tokens.refresh_token, Some(Secret::new("new")));
        assert_eq!(read(r#"{"access_token":"a"}"#).unwrap().expires_at, None);
        for wrong in [
            "",
            "[]",
            "{}",
            r#"{"access_token":""}"#,
            r#"{"access_token":"a b"}"#,
        ] {
            assert_eq!(read(wrong).unwrap_err().code, Code::PageInvalid, "{wrong}");
        }
    }
}
