//! Requests and responses as plain data, so that everything but the fetch itself runs natively.

use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::Secret;
use crate::gather::Gather as _;

/// The methods that the platforms use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "they are HTTP's own")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The method's name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// The header by which a platform knows a write that it has done already.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// RFC 3986's unreserved characters stay as they are; everything else in a part is encoded.
const PART: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A request to a platform. Its URL and headers are kept apart from its credentials, so that what is
/// printed never holds one.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The URL, without credentials.
    pub url: String,
    /// Parameters of the URL that are credentials.
    pub secret_query: Vec<(&'static str, Secret)>,
    /// Headers without credentials.
    pub headers: Vec<(&'static str, String)>,
    /// The `Authorization` header's value.
    pub authorization: Option<Secret>,
    /// The body; its type stands in the headers.
    pub body: Option<String>,
    /// Form fields that are credentials; they follow what stands in the body.
    pub secret_form: Vec<(&'static str, Secret)>,
    /// What tells a write from the same one in the platform's other spelling, where it has one: another
    /// body needs another idempotency key, and the same body the same key, whatever was tried before.
    pub variant: Option<&'static str>,
}

impl Request {
    /// A request to `base`, a literal or a URL made of checked parts, followed by path segments that
    /// are encoded here. A segment of only dots would climb, so its dots are encoded too.
    #[must_use]
    pub fn new(method: Method, base: &str, segments: &[&str]) -> Self {
        let mut url = base.to_owned();
        for segment in segments {
            url.push('/');
            if segment.bytes().all(|b| b == b'.') {
                url.extend(segment.bytes().map(|_| "%2E"));
            } else {
                url.extend(utf8_percent_encode(segment, PART));
            }
        }
        Self {
            method,
            url,
            secret_query: Vec::new(),
            headers: vec![("Accept", "application/json".to_owned())],
            authorization: None,
            body: None,
            secret_form: Vec::new(),
            variant: None,
        }
    }

    /// Adds a parameter to the URL, name and value encoded.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        push_parameter(&mut self.url, name, value);
        self
    }

    /// Adds a parameter that is a credential; it is never printed.
    #[must_use]
    pub fn secret_query(mut self, name: &'static str, value: Secret) -> Self {
        self.secret_query.push((name, value));
        self
    }

    /// The URL with its credentials, for the transport and for nothing else.
    #[must_use]
    pub fn reveal_url(&self) -> String {
        let mut url = self.url.clone();
        for (name, value) in &self.secret_query {
            push_parameter(&mut url, name, value.reveal());
        }
        url
    }

    /// The texts that must not be repeated, as they stand in the URL and the `Authorization` header,
    /// and as they would stand in a link; the header's scheme is none.
    #[must_use]
    pub fn credentials(&self) -> Vec<String> {
        // A platform may repeat the header in a link.
        let header = self.authorization.iter().flat_map(|value| {
            let value = value.reveal();
            let value = value.rsplit(' ').next().unwrap_or(value);
            [value.to_owned(), encoded(value)]
        });
        let parameters = self.secret_query.iter().flat_map(|(_, value)| {
            let value = value.reveal();
            [
                value.to_owned(),
                utf8_percent_encode(value, PART).to_string(),
            ]
        });
        let fields = self.secret_form.iter().flat_map(|(_, value)| {
            let value = value.reveal();
            [value.to_owned(), encoded(value)]
        });
        header
            .chain(parameters)
            .chain(fields)
            .filter(|credential| !credential.is_empty())
            .collect()
    }

    /// Adds a header that holds no credential.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Whether it has a header of this name, as it was written.
    #[must_use]
    pub fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| *known == name)
    }

    /// Sets the `Authorization` header.
    #[must_use]
    pub fn authorization(mut self, value: Secret) -> Self {
        self.authorization = Some(value);
        self
    }

    /// Sets a form as the body.
    #[must_use]
    pub fn form<'a>(self, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut request = self.header("Content-Type", "application/x-www-form-urlencoded");
        let body = fields
            .into_iter()
            .fold(
                form_urlencoded::Serializer::new(String::new()),
                |mut form, (name, value)| {
                    form.append_pair(name, value);
                    form
                },
            )
            .finish();
        request.body = Some(body);
        request
    }

    /// Adds a form field that is a credential; it is never printed.
    #[must_use]
    pub fn secret_form(mut self, name: &'static str, value: Secret) -> Self {
        self.secret_form.push((name, value));
        self
    }

    /// The body with its credentials, for the transport and for nothing else.
    #[must_use]
    pub fn reveal_body(&self) -> Option<String> {
        if self.secret_form.is_empty() {
            return self.body.clone();
        }
        let mut form = form_urlencoded::Serializer::new(self.body.clone().unwrap_or_default());
        for (name, value) in &self.secret_form {
            form.append_pair(name, value.reveal());
        }
        Some(form.finish())
    }

    /// Says that it is in a spelling which is not the platform's first one.
    #[must_use]
    pub fn variant(mut self, name: &'static str) -> Self {
        self.variant = Some(name);
        self
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(self, body: &serde_json::Value) -> Self {
        let mut request = self.header("Content-Type", "application/json");
        request.body = Some(body.to_string());
        request
    }
}

/// A request as it is shown: what is a credential reads `***`.
#[derive(Clone, Debug, Serialize)]
pub struct MaskedRequest {
    /// The method.
    pub method: &'static str,
    /// The URL.
    pub url: String,
    /// The headers, by name.
    pub headers: BTreeMap<&'static str, String>,
    /// The body as it stands, or as a text where it is no JSON; null without one.
    pub body: Option<Box<RawValue>>,
}

