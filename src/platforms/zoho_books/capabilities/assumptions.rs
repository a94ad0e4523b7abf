//! What Zoho's documents leave open, and why the client is right either way.

use crate::platforms::Assumption;

/// One for every switch of the simulator, in its order.
pub(super) const ALL: &[Assumption] = &[
    assume(
        "listKey",
        "whether a project's list of tasks stands under `tasks` or `task`",
        "both are read; a page with neither is an error, never an empty list",
    ),
    assume(
        "idType",
        "whether ids come as texts or as numbers, beyond 2^53 too",
        "their digits are kept and never become a double",
    ),
    assume(
        "hours",
        "whether hours come as numbers or as HH:MM",
        "both are read; what is neither is a warning",
    ),
    assume(
        "embeddedProjectId",
        "whether a task inside its project repeats the project",
        "its own is read, else it is taken to be the project around it",
    ),
    assume(
        "defaultProjects",
        "which projects are listed without `filter_by`",
        "all are asked for by `filter_by=Status.All`",
    ),
    assume(
        "perPageMax",
        "the largest `per_page`",
        "the documented default of 200 is asked for, and `has_more_page` says whether to go on",
    ),
    assume(
        "badPaging",
        "what becomes of a `page` or `per_page` that is no number",
        "none is ever sent",
    ),
    assume(
        "tokenError",
        "whether a wrong token is code 57 or the error invalid_code",
        "both mean the credentials; the token is renewed once where it can be",
    ),
    assume(
        "tokenErrorStatus",
        "whether a wrong token has status 401 or 200",
        "the body counts as much as the status",
    ),
    assume(
        "absentStatus",
        "the status of what does not exist",
        "code 1002 counts, whatever the status",
    ),
    assume(
        "unsetRate",
        "whether a task without a rate shows null or 0",
        "an update leaves null out and writes 0 back, which shows the same as before",
    ),
    assume(
        "newTaskPlace",
        "where a new task stands among those of its project",
        "projects are read whole and ordered here",
    ),
    assume(
        "omittedFields",
        "whether an update keeps or clears the fields that it does not name",
        "the task is read first, and an update names all of its fields but the empty ones",
    ),
    assume(
        "unknownField",
        "whether a field that the documents do not list in a body is ignored or refused",
        "none is sent: it is refused here, before any call",
    ),
    assume(
        "nullValue",
        "whether null empties a field",
        "null is never sent: description and budget_hours are emptied by an empty text, and a rate cannot be",
    ),
    assume(
        "writtenNumbers",
        "whether rate and budget_hours take any number, whole ones or texts",
        "they are sent as numbers with the digits that they have; one with a fraction may be refused by the platform, which changes nothing then",
    ),
    assume(
        "formBody",
        "whether a body may be the form field JSONString",
        "bodies are JSON, as the OpenAPI has them",
    ),
    assume(
        "refreshRotation",
        "whether a renewal gives a new refresh token and ends the old one",
        "a new one is kept and used; without one the old one stays",
    ),
    assume(
        "expiresIn",
        "whether `expires_in` is in seconds or in milliseconds",
        "seconds are taken; a token that ends before is renewed when the platform refuses it, and the call is made again",
    ),
    assume(
        "oauthErrorStatus",
        "whether the accounts host's errors have status 200 or 400",
        "the body's `error` counts, whatever the status",
    ),
    assume(
        "minuteLimitCode",
        "whether too many calls in a minute are code 45 or 44",
        "both are limits, and so is status 429",
    ),
    assume(
        "rateHeaders",
        "whether the headers tell of the minute or of the day, or are not there",
        "their seconds are waited for if no calls are left by them, else a minute",
    ),
];

const fn assume(switch: &'static str, open: &'static str, done: &'static str) -> Assumption {
    Assumption { switch, open, done }
}
