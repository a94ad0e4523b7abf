// Every answer and request body of the simulator as JSON Schema: those of the OpenAPI document on tasks, as it has them
// or, where a switch stands on another side, with the change that the side is named for; and those of what that document
// does not describe, each with its source.

import { OPENAPI } from "./openapi.js";

/**
 * @typedef {import("../shared/switches.js").Switches} Switches
 * @typedef {Record<string, any>} Schema
 */

/** The sides on which the OpenAPI document holds as it is written. */
export const AS_WRITTEN = { hours: "number", idType: "string", listKey: "tasks", unsetRate: "zero", writtenNumbers: "integer" };

const IDS = ["project_id", "task_id", "customer_id", "currency_id"];
const HOURS = ["billed_hours", "log_time", "un_billed_hours"];
const DIGITS = { type: "string", pattern: "^\\d+(\\.\\d+)?$" };

/** @param {string} name */
const ref = (name) => ({ $ref: `#/components/schemas/${name}` });

/** @param {string[]} names */
const refs = (...names) => Object.fromEntries(names.map((name) => [name, ref(name)]));

/** @param {Record<string, Schema>} properties */
const object = (properties) => ({ type: "object", properties });

const TEXT = { type: "string" };

/** The reference: the envelope and the embedded tasks of a project; their other names from Zoho's page on projects. */
const CODE_0 = { code: { type: "integer", const: 0 }, message: TEXT };
const PROJECT = { ...refs("project_id", "customer_id", "currency_id", "project_name", "customer_name", "status"), created_time: { ...TEXT, pattern: "T.*[+-]\\d{4}$" } };

/** @type {Record<string, Schema>} */
const OTHERS = {
  "list-projects-response": object({
    ...CODE_0,
    projects: { type: "array", items: object(PROJECT) },
    page_context: object({ ...refs("page", "per_page", "has_more_page", "report_name", "sort_order", "sort_column"), applied_filter: TEXT }),
  }),
  "get-a-project-response": object({ ...CODE_0, project: object({ ...PROJECT, tasks: { type: "array", items: ref("embedded-task") } }) }),
  // The reference: embedded tasks have these, and budget_hours is "", "0" or a number.
  "embedded-task": object({
    ...refs("task_id", "task_name", "description", "rate", ...HOURS, "status", "is_billable"),
    total_hours: ref("log_time"),
    budget_hours: { anyOf: [{ const: "" }, DIGITS, { type: "number" }] },
    custom_fields: { type: "array" },
  }),
  // The reference.
  error: object({ code: { type: "integer", not: { const: 0 } }, message: TEXT }),
  // Zoho's accounts pages; the error by itself is the reference's.
  "token-response": object({ access_token: TEXT, api_domain: { ...TEXT, pattern: "^https://www\\.zohoapis\\." }, token_type: { const: "Bearer" }, expires_in: { const: 3600 } }),
  "token-error": object({ error: TEXT }),
  "token-request": {
    ...object({ grant_type: { const: "refresh_token" }, client_id: TEXT, client_secret: TEXT, refresh_token: TEXT }),
    required: ["grant_type", "client_id", "client_secret", "refresh_token"],
  },
};

/**
 * @param {Switches} switches
 * @returns {Record<string, Schema>} by name; those of answers allow no other properties and need all of their own
 */
export function createSchemas(switches) {
  const schemas = structuredClone({ ...OPENAPI.components.schemas, ...OTHERS });
  if (switches.hours === "HH:MM") for (const name of HOURS) schemas[name] = { type: "string", pattern: "^\\d{2,}:[0-5]\\d$" };
  if (switches.idType === "number") for (const name of IDS) schemas[name] = { type: "integer" };
  if (switches.listKey === "task") {
    const { tasks, ...rest } = schemas["list-tasks-response"].properties;
    schemas["list-tasks-response"].properties = { ...rest, task: tasks };
  }
  changeNumbers(schemas, switches);
  if (switches.embeddedProjectId === "present") Object.assign(schemas["embedded-task"].properties, refs("project_id", "project_name"));
  if (switches.refreshRotation === "rotates") schemas["token-response"].properties.refresh_token = TEXT;
  if (switches.expiresIn === "milliseconds") {
    Object.assign(schemas["token-response"].properties, { expires_in: { const: 3_600_000 }, expires_in_sec: { const: 3600 } });
  }
  if (switches.tokenError === "invalid_code") schemas.error = { anyOf: [schemas.error, ref("token-error")] };
  for (const [name, schema] of Object.entries(schemas)) {
    if (!name.endsWith("-request")) close(schema);
  }
  return schemas;
}

/**
 * Integers, where decimals, digits in quotes or null may stand as well.
 * @param {Record<string, Schema>} schemas
 * @param {Switches} switches
 */
function changeNumbers(schemas, { writtenNumbers, unsetRate, nullValue }) {
  const number = { type: writtenNumbers === "integer" ? "integer" : "number" };
  // A request may say what no answer says.
  const written = [number, ...(writtenNumbers === "text" ? [DIGITS] : []), ...(nullValue === "cleared" ? [{ type: "null" }] : [])];
  for (const name of ["add-a-task-request", "update-a-task-request"]) {
    schemas[name].properties = {
      ...schemas[name].properties,
      rate: { anyOf: written },
      // The document's own example is an empty text.
      budget_hours: { anyOf: [...written, { const: "" }] },
      ...(nullValue === "cleared" ? { description: { type: ["string", "null"] } } : {}),
    };
  }
  schemas.rate = { anyOf: [number, ...(unsetRate === "null" ? [{ type: "null" }] : [])] };
}

/** @param {Schema} schema */
function close(schema) {
  if (schema.properties) {
    schema.required = Object.keys(schema.properties);
    schema.additionalProperties = false;
  }
  for (const part of [...Object.values(schema.properties ?? {}), schema.items, ...(schema.anyOf ?? [])]) if (part) close(part);
}
