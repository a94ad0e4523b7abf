// The facts of Zoho's OpenAPI document on tasks, version 1.0.0: addresses, parameters, required fields, names and types,
// examples. Its sentences are left out, but for the messages that the API itself answers with.

const SAMPLE_ID = "90300000072369";

/** @param {string} name */
const ref = (name) => ({ $ref: `#/components/schemas/${name}` });

/** Properties that are schemas of the same name. @param {string[]} names */
const refs = (...names) => Object.fromEntries(names.map((name) => [name, ref(name)]));

/** @param {string} schema */
const content = (schema) => ({ content: { "application/json": { schema: ref(schema) } } });

/** @param {string} right */
const scope = (right) => [{ Zoho_Auth: [`ZohoBooks.projects.${right}`] }];

/** @param {string} name */
const inPath = (name) => ({ name, in: "path", schema: { type: "string" }, required: true, example: SAMPLE_ID });

/** @param {string} name @param {number} value */
const inQuery = (name, value) => ({ name, in: "query", required: false, schema: { type: "integer", default: value }, example: value });

const ORGANIZATION = { $ref: "#/components/parameters/organization_id" };

/** What the list and the answers to writes show of a task. */
const SHOWN = refs(
  "project_id", "task_id", "currency_id", "customer_id", "task_name", "project_name", "customer_name", "billed_hours", "log_time", "un_billed_hours",
);

const WRITTEN = { required: ["task_name"], type: "object", properties: refs("task_name", "description", "rate", "budget_hours") };

const ONLY_TASK_ID = { type: "object", properties: { task_id: { type: "string", example: SAMPLE_ID } } };

/** @param {string} message @param {Record<string, object>} [properties] */
const envelope = (message, properties) => ({
  type: "object",
  properties: {
    code: { type: "integer", example: 0, readOnly: true },
    message: { type: "string", example: message, readOnly: true },
    ...properties,
  },
});

/** @param {unknown} example */
const text = (example) => ({ type: "string", example });

/** @param {string} example of another type than it says */
const hours = (example) => ({ type: "number", format: "double", example });

const SCHEMAS = {
  "gendoc-attributes-schema": ref("task-response"),
  "task-response": { type: "object", properties: SHOWN },
  project_id: text(SAMPLE_ID),
  task_id: text(SAMPLE_ID),
  customer_id: text("903000000000099"),
  currency_id: text(982000000000190),
  task_name: text("Painting"),
  project_name: text("Furniture Manufacturing"),
  customer_name: text("Sujin Kumar"),
  billed_hours: hours("12:06"),
  log_time: hours("13:06"),
  un_billed_hours: hours("01:00"),
  description: text(""),
  rate: { type: "integer", example: 3 },
  budget_hours: { type: "integer", example: "" },
  page: { type: "integer", example: 1 },
  per_page: { type: "integer", example: 200 },
  report_name: text("Tasks"),
  has_more_page: { type: "boolean", example: false },
  sort_order: text("D"),
  sort_column: text("created_time"),
  status: text("active"),
  is_billable: { type: "boolean", example: true },
  "add-a-task-request": WRITTEN,
  "add-a-task-response": envelope("The project information has been updated.", { task: ref("task-response") }),
  "list-tasks-request": { type: "object", properties: refs("sort_column") },
  "list-tasks-response": envelope("success", {
    tasks: { type: "array", items: { type: "object", properties: SHOWN } },
    page_context: { type: "object", properties: refs("page", "per_page", "has_more_page", "report_name", "sort_column", "sort_order") },
  }),
  "update-a-task-request": WRITTEN,
  "update-a-task-response": envelope("The task information has been updated.", { task: { type: "object", properties: SHOWN } }),
  "get-a-task-request": ONLY_TASK_ID,
  "get-a-task-response": envelope("success", {
    task: {
      type: "object",
      properties: refs("project_id", "project_name", "task_id", "task_name", "description", "rate", "status", "is_billable"),
    },
  }),
  "delete-task-request": ONLY_TASK_ID,
  "delete-task-response": envelope("The task has been deleted successfully."),
};

/**
 * @typedef {{ content: { "application/json": { schema: { $ref: string } } } }} Content
 *
 * @typedef {object} Operation
 * @property {string} operationId
 * @property {object[]} [parameters]
 * @property {Content} [requestBody]
 * @property {Record<string, Content>} responses by status
 * @property {Record<string, string[]>[]} security
 *
 * @typedef {Partial<Record<"get" | "post" | "put" | "delete", Operation>> & { parameters: object[] }} PathItem
 */

/** @type {Record<string, PathItem>} */
const PATHS = {
  "/projects/{project_id}/tasks": {
    post: {
      operationId: "add_task",
      requestBody: content("add-a-task-request"),
      responses: { 201: content("add-a-task-response") },
      security: scope("CREATE"),
    },
    get: {
      operationId: "list_tasks",
      parameters: [inQuery("page", 1), inQuery("per_page", 200)],
      responses: { 200: content("list-tasks-response") },
      security: scope("READ"),
    },
    parameters: [inPath("project_id"), ORGANIZATION],
  },
  "/projects/{project_id}/tasks/{task_id}": {
    put: {
      operationId: "update_task",
      requestBody: content("update-a-task-request"),
      responses: { 200: content("update-a-task-response") },
      security: scope("UPDATE"),
    },
    get: {
      operationId: "get_task",
      responses: { 200: content("get-a-task-response") },
      security: scope("READ"),
    },
    delete: {
      operationId: "delete_task",
      responses: { 200: content("delete-task-response") },
      security: scope("DELETE"),
    },
    parameters: [inPath("project_id"), inPath("task_id"), ORGANIZATION],
  },
};

export const OPENAPI = {
  openapi: "3.0.0",
  servers: [{ url: "https://www.zohoapis.com/books/v3" }],
  paths: PATHS,
  components: {
    parameters: {
      organization_id: { name: "organization_id", in: "query", required: true, schema: { type: "string" }, example: "10234695" },
    },
    /** @type {Record<string, Record<string, any>>} */
    schemas: SCHEMAS,
  },
};
