import assert from "node:assert/strict";
import { test } from "node:test";
import { askIntacct, askIntacctWrite, askQuery } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { compareCodePoints } from "../shared/order.js";
import { mix } from "../shared/random.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createSageIntacct } from "./index.js";

/** @typedef {Record<string, any>} Row */

const MODIFIED = "audit.modifiedDateTime";
const STATUSES = ["planned", "completed", "cancelled", null];

/** @param {import("./index.js").SageIntacctOptions} [options] */
function withHands(options) {
  const clock = createClock(DEFAULT_NOW);
  const simulator = createSageIntacct({ size: 400, now: clock.now, ...options });
  return { clock, simulator, hands: /** @type {import("../shared/http.js").Hands} */ (simulator.hands) };
}

/**
 * A hundred changes by hand, noted beside the simulator in rows that were read before.
 * @param {ReturnType<typeof withHands>} parts
 * @returns {Row[]} what the rows have to be, without what follows other tasks
 */
function change({ clock, simulator, hands }) {
  const names = ["key", "name", "taskStatus", "priority", "planned.startDate", "project.key", "duration.planned", MODIFIED];
  const rows = new Map(simulator.rows(names).map((row) => [row.key, row]));
  for (let step = 0; step < 100; step += 1) {
    clock.advance(mix(step) % 3 === 0 ? 0 : 1_000);
    const stamp = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
    const keys = [...rows.keys()];
    const key = keys[mix(step + 1000) % keys.length];
    const values = {
      name: `Changed ${step % 7}`,
      taskStatus: STATUSES[step % 4],
      priority: step % 5 === 0 ? null : step % 9,
      "planned.startDate": step % 6 === 0 ? null : `2026-0${1 + (step % 9)}-15`,
      "duration.planned": `${step}.50`,
    };
    if (step % 3 === 0) {
      const made = hands.insert({ ...values, "project.key": "201" });
      rows.set(made, { key: made, "project.key": "201", ...values, [MODIFIED]: stamp });
    } else if (step % 3 === 1) {
      hands.change(key, values);
      rows.set(key, { ...rows.get(key), ...values, [MODIFIED]: stamp });
    } else {
      hands.remove(key);
      rows.delete(key);
    }
  }
  return [...rows.values()];
}

/** @param {Row[]} rows */
const byKey = (rows) => [...rows].sort((a, b) => Number(a.key) - Number(b.key));

for (const odd of [false, true]) {
  test(`rows are what hands made of them${odd ? ", among odd ones too" : ""}`, () => {
    const parts = withHands({ odd });
    const wanted = change(parts);
    assert.deepEqual(byKey(parts.simulator.rows(Object.keys(wanted[0]))), byKey(wanted));
    assert.equal(parts.simulator.size, wanted.length);
    assert.equal(parts.simulator.calls.total, 0);
    assert.deepEqual(parts.simulator.effects, []);
  });
}

for (const keyOrder of ["number", "text"]) {
  test(`a query orders and filters the rows that there are, keys ordered as ${keyOrder}`, async () => {
    const parts = withHands({ odd: true, switches: { keyOrder } });
    const { simulator } = parts;
    // Orders that were made before the writes must not be shown after them.
    await askQuery(simulator, { fields: ["key"], orderBy: [{ priority: "asc" }, { key: "asc" }] });
    change(parts);
    const rows = simulator.rows();
    const compareKeys = (/** @type {string} */ a, /** @type {string} */ b) => (keyOrder === "number" ? Number(a) - Number(b) : compareCodePoints(a, b));
    const compare = (/** @type {any} */ a, /** @type {any} */ b) =>
      a === b ? 0 : a === null ? -1 : b === null ? 1 : typeof a === "string" ? compareCodePoints(a, b) : Number(a) - Number(b);
    for (const leading of [[], ["priority"], ["name"], [MODIFIED], ["taskStatus", "priority"], ["parent.name"], ["root.key"], ["isBillable", "planned.startDate"]]) {
      for (const way of [1, -1]) {
        const direction = way === 1 ? "asc" : "desc";
        const wanted = [...rows].sort((a, b) => {
          const decided = leading.map((name) => compare(a[name], b[name])).find((by) => by !== 0);
          return decided === undefined ? compareKeys(a.key, b.key) : decided * way;
        });
        const orderBy = [...leading.map((name) => ({ [name]: direction })), { key: "asc" }];
        const { body } = await askQuery(simulator, { fields: ["key"], orderBy, size: 1000 });
        assert.deepEqual(body["ia::result"], wanted.map(({ key }) => ({ key })), JSON.stringify(orderBy));
        assert.equal(body["ia::meta"].totalCount, rows.length);
      }
    }
    for (const [filter, passes] of /** @type {[object, (row: Row) => boolean][]} */ ([
      [{ $eq: { taskStatus: "cancelled" } }, (row) => row.taskStatus === "cancelled"],
      [{ $eq: { taskStatus: null } }, (row) => row.taskStatus === null],
      [{ $startsWith: { name: "Changed" } }, (row) => row.name?.startsWith("Changed")],
      [{ $gte: { [MODIFIED]: "2026-06-30T12:00:20Z" } }, (row) => row[MODIFIED] >= "2026-06-30T12:00:20Z"],
      [{ $eq: { "project.key": "201" } }, (row) => row["project.key"] === "201"],
    ])) {
      const { body } = await askQuery(simulator, { fields: ["key"], filters: [filter], orderBy: [{ key: "asc" }], size: 1000 });
      const wanted = rows.filter(passes).sort((a, b) => compareKeys(a.key, b.key)).map(({ key }) => ({ key }));
      assert.ok(wanted.length > 0);
      assert.deepEqual(body["ia::result"], wanted, JSON.stringify(filter));
      assert.equal(body["ia::meta"].totalCount, wanted.length);
    }
    const counted = await askQuery(simulator, { fields: ["project.key", "count:key"], orderBy: [{ "project.key": "asc" }] });
    for (const row of counted.body["ia::result"]) {
      assert.equal(row["count:key"], rows.filter((each) => each["project.key"] === row["project.key"]).length);
    }
  });
}

