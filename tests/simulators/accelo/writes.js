// Creating and updating tasks: what the documents list for POST and PUT, each checked before anything is changed.

import { AGAINST, exists, jobsOf, rateCharged } from "./deployment.js";
import { Failure, InvalidRequest } from "./errors.js";
import { fromUnit } from "./fields.js";

/**
 * @typedef {import("./parameters.js").Parameters} Parameters
 * @typedef {import("../shared/switches.js").Switches} Switches
 * @typedef {import("./changes.js").Values} Values
 * @typedef {{ field: string, kind: "text" | "date" | "duration" | "decimal" | "against" | "billable", table?: undefined }
 *   | { field: string, kind: "link", table: string }} Writable
 */

/** @type {Record<string, Writable>} by the name under which it is written */
const WRITABLE = {
  title: { field: "title", kind: "text" },
  description: { field: "description", kind: "text" },
  against_type: { field: "against_type", kind: "against" },
  against_id: { field: "against_id", kind: "against" },
  date_started: { field: "date_started", kind: "date" },
  date_due: { field: "date_due", kind: "date" },
  remaining: { field: "remaining", kind: "duration" },
  assignee_id: { field: "assignee", kind: "link", table: "staff" },
  manager_id: { field: "manager", kind: "link", table: "staff" },
  affiliation_id: { field: "affiliation", kind: "link", table: "affiliation" },
  priority_id: { field: "task_priority", kind: "link", table: "priority" },
  status_id: { field: "task_status", kind: "link", table: "status" },
  type_id: { field: "task_type", kind: "link", table: "type" },
  rate_id: { field: "rate_id", kind: "link", table: "rate" },
  rate_charged: { field: "rate_charged", kind: "decimal" },
  is_billable: { field: "", kind: "billable" },
};
/** What POST and PUT take; the names are those of today's documentation. */
export const REQUIRED = ["title", "against_id", "against_type", "date_started"];
export const CREATABLE = [...REQUIRED, "description", "status_id", "manager_id", "assignee_id", "affiliation_id", "date_due",
  "priority_id", "remaining", "rate_id", "rate_charged", "is_billable"];
export const UPDATABLE = ["title", "description", "assignee_id", "affiliation_id", "manager_id", "priority_id", "date_due",
  "remaining", "date_started"];
/** What PUT took in an older edition of the documentation. */
export const FORMERLY_UPDATABLE = ["type_id", "rate_id", "rate_charged"];
/** Documented for tasks against a job or a milestone only. */
const OF_JOBS = ["rate_id", "rate_charged", "is_billable"];

/**
 * @param {{ state: import("./state.js").State, changes: import("./changes.js").Changes, switches: Switches }} context
 */
