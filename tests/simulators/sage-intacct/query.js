// `POST /services/core/query` on `projects/task`.

import { dayOf } from "../shared/times.js";
import { AGGREGATES, aggregate, checkAggregates } from "./aggregates.js";
import { QueryError, invalidField } from "./errors.js";
import { flatRow } from "./fields.js";
import { compileCondition, joinConditions } from "./filters.js";
import { Orders } from "./orders.js";
import { sees } from "./references.js";

/**
 * @typedef {import("./fields.js").Field} Field
 * @typedef {import("./fields.js").Fields} Fields
 * @typedef {import("../shared/switches.js").Switches} Switches
 * @typedef {import("./orders.js").OrderKey} OrderKey
 * @typedef {import("./aggregates.js").Selected} Selected
 */

const MAX_SIZE = 4000;

export class QueryService {
  /**
   * @param {{ state: import("./state.js").State, fields: Fields, switches: Switches, seed: number, clock: () => number }} parts
   */
  constructor({ state, fields, switches, seed, clock }) {
    this.state = state;
    this.fields = fields;
    this.switches = switches;
    this.clock = clock;
    this.orders = new Orders({ state, fields, switches, seed });
    this.queries = 0;
  }

  /**
   * @param {any} body
   * @param {string | null} entity
   * @returns {{ rows: object[], meta: object }}
   */
  run(body, entity) {
    if (body === null || typeof body !== "object" || Array.isArray(body) || Object.keys(body).length === 0) {
      throw new QueryError("The payload is empty", "/", { errorId: "REST-1028", messageId: "IA.EMPTY_PAYLOAD" });
    }
    if (body.object !== "projects/task") {
      throw new QueryError(`${JSON.stringify(body.object ?? null)} is not an object that can be queried`, "/object");
    }
    const selected = this.#selected(body.fields);
    const matches = this.#filter(body, entity);
    const keys = this.#orderKeys(body.orderBy);
    const start = wholeFrom1(body.start, 1, "/start");
    const size = this.#size(body.size);
    const order = this.orders.of(keys, this.queries);
    this.queries += 1;
    const page = selected.some(({ fn }) => fn)
      ? this.#aggregate(selected, order, matches, start, size)
      : this.#page(selected, order, matches, start, size);
    if (start > 1 && start > page.total && this.switches.startPastEnd === "error") {
      throw new QueryError(`start ${start} is past the end: there are ${page.total} records`, "/start");
    }
    return { rows: page.rows, meta: this.#meta(page.total, start, size) };
  }

  /** @param {unknown} fields @returns {Selected[]} */
  #selected(fields) {
    if (!Array.isArray(fields) || fields.length === 0 || !fields.every((name) => typeof name === "string")) {
      throw new QueryError("fields is a list of field names, at least one", "/fields");
    }
    const selected = fields.map((name) => {
      const [, fn = null, path = name] = /^([a-z]+):(?!:)(.+)$/.exec(name) ?? [];
      const field = this.fields.get(path);
      if (!field || (fn !== null && !AGGREGATES.has(fn))) throw invalidField(name);
      return { name, field, fn };
    });
    checkAggregates(selected, this.switches);
    return selected;
  }

