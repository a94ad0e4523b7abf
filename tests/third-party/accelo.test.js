// accelo-mcp from PyPI, unmodified, against the simulator of Accelo.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createSimulators } from "../simulators/index.js";
import { startProxy } from "./proxy.js";
import { drivePython, startMcp } from "./python.js";

/** More than three of the largest pages. */
const SIZE = 330;
const FIELDS = ["title", "description", "date_created", "date_due", "date_modified", "against", "standing", "assignee", "status",
  "logged", "billable", "custom_id"];
const HOST = "demo.api.accelo.com";
const CLIENT = { ACCELO_DEPLOYMENT: "demo", ACCELO_CLIENT_ID: "accelo-client", ACCELO_CLIENT_SECRET: "accelo-client-secret" };
const SERVICE = { ...CLIENT, ACCELO_AUTH_TYPE: "service", ACCELO_SCOPE: "read(all),write(all)" };

const simulators = createSimulators({ sizes: { ACCELO: SIZE } });
const simulator = simulators.accelo;
/** @type {import("./proxy.js").Proxy} */
let proxy;
/** @type {Awaited<ReturnType<typeof startMcp>>} */
let mcp;

before(async () => {
  proxy = await startProxy(simulators.fetch, [HOST]);
  mcp = await startMcp(proxy, "accelo-mcp", SERVICE);
});

after(async () => {
  await mcp?.close();
  await proxy?.close();
});

/** @param {string} name of a tool @param {Record<string, unknown>} [args] */
const call = async (name, args) => (await mcp.call(`accelo_${name}`, args)).response;

/** @param {string} id @param {readonly string[]} [fields] */
const rowOf = (id, fields) => simulator.rows(fields).find((row) => row.id === id);

test("the server offers its tools of tasks", async () => {
  const tools = await mcp.tools();
  for (const name of ["list", "get", "count", "create", "update"]) {
    assert.ok(tools.some((tool) => tool.startsWith(`accelo_${name}_task`)), `no tool to ${name} tasks`);
  }
});

test("all tasks, page by page", async () => {
  simulator.reset();
  const found = [];
  for (let page = 0; ; page += 1) {
    const filters = { order_by_asc: "id" };
    const tasks = await call("list_tasks", { page, limit: 100, fields: FIELDS.join(","), filters });
    found.push(...tasks);
    if (tasks.length < 100) break;
  }
  assert.deepEqual(found, simulator.rows(FIELDS));
  assert.equal(found.length, SIZE);
  assert.equal(simulator.calls.byRoute.list, 4);
});

test("filters, a search, an order and counts", async () => {
  const rows = simulator.rows([...FIELDS, "against_type", "date_modified"]);
  const since = Number(rows[Math.floor(rows.length / 2)].date_modified);
  /** @type {[Record<string, unknown>, (row: Record<string, any>) => boolean][]} */
  const cases = [
    [{ standing: "started" }, ({ standing }) => standing === "started"],
    [{ standing: ["started", "complete"] }, ({ standing }) => standing === "started" || standing === "complete"],
    [{ against_type: "job", standing: "complete" }, (row) => row.against_type === "job" && row.standing === "complete"],
    [{ date_modified_after: since }, ({ date_modified }) => Number(date_modified) > since],
    [{ assignee: [3, 25] }, ({ assignee }) => assignee === "3" || assignee === "25"],
  ];
  for (const [filters, fits] of cases) {
    const wanted = rows.filter(fits).map(({ id }) => id);
    assert.ok(wanted.length > 0 && wanted.length < SIZE, `${JSON.stringify(filters)} finds ${wanted.length}`);
    const asked = { filters: { ...filters, order_by_desc: "id" }, limit: 100 };
    const tasks = await call("list_tasks", asked);
    assert.deepEqual(tasks.map((/** @type {{ id: string }} */ { id }) => id), wanted.reverse().slice(0, 100), JSON.stringify(filters));
    assert.equal(Number((await call("count_tasks", { filters })).count), wanted.length);
  }
  assert.equal(Number((await call("count_tasks")).count), SIZE);
  const found = await call("list_tasks", { search: "survey", limit: 100, fields: "description" });
  assert.ok(found.length > 0 && found.length < SIZE);
  for (const { title, description } of found) assert.match(`${title} ${description}`, /survey/i);
});

test("one task", async () => {
  for (const row of simulator.rows(FIELDS).slice(0, 10)) {
    assert.deepEqual(await call("get_task", { id: Number(row.id), fields: FIELDS.join(",") }), row);
  }
});

