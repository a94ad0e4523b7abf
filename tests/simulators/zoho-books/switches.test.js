import assert from "node:assert/strict";
import { test } from "node:test";
import { askZoho, testSwitches } from "../shared/asking.js";
import { SAMPLE, SAMPLE_TASK, SAMPLE_TASKS, askToken, writeZoho } from "./asking.js";
import { createZohoBooks } from "./index.js";
import { ZOHOBOOKS_SWITCHES } from "./switches.js";

/** @typedef {import("../shared/switches.js").SwitchValue} SwitchValue */

/** @param {string} name @param {SwitchValue} side @param {object} [options] */
function made(name, side, options) {
  return createZohoBooks({ ...options, switches: { [name]: side } });
}

/** @param {string} name @param {SwitchValue} side @param {string} path @param {Record<string, string>} [query] @param {Record<string, string>} [headers] */
function askSide(name, side, path, query, headers) {
  return askZoho(made(name, side), path, query, headers);
}

testSwitches(test, assert, ZOHOBOOKS_SWITCHES, {
  listKey: { probe: async (side) => Object.keys((await askSide("listKey", side, `projects/${SAMPLE}/tasks`)).body)[2], sides: ["tasks", "task"] },
  idType: { probe: async (side) => (await askSide("idType", side, `projects/${SAMPLE}/tasks/${SAMPLE}`)).body.task.task_id, sides: [SAMPLE, Number(SAMPLE)] },
  hours: { probe: async (side) => (await askSide("hours", side, `projects/${SAMPLE}`)).body.project.tasks[0].log_time, sides: ["13:06", 13.1] },
  embeddedProjectId: { probe: async (side) => (await askSide("embeddedProjectId", side, `projects/${SAMPLE}`)).body.project.tasks[0].project_id ?? null, sides: [null, SAMPLE] },
  defaultProjects: {
    probe: async (side) => (await askSide("defaultProjects", side, "projects")).body.projects.some((/** @type {any} */ project) => project.status === "inactive"),
    sides: [true, false],
  },
  perPageMax: {
    probe: async (side) => {
      const tasks = (await askSide("perPageMax", side, "projects/9030000000100000000/tasks", { per_page: "1000" })).body.tasks.length;
      return tasks > 200 ? "all" : tasks;
    },
    sides: [200, "all"],
  },
  badPaging: { probe: async (side) => (await askSide("badPaging", side, "projects", { page: "x", per_page: "-1" })).status, sides: [400, 200] },
  tokenError: {
    probe: async (side) => (await askSide("tokenError", side, "projects", {}, {})).body,
    sides: [{ code: 57, message: "You are not authorized to perform this operation" }, { error: "invalid_code" }],
  },
  tokenErrorStatus: { probe: async (side) => (await askSide("tokenErrorStatus", side, "projects", {}, {})).status, sides: [401, 200] },
  absentStatus: { probe: async (side) => (await askSide("absentStatus", side, "projects/123")).status, sides: [404, 400] },
  unsetRate: {
    probe: async (side) => {
      const simulator = made("unsetRate", side, { size: 1 });
      const { body } = await writeZoho(simulator, "POST", SAMPLE_TASKS, { task_name: "New" });
      return (await askZoho(simulator, `${SAMPLE_TASKS}/${body.task.task_id}`)).body.task.rate;
    },
    sides: [null, 0],
  },
  newTaskPlace: {
    probe: async (side) => {
      const simulator = made("newTaskPlace", side, { size: 1 });
      await writeZoho(simulator, "POST", SAMPLE_TASKS, { task_name: "New" });
      return (await askZoho(simulator, SAMPLE_TASKS)).body.tasks.map((/** @type {any} */ task) => task.task_name);
    },
    sides: [["New", "Painting"], ["Painting", "New"]],
  },
  omittedFields: {
    probe: async (side) => {
      const simulator = made("omittedFields", side, { size: 1 });
      await writeZoho(simulator, "PUT", SAMPLE_TASK, { task_name: "Painting", budget_hours: 7 });
      const [{ rate, budget_hours }] = simulator.rows();
      return [rate, budget_hours];
    },
    sides: [[3, 7], [null, 7]],
  },
  unknownField: { probe: (side) => written("unknownField", side, { status: "inactive" }), sides: [201, 400] },
  nullValue: { probe: (side) => written("nullValue", side, { description: null, rate: null, budget_hours: null }), sides: [400, 201] },
  writtenNumbers: {
    probe: (side) => Promise.all([1.5, "2"].map((rate) => written("writtenNumbers", side, { rate }))),
    sides: [[201, 400], [400, 400], [201, 201]],
  },
  formBody: {
    probe: async (side) => {
      const form = new URLSearchParams({ JSONString: '{"task_name":"New"}' });
      const { status, body } = await writeZoho(made("formBody", side), "POST", SAMPLE_TASKS, form);
      return [status, body.code];
    },
    sides: [[201, 0], [400, 1038]],
  },
  refreshRotation: {
    probe: async (side) => {
      const simulator = made("refreshRotation", side);
      const { body } = await askToken(simulator);
      return [body.refresh_token ?? null, (await askToken(simulator)).body.error ?? null];
    },
    sides: [[null, null], ["zoho-refresh-1", "invalid_code"]],
  },
  expiresIn: {
    probe: async (side) => {
      const { expires_in, expires_in_sec = null } = (await askToken(made("expiresIn", side))).body;
      return [expires_in, expires_in_sec];
    },
    sides: [[3600, null], [3_600_000, 3600]],
  },
  oauthErrorStatus: { probe: async (side) => (await askToken(made("oauthErrorStatus", side), { refresh_token: "x" })).status, sides: [200, 400] },
  minuteLimitCode: {
    probe: async (side) => (await askZoho(made("minuteLimitCode", side, { callsAMinute: 0 }), "projects")).body.code,
    sides: [45, 44],
  },
  rateHeaders: {
    probe: async (side) => {
      const { headers } = await askZoho(made("rateHeaders", side, { callsAMinute: 100, callsADay: 2000 }), "projects");
      return headers.get("x-rate-limit-limit");
    },
    sides: ["100", "2000", null],
  },
});

/** @param {string} name @param {SwitchValue} side @param {object} values beside a name */
async function written(name, side, values) {
  return (await writeZoho(made(name, side, { size: 1 }), "POST", SAMPLE_TASKS, { task_name: "New", ...values })).status;
}
