//! A connection's settings: the data centre, the organization and an access token.

use serde_json::Value;

use crate::error::Result;
use crate::http::{Authorization, Method, Request};
use crate::platforms::settings::{Setting, check_names};

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
    write: "an OAuth access token alone, without `Zoho-oauthtoken` before it",
};

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
        check_names(settings, &[REGION, ORGANIZATION_ID, ACCESS_TOKEN])?;
        let region = REGION.text(settings)?;
        if !REGIONS.contains(&region) {
            return Err(REGION.wrong("is not a data centre of Zoho"));
        }
        let organization_id = ORGANIZATION_ID.text(settings)?;
        let are_digits = organization_id.bytes().all(|b| b.is_ascii_digit());
        if !are_digits || !(1..=32).contains(&organization_id.len()) {
            return Err(ORGANIZATION_ID.wrong("is not made of 1 to 32 digits"));
        }
        Ok(Self {
            base: format!("https://www.zohoapis.{region}/books/v3"),
            organization_id: organization_id.to_owned(),
            authorization: Authorization::Token {
                scheme: "Zoho-oauthtoken",
                given: Some(ACCESS_TOKEN.secret(settings)?),
                grant: None,
            },
        })
    }

    /// A request that reads; every call names the organization.
    pub(super) fn read(&self, segments: &[&str]) -> Request {
        Request::new(Method::Get, &self.base, segments)
            .query("organization_id", &self.organization_id)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Code;

    #[test]
    fn every_data_centre_has_its_host() {
        for region in REGIONS {
            let settings = json!({
                "region": region, "organization_id": "10234695",
                "credentials": {"access_token": "1000.s3cret"},
            });
            let connection = Connection::new(&settings).unwrap();
            assert!(!format!("{connection:?}").contains("s3cret"));
            let request = connection.read(&["projects", "1"]);
            assert_eq!(
                request.url,
                format!(
                    "https://www.zohoapis.{region}/books/v3/projects/1?organization_id=10234695"
                )
            );
            let signed = connection.authorization.sign(request, None);
            assert_eq!(
                signed.authorization.unwrap().reveal(),
                "Zoho-oauthtoken 1000.s3cret"
            );
        }
    }

    #[test]
    fn wrong_settings_are_named() {
        let with = |name: &str, value: Value| {
            let mut settings = json!({
                "region": "com", "organization_id": "1", "credentials": {"access_token": "s3cret"},
            });
            settings[name] = value;
            settings
        };
        for (settings, begins) in [
            (
                with("region", json!("com/evil")),
                "`region` is not a data centre",
            ),
            (
                with("region", json!("com.evil.example")),
                "`region` is not a data centre",
            ),
            (
                with("region", json!("COM")),
                "`region` is not a data centre",
            ),
            (with("region", json!(null)), "`region` is missing"),
            (
                with("organization_id", json!(null)),
                "`organization_id` is missing",
            ),
            (
                with("organization_id", json!(10_234_695)),
                "`organization_id` is not a text",
            ),
            (
                with("organization_id", json!("")),
                "`organization_id` is not made of",
            ),
            (
                with("organization_id", json!("1&x=2")),
                "`organization_id` is not made of",
            ),
            (
                with(
                    "credentials",
                    json!({"access_token": "Zoho-oauthtoken s3cret"}),
                ),
                "`credentials.access_token` is empty or has a space",
            ),
            (
                with("credentials", json!({"token": "s3cret"})),
                "`credentials` holds something",
            ),
            (
                with("credentials", json!("s3cret")),
                "`credentials` is not an object",
            ),
            (
                with("base", json!("https://evil.example")),
                "`base` is not a setting",
            ),
        ] {
            let error = Connection::new(&settings).unwrap_err();
            assert_eq!(error.code, Code::ConnectionInvalid);
            assert!(error.message.starts_with(begins), "{error}");
            assert!(!error.to_string().contains("s3cret"), "{error}");
        }
        let error = Connection::new(&with("organization_id", json!(null))).unwrap_err();
        assert!(
            error
                .help
                .as_deref()
                .unwrap()
                .contains("none is picked by itself")
        );
    }
}
