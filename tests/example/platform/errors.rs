//! What is wrong with an answer: `{"error": text}`, whatever the status.

use super::NAME;
use crate::error::TaskweaveError;
use crate::platforms::fields::Fields;
use crate::platforms::refusal::{self, MAX_ERROR_BODY, Meaning, Told};
use crate::platforms::{Answered, Purpose};

/// The failure that an answer means, if it means one.
pub(super) fn failure(answered: &Answered<'_>) -> Option<TaskweaveError> {
    let Answered {
        purpose, response, ..
    } = *answered;
    if response.is_success() {
        return None;
    }
    let body = Some(&response.body).filter(|body| body.len() <= MAX_ERROR_BODY);
    let told = body
        .and_then(|body| Fields::read(std::str::from_utf8(body).ok()?))
        .map(|fields| Told {
            code: None,
            text: fields.string("error"),
        });
    let meaning = match (purpose, response.status) {
        (Purpose::Get | Purpose::Change, 404 | 410) => Meaning::Gone,
        (_, status) => Meaning::of_status(status),
    };
    Some(refusal::error(
        NAME,
        meaning,
        told,
        response,
        answered.hidden,
    ))
}
