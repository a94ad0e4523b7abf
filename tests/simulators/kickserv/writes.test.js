import assert from "node:assert/strict";
import { test } from "node:test";
import { KICKSERV_AUTH, ask, askKickserv, writeKickserv } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createKickserv } from "./index.js";

const SAMPLE = "tasks/2357911.json";
const DRAFT = { name: "Gutter", job_id: 34769012, task_type_id: 2 };

function fresh(size = 60) {
  const clock = createClock(DEFAULT_NOW);
  return { clock, simulator: createKickserv({ size, now: clock.now }) };
}

test("both ways to create make the same task, which lists, gets and jobs show", async () => {
  const { simulator, clock } = fresh();
  clock.advance(90_000);
  const times = { scheduled_at: "2026-07-02T09:00:00-04:00", ends_at: "2026-07-02T15:30:00+00:00" };
  const wanted = { ...DRAFT, ...times, description: "New", employee_ids: [9011, 9044] };
  const { job_id: _, ...inJob } = wanted;
  const answers = [
    await writeKickserv(simulator, "POST", "tasks.json", { task: wanted }),
    await writeKickserv(simulator, "POST", "jobs/1042/tasks.json", { task: inJob }),
  ];
  for (const { status, body } of answers) {
    assert.equal(status, 200);
    assert.deepEqual([body.name, body.description, body.task_type_id, body.job_id, body.customer_id], ["Gutter", "New", 2, 34769012, 4000]);
    assert.deepEqual([body.scheduled_at, body.ends_at, body.duration], ["2026-07-02T09:00:00-04:00", "2026-07-02T11:30:00-04:00", "2.50"]);
    assert.deepEqual([body.created_at, body.updated_at], Array(2).fill("2026-06-30T08:01:30-04:00"));
    assert.deepEqual([body.job.id, body.customer.id, "employees" in body, "contact" in body], [34769012, 4000, false, false]);
  }
  const [first, second] = answers.map(({ body }) => body.id);
  assert.ok(second > first);
  const whole = (await askKickserv(simulator, `tasks/${first}.json`)).body;
  assert.deepEqual(whole.employees.map((/** @type {any} */ each) => each.employee_number), [1, 4]);
  assert.deepEqual((await askKickserv(simulator, "tasks.json?job_id=34769012")).body.slice(0, 2).map((/** @type {any} */ task) => task.id), [second, first]);
  assert.equal((await askKickserv(simulator, "tasks.json?from=2026-07-02&to=2026-07-03&employee_number=4")).body.length, 2);
  assert.deepEqual([simulator.size, simulator.rows().length], [62, 62]);
  assert.deepEqual(simulator.effects, [first, second].map((id) => ({ kind: "create", id: String(id), at: clock.now() })));
  assert.deepEqual(simulator.calls.byRoute, { create: 1, create_in_job: 1, get: 1, list: 2 });
});

test("the documents' change: what is named changes, the rest stays, and the answer has the glue of job and customer only", async () => {
  const { simulator, clock } = fresh();
  const before = simulator.rows().find((task) => task.id === 2357911);
  clock.advance(3_600_000);
  for (const method of ["PUT", "PATCH"]) {
    const change = { description: `By ${method}`, ends_at: "2021-03-05T12:45:00-05:00" };
    const { status, body } = await writeKickserv(simulator, method, SAMPLE, { task: change });
    assert.equal(status, 200);
    const { employees, contact, ...rest } = before ?? {};
    assert.ok(employees.length === 1 && contact.id === 77);
    assert.deepEqual(body, { ...rest, ...change, duration: "1.75", updated_at: "2026-06-30T09:00:00-04:00" });
    assert.deepEqual((await askKickserv(simulator, SAMPLE)).body, { ...body, employees, contact });
  }
  assert.deepEqual(simulator.effects.map(({ kind, id, detail }) => [kind, id, detail]), Array(2).fill(["update", "2357911", ["description", "ends_at"]]));
  assert.equal(simulator.size, 60);
});