test("a task is made, changed, started and done", async () => {
  simulator.reset();
  const date_started = 1_782_820_800;
  const draft = { title: "Made by a client", against_type: "job", against_id: 1, date_started, description: "With umläuts & signs" };
  const { id } = await call("create_task", { ...draft, fields: "standing" });
  const names = ["title", "description", "against_type", "against_id", "date_started"];
  const expected = { id, ...draft, against_id: "1", date_started: String(date_started) };
  assert.deepEqual(rowOf(id, names), expected);

  await call("update_task", { id: Number(id), title: "Changed by a client", date_due: date_started + 86_400 });
  const changed = { ...expected, title: "Changed by a client", date_due: String(date_started + 86_400) };
  assert.deepEqual(rowOf(id, [...names, "date_due"]), changed);

  await call("progress_task_to_start", { id: Number(id) });
  assert.equal(rowOf(id, ["standing"])?.standing, "started");
  await call("progress_task_to_done", { id: Number(id) });
  assert.equal(rowOf(id, ["standing"])?.standing, "complete");
  assert.deepEqual(simulator.effects.map(({ kind, id: of }) => [kind, of]), [["create", id], ["update", id], ["progress", id], ["progress", id]]);
});

test("a task that is not there and a write that is not allowed are errors of the tools", async () => {
  simulator.reset();
  await assert.rejects(call("get_task", { id: 999_999 }), /Error executing tool accelo_get_task/);
  await assert.rejects(call("create_task", { title: "x", against_type: "nothing", against_id: 1, date_started: 1 }), /accelo_create_task/);
  assert.deepEqual(simulator.calls.byStatus, { 400: 2 });
  assert.deepEqual(simulator.effects, []);
});

test("the client beneath the tools reads the platform's errors and its limit", async () => {
  const hour = 4;
  const limited = createSimulators({ sizes: 10, now: Date.now(), options: { ACCELO: { callsAnHour: hour } } });
  const beside = await startProxy(limited.fetch, [HOST]);
  const python = drivePython(beside);
  try {
    const config = { deployment: "demo", client_id: "accelo-client", client_secret: "accelo-client-secret", auth_type: "service" };
    await python.make("config", "accelo_mcp.config.AcceloConfig", config);
    await python.make("auth", "accelo_mcp.auth.AuthManager", { config: { $: "config" } });
    await python.make("client", "accelo_mcp.client.AcceloClient", { auth: { $: "auth" }, config: { $: "config" } });
    await assert.rejects(python.call("client.get", { path: "/tasks/999999" }), failed("AcceloAPIError", 400, "invalid_request"));
    // The scope that the client asks for of itself is read(all).
    await assert.rejects(python.call("client.put", { path: "/tasks/1", data: { title: "x" } }), failed("AcceloAPIError", 403, "invalid_permission"));
    for (let left = hour - 2; left > 0; left -= 1) await python.call("client.get", { path: "/tasks" });
    assert.equal(await python.call("client.rate_remaining"), 0);
    await assert.rejects(python.call("client.get", { path: "/tasks" }), (/** @type {import("./lines.js").RpcError} */ error) => {
      assert.equal(error.data?.kinds[0], "RateLimitError", error.message);
      const wait = error.data.reset_at - Date.now() / 1000;
      assert.ok(wait > 0 && wait <= 3600, `the limit ends in ${wait} s`);
      return true;
    });
  } finally {
    await python.close();
    await beside.close();
  }
});

test("a token that ended is replaced after the 401", async () => {
  simulator.reset();
  simulator.tokens.endAll();
  assert.equal(Number((await call("count_tasks")).count), simulator.size);
  assert.deepEqual(simulator.calls.byRoute, { count: 2, token: 1 });
  assert.deepEqual(simulator.calls.byStatus, { 200: 2, 401: 1 });
});

test("a refresh token that lies on the disk gives a token", async () => {
  const web = await startProxy(simulators.fetch, [HOST]);
  const store = join(web.folder, ".accelo-mcp");
  mkdirSync(store);
  const kept = { deployment: "demo", access_token: "ended", refresh_token: "accelo-demo-refresh", expires_at: 0 };
  writeFileSync(join(store, "tokens.json"), JSON.stringify(kept));
  simulator.reset();
  const second = await startMcp(web, "accelo-mcp", { ...CLIENT, ACCELO_AUTH_TYPE: "web" });
  try {
    const { response } = await second.call("accelo_count_tasks");
    assert.equal(Number(response.count), simulator.size);
    assert.deepEqual(simulator.calls.byRoute, { token: 1, count: 1 });
    const { access_token } = JSON.parse(readFileSync(join(store, "tokens.json"), "utf8"));
    assert.ok(simulator.secrets.includes(access_token) && access_token !== "ended", "the new token is kept");
  } finally {
    await second.close();
    await web.close();
  }
});

test("nothing else was asked of any host", () => {
  assert.deepEqual(proxy.refused, []);
});

/**
 * @param {string} kind the client's class of the error
 * @param {number} status
 * @param {string} word the platform's own
 */
function failed(kind, status, word) {
  return (/** @type {import("./lines.js").RpcError} */ error) => {
    assert.equal(error.data?.kinds[0], kind, error.message);
    assert.deepEqual([error.data.http_code, error.data.status], [status, word]);
    return true;
  };
}
