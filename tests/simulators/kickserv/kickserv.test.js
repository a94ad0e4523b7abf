import assert from "node:assert/strict";
import { test } from "node:test";
import { KICKSERV_AUTH, ask, askKickserv } from "../shared/asking.js";
import { createKickserv } from "./index.js";
import { zoneOf } from "./zone.js";

const simulator = createKickserv();
const rows = simulator.rows();

/**
 * Every task of a list, page by page.
 * @param {string} query
 * @param {import("../shared/http.js").Simulator} [of]
 * @returns {Promise<any[]>}
 */
async function all(query, of = simulator) {
  const found = [];
  for (let page = 1; ; page += 1) {
    const { status, body } = await askKickserv(of, `tasks.json?${query}&page=${page}`);
    assert.equal(status, 200);
    if (body.length === 0) return found;
    found.push(...body);
  }
}

/** @param {any[]} tasks */
const idsOf = (tasks) => tasks.map((task) => task.id);

test("the documents' task 2357911, after the change of their example", async () => {
  const { status, body } = await askKickserv(simulator, "tasks/2357911.json");
  assert.equal(status, 200);
  assert.deepEqual([body.id, body.description, body.ends_at, body.job_id], [2357911, "A new description", "2021-03-05T12:15:00-05:00", 34769012]);
  assert.deepEqual([body.job.id, typeof body.customer.id, typeof body.contact.id], [34769012, "number", "number"]);
  const [employee] = body.employees;
  assert.equal(employee.employee_number, 4);
  assert.notEqual(employee.id, 4);
  for (const secret of ["password_salt", "encrypted_password", "remember_token"]) assert.match(employee[secret], /^[0-9a-f]{32}$/);
});

test("the documents' job list", async () => {
  const { body } = await askKickserv(simulator, "tasks/job_list.json?customer_id=13579");
  assert.deepEqual(body, [
    { id: 1122334455, name: "Opportunity #24601: Tracking", status: "new" },
    { id: 1122334466, name: "Opportunity #1701: Exploration", status: "estimate_viewed" },
  ]);
  assert.deepEqual((await askKickserv(simulator, "tasks/job_list.json?customer_id=1")).body, []);
  const statuses = [];
  for (let customer = 4000; customer < 4080; customer += 1) {
    statuses.push(...(await askKickserv(simulator, `tasks/job_list.json?customer_id=${customer}`)).body.map((/** @type {any} */ job) => job.status));
  }
  assert.deepEqual([...new Set(statuses)].sort(), ["estimate_viewed", "in_progress", "new", "scheduled"]);
  assert.equal((await askKickserv(simulator, "tasks/job_list.json")).status, 422);
});

test("paging to the end gives every task once, newest first, 25 a page", async () => {
  assert.equal((await askKickserv(simulator, "tasks.json")).body.length, 25);
  const found = await all("per_page=300");
  assert.deepEqual(idsOf(found), idsOf(rows).sort((a, b) => b - a));
  assert.equal(new Set(idsOf(found)).size, 2000);
});

test("job_id takes the global id, not the number", async () => {
  assert.deepEqual(idsOf(await all("job_id=34769012")), [2357913, 2357912, 2357911]);
  assert.deepEqual(await all("job_id=1042"), []);
});

test("from and to are half open, on the scheduled time, in the account's zone", async () => {
  assert.deepEqual(idsOf(await all("from=2021-02-17&to=2021-02-18")), [2357912]);
  assert.deepEqual(idsOf(await all("from=2021-08-10&to=2021-08-15")), []);
  assert.deepEqual(idsOf(await all("from=2021-08-10&to=2021-08-16")), [2357913]);
  const day = (/** @type {any} */ task) => task.scheduled_at?.slice(0, 10);
  for (const [query, matches] of /** @type {[string, (task: any) => boolean][]} */ ([
    ["from=2025-03-01&to=2025-04-01", (task) => day(task) >= "2025-03-01" && day(task) < "2025-04-01"],
    ["from=2026-01-01", (task) => day(task) >= "2026-01-01"],
    ["to=2024-01-01", (task) => day(task) < "2024-01-01"],
  ])) {
    const wanted = rows.filter((task) => task.scheduled_at !== null && matches(task));
    assert.ok(wanted.length > 10 && wanted.length < 1500);
    assert.deepEqual(idsOf(await all(query)), idsOf(wanted).sort((a, b) => b - a), query);
  }
});

