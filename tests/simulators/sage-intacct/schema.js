// The shapes of requests and answers as JSON Schema (draft-07), from the documents alone: nothing here is read from the
// simulator. `$comment` names the source: "seed" is the page of `projects/task` and of the query service, "OpenAPI" is
// today's, "recorded" is live traffic of other objects, "reconstruction" is ours.

/** @typedef {Record<string, any>} Schema */

/** @type {Schema} */
const TEXT = { type: "string" };
/** @type {Schema} */
const NULLABLE_TEXT = { type: ["string", "null"] };
/** @type {Schema} */
const KEY = { type: "string", minLength: 1 };
/** @type {Schema} */
const FLAG = { type: "boolean" };
/** @type {Schema} */
const DATE = { type: ["string", "null"], pattern: "^\\d{4}-\\d{2}-\\d{2}$" };
/** @type {Schema} */
const INSTANT = { type: ["string", "null"], pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$" };
const HREF = { type: ["string", "null"], pattern: "^/objects/" };
/** Recorded: text with decimals. Seed: a number. @type {Schema} */
const DECIMAL = { type: ["string", "number", "null"], pattern: "^-?\\d+\\.\\d+$" };
/** OpenAPI: priority, and numbers of custom fields. @type {Schema} */
const NUMBER = { type: ["number", "null"] };
/** A number, or one written as text: decimals are answered so. */
const WRITTEN_NUMBER = { type: ["number", "string", "null"], pattern: "^-?\\d+(\\.\\d+)?$" };
/** What a blank must not stand for. @type {Schema} */
const SET = { type: ["string", "null"], minLength: 1 };
const STATUS = { enum: ["notStarted", "planned", "inProgress", "completed", "onHold"] };

/**
 * @param {Record<string, Schema>} properties
 * @param {string[]} [required]
 * @param {Schema} [more]
 * @returns {Schema}
 */
function object(properties, required = [], more = {}) {
  return { type: "object", properties, required, additionalProperties: false, ...more };
}

/** @param {Schema} schema @returns {Schema} */
function nullable(schema) {
  return { anyOf: [{ type: "null" }, schema] };
}

/** What a task refers to: absent, null and an object of nulls mean the same (OpenAPI). @param {...string} parts */
function reference(...parts) {
  const dates = Object.fromEntries(["startDate", "endDate"].map((name) => [name, DATE]));
  const known = { key: NULLABLE_TEXT, id: NULLABLE_TEXT, name: NULLABLE_TEXT, href: HREF, ...dates };
  const named = ["key", "id", ...parts].map((part) => [part, known[/** @type {keyof typeof known} */ (part)]]);
  return nullable(object(Object.fromEntries(named)));
}

const HOURS = ["planned", "estimated", "actual", "remaining", "approved", "plannedBillable", "estimatedBillable",
  "actualBillable", "approvedBillable"];
const SPAN = object({ startDate: DATE, endDate: DATE });
const USER = object({ key: KEY, id: NULLABLE_TEXT, href: HREF }, ["key"]);

/** One task, as GET answers it. @param {"today" | "seed"} dialect @returns {Schema} */
function task(dialect) {
  const today = dialect === "today";
  const times = { createdDateTime: INSTANT, modifiedDateTime: INSTANT };
  /** @type {Record<string, Schema>} */
  const users = today ? { createdByUser: USER, modifiedByUser: USER } : { createdBy: TEXT, modifiedBy: TEXT };
  return object(
    {
      key: KEY,
      id: TEXT,
      href: HREF,
      name: NULLABLE_TEXT,
      description: NULLABLE_TEXT,
      [today ? "taskStatus" : "status"]: NULLABLE_TEXT,
      isMilestone: FLAG,
      isUtilized: FLAG,
      isBillable: FLAG,
      wbsCode: NULLABLE_TEXT,
      priority: NUMBER,
      percentComplete: DECIMAL,
      [today ? "observedPercentComplete" : "observerPercentComplete"]: DECIMAL,
      planned: SPAN,
      actual: SPAN,
      duration: object(Object.fromEntries(HOURS.map((name) => [name, DECIMAL]))),
      productionUnits: object({ estimate: DECIMAL, description: NULLABLE_TEXT }),
      project: reference("name", "startDate", "endDate", "href"),
      customer: reference("name", "href"),
      item: reference("name", "href"),
      parent: reference("name", "href"),
      root: reference("name", "href"),
      dependentOn: reference("name", "href"),
      timeType: reference("href"),
      class: reference("name", "href"),
      standardTask: reference("name", "href"),
      attachment: reference(),
      audit: object({ ...times, ...users }, Object.keys(times)),
    },
    ["key", "id", "href", "name", "audit", today ? "taskStatus" : "status"],
    { patternProperties: { "^nsp::": {} }, $comment: `${today ? "OpenAPI" : "seed"}: projects/task` },
  );
}

/** A reference that a write sets, or clears. @param {Schema} id */
function pointer(id) {
  return nullable(object({ key: SET, id }, [], { minProperties: 1 }));
}

/** The body of POST or PATCH. @param {"today" | "seed"} dialect @param {boolean} isNew @returns {Schema} */
function draft(dialect, isNew) {
  const status = dialect === "today" ? "taskStatus" : "status";
  const byEither = pointer(SET);
  const byKey = pointer({ type: "null" });
  const names = dialect === "today" ? ["name", "project", status] : ["name", "project"];
  const ofNew = { id: { ...SET, maxLength: 20 }, project: { ...byEither, not: { type: "null" } } };
  return object(
    {
      name: KEY,
      description: NULLABLE_TEXT,
      [status]: STATUS,
      isMilestone: FLAG,
      isUtilized: FLAG,
      isBillable: FLAG,
      wbsCode: { type: ["string", "null"], maxLength: 8 },
      priority: WRITTEN_NUMBER,
      planned: nullable(SPAN),
      duration: nullable(object({ planned: WRITTEN_NUMBER, estimated: WRITTEN_NUMBER })),
      productionUnits: nullable(object({ estimate: WRITTEN_NUMBER, description: NULLABLE_TEXT })),
      item: byEither,
      timeType: byEither,
      class: byEither,
      standardTask: byEither,
      attachment: byEither,
      parent: byKey,
      dependentOn: byKey,
      ...(isNew ? ofNew : {}),
    },
    isNew ? names : [],
    {
      minProperties: 1,
      patternProperties: { "^nsp::": {} },
      $comment: `${dialect === "today" ? "OpenAPI" : "seed"}: ${isNew ? "required name, project" : "id and project read-only"}; numbers as text: reconstruction`,
    },
  );
}

/** Of a whole request; the seed has `totalCount` alone. */
const COUNTS = object(
  { totalCount: { type: "integer" }, totalSuccess: { type: "integer" }, totalError: { type: "integer" } },
  ["totalCount"],
  { $comment: "seed: POST, GET and PATCH have totalCount; its error has all three, as has the OpenAPI" },
);
/** Of a list: `next` and `previous` are null or 0 where there is none. */
const PAGE = object(
  {
    totalCount: { type: "integer", minimum: 0 },
    start: { type: "integer", minimum: 1 },
    pageSize: { type: "integer", minimum: 0, maximum: 4000 },
    next: { type: ["integer", "null"], minimum: 0 },
    previous: { type: ["integer", "null"], minimum: 0 },
  },
  ["totalCount", "start", "pageSize", "next", "previous"],
  { $comment: "seed: query and list; recorded: null at the end" },
);

const REFERENCE = object({ key: KEY, id: TEXT, href: HREF }, ["key", "id", "href"]);

/** @param {Schema} result @param {Schema} meta @param {string} $comment */
function answer(result, meta, $comment) {
  return object({ "ia::result": result, "ia::meta": meta }, ["ia::result", "ia::meta"], { $comment });
}

const MESSAGE = object({ messageId: TEXT, placeholders: { type: "object" }, propertySet: { type: "object" } }, ["messageId"]);
const DETAIL = object(
  { code: TEXT, message: TEXT, errorId: TEXT, target: TEXT, correction: TEXT, additionalInfo: MESSAGE },
  ["code", "message"],
);
const ERROR = object(
  { code: TEXT, message: TEXT, supportId: TEXT, errorId: TEXT, additionalInfo: MESSAGE, details: { type: "array", items: DETAIL } },
  ["code", "message"],
);

/** The four envelopes of errors, of which each error is in one. */
export const ERRORS = {
  result: answer(object({ "ia::error": ERROR }, ["ia::error"]), COUNTS, "seed: Bad Request; recorded"),
  top: object({ "ia::error": ERROR, "ia::meta": COUNTS }, ["ia::error"], { $comment: "seed: Malformed URL" }),
  gateway: object(
    {
      "ia::error": object(
        { code: { type: "string", pattern: "^GW-00\\d\\d$" }, message: TEXT, supportId: TEXT, details: { type: "object" } },
        ["code", "message", "details"],
      ),
    },
    ["ia::error"],
    { $comment: "recorded: the gateway, details an object" },
  ),
  token: object({ error: { type: "object" } }, ["error"], { $comment: "recorded: the token endpoint; contents unknown" }),
};

const SCALARS = ["string", "number", "boolean"];
/** The value of each operator; the seed and the OpenAPI. @type {Record<string, Schema>} */
const OPERANDS = {
  ...each(["$eq", "$ne"], { type: [...SCALARS, "null"] }),
  ...each(["$lt", "$gt"], { type: ["string", "number"] }),
  ...each(["$lte", "$gte"], { type: SCALARS }),
  ...each(["$in", "$notIn"], { type: "array", items: { type: SCALARS }, minItems: 1 }),
  ...each(["$between", "$notBetween"], { type: "array", items: { type: SCALARS }, minItems: 2, maxItems: 2 }),
  ...each(["$contains", "$notContains", "$startsWith", "$notStartsWith", "$endsWith", "$notEndsWith"], { type: ["string", "number"] }),
  $has: TEXT,
};

/** @param {string[]} names @param {Schema} value @returns {Record<string, Schema>} */
function each(names, value) {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** @param {Schema} value an object of one entry */
function single(value) {
  return { type: "object", minProperties: 1, maxProperties: 1, additionalProperties: value };
}

const CONDITIONS = Object.fromEntries(Object.entries(OPERANDS).map(([name, value]) => [name, single(value)]));

/** Of bodies that are sent. */
export const REQUESTS = {
  query: object(
    {
      object: { const: "projects/task" },
      fields: { type: "array", items: { type: "string", not: { const: "*" } }, minItems: 1 },
      filters: { type: "array", items: object(CONDITIONS, [], { minProperties: 1, maxProperties: 1 }) },
      filterExpression: { type: ["string", "null"], pattern: "^(\\s|\\d|[()]|[aA][nN][dD]|[oO][rR])*$" },
      filterParameters: object({
        asOfDate: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
        includeHierarchyFields: FLAG,
        caseSensitiveComparison: FLAG,
        includePrivate: FLAG,
      }),
      orderBy: { type: "array", items: single({ enum: ["asc", "desc"] }) },
      start: { type: "integer", minimum: 1 },
      size: { type: "integer", minimum: 1, maximum: 4000 },
    },
    ["object", "fields"],
    { $comment: "seed: query; OpenAPI: size at most 4000, $has; filterExpression null: the client sageintacctrestsdk" },
  ),
  create: { today: draft("today", true), seed: draft("seed", true) },
  update: { today: draft("today", false), seed: draft("seed", false) },
};

/** Of what is answered, by route. Extra keys in the rows of a query: recorded. */
export const ANSWERS = {
  query: answer(
    { type: "array", items: { type: "object", additionalProperties: { type: [...SCALARS, "null"] } } },
    PAGE,
    "seed: query; recorded: flat rows with dotted keys",
  ),
  references: answer({ type: "array", items: REFERENCE, maxItems: 100 }, PAGE, "seed: at most 100 references"),
  get: { today: answer(task("today"), COUNTS, "OpenAPI"), seed: answer(task("seed"), COUNTS, "seed") },
  create: answer(REFERENCE, COUNTS, "seed: Created"),
  update: answer(REFERENCE, COUNTS, "seed: OK of PATCH"),
  token: object(
    { token_type: TEXT, access_token: KEY, refresh_token: KEY, expires_in: { type: "integer", minimum: 1 } },
    ["token_type", "access_token", "refresh_token", "expires_in"],
    { $comment: "the reference's Transport" },
  ),
};
