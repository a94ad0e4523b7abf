import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, testSwitches } from "../shared/asking.js";
import { createExample } from "./index.js";
import { EXAMPLE_SWITCHES } from "./switches.js";

const headers = { authorization: "Bearer example-demo-token" };
const ITEMS = "https://api.example.com/v1/items";

test("a list by state, one item, and what is wrong", async () => {
  const simulator = createExample({ size: 30 });
  const { body } = await ask(simulator, `${ITEMS}?state=doing&limit=4`, { headers });
  assert.equal(body.items.length, 4);
  assert.equal(body.total, simulator.rows(["state"]).filter(({ state }) => state === "doing").length);
  assert.deepEqual((await ask(simulator, `${ITEMS}/${body.items[0].id}`, { headers })).body, body.items[0]);
  assert.equal((await ask(simulator, `${ITEMS}/31`, { headers })).status, 404);
  assert.equal((await ask(simulator, ITEMS)).status, 401);
});

test("writes show in lists", async () => {
  const simulator = createExample({ size: 3 });
  const write = (/** @type {string} */ method, /** @type {string} */ path, /** @type {object} */ body) =>
    ask(simulator, ITEMS + path, { method, headers, body: JSON.stringify(body) });
  const made = await write("POST", "", { title: "New" });
  assert.deepEqual([made.status, made.body.id, made.body.state], [201, 4, "todo"]);
  assert.equal((await write("PATCH", "/4", { state: "done" })).body.state, "done");
  assert.equal((await write("PATCH", "/4", { state: "gone" })).status, 400);
  assert.equal((await ask(simulator, `${ITEMS}/4`, { method: "DELETE", headers })).status, 204);
  assert.deepEqual(simulator.effects.map(({ kind }) => kind), ["create", "update", "delete"]);
  assert.equal(simulator.size, 3);
});

testSwitches(test, assert, EXAMPLE_SWITCHES, {
  pageSizeMax: {
    probe: async (side) => {
      const simulator = createExample({ size: 200, switches: { pageSizeMax: side } });
      return (await ask(simulator, `${ITEMS}?limit=1000`, { headers })).body.items.length;
    },
    sides: [100, 7],
  },
});
