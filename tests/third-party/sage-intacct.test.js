// sageintacctrestsdk from PyPI, unmodified, against the simulator of Sage Intacct.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createSimulators } from "../simulators/index.js";
import { SAGE_INTACCT_HOST } from "../simulators/sage-intacct/index.js";
import { startProxy } from "./proxy.js";
import { drivePython } from "./python.js";

/** More than two of the client's pages of 2,000. */
const SIZE = 4500;
const FIELDS = ["key", "id", "name", "taskStatus", "isBillable", "planned.endDate", "duration.planned", "percentComplete",
  "audit.modifiedDateTime", "project.id", "parent.key", "attachment.id"];
const CLIENT = { client_id: "intacct-client", client_secret: "intacct-client-secret" };
const SDK = "intacctsdk.IntacctRESTSDK";

const simulators = createSimulators({ sizes: { SAGE_INTACCT: SIZE } });
const simulator = simulators.sageIntacct;
const { effects = [] } = simulator;
/** @type {import("./proxy.js").Proxy} */
let proxy;
/** @type {ReturnType<typeof drivePython>} */
let python;

before(async () => {
  proxy = await startProxy(simulators.fetch, [SAGE_INTACCT_HOST]);
  python = drivePython(proxy);
  await python.make("sdk", SDK, { ...CLIENT, username: "demo@company" });
});

after(async () => {
  await python?.close();
  await proxy?.close();
});

/** @param {string} name @param {Record<string, unknown>} [args] */
const tasks = (name, args) => python.call(`sdk.tasks.${name}`, args);

/** @param {Record<string, any>} row */
const byKey = (row) => Number(row.key);

/** @param {string} key */
const rowOf = (key) => simulator.rows().find((row) => row.key === key);

test("a client's credentials give it a token", async () => {
  assert.equal(simulator.calls.byRoute.token, 1);
  const token = await python.call("sdk.access_token");
  assert.ok(simulator.secrets?.includes(token), "the simulator gave that token");
});

test("all tasks, page by page", async () => {
  simulator.reset();
  const pages = await tasks("get_all_generator", { fields: FIELDS, order_by: [{ key: "asc" }] });
  assert.deepEqual(pages.map((/** @type {object[]} */ page) => page.length), [2000, 2000, 500]);
  assert.deepEqual(pages.flat(), simulator.rows(FIELDS).sort((a, b) => byKey(a) - byKey(b)));
  assert.deepEqual(simulator.calls.byRoute, { query: 3 });
});

test("filters, an expression of them, an order and a count", async () => {
  const filters = [{ $eq: { taskStatus: "inProgress" } }, { $contains: { name: "survey" } }, { $eq: { isBillable: true } }];
  const asked = { filters, filter_expression: "1 and (2 or 3)" };
  const wanted = simulator
    .rows(FIELDS)
    .filter((row) => row.taskStatus === "inProgress" && (/survey/i.test(row.name) || row.isBillable))
    .sort((a, b) => byKey(b) - byKey(a));
  assert.ok(wanted.length > 100 && wanted.length < 1000, `${wanted.length} tasks make no test`);
  const pages = await tasks("get_all_generator", { ...asked, fields: FIELDS, order_by: [{ key: "desc" }] });
  assert.deepEqual(pages.flat(), wanted);
  assert.equal(await tasks("count", asked), wanted.length);
  assert.equal(await tasks("count"), SIZE);
});

test("one task", async () => {
  for (const row of simulator.rows().slice(0, 20)) {
    const { "ia::result": task } = await tasks("get_by_key", { key: row.key });
    for (const name of FIELDS) {
      const value = name.split(".").reduce((part, step) => part?.[step], task);
      assert.deepEqual(value ?? null, row[name], `${name} of ${row.key}`);
    }
  }
});

