// `_fields`: what of a task an answer shows. Every value is a string or null.

import { linked } from "./deployment.js";
import { InvalidRequest } from "./errors.js";
import { splitTop } from "./filter-text.js";

/**
 * @typedef {import("./data.js").Column} Column
 * @typedef {import("../shared/switches.js").Switches} Switches
 * @typedef {{ name: string, column: Column, parts: string[] | null }} Shown `parts`: null for an id
 */

/**
 * @param {unknown} wanted the text or the list of `_fields`
 * @param {Map<string, Column>} columns
 * @param {Switches} switches
 * @param {boolean} [hideDefaults] `_hide_defaults`: without what nobody asked for
 * @returns {Shown[]}
 */
export function shownFields(wanted, columns, switches, hideDefaults = false) {
  const items = Array.isArray(wanted) ? wanted.map(String) : splitTop(String(wanted ?? ""));
  /** @type {Map<string, Shown>} */
  const shown = new Map();
  /** @param {string} name @param {string[] | null} parts */
  const show = (name, parts) => {
    const column = columns.get(name);
    if (column) shown.set(name, { name, column, parts: column.link ? parts : null });
    else if (switches.unknownField === "error") throw new InvalidRequest(`_fields: a task has no field "${name}"`);
  };
  if (!hideDefaults) {
    show("id", null);
    show("title", null);
  }
  for (const item of items) {
    const [, name = "", inner] = /^([^(]*?)\s*(?:\((.*)\))?$/s.exec(item.trim()) ?? [];
    if (name === "_ALL") for (const each of columns.keys()) shown.has(each) || show(each, null);
    else if (name !== "") show(name, inner === undefined ? null : splitTop(inner));
  }
  return [...shown.values()];
}

/**
 * @param {readonly Shown[]} fields
 * @param {number} index
 * @param {Switches} switches
 */
export function shownTask(fields, index, switches) {
  /** @type {Record<string, string | null | import("./deployment.js").Linked>} */
  const task = {};
  for (const { name, column, parts } of fields) {
    const hidden = switches.jobOfMilestone === "hidden" && column.indirect?.(index);
    const raw = hidden ? null : column.get(index);
    if (raw !== null && parts && column.link) task[name] = linkedObject(column.link, Number(raw), parts);
    else if (raw === null && column.kind === "date") {
      if (switches.unsetDate !== "absent") task[name] = switches.unsetDate === "0" ? "0" : null;
    } else if (raw === null && column.kind === "id") task[name] = switches.unsetId === "0" ? "0" : null;
    else task[name] = asText(column, raw, switches);
  }
  return task;
}

/**
 * @param {Column} column
 * @param {import("./data.js").Raw} raw
 * @param {Switches} switches
 */
function asText(column, raw, switches) {
  if (raw === null) return null;
  return String(column.kind === "duration" ? inUnit(Number(raw), switches) : raw);
}

/**
 * @param {number} seconds
 * @param {Switches} switches
 */
export function inUnit(seconds, switches) {
  return switches.durations === "minutes" ? seconds / 60 : seconds;
}

/**
 * Seconds of a duration that was written to the simulator.
 * @param {number} given
 * @param {Switches} switches
 */
export function fromUnit(given, switches) {
  return switches.durations === "minutes" ? given * 60 : given;
}

/**
 * A part that the object does not have is left out without a word, as in the seed's sample.
 * @param {string} table
 * @param {number} id
 * @param {readonly string[]} parts
 */
function linkedObject(table, id, parts) {
  const { defaults, others } = linked(table, id);
  if (parts.includes("_ALL")) return { ...defaults, ...others };
  return { ...defaults, ...Object.fromEntries(Object.entries(others).filter(([name]) => parts.includes(name))) };
}
