import assert from "node:assert/strict";
import { test } from "node:test";
import { ZOHO_AUTH, askZoho } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { SAMPLE, SAMPLE_TASK, SAMPLE_TASKS, writeZoho } from "./asking.js";
import { createZohoBooks } from "./index.js";

/** @typedef {import("../shared/http.js").Simulator} Simulator */

const START = Date.UTC(2026, 0, 2);

/** @param {object} [options] */
function make(options) {
  const clock = createClock(START);
  return { clock, simulator: createZohoBooks({ size: 60, now: clock.now, ...options }) };
}

/** The ids of a list, its embedded copy, and the rows, which must agree. @param {Simulator} simulator @param {string} project */
async function idsOf(simulator, project) {
  const list = await askZoho(simulator, `projects/${project}/tasks`);
  const whole = await askZoho(simulator, `projects/${project}`);
  const ids = list.body.tasks.map((/** @type {any} */ task) => task.task_id);
  assert.deepEqual(whole.body.project.tasks.map((/** @type {any} */ task) => task.task_id), ids);
  assert.deepEqual(simulator.rows().filter((row) => row.project_id === project).map((row) => row.task_id), ids);
  return ids;
}

test("a task comes to be, changes and goes, and every read shows it", async () => {
  const { clock, simulator } = make();
  const size = simulator.size;
  const values = { task_name: "Varnish", description: "two coats", rate: 40, budget_hours: 12 };
  const created = await writeZoho(simulator, "POST", SAMPLE_TASKS, values);
  assert.equal(created.status, 201);
  const { task_id } = created.body.task;
  assert.deepEqual(created.body, {
    code: 0,
    message: "The project information has been updated.",
    task: {
      project_id: SAMPLE, task_id, currency_id: "982000000000190", customer_id: "903000000000099", task_name: "Varnish",
      project_name: "Furniture Manufacturing", customer_name: "Sujin Kumar", billed_hours: "00:00", log_time: "00:00", un_billed_hours: "00:00",
    },
  });
  assert.equal(simulator.size, size + 1);
  assert.deepEqual(await idsOf(simulator, SAMPLE), [task_id, SAMPLE]);
  const path = `${SAMPLE_TASKS}/${task_id}`;
  const expected = { project_id: SAMPLE, project_name: "Furniture Manufacturing", task_id, task_name: "Varnish", description: "two coats", rate: 40, status: "active", is_billable: true };
  assert.deepEqual((await askZoho(simulator, path)).body.task, expected);
  const [embedded] = (await askZoho(simulator, `projects/${SAMPLE}`)).body.project.tasks;
  assert.deepEqual([embedded.budget_hours, embedded.rate], [12, 40]);

  clock.advance(5000);
  const changed = await writeZoho(simulator, "PUT", path, { task_name: "Varnish, matt", rate: 45 });
  assert.deepEqual([changed.status, changed.body.code, changed.body.message], [200, 0, "The task information has been updated."]);
  assert.deepEqual(changed.body.task, { ...created.body.task, task_name: "Varnish, matt" });
  assert.deepEqual((await askZoho(simulator, path)).body.task, { ...expected, task_name: "Varnish, matt", rate: 45 });
  assert.deepEqual(simulator.rows(["task_id", "budget_hours"])[0], { task_id, budget_hours: 12 });

  clock.advance(5000);
  const gone = await writeZoho(simulator, "DELETE", path);
  assert.deepEqual([gone.status, gone.body], [200, { code: 0, message: "The task has been deleted successfully." }]);
  for (const [method, body] of /** @type {[string, object?][]} */ ([["DELETE"], ["PUT", values], ["GET"]])) {
    const answer = await writeZoho(simulator, method, path, body);
    assert.deepEqual([answer.status, answer.body], [404, { code: 1002, message: "Task does not exist." }], method);
  }
  assert.deepEqual(await idsOf(simulator, SAMPLE), [SAMPLE]);
  assert.equal(simulator.size, size);
  assert.deepEqual(simulator.effects, [
    { kind: "create", id: task_id, at: START, detail: { project_id: SAMPLE, ...values } },
    { kind: "update", id: task_id, at: START + 5000, detail: { project_id: SAMPLE, task_name: "Varnish, matt", rate: 45 } },
    { kind: "delete", id: task_id, at: START + 10_000, detail: { project_id: SAMPLE } },
  ]);
  assert.deepEqual(simulator.calls.byRoute, { createTask: 1, updateTask: 2, deleteTask: 2, task: 3, tasks: 2, project: 3 });
});

