// The catalogue of fields in the spelling of a dialect, and how a value is written.

import { dateText, instantText } from "../shared/times.js";

/**
 * @typedef {import("./data.js").Raw} Raw
 * @typedef {import("./data.js").Column & { name: string, column: string }} Field `column`: the name in today's spelling
 * @typedef {Map<string, Field>} Fields
 * @typedef {Record<string, any>} Row
 */

/** Names of today's API that the seed spells otherwise. */
const SEED_NAMES = new Map([
  ["taskStatus", "status"],
  ["observedPercentComplete", "observerPercentComplete"],
  ["audit.createdByUser.key", "audit.createdBy"],
  ["audit.modifiedByUser.key", "audit.modifiedBy"],
]);
const NOT_IN_SEED = /^audit\.(created|modified)ByUser\.|^nsp::/;
const REFERENCES = ["parent", "project", "customer", "item", "timeType", "class", "dependentOn", "root",
  "standardTask", "attachment"];

/**
 * @param {ReadonlyMap<string, import("./data.js").Column>} columns
 * @param {import("../shared/switches.js").Switches} switches
 * @returns {Fields}
 */
export function fieldsOf(columns, switches) {
  /** @type {Fields} */
  const fields = new Map();
  for (const [today, column] of columns) {
    const name = switches.dialect === "seed" ? (SEED_NAMES.get(today) ?? today) : today;
    if (switches.dialect === "seed" && NOT_IN_SEED.test(name)) continue;
    fields.set(name, { name, column: today, ...column });
  }
  return fields;
}

/**
 * A value as it stands in an answer.
 * @param {Field} field
 * @param {Raw} raw
 * @param {import("../shared/switches.js").Switches} switches
 * @returns {Raw}
 */
export function written(field, raw, switches) {
  if (typeof raw !== "number") return raw;
  if (field.kind === "date") return dateText(raw);
  if (field.kind === "datetime") return instantText(raw);
  if (field.kind === "percent" && asText(switches.percent, switches)) return raw.toFixed(2);
  if (field.kind === "decimal" && asText(switches.decimals, switches)) return raw.toFixed(2);
  return raw;
}

/**
 * @param {import("../shared/switches.js").SwitchValue} side
 * @param {import("../shared/switches.js").Switches} switches
 */
function asText(side, switches) {
  return side === "dialect" ? switches.dialect === "today" : side === "string";
}

/**
 * A row of a query: flat, only what was asked for, nulls written out.
 * @param {readonly Field[]} fields
 * @param {number} index
 * @param {import("../shared/switches.js").Switches} switches
 */
export function flatRow(fields, index, switches) {
  /** @type {Row} */
  const row = {};
  for (const field of fields) row[field.name] = written(field, field.get(index), switches);
  return row;
}

/**
 * The nested object of `GET /objects/projects/task/{key}`.
 * @param {Fields} fields
 * @param {number} index
 * @param {import("../shared/switches.js").Switches} switches
 */
export function nestedRow(fields, index, switches) {
  /** @type {Row} */
  const row = {};
  for (const field of fields.values()) {
    const raw = field.get(index);
    // A custom field that is not set does not show.
    if (raw === null && field.name.startsWith("nsp::")) continue;
    place(row, field.name.split("."), written(field, raw, switches));
  }
  for (const name of REFERENCES) {
    if (Object.values(row[name]).some((part) => part !== null)) continue;
    if (switches.emptyReference === "absent") delete row[name];
    else row[name] = switches.emptyReference === "null" ? null : { key: null, id: null };
  }
  return row;
}

/**
 * @param {Row} row
 * @param {readonly string[]} path
 * @param {Raw} value
 */
function place(row, path, value) {
  const [head, ...rest] = path;
  if (rest.length === 0) row[head] = value;
  else place((row[head] ??= {}), rest, value);
}
