// The filters of the documents, compiled to one test of a row and one order.

import { InvalidRequest } from "./errors.js";
import { inUnit } from "./fields.js";
import { OBJECT_FILTERS, SEARCH_PARAMETER } from "./filter-text.js";

/**
 * @typedef {(index: number) => boolean} RowTest
 * @typedef {import("./filter-text.js").FilterNode} FilterNode
 * @typedef {import("./data.js").Column} Column
 * @typedef {import("../shared/switches.js").Switches} Switches
 * @typedef {{ field: string, descending: boolean }} Order
 * @typedef {{ columns: Map<string, Column>, switches: Switches }} Context
 */

const BASIC = new Set(["id", "assignee", "manager", "manager_id", "status", "standing", "against_type",
  "against_id", "custom_id", "child_of_job", "rate_id", "rate_charged"]);
/** Names of filters whose field is called otherwise. */
const FIELD_OF = new Map([["manager_id", "manager"], ["child_of_job", "task_job"]]);
const RANGED = new Set(["id", "billable", "nonbillable", "budgeted", "remaining", "against_id", "creator_id",
  "assignee", "type", "task_type", "status", "manager", "contact", "rate_charged"]);
export const DATES = ["created", "started", "commenced", "accepted", "due", "completed", "modified"];
const ORDERED = new Set(["id", ...DATES.map((date) => `date_${date}`), "title", "standing", "status",
  "task_priority", "rate_charged", "ordering"]);
const DATE_FILTER = new RegExp(`^(date_(?:${DATES.join("|")}))_(before|after)$`);

/**
 * @param {readonly FilterNode[]} nodes
 * @param {Context} context
 * @returns {{ test: RowTest | null, order: Order }} test is null if every row passes
 */
export function compileFilters(nodes, context) {
  /** @type {Order} */
  let order = { field: "id", descending: false };
  /** @type {RowTest[]} */
  const tests = [];
  const used = context.switches.repeatedAcross === "lastWins" ? lastOfAll(nodes) : lastOfEach(nodes);
  // Outside of `_OR`, an `_AND` says what the comma says.
  for (const node of used.flatMap((node) => (node.name === "_AND" ? lastOfEach(node.children) : [node]))) {
    const ordered = /^order_by_(asc|desc)$/.exec(node.name);
    if (ordered) order = orderOf(node, ordered[1] === "desc", context.switches) ?? order;
    else {
      const test = node.name === "_OR" ? anyOf(node, context) : testOf(node, context);
      if (test) tests.push(test);
    }
  }
  return { test: tests.length === 0 ? null : allOf(tests), order };
}

/**
 * A repeated name keeps only the last one; it stands where the last one stood.
 * @param {readonly FilterNode[]} nodes
 */
function lastOfEach(nodes) {
  return nodes.filter((node, i) => !nodes.slice(i + 1).some((later) => later.name === node.name));
}

/**
 * The same over all levels: of the filters of one name the last one in the text stays.
 * @param {readonly FilterNode[]} nodes
 * @param {Set<string>} [later] names that stand behind
 * @returns {FilterNode[]}
 */
function lastOfAll(nodes, later = new Set()) {
  /** @type {FilterNode[]} */
  const kept = [];
  for (const node of nodes.toReversed()) {
    const junction = node.name === "_OR" || node.name === "_AND";
    const children = lastOfAll(node.children, later);
    if (junction ? children.length > 0 : !later.has(node.name)) kept.unshift({ ...node, children });
    if (!junction) later.add(node.name);
  }
  return kept;
}

/** @param {RowTest[]} tests @returns {RowTest} */
function allOf(tests) {
  return tests.length === 1 ? tests[0] : (index) => tests.every((test) => test(index));
}

/**
 * @param {FilterNode} node
 * @param {boolean} descending
 * @param {Switches} switches
 * @returns {Order | null} null if it is ignored
 */
function orderOf(node, descending, switches) {
  if (node.values.length > 1 && switches.orderSeveral === "error") {
    throw new InvalidRequest(`_filters: ${node.name} takes one field`);
  }
  const field = node.values[0] ?? "";
  if (ORDERED.has(field)) return { field, descending };
  if (switches.unknownFilter === "error") throw new InvalidRequest(`_filters: ${node.name} does not accept "${field}"`);
  return null;
}

/**
 * @param {FilterNode} node
 * @param {Context} context
 * @returns {RowTest | null}
 */
function anyOf(node, context) {
  const tests = lastOfEach(node.children).map((child) => {
    if (child.name === "_OR") throw new InvalidRequest("_filters: an _OR cannot hold an _OR");
    if (child.name !== "_AND") return testOf(child, context);
    const inner = lastOfEach(child.children).map((leaf) => testOf(leaf, context)).filter((test) => test !== null);
    return inner.length === 0 ? null : allOf(inner);
  });
  const known = tests.filter((test) => test !== null);
  return known.length === 0 ? null : (index) => known.some((test) => test(index));
}

