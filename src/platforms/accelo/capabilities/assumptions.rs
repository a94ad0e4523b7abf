//! What Accelo's documents leave open or contradict each other on, in the order of the simulator's
//! switches.

use crate::platforms::Assumption;

const fn open(switch: &'static str, open: &'static str, done: &'static str) -> Assumption {
    Assumption { switch, open, done }
}

pub(super) static ASSUMPTIONS: &[Assumption] = &[
    open(
        "limitMax",
        "the largest `_limit` is 100 in today's documentation and 50 on the wiki page",
        "no more than 50 rows are asked for",
    ),
    open(
        "limitAboveMax",
        "the answer to a `_limit` above the maximum",
        "it is never asked for, and a walk goes on until a page is empty or shorter than another, so a limit that is lowered loses nothing",
    ),
    open(
        "pageBase",
        "whether `_page` counts from 0 or from 1",
        "pages are never numbered: a walk goes by date or by id",
    ),
    open(
        "offsetWithPage",
        "`_offset` together with `_page`",
        "neither is sent",
    ),
    open(
        "badPaging",
        "the answer to a `_limit` that is no number",
        "it always is one",
    ),
    open(
        "tieOrder",
        "the order of tasks that are equal in the field of the order",
        "a second with several tasks is read by itself, in the order of ids",
    ),
    open(
        "orderSeveral",
        "several fields in one order",
        "one is asked for; further keys are sorted by here",
    ),
    open(
        "textOrder",
        "the order of titles and standings",
        "never asked for: texts are sorted here",
    ),
    open(
        "unsetDate",
        "a date that is not set is null, \"0\" or absent",
        "all three are read as null; a whole page without a column brings a warning",
    ),
    open(
        "unsetMatchesBefore",
        "whether a date that is not set passes `_before`",
        "`_before` counts as a rough filter, and its rows are checked again here",
    ),
    open(
        "unsetSorts",
        "where tasks without a date stand in an order by it",
        "an order is asked for dated tasks alone; the others are read by themselves",
    ),
    open(
        "nullUnderNot",
        "whether what is not set passes a `_not` filter",
        "`_not` is asked for only where every task has the field, or as a rough filter",
    ),
    open(
        "repeatedAcross",
        "whether a filter inside `_OR` and the same one outside are two",
        "no name is asked for in both places",
    ),
    open(
        "jobOfMilestone",
        "whether `task_job` of a task against a milestone is the milestone's job",
        "`project` is what `task_job` says, else what the task stands against; `child_of_job` counts as a rough filter",
    ),
    open(
        "unsetId",
        "how an id or a link that is not set is written",
        "null, \"0\", an empty text and an empty object are read as null, and no filter is asked for them",
    ),
    open(
        "unknownFilter",
        "the answer to a filter that is not documented",
        "none is sent",
    ),
    open(
        "unknownField",
        "the answer to a name in `_fields` that is not documented",
        "none is sent",
    ),
    open(
        "searchWords",
        "whether `search` finds whole words alone",
        "it is never asked for: it serves no comparison of texts",
    ),
    open(
        "countType",
        "whether `count` is a text or a number",
        "both are read",
    ),
    open(
        "durations",
        "whether durations are seconds or minutes",
        "they are passed as they are, in `platform_data` and in `platform_fields.remaining`",
    ),
    open(
        "bothTokensStatus",
        "the status of a call with a token in the header and in the URL",
        "the token stands in the header alone; `_bearer_token` of a passed-through call is refused",
    ),
    open(
        "missingUrl",
        "whether a URL that does not exist is answered by HTML, by JSON or as a wrong request",
        "a 404 in HTML is never taken for a task that is gone; what the platform says is shown",
    ),
    open(
        "unknownWrite",
        "what becomes of a written name that is not documented",
        "none is sent: `platform_fields` takes documented names alone",
    ),
    open(
        "readOnlyWrite",
        "what becomes of a field that cannot be written, such as the status by PUT",
        "none is sent: it is refused here, before any call",
    ),
    open(
        "formerFields",
        "whether type_id, rate_id and rate_charged can be changed, as an older edition says",
        "a patch does not take them; a new task takes the rates",
    ),
    open(
        "emptyWrite",
        "whether an empty text, or 0, empties a field",
        "emptying a field is refused before any call, since it might stay as it is without a word; empty values of a new task are left out",
    ),
    open(
        "rateElsewhere",
        "what becomes of rates and `is_billable` of a task that is not against a job or a milestone",
        "they are refused before any call",
    ),
    open(
        "duplicateTitle",
        "whether two tasks of one object can have one title",
        "where Accelo says `duplicate`, the error says what to change",
    ),
    open(
        "progressionShape",
        "whether a progression shows its status as an object",
        "progressions are run by their ids, and read only by `raw`, which shows them as they come",
    ),
    open(
        "wrongStanding",
        "what becomes of a progression that the task's status does not have",
        "a task that stands at the wanted status is not progressed; else an error is passed on, and where the task that is read back stands elsewhere, the warning `not_kept` says so",
    ),
    open(
        "processPermission",
        "whether everybody may progress every task",
        "it belongs to the deployment; the error says what is needed, and what was written before stands in `applied`",
    ),
    open(
        "oauthErrors",
        "whether errors of /oauth2 have OAuth's form or Accelo's envelope",
        "both are read",
    ),
    open(
        "refreshTokens",
        "whether a refresh gives a new refresh token and ends the one that was used",
        "a new one is kept in place of the old one; without one the old one is used again",
    ),
    open(
        "expiresIn",
        "whether `expires_in` is a text or a number",
        "both are read",
    ),
];