test("an id is not given twice, in any project", async () => {
  const { simulator } = make();
  const ids = [];
  for (let i = 0; i < 4; i += 1) {
    const { body } = await writeZoho(simulator, "POST", SAMPLE_TASKS, { task_name: "Same name" });
    ids.push(body.task.task_id);
    await writeZoho(simulator, "DELETE", `${SAMPLE_TASKS}/${body.task.task_id}`);
  }
  assert.equal(new Set(ids).size, 4);
  assert.ok(ids.every((id) => BigInt(id) > 2n ** 53n));
});

test("what is not given is unset, and what is written is kept as it is", async () => {
  const { simulator } = make();
  await writeZoho(simulator, "POST", SAMPLE_TASKS, { task_name: "Bare" });
  const { task_id: _, ...row } = simulator.rows()[0];
  assert.deepEqual(row, {
    project_id: SAMPLE, project_name: "Furniture Manufacturing", customer_id: "903000000000099", customer_name: "Sujin Kumar", task_name: "Bare",
    description: "", rate: null, budget_hours: "", status: "active", is_billable: true, billed_hours: "00:00", log_time: "00:00", un_billed_hours: "00:00",
  });
  for (const task_name of ["x".repeat(100), "🚧".repeat(100), " \"'&<b>\\ ", "null"]) {
    await writeZoho(simulator, "PUT", SAMPLE_TASK, { task_name, budget_hours: "" });
    assert.equal(simulator.rows().find((each) => each.task_id === SAMPLE)?.task_name, task_name);
  }
});

/** @type {[string, unknown, number, RegExp][]} */
const BAD_BODIES = [
  ["none", undefined, 4, /JSONString/],
  ["cut off", '{"task_name":"New"', 1038, /not well formed/],
  ["parameters, not JSON", "task_name=New", 1038, /not well formed/],
  ["a list", [{ task_name: "New" }], 4, /JSONString/],
  ["null", null, 4, /JSONString/],
  ["a form without the parameter", new URLSearchParams({ task_name: "New" }), 4, /JSONString/],
  ["no name", { description: "x" }, 4, /task_name/],
  ["an empty name", { task_name: "" }, 4, /task_name/],
  ["a blank name", { task_name: "  " }, 4, /task_name/],
  ["a name of null", { task_name: null }, 4, /task_name/],
  ["a name that is a number", { task_name: 7 }, 4, /task_name/],
  ["a name of 101 characters", { task_name: "x".repeat(101) }, 15, /task_name.*100/],
  ["a description that is a number", { task_name: "New", description: 1 }, 4, /description/],
  ["a rate that is a text", { task_name: "New", rate: "3" }, 4, /rate/],
  ["a rate below zero", { task_name: "New", rate: -1 }, 4, /rate/],
  ["budget hours as a time", { task_name: "New", budget_hours: "12:30" }, 4, /budget_hours/],
  ["an empty rate", { task_name: "New", rate: "" }, 4, /rate/],
];

test("a body that cannot be read, or of wrong values, changes nothing", async () => {
  const { simulator } = make();
  const before = simulator.rows();
  for (const [method, path] of [["POST", SAMPLE_TASKS], ["PUT", SAMPLE_TASK]]) {
    for (const [what, body, code, message] of BAD_BODIES) {
      const answer = await writeZoho(simulator, method, path, body === null ? "null" : body);
      assert.deepEqual([answer.status, answer.body.code], [400, code], `${method}: ${what}`);
      assert.match(answer.body.message, message);
    }
  }
  assert.deepEqual(simulator.rows(), before);
  assert.deepEqual(simulator.effects, []);
});

test("a body as the form parameter JSONString, in both kinds of form", async () => {
  const { simulator } = make();
  const json = JSON.stringify({ task_name: "Ünï & + %41", rate: 1.25 });
  const form = new FormData();
  form.set("JSONString", json);
  for (const body of [new URLSearchParams({ JSONString: json }), form]) {
    assert.equal((await writeZoho(simulator, "POST", SAMPLE_TASKS, body)).status, 201);
    const [{ task_name, rate }] = simulator.rows();
    assert.deepEqual([task_name, rate], ["Ünï & + %41", 1.25]);
  }
});

