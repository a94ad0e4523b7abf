import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCELO_AUTH, askAccelo } from "../shared/asking.js";
import { createAccelo } from "./index.js";

const simulator = createAccelo();
const rows = simulator.rows();

test("the documents' sample answer", async () => {
  const { status, body } = await askAccelo(simulator, "tasks.json?_fields=date_created,date_started,assignee(email),type(color)&_limit=2");
  assert.equal(status, 200);
  assert.deepEqual(body, {
    response: [
      {
        date_created: "1003327200",
        assignee: { email: "geoff.mcqueen@affinitylive.com", firstname: "Geoff", id: "1000", surname: "McQueen" },
        type: { title: "Default", id: "1" },
        title: "Complaints System Database",
        id: "1",
        date_started: "1003327200",
      },
      {
        date_created: "1017320400",
        assignee: { email: "adrian@internetrix.com.au", firstname: "Adrian", id: "3", surname: "Smalley" },
        type: { title: "Default", id: "1" },
        title: "Design Refinement and Tweaking",
        id: "2",
        date_started: "1017320400",
      },
    ],
    meta: { status: "ok", message: "Everything executed as expected." },
  });
});

test("id and title by default, ten rows, by rising id", async () => {
  const { body } = await askAccelo(simulator, "tasks");
  assert.deepEqual(body.response.map((/** @type {any} */ task) => task.id), ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  for (const task of body.response) assert.deepEqual(Object.keys(task), ["id", "title"]);
});

test("_ALL shows every documented field, each a string or null, links as ids", async () => {
  const { body } = await askAccelo(simulator, "tasks?_fields=_ALL,manager()&_limit=100");
  const fields = ["id", "title", "description", "billable", "nonbillable", "logged", "budgeted", "remaining", "staff_bookmarked",
    "date_created", "date_started", "date_commenced", "date_accepted", "date_due", "date_completed", "date_modified", "against_type",
    "against_id", "against", "creator_type", "creator_id", "creator", "standing", "rate_id", "rate_charged", "ordering", "custom_id",
    "assignee", "manager", "task_type", "task_status", "task_priority", "contact", "affiliation", "company", "issue", "task_job",
    "milestone", "task_object_budget", "task_object_schedule", "type", "status", "job"];
  for (const task of body.response) {
    assert.deepEqual(Object.keys(task).sort(), [...fields].sort());
    for (const name of fields) {
      if (name !== "manager") assert.ok(task[name] === null || typeof task[name] === "string", name);
    }
    if (task.manager !== null) assert.deepEqual(Object.keys(task.manager), ["id", "firstname", "surname"]);
    assert.ok(task.date_created !== null && task.date_modified !== null);
    assert.equal(task.against.split("/")[1], task.against_id);
  }
  for (const name of ["date_due", "assignee", "description", "date_started"]) {
    assert.ok(body.response.some((/** @type {any} */ task) => task[name] === null), `${name} is never null`);
  }
});

test("paging by offset and by page gives every row once", async () => {
  /** @type {string[]} */
  const byOffset = [];
  for (let more = true; more; ) {
    const { body } = await askAccelo(simulator, `tasks?_limit=50&_offset=${byOffset.length}`);
    byOffset.push(...body.response.map((/** @type {any} */ task) => task.id));
    more = body.response.length > 0;
  }
  assert.deepEqual(byOffset, rows.map((row) => row.id));
  /** @type {string[]} */
  const byPage = [];
  for (let page = 0; byPage.length % 100 === 0 && page < 25; page += 1) {
    const { body } = await askAccelo(simulator, `tasks?_limit=100&_page=${page}`);
    byPage.push(...body.response.map((/** @type {any} */ task) => task.id));
  }
  assert.deepEqual(byPage, byOffset);
});

test("a page above the maximum is the maximum, a page past the end is empty", async () => {
  assert.equal((await askAccelo(simulator, "tasks?_limit=500")).body.response.length, 100);
  assert.deepEqual((await askAccelo(simulator, "tasks?_offset=2000")).body.response, []);
});

test("one task, with the same fields", async () => {
  const { body } = await askAccelo(simulator, "tasks/1.json?_fields=standing,assignee(email,nothing)");
  assert.deepEqual(body.response, {
    id: "1",
    title: "Complaints System Database",
    standing: "pending",
    assignee: { id: "1000", firstname: "Geoff", surname: "McQueen", email: "geoff.mcqueen@affinitylive.com" },
  });
});

test("the count takes the same filters", async () => {
  assert.deepEqual((await askAccelo(simulator, "tasks/count")).body.response, { count: "2000" });
  const wanted = rows.filter((row) => row.standing === "complete").length;
  assert.deepEqual((await askAccelo(simulator, "tasks/count.json?_filters=standing(complete)")).body.response, { count: String(wanted) });
});

test("a POST with _method=get carries its parameters in a JSON or a form body", async () => {
  const json = { ...ACCELO_AUTH, "content-type": "application/json" };
  const body = { _filters: { id: [12, 13], order_by_desc: "id" }, _fields: ["standing"], _limit: 5 };
  const byJson = await askAccelo(simulator, "tasks?_method=GET", { method: "POST", headers: json, body: JSON.stringify(body) });
  assert.deepEqual(byJson.body.response.map((/** @type {any} */ task) => [task.id, task.standing]), [["13", rows[12].standing], ["12", rows[11].standing]]);
  const inBody = JSON.stringify({ ...body, _method: "get" });
  assert.deepEqual((await askAccelo(simulator, "tasks", { method: "POST", headers: json, body: inBody })).body, byJson.body);
  const form = new URLSearchParams({ _method: "get", _filters: "id(12,13),order_by_desc(id)", _fields: "standing", _limit: "5" });
  assert.deepEqual((await askAccelo(simulator, "tasks", { method: "POST", headers: ACCELO_AUTH, body: form })).body, byJson.body);
  const broken = await askAccelo(simulator, "tasks?_method=get", { method: "POST", headers: json, body: "[1" });
  assert.deepEqual([broken.status, broken.body.meta.status], [400, "invalid_request"]);
});

test("tokens: in the header, in the query, both, none, wrong, without permission", async () => {
  const inQuery = await askAccelo(simulator, "tasks?_bearer_token=accelo-demo-token", {});
  assert.equal(inQuery.status, 200);
  const both = await askAccelo(simulator, "tasks?_bearer_token=accelo-demo-token");
  assert.deepEqual([both.status, both.body.response, both.body.meta.status], [400, null, "invalid_request"]);
  /** @type {[RequestInit, string][]} */
  const wrong = [[{}, ""], [{ headers: { authorization: "Bearer x" } }, ""], [{ headers: { authorization: "Basic accelo-demo-token" } }, ""], [{}, "?_bearer_token=x"]];
  for (const [init, query] of wrong) {
    const { status, body } = await askAccelo(simulator, `tasks${query}`, init);
    assert.deepEqual([status, body.response], [401, null]);
  }
  const powerless = await askAccelo(simulator, "tasks", { headers: { authorization: "Bearer accelo-powerless-token" } });
  assert.deepEqual([powerless.status, powerless.body.meta.status], [403, "invalid_permission"]);
});

test("a task that does not exist is a 400, a URL that does not exist an HTML page", async () => {
  for (const id of ["0", "2001", "abc", "01", "-1"]) {
    const { status, body } = await askAccelo(simulator, `tasks/${id}`);
    assert.deepEqual([status, body.response, body.meta.status], [400, null, "invalid_request"]);
  }
  for (const path of ["tasks/1/2", "task", "tasks?_method=delete"]) {
    const { status, headers, text } = await askAccelo(simulator, path);
    assert.equal(status, 404);
    assert.match(headers.get("content-type") ?? "", /^text\/html/);
    assert.match(text, /^<!DOCTYPE html>/);
  }
});

test("_suppress_http_status forces 200 and leaves the envelope", async () => {
  const { status, body } = await askAccelo(simulator, "tasks/0?_suppress_http_status=1");
  assert.deepEqual([status, body.meta.status, body.response], [200, "invalid_request", null]);
});

test("paging that cannot be read", async () => {
  for (const query of ["_limit=0", "_limit=-1", "_limit=abc", "_offset=-1", "_offset=x", "_page=-1", "_page=1.5"]) {
    const { status, body } = await askAccelo(simulator, `tasks?${query}`);
    assert.equal(status, 400, query);
    assert.ok(body.meta.message.includes(query.split("=")[1]), body.meta.message);
  }
});

test("rate headers count down, and the reset is a Unix time", async () => {
  const fresh = createAccelo({ size: 5 });
  const remaining = [];
  for (let i = 0; i < 3; i += 1) {
    const { headers } = await askAccelo(fresh, "tasks");
    remaining.push(headers.get("x-ratelimit-remaining"));
    assert.equal(headers.get("x-ratelimit-limit"), "5000");
    assert.equal(Number(headers.get("x-ratelimit-reset")), Date.UTC(2026, 5, 30, 13) / 1000);
  }
  assert.deepEqual(remaining, ["4999", "4998", "4997"]);
  assert.deepEqual(fresh.calls.byRoute, { list: 3 });
});