test("null unsets, a job and a list of employees replace, a duration moves the end", async () => {
  const { simulator } = fresh();
  const put = async (/** @type {object} */ task) => (await writeKickserv(simulator, "PUT", SAMPLE, { task })).body;
  assert.deepEqual((await put({ description: null, scheduled_at: null })).scheduled_at, null);
  assert.equal((await put({ ends_at: null })).duration, null);
  assert.equal((await put({ scheduled_at: "2026-07-01T10:00:00Z", duration: "1.5" })).ends_at, "2026-07-01T07:30:00-04:00");
  const moved = await put({ job_id: "1122334455", employee_ids: ["9132"] });
  assert.deepEqual([moved.job.job_number, moved.customer.id], [24601, 13579]);
  assert.deepEqual((await askKickserv(simulator, SAMPLE)).body.employees.map((/** @type {any} */ each) => each.id), [9132]);
});

test("a task that was deleted is given once more, and is gone", async () => {
  const { simulator } = fresh();
  const { status, body } = await writeKickserv(simulator, "DELETE", SAMPLE);
  assert.deepEqual([status, body.id, body.job.id, "employees" in body], [200, 2357911, 34769012, false]);
  for (const method of ["DELETE", "PUT"]) {
    assert.equal((await writeKickserv(simulator, method, SAMPLE, method === "PUT" ? { task: { name: "x" } } : undefined)).status, 400);
  }
  assert.equal((await askKickserv(simulator, SAMPLE)).status, 400);
  assert.equal((await writeKickserv(simulator, "POST", "tasks/2357911/notify.json")).status, 400);
  assert.equal((await askKickserv(simulator, "tasks.json?job_id=34769012")).body.length, 2);
  assert.deepEqual([simulator.size, simulator.effects.map(({ kind }) => kind)], [59, ["delete"]]);
});

test("writes at the same time do not undo each other", async () => {
  const { simulator } = fresh();
  const changes = [{ name: "Both" }, { description: "hold" }];
  await Promise.all(changes.map((task) => writeKickserv(simulator, "PUT", SAMPLE, { task })));
  const { name, description } = (await askKickserv(simulator, SAMPLE)).body;
  assert.deepEqual([name, description], ["Both", "hold"]);
  const [put, gone] = await Promise.all([writeKickserv(simulator, "PUT", SAMPLE, { task: { name: "x" } }), writeKickserv(simulator, "DELETE", SAMPLE)]);
  assert.deepEqual([put.status, gone.status, simulator.size], [400, 200, 59]);
});

test("an id is not given twice", async () => {
  const { simulator } = fresh();
  const ids = [];
  for (let i = 0; i < 3; i += 1) {
    const { id } = (await writeKickserv(simulator, "POST", "tasks.json", { task: DRAFT })).body;
    await writeKickserv(simulator, "DELETE", `tasks/${id}.json`);
    ids.push(id);
  }
  assert.equal(new Set(ids).size, 3);
});

test("notifications: the employee, and the two kinds to the customer", async () => {
  const { simulator, clock } = fresh();
  const path = "tasks/2357911/notify.json";
  for (const body of [undefined, {}, { notification_type: "details" }, { notification_type: "on_the_way" }]) {
    const { status, text } = await writeKickserv(simulator, "POST", path, body);
    assert.deepEqual([status, text], [200, ""]);
  }
  for (const kind of ["employee", "else", 3, null, ["details"], "toString"]) {
    assert.equal((await writeKickserv(simulator, "POST", path, { notification_type: kind })).status, 422, String(kind));
  }
  const kinds = ["employee", "employee", "details", "on_the_way"];
  assert.deepEqual(simulator.effects, kinds.map((detail) => ({ kind: "notify", id: "2357911", at: clock.now(), detail })));
});

