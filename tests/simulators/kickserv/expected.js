// What a client has to make of the rows, computed from the tables of the design; it shares nothing with the client.

import { utc } from "../shared/times.js";

/** @type {import("../shared/entry.js").Expected} */
export const expected = {
  statuses: {},
  base: (simulator) =>
    simulator.rows(["id", "name", "created_at", "updated_at"]).map((row) => ({
      platform_id: String(row.id),
      name: row.name ?? "",
      platform_status: null,
      created_at: utc(row.created_at),
      updated_at: utc(row.updated_at),
    })),
  // There is no word: a completion mark, else a start, else neither decides.
  derived: (simulator) => {
    const { completionMark: mark, startField: start } = simulator.switches;
    return simulator.rows().map((row) => {
      const completed = mark === "status" ? row.status === "completed" : mark !== "none" && Boolean(row[String(mark)]);
      if (completed) return "completed";
      return row[String(start)] === null ? "not_started" : "planned";
    });
  },
  wholes: [["job"], ["customer"], ["contact"], ["employees"]],
  records: (simulator) => simulator.rows(),
  details: (row, _task, { startField, completionMark }) => ({
    start_at: instant(row[String(startField)]),
    due_at: instant(row.ends_at),
    // `completed: true` and a status word tell that it was done, not when.
    completed_at: ["completed_on", "completed_at"].includes(String(completionMark)) ? instant(row[String(completionMark)]) : null,
    assignees: row.employees.map((/** @type {import("../shared/entry.js").Row} */ each) => ({
      id: String(each.id),
      name: `${each.first_name} ${each.last_name}`,
      email: each.email ?? null,
    })),
    project: { id: String(row.job.id), name: row.job.name || null },
  }),
};

/** @param {string | null | undefined} time */
function instant(time) {
  return time ? utc(time) : null;
}
