// What other users do meanwhile: no calls, not counted, and not among the effects of calls.

import { AGAINST, STATUSES } from "./deployment.js";
import { fromUnit } from "./fields.js";

/**
 * @typedef {import("./changes.js").Values} Values
 * @typedef {import("./data.js").Column} Column
 * @typedef {Record<string, any>} Given values by the platform's own field names, written as its rows have them
 *
 * @typedef {object} Hands
 * @property {(values?: Given) => string} insert gives the id of the new task
 * @property {(id: string, values: Given) => void} change
 * @property {(id: string) => void} remove
 */

/** Names that follow from others; to be given under the name beside them. */
const SAME_AS = new Map([["status", "task_status"], ["type", "task_type"], ["job", "task_job"]]);

/**
 * @param {{ state: import("./state.js").State, changes: import("./changes.js").Changes,
 *   switches: import("../shared/switches.js").Switches }} context
 * @returns {Hands} each throws a RangeError for an id that is not there, or a value that cannot be
 */
export function createHands({ state, changes, switches }) {
  /** @param {string} id */
  const indexOf = (id) => {
    const index = state.indexOf(id);
    if (index < 0) throw new RangeError(`ACCELO has no task ${JSON.stringify(id)}`);
    return index;
  };

  /** @param {Given} given */
  function valuesOf(given) {
    /** @type {Values} */
    const values = {};
    for (const [name, value] of Object.entries(given)) {
      const column = state.columns.get(name);
      if (!column || name === "id") throw new RangeError(`ACCELO: a task has no field ${name} that can be set`);
      values[SAME_AS.get(name) ?? name] = rawOf(name, column, value);
    }
    if (typeof values.against === "string") {
      const [plural, id] = values.against.split("/");
      values.against_type = AGAINST.find((kind) => kind.plural === plural)?.type ?? null;
      values.against_id = Number(id);
    }
    if ((values.task_status ?? null) !== null && !STATUSES[Number(values.task_status) - 1]) {
      throw new RangeError(`ACCELO has no status ${values.task_status}`);
    }
    const status = STATUSES.findIndex(({ standing }) => standing === values.standing);
    if (values.task_status === undefined && status >= 0) values.task_status = status + 1;
    return values;
  }

  /** @param {string} name @param {Column} column @param {any} value */
  function rawOf(name, column, value) {
    const plain = column.link && typeof value === "object" && value !== null ? value.id : value;
    if (plain === null || plain === undefined) return null;
    if (column.kind === "text") return String(plain);
    const number = Number(plain);
    if (!Number.isFinite(number)) throw new RangeError(`ACCELO: ${name} is a number, not ${JSON.stringify(value)}`);
    if ((column.kind === "date" || column.kind === "id") && number === 0) return null;
    return column.kind === "duration" ? fromUnit(number, switches) : number;
  }

  return {
    insert: (values = {}) => {
      const index = changes.create({ title: "New task", against_type: "company", against_id: 1, ...valuesOf(values) });
      return String(index + 1);
    },
    change: (id, values) => changes.change(indexOf(id), valuesOf(values)),
    remove: (id) => changes.remove(indexOf(id)),
  };
}
