// What each fault does to each platform.

import assert from "node:assert/strict";
import { test } from "node:test";
import { INTACCT_AUTH, writeKickserv } from "./asking.js";
import { PLATFORMS, entryOf } from "../platforms.js";
import { FAULTS, retryHeadersOf } from "./faults.js";
import { pageOf } from "./faults/pages.js";
import { PER_PAGE, ids, make, plainly } from "./faults/trial.js";
import { DEFAULT_NOW } from "./timeline.js";

/**
 * @typedef {import("./faults.js").Platform} Platform
 * @typedef {import("./faults.js").PlanEntry} PlanEntry
 */

test("without a plan everything is as it is without faults", async () => {
  const { ask, injected } = make([]);
  for (const platform of PLATFORMS) {
    const text = await (await ask(platform)).text();
    assert.equal(text, await plainly(platform));
    assert.equal(ids(platform, text).length, PER_PAGE);
  }
  assert.deepEqual(injected, []);
});

test("every fault happens to every platform that it is for, under every variant, and to no other", async () => {
  for (const [fault, { platforms, variants, about, options, allowed = {} }] of Object.entries(FAULTS)) {
    assert.ok(about.length > 10 && platforms.length > 0, fault);
    for (const name of Object.keys(allowed)) assert.ok(Object.hasOwn(options, name), `${fault}: ${name}`);
    for (const platform of PLATFORMS) {
      if (!platforms.includes(platform)) {
        assert.throws(() => make({ fault, platform }), RangeError);
        const { ask, injected } = make({ fault });
        assert.equal(await (await ask(platform)).text(), await plainly(platform), `${fault} on ${platform}`);
        assert.deepEqual(injected, []);
        continue;
      }
      assert.ok(variants(platform).length > 0);
      for (const variant of variants(platform)) {
        const { ask, injected } = make({ fault, platform, at: 1, ...variant });
        const abort = new AbortController();
        await (await ask(platform)).text();
        assert.equal(injected.length, 0, `${fault} on ${platform}`);
        const second = ask(platform, 1, { signal: abort.signal }).then((response) => (variant.never ? null : response.text()));
        await second.catch(() => {});
        abort.abort();
        assert.deepEqual(injected.map((each) => [each.fault, each.platform]), [[fault, platform]], `${fault} on ${platform}`);
      }
    }
  }
});

test("429: each header in its own unit, or none; the platform does not see the call", async () => {
  const now = Math.floor(DEFAULT_NOW / 1000);
  for (const platform of PLATFORMS) {
    for (const [header, unit] of Object.entries(retryHeadersOf(platform))) {
      const { simulators, ask } = make({ fault: "429", platform, header, wait: 7 });
      const response = await ask(platform);
      assert.deepEqual([response.status, response.headers.get(header)], [429, String(unit === "unix" ? now + 7 : 7)]);
      assert.equal(simulators.totalCalls(), 0);
    }
    const bare = await make({ fault: "429", header: "none" }).ask(platform);
    assert.deepEqual([...bare.headers.keys()], ["content-type"]);
    const dated = await make({ fault: "429", header: "Retry-After (date)", wait: 90 }).ask(platform);
    assert.equal(Date.parse(dated.headers.get("retry-after") ?? ""), DEFAULT_NOW + 90_000);
  }
  const bodies = [];
  for (const platform of PLATFORMS) bodies.push(Object.keys(JSON.parse(await (await make({ fault: "429" }).ask(platform)).text())));
  assert.deepEqual(bodies.slice(0, 4), [["ia::result", "ia::meta"], ["status", "message", "more_info"], ["errors"], ["code", "message"]]);
});

test("500, 502 and 503: own bodies, HTML or nothing, with and without Retry-After", async () => {
  for (const platform of PLATFORMS) {
    for (const status of [500, 502, 503]) {
      const { ask, simulators } = make([{ fault: String(status), body: "own", times: 1 }, { fault: String(status), body: "html", header: "Retry-After", wait: 3 }]);
      const [own, html] = [await ask(platform), await ask(platform)];
      assert.deepEqual([own.status, own.headers.get("retry-after"), typeof JSON.parse(await own.text())], [status, null, "object"]);
      assert.deepEqual([html.status, html.headers.get("retry-after"), html.headers.get("content-type")], [status, "3", "text/html; charset=utf-8"]);
      const empty = await make({ fault: String(status), body: "empty" }).ask(platform);
      assert.deepEqual([empty.status, await empty.text()], [status, ""]);
      assert.equal(simulators.totalCalls(), 0);
    }
  }
  const gateway = JSON.parse(await (await make({ fault: "503", platform: "SAGE_INTACCT", body: "gateway" }).ask("SAGE_INTACCT")).text());
  assert.match(gateway["ia::error"].code, /^GW-00\d\d$/);
  assert.ok(!Array.isArray(gateway["ia::error"].details));
});

