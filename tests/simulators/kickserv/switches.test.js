// The sides of every switch of the reads and of the errors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { askKickserv, testSwitches, writeKickserv } from "../shared/asking.js";
import { createKickserv } from "./index.js";
import { READS } from "./switches.js";

/** @typedef {import("../shared/switches.js").SwitchValue} SwitchValue */

/** @param {string} name @param {SwitchValue} side @param {string} path */
async function askSide(name, side, path) {
  return askKickserv(createKickserv({ size: 200, switches: { [name]: side } }), path);
}

const done = "tasks/2357912.json";
const starts = createKickserv({ size: 200 }).rows().map((task) => task.scheduled_at?.slice(0, 10));
const LONE_FROM = starts.filter((day) => day >= "2021-08-15").length;
const LONE_TO = starts.filter((day) => day < "2021-02-18").length;
testSwitches(test, assert, READS, {
  envelope: { probe: async (side) => Object.keys((await askSide("envelope", side, "tasks.json?per_page=1")).body), sides: [["0"], ["tasks"]] },
  taskEnvelope: { probe: async (side) => (await askSide("taskEnvelope", side, done)).body.task?.id ?? "bare", sides: ["bare", 2357912] },
  taskTimestamps: {
    probe: async (side) => {
      const { body } = await askSide("taskTimestamps", side, "tasks.json?per_page=200");
      const dated = body.filter((/** @type {any} */ task) => "created_at" in task && "updated_at" in task).length;
      return dated === 200 ? "all" : dated === 0 ? "none" : dated > 150 ? "most" : dated;
    },
    sides: ["all", "none", "most"],
  },
  completionMark: {
    probe: async (side) => {
      const { completed_on, completed_at, completed, status } = (await askSide("completionMark", side, done)).body;
      return [completed_on, completed_at, completed, status].map((mark) => mark ?? null);
    },
    sides: [
      ["2021-02-17T09:40:00-05:00", null, null, null],
      [null, "2021-02-17T09:40:00-05:00", null, null],
      [null, null, true, null],
      [null, null, null, "completed"],
      [null, null, null, null],
    ],
  },
  startField: {
    probe: async (side) => {
      const { scheduled_at, starts_at } = (await askSide("startField", side, done)).body;
      return [scheduled_at, starts_at].map((start) => start ?? null);
    },
    sides: [["2021-02-17T08:30:00-05:00", null], [null, "2021-02-17T08:30:00-05:00"]],
  },
  employees: { probe: async (side) => "password_salt" in (await askSide("employees", side, done)).body.employees[0], sides: [true, false] },
  order: {
    probe: async (side) => {
      const tasks = (await askSide("order", side, "tasks.json?per_page=3")).body;
      if (tasks[0].id > tasks[1].id && tasks[1].id > tasks[2].id) return "falling";
      return tasks.map((/** @type {any} */ task) => task.scheduled_at ?? "");
    },
    sides: [
      "falling",
      ["2021-03-05T11:00:00-05:00", "2021-02-17T08:30:00-05:00", "2021-08-15T10:00:00-04:00"],
      ["2021-02-17T08:30:00-05:00", "2021-03-05T11:00:00-05:00", "2021-08-15T10:00:00-04:00"],
    ],
  },
  perPage: { probe: async (side) => (await askSide("perPage", side, "tasks.json?per_page=40")).body.length, sides: [40, 25] },
  perPageMax: { probe: async (side) => (await askSide("perPageMax", side, "tasks.json?per_page=150")).body.length, sides: [150, 100] },
  badParameter: {
    probe: async (side) => {
      const statuses = [];
      for (const query of ["page=0", "per_page=x", "from=2025-02-30", "to=soon", "job_id=x", "employee_number=x"]) {
        statuses.push((await askSide("badParameter", side, `tasks.json?${query}`)).status);
      }
      return statuses;
    },
    sides: [Array(6).fill(200), Array(6).fill(422)],
  },
  fromDay: { probe: async (side) => (await askSide("fromDay", side, "tasks.json?from=2021-08-15&to=2021-08-16")).body.length, sides: [1, 0] },
  loneBound: {
    probe: async (side) => {
      const answers = [];
      for (const query of ["from=2021-08-15", "to=2021-02-18", "from=2021-08-15&to=2021-08-16"]) {
        const { status, body } = await askSide("loneBound", side, `tasks.json?per_page=200&${query}`);
        answers.push(status === 200 ? body.length : status);
      }
      return answers;
    },
    sides: [[LONE_FROM, LONE_TO, 1], [200, 200, 1], [1, 1, 1], [422, 422, 1]],
  },
  unknownJob: {
    probe: async (side) => {
      const known = await askSide("unknownJob", side, "tasks.json?job_id=34769012");
      const { status, body } = await askSide("unknownJob", side, "tasks.json?job_id=999");
      return [known.body.length, status, body];
    },
    sides: [[3, 200, []], [3, 400, { errors: ["Couldn't find the job 999"] }], [3, 404, { errors: ["Couldn't find the job 999"] }]],
  },
  accountZone: {
    probe: async (side) => {
      const { ends_at } = (await askSide("accountZone", side, "tasks/2357911.json")).body;
      return [ends_at, (await askSide("accountZone", side, "tasks.json?from=2021-02-17&to=2021-02-18")).body.length];
    },
    sides: [["2021-03-05T12:15:00-05:00", 1], ["2021-03-05T17:15:00+00:00", 1], ["2021-03-06T02:15:00+09:00", 1], ["2021-03-05T22:45:00+05:30", 1]],
  },
  missingStatus: { probe: async (side) => (await askSide("missingStatus", side, "tasks/1.json")).status, sides: [400, 404] },
  errorBody: {
    probe: async (side) => {
      const of = createKickserv({ size: 3, switches: { errorBody: side } });
      const refused = await writeKickserv(of, "PUT", "tasks/2357911.json", { task: { name: "", ends_at: "soon" } });
      return [(await askKickserv(of, "tasks/1.json")).text, refused.text];
    },
    sides: [
      ['{"errors":["Couldn\'t find the task 1"]}', '{"errors":["Name can\'t be blank","Ends at is not a valid time"]}'],
      ['{"errors":{"base":["Couldn\'t find the task 1"]}}', '{"errors":{"name":["can\'t be blank"],"ends_at":["is not a valid time"]}}'],
      ['{"base":["Couldn\'t find the task 1"]}', '{"name":["can\'t be blank"],"ends_at":["is not a valid time"]}'],
      ['{"error":"Couldn\'t find the task 1"}', '{"error":"Name can\'t be blank; Ends at is not a valid time"}'],
      ["", ""],
    ],
  },
  mapping: {
    probe: async (side) => {
      const of = createKickserv({ size: 3, switches: { mapping: side } });
      const query = "tasks.json?from=2021-02-17&to=2021-02-18&employee_number=4";
      const keys = async (/** @type {string} */ path) => Object.keys((await askKickserv(of, path)).body[0]);
      const plain = await keys(query);
      assert.deepEqual(await keys(`${query}&mapping=false`), plain);
      return (await keys(`${query}&mapping=true`)).filter((name) => !plain.includes(name));
    },
    sides: [["location"], []],
  },
  durationUnit: { probe: async (side) => (await askSide("durationUnit", side, done)).body.duration, sides: ["1.00", "60.00"] },
  authBody: {
    probe: async (side) => (await askKickserv(createKickserv({ size: 3, switches: { authBody: side } }), "tasks.json", {})).body,
    sides: [null, { error: "HTTP Basic: Access denied." }],
  },
});
