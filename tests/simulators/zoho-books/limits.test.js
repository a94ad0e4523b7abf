import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, askZoho } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { SAMPLE_TASKS, askToken, writeZoho } from "./asking.js";
import { createZohoBooks } from "./index.js";

const NOON = Date.UTC(2026, 0, 1, 12);

/** @param {Headers} headers */
function told(headers) {
  return ["limit", "remaining", "reset"].map((name) => headers.get(`x-rate-limit-${name}`));
}

test("a minute has so many calls; it begins with a call and is told in seconds remaining", async () => {
  const clock = createClock(NOON);
  const simulator = createZohoBooks({ size: 5, now: clock.now, callsAMinute: 3 });
  clock.advance(17_000);
  assert.deepEqual(told((await askZoho(simulator, "projects")).headers), ["3", "2", "60"]);
  clock.advance(29_500);
  assert.deepEqual(told((await askZoho(simulator, "projects/x")).headers), ["3", "1", "31"]);
  assert.deepEqual(told((await askZoho(simulator, "projects")).headers), ["3", "0", "31"]);
  clock.advance(30_499);
  const refused = await writeZoho(simulator, "POST", SAMPLE_TASKS, { task_name: "Too many" });
  assert.deepEqual([refused.status, refused.body.code, ...told(refused.headers)], [429, 45, "3", "0", "1"]);
  assert.match(refused.body.message, /more than 3 requests in a minute/);
  assert.deepEqual([simulator.effects, simulator.size], [[], 5]);
  clock.advance(1);
  assert.deepEqual(told((await askZoho(simulator, "projects")).headers), ["3", "2", "60"]);
  assert.deepEqual(simulator.calls.byStatus, { 200: 3, 400: 1, 429: 1 });
});

test("a clock that is set back begins a new minute", async () => {
  const clock = createClock(NOON);
  const simulator = createZohoBooks({ size: 5, now: clock.now, callsAMinute: 1 });
  await askZoho(simulator, "projects");
  clock.advance(-1000);
  assert.deepEqual(told((await askZoho(simulator, "projects")).headers), ["1", "0", "60"]);
});

test("only calls of the organization count", async () => {
  const simulator = createZohoBooks({ size: 5, callsAMinute: 1 });
  await askZoho(simulator, "projects", {}, {});
  await ask(simulator, "https://www.zohoapis.com/books/v3/projects?organization_id=1", { headers: { authorization: "Zoho-oauthtoken zoho-demo-token" } });
  await askToken(simulator);
  assert.equal((await askZoho(simulator, "projects")).status, 200);
  assert.equal((await askZoho(simulator, "projects")).status, 429);
  simulator.reset();
  assert.equal((await askZoho(simulator, "projects")).status, 200);
});

test("a day ends at midnight, whatever the minutes", async () => {
  const clock = createClock(NOON);
  const simulator = createZohoBooks({ size: 5, now: clock.now, callsADay: 2, switches: { rateHeaders: "day", minuteLimitCode: 44 } });
  await askZoho(simulator, "projects");
  clock.advance(3_600_000);
  assert.deepEqual(told((await askZoho(simulator, "projects")).headers), ["2", "0", String(11 * 3600)]);
  const refused = await askZoho(simulator, "projects");
  assert.deepEqual([refused.status, refused.body.code], [429, 45]);
  assert.match(refused.body.message, /maximum call rate limit of 2\.$/);
  clock.advance(11 * 3_600_000 - 1);
  assert.equal((await askZoho(simulator, "projects")).status, 429);
  clock.advance(1);
  assert.deepEqual(told((await askZoho(simulator, "projects")).headers), ["2", "1", String(24 * 3600)]);
});

test("the minute's limit is told apart from the day's", async () => {
  const clock = createClock(NOON);
  const simulator = createZohoBooks({ size: 5, now: clock.now, callsAMinute: 1, callsADay: 2, switches: { minuteLimitCode: 44 } });
  const codes = [];
  for (const pause of [0, 0, 60_000, 60_000]) {
    clock.advance(pause);
    codes.push((await askZoho(simulator, "projects")).body.code);
  }
  assert.deepEqual(codes, [0, 44, 0, 45]);
});

test("without a limit nothing is told", async () => {
  const simulator = createZohoBooks({ size: 5 });
  for (let i = 0; i < 120; i += 1) {
    const { status, headers } = await askZoho(simulator, "projects");
    assert.deepEqual([status, told(headers)], [200, [null, null, null]]);
  }
});