test("scrambled ties hold every row once, new ones too", async () => {
  const parts = withHands();
  change(parts);
  const wanted = parts.simulator.rows(["key"]).map(({ key }) => key).sort();
  const orders = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const { body } = await askQuery(parts.simulator, { fields: ["key"], size: 1000 });
    const keys = body["ia::result"].map((/** @type {Row} */ row) => row.key);
    orders.push(keys.join());
    assert.deepEqual(keys.sort(), wanted);
  }
  assert.equal(new Set(orders).size, 3);
});

test("an entity sees the rows that hands put into it or took from it", async () => {
  const { simulator, hands } = withHands();
  const seen = async (/** @type {string} */ key) => {
    const { body } = await askQuery(simulator, { fields: ["key"], filters: [{ $eq: { key } }] }, { "x-ia-api-param-entity": "WEST" });
    return body["ia::meta"].totalCount;
  };
  const key = hands.insert({ "project.id": "PRJ-0201" });
  assert.equal(await seen(key), 1);
  hands.change(key, { "project.key": "202" });
  assert.equal(await seen(key), 0);
  const task = (await askIntacct(simulator, `/objects/projects/task/${key}`)).body["ia::result"];
  assert.deepEqual([task.name, task.id, task.taskStatus, task.project.id, task.audit.modifiedByUser.key], [`Task ${key}`, `T-${key}`, "inProgress", "PRJ-0202", "2"]);
});

test("what hands cannot do is a RangeError", () => {
  const { simulator, hands } = withHands();
  const before = simulator.rows();
  hands.remove("7");
  for (const wrong of [
    () => hands.remove("7"),
    () => hands.remove("T-8"),
    () => hands.change("7", { name: "x" }),
    () => hands.change("8", { status: "planned" }),
    () => hands.change("8", { key: "9" }),
    () => hands.change("8", { "planned.endDate": "soon" }),
    () => hands.change("8", { priority: "high" }),
    () => hands.change("8", { isBillable: "yes" }),
    () => hands.insert({ name: 5 }),
    () => hands.insert({ "project.key": "999" }),
    () => hands.insert({ "parent.key": "999" }),
  ]) assert.throws(wrong, RangeError, String(wrong));
  assert.deepEqual(simulator.rows(), before.filter((row) => row.key !== "7"));
});

test("names of the seed's dialect are those of its rows", () => {
  const { simulator, hands } = withHands({ switches: { dialect: "seed" } });
  const key = hands.insert({ status: "onHold", observerPercentComplete: 0.5, "audit.modifiedDateTime": "2020-01-01T00:00:00Z" });
  const row = simulator.rows().find((each) => each.key === key);
  assert.deepEqual([row?.status, row?.observerPercentComplete, row?.[MODIFIED], row?.["audit.modifiedBy"]], ["onHold", 0.5, "2020-01-01T00:00:00Z", "2"]);
});

test("200,000 rows stay quick to read after writes", async () => {
  const { clock, simulator } = withHands({ size: 200_000 });
  const query = { fields: ["key"], orderBy: [{ [MODIFIED]: "desc" }, { key: "asc" }], size: 100 };
  await askQuery(simulator, query);
  const began = performance.now();
  for (let turn = 0; turn < 10; turn += 1) {
    clock.advance(1_000);
    const { body } = await askIntacctWrite(simulator, "PATCH", String(2 + turn * 50), { description: `Turn ${turn}` });
    const newest = await askQuery(simulator, query);
    assert.equal(newest.body["ia::result"][0].key, body["ia::result"].key);
  }
  const took = performance.now() - began;
  assert.ok(took < 3000, `${took} ms for ten writes, each with a page after it`);
});