test("a task is made, changed and deleted", async () => {
  simulator.reset();
  const project = simulator.rows(["project.id"]).at(-1)?.["project.id"];
  const draft = { id: "THIRD-1", name: "Made by a client", project: { id: project }, taskStatus: "planned", isBillable: true };
  const made = await tasks("post", { data: draft });
  const { key } = made["ia::result"];
  const expected = { id: "THIRD-1", name: "Made by a client", "project.id": project, taskStatus: "planned", isBillable: true };
  assert.deepEqual(pick(rowOf(key), expected), expected);

  await tasks("update", { key, data: { name: "Changed by a client", taskStatus: "completed" } });
  const changed = { ...expected, name: "Changed by a client", taskStatus: "completed" };
  assert.deepEqual(pick(rowOf(key), changed), changed);

  assert.equal(await tasks("delete", { key }), null);
  assert.equal(rowOf(key), undefined);
  assert.deepEqual(effects.map(({ kind, id }) => [kind, id]), [["create", key], ["update", key], ["delete", key]]);
  await assert.rejects(tasks("get_by_key", { key }), failed("BadRequestError", 404));
});

test("a key of idempotence makes one task of two calls", async () => {
  simulator.reset();
  const project = simulator.rows(["project.id"]).at(-1)?.["project.id"];
  const data = { id: "THIRD-2", name: "Made once", project: { id: project }, taskStatus: "planned" };
  const call = { data, idempotent_key: "third-party-2" };
  const [first, second] = [await tasks("post", call), await tasks("post", call)];
  assert.deepEqual(second, first);
  assert.equal(effects.length, 1);
});

test("an entity sees what the same entity sees without the client", async () => {
  await python.make("west", SDK, { access_token: "intacct-demo-token", entity_id: "WEST" });
  const asked = { object: "projects/task", fields: ["key"], size: 4000 };
  const direct = await simulators.fetch(`https://${SAGE_INTACCT_HOST}/ia/api/v1/services/core/query`, {
    method: "POST",
    headers: { authorization: "Bearer intacct-demo-token", "content-type": "application/json", "x-ia-api-param-entity": "WEST" },
    body: JSON.stringify(asked),
  });
  const { "ia::meta": meta } = /** @type {any} */ (await direct.json());
  assert.equal(await python.call("west.tasks.count"), meta.totalCount);
  assert.ok(meta.totalCount < simulator.size, "an entity does not see all");
});

test("a refresh token is used up by its use", async () => {
  const refresh = { ...CLIENT, refresh_token: await python.call("sdk.refresh_token"), use_client_credentials_auth: false };
  await python.make("refreshed", SDK, refresh);
  assert.equal(await python.call("refreshed.tasks.count"), simulator.size);
  const next = await python.call("refreshed.refresh_token");
  assert.notEqual(next, refresh.refresh_token);
  await assert.rejects(python.make("again", SDK, refresh), failed("BadRequestError", 401));
  await python.make("next", SDK, { ...refresh, refresh_token: next });
  assert.equal(await python.call("next.tasks.count"), simulator.size);
});

test("wrong fields, wrong tasks and wrong tokens are errors that the client knows", async () => {
  await assert.rejects(tasks("get_all_generator", { fields: ["key", "nothing"] }), failed("BadRequestError", 400));
  await assert.rejects(tasks("update", { key: "999999", data: { name: "x" } }), failed("BadRequestError", 404));
  await python.make("wrong", SDK, { access_token: "wrong" });
  await assert.rejects(python.call("wrong.tasks.count"), failed("BadRequestError", 401));

  // The client knows a token that is not valid by a 400 only: the other side of a switch.
  const other = createSimulators({ sizes: 10, switches: { SAGE_INTACCT: { invalidTokenStatus: 400 } } });
  const beside = await startProxy(other.fetch, [SAGE_INTACCT_HOST]);
  const besides = drivePython(beside);
  try {
    await besides.make("wrong", SDK, { access_token: "wrong" });
    await assert.rejects(besides.call("wrong.tasks.count"), failed("InvalidTokenError", 400));
  } finally {
    await besides.close();
    await beside.close();
  }
});

test("nothing else was asked of any host", () => {
  assert.deepEqual(proxy.refused, []);
});

/**
 * @param {Record<string, any> | undefined} row
 * @param {Record<string, any>} names
 */
function pick(row, names) {
  return Object.fromEntries(Object.keys(names).map((name) => [name, row?.[name]]));
}

/**
 * @param {string} kind the client's class of the error
 * @param {number} status
 */
function failed(kind, status) {
  return (/** @type {import("./lines.js").RpcError} */ error) => {
    assert.equal(error.data?.kinds[0], kind, error.message);
    assert.ok(error.message.includes(`status code: ${status}`), error.message);
    return true;
  };
}