impl Request {
    /// The request as it may be shown to anybody.
    #[must_use]
    pub fn masked(&self) -> MaskedRequest {
        const MASK: &str = "***";
        /// Shorter ones than any platform's would hide parts of words.
        const LEAST: usize = 6;
        // Credentials are kept apart; should one stand elsewhere too, it is not shown there either.
        let mut credentials = self.credentials();
        credentials.retain(|credential| credential.len() >= LEAST);
        let clean = |text: &str| {
            let hide = |text: String, secret: &String| text.replace(secret.as_str(), MASK);
            credentials.iter().fold(text.to_owned(), hide)
        };
        let mut url = clean(&self.url);
        for (name, _) in &self.secret_query {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&format!("{name}={MASK}"));
        }
        let mut headers: BTreeMap<&'static str, String> = self
            .headers
            .iter()
            .map(|(name, value)| (*name, clean(value)))
            .into_map();
        if let Some(authorization) = &self.authorization {
            let scheme = authorization.reveal().split_once(' ');
            let shown = scheme.map_or(MASK.to_owned(), |(scheme, _)| format!("{scheme} {MASK}"));
            headers.insert("Authorization", shown);
        }
        MaskedRequest {
            method: self.method.as_str(),
            url,
            headers,
            body: self.body.as_deref().and_then(|body| {
                let mut body = clean(body);
                for (name, _) in &self.secret_form {
                    body.push_str(&format!("&{name}={MASK}"));
                }
                let json = RawValue::from_string(body.clone());
                json.or_else(|_| to_raw_value(&body)).ok()
            }),
        }
    }
}

/// A text as it stands in a form.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn push_parameter(url: &mut String, name: &str, value: &str) {
    url.push(if url.contains('?') { '&' } else { '?' });
    url.extend(utf8_percent_encode(name, PART));
    url.push('=');
    url.extend(utf8_percent_encode(value, PART));
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.url)?;
        match &self.body {
            Some(body) => write!(f, " {body}"),
            None => Ok(()),
        }
    }
}

/// What a platform answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body, within the byte limit.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header, its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the status says success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_url_cannot_leave_their_place() {
        let request = Request::new(
            Method::Get,
            "https://api.example",
            &["tasks", "../a?b#c", ".."],
        )
        .query("q", "a&b=c d");
        assert_eq!(
            request.url,
            "https://api.example/tasks/..%2Fa%3Fb%23c/%2E%2E?q=a%26b%3Dc%20d"
        );
    }

    #[test]
    fn a_credential_is_never_printed() {
        let request = Request::new(Method::Get, "https://api.example", &[])
            .secret_query("access_token", Secret::new("s3cret"))
            .authorization(Secret::new("Bearer s3cret"));
        assert!(request.reveal_url().ends_with("?access_token=s3cret"));
        assert!(!format!("{request:?}").contains("s3cret"));
        assert_eq!(format!("{:?}", Secret::new("s3cret")), "***");
        assert_eq!(request.credentials(), ["s3cret"; 4]);
        let basic = Request::new(Method::Get, "https://api.example", &[])
            .authorization(Secret::new("Basic eDp5ejE="));
        assert_eq!(basic.credentials(), ["eDp5ejE=", "eDp5ejE%3D"]);
        let odd = Request::new(Method::Get, "https://api.example", &[])
            .secret_query("access_token", Secret::new("s+ä"));
        assert_eq!(odd.credentials(), ["s+ä", "s%2B%C3%A4"]);
    }

    #[test]
    fn a_form_keeps_its_credentials_apart() {
        let request = Request::new(Method::Post, "https://api.example", &["token"])
            .form([("grant_type", "refresh_token"), ("odd", "a&b c")])
            .secret_form("client_secret", Secret::new("s3cr+t"));
        assert_eq!(
            request.body.as_deref(),
            Some("grant_type=refresh_token&odd=a%26b+c")
        );
        assert_eq!(
            request.reveal_body().as_deref(),
            Some("grant_type=refresh_token&odd=a%26b+c&client_secret=s3cr%2Bt")
        );
        assert_eq!(request.credentials(), ["s3cr+t", "s3cr%2Bt"]);
        let shown = serde_json::to_string(&request.masked()).unwrap();
        assert!(!format!("{shown} {request:?}").contains("s3cr"), "{shown}");
        assert!(shown.contains("client_secret=***"), "{shown}");
    }

    #[test]
    fn a_masked_request_shows_all_but_the_credentials() {
        let request = Request::new(Method::Post, "https://api.example", &["q"])
            .query("page", "1")
            .secret_query("access_token", Secret::new("s3cr+t"))
            .header("X-Entity", "E-1")
            .authorization(Secret::new("Bearer s3cr+t"))
            .json(&serde_json::json!({ "object": "task", "echo": "s3cr+t" }));
        let shown = serde_json::to_value(request.masked()).unwrap();
        assert_eq!(
            shown,
            serde_json::json!({
                "method": "POST",
                "url": "https://api.example/q?page=1&access_token=***",
                "headers": {
                    "Accept": "application/json",
                    "Authorization": "Bearer ***",
                    "Content-Type": "application/json",
                    "X-Entity": "E-1",
                },
                "body": { "object": "task", "echo": "***" },
            })
        );
        let odd = Request::new(Method::Get, "https://api.example/s3cret", &[])
            .authorization(Secret::new("s3cret"));
        let shown = serde_json::to_string(&odd.masked()).unwrap();
        assert!(!shown.contains("s3cret"), "{shown}");
        assert!(shown.contains(r#""Authorization":"***""#), "{shown}");
    }
}
