// What a client has to make of the simulators' rows, computed here in JavaScript from the tables of the design,
// so that a test compares two computations that share nothing. What a platform's rows say stands in `expected.js` of
// its folder.

import { entryOf } from "./platforms.js";

/**
 * @typedef {import("./shared/http.js").Simulator} Simulator
 * @typedef {import("./index.js").Connection} Connection
 *
 * @typedef {object} ExpectedTask a unified task without `id`, `last_synced_at` and `platform_data`
 * @property {string} platform_id
 * @property {string} name
 * @property {string} status
 * @property {string | null} platform_status
 * @property {string | null} created_at `YYYY-MM-DDTHH:MM:SS.mmmZ`
 * @property {string | null} updated_at
 * @property {null} platform_url
 * @property {string} platform
 * @property {string} connection_id
 *
 * @typedef {{ field: keyof ExpectedTask, descending: boolean }} SortKey
 */

/**
 * The unified task of every row, in the order of the simulator's rows.
 * @param {Simulator} simulator
 * @param {Connection} connection
 * @returns {ExpectedTask[]}
 */
export function expectedTasks(simulator, connection) {
  const { platform } = simulator;
  const { expected } = entryOf(platform);
  const map = { ...expected.statuses, ...connection.statusMap };
  const derived = expected.derived?.(simulator);
  return expected.base(simulator).map((task, i) => ({
    ...task,
    status: derived ? derived[i] : Object.hasOwn(map, task.platform_status ?? "") ? map[task.platform_status ?? ""] : "unknown",
    platform_url: null,
    platform,
    connection_id: connection.id,
  }));
}

/** @type {readonly SortKey[]} */
const DEFAULT_SORT = [{ field: "updated_at", descending: true }];

/**
 * The total order of the design: the sort keys in turn, nulls last in both directions, text by code point;
 * then connection_id and platform_id, rising. Among platform ids, those of digits only come first, as whole
 * numbers (equal numbers by their text); all others follow by code point.
 * @param {readonly SortKey[]} [sort]
 * @returns {(a: ExpectedTask, b: ExpectedTask) => number}
 */
export function compareTasks(sort = DEFAULT_SORT) {
  return (a, b) => {
    for (const { field, descending } of sort) {
      const by =
        field === "status"
          ? (STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status)) * (descending ? -1 : 1)
          : compareNullable(a[field], b[field], descending);
      if (by !== 0) return by;
    }
    return compareText(a.connection_id, b.connection_id) || compareIds(a.platform_id, b.platform_id);
  };
}

/**
 * @template {ExpectedTask} T
 * @param {readonly T[]} tasks
 * @param {readonly SortKey[]} [sort]
 * @returns {T[]}
 */
export function sortTasks(tasks, sort) {
  return [...tasks].sort(compareTasks(sort));
}

/**
 * @param {string | null} a
 * @param {string | null} b
 * @param {boolean} descending
 */
function compareNullable(a, b, descending) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return descending ? compareText(b, a) : compareText(a, b);
}

/** A sort by status goes the way of a task, not by the letters of its words. */
const STATUS_ORDER = ["not_started", "planned", "in_progress", "completed", "on_hold", "unknown"];

/** By code point: the slow and plain way, unlike the simulators' own. @param {string} a @param {string} b */
function compareText(a, b) {
  if (a === b) return 0;
  const left = Array.from(a, (point) => Number(point.codePointAt(0)));
  const right = Array.from(b, (point) => Number(point.codePointAt(0)));
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    if (left[i] !== right[i]) return left[i] - right[i];
  }
  return left.length - right.length;
}

/** @param {string} a @param {string} b */
function compareIds(a, b) {
  const numbers = [a, b].map((id) => (/^[0-9]+$/.test(id) ? BigInt(id) : null));
  const [x, y] = numbers;
  if (x !== null && y !== null && x !== y) return x < y ? -1 : 1;
  if ((x === null) !== (y === null)) return x === null ? 1 : -1;
  return compareText(a, b);
}
