// The body of a POST or PATCH: which fields a task takes, of what type, and what may not be written. The documents
// show one error of a wrong field; the messages of all others are reconstructions in the same envelope.

import { QueryError, invalidField } from "./errors.js";
import { dayOf } from "../shared/times.js";

/**
 * @typedef {import("./data.js").Raw} Raw
 * @typedef {Record<string, Raw>} Values by flat field name, in today's spelling
 * @typedef {{ key?: string, id?: string }} Pointer
 * @typedef {{ values: Values, references: Map<string, Pointer | null> }} Draft a reference that is null is cleared
 * @typedef {(value: unknown, target: string) => Raw} Reader
 */

export const STATUSES = ["notStarted", "planned", "inProgress", "completed", "onHold"];
const MAX_ID = 20;
const MAX_WBS_CODE = 8;

/** By key or id, but for those to other tasks: by key alone. */
export const TASK_REFERENCES = ["parent", "dependentOn"];
const REFERENCES = ["project", "item", "timeType", "class", "standardTask", "attachment", ...TASK_REFERENCES];

/** @type {Record<string, Reader>} by field name in today's spelling */
const READERS = {
  id: (value, target) => within(named(value, target), MAX_ID, target),
  name: named,
  description: orNull(text),
  isMilestone: boolean,
  isUtilized: boolean,
  isBillable: boolean,
  wbsCode: orNull((value, target) => within(text(value, target), MAX_WBS_CODE, target)),
  priority: orNull(number),
  taskStatus: status,
  "planned.startDate": orNull(date),
  "planned.endDate": orNull(date),
  "duration.planned": orNull(number),
  "duration.estimated": orNull(number),
  "productionUnits.estimate": orNull(number),
  "productionUnits.description": orNull(text),
  "nsp::crewSize": orNull(number),
};
/** Objects whose parts are fields of their own; null stands for null in each. */
const GROUPS = ["planned", "duration", "productionUnits"];
/** Only a new task takes them. */
const ON_CREATE = ["id", "project"];

/**
 * @param {unknown} body
 * @param {import("./fields.js").Fields} fields
 * @param {import("../shared/switches.js").Switches} switches
 * @param {boolean} isNew
 * @returns {Draft}
 */
export function readDraft(body, fields, switches, isNew) {
  if (body === null || (isRecord(body) && Object.keys(body).length === 0)) {
    throw new QueryError("The payload is empty", "/", { errorId: "REST-1028", messageId: "IA.EMPTY_PAYLOAD" });
  }
  if (!isRecord(body)) throw new QueryError("The payload is an object with the fields of one task", "/");
  /** @type {Draft} */
  const draft = { values: {}, references: new Map() };
  for (const [name, value] of entriesOf(body)) {
    const field = fields.get(name);
    const column = field?.column ?? name;
    const head = name.split(".")[0];
    if (ON_CREATE.includes(head) && !isNew) throw readOnly(name);
    if (REFERENCES.includes(head)) draft.references.set(head, pointer(value, head));
    else if (READERS[column] && field) {
      // A new task that is given no id is given one.
      if (column === "id" && value === null) continue;
      draft.values[column] = READERS[column](value, `/${name.replaceAll(".", "/")}`);
    } else if (field || [...fields.keys()].some((each) => each.startsWith(`${name}.`))) throw readOnly(name);
    else throw invalidField(name.replaceAll(".", "/"));
  }
  if (isNew) requireAll(body, draft, switches);
  return draft;
}

/**
 * The fields of a body, with the parts of groups under dotted names.
 * @param {Record<string, unknown>} body
 * @returns {[string, unknown][]}
 */
function entriesOf(body) {
  return Object.entries(body).flatMap(([name, value]) => {
    // Dotted names are those of a query's rows; a body nests.
    if (name.includes(".")) throw invalidField(name);
    if (!GROUPS.includes(name)) return /** @type {[string, unknown][]} */ ([[name, value]]);
    const parts = Object.keys(READERS).filter((each) => each.startsWith(`${name}.`));
    if (value === null) return parts.map((part) => /** @type {[string, unknown]} */ ([part, null]));
    if (!isRecord(value)) throw new QueryError(`/${name} is an object`, `/${name}`);
    return Object.entries(value).map(([part, each]) => /** @type {[string, unknown]} */ ([`${name}.${part}`, each]));
  });
}