test("employee_number is a filter, on the map or not", async () => {
  const wanted = rows.filter((task) => task.employees.some((/** @type {any} */ employee) => employee.employee_number === 4));
  assert.ok(wanted.length > 10);
  assert.deepEqual(idsOf(await all("mapping=true&employee_number=4&per_page=200")), idsOf(wanted).sort((a, b) => b - a));
  assert.deepEqual(idsOf(await all("from=2021-02-17&to=2021-02-18&mapping=true&employee_number=4")), [2357912]);
});

test("an unknown parameter looks accepted", async () => {
  assert.equal((await askKickserv(simulator, "tasks.json?updated_since=2026-01-01")).body.length, 25);
});

test("timestamps carry the account's offset, decimals are text, unset times are null", () => {
  for (const row of rows) {
    for (const name of ["scheduled_at", "ends_at", "completed_on", "created_at", "updated_at"]) {
      assert.ok(row[name] === null || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[45]:00$/.test(row[name]), `${name}: ${row[name]}`);
    }
    assert.equal(typeof row.job.total, "string");
  }
  for (const name of ["scheduled_at", "completed_on", "description"]) {
    assert.ok(rows.some((row) => row[name] === null) && rows.some((row) => row[name] !== null));
  }
  assert.ok(rows.some((row) => row.employees.length === 0) && rows.some((row) => !("contact" in row)));
});

test("a zone knows its offsets and the beginnings of its days", () => {
  const newYork = zoneOf("America/New_York");
  assert.equal(newYork.written(Date.UTC(2022, 4, 17, 14, 4, 14) / 1000), "2022-05-17T10:04:14-04:00");
  assert.equal(newYork.written(Date.UTC(2021, 2, 5, 17, 15) / 1000), "2021-03-05T12:15:00-05:00");
  assert.equal(zoneOf("Asia/Kolkata").written(0), "1970-01-01T05:30:00+05:30");
  assert.equal(zoneOf("UTC").written(0), "1970-01-01T00:00:00+00:00");
  // The days on which the clocks change.
  for (const date of ["2025-03-09", "2025-03-10", "2025-11-02", "2025-11-03"]) {
    assert.equal(newYork.written(newYork.startOf(Date.parse(date) / 86_400_000)).slice(0, 19), `${date}T00:00:00`);
  }
});

test("Basic with the token as user and as password, nothing else", async () => {
  const token = "kickserv-demo-token";
  for (const text of [`${token}:x`, `x:${token}`, token, `${token}:`]) {
    const { status, text: body, headers } = await askKickserv(simulator, "tasks.json", { authorization: `Basic ${btoa(text)}` });
    assert.equal(status, 401, text);
    assert.match(body, /^<\?xml/);
    assert.match(headers.get("content-type") ?? "", /xml/);
  }
  assert.equal((await askKickserv(simulator, "tasks.json", {})).status, 401);
  assert.equal((await askKickserv(simulator, "tasks.json", { authorization: `Bearer ${token}` })).status, 401);
});

test("what is not there", async () => {
  for (const file of ["1.json", "abc.json", "2357911", "2357911.xml"]) {
    assert.equal((await askKickserv(simulator, `tasks/${file}`)).status, 400, file);
  }
  assert.equal((await askKickserv(simulator, "jobs.json")).status, 404);
  assert.equal((await ask(simulator, "https://app.kickserv.com/other-account/tasks.json", { headers: KICKSERV_AUTH })).status, 404);
});

test("calls are counted by route", async () => {
  const fresh = createKickserv({ size: 30 });
  await all("", fresh);
  await askKickserv(fresh, "tasks/2357911.json");
  assert.deepEqual(fresh.calls.byRoute, { list: 3, get: 1 });
});
