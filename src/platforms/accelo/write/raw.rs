//! Calls that are passed through.

use serde_json::{Map, Value};

use crate::error::{Code, Result, TaskweaveError};
use crate::http::{Method, Request};
use crate::platforms::RawCall;

/// The parameter that stands for another method.
const METHOD: &str = "_method";
/// The parameter that holds an access token.
const TOKEN: &str = "_bearer_token";

/// Whether a call changes nothing. `_method` stands for another method than the one that is used, in
/// the URL or in the body; where there are several, all must read.
pub(super) fn reads(call: &RawCall) -> bool {
    let in_query = call.query.iter().filter(|(name, _)| name == METHOD);
    let in_query = in_query.map(|(_, value)| value.as_str());
    let in_body = fields(call).and_then(|fields| fields.get(METHOD));
    let in_body = in_body.map(|value| value.as_str().unwrap_or_default());
    let said: Vec<&str> = in_query.chain(in_body).collect();
    let is_get = |method: &&str| method.eq_ignore_ascii_case("get");
    match call.method {
        Method::Get => said.iter().all(is_get),
        Method::Post => !said.is_empty() && said.iter().all(is_get),
        Method::Put | Method::Patch | Method::Delete => false,
    }
}

/// The call as a request: a flat body as a form, which is what Accelo's documents take writes by, and
/// any other as JSON.
///
/// # Errors
/// `request_invalid` for a token of its own, and for a `GET` with a body.
pub(super) fn request(base: &str, call: &RawCall) -> Result<Request> {
    let in_query = call.query.iter().map(|(name, _)| name);
    let in_body = fields(call).into_iter().flat_map(Map::keys);
    if in_query.chain(in_body).any(|name| is_token(name)) {
        return Err(wrong(format!(
            "`{TOKEN}` cannot be passed: the connection's token stands in a header, and both at once are an error of Accelo"
        ))
        .help("leave it out; for another token, make another connection"));
    }
    let Some(body) = &call.body else {
        return Ok(call.request(base));
    };
    if call.method == Method::Get {
        return Err(wrong("a GET cannot have a body".to_owned()).help(
            "write the parameters into `query`, or POST the body with `_method` = \"GET\" in it",
        ));
    }
    let Some(form) = form(body) else {
        return Ok(call.request(base));
    };
    let bare = RawCall {
        body: None,
        ..call.clone()
    };
    let pairs = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    Ok(bare.request(base).form(pairs))
}

fn is_token(name: &str) -> bool {
    name.eq_ignore_ascii_case(TOKEN)
}

fn fields(call: &RawCall) -> Option<&Map<String, Value>> {
    call.body.as_ref()?.as_object()
}

/// A flat object of texts, numbers and booleans as the fields of a form.
fn form(body: &Value) -> Option<Vec<(String, String)>> {
    let fields = body.as_object()?.iter();
    fields
        .map(|(name, value)| match value {
            Value::String(text) => Some((name.clone(), text.clone())),
            Value::Number(_) | Value::Bool(_) => Some((name.clone(), value.to_string())),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        })
        .collect()
}

fn wrong(message: String) -> TaskweaveError {
    TaskweaveError::new(Code::RequestInvalid, message)
}