test("what is refused changes nothing", async () => {
  const { simulator } = fresh();
  const before = JSON.stringify(simulator.rows());
  const now = "2026-07-01T10:00:00Z";
  for (const [task, wanted] of /** @type {[object, string[]][]} */ ([
    [{}, ["param is missing or the value is empty: task"]],
    [{ description: "x" }, ["Name can't be blank", "Job can't be blank", "Task type can't be blank"]],
    [{ ...DRAFT, name: " " }, ["Name can't be blank"]],
    [{ ...DRAFT, name: { first: "x" } }, ["Name is invalid"]],
    [{ ...DRAFT, task_type_id: 5 }, ["Task type does not exist"]],
    [{ ...DRAFT, employee_ids: [9011, 4] }, ["Employee does not exist"]],
    [{ ...DRAFT, employee_ids: 9011 }, ["Employee is invalid"]],
    [{ ...DRAFT, scheduled_at: "tomorrow", ends_at: 5 }, ["Scheduled at is not a valid time", "Ends at is not a valid time"]],
    [{ ...DRAFT, scheduled_at: now, duration: "long" }, ["Duration is not a number"]],
    [{ ...DRAFT, customer_id: 1 }, ["Customer does not exist"]],
    [{ ...DRAFT, job_id: 1042 }, ["Couldn't find the job 1042"]],
    [{ ...DRAFT, job_id: "x" }, ["Job is invalid"]],
  ])) {
    const { status, body } = await writeKickserv(simulator, "POST", "tasks.json", { task });
    assert.deepEqual([status, body], [422, { errors: wanted }], JSON.stringify(task));
  }
  assert.equal((await writeKickserv(simulator, "PUT", SAMPLE, { task: { name: null } })).status, 422);
  assert.equal((await writeKickserv(simulator, "POST", "jobs/34769012/tasks.json", { task: DRAFT })).status, 400);
  assert.equal((await writeKickserv(simulator, "POST", "jobs/x/tasks.json", { task: DRAFT })).status, 400);
  const url = "https://app.kickserv.com/demo-account/tasks.json";
  for (const [type, body] of [["application/json", "{"], ["text/plain", JSON.stringify({ task: DRAFT })], ["application/json", "[1]"]]) {
    assert.equal((await ask(simulator, url, { method: "POST", headers: { ...KICKSERV_AUTH, "content-type": type }, body })).status, 422);
  }
  assert.equal((await ask(simulator, url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ task: DRAFT }) })).status, 401);
  assert.equal((await writeKickserv(simulator, "DELETE", "tasks.json")).status, 404);
  assert.deepEqual([simulator.effects, JSON.stringify(simulator.rows())], [[], before]);
});

test("hands change the data, and leave no call and no effect", async () => {
  const { simulator, clock } = fresh();
  const { hands } = simulator;
  clock.advance(5_000);
  const id = hands.insert({ name: "By hand", job_id: 1122334455, scheduled_at: "2026-07-01T10:00:00Z", employees: [{ id: 9022 }], contact: { id: 5 } });
  const inserted = (await askKickserv(simulator, `tasks/${id}.json`)).body;
  assert.deepEqual([inserted.name, inserted.job_id, inserted.employees[0].employee_number, inserted.contact.id], ["By hand", 1122334455, 2, 5]);
  assert.equal(inserted.created_at, "2026-06-30T08:00:05-04:00");
  clock.advance(5_000);
  hands.change(id, { completed_on: "2026-06-30T12:00:09Z", name: null });
  const changed = (await askKickserv(simulator, `tasks/${id}.json`)).body;
  assert.deepEqual([changed.name, changed.completed_on, changed.updated_at], [null, "2026-06-30T08:00:09-04:00", "2026-06-30T08:00:10-04:00"]);
  hands.remove(id);
  assert.equal((await askKickserv(simulator, `tasks/${id}.json`)).status, 400);
  assert.throws(() => hands.remove(id), /KICKSERV has no task \d+/);
  assert.throws(() => hands.change("1", {}), RangeError);
  assert.throws(() => hands.insert({ title: "x" }), /title is not a field/);
  assert.throws(() => hands.insert({ job_id: 7 }), /has no job 7/);
  assert.deepEqual([simulator.effects, simulator.calls.total, simulator.size], [[], 3, 60]);
});

test("reset forgets calls and effects, not the data; the secrets are named", async () => {
  const { simulator } = fresh();
  await writeKickserv(simulator, "DELETE", SAMPLE);
  simulator.reset();
  assert.deepEqual([simulator.effects, simulator.calls.total, simulator.size, simulator.tokens], [[], 0, 59, null]);
  const token = "kickserv-demo-token";
  assert.deepEqual(simulator.secrets, [token, `${token}:${token}`, btoa(`${token}:${token}`)]);
});

test("after a write to a large account a page is still quick", async () => {
  const { simulator } = fresh(100_000);
  await askKickserv(simulator, "tasks.json");
  const began = performance.now();
  for (let i = 0; i < 10; i += 1) {
    await writeKickserv(simulator, "PUT", SAMPLE, { task: { name: `Name ${i}` } });
    assert.equal((await askKickserv(simulator, "tasks.json")).body.length, 25);
  }
  const took = (performance.now() - began) / 10;
  assert.ok(took < 200, `${took} ms a write and a page`);
});
