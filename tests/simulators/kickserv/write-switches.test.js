// The sides of every switch of the writes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { askKickserv, testSwitches, writeKickserv } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createKickserv } from "./index.js";
import { WRITES } from "./write-switches.js";

/** @typedef {import("../shared/switches.js").SwitchValue} SwitchValue */

const SAMPLE = "tasks/2357911.json";
const DRAFT = { name: "Gutter", job_id: 34769012, task_type_id: 2 };

/** @param {Record<string, SwitchValue>} switches */
const make = (switches) => createKickserv({ size: 3, switches });

/** @param {import("../shared/http.js").Simulator} of @param {object} task @param {string} [path] */
const post = (of, task, path = "tasks.json") => writeKickserv(of, "POST", path, { task });

/** @param {import("../shared/http.js").Simulator} of @param {object} task */
const put = (of, task) => writeKickserv(of, "PUT", SAMPLE, { task });

/**
 * The status of a change and what one field is after it.
 * @param {Record<string, SwitchValue>} switches
 * @param {object} task
 * @param {string} field
 */
async function changed(switches, task, field) {
  const of = make(switches);
  const { status } = await put(of, task);
  return [status, (await askKickserv(of, SAMPLE)).body[field] ?? null];
}

testSwitches(test, assert, WRITES, {
  jobPath: {
    probe: async (jobPath) => {
      const { job_id: _, ...task } = DRAFT;
      const statuses = [];
      for (const job of ["1042", "34769012"]) statuses.push((await post(make({ jobPath }), task, `jobs/${job}/tasks.json`)).status);
      return statuses;
    },
    sides: [[200, 400], [400, 200], [200, 200]],
  },
  required: {
    probe: async (required) => {
      const statuses = [];
      for (const task of [DRAFT, { name: "x", job_id: 34769012 }, { job_id: 34769012 }, { name: "x" }]) statuses.push((await post(make({ required }), task)).status);
      return [...statuses, (await put(make({ required }), { name: "" })).status];
    },
    sides: [[200, 422, 422, 422, 422], [200, 200, 422, 422, 422], [200, 200, 200, 422, 200]],
  },
  writeUnknownJob: { probe: async (writeUnknownJob) => (await post(make({ writeUnknownJob }), { ...DRAFT, job_id: 9 })).status, sides: [422, 400, 404] },
  createAnswer: { probe: async (createAnswer) => "employees" in (await post(make({ createAnswer }), DRAFT)).body, sides: [false, true] },
  startWrite: {
    probe: async (startWrite) => {
      const starts = [];
      for (const name of ["scheduled_at", "starts_at"]) {
        const { body } = await post(make({ startWrite, startField: "starts_at" }), { ...DRAFT, [name]: "2026-07-01T10:00:00Z" });
        starts.push(body.starts_at !== null);
      }
      return starts;
    },
    sides: [[true, false], [false, true], [true, true]],
  },
  durationWrite: {
    probe: (durationWrite) => changed({ durationWrite }, { duration: 2 }, "ends_at"),
    sides: [[200, "2021-03-05T13:00:00-05:00"], [200, "2021-03-05T12:15:00-05:00"]],
  },
  endBeforeStart: {
    probe: async (endBeforeStart) => {
      const sides = [];
      for (const task of [{ ends_at: "2021-03-01T00:00:00Z" }, { scheduled_at: "2022-03-01T00:00:00Z" }, { ends_at: null }]) {
        sides.push((await changed({ endBeforeStart }, task, "id"))[0]);
      }
      return sides;
    },
    sides: [[200, 200, 200], [422, 422, 200]],
  },
  badTime: {
    probe: (badTime) => changed({ badTime }, { ends_at: "soon" }, "ends_at"),
    sides: [[422, "2021-03-05T12:15:00-05:00"], [200, null]],
  },
  customerWrite: {
    probe: async (customerWrite) => [await changed({ customerWrite }, { customer_id: 13579 }, "customer_id"), await changed({ customerWrite }, { customer_id: 4000 }, "customer_id")],
    sides: [[[200, 13579], [200, 4000]], [[200, 4000], [200, 4000]], [[422, 4000], [200, 4000]]],
  },
  unknownReference: {
    probe: async (unknownReference) => {
      const [status, employees] = await changed({ unknownReference }, { employee_ids: [9011, 4] }, "employees");
      const types = await changed({ unknownReference }, { task_type_id: 77 }, "task_type_id");
      return [status, employees.map((/** @type {any} */ each) => each.id), types];
    },
    sides: [[422, [9044], [422, 4]], [200, [9011], [200, 4]]],
  },
  emptyEmployees: { probe: async (emptyEmployees) => (await changed({ emptyEmployees }, { employee_ids: [] }, "employees"))[1].length, sides: [0, 1] },
  completionWrite: {
    probe: async (completionWrite) => {
      const time = "2026-06-30T08:00:00-04:00";
      const marks = [];
      for (const [completionMark, value, wanted] of /** @type {[string, unknown, unknown][]} */ ([
        ["completed_on", time, time], ["completed_at", time, time], ["completed", true, true], ["status", "completed", "completed"],
      ])) marks.push((await changed({ completionWrite, completionMark }, { [completionMark]: value }, completionMark))[1] === wanted);
      return marks;
    },
    sides: [[false, false, false, false], [true, true, true, true]],
  },
  unknownField: {
    probe: async (unknownField) => {
      const statuses = [];
      for (const task of [{ colour: "red" }, { created_at: "2020-01-01T00:00:00Z" }, { id: 5 }]) statuses.push((await put(make({ unknownField }), task)).status);
      return statuses;
    },
    sides: [[200, 200, 200], [422, 422, 422]],
  },
  unchangedWrite: {
    probe: async (unchangedWrite) => {
      const clock = createClock(DEFAULT_NOW);
      const of = createKickserv({ size: 3, now: clock.now, switches: { unchangedWrite } });
      const stamps = [];
      for (const description of ["A new description", "Another"]) {
        clock.advance(1000);
        stamps.push((await put(of, { description, employee_ids: [9044] })).body.updated_at);
      }
      return stamps;
    },
    sides: [["2026-06-30T08:00:01-04:00", "2026-06-30T08:00:02-04:00"], ["2021-03-04T16:30:00-05:00", "2026-06-30T08:00:02-04:00"]],
  },
  bareBody: { probe: async (bareBody) => (await writeKickserv(make({ bareBody }), "POST", "tasks.json", DRAFT)).status, sides: [422, 200] },
  badBody: { probe: async (badBody) => (await post(make({ badBody }), {})).status, sides: [422, 400] },
  notifyAnswer: {
    probe: async (notifyAnswer) => {
      const { status, body } = await writeKickserv(make({ notifyAnswer }), "POST", "tasks/2357911/notify.json");
      return [status, body?.id ?? body?.message ?? null];
    },
    sides: [[200, null], [200, 2357911], [200, "Notified the assigned employee"]],
  },
  notifyNobody: {
    probe: async (notifyNobody) => {
      const of = make({ notifyNobody });
      const none = await writeKickserv(of, "POST", "tasks/2357913/notify.json");
      const customer = await writeKickserv(of, "POST", "tasks/2357913/notify.json", { notification_type: "details" });
      return [none.status, customer.status, of.effects.length];
    },
    sides: [[200, 200, 1], [422, 200, 1]],
  },
});
