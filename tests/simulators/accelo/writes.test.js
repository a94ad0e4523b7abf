import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCELO_AUTH, askAccelo, writeAccelo } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createAccelo } from "./index.js";
import { CREATABLE, UPDATABLE } from "./writes.js";

const TASK = { title: "Paint (façade), twice", against_type: "job", against_id: "2", date_started: "1700000000" };

/** @param {Record<string, any>} [options] */
function fresh(options) {
  const clock = createClock(DEFAULT_NOW + 10_500);
  return { clock, now: () => String(Math.floor(clock.now() / 1000)), simulator: createAccelo({ size: 60, now: clock.now, ...options }) };
}

/** @param {import("../shared/http.js").Simulator} of @param {string} id */
async function whole(of, id) {
  return (await askAccelo(of, `tasks/${id}?_fields=_ALL`)).body.response;
}

/** @param {import("../shared/http.js").Simulator} of @param {string} filters */
async function ids(of, filters) {
  const { body } = await askAccelo(of, `tasks?${new URLSearchParams({ _filters: filters, _limit: "100" })}`);
  return body.response.map((/** @type {any} */ task) => task.id);
}

test("a new task: the answer, its stamps, and what follows from what it stands against", async () => {
  const { simulator, now } = fresh();
  const { status, body } = await writeAccelo(simulator, "POST", "tasks.json", TASK);
  assert.deepEqual([status, body.response, body.meta.status], [200, { id: "61", title: TASK.title }, "ok"]);
  const task = await whole(simulator, "61");
  assert.deepEqual(task, {
    ...task, id: "61", title: TASK.title, description: null, date_started: "1700000000", date_created: now(), date_modified: now(),
    against: "jobs/2", against_type: "job", against_id: "2", task_job: "2", job: "2", milestone: null, company: null, issue: null,
    standing: "pending", status: "1", task_status: "1", type: "1", task_type: "1", date_commenced: null, date_accepted: null,
    date_completed: null, date_due: null, assignee: null, manager: null, creator: "staff/4", creator_id: "4", creator_type: "staff",
    budgeted: "0", remaining: "0", logged: "0", billable: "0", nonbillable: "0", rate_id: null, rate_charged: null,
  });
  assert.deepEqual(Object.keys(task).sort(), Object.keys(simulator.rows()[0]).sort());
  assert.deepEqual(simulator.rows().at(-1), task);
});

test("a new task is in the list, the count, the filters, the search and the orders", async () => {
  const { simulator, now } = fresh();
  const before = await ids(simulator, "order_by_desc(date_modified)");
  await writeAccelo(simulator, "POST", "tasks", TASK);
  assert.deepEqual(await ids(simulator, "order_by_desc(date_modified)"), ["61", ...before]);
  assert.equal((await ids(simulator, "id_greater_than(0)")).at(-1), "61");
  assert.deepEqual(await ids(simulator, `date_created_after(${Number(now()) - 1})`), ["61"]);
  assert.deepEqual(await ids(simulator, "search(façade twice),child_of_job(2)"), ["61"]);
  assert.deepEqual((await askAccelo(simulator, "tasks/count")).body.response, { count: "61" });
  assert.deepEqual([simulator.size, simulator.rows().length], [61, 61]);
  assert.deepEqual((await askAccelo(simulator, "tasks?_offset=60")).body.response, [{ id: "61", title: TASK.title }]);
});

test("every optional field of a new task, as a form and as JSON", async () => {
  const fields = {
    ...TASK, description: "two\ncoats", status_id: "3", manager_id: "5", assignee_id: "1000", affiliation_id: "7", date_due: "1800000000",
    priority_id: "4", remaining: "3600", rate_id: "2", rate_charged: "61.25", is_billable: "yes",
  };
  assert.deepEqual(Object.keys(fields).sort(), [...CREATABLE].sort());
  const { simulator, now } = fresh();
  const form = await writeAccelo(simulator, "POST", "tasks?_fields=assignee(email),standing", fields);
  assert.equal(form.body.response.assignee.email, "geoff.mcqueen@affinitylive.com");
  const init = { method: "POST", headers: { ...ACCELO_AUTH, "content-type": "application/json" } };
  const numbers = { ...fields, against_id: 2, status_id: 3, remaining: 3600, date_due: 1_800_000_000, rate_charged: 61.25 };
  await askAccelo(simulator, "tasks", { ...init, body: JSON.stringify(numbers) });
  for (const id of ["61", "62"]) {
    const task = await whole(simulator, id);
    assert.deepEqual(task, {
      ...task, description: "two\ncoats", task_status: "3", standing: "started", date_commenced: now(), manager: "5", assignee: "1000",
      affiliation: "7", date_due: "1800000000", task_priority: "4", remaining: "3600", budgeted: "3600", rate_id: "2", rate_charged: "61.25",
    });
  }
  assert.deepEqual(simulator.effects[0], {
    kind: "create", id: "61", at: DEFAULT_NOW + 10_500, detail: { fields: Object.keys(fields) },
  });
});

