// `POST /services/core/query` on `projects/task`.

import { shuffled } from "../shared/random.js";
import { inverse, sortedIndices } from "../shared/order.js";
import { dayOf } from "../shared/times.js";
import { QueryError, invalidField } from "./errors.js";
import { flatRow, written } from "./fields.js";
import { compileCondition, joinConditions } from "./filters.js";
import { textOrder } from "./operands.js";

/**
 * @typedef {import("./fields.js").Field} Field
 * @typedef {import("./fields.js").Fields} Fields
 * @typedef {import("../shared/switches.js").Switches} Switches
 * @typedef {{ field: Field, descending: boolean }} OrderKey
 * @typedef {{ name: string, field: Field, fn: string | null }} Selected
 */

const MAX_SIZE = 4000;
const AGGREGATES = new Set(["count", "avg", "sum", "min", "max"]);
/** How many different orders the scrambled side cycles through. */
const SCRAMBLES = 3;

export class QueryService {
  /**
   * @param {{ store: import("./data.js").Store, fields: Fields, switches: Switches, seed: number, clock: () => number }} parts
   */
  constructor({ store, fields, switches, seed, clock }) {
    this.store = store;
    this.fields = fields;
    this.switches = switches;
    this.seed = seed;
    this.clock = clock;
    this.queries = 0;
    /** @type {Map<string, Uint32Array>} */
    this.cache = new Map();
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
    const order = this.#order(this.#orderKeys(body.orderBy));
    const start = wholeFrom1(body.start, 1, "/start");
    const size = this.#size(body.size);
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
    return fields.map((name) => {
      const [, fn = null, path = name] = /^([a-z]+):(?!:)(.+)$/.exec(name) ?? [];
      const field = this.fields.get(path);
      if (!field || (fn !== null && !AGGREGATES.has(fn))) throw invalidField(name);
      return { name, field, fn };
    });
  }

  /**
   * @param {any} body
   * @param {string | null} entity
   * @returns {((index: number) => boolean) | null} null if every row passes
   */
  #filter({ filters = [], filterExpression = "and", filterParameters = {} }, entity) {
    if (!Array.isArray(filters)) throw new QueryError("filters is a list of conditions", "/filters");
    const parameters = checkedParameters(filterParameters);
    const context = {
      fields: this.fields,
      switches: this.switches,
      caseSensitive: parameters.caseSensitiveComparison ?? true,
      today: parameters.asOfDate === undefined ? this.#today() : /** @type {number} */ (dayOf(parameters.asOfDate)),
    };
    const tests = filters.map((condition, place) => compileCondition(condition, place, context));
    const joined = joinConditions(filterExpression, tests, this.switches.expressionPrecedence === "leftToRight");
    if (entity === null) return tests.length === 0 ? null : joined;
    return (index) => this.inEntity(index, entity) && joined(index);
  }

  /**
   * @param {number} index
   * @param {string} entity
   */
  inEntity(index, entity) {
    const of = this.store.entity(index);
    return of === entity || (of === null && this.switches.topLevelInEntity === "visible");
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

  /** @param {OrderKey[]} keys @returns {Uint32Array} */
  #order(keys) {
    const at = keys.findIndex(({ field }) => field.name === "key");
    // What follows the key changes nothing: keys are unique. The key itself is the order of ties.
    const leading = at < 0 ? keys : keys.slice(0, at);
    const tie = at < 0 ? String(this.switches.tieOrder) : `key${keys[at].descending ? "Descending" : "Ascending"}`;
    const variant = tie === "scrambled" ? `scrambled ${this.queries % SCRAMBLES}` : tie;
    const name = JSON.stringify([variant, leading.map(({ field, descending }) => [field.name, descending])]);
    return this.#cached(name, () => sortedIndices(this.store.size, leading.map((key) => this.#sortKey(key)), this.#ties(variant)));
  }

  /** @param {OrderKey} key @returns {import("../shared/order.js").SortKey} */
  #sortKey({ field, descending }) {
    const byNumber = field.kind === "key" && this.switches.keyOrder === "number";
    return {
      value: (index) => {
        const raw = field.get(index);
        return byNumber || typeof raw === "boolean" ? Number(raw) : raw;
      },
      descending,
      nullsFirst: (this.switches.nullsSort === "first") !== descending,
      compareText: field.kind === "key" ? undefined : textOrder(this.switches),
    };
  }

  /** @param {string} variant @returns {Uint32Array} */
  #ties(variant) {
    return this.#cached(`ties ${variant}`, () => {
      const { size } = this.store;
      const salt = /^scrambled (\d)$/.exec(variant)?.[1];
      if (salt !== undefined) return shuffled(size, this.seed + 101 * (Number(salt) + 1));
      const field = /** @type {Field} */ (this.fields.get("key"));
      const key = this.#sortKey({ field, descending: variant === "keyDescending" });
      return inverse(sortedIndices(size, [key], Uint32Array.from({ length: size }, (_, i) => i)));
    });
  }

  /** @param {string} name @param {() => Uint32Array} make */
  #cached(name, make) {
    const held = this.cache.get(name) ?? make();
    this.cache.set(name, held);
    return held;
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
   * Rows grouped by the fields without a function, in the order in which the groups are met. The documents
   * name the functions only; that the others group the rows is ours.
   * @param {Selected[]} selected
   * @param {Uint32Array} order
   * @param {((index: number) => boolean) | null} matches
   * @param {number} start
   * @param {number} size
   */
  #aggregate(selected, order, matches, start, size) {
    const plain = selected.filter(({ fn }) => !fn);
    /** @type {Map<string, number[]>} */
    const groups = new Map();
    for (const index of order) {
      if (matches && !matches(index)) continue;
      const group = JSON.stringify(plain.map(({ field }) => field.get(index)));
      const members = groups.get(group);
      if (members) members.push(index);
      else groups.set(group, [index]);
    }
    const rows = [...groups.values()].slice(start - 1, start - 1 + size).map((members) => {
      /** @type {Record<string, unknown>} */
      const row = {};
      for (const { name, field, fn } of selected) {
        row[name] = fn ? aggregated(fn, field, members, this.switches) : written(field, field.get(members[0]), this.switches);
      }
      return row;
    });
    return { rows, total: groups.size };
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
 * @param {string} fn
 * @param {Field} field
 * @param {number[]} members
 * @param {Switches} switches
 */
function aggregated(fn, field, members, switches) {
  const values = members.map((index) => field.get(index)).filter((raw) => raw !== null);
  if (fn === "count") return values.length;
  if (values.length === 0) return null;
  if (fn === "min" || fn === "max") {
    const best = values.reduce((a, b) => ((fn === "min" ? b < a : b > a) ? b : a));
    return written(field, best, switches);
  }
  if (!["integer", "percent", "decimal"].includes(field.kind)) {
    throw new QueryError(`${fn} needs a number, ${field.name} is none`, `/${field.name}`);
  }
  const sum = values.reduce((/** @type {number} */ total, raw) => total + Number(raw), 0);
  return String(fn === "sum" ? sum : sum / values.length);
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
