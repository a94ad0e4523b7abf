// What a client has to make of the rows, computed from the tables of the design; it shares nothing with the client.

import { utc } from "../shared/times.js";

/** @type {import("../shared/entry.js").Expected} */
export const expected = {
  statuses: {
    notStarted: "not_started",
    planned: "planned",
    inProgress: "in_progress",
    completed: "completed",
    onHold: "on_hold",
  },
  // No name is an empty one; an empty status is none.
  base: (simulator) => {
    const status = simulator.switches.dialect === "seed" ? "status" : "taskStatus";
    const names = ["key", "name", status, "audit.createdDateTime", "audit.modifiedDateTime"];
    return simulator.rows(names).map((row) => ({
      platform_id: row.key,
      name: row.name ?? "",
      platform_status: row[status] || null,
      created_at: utc(row["audit.createdDateTime"]),
      updated_at: utc(row["audit.modifiedDateTime"]),
    }));
  },
  words: ["notStarted", "planned", "inProgress", "onHold", "COMPLETE", "on_hold"],
  records: (simulator) => {
    const extra = simulator.switches.extraKeys === "present" ? { "_internal.rowVersion": "1" } : {};
    return simulator.rows().map((row) => ({ ...row, ...extra }));
  },
  details: (row, task) => ({
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
};

/** @param {string | null} date */
function midnight(date) {
  return date ? `${date}T00:00:00.000Z` : null;
}
