// Every documented answer and request body as JSON Schema (draft 7). The names of the sources: [tasks], [progressions],
// [statuses], [authentication], [introduction] are sections of today's documentation; [seed] is the older wiki's page.
// What they leave open is as wide here as the sides of its switch.

/** @typedef {Record<string, any>} Schema */

/** "Every value is a string or null" [tasks, the example]. */
const TEXT = { type: ["string", "null"] };
const ID = { type: ["string", "null"], pattern: "^\\d+$" };
const DATE = { type: ["string", "null"], pattern: "^-?\\d+$" };
/** Whole seconds today, minutes in [seed]: these may be parts of one. */
const DURATION = { type: "string", pattern: "^\\d+(\\.\\d+)?$" };
const NUMBER = { type: ["string", "null"], pattern: "^\\d+(\\.\\d+)?$" };
const PATH = { type: ["string", "null"], pattern: "^[a-z]+/\\d+$" };

/** @param {string} from @param {Record<string, Schema>} properties @param {string[]} [required] */
const object = (from, properties, required = Object.keys(properties)) => ({
  $comment: from, type: "object", properties, required, additionalProperties: false,
});

/** A linked object: its id, or an object of which the id always comes and every other value is a text [introduction]. */
const LINK = {
  anyOf: [ID, { type: "object", properties: { id: { type: "string", pattern: "^\\d+$" } }, required: ["id"], additionalProperties: TEXT }],
};

/** @param {Schema} schema @param {string[]} names */
const each = (schema, names) => Object.fromEntries(names.map((name) => [name, schema]));

const TASK_FIELDS = {
  ...each(ID, ["id", "against_id", "creator_id", "rate_id"]),
  ...each(TEXT, ["title", "description", "against_type", "creator_type", "standing", "custom_id"]),
  ...each(PATH, ["against", "creator"]),
  ...each(DURATION, ["billable", "nonbillable", "logged", "budgeted", "remaining"]),
  ...each(NUMBER, ["staff_bookmarked", "rate_charged", "ordering"]),
  ...each(DATE, ["date_created", "date_started", "date_commenced", "date_accepted", "date_due", "date_completed", "date_modified"]),
  ...each(LINK, ["assignee", "manager", "task_type", "task_status", "task_priority", "contact", "affiliation", "company", "issue",
    "task_job", "milestone", "task_object_budget", "task_object_schedule", "type", "status", "job"]),
};

const TASK = object("[tasks] the task object; id and title always come", TASK_FIELDS, ["id", "title"]);
const STATUS = object("[statuses], for tasks without `start` [tasks]", each(TEXT, ["id", "title", "color", "standing", "ordering"]), ["id", "title"]);
const PRIORITY = object("[tasks] the task priority", each(TEXT, ["id", "title", "icon", "level"]), ["id", "title"]);
const PROGRESSION = {
  $comment: "[progressions]: the table, or the example",
  anyOf: [
    object("the table", { id: { type: "string", pattern: "^\\d+$" }, title: { type: "string" }, status: STATUS }),
    object("the example", { id: { type: "string", pattern: "^\\d+$" }, ...each({ type: "string" }, ["title", "standing", "color"]) }),
  ],
};
/** [tasks]: unsigned, while values are texts. */
const COUNT = object("[tasks] count", { count: { anyOf: [{ type: "string", pattern: "^\\d+$" }, { type: "integer", minimum: 0 }] } });

const META = object(
  "[introduction] the meta object; response_code under _suppress_http_status",
  { ...each({ type: "string" }, ["status", "message", "more_info"]), response_code: { type: "integer" } },
  ["status"],
);

/** @param {Schema} response */
const enveloped = (response) => object("[introduction]; no meta under _suppress_meta", { response, meta: META }, ["response"]);

const EXPIRES_IN = { anyOf: [{ type: "string", pattern: "^\\d+$" }, { type: "integer" }] };

/**
 * The answers, by the name of the route; the errors by their own.
 * @type {Record<string, Schema>}
 */
export const ANSWERS = {
  list: enveloped({ type: "array", items: TASK, maxItems: 100 }),
  count: enveloped(COUNT),
  get: enveloped(TASK),
  create: enveloped(TASK),
  update: enveloped(TASK),
  start: enveloped(TASK),
  done: enveloped(TASK),
  auto: enveloped(TASK),
  progressions: enveloped({ type: "array", items: PROGRESSION }),
  statuses: enveloped({ type: "array", items: STATUS, maxItems: 100 }),
  statusCount: enveloped(COUNT),
  status: enveloped(STATUS),
  priorities: enveloped({ type: "array", items: PRIORITY }),
  error: object("[introduction]: the failed response", { response: { type: "null" }, meta: META }, ["response"]),
  tooManyRequests: { ...META, $comment: "[introduction] rate limiting: the meta object by itself", required: ["status", "message", "more_info"] },
  serviceToken: object(
    "[authentication] service applications",
    {
      access_token: { type: "string" }, token_type: { enum: ["Bearer", "bearer"] }, expires_in: EXPIRES_IN,
      ...each({ type: "string" }, ["deployment", "deployment_name", "deployment_uri", "account_id"]),
      account_details: object("the same", each({ type: "object" }, ["user_access", "user_defined_title", "locale"])),
    },
  ),
  webToken: object(
    "[authentication] web applications; the same after a refresh",
    { access_token: { type: "string" }, refresh_token: { type: "string" }, token_type: { enum: ["Bearer", "bearer"] }, expires_in: EXPIRES_IN },
  ),
  revoke: enveloped({ type: "null" }),
  oauthError: object("[authentication]: the failed response", each({ type: "string" }, ["error", "error_description"])),
};

/** A value of a form, or of the same as JSON. @param {string} pattern @param {string} [type] */
const written = (pattern, type = "integer") => ({ anyOf: [{ type: "string", pattern }, { type, minimum: 0 }] });
const WRITTEN_ID = written("^[1-9]\\d*$");
const WRITTEN_DATE = written("^\\d+$");

const UPDATABLE = {
  title: { type: "string", minLength: 1 },
  description: { type: "string" },
  ...each(WRITTEN_ID, ["assignee_id", "affiliation_id", "manager_id", "priority_id"]),
  date_due: WRITTEN_DATE,
  date_started: WRITTEN_DATE,
  remaining: WRITTEN_DATE,
};

/**
 * The parameters of requests with a body, without those that begin with an underscore.
 * @type {Record<string, Schema>}
 */
export const REQUESTS = {
  create: object(
    "[tasks] create a task",
    {
      ...UPDATABLE,
      against_type: { enum: ["company", "issue", "job", "milestone", "prospect"] },
      against_id: WRITTEN_ID,
      status_id: WRITTEN_ID,
      rate_id: WRITTEN_ID,
      rate_charged: written("^\\d+(\\.\\d+)?$", "number"),
      is_billable: { enum: ["yes", "no"] },
    },
    ["title", "against_id", "against_type", "date_started"],
  ),
  update: object("[tasks] update a task", UPDATABLE, []),
  clientCredentials: object(
    "[authentication] service applications",
    { grant_type: { const: "client_credentials" }, scope: { type: "string", pattern: "^(read|write)\\(" }, expires_in: written("^[1-9]\\d*$") },
    ["grant_type"],
  ),
  refreshToken: object("[authentication] refreshing a token", { grant_type: { const: "refresh_token" }, refresh_token: { type: "string", minLength: 1 } }),
  revoke: object("[authentication] revoking a token", each({ type: "string" }, ["token", "client_id", "client_secret"]), ["token"]),
};