  /**
   * @param {any} body
   * @param {string | null} entity
   * @returns {((index: number) => boolean) | null} null if every row passes
   */
  #filter({ filters = [], filterExpression, filterParameters = {} }, entity) {
    if (!Array.isArray(filters)) throw new QueryError("filters is a list of conditions", "/filters");
    const parameters = checkedParameters(filterParameters);
    const context = {
      fields: this.fields,
      switches: this.switches,
      caseSensitive: parameters.caseSensitiveComparison ?? true,
      today: parameters.asOfDate === undefined ? this.#today() : /** @type {number} */ (dayOf(parameters.asOfDate)),
    };
    const tests = filters.map((condition, place) => compileCondition(condition, place, context));
    // A released client of others sends null where it has no filters.
    const joined = joinConditions(filterExpression ?? "and", tests, this.switches.expressionPrecedence === "leftToRight");
    if (entity === null) return tests.length === 0 ? null : joined;
    return (index) => sees(this.state.entity(index), entity, this.switches) && joined(index);
  }

  #today() {
    const zone = String(this.switches.todayZone);
    const minutes = Number(zone.slice(0, 3)) * 60;
    return Math.floor((this.clock() + minutes * 60_000) / 86_400_000);
  }

  /** @param {unknown} orderBy @returns {OrderKey[]} */
  #orderKeys(orderBy = []) {
    if (!Array.isArray(orderBy)) throw new QueryError('orderBy is a list like [{"name":"asc"}]', "/orderBy");
    return orderBy.map((entry, place) => {
      const pairs = typeof entry === "object" && entry !== null ? Object.entries(entry) : [];
      const [name, direction] = pairs[0] ?? [];
      if (pairs.length !== 1 || (direction !== "asc" && direction !== "desc")) {
        throw new QueryError('an order is one field with "asc" or "desc"', `/orderBy/${place}`);
      }
      const field = this.fields.get(name);
      if (!field) throw invalidField(name);
      if (field.kind === "href") throw new QueryError(`/${name} can be selected, but not sorted on`, `/${name}`);
      return { field, descending: direction === "desc" };
    });
  }

  /** @param {unknown} size */
  #size(size) {
    const wanted = wholeFrom1(size, 100, "/size");
    if (wanted > MAX_SIZE && this.switches.sizeAbove4000 === "error") {
      throw new QueryError(`size ${wanted} is above the maximum of ${MAX_SIZE}`, "/size");
    }
    return Math.min(wanted, MAX_SIZE);
  }

  /**
   * @param {Selected[]} selected
   * @param {Uint32Array} order
   * @param {((index: number) => boolean) | null} matches
   * @param {number} start
   * @param {number} size
   */
  #page(selected, order, matches, start, size) {
    const fields = selected.map(({ field }) => field);
    /** @type {Record<string, unknown>[]} */
    const rows = [];
    let total = 0;
    /** @param {number} index */
    const add = (index) => rows.push(flatRow(fields, index, this.switches));
    if (matches === null) {
      total = order.length;
      for (const index of order.subarray(start - 1, start - 1 + size)) add(index);
    } else {
      for (const index of order) {
        if (!matches(index)) continue;
        total += 1;
        if (total >= start && total < start + size) add(index);
      }
    }
    if (this.switches.extraKeys === "present") for (const row of rows) row["_internal.rowVersion"] = "1";
    return { rows, total };
  }

  /**
   * @param {Selected[]} selected
   * @param {Uint32Array} order
   * @param {((index: number) => boolean) | null} matches
   * @param {number} start
   * @param {number} size
   */
  #aggregate(selected, order, matches, start, size) {
    const rows = aggregate(selected, matches === null ? order : order.filter((index) => matches(index)), this.switches);
    return { rows: rows.slice(start - 1, start - 1 + size), total: rows.length };
  }

  /**
   * @param {number} total
   * @param {number} start
   * @param {number} size
   */
  #meta(total, start, size) {
    const none = this.switches.nextAtEnd === "dialect" ? null : this.switches.nextAtEnd;
    return {
      totalCount: total,
      start,
      pageSize: size,
      next: start + size <= total ? start + size : none,
      previous: start > 1 ? Math.max(1, start - size) : none,
    };
  }
}

/**
 * @param {unknown} value
 * @param {number} fallback
 * @param {string} target
 */
function wholeFrom1(value, fallback, target) {
  if (value === undefined) return fallback;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1) {
    throw new QueryError(`${target.slice(1)} is a whole number from 1 on`, target);
  }
  return value;
}

/**
 * @param {any} parameters
 * @returns {{ asOfDate?: string, caseSensitiveComparison?: boolean }}
 */
function checkedParameters(parameters) {
  const target = "/filterParameters";
  if (typeof parameters !== "object" || parameters === null) throw new QueryError("filterParameters is an object", target);
  for (const [name, value] of Object.entries(parameters)) {
    if (name === "asOfDate") {
      if (typeof value !== "string" || dayOf(value) === null) throw new QueryError("asOfDate is YYYY-MM-DD", `${target}/asOfDate`);
    } else if (["includeHierarchyFields", "caseSensitiveComparison", "includePrivate"].includes(name)) {
      if (typeof value !== "boolean") throw new QueryError(`${name} is true or false`, `${target}/${name}`);
    } else {
      throw new QueryError(`/${name} is not a valid field`, `${target}/${name}`);
    }
  }
  return parameters;
}