test("a field that is required and missing, or that cannot be, changes nothing", async () => {
  const { simulator } = fresh();
  const before = simulator.rows();
  for (const name of Object.keys(TASK)) {
    for (const value of [undefined, ""]) {
      const { [name]: _, ...rest } = /** @type {Record<string, string>} */ (TASK);
      const { status, body } = await writeAccelo(simulator, "POST", "tasks", value === undefined ? rest : { ...rest, [name]: value });
      assert.deepEqual([status, body.response, body.meta.status], [400, null, "invalid_request"]);
      assert.ok(body.meta.message.includes(name));
    }
  }
  const wrong = {
    against_type: ["jobs", "task", "Job"], against_id: ["0", "-1", "99", "x"], date_started: ["today", "1.5", "0"], date_due: ["2024-01-01"],
    status_id: ["8", "started"], manager_id: ["2"], assignee_id: ["28", "x"], affiliation_id: ["91"], priority_id: ["6"],
    remaining: ["-1", "1h"], rate_id: ["6"], rate_charged: ["a lot"], is_billable: ["true"],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const { status, body } = await writeAccelo(simulator, "POST", "tasks", { ...TASK, [name]: value });
      assert.deepEqual([status, body.meta.status], [400, "invalid_request"], `${name}=${value}`);
      assert.ok(body.meta.message.includes(name), body.meta.message);
      if (UPDATABLE.includes(name) && name !== "date_started") {
        assert.equal((await writeAccelo(simulator, "PUT", "tasks/3", { [name]: value })).status, 400, `${name}=${value}`);
      }
    }
  }
  const list = JSON.stringify({ ...TASK, title: ["a"] });
  const init = { method: "POST", headers: { ...ACCELO_AUTH, "content-type": "application/json" }, body: list };
  assert.equal((await askAccelo(simulator, "tasks", init)).status, 400);
  const twice = new URLSearchParams([...Object.entries(TASK), ["title", "again"]]);
  assert.equal((await askAccelo(simulator, "tasks", { method: "POST", headers: ACCELO_AUTH, body: twice })).status, 400);
  assert.deepEqual([simulator.rows(), simulator.effects], [before, []]);
});

test("an update writes its fields and the time, and nothing else", async () => {
  const { simulator, clock, now } = fresh();
  const before = await whole(simulator, "7");
  clock.advance(90_000);
  const fields = {
    title: "Other", description: "d", assignee_id: "3", affiliation_id: "9", manager_id: "4", priority_id: "2", date_due: "1900000000",
    remaining: "120", date_started: "1600000000",
  };
  assert.deepEqual(Object.keys(fields).sort(), [...UPDATABLE].sort());
  const { status, body } = await writeAccelo(simulator, "PUT", "tasks/7", fields);
  assert.deepEqual([status, body.response], [200, { id: "7", title: "Other" }]);
  assert.deepEqual(await whole(simulator, "7"), {
    ...before, title: "Other", description: "d", assignee: "3", affiliation: "9", manager: "4", task_priority: "2",
    date_due: "1900000000", remaining: "120", date_started: "1600000000", date_modified: now(),
  });
  assert.deepEqual(await ids(simulator, `assignee(3),date_modified_after(${Number(now()) - 1})`), ["7"]);
  assert.deepEqual(simulator.effects.map(({ kind, id, at }) => [kind, id, at]), [["update", "7", clock.now()]]);
  clock.advance(5000);
  await writeAccelo(simulator, "PUT", "tasks/7", {});
  assert.equal((await whole(simulator, "7")).date_modified, String(Number(now()) - 5));
  assert.equal((await writeAccelo(simulator, "PUT", "tasks/7", { title: "" })).status, 400);
  assert.equal((await writeAccelo(simulator, "PUT", "tasks/61", { title: "x" })).status, 400);
});

