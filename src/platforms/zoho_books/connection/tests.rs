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
        let request = connection.ask(Method::Get, &["projects", "1"]);
        assert_eq!(
            request.url,
            format!("https://www.zohoapis.{region}/books/v3/projects/1?organization_id=10234695")
        );
        let signed = connection.authorization.sign(request, None);
        assert_eq!(
            signed.authorization.unwrap().reveal(),
            "Zoho-oauthtoken 1000.s3cret"
        );
    }
}

fn with_credentials(region: &str, credentials: Value) -> Result<Connection> {
    Connection::new(&json!({
        "region": region, "organization_id": "1", "credentials": credentials,
    }))
}

#[test]
fn a_refresh_token_is_used_at_the_accounts_host_of_its_region() {
    for (region, host) in [
        ("com", "accounts.zoho.com"),
        ("eu", "accounts.zoho.eu"),
        ("in", "accounts.zoho.in"),
        ("com.au", "accounts.zoho.com.au"),
        ("jp", "accounts.zoho.jp"),
        ("ca", "accounts.zohocloud.ca"),
        ("sa", "accounts.zoho.sa"),
    ] {
        let credentials = json!({
            "client_id": "1000.APP", "client_secret": "s3cret", "refresh_token": "1000.s3cret",
        });
        let connection = with_credentials(region, credentials).unwrap();
        assert!(!format!("{connection:?}").contains("s3cret"));
        let Authorization::Token { given, grant, .. } = &connection.authorization else {
            panic!("{connection:?}");
        };
        assert_eq!(*given, None);
        let request = grant.as_ref().unwrap().request(None);
        assert_eq!(request.method, Method::Post);
        assert_eq!(request.url, format!("https://{host}/oauth/v2/token"));
        assert_eq!(request.authorization, None);
        assert_eq!(
            request.reveal_body().as_deref(),
            Some(
                "grant_type=refresh_token&refresh_token=1000.s3cret&client_id=1000.APP&client_secret=s3cret"
            )
        );
    }
}

#[test]
fn an_access_token_beside_a_refresh_token_is_used_first() {
    let connection = with_credentials(
        "eu",
        json!({
            "access_token": "now", "client_id": "a", "client_secret": "b", "refresh_token": "c",
        }),
    )
    .unwrap();
    let Authorization::Token { given, grant, .. } = &connection.authorization else {
        panic!("{connection:?}");
    };
    assert_eq!(given.as_ref().unwrap().reveal(), "now");
    assert!(grant.is_some());
    let secrets = connection.authorization.secrets();
    let secrets: Vec<_> = secrets.iter().map(|secret| secret.reveal()).collect();
    assert_eq!(secrets, ["now", "b", "c"]);
}

#[test]
fn half_a_set_of_credentials_is_an_error_that_names_what_is_missing() {
    for (credentials, missing) in [
        (json!({}), "access_token"),
        (json!({"access_token": null}), "access_token"),
        (json!({"client_id": "a"}), "client_secret"),
        (json!({"client_secret": "s3cret"}), "client_id"),
        (json!({"refresh_token": "s3cret"}), "client_id"),
        (
            json!({"client_id": "a", "client_secret": "s3cret"}),
            "refresh_token",
        ),
        (
            json!({"client_id": "a", "refresh_token": "s3cret"}),
            "client_secret",
        ),
        (
            json!({"access_token": "s3cret", "refresh_token": "s3cret"}),
            "client_id",
        ),
    ] {
        let error = with_credentials("com", credentials).unwrap_err();
        assert_eq!(error.code, Code::ConnectionInvalid);
        assert_eq!(error.message, format!("`credentials.{missing}` is missing"));
        let help = error.help.as_deref().unwrap();
        assert!(help.contains("refresh"), "{help}");
        assert!(!error.to_string().contains("s3cret"));
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