test("a token endpoint in trouble answers in its own envelope", async () => {
  const { fetch } = make({ fault: "503", route: "token" });
  const keys = [];
  for (const url of ["https://api.intacct.com/ia/api/v1/oauth2/token", "https://demo.api.accelo.com/oauth2/v0/token", "https://accounts.zoho.com/oauth/v2/token"]) {
    keys.push(Object.keys(JSON.parse(await (await fetch(url, { method: "POST", body: "grant_type=refresh_token" })).text())));
  }
  assert.deepEqual(keys, [["error"], ["error"], ["error"]]);
});

test("dropped: the platform never saw it; answer_lost: it did; done: it did behind a bad answer", async () => {
  for (const platform of PLATFORMS) {
    for (const [plan, calls] of /** @type {[PlanEntry, number][]} */ ([
      [{ fault: "dropped" }, 0],
      [{ fault: "answer_lost" }, 1],
      [{ fault: "500", done: true }, 1],
      [{ fault: "html", done: true }, 1],
      [{ fault: "empty" }, 0],
    ])) {
      const { ask, simulators, injected } = make(plan);
      if (plan.done || plan.fault === "empty") await ask(platform);
      else await assert.rejects(ask(platform), TypeError);
      assert.deepEqual([simulators.totalCalls(), injected.length], [calls, 1], `${plan.fault} on ${platform}`);
    }
  }
  const { simulators, fetch } = make({ fault: "answer_lost", route: "delete" });
  await assert.rejects(writeKickserv(/** @type {any} */ ({ fetch }), "DELETE", "tasks/2357911.json"), TypeError);
  assert.deepEqual(simulators.kickserv.effects.map(({ kind }) => kind), ["delete"]);
});

test("slow_body: all of it in pieces, or never, until the call is aborted", async () => {
  for (const platform of PLATFORMS) {
    const response = await make({ fault: "slow_body", chunks: 5, pause: 1 }).ask(platform);
    const pieces = [];
    for await (const piece of response.body ?? []) pieces.push(piece);
    assert.ok(pieces.length >= 4 && pieces.length <= 5, `${pieces.length} pieces`);
    assert.equal(Buffer.concat(pieces).toString(), await plainly(platform));

    const abort = new AbortController();
    const endless = await make({ fault: "slow_body", never: true, pause: 0 }).ask(platform, 0, { signal: abort.signal });
    const reading = endless.text();
    let ended = false;
    reading.catch(() => {}).finally(() => (ended = true));
    await new Promise((resolve) => setTimeout(resolve, 40));
    assert.equal(ended, false);
    abort.abort();
    await assert.rejects(reading, { name: "AbortError" });
  }
});

test("truncated: the beginning of the body, which is no JSON", async () => {
  for (const platform of PLATFORMS) {
    for (const keep of [0, 0.5, 0.999, 1]) {
      const response = await make({ fault: "truncated", keep }).ask(platform);
      const [text, whole] = [new Uint8Array(await response.arrayBuffer()), new TextEncoder().encode(await plainly(platform))];
      assert.equal(response.status, 200);
      assert.ok(text.length > 0 && text.length < whole.length);
      assert.deepEqual(text, whole.slice(0, text.length));
      assert.throws(() => JSON.parse(new TextDecoder().decode(text)), SyntaxError);
    }
  }
});

test("html and empty under good and bad statuses", async () => {
  for (const platform of PLATFORMS) {
    for (const status of [200, 502]) {
      const html = await make({ fault: "html", status }).ask(platform);
      assert.deepEqual([html.status, (await html.text()).startsWith("<!DOCTYPE html>")], [status, true]);
    }
    for (const status of [200, 500]) {
      const empty = await make({ fault: "empty", status }).ask(platform);
      assert.deepEqual([empty.status, await empty.text()], [status, ""]);
    }
  }
});

test("error_in_200 and 207: errors that the status does not tell", async () => {
  for (const platform of FAULTS.error_in_200.platforms) {
    const texts = [];
    for (const error of ["server", "limit", "token"]) {
      const response = await make({ fault: "error_in_200", error }).ask(platform);
      assert.equal(response.status, 200);
      const body = JSON.parse(await response.text());
      assert.ok(body["ia::result"]?.["ia::error"] ?? (body.response === null || body.code > 0), platform);
      texts.push(JSON.stringify(body));
    }
    assert.equal(new Set(texts).size, 3);
  }
  const { ask, fetch } = make({ fault: "207" });
  const many = await ask("SAGE_INTACCT");
  const page = JSON.parse(await many.text());
  assert.deepEqual([many.status, page["ia::meta"].totalSuccess, page["ia::meta"].totalError], [207, PER_PAGE - 1, 1]);
  assert.equal(page["ia::result"].filter((/** @type {any} */ row) => row["ia::error"]).length, 1);
  const one = await fetch("https://api.intacct.com/ia/api/v1/objects/projects/task/1", { headers: INTACCT_AUTH });
  assert.deepEqual([one.status, Object.keys(JSON.parse(await one.text())["ia::result"])], [207, ["ia::error"]]);
});

