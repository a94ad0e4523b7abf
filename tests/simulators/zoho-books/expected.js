// What a client has to make of the rows, computed from the tables of the design; it shares nothing with the client.

import { RawNumber } from "../shared/raw-json.js";

/** @type {import("../shared/entry.js").Expected} */
export const expected = {
  statuses: { active: "in_progress" },
  base: (simulator) =>
    simulator.rows(["task_id", "task_name", "status"]).map((row) => ({
      platform_id: row.task_id,
      name: row.task_name ?? "",
      platform_status: row.status || null,
      created_at: null,
      updated_at: null,
    })),
  path: (row) => [row.project_id],
  words: ["active", "inactive", "closed", "Überfällig", "COMPLETE"],
  wholes: [["custom_fields"], ["custom_fields", "value"], ["project_id"]],
  records: (simulator) => {
    const { idType, embeddedProjectId } = simulator.switches;
    /** @param {string} digits */
    const id = (digits) => (idType === "number" ? new RawNumber(digits) : digits);
    return simulator.rows().map((row) => {
      const { project_id, project_name, customer_id: _id, customer_name: _name, ...own } = row;
      const project = embeddedProjectId === "present" ? { project_id: id(project_id), project_name } : {};
      return { ...project, ...own, task_id: id(row.task_id), total_hours: row.log_time, custom_fields: [] };
    });
  },
  details: (row, _task, _switches, whole) => ({
    project: { id: whole.project_id, name: whole.project_name || null },
    is_billable: row.is_billable,
    logged_hours: hours(row.log_time),
  }),
};

/** Hours as a number, or as hours and minutes: to the twentieth place, if they are thirds. @param {string | number} time */
function hours(time) {
  const [, whole, minutes] = /^(\d+):(\d\d)$/.exec(String(time)) ?? [];
  if (whole === undefined) return String(time);
  const part = (BigInt(minutes) * 10n ** 20n + 30n) / 60n;
  return `${whole}.${String(part).padStart(20, "0")}`;
}
