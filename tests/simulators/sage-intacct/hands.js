// Another user of the company, whose changes come without a call: tasks appear, change and go while a client reads.

import { dayOf, secondsOf } from "../shared/times.js";
import { findReference } from "./references.js";
import { TASK_REFERENCES, isRecord } from "./writable.js";
import { created, modified, setParts, setProject } from "./writes.js";

/**
 * @typedef {import("./data.js").Raw} Raw
 * @typedef {import("./writable.js").Values} Values
 * @typedef {import("./fields.js").Field} Field
 */

const OTHER_USER = { key: "2", id: "user2" };
const POINTED = ["project", "item", "timeType", "class", "standardTask", "attachment"];

/**
 * Values stand under the names of the rows, with dots. They are taken as they are: these hands can leave what a call
 * could not, as an import or an older release does. What is stamped can be given too. A reference is set by its key or
 * its id.
 * @param {Pick<import("./writes.js").Account, "state" | "fields" | "clock">} account
 * @returns {import("../shared/http.js").Hands}
 */
export function createHands({ state, fields, clock }) {
  /** @param {Record<string, any>} given @returns {Values} */
  function read(given) {
    if (!isRecord(given)) throw new RangeError("values are an object with the names of a row");
    /** @type {Values} */
    const plain = {};
    for (const [name, value] of Object.entries(given)) {
      const field = fields.get(name);
      if (!field || field.column === "key" || field.column === "href") throw new RangeError(`a task has no field ${name} to be set`);
      plain[field.column] = rawOf(field, value);
    }
    return { ...references(plain), ...plain };
  }

  /** @param {Values} plain @returns {Values} what follows from the keys and ids in it */
  function references(plain) {
    /** @type {Values} */
    const values = {};
    for (const name of POINTED) {
      const [key, id] = [plain[`${name}.key`], plain[`${name}.id`]];
      if (key === undefined && id === undefined) continue;
      if ((key ?? id ?? null) === null) {
        setParts(values, name, {}, state.columns);
        continue;
      }
      const by = { ...(key ? { key: String(key) } : {}), ...(id ? { id: String(id) } : {}) };
      const parts = findReference(name, by, state.store.projects);
      if (!parts) throw new RangeError(`there is no ${name} ${JSON.stringify(by)}`);
      if (name === "project") {
        setParts(values, "customer", {}, state.columns);
        setProject(values, parts);
      } else setParts(values, name, parts, state.columns);
    }
    for (const name of TASK_REFERENCES) {
      const key = plain[`${name}.key`];
      if (typeof key === "string" && state.indexOf(key) < 0) throw new RangeError(`there is no task ${key} for ${name}`);
    }
    return values;
  }

  /** @param {string} key */
  function rowOf(key) {
    const index = state.indexOf(key);
    if (index < 0) throw new RangeError(`there is no task ${key}`);
    return index;
  }

  return {
    insert: (given) => {
      const key = state.nextKey;
      /** @type {Values} */
      const values = { id: `T-${key}`, name: `Task ${key}`, taskStatus: "inProgress", isMilestone: false, isUtilized: false, isBillable: false };
      const own = read({ ...(given["project.key"] ?? given["project.id"] ? {} : { "project.key": "1" }), ...given });
      return state.insert({ ...values, ...created(OTHER_USER, clock()), ...modified(OTHER_USER, clock()), ...own });
    },
    change: (key, given) => state.update(rowOf(key), { ...modified(OTHER_USER, clock()), ...read(given) }),
    remove: (key) => state.remove(rowOf(key)),
  };
}

/**
 * The value of a row as it is kept: `written` backwards.
 * @param {Field} field
 * @param {unknown} value
 * @returns {Raw}
 */
function rawOf(field, value) {
  const refuse = () => new RangeError(`${field.name} cannot be ${JSON.stringify(value)}`);
  if (value === null) return null;
  switch (field.kind) {
    case "date":
    case "datetime": {
      const time = field.kind === "date" ? dayOf(String(value)) : secondsOf(String(value));
      if (time === null) throw refuse();
      return Math.floor(time);
    }
    case "integer":
    case "percent":
    case "decimal":
      if (value === "" || typeof value === "boolean" || Number.isNaN(Number(value))) throw refuse();
      return Number(value);
    case "boolean":
      if (typeof value !== "boolean") throw refuse();
      return value;
    default:
      if (typeof value !== "string") throw refuse();
      return value;
  }
}
