import { WRITE_SWITCHES } from "./write-switches.js";

/** What is open about reads. @type {import("../shared/switches.js").SwitchTable} */
export const READ_SWITCHES = {
  dialect: {
    values: ["today", "seed"],
    default: "today",
    about:
      "names of fields: `taskStatus`, `observedPercentComplete`, `audit.createdByUser` (today) or `status`, `observerPercentComplete`, `audit.createdBy` (seed); the other spelling is not a valid field",
    open: "the seed and today's OpenAPI disagree",
  },
  percent: {
    values: ["dialect", "string", "number"],
    default: "dialect",
    about: "percentages as `\"0.25\"` or 0.25; `dialect`: text today, numbers in the seed",
    open: "the seed and today's OpenAPI disagree",
  },
  decimals: {
    values: ["dialect", "string", "number"],
    default: "dialect",
    about: "durations and units as `\"100.00\"` or 100; `dialect`: text today, numbers in the seed",
    open: "recorded traffic of other objects has text, the seed's sample has numbers",
  },
  nextAtEnd: {
    values: ["dialect", null, 0],
    default: "dialect",
    about:
      "`next` at the end and `previous` at the start; `dialect`: null, but 0 on the seed's list of references",
    open: "null in most examples, 0 in some",
  },
  emptyReference: {
    values: ["null", "absent", "nullObject"],
    default: "null",
    about: "a reference that is not set, in a nested object: null, left out, or {key:null,id:null}",
    open: "the OpenAPI: all three mean the same",
  },
  extraKeys: {
    values: ["absent", "present"],
    default: "absent",
    about: "an undocumented key in every row of a query",
    open: "recorded traffic: extra undocumented keys appear",
  },
  keyOrder: {
    values: ["number", "text"],
    default: "number",
    about: "`key` is ordered and ranged as a number, or as text (\"10\" before \"9\")",
    open: "the reference: unknown",
  },
  textOrder: {
    values: ["codePoint", "caseInsensitive"],
    default: "codePoint",
    about: "the order of text in orderBy and in ranges",
    open: "not documented",
  },
  tieOrder: {
    values: ["scrambled", "keyAscending", "keyDescending"],
    default: "scrambled",
    about: "rows that orderBy leaves equal, or all rows without orderBy; scrambled: another order at each query",
    open: "recorded traffic: without orderBy two queries return different orders",
  },
  nullsSort: {
    values: ["first", "last"],
    default: "first",
    about: "where nulls stand in an ascending order (and at the other end of a descending one)",
    open: "the reference: undocumented",
  },
  nullsUnderNe: {
    values: ["included", "excluded"],
    default: "excluded",
    about: "whether a null passes $ne, $notIn, $notBetween, $notContains, $notStartsWith, $notEndsWith",
    open: "the reference: undocumented",
  },
  expressionPrecedence: {
    values: ["andFirst", "leftToRight"],
    default: "andFirst",
    about: "`1 or 2 and 3` without parentheses",
    open: "the reference: undocumented",
  },
  macroEdge: {
    values: ["natural", "start", "end"],
    default: "natural",
    about:
      "which end of a macro's period $lt, $lte, $gt, $gte mean; natural: $lt and $gte the start, $gt and $lte the end",
    open: "the reference: undocumented",
  },
  weekStart: {
    values: ["sunday", "monday"],
    default: "sunday",
    about: "the first day of `currentWeek` and `lastWeek`",
    open: "the reference: undocumented",
  },
  todayZone: {
    values: ["+00:00", "-08:00", "+13:00"],
    default: "+00:00",
    about: "the time zone in which `today` is read off the clock",
    open: "the reference: undocumented",
  },
  dateVersusTime: {
    values: ["midnight", "wholeDay", "error"],
    default: "midnight",
    about:
      "a date compared with a date-time field (or the reverse): midnight UTC, the whole day as a period, or an error",
    open: "the reference: undocumented",
  },
  sizeAbove4000: {
    values: ["error", "clamp"],
    default: "error",
    about: "`size` above the maximum",
    open: "the reference: undocumented",
  },
  startPastEnd: {
    values: ["empty", "error"],
    default: "empty",
    about: "`start` beyond the last row",
    open: "the reference: undocumented",
  },
  badFieldError: {
    values: ["REST-1064", "REST-1106"],
    default: "REST-1064",
    about: "the error of a field that does not exist: REST-1064 with details REST-1043, or REST-1106 alone",
    open: "the seed shows the one, recorded traffic the other",
  },
  errorShape: {
    values: ["result", "top"],
    default: "result",
    about: "`ia::error` inside `ia::result`, or at the top beside `ia::meta`",
    open: "both are seen",
  },
  gatewayShape: {
    values: ["gateway", "result"],
    default: "gateway",
    about: "errors of token, path and method: the gateway's (code GW-00xx, `details` an object), or as all others",
    open: "both are seen",
  },
  invalidTokenStatus: {
    values: [401, 400],
    default: 401,
    about: "the HTTP status of an invalid token",
    open: "recorded traffic: 401 or 400",
  },
  topLevelInEntity: {
    values: ["visible", "hidden"],
    default: "visible",
    about: "whether a call for one entity also sees the rows of the top level",
    open: "not documented",
  },
  plainBesideAggregate: {
    values: ["grouped", "error"],
    default: "grouped",
    about: "a plain field beside `fn:field`: the rows are grouped by it, or it is refused",
    open: "the documents list both forms as fields and show no query that mixes them",
  },
  aggregateOfNothing: {
    values: ["row", "empty"],
    default: "row",
    about: "aggregates alone when no row passes: one row with count 0 and nulls, or no row",
    open: "not documented",
  },
};

/** @type {import("../shared/switches.js").SwitchTable} */
export const SAGE_INTACCT_SWITCHES = { ...READ_SWITCHES, ...WRITE_SWITCHES };
