// `fn:field` in the fields of a query. The documents name the functions only: that the plain fields beside them group
// the rows, that nulls are not counted, and how an average is written, is a reconstruction.

import { QueryError } from "./errors.js";
import { written } from "./fields.js";
import { textOrder } from "./operands.js";

/**
 * @typedef {import("./fields.js").Field} Field
 * @typedef {import("../shared/switches.js").Switches} Switches
 * @typedef {{ name: string, field: Field, fn: string | null }} Selected
 * @typedef {import("./data.js").Raw} Raw
 */

export const AGGREGATES = new Set(["count", "avg", "sum", "min", "max"]);
const NUMBERS = ["integer", "percent", "decimal"];

/** @param {readonly Selected[]} selected @param {Switches} switches */
export function checkAggregates(selected, switches) {
  const plain = selected.find(({ fn }) => fn === null);
  const aggregate = selected.find(({ fn }) => fn !== null);
  if (plain && aggregate && switches.plainBesideAggregate === "error") {
    throw new QueryError(`/${plain.name} cannot stand beside the aggregate ${aggregate.name}`, `/${plain.name}`);
  }
  for (const { name, field, fn } of selected) {
    if ((fn === "sum" || fn === "avg") && !NUMBERS.includes(field.kind)) {
      throw new QueryError(`${fn} needs a number, ${field.name} is none`, `/${name}`);
    }
  }
}

/**
 * One row for each group of rows that agree in the plain fields, in the order in which the groups are met.
 * @param {readonly Selected[]} selected
 * @param {Iterable<number>} indices of the rows that pass
 * @param {Switches} switches
 * @returns {Record<string, unknown>[]}
 */
export function aggregate(selected, indices, switches) {
  const plain = selected.filter(({ fn }) => fn === null);
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const index of indices) {
    const group = JSON.stringify(plain.map(({ field }) => field.get(index)));
    const members = groups.get(group);
    if (members) members.push(index);
    else groups.set(group, [index]);
  }
  if (groups.size === 0 && plain.length === 0 && switches.aggregateOfNothing === "row") groups.set("", []);
  return [...groups.values()].map((members) => {
    /** @type {Record<string, unknown>} */
    const row = {};
    for (const { name, field, fn } of selected) {
      row[name] = fn ? aggregated(fn, field, members, switches) : written(field, field.get(members[0]), switches);
    }
    return row;
  });
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
    const order = orderOf(field, switches);
    return written(field, values.reduce((a, b) => ((fn === "min" ? order(b, a) : order(a, b)) < 0 ? b : a)), switches);
  }
  const sum = values.reduce((/** @type {number} */ total, raw) => total + Number(raw), 0);
  // A sum is written as the field is. An average has its own decimals.
  if (fn === "sum") return written(field, sum, switches);
  return written({ ...field, kind: "decimal" }, sum / values.length, switches);
}

/**
 * @param {Field} field
 * @param {Switches} switches
 * @returns {(a: Raw, b: Raw) => number}
 */
function orderOf(field, switches) {
  const byNumber = field.kind === "key" ? switches.keyOrder === "number" : !["text", "href"].includes(field.kind);
  if (byNumber) return (a, b) => Number(a) - Number(b);
  const order = textOrder(switches);
  return (a, b) => order(String(a), String(b));
}
