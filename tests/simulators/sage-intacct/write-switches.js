/** What is open about writes and tokens. @type {import("../shared/switches.js").SwitchTable} */
export const WRITE_SWITCHES = {
  ruleStatus: {
    values: [400, 422],
    default: 400,
    about:
      "the HTTP status of a well-formed write that is not allowed: a name or id that the project has, a reference to nothing, a parent in a circle",
    open: "the seed lists 400 alone for a write, the reference lists 422 too; no body of either was found for these",
  },
  foreignTask: {
    values: ["refused", "accepted"],
    default: "refused",
    about: "`parent` or `dependentOn` is a task of another project",
    open: "not documented",
  },
  deleteOfParent: {
    values: ["detaches", "refused"],
    default: "detaches",
    about: "deleting a task that is the parent of others, or on which others depend: their reference becomes null, or an error",
    open: "the seed: \"Deletes a task\", nothing of what refers to it",
  },
  completionDate: {
    values: ["kept", "stamped"],
    default: "kept",
    about: "whether a write that completes a task sets `actual.endDate` to the day, and one that reopens it sets null",
    open: "`actual` is read-only; who sets it is not documented",
  },
  writeMeta: {
    values: ["dialect", "counts", "total"],
    default: "dialect",
    about: "`ia::meta` of a write: with `totalSuccess` and `totalError`, or `totalCount` alone; `dialect`: alone in the seed",
    open: "the seed and today's OpenAPI disagree",
  },
  idempotentFailures: {
    values: ["triedAgain", "kept"],
    default: "triedAgain",
    about: "a refused write sent again with its Idempotency-Key: it is tried again, or answered as before",
    open: "the reference tells only of another body",
  },
  tokenFailureStatus: {
    values: [401, 400],
    default: 401,
    about: "the HTTP status of the token endpoint for a wrong client, user or refresh token",
    open: "the reference: 401 or 400",
  },
  tokenErrorShape: {
    values: ["error", "result"],
    default: "error",
    about: "an error of the token endpoint: `{error:{…}}`, or as all others",
    open: "the reference lists four envelopes, this one as the token endpoint's, without its contents",
  },
  newAuthorization: {
    values: ["endsAll", "endsRefresh"],
    default: "endsAll",
    about: "what a new authorization of the same user ends: its older access and refresh token, or the refresh token alone",
    open: "the reference: it ends the old one",
  },
  accessAfterRefresh: {
    values: ["kept", "ended"],
    default: "kept",
    about: "whether the older access token holds to its own end after a refresh",
    open: "the reference tells of the refresh token only",
  },
};