test("a status is not written by an update", async () => {
  for (const readOnlyWrite of ["error", "ignored"]) {
    const { simulator } = fresh({ switches: { readOnlyWrite } });
    const before = simulator.rows();
    for (const name of ["status", "status_id", "standing", "task_status"]) {
      const { status } = await writeAccelo(simulator, "PUT", "tasks/5", { [name]: "5" });
      assert.equal(status, readOnlyWrite === "error" ? 400 : 200);
    }
    assert.deepEqual([simulator.rows(), simulator.effects], [before, []]);
  }
});

test("what is written is in the unit that is read", async () => {
  const { simulator } = fresh({ switches: { durations: "minutes" } });
  await writeAccelo(simulator, "POST", "tasks", { ...TASK, remaining: "25" });
  const { remaining, budgeted } = await whole(simulator, "61");
  assert.deepEqual([remaining, budgeted], ["25", "25"]);
});

test("the method may stand in _method, and the parameters in the query", async () => {
  const { simulator } = fresh();
  const created = await askAccelo(simulator, `tasks?${new URLSearchParams({ ...TASK, _method: "post" })}`);
  assert.equal(created.body.response.id, "61");
  await writeAccelo(simulator, "POST", "tasks/61.json?_method=put", { title: "By POST" });
  assert.equal((await whole(simulator, "61")).title, "By POST");
  const { status } = await writeAccelo(simulator, "POST", "tasks/61", { _method: "PUT", title: "In the body" });
  assert.deepEqual([status, (await whole(simulator, "61")).title], [200, "In the body"]);
});

test("suppressing: the status goes into the meta object, the message or all of it goes away", async () => {
  const { simulator } = fresh();
  const ask = async (/** @type {string} */ query) => {
    const { status, body } = await writeAccelo(simulator, "PUT", `tasks/99?${query}`, { title: "x" });
    return [status, body];
  };
  const [status, { response, meta }] = await ask("_suppress_http_status=yes");
  assert.deepEqual([status, response, meta.status, meta.response_code], [200, null, "invalid_request", 400]);
  assert.deepEqual(await ask("_suppress_message=1"), [400, { response: null, meta: { status: "invalid_request" } }]);
  assert.deepEqual(await ask("_suppress_meta=yes"), [400, { response: null }]);
  assert.deepEqual((await askAccelo(simulator, "tasks?_hide_defaults=1&_fields=standing&_limit=1")).body.response, [{ standing: "pending" }]);
});

test("only a token that may write writes", async () => {
  const { simulator } = fresh();
  const before = simulator.rows();
  for (const token of ["accelo-read-token", "accelo-powerless-token"]) {
    const headers = { authorization: `Bearer ${token}` };
    const answers = [
      await writeAccelo(simulator, "POST", "tasks", TASK, headers),
      await writeAccelo(simulator, "PUT", "tasks/3", { title: "x" }, headers),
      await writeAccelo(simulator, "PUT", "tasks/3/progressions/done", {}, headers),
      await askAccelo(simulator, "tasks/3?_method=put&title=x", { headers }),
    ];
    assert.deepEqual(answers.map(({ status, body }) => [status, body.meta.status]), Array(4).fill([403, "invalid_permission"]));
  }
  assert.equal((await askAccelo(simulator, "tasks/3", { headers: { authorization: "Bearer accelo-read-token" } })).status, 200);
  assert.deepEqual([simulator.rows(), simulator.effects], [before, []]);
});

test("no task is deleted, and what is not documented is not there", async () => {
  const { simulator } = fresh();
  for (const [method, path] of [["DELETE", "tasks/3"], ["PATCH", "tasks/3"], ["POST", "tasks/3"], ["PUT", "tasks"], ["POST", "tasks/3?_method=delete"]]) {
    assert.equal((await writeAccelo(simulator, method, path, { title: "x" })).status, 404, `${method} ${path}`);
  }
  assert.deepEqual([simulator.size, simulator.effects], [60, []]);
});

test("reset forgets the effects and the counts, and keeps what was written", async () => {
  const { simulator } = fresh();
  await writeAccelo(simulator, "POST", "tasks", TASK);
  const { effects } = simulator;
  assert.equal(effects.length, 1);
  simulator.reset();
  assert.deepEqual([effects, simulator.effects, simulator.calls.total, simulator.size], [[], [], 0, 61]);
});
