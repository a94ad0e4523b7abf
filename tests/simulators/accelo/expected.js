// What a client has to make of the rows, computed from the tables of the design; it shares nothing with the client.

import { utc } from "../shared/times.js";

/**
 * Links of Accelo's tasks that are ids in its record, and objects where a filter's path leads into them.
 * @type {readonly string[]}
 */
export const ACCELO_LINKS = [
  "manager", "task_type", "task_status", "contact", "affiliation", "company", "issue", "milestone",
  "task_object_budget", "task_object_schedule", "type", "status", "job",
];

/** @type {import("../shared/entry.js").Expected} */
export const expected = {
  statuses: { pending: "not_started", accepted: "planned", started: "in_progress", complete: "completed" },
  base: (simulator) =>
    simulator.rows(["id", "title", "standing", "date_created", "date_modified"]).map((row) => ({
      platform_id: row.id,
      name: row.title ?? "",
      platform_status: row.standing || null,
      created_at: utc(Number(row.date_created) * 1000),
      updated_at: utc(Number(row.date_modified) * 1000),
    })),
  words: ["pending", "accepted", "started", "complete", "inactive", "waiting", "unknown"],
  wholes: [["assignee"], ["task_priority"], ["task_job"]],
  // Three links are asked for as objects, since the details show more of them than their ids.
  records: (simulator, links) => {
    const objects = ["assignee", "task_priority", "task_job", ...links];
    // A date that is not set may be absent from a row: the names are those of all rows.
    const names = new Set(simulator.rows().flatMap((row) => Object.keys(row)));
    return simulator.rows([...names].map((name) => (objects.includes(name) ? `${name}(_ALL)` : name)));
  },
  details: (row) => ({
    start_at: unix(row.date_started),
    due_at: unix(row.date_due),
    completed_at: unix(row.date_completed),
    assignees: isUnset(row.assignee) ? null : [
      { id: row.assignee.id, name: `${row.assignee.firstname} ${row.assignee.surname}`, email: row.assignee.email },
    ],
    // A job by its id; anything else by its path, since ids of different kinds collide.
    project:
      !isUnset(row.task_job) ? { id: row.task_job.id, name: row.task_job.title }
      : row.against === null ? null
      : { id: row.against.replace(/^jobs\//, ""), name: null },
    priority: isUnset(row.task_priority) ? null : row.task_priority.title,
  }),
};

/** What is not set is null, "0" or absent. @param {unknown} value */
function isUnset(value) {
  return value === null || value === "0" || value === undefined;
}

/** @param {string | null | undefined} seconds */
function unix(seconds) {
  return isUnset(seconds) ? null : utc(Number(seconds) * 1000);
}