test("a write needs what a read needs: a token, an organization, a project and a task that are there", async () => {
  const { simulator } = make();
  const body = { task_name: "New" };
  const writes = [["POST", SAMPLE_TASKS], ["PUT", SAMPLE_TASK], ["DELETE", SAMPLE_TASK]];
  for (const [method, path] of writes) {
    assert.equal((await writeZoho(simulator, method, path, body, {})).status, 401);
    const other = await simulator.fetch(`https://www.zohoapis.com/books/v3/${path}?organization_id=1`, { method, headers: ZOHO_AUTH });
    assert.equal(other.status, 401);
  }
  for (const [method, path, status, code] of /** @type {[string, string, number, number][]} */ ([
    ["POST", "projects/1/tasks", 404, 1002],
    ["POST", "projects/x/tasks", 400, 2],
    ["PUT", `projects/1/tasks/${SAMPLE}`, 404, 1002],
    ["PUT", `${SAMPLE_TASKS}/1`, 404, 1002],
    ["DELETE", `${SAMPLE_TASKS}/x`, 400, 2],
    ["DELETE", SAMPLE_TASKS, 405, 5],
    ["POST", SAMPLE_TASK, 405, 5],
    ["PATCH", SAMPLE_TASK, 405, 5],
  ])) {
    const answer = await writeZoho(simulator, method, path, body);
    assert.deepEqual([answer.status, answer.body.code], [status, code], `${method} ${path}`);
  }
  assert.deepEqual([simulator.size, simulator.effects], [60, []]);
});

test("the hands of another user are neither calls nor effects", async () => {
  const { simulator } = make();
  const values = { task_name: "By hand", status: "inactive", is_billable: false, rate: 9, budget_hours: "0", description: "d", log_time: "26:06", billed_hours: 1.5 };
  const id = simulator.hands.insert({ project_id: SAMPLE, ...values });
  assert.equal(typeof id, "string");
  assert.deepEqual([simulator.size, simulator.calls.total, simulator.effects], [61, 0, []]);
  const row = simulator.rows().find((each) => each.task_id === id);
  assert.deepEqual({ ...row }, {
    project_id: SAMPLE, project_name: "Furniture Manufacturing", customer_id: "903000000000099", customer_name: "Sujin Kumar",
    task_id: id, ...values, billed_hours: "01:30", un_billed_hours: "24:36",
  });
  simulator.hands.change(id, { status: "active", task_name: "By two hands" });
  const { body } = await askZoho(simulator, `${SAMPLE_TASKS}/${id}`);
  assert.deepEqual([body.task.status, body.task.task_name, body.task.rate], ["active", "By two hands", 9]);
  assert.equal((await writeZoho(simulator, "PUT", `${SAMPLE_TASKS}/${id}`, { task_name: "By a call" })).status, 200);
  simulator.hands.remove(id);
  assert.deepEqual(await idsOf(simulator, SAMPLE), [SAMPLE]);
  assert.deepEqual(simulator.effects.map(({ kind }) => kind), ["update"]);
  const { hands } = simulator;
  for (const wrong of [
    () => hands.change(id, {}),
    () => hands.remove(id),
    () => hands.insert({ project_id: "1" }),
    () => hands.insert({ task_name: "of no project" }),
    () => hands.change(SAMPLE, { un_billed_hours: 1 }),
    () => hands.change(SAMPLE, { log_time: "1:60" }),
  ]) assert.throws(wrong, RangeError);
});

test("what is inserted at the front moves the pages behind it", async () => {
  const simulator = createZohoBooks({ size: 2000 });
  const path = "projects/9030000000100000000/tasks";
  const first = (await askZoho(simulator, path)).body.tasks;
  simulator.hands.insert({ project_id: "9030000000100000000", task_name: "Between the pages" });
  const second = (await askZoho(simulator, path, { page: "2" })).body.tasks;
  assert.deepEqual(second[0], first[199]);
});

test("a reset forgets the effects and the counts, and keeps the data", async () => {
  const { simulator } = make();
  await writeZoho(simulator, "POST", SAMPLE_TASKS, { task_name: "Stays" });
  simulator.reset();
  assert.deepEqual([simulator.effects, simulator.calls.total, simulator.size], [[], 0, 61]);
});

test("odd data can be written over", async () => {
  const { simulator } = make({ odd: true, size: 2000 });
  const odd = simulator.rows().find((row) => row.task_name === null);
  assert.ok(odd);
  const answer = await writeZoho(simulator, "PUT", `projects/${odd.project_id}/tasks/${odd.task_id}`, { task_name: "Named" });
  assert.deepEqual([answer.status, answer.body.task.task_name], [200, "Named"]);
});

test("200,000 tasks: a write is as quick as a read", async () => {
  const { simulator } = make({ size: 200_000 });
  const began = performance.now();
  for (let i = 0; i < 20; i += 1) {
    const { body } = await writeZoho(simulator, "POST", "projects/9030000000100000000/tasks", { task_name: "New" });
    await askZoho(simulator, "projects/9030000000100000000/tasks");
    await writeZoho(simulator, "DELETE", `projects/9030000000100000000/tasks/${body.task.task_id}`);
  }
  const took = performance.now() - began;
  assert.ok(took < 1500, `60 calls took ${took} ms`);
  assert.equal(simulator.size, 200_000);
});