export function createWrites({ state, changes, switches }) {
  const jobs = jobsOf(state.baseSize);

  /**
   * @param {Parameters} parameters
   * @returns {{ index: number, fields: string[] }}
   */
  function create(parameters) {
    const given = taken(parameters, CREATABLE);
    const missing = REQUIRED.filter((name) => isEmpty(given.get(name), WRITABLE[name].kind));
    if (missing.length > 0) throw new InvalidRequest(`A task needs ${missing.join(", ")}`);
    checkAgainst(given);
    const values = valuesOf(given, String(given.get("against_type")));
    if (values.rate_id && values.rate_charged === undefined) values.rate_charged = rateCharged(Number(values.rate_id));
    refuseDuplicate(values);
    return { index: changes.create(values), fields: [...given.keys()] };
  }

  /**
   * @param {Parameters} parameters
   * @param {number} index
   * @returns {string[]} the names of the fields that were written
   */
  function update(parameters, index) {
    const former = switches.formerFields === "written" ? FORMERLY_UPDATABLE : [];
    const given = taken(parameters, [...UPDATABLE, ...former]);
    if (given.get("title") === "") throw new InvalidRequest("title cannot be empty");
    const values = valuesOf(given, String(state.value("against_type", index)));
    if (given.size > 0) changes.change(index, values);
    return [...given.keys()];
  }

  /**
   * @param {Parameters} parameters
   * @param {readonly string[]} names what the request takes
   * @returns {Map<string, string>} null is an empty text
   */
  function taken(parameters, names) {
    /** @type {Map<string, string>} */
    const given = new Map();
    for (const [name, value] of Object.entries(parameters)) {
      if (name.startsWith("_")) continue;
      if (!names.includes(name)) refuseName(name);
      else if (typeof value === "object" && value !== null) throw new InvalidRequest(`${name} is one value, not a list or an object`);
      else given.set(name, value === null ? "" : String(value));
    }
    return given;
  }

  /** @param {string} name */
  function refuseName(name) {
    const known = state.columns.has(name) || Object.hasOwn(WRITABLE, name);
    if ((known ? switches.readOnlyWrite : switches.unknownWrite) === "ignored") return;
    const hint = name === "status" || name === "status_id" ? "; run one of its progressions" : "";
    throw new InvalidRequest(known ? `${name} cannot be written here${hint}` : `A task has no field ${name}`);
  }

  /** @param {Map<string, string>} given */
  function checkAgainst(given) {
    const type = String(given.get("against_type"));
    const id = String(given.get("against_id"));
    if (!AGAINST.some((kind) => kind.type === type)) throw new InvalidRequest(`against_type: a task cannot stand against "${type}"`);
    if (!/^\d{1,9}$/.test(id) || !exists(type, Number(id), jobs)) throw new InvalidRequest(`against_id: there is no ${type} "${id}"`);
  }

  /**
   * @param {Map<string, string>} given
   * @param {string} against the type of what the task stands against
   * @returns {Values}
   */
  function valuesOf(given, against) {
    /** @type {Values} */
    const values = {};
    for (const [name, text] of given) {
      if (OF_JOBS.includes(name) && against !== "job" && against !== "milestone") {
        if (switches.rateElsewhere === "ignored") continue;
        throw new InvalidRequest(`${name} is only there for a task against a job or a milestone`);
      }
      const { field, kind } = WRITABLE[name];
      const value = isEmpty(text, kind) ? emptied(name, kind) : valueOf(name, text);
      if (value !== undefined && field !== "") values[field] = value;
    }
    // Documented for the creation only.
    if (given.has("against_id") && values.remaining !== undefined) values.budgeted = values.remaining;
    return values;
  }

  /**
   * @param {string} name
   * @param {Writable["kind"]} kind
   * @returns {import("./data.js").Raw | undefined} undefined to leave the field as it is
   */
  function emptied(name, kind) {
    if (switches.emptyWrite === "error") throw new InvalidRequest(`${name} cannot be empty`);
    if (switches.emptyWrite === "ignored" || name === "status_id") return undefined;
    if (kind === "text") return "";
    return kind === "duration" ? 0 : null;
  }

  /**
   * @param {string} name
   * @param {string} text
   * @returns {import("./data.js").Raw}
   */
  function valueOf(name, text) {
    const { kind, table } = WRITABLE[name];
    if (kind === "text" || name === "against_type") return text;
    if (kind === "billable") {
      if (text !== "yes" && text !== "no") throw new InvalidRequest(`${name} is yes or no, not "${text}"`);
      return null;
    }
    const shape = kind === "decimal" ? /^\d{1,9}(\.\d{1,9})?$/ : /^\d{1,12}$/;
    if (!shape.test(text)) throw new InvalidRequest(`${name} is ${WHAT[kind]}, not "${text}"`);
    if (table !== undefined && !exists(table, Number(text), jobs)) throw new InvalidRequest(`${name}: there is no ${table} ${text}`);
    return kind === "duration" ? fromUnit(Number(text), switches) : Number(text);
  }

  /** @param {Values} values */
  function refuseDuplicate(values) {
    if (switches.duplicateTitle === "accepted") return;
    for (const index of state.indices()) {
      if (["title", "against_type", "against_id"].every((name) => state.value(name, index) === values[name])) {
        throw new Failure(400, "duplicate", `title: task ${index + 1} has the same`);
      }
    }
  }

  return { create, update };
}

/** @type {Record<string, string>} */
const WHAT = { date: "a Unix time in seconds", duration: "a whole number", decimal: "a decimal", link: "an id", against: "an id" };

/**
 * @param {string | undefined} text
 * @param {Writable["kind"]} [kind] 0 is no date, and the id of nothing
 */
function isEmpty(text, kind) {
  return text === undefined || text === "" || (text === "0" && (kind === "date" || kind === "link"));
}
