// The whole of a unified task: its id, its details, and the platform's own record, computed in JavaScript from the
// tables of the design, beside the base fields of `expected.js`.

import { expectedTasks } from "./expected.js";
import { entryOf } from "./platforms.js";

export { ACCELO_LINKS } from "./accelo/expected.js";

/**
 * @typedef {import("./shared/http.js").Simulator} Simulator
 * @typedef {import("./index.js").Connection} Connection
 * @typedef {import("./expected.js").ExpectedTask} ExpectedTask
 * @typedef {Record<string, any>} Row
 *
 * @typedef {object} Details times are `YYYY-MM-DDTHH:MM:SS.mmmZ`; numbers are digits, as the platform wrote them
 * @property {string | null} description
 * @property {string | null} start_at
 * @property {string | null} due_at
 * @property {string | null} completed_at
 * @property {{ id: string, name: string | null, email: string | null }[] | null} assignees
 * @property {{ id: string, name: string | null } | null} project
 * @property {string | null} parent_id
 * @property {string | null} priority
 * @property {string | null} percent_complete
 * @property {boolean | null} is_billable
 * @property {boolean | null} is_milestone
 * @property {string | null} logged_hours
 *
 * @typedef {ExpectedTask & Details & { id: string, last_synced_at: string, platform_data: Row }} WholeTask
 */

/** @type {Details} */
const NONE = {
  description: null,
  start_at: null,
  due_at: null,
  completed_at: null,
  assignees: null,
  project: null,
  parent_id: null,
  priority: null,
  percent_complete: null,
  is_billable: null,
  is_milestone: null,
  logged_hours: null,
};

/** The names of the details, in the order of a task. */
export const DETAILS = /** @type {(keyof Details)[]} */ (Object.keys(NONE));

/**
 * The whole task of every row, in the order of the simulator's rows.
 * @param {Simulator} simulator
 * @param {Connection} connection
 * @param {string} syncedAt
 * @param {readonly string[]} [links] those of `ACCELO_LINKS` that are objects
 * @returns {WholeTask[]}
 */
export function wholeTasks(simulator, connection, syncedAt, links = []) {
  const { platform, switches } = simulator;
  const { expected } = entryOf(platform);
  const records = expected.records(simulator, links);
  const rows = simulator.rows();
  return expectedTasks(simulator, connection).map((task, i) => {
    const path = [...(expected.path?.(rows[i]) ?? []), task.platform_id];
    return {
      ...task,
      id: idOf(connection.id, path),
      last_synced_at: syncedAt,
      ...NONE,
      description: records[i].description || null,
      ...expected.details(records[i], task, switches, rows[i]),
      platform_data: records[i],
    };
  });
}

/** The connection and the platform's path, reversible and URL-safe. @param {string} connection @param {string[]} path */
function idOf(connection, path) {
  const bytes = new TextEncoder().encode([connection, ...path].join("\u001f"));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
