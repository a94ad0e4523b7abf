// One page of Sage Intacct's query service, and what has to be read out of it.

import assert from "node:assert/strict";

import { createSimulators, expectedTasks, sortTasks } from "../simulators/index.js";

/**
 * @typedef {import("../simulators/expected.js").ExpectedTask} ExpectedTask
 * @typedef {{ filter: string, holds: (task: ExpectedTask) => boolean }} Question a filter, and the same in JavaScript
 */

export const ROWS = 2000;

/** @type {readonly Question[]} */
export const QUESTIONS = [
  { filter: "", holds: () => true },
  { filter: 'status = "in_progress" AND name ~ "oof"', holds: ({ status, name }) => status === "in_progress" && name.includes("oof") },
  { filter: 'name ~ "設計" OR name ~ "🇫🇷"', holds: ({ name }) => name.includes("設計") || name.includes("🇫🇷") },
  {
    filter: 'updated_at >= "2025-06-01" AND NOT (status = "completed" OR platform_status = "onHold")',
    holds: ({ updated_at, status, platform_status }) =>
      Date.parse(updated_at ?? "") >= Date.UTC(2025, 5, 1) && status !== "completed" && platform_status !== "onHold",
  },
];

/** The page's bytes, as the simulator sends them, and the tasks in it, newest first. */
export async function intacctPage() {
  const { sageIntacct, connections } = createSimulators({ sizes: { SAGE_INTACCT: ROWS } });
  const connection = connections[0];
  const fields = ["key", "id", "name", "description", "taskStatus", "isBillable", "priority", "percentComplete", "project.key",
    "project.name", "planned.startDate", "planned.endDate", "audit.createdDateTime", "audit.modifiedDateTime"];
  const response = await sageIntacct.fetch("https://api.intacct.com/ia/api/v1/services/core/query", {
    method: "POST",
    headers: { authorization: `Bearer ${connection.credentials.access_token}`, "content-type": "application/json" },
    body: JSON.stringify({ object: "projects/task", fields, start: 1, size: 4000 }),
  });
  assert.equal(response.status, 200);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const tasks = sortTasks(expectedTasks(sageIntacct, { ...connection, id: "books" }));
  assert.equal(tasks.length, ROWS);
  for (const { filter, holds } of QUESTIONS) {
    const found = tasks.filter(holds).length;
    assert.ok(found > 0 && (filter === "" || found < ROWS), `${filter} asks nothing of this page`);
  }
  return { bytes, tasks };
}

/**
 * A task without what the independent computation does not know.
 * @param {import("taskweave").Task} task
 */
export function bare({ id: _id, last_synced_at: _synced, ...rest }) {
  return rest;
}
