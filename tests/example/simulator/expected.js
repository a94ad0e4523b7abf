// What a client has to make of the rows, computed from the tables of the room; it shares nothing with the client.

import { utc } from "../shared/times.js";

/** @type {import("../shared/entry.js").Expected} */
export const expected = {
  statuses: { todo: "not_started", doing: "in_progress", done: "completed" },
  base: (simulator) =>
    simulator.rows().map((row) => ({
      platform_id: String(row.id),
      name: row.title ?? "",
      platform_status: row.state || null,
      created_at: utc(row.created),
      updated_at: utc(row.changed),
    })),
  records: (simulator) => simulator.rows(),
  details: (row) => ({ description: row.notes || null }),
};
