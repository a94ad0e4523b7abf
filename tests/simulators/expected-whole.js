// The whole of a unified task: its id, its details, and the platform's own record, computed in JavaScript from the
// tables of the design, beside the base fields of `expected.js`.

import { expectedTasks } from "./expected.js";
import { RawNumber } from "./shared/raw-json.js";

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
 * Links of Accelo's tasks that are ids in its record, and objects where a filter's path leads into them.
 * @type {readonly string[]}
 */
export const ACCELO_LINKS = ["manager", "task_type", "task_status", "contact", "affiliation", "company", "issue", "milestone"];

/**
 * What each platform's own record is: the row that its list gives when all published fields are asked for.
 * @type {Record<string, (simulator: Simulator, links: readonly string[]) => Row[]>}
 */
const RECORDS = {
  SAGE_INTACCT: (simulator) => {
    const extra = simulator.switches.extraKeys === "present" ? { "_internal.rowVersion": "1" } : {};
    return simulator.rows().map((row) => ({ ...row, ...extra }));
  },
  // Three links are asked for as objects, since the details show more of them than their ids.
  ACCELO: (simulator, links) => {
    const objects = ["assignee", "task_priority", "task_job", ...links];
    // A date that is not set may be absent from a row: the names are those of all rows.
    const names = new Set(simulator.rows().flatMap((row) => Object.keys(row)));
    return simulator.rows([...names].map((name) => (objects.includes(name) ? `${name}(_ALL)` : name)));
  },
  KICKSERV: (simulator) => simulator.rows(),
  ZOHOBOOKS: (simulator) => {
    const { idType, embeddedProjectId } = simulator.switches;
    /** @param {string} digits */
    const id = (digits) => (idType === "number" ? new RawNumber(digits) : digits);
    return simulator.rows().map((row) => {
      const { project_id, project_name, customer_id: _id, customer_name: _name, ...own } = row;
      const project = embeddedProjectId === "present" ? { project_id: id(project_id), project_name } : {};
      return { ...project, ...own, task_id: id(row.task_id), total_hours: row.log_time, custom_fields: [] };
    });
  },
};

/** @type {Record<string, (row: Row, task: ExpectedTask, switches: Simulator["switches"], whole: Row) => Partial<Details>>} */
const READERS = {
  SAGE_INTACCT: (row, task) => ({
    start_at: midnight(row["planned.startDate"]),
    due_at: midnight(row["planned.endDate"]),
    completed_at: task.status === "completed" ? midnight(row["actual.endDate"]) : null,
    project: row["project.key"] === null ? null : { id: row["project.key"], name: row["project.name"] || null },
    parent_id: row["parent.key"],
    priority: row.priority === null ? null : String(row.priority),
    percent_complete: row.percentComplete === null ? null : String(row.percentComplete),
    is_billable: row.isBillable,
    is_milestone: row.isMilestone,
  }),
  ACCELO: (row) => ({
    start_at: unix(row.date_started),
    due_at: unix(row.date_due),
    completed_at: unix(row.date_completed),
    assignees: row.assignee === null ? null : [
      { id: row.assignee.id, name: `${row.assignee.firstname} ${row.assignee.surname}`, email: row.assignee.email },
    ],
    // A job by its id; anything else by its path, since ids of different kinds collide.
    project:
      row.task_job !== null ? { id: row.task_job.id, name: row.task_job.title }
      : row.against === null ? null
      : { id: row.against.replace(/^jobs\//, ""), name: null },
    priority: row.task_priority === null ? null : row.task_priority.title,
  }),
  KICKSERV: (row, _task, { startField, completionMark }) => ({
    start_at: instant(row[String(startField)]),
    due_at: instant(row.ends_at),
    // `completed: true` and a status word tell that it was done, not when.
    completed_at: ["completed_on", "completed_at"].includes(String(completionMark)) ? instant(row[String(completionMark)]) : null,
    assignees: row.employees.map((/** @type {Row} */ each) => ({
      id: String(each.id),
      name: `${each.first_name} ${each.last_name}`,
      email: each.email ?? null,
    })),
    project: { id: String(row.job.id), name: row.job.name || null },
  }),
  ZOHOBOOKS: (row, _task, _switches, whole) => ({
    project: { id: whole.project_id, name: whole.project_name || null },
    is_billable: row.is_billable,
    logged_hours: hours(row.log_time),
  }),
};

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
  const records = RECORDS[platform](simulator, links);
  const rows = simulator.rows();
  return expectedTasks(simulator, connection).map((task, i) => {
    const path = [...(platform === "ZOHOBOOKS" ? [rows[i].project_id] : []), task.platform_id];
    return {
      ...task,
      id: idOf(connection.id, path),
      last_synced_at: syncedAt,
      ...NONE,
      description: records[i].description || null,
      ...READERS[platform](records[i], task, switches, rows[i]),
      platform_data: records[i],
    };
  });
}

/** The connection and the platform's path, reversible and URL-safe. @param {string} connection @param {string[]} path */
function idOf(connection, path) {
  const bytes = new TextEncoder().encode([connection, ...path].join("\u001f"));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string | null} date */
function midnight(date) {
  return date ? `${date}T00:00:00.000Z` : null;
}

/** A date that is not set is null, "0" or absent. @param {string | null | undefined} seconds */
function unix(seconds) {
  return seconds && seconds !== "0" ? new Date(Number(seconds) * 1000).toISOString() : null;
}

/** @param {string | null | undefined} time */
function instant(time) {
  return time ? new Date(time).toISOString() : null;
}

/** Hours as a number, or as hours and minutes: to the twentieth place, if they are thirds. @param {string | number} time */
function hours(time) {
  const [, whole, minutes] = /^(\d+):(\d\d)$/.exec(String(time)) ?? [];
  if (whole === undefined) return String(time);
  const part = (BigInt(minutes) * 10n ** 20n + 30n) / 60n;
  return `${whole}.${String(part).padStart(20, "0")}`;
}