/**
 * @param {FilterNode} node
 * @param {Context} context
 * @returns {RowTest | null} null if the filter is unknown and ignored
 */
function testOf(node, context) {
  const { name } = node;
  const date = DATE_FILTER.exec(name);
  if (date) return dateTest(node, date[1], date[2] === "before", context);
  const range = /^(.+)_(greater|less)_than(_or_equal)?$/.exec(name);
  if (range && RANGED.has(range[1])) return rangeTest(node, range[1], range[2] === "greater", range[3] !== undefined, context);
  if (name === "max_id") return rangeTest(node, "id", false, true, context);
  if (name === "min_id") return rangeTest(node, "id", true, true, context);
  if (OBJECT_FILTERS.has(name)) return objectTest(node, context);
  if (name === "search" || name === SEARCH_PARAMETER) return searchTest(node, context);
  const plain = name.endsWith("_not") ? name.slice(0, -4) : name;
  if (BASIC.has(plain)) return basicTest(node, plain, name !== plain, context);
  if (context.switches.unknownFilter === "error") throw new InvalidRequest(`_filters: there is no filter "${name}"`);
  return null;
}

/**
 * @param {string} name
 * @param {Context} context
 * @returns {Column["get"]}
 */
function valueOf(name, context) {
  const column = context.columns.get(name);
  if (!column) throw new Error(`the simulator has no column ${name}`);
  if (column.kind !== "duration") return column.get;
  return (index) => inUnit(Number(column.get(index)), context.switches);
}

/**
 * @param {FilterNode} node
 * @param {string} plain
 * @param {boolean} negated
 * @param {Context} context
 * @returns {RowTest}
 */
function basicTest(node, plain, negated, context) {
  const get = valueOf(FIELD_OF.get(plain) ?? plain, context);
  const wanted = new Set(node.values);
  const ofNull = negated && context.switches.nullUnderNot === "included";
  return (index) => {
    const value = get(index);
    return value === null ? ofNull : wanted.has(String(value)) !== negated;
  };
}

/**
 * Strict on both sides.
 * @param {FilterNode} node
 * @param {string} field
 * @param {boolean} before
 * @param {Context} context
 * @returns {RowTest}
 */
function dateTest(node, field, before, context) {
  const bound = oneNumber(node, /^-?\d{1,15}$/, "a Unix time in seconds");
  const get = valueOf(field, context);
  if (!before) return (index) => Number(get(index) ?? -Infinity) > bound;
  const unset = context.switches.unsetMatchesBefore ? 0 : Infinity;
  return (index) => Number(get(index) ?? unset) < bound;
}

/**
 * @param {FilterNode} node
 * @param {string} field
 * @param {boolean} greater
 * @param {boolean} orEqual
 * @param {Context} context
 * @returns {RowTest}
 */
function rangeTest(node, field, greater, orEqual, context) {
  const bound = oneNumber(node, /^-?\d{1,15}(\.\d{1,9})?$/, "a number");
  const get = valueOf(field, context);
  return (index) => {
    const value = get(index);
    if (value === null) return false;
    return (orEqual && Number(value) === bound) || (greater ? Number(value) > bound : Number(value) < bound);
  };
}

/**
 * @param {FilterNode} node
 * @param {RegExp} shape
 * @param {string} what
 */
function oneNumber(node, shape, what) {
  if (node.values.length !== 1 || !shape.test(node.values[0])) {
    throw new InvalidRequest(`_filters: ${node.name} takes ${what}, not "${node.values.join(",")}"`);
  }
  return Number(node.values[0]);
}

/**
 * @param {FilterNode} node
 * @param {Context} context
 * @returns {RowTest}
 */
function objectTest(node, context) {
  const type = valueOf(`${node.name}_type`, context);
  const id = valueOf(`${node.name}_id`, context);
  return (index) =>
    node.groups.some((group) => group.type === type(index) && (group.ids === null || group.ids.includes(String(id(index)))));
}

/**
 * Words of title and description, without regard to case; all of them must be there.
 * @param {FilterNode} node
 * @param {Context} context
 * @returns {RowTest}
 */
function searchTest(node, context) {
  const title = valueOf("title", context);
  const description = valueOf("description", context);
  const wanted = wordsOf(node.values.join(" ").replace(/[(),]/g, " "));
  const prefix = context.switches.searchWords === "prefix";
  return (index) => {
    const words = wordsOf(`${title(index) ?? ""} ${description(index) ?? ""}`);
    return wanted.every((word) => words.some((other) => (prefix ? other.startsWith(word) : other === word)));
  };
}

/** @param {string} text */
function wordsOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}_]+/gu) ?? [];
}
