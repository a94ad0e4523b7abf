// zohopy from PyPI, unmodified, against the simulator of Zoho Books.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createSimulators } from "../simulators/index.js";
import { accountsHost, apiHost } from "../simulators/zoho-books/hosts.js";
import { startProxy } from "./proxy.js";
import { drivePython } from "./python.js";

const SIZE = 400;
const ACCOUNT = {
  client_id: "zoho-client",
  client_secret: "zoho-client-secret",
  refresh_token: "zoho-demo-refresh",
  organization_id: "10234695",
};

const simulators = createSimulators({ sizes: { ZOHOBOOKS: SIZE } });
const simulator = simulators.zohoBooks;
/** @type {import("./proxy.js").Proxy} */
let proxy;
/** @type {ReturnType<typeof drivePython>} */
let python;

before(async () => {
  proxy = await startProxy(simulators.fetch, [apiHost("com"), accountsHost("com")]);
  python = await booksAt(proxy, "us");
});

after(async () => {
  await python?.close();
  await proxy?.close();
});

/**
 * @param {import("./proxy.js").Proxy} through
 * @param {string} center
 */
async function booksAt(through, center) {
  const made = drivePython(through);
  await made.make("center", "zohopy.DataCenter", { value: center });
  await made.make("config", "zohopy.ZohoConfig", { ...ACCOUNT, data_center: { $: "center" } });
  await made.make("client", "zohopy.SyncZohoClient", { config: { $: "config" } });
  await made.make("projects", "zohopy.products.books.projects.Projects", { client: { $: "client" } });
  return made;
}

/** @param {string} name @param {Record<string, unknown>} [args] */
const projects = (name, args) => python.call(`projects.${name}`, args);

/** The tasks of a project, as the simulator holds them. @param {string} id */
const rowsOf = (id) => simulator.rows().filter((row) => row.project_id === id);

/** The projects by their number of tasks, the largest first. */
function projectIds() {
  const counts = new Map();
  for (const { project_id } of simulator.rows()) counts.set(project_id, (counts.get(project_id) ?? 0) + 1);
  return [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
}

test("all projects, page by page", async () => {
  const pages = await projects("list_all", { per_page: 3 });
  assert.ok(pages.length > 2, `${pages.length} pages make no test`);
  assert.ok(pages.slice(0, -1).every((/** @type {any} */ page) => page.projects.length === 3));
  const found = pages.flatMap((/** @type {any} */ page) => page.projects.map((/** @type {any} */ project) => project.project_id));
  assert.deepEqual(new Set(found), new Set(projectIds()));
  assert.equal(new Set(found).size, found.length);
});

test("the tasks of every project, listed and within it", async () => {
  for (const id of projectIds()) {
    const rows = rowsOf(id);
    const { tasks } = await projects("list_tasks", { id });
    assert.deepEqual(tasks.map(held), rows.map(held));
    const { project } = await projects("get", { resource_id: id });
    assert.deepEqual(project.tasks.map(embedded), rows.map(embedded));
  }
});

test("the tasks of a project, page by page", async () => {
  const [id] = projectIds();
  const rows = rowsOf(id);
  assert.ok(rows.length > 10, `${rows.length} tasks make no test`);
  const pages = await python.call("client.paginate", { path: `/books/v3/projects/${id}/tasks`, per_page: 5 });
  assert.equal(pages.length, Math.ceil(rows.length / 5));
  assert.deepEqual(pages.flatMap((/** @type {any} */ page) => page.tasks.map(held)), rows.map(held));
});

test("one task", async () => {
  for (const row of simulator.rows().slice(0, 10)) {
    const { task } = await projects("get_task", { id: row.project_id, task_id: row.task_id });
    for (const name of ["project_id", "project_name", "task_id", "task_name", "description", "rate", "status", "is_billable"]) {
      assert.deepEqual(task[name], row[name], `${name} of ${row.task_id}`);
    }
  }
});

test("a task is made, changed and deleted", async () => {
  simulator.reset();
  const [id] = projectIds();
  const draft = { task_name: "Made by a client", description: "With umläuts", rate: 12.5 };
  const { task: { task_id } } = await projects("add_task", { id, data: draft });
  const rowOf = () => rowsOf(id).find((row) => row.task_id === task_id);
  assert.deepEqual(written(rowOf()), draft);

  const change = { task_name: "Changed by a client", description: "Otherwise", rate: 13 };
  await projects("update_task", { id, task_id, data: change });
  assert.deepEqual(written(rowOf()), change);

  await projects("delete_task", { id, task_id });
  assert.equal(rowOf(), undefined);
  const did = (simulator.effects ?? []).map((effect) => [effect.kind, effect.id]);
  assert.deepEqual(did, [["create", task_id], ["update", task_id], ["delete", task_id]]);
  await assert.rejects(projects("get_task", { id, task_id }), failed("ZohoNotFoundError", 404));
});

test("a wrong write is an error that the client knows", async () => {
  const [id] = projectIds();
  await assert.rejects(projects("add_task", { id, data: { description: "without a name" } }), failed("ZohoValidationError", 400));
});

test("a token that ended is replaced after the 401", async () => {
  simulator.reset();
  simulator.tokens?.endAll();
  await projects("list", {});
  assert.deepEqual(simulator.calls.byRoute, { none: 1, token: 1, projects: 1 });
});

test("another region has its own hosts", async () => {
  const european = createSimulators({ sizes: 20, options: { ZOHOBOOKS: { region: "eu" } } });
  const beside = await startProxy(european.fetch, [apiHost("eu"), accountsHost("eu")]);
  const besides = await booksAt(beside, "eu");
  try {
    const { projects: found } = await besides.call("projects.list");
    const wanted = european.zohoBooks.rows().map(({ project_id }) => project_id);
    assert.deepEqual(new Set(found.map((/** @type {any} */ { project_id }) => project_id)), new Set(wanted));
    assert.deepEqual(beside.refused, []);
  } finally {
    await besides.close();
    await beside.close();
  }
});

test("nothing else was asked of any host", () => {
  assert.deepEqual(proxy.refused, []);
});

/** What a list shows of a task. @param {Record<string, any>} row */
function held({ project_id, project_name, task_id, task_name, customer_id, customer_name, billed_hours, log_time, un_billed_hours }) {
  return { project_id, project_name, task_id, task_name, customer_id, customer_name, billed_hours, log_time, un_billed_hours };
}

/** What a project shows of its tasks. @param {Record<string, any>} row */
function embedded({ task_id, task_name, description, rate, budget_hours, status, is_billable, billed_hours, log_time }) {
  return { task_id, task_name, description, rate, budget_hours, status, is_billable, billed_hours, log_time };
}

/** @param {Record<string, any> | undefined} row */
function written(row) {
  return { task_name: row?.task_name, description: row?.description, rate: row?.rate };
}

/**
 * @param {string} kind the client's class of the error
 * @param {number} status
 */
function failed(kind, status) {
  return (/** @type {import("./lines.js").RpcError} */ error) => {
    assert.ok(error.data?.kinds.includes(kind), `${error.data?.kinds} ${error.message}`);
    assert.equal(error.data.status_code, status);
    return true;
  };
}
