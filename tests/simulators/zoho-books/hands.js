// What another user does while a client reads: neither a call nor the effect of one.

import { UNSET } from "./store.js";

/**
 * @typedef {import("./data.js").Task} Task
 * @typedef {import("./store.js").Store} Store
 */

/** Fields that are held as they are given. */
const PLAIN = ["task_name", "description", "rate", "budget_hours", "status", "is_billable"];
/** Fields that are given as hours and held in minutes. @type {Record<string, "log_minutes" | "billed_minutes">} */
const HOURS = { log_time: "log_minutes", billed_hours: "billed_minutes" };

/**
 * @param {Store} store
 * @returns {import("../shared/http.js").Hands}
 */
export function createHands(store) {
  /** @param {string} id */
  function held(id) {
    const found = store.find(id);
    if (!found) throw new RangeError(`Zoho Books has no task "${id}"; rows() lists those that it has`);
    return found;
  }

  return {
    insert({ project_id, ...values }) {
      const project = store.project(String(project_id));
      if (!project) throw new RangeError(`Zoho Books has no project "${project_id}": insert needs the project_id of a row`);
      return store.add(project, { ...UNSET, task_name: "", ...heldValues(values) }).task_id;
    },
    change(id, values) {
      store.change(held(id), heldValues(values));
    },
    remove(id) {
      store.remove(held(id));
    },
  };
}

/**
 * @param {Record<string, any>} values
 * @returns {Partial<Omit<Task, "task_id">>}
 */
function heldValues(values) {
  /** @type {Record<string, any>} */
  const result = {};
  for (const [name, value] of Object.entries(values)) {
    if (PLAIN.includes(name)) result[name] = value;
    else if (Object.hasOwn(HOURS, name)) result[HOURS[name]] = minutes(value);
    else throw new RangeError(`"${name}" of a task cannot be set; what can: ${[...PLAIN, ...Object.keys(HOURS)].join(", ")}`);
  }
  return result;
}

/** @param {string | number} time hours as a number or as `HH:MM` */
function minutes(time) {
  if (typeof time === "number") return Math.round(time * 60);
  const [, hours, part] = /^(\d+):([0-5]\d)$/.exec(time) ?? [];
  if (hours === undefined) throw new RangeError(`"${time}" is no time: write hours as a number, or as "12:06"`);
  return Number(hours) * 60 + Number(part);
}
