//! What the documents leave open, and what is done about it.

use crate::platforms::Assumption;

/// One for every switch of the simulator.
pub(super) const ASSUMPTIONS: &[Assumption] = &[
    on(
        "dialect",
        "the older reference and today's OpenAPI spell fields differently: `status` and `taskStatus`, for one",
        "rows of both are read; `taskStatus` is asked for and written, and `status` from the first refusal on, under an idempotency key of its own",
    ),
    on(
        "percent",
        "whether percentages are texts or numbers",
        "both are read; none is written",
    ),
    on(
        "decimals",
        "whether durations and units are texts or numbers",
        "both are read, digit by digit; what a caller writes is passed on as it is",
    ),
    on(
        "nextAtEnd",
        "whether `next` is null or 0 at the end",
        "both end a reading, and so do an empty page and a `next` that goes nowhere",
    ),
    on(
        "emptyReference",
        "how a reference that is not set looks: null, left out or an object of nulls",
        "all three are none",
    ),
    on(
        "extraKeys",
        "whether rows have keys that no document knows",
        "they are passed over, and given out in `platform_data`",
    ),
    on(
        "keyOrder",
        "whether `key` is ordered as a number or as a text",
        "pages of what is read whole begin after the last key, whichever order keys have, and the numbers of rows left are held against each other; the order of ids is made here",
    ),
    on(
        "textOrder",
        "how texts are ordered",
        "text is neither ordered nor compared by ranges there",
    ),
    on(
        "tieOrder",
        "the order of rows that `orderBy` leaves equal",
        "every query orders by `key` at last; a second that holds several rows is read whole",
    ),
    on(
        "nullsSort",
        "where nulls stand in an order",
        "an ordered reading asks for dated rows alone; those without a date are asked for apart",
    ),
    on(
        "nullsUnderNe",
        "whether a null passes a condition that denies",
        "a denial of a field that can be null is asked for in a way that holds on both sides, or done here",
    ),
    on(
        "expressionPrecedence",
        "how `and` and `or` bind without parentheses",
        "what is written has parentheses wherever both occur; what is read without them binds `and` first, with a note",
    ),
    on(
        "macroEdge",
        "which end of a macro's period a comparison means",
        "macros are never sent; in a translation the natural end is taken, with a note",
    ),
    on(
        "weekStart",
        "the first day of a week",
        "macros are never sent; in a translation it is Sunday, with a note",
    ),
    on(
        "todayZone",
        "the time zone of `today`",
        "macros are never sent; in a translation days are UTC's, with a note",
    ),
    on(
        "dateVersusTime",
        "what a date compared with a date-time means",
        "dates are compared with dates and times with times; the rest is done here",
    ),
    on(
        "sizeAbove4000",
        "whether a larger page is refused or cut",
        "no more than 4,000 rows are asked for",
    ),
    on(
        "startPastEnd",
        "what a start past the last row gives",
        "a next page is asked for only where the answer says that there is one; a count asks for the first row",
    ),
    on(
        "badFieldError",
        "which error names a field that does not exist",
        "the field is found in both, and in the words of others",
    ),
    on(
        "errorShape",
        "whether an error stands inside `ia::result` or at the top",
        "both are read",
    ),
    on(
        "gatewayShape",
        "whether errors of token and path have the gateway's shape",
        "both are read",
    ),
    on(
        "invalidTokenStatus",
        "whether an invalid token is answered with 401 or 400",
        "both mean the token, 400 where it says so; another one is asked for once",
    ),
    on(
        "topLevelInEntity",
        "whether a call for one entity sees the rows of the top level",
        "what the platform shows is given; without `entity` everything is asked for",
    ),
    on(
        "plainBesideAggregate",
        "whether a plain field may stand beside an aggregate",
        "aggregates go by `raw` alone, and their answers are passed on as they are",
    ),
    on(
        "aggregateOfNothing",
        "whether aggregates of no rows are one row or none",
        "a count reads `totalCount` of a plain query; aggregates go by `raw` alone",
    ),
    on(
        "ruleStatus",
        "whether a write that breaks a rule is answered with 400 or 422",
        "both are refusals of which nothing was done",
    ),
    on(
        "foreignTask",
        "whether a parent of another project is taken",
        "it is written as asked for; a refusal is passed on",
    ),
    on(
        "deleteOfParent",
        "whether a task with children can be deleted",
        "it is asked for; a refusal is passed on, and lists that were kept are forgotten",
    ),
    on(
        "completionDate",
        "whether completing a task sets `actual.endDate`",
        "the field is read-only and never written; the task is read back after a write",
    ),
    on(
        "writeMeta",
        "what `ia::meta` of a write holds",
        "only the `key` of the answer is read",
    ),
    on(
        "idempotentFailures",
        "whether a refused write is tried again under its key or answered as before",
        "another spelling has another key, so that a refusal that was kept stands in nobody's way; the same spelling always has the same key, so that nothing is done twice",
    ),
    on(
        "tokenFailureStatus",
        "whether the token endpoint refuses with 401 or 400",
        "both mean the credentials",
    ),
    on(
        "tokenErrorShape",
        "the shape of the token endpoint's errors",
        "`error` and the other envelopes are read",
    ),
    on(
        "newAuthorization",
        "whether a new authorization of a user ends the older access token too",
        "a token that is refused is replaced once; those who act as one user should share a token store",
    ),
    on(
        "accessAfterRefresh",
        "whether the older access token outlives a refresh",
        "the newest token alone is used; a call that went out with the older one and is refused is made again",
    ),
];

const fn on(switch: &'static str, open: &'static str, done: &'static str) -> Assumption {
    Assumption { switch, open, done }
}
