// Answers and request bodies as JSON Schema. What the documents do not show is taken as the switches have it.

/**
 * @typedef {Record<string, any>} Schema
 * @typedef {import("../shared/switches.js").Switches} Switches
 */

const ID = { type: "integer", minimum: 1 };
const TEXT = { type: "string" };
/** The reference: `2022-05-17T10:04:14-04:00`. */
const TIME = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d$" };
/** The reference: decimals are strings. */
const DECIMAL = { type: "string", pattern: "^-?\\d+\\.\\d+$" };

/** @param {Schema} schema */
const nullable = (schema) => ({ anyOf: [schema, { type: "null" }] });
/** @param {Schema} items */
const listOf = (items) => ({ type: "array", items });

/**
 * Nothing else, and all of it.
 * @param {Record<string, Schema>} properties
 * @param {readonly string[]} [optional]
 * @returns {Schema}
 */
function record(properties, optional = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

/** The seed's example of `job_list`. */
const JOB_LIST = listOf(record({ id: ID, name: nullable(TEXT), status: TEXT }));

/** The seed names the glue of job, customer, contact and employees; their fields are assumptions. */
const JOB = record({ id: ID, job_number: ID, name: nullable(TEXT), status: TEXT, total: DECIMAL });
const CUSTOMER = record({ id: ID, customer_number: ID, name: TEXT, email_address: TEXT });
const CONTACT = record({ id: ID, first_name: TEXT, last_name: TEXT, phone: TEXT });
const EMPLOYEE = { id: ID, employee_number: ID, first_name: TEXT, last_name: TEXT };
/** The reference: full employee objects carry secrets. */
const FULL = {
  email: TEXT, active: { type: "boolean" }, hourly_rate: DECIMAL, password_salt: TEXT, encrypted_password: TEXT, remember_token: TEXT, api_token: TEXT,
};

/**
 * The fields that v1 writes; a task is sent as `{"task":{…}}`.
 * @param {Switches} switches
 */
function writtenOf(switches) {
  const reference = { anyOf: [ID, { type: "string", pattern: "^\\d+$" }] };
  return {
    name: TEXT,
    job_id: reference,
    task_type_id: nullable(reference),
    [switches.startWrite === "asShown" ? String(switches.startField) : "scheduled_at"]: nullable(TIME),
    ends_at: nullable(TIME),
    duration: { anyOf: [{ type: "number" }, { type: "string", pattern: "^\\d+(\\.\\d+)?$" }] },
    description: nullable(TEXT),
    customer_id: nullable(reference),
    employee_ids: listOf(reference),
  };
}

/** @param {Switches} switches */
function markOf({ completionMark }) {
  /** @type {Record<string, Schema>} */
  const marks = { completed: { type: "boolean" }, status: { enum: ["open", "completed"] } };
  return completionMark === "none" ? {} : { [String(completionMark)]: marks[String(completionMark)] ?? nullable(TIME) };
}

/** @param {Switches} switches @returns {Schema} */
function errorOf({ errorBody }) {
  const byField = { type: "object", minProperties: 1, additionalProperties: { ...listOf(TEXT), minItems: 1 } };
  if (errorBody === "errorsList") return record({ errors: { ...listOf(TEXT), minItems: 1 } });
  if (errorBody === "errorsObject") return record({ errors: byField });
  return errorBody === "fields" ? byField : record({ error: TEXT });
}

/**
 * @param {Switches} switches
 * @returns {Record<string, Schema>} by name; an answer without a body has none
 */
export function schemasOf(switches) {
  const stamped = { created_at: nullable(TIME), updated_at: nullable(TIME) };
  const stamps = switches.taskTimestamps === "absent" ? {} : stamped;
  const brief = {
    id: ID,
    name: nullable(TEXT),
    description: nullable(TEXT),
    task_type_id: nullable(ID),
    job_id: ID,
    customer_id: ID,
    [String(switches.startField)]: nullable(TIME),
    ends_at: nullable(TIME),
    duration: nullable(DECIMAL),
    ...stamps,
    ...markOf(switches),
    job: JOB,
    customer: CUSTOMER,
  };
  const unstamped = switches.taskTimestamps === "some" ? Object.keys(stamped) : [];
  const whole = { ...brief, contact: CONTACT, employees: listOf(record(switches.employees === "full" ? { ...EMPLOYEE, ...FULL } : EMPLOYEE)) };
  const location = record({ address: TEXT, latitude: DECIMAL, longitude: DECIMAL });
  const mapped = switches.mapping === "location" ? { ...whole, location } : whole;
  const optional = ["contact", ...unstamped];
  /** @param {Schema} rows */
  const page = (rows) => (switches.envelope === "array" ? listOf(rows) : record({ tasks: listOf(rows) }));
  /** @param {Schema} task */
  const one = (task) => (switches.taskEnvelope === "bare" ? task : record({ task }));
  const written = writtenOf(switches);
  return {
    list: page(record(whole, optional)),
    mapped: page(record(mapped, optional)),
    get: one(record(whole, optional)),
    changed: one(record(brief, unstamped)),
    created: one(switches.createAnswer === "whole" ? record(whole, optional) : record(brief, unstamped)),
    job_list: JOB_LIST,
    notified: switches.notifyAnswer === "task" ? one(record(brief, unstamped)) : record({ message: TEXT }),
    error: errorOf(switches),
    unauthorized: record({ error: TEXT }),
    createBody: record({ task: record(written, Object.keys(written).filter((name) => !["name", "job_id", "task_type_id"].includes(name))) }),
    updateBody: record({ task: { ...record(written, Object.keys(written)), minProperties: 1 } }),
    // The seed: no body notifies the employee; the two types go to the customer.
    notifyBody: record({ notification_type: { enum: ["details", "on_the_way"] } }),
  };
}