/**
 * `name`, `project` and today's `taskStatus`; the seed's `status` has a default.
 * @param {Record<string, unknown>} body
 * @param {Draft} draft
 * @param {import("../shared/switches.js").Switches} switches
 */
function requireAll(body, draft, switches) {
  const required = switches.dialect === "today" ? ["name", "project", "taskStatus"] : ["name", "project"];
  for (const name of required) {
    const given = name === "project" ? draft.references.get(name) : body[name];
    if (given === undefined || given === null) {
      throw new QueryError(`/${name} is required`, `/${name}`, {
        messageId: "IA.REQUIRED_FIELD_MISSING", placeholders: { FIELD: `/${name}` },
      });
    }
  }
  draft.values.taskStatus ??= "inProgress";
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {Pointer | null} null where the reference is cleared: null and {key:null,id:null} mean the same
 */
function pointer(value, name) {
  if (value === null) return null;
  if (!isRecord(value)) throw new QueryError(`/${name} is an object with a key or an id`, `/${name}`);
  const allowed = TASK_REFERENCES.includes(name) ? ["key"] : ["key", "id"];
  /** @type {Pointer} */
  const given = {};
  for (const [part, each] of Object.entries(value)) {
    const target = `/${name}/${part}`;
    if (each === null && (part === "key" || part === "id")) continue;
    if (part === "id" && !allowed.includes(part)) throw new QueryError(`/${name} is given by its key, not by its id`, target);
    if (part !== "key" && part !== "id") {
      throw ["name", "href", "startDate", "endDate"].includes(part) ? readOnly(`${name}/${part}`) : invalidField(`${name}/${part}`);
    }
    given[part] = named(each, target);
  }
  if (Object.keys(given).length > 0) return given;
  if (Object.keys(value).length > 0) return null;
  throw new QueryError(`/${name} needs ${allowed.join(" or ")}`, `/${name}`);
}

/** @param {string} name */
function readOnly(name) {
  const target = `/${name.replaceAll(".", "/")}`;
  return new QueryError(`${target} is read-only`, target, { messageId: "IA.READ_ONLY_FIELD", placeholders: { FIELD: target } });
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {Reader} read @returns {Reader} */
function orNull(read) {
  return (value, target) => (value === null ? null : read(value, target));
}

/** @param {unknown} value @param {string} target */
function text(value, target) {
  if (typeof value !== "string") throw new QueryError(`${target} is a string`, target);
  return value;
}

/** @param {unknown} value @param {string} target */
function named(value, target) {
  const given = text(value, target);
  if (given.trim() === "") throw new QueryError(`${target} is blank`, target);
  return given;
}

/** @param {string} value @param {number} most @param {string} target */
function within(value, most, target) {
  if ([...value].length > most) throw new QueryError(`${target} has at most ${most} characters`, target);
  return value;
}

/** @param {unknown} value @param {string} target */
function boolean(value, target) {
  if (typeof value !== "boolean") throw new QueryError(`${target} is true or false`, target);
  return value;
}

/** A number, or one written as text: that is how decimals are answered. @param {unknown} value @param {string} target */
function number(value, target) {
  const given = typeof value === "string" && /^-?\d{1,15}(\.\d{1,9})?$/.test(value) ? Number(value) : value;
  if (typeof given !== "number" || !Number.isFinite(given)) throw new QueryError(`${target} is a number`, target);
  return given;
}

/** @param {unknown} value @param {string} target */
function date(value, target) {
  const day = typeof value === "string" ? dayOf(value) : null;
  if (day === null) throw new QueryError(`${target} is a date, YYYY-MM-DD`, target);
  return day;
}

/** @param {unknown} value @param {string} target */
function status(value, target) {
  if (typeof value !== "string" || !STATUSES.includes(value)) {
    throw new QueryError(`${target} is one of ${STATUSES.join(", ")}`, target);
  }
  return value;
}
