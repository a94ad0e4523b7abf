// The reads of tasks: the list, the count, and one task.

import { wholeNumber } from "../shared/http.js";
import { compareCodePoints, sortedIndices } from "../shared/order.js";
import { shuffled } from "../shared/random.js";
import { InvalidRequest } from "./errors.js";
import { shownFields, shownTask } from "./fields.js";
import { nodesOf } from "./filter-text.js";
import { compileFilters } from "./filters.js";
import { isOn } from "./parameters.js";

/**
 * @typedef {import("./parameters.js").Parameters} Parameters
 * @typedef {import("../shared/switches.js").Switches} Switches
 */

const SCRAMBLES = 3;

/**
 * @param {{ state: import("./state.js").State, switches: Switches, seed: number }} context
 */
export function createReads({ state, switches, seed }) {
  const { columns } = state;
  /** @type {Map<string, Uint32Array>} of one version of the state */
  const orders = new Map();
  let version = state.version;
  let lists = 0;

  /** @param {Parameters} parameters */
  function compiled(parameters) {
    return compileFilters(nodesOf(parameters._filters, parameters._search), { columns, switches });
  }

  /** @param {Parameters} parameters */
  function fieldsOf(parameters) {
    return shownFields(parameters._fields, columns, switches, isOn(parameters._hide_defaults));
  }

  /** @param {Parameters} parameters */
  function list(parameters) {
    const { test, order } = compiled(parameters);
    const fields = fieldsOf(parameters);
    const { offset, limit } = pagingOf(parameters, switches);
    lists += 1;
    /** @type {object[]} */
    const tasks = [];
    let seen = 0;
    for (const index of orderOf(order.field, order.descending)) {
      if (!state.has(index) || (test && !test(index))) continue;
      seen += 1;
      if (seen > offset) tasks.push(shownTask(fields, index, switches));
      if (tasks.length === limit) break;
    }
    return tasks;
  }

  /** @param {Parameters} parameters */
  function count(parameters) {
    const { test } = compiled(parameters);
    let found = test ? 0 : state.size;
    for (let index = 0; test && index < state.length; index += 1) found += Number(state.has(index) && test(index));
    return countAnswer(found, switches);
  }

  /** @param {string} id */
  function indexOf(id) {
    const index = state.indexOf(id);
    if (index < 0) throw new InvalidRequest(`There is no task with the id ${id}`);
    return index;
  }

  /**
   * @param {string} field
   * @param {boolean} descending
   */
  function orderOf(field, descending) {
    if (version !== state.version) orders.clear();
    version = state.version;
    const variant = switches.tieOrder === "scrambled" && field !== "id" ? lists % SCRAMBLES : 0;
    const name = `${field} ${descending} ${variant}`;
    const held = orders.get(name) ?? makeOrder(field, descending, variant);
    orders.set(name, held);
    return held;
  }

  /**
   * @param {string} field
   * @param {boolean} descending
   * @param {number} variant
   */
  function makeOrder(field, descending, variant) {
    const { length } = state;
    const ties =
      switches.tieOrder === "scrambled"
        ? shuffled(length, seed + 101 * (variant + 1))
        : Uint32Array.from({ length }, (_, i) => (switches.tieOrder === "idAscending" ? i : length - 1 - i));
    const { get = () => null } = columns.get(field) ?? {};
    const folded = switches.textOrder === "caseInsensitive";
    const key = {
      value: get,
      descending,
      nullsFirst: (switches.unsetSorts === "low") !== descending,
      compareText: (/** @type {string} */ a, /** @type {string} */ b) =>
        folded ? compareCodePoints(a.toLowerCase(), b.toLowerCase()) : compareCodePoints(a, b),
    };
    return sortedIndices(length, [key], ties);
  }

  return {
    list,
    count,
    indexOf,
    /** @param {Parameters} parameters @param {number} index */
    shown: (parameters, index) => shownTask(fieldsOf(parameters), index, switches),
    /** @param {readonly string[]} [names] */
    rows: (names = [...columns.keys()]) => {
      const shown = shownFields([...names], columns, switches);
      return Array.from(state.indices(), (index) => shownTask(shown, index, switches));
    },
    reset: () => {
      lists = 0;
    },
  };
}

/** @param {number} found @param {Switches} switches */
export function countAnswer(found, switches) {
  return { count: switches.countType === "string" ? String(found) : found };
}

/**
 * @param {Parameters} parameters
 * @param {Switches} switches
 * @returns {{ offset: number, limit: number }}
 */
export function pagingOf(parameters, switches) {
  const most = Number(switches.limitMax);
  /** @param {string} name @param {number} least @param {number} fallback */
  const read = (name, least, fallback) => {
    if (parameters[name] === undefined) return fallback;
    const value = wholeNumber(String(parameters[name]));
    if (value !== null && value >= least) return value;
    if (switches.badPaging === "default") return fallback;
    throw new InvalidRequest(`${name} is a whole number from ${least} on, not "${parameters[name]}"`);
  };
  const wanted = read("_limit", 1, 10);
  if (wanted > most && switches.limitAboveMax === "error") {
    throw new InvalidRequest(`_limit ${wanted} is above the maximum of ${most}`);
  }
  const limit = Math.min(wanted, most);
  const offset = read("_offset", 0, 0);
  if (parameters._page === undefined) return { offset, limit };
  if (parameters._offset !== undefined && switches.offsetWithPage === "error") {
    throw new InvalidRequest("_offset cannot be used in conjunction with _page");
  }
  const page = read("_page", 0, Number(switches.pageBase));
  return { offset: Math.max(0, page - Number(switches.pageBase)) * limit, limit };
}
