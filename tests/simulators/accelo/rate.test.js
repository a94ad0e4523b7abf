import assert from "node:assert/strict";
import { test } from "node:test";
import { askAccelo, askAcceloToken, writeAccelo } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createAccelo } from "./index.js";

test("the calls of an hour are counted by the clock, and refused beyond", async () => {
  const clock = createClock(DEFAULT_NOW);
  const simulator = createAccelo({ size: 10, now: clock.now, callsAnHour: 3 });
  const read = async (/** @type {string} */ query = "", /** @type {RequestInit | undefined} */ init = undefined) => {
    const { status, headers, body } = await askAccelo(simulator, `tasks${query}`, init);
    return { status, body, rest: headers.get("x-ratelimit-remaining"), limit: headers.get("x-ratelimit-limit"), reset: Number(headers.get("x-ratelimit-reset")) };
  };
  assert.deepEqual([(await read()).rest, (await read("", {})).rest, (await read("/0")).rest], ["2", "1", "0"]);
  const { status, body, rest, limit, reset } = await read();
  assert.deepEqual([status, rest, limit, reset], [429, "0", "3", DEFAULT_NOW / 1000 + 3600]);
  assert.deepEqual(Object.keys(body).sort(), ["message", "more_info", "status"]);
  assert.equal(body.status, "too_many_requests");
  const suppressed = await read("?_suppress_http_status=1");
  assert.deepEqual([suppressed.status, suppressed.body.response_code], [200, 429]);
  assert.equal((await writeAccelo(simulator, "PUT", "tasks/1", { title: "x" })).status, 429);
  assert.deepEqual(simulator.effects, []);
  const token = await askAcceloToken(simulator, { grant_type: "client_credentials" });
  assert.deepEqual([token.status, token.headers.get("x-ratelimit-limit")], [200, null]);
  clock.advance(reset * 1000 - clock.now() - 1);
  assert.equal((await read()).status, 429);
  clock.advance(1);
  assert.deepEqual([(await read()).status, (await read()).rest], [200, "1"]);
});

test("5,000 an hour unless another number is given, or none", async () => {
  const simulator = createAccelo({ size: 1 });
  for (let i = 0; i < 5000; i += 1) await simulator.fetch("https://demo.api.accelo.com/api/v0/tasks");
  assert.equal((await askAccelo(simulator, "tasks")).status, 429);
  simulator.reset();
  assert.equal((await askAccelo(simulator, "tasks")).status, 200);
  const free = createAccelo({ size: 1, callsAnHour: Infinity });
  for (let i = 0; i < 5000; i += 1) await free.fetch("https://demo.api.accelo.com/api/v0/tasks");
  const { status, headers } = await askAccelo(free, "tasks");
  assert.deepEqual([status, headers.get("x-ratelimit-remaining")], [200, "4999"]);
  for (const callsAnHour of [0, -1, 1.5, NaN]) assert.throws(() => createAccelo({ size: 1, callsAnHour }), RangeError);
});