test("malformed_row: one row is not a task, the others keep every digit", async () => {
  const switches = { ZOHOBOOKS: { idType: "number" } };
  for (const platform of PLATFORMS) {
    const before = JSON.parse(await plainly(platform, 0));
    for (const value of [null, "task", 7, [], {}]) {
      const { ask, injected } = make({ fault: "malformed_row", row: 2, with: value });
      const rows = pageOf(platform, await (await ask(platform)).text())?.rows ?? [];
      const wanted = pageOf(platform, JSON.stringify(before))?.rows ?? [];
      assert.equal(JSON.stringify(rows[2]?.digits ?? rows[2]), JSON.stringify(value === 7 ? "7" : value));
      assert.deepEqual(rows.filter((_, i) => i !== 2), wanted.filter((_, i) => i !== 2));
      assert.equal(injected.length, 1);
    }
    const { ask, injected } = make({ fault: "malformed_row", row: PER_PAGE });
    assert.equal(await (await ask(platform)).text(), await plainly(platform));
    assert.deepEqual(injected, [], "a row that is not there cannot be spoiled");
  }
  const raw = await plainly("ZOHOBOOKS", 0, switches);
  const spoiled = await (await make({ fault: "malformed_row", row: 0, with: null }, { switches }).ask("ZOHOBOOKS")).text();
  const digits = (/** @type {string} */ text) => new Set(text.match(/\d{16,}/g));
  assert.ok(digits(spoiled).size >= PER_PAGE);
  for (const id of digits(spoiled)) assert.ok(digits(raw).has(id), id);
});

test("duplicate: a row of the page before stands on this one too, and none is missing", async () => {
  for (const platform of PLATFORMS) {
    for (const place of ["start", "end"]) {
      const { ask } = make({ fault: "duplicate", at: 1, place });
      const first = ids(platform, await (await ask(platform, 0)).text());
      const second = ids(platform, await (await ask(platform, 1)).text());
      const plain = ids(platform, await plainly(platform, 1));
      assert.equal(second.length, plain.length + 1);
      assert.ok(first.includes(place === "start" ? second[0] : second[second.length - 1]));
      assert.deepEqual(second.filter((id) => !first.includes(id)), plain);
    }
  }
});

test("insert, change and delete: another user's hands before the chosen call, no call and no effect of ours", async () => {
  for (const platform of PLATFORMS) {
    for (const fault of ["insert", "change", "delete"]) {
      const { ask, simulators, injected } = make({ fault, at: 1, platform, ...(fault === "insert" ? {} : { of: "seen" }) });
      const simulator = simulators.byPlatform[platform];
      const rowsOf = () => new Map(simulator.rows().map((row) => [String(row[entryOf(platform).faults.id]), JSON.stringify(row)]));
      const before = rowsOf();
      const first = ids(platform, await (await ask(platform, 0)).text());
      assert.deepEqual([rowsOf(), injected], [before, []]);
      await (await ask(platform, 1)).text();
      const after = rowsOf();
      const [id] = injected[0].ids ?? [];
      assert.equal(after.size - before.size, { insert: 1, change: 0, delete: -1 }[fault]);
      assert.deepEqual([before.has(id), after.has(id)], [fault !== "insert", fault !== "delete"], `${fault} on ${platform}`);
      if (fault !== "insert") assert.ok(first.includes(id));
      const others = [...after].filter(([each]) => each !== id);
      assert.deepEqual(others, [...before].filter(([each]) => each !== id));
      assert.notEqual(after.get(id), before.get(id));
      assert.deepEqual([simulator.calls.total, simulator.effects], [2, []]);
    }
  }
  const { ask, simulators, injected } = make({ fault: "change", platform: "KICKSERV", id: "2357911", values: { description: "By another" } });
  await ask("KICKSERV");
  assert.equal(simulators.kickserv.rows().find((row) => row.id === 2357911)?.description, "By another");
  assert.deepEqual(injected[0].ids, ["2357911"]);
});

test("expired_token ends the access tokens, rotated_refresh the refresh tokens", async () => {
  for (const platform of FAULTS.expired_token.platforms) {
    const { ask } = make({ fault: "expired_token", at: 1 });
    const good = await ask(platform);
    assert.equal(good.status, 200);
    assert.notEqual((await ask(platform)).status, 200, platform);
    const { ask: again, simulators } = make({ fault: "rotated_refresh" });
    const { tokens } = simulators.byPlatform[platform];
    const refresh = tokens?.options.refreshTokens?.[0];
    assert.equal((await again(platform)).status, 200);
    assert.equal(tokens?.refresh(refresh), null);
  }
});

test("clock_skew: headers that tell times are off, the body is not", async () => {
  for (const platform of PLATFORMS) {
    const response = await make({ fault: "clock_skew", seconds: -90 }).ask(platform);
    assert.equal(Date.parse(response.headers.get("date") ?? ""), DEFAULT_NOW - 90_000);
    assert.equal(await response.text(), await plainly(platform));
  }
  const { ask } = make([{ fault: "clock_skew", seconds: 600 }, { fault: "429", wait: 10 }], { clock: () => 1_700_000_000_000 });
  const { headers } = await ask("ACCELO");
  assert.deepEqual([headers.get("x-ratelimit-reset"), headers.get("date")], ["1700000610", new Date(1_700_000_600_000).toUTCString()]);
});
