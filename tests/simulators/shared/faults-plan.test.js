// How a plan chooses the calls that are spoiled.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSimulators } from "../index.js";
import { ACCELO_AUTH } from "./asking.js";
import { createFaults, routeNames } from "./faults.js";
import { PLATFORMS, entryOf } from "../platforms.js";
import { fitsRoute } from "./faults/calls.js";
import { make } from "./faults/trial.js";

/**
 * @typedef {import("./faults.js").Platform} Platform
 * @typedef {import("./faults.js").PlanEntry} PlanEntry
 */

test("at, times, rate and route choose the calls; the seed decides", async () => {
  /** @param {Record<string, any>} plan @param {number} [seed] */
  const pattern = async (plan, seed) => {
    const { ask, injected } = make({ fault: "503", platform: "KICKSERV", ...plan }, { seed });
    const statuses = [];
    for (let i = 0; i < 40; i += 1) statuses.push((await ask("KICKSERV", i % 3)).status === 503 ? "x" : ".");
    assert.equal(injected.length, statuses.filter((each) => each === "x").length);
    return statuses.join("");
  };
  assert.equal((await pattern({ at: [0, 2] })).slice(0, 5), "x.x..");
  assert.equal((await pattern({ times: 3 })).slice(0, 5), "xxx..");
  const drawn = await pattern({ rate: 0.3 }, 1);
  assert.ok(/x/.test(drawn) && /\./.test(drawn));
  assert.equal(await pattern({ rate: 0.3 }, 1), drawn);
  assert.notEqual(await pattern({ rate: 0.3 }, 2), drawn);
  assert.equal(await pattern({ rate: 0 }), ".".repeat(40));
  assert.equal(await pattern({ rate: 1 }), "x".repeat(40));
  assert.match(await pattern({ route: "create" }), /^\.+$/);
  assert.match(await pattern({ route: /^GET .*tasks\.json$/g }), /^x+$/);
});

test("times counts what was done, not what was tried", async () => {
  const { ask, injected } = make({ fault: "duplicate", platform: "KICKSERV", times: 1 });
  await ask("KICKSERV", 0);
  assert.deepEqual(injected, []);
  await ask("KICKSERV", 1);
  await ask("KICKSERV", 2);
  assert.equal(injected.length, 1);
});

test("two faults of one call: the first of the plan stands outside", async () => {
  const { ask, simulators, injected } = make([{ fault: "dropped", at: 0 }, { fault: "delete", platform: "KICKSERV" }]);
  await assert.rejects(ask("KICKSERV"), TypeError);
  assert.deepEqual([injected.map(({ fault }) => fault), simulators.kickserv.size], [["dropped"], 120]);
  const other = make([{ fault: "delete", platform: "KICKSERV" }, { fault: "dropped", at: 0 }]);
  await assert.rejects(other.ask("KICKSERV"), TypeError);
  assert.deepEqual([other.injected.map(({ fault }) => fault), other.simulators.kickserv.size], [["delete", "dropped"], 119]);
});

/** Names that stand for others, or for more than one. */
const TOGETHER = ["write", "query", "list"];

test("every name of a call is one that the simulator answers, and fits no other", async () => {
  for (const platform of PLATFORMS) {
    const { samples, page } = entryOf(platform).faults;
    assert.deepEqual(routeNames(platform).filter((name) => !(name in samples) && !TOGETHER.includes(name)), [], platform);
    for (const [name, sample] of Object.entries(samples)) {
      const simulators = createSimulators({ sizes: 30 });
      const simulator = simulators.byPlatform[platform];
      const names = routeNames(platform).filter((each) => !TOGETHER.includes(each));
      const { fetch, injected } = createFaults(simulators, { plan: names.map((route) => ({ fault: "insert", platform, route })) });
      const [method, url] = sample.split(" ");
      const line = `${method} ${new URL(url).pathname}`;
      const fitting = names.filter((each) => fitsRoute(platform, each, line));
      assert.deepEqual(fitting, name === "list" ? [] : [name], `${platform}: ${line}`);
      const authorization = new Headers(page(0, 1, simulator)[1].headers).get("authorization") ?? "";
      await fetch(`${url}?organization_id=10234695`, { method, headers: { authorization } });
      assert.deepEqual([simulator.calls.total, simulator.calls.byRoute.none], [1, undefined], `${platform}: ${line}`);
      assert.equal(injected.length, fitting.length);
    }
  }
});

test("Accelo's own word for the method counts", async () => {
  const { fetch, injected } = make({ fault: "503", route: "list" });
  const url = "https://demo.api.accelo.com/api/v0/tasks";
  const json = { ...ACCELO_AUTH, "content-type": "application/json" };
  assert.equal((await fetch(`${url}?_method=get`, { method: "POST", headers: json, body: "{}" })).status, 503);
  assert.equal((await fetch(url, { method: "POST", headers: json, body: '{"_method":"GET"}' })).status, 503);
  await fetch(url, { method: "POST", headers: json, body: "{}" });
  assert.deepEqual(injected.map(({ method }) => method), ["GET", "GET"]);
});

test("a plan that names what is not there is refused with what there is", () => {
  for (const [plan, message] of /** @type {[any, RegExp][]} */ ([
    [{ fault: "slow" }, /no fault "slow"; there are: .*slow_body/],
    [{ fault: "toString" }, /no fault/],
    [{ fault: "207", platform: "ACCELO" }, /does not happen to ACCELO; it happens to: SAGE_INTACCT/],
    [{ fault: "429", retry: 1 }, /no option "retry"; an entry can have: .*wait/],
    [{ fault: "429", header: "X-RateLimit-Reset" }, /header cannot be "X-RateLimit-Reset" on SAGE_INTACCT; it can be: .*"none"/],
    [{ fault: "html", status: 404 }, /status cannot be 404/],
    [{ fault: "dropped", platform: "KICKSERV", route: "query" }, /No call of KICKSERV is named "query"; there are: list, get/],
  ])) {
    assert.throws(() => make(plan), (error) => error instanceof RangeError && message.test(error.message), JSON.stringify(plan));
  }
  for (const platform of PLATFORMS) assert.ok(routeNames(platform).includes("write"));
});
