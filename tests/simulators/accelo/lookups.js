// What a client has to know before it writes: the statuses and the priorities of the deployment's tasks.
//
// Documented: the fields, and for statuses their paging, filters and orders. That a status answers a filter by the
// same grammar as a task does is a reconstruction, and so is what a deployment without another order shows: by id.

import { compareCodePoints } from "../shared/order.js";
import { PRIORITY_COUNT, STATUSES, linked } from "./deployment.js";
import { InvalidRequest } from "./errors.js";
import { nodesOf, splitTop } from "./filter-text.js";
import { countAnswer, pagingOf } from "./reads.js";

/**
 * @typedef {import("./parameters.js").Parameters} Parameters
 * @typedef {import("../shared/switches.js").Switches} Switches
 * @typedef {import("./deployment.js").Linked} Linked
 */

const FILTERED = ["id", "title", "standing", "color"];
const ORDERED = [...FILTERED, "ordering"];

/** @param {Switches} switches */
export function createLookups(switches) {
  const statuses = STATUSES.map((_, i) => linked("status", i + 1));

  /** @param {Parameters} parameters */
  function found(parameters) {
    let kept = statuses.map(({ defaults, others }) => /** @type {Linked} */ ({ ...defaults, ...others }));
    for (const { name, values } of nodesOf(parameters._filters)) {
      const [, plain, not] = /^(.*?)(_not)?$/.exec(name) ?? [];
      const order = /^order_by_(asc|desc)$/.exec(name);
      if (FILTERED.includes(plain)) kept = kept.filter((status) => values.includes(String(status[plain])) !== (not !== undefined));
      else if (order && ORDERED.includes(values[0])) kept = ordered(kept, values[0], order[1] === "desc");
      else if (switches.unknownFilter === "error") throw new InvalidRequest(`_filters: there is no filter "${name}"`);
    }
    const words = String(parameters._search ?? "").toLowerCase().split(/\s+/);
    return kept.filter(({ title }) => words.every((word) => String(title).toLowerCase().includes(word)));
  }

  /** @param {Parameters} parameters @param {Linked} status */
  function shown(parameters, status) {
    const names = ["id", "title", ...splitTop(String(parameters._fields ?? ""))];
    return Object.fromEntries(Object.entries(status).filter(([name]) => names.includes(name)));
  }

  return {
    /** @param {Parameters} parameters */
    statuses: (parameters) => {
      const { offset, limit } = pagingOf(parameters, switches);
      return found(parameters).slice(offset, offset + limit).map((status) => shown(parameters, status));
    },
    /** @param {Parameters} parameters */
    countStatuses: (parameters) => countAnswer(found(parameters).length, switches),
    /** @param {Parameters} parameters @param {string} id */
    status: (parameters, id) => {
      const status = found({}).find((each) => each.id === id);
      if (!status) throw new InvalidRequest(`There is no status with the id ${id}`);
      return shown(parameters, status);
    },
    priorities: () => Array.from({ length: PRIORITY_COUNT }, (_, i) => linked("priority", i + 1).defaults),
  };
}

/** @param {Linked[]} statuses @param {string} field @param {boolean} descending */
function ordered(statuses, field, descending) {
  const numeric = field === "id" || field === "ordering";
  return [...statuses].sort((a, b) => {
    const [x, y] = descending ? [b[field], a[field]] : [a[field], b[field]];
    return numeric ? Number(x) - Number(y) : compareCodePoints(String(x), String(y));
  });
}
