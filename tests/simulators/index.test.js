import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { OAUTH_CREDENTIALS, PLATFORMS, compareTasks, createSimulators, expectedTasks, sortTasks, switchesOf } from "./index.js";
import { ENTRIES } from "./platforms.js";
import { ZOHO_AUTH, askAccelo, askQuery } from "./shared/asking.js";

const PROJECTS = "https://www.zohoapis.com/books/v3/projects?organization_id=10234695";

/** A page of each, with the demo credentials. @param {ReturnType<typeof createSimulators>} simulators */
const pages = ({ byPlatform }) => ENTRIES.map(({ platform, faults }) => faults.page(0, 5, byPlatform[platform]));

test("one fetch answers as the platform of the host, and counts", async () => {
  const simulators = createSimulators({ sizes: 100 });
  for (const [url, init] of pages(simulators)) {
    assert.equal((await simulators.fetch(new Request(url, init))).status, 200, url);
    assert.equal((await simulators.fetch(url, { ...init, headers: {} })).status, 401, url);
  }
  for (const platform of PLATFORMS) assert.equal(simulators.byPlatform[platform].calls.total, 2);
  assert.equal(simulators.totalCalls(), 2 * PLATFORMS.length);
  simulators.reset();
  assert.equal(simulators.totalCalls(), 0);
  for (const host of ["api.intacct.com.example", "other.api.accelo.com", "kickserv.com", "www.zohoapis.org"]) {
    await assert.rejects(simulators.fetch(`https://${host}/`), TypeError);
  }
});

test("no two platforms share a number, a host, a connection or fixtures", () => {
  for (const key of /** @type {const} */ (["number", "fixtures", "platform"])) {
    assert.equal(new Set(ENTRIES.map((each) => each[key])).size, ENTRIES.length, key);
  }
  const simulators = createSimulators({ sizes: 100 });
  assert.equal(new Set(simulators.connections.map(({ id }) => id)).size, ENTRIES.length);
  pages(simulators).forEach(([url], i) => {
    const { hostname } = new URL(url);
    assert.deepEqual(ENTRIES.filter(({ isHost }) => isHost(hostname)), [ENTRIES[i]]);
  });
});

test("an aborted request is not answered and not counted", async () => {
  const simulators = createSimulators({ sizes: 10 });
  const [url, init] = pages(simulators)[0];
  await assert.rejects(simulators.fetch(url, { ...init, signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.equal(simulators.totalCalls(), 0);
});

test("the demo connections and their access tokens", () => {
  const { connections, accessTokens, byPlatform } = createSimulators({ sizes: { ACCELO: 7, KICKSERV: 5 } });
  assert.deepEqual(connections.slice(0, 4).map(({ id, platform }) => [id, platform]), [
    ["intacct-demo", "SAGE_INTACCT"], ["accelo-demo", "ACCELO"], ["kickserv-demo", "KICKSERV"], ["zoho-demo", "ZOHOBOOKS"],
  ]);
  connections.forEach((connection, i) => assert.equal(accessTokens[`00000000-0000-4000-8000-00000000000${i + 1}`], connection));
  assert.deepEqual(PLATFORMS.slice(0, 4).map((platform) => byPlatform[platform].size), [2000, 7, 5, 2000]);
});

test("the same connections with credentials to fetch tokens with, one complete set each", () => {
  const { connections, oauthConnections } = createSimulators({ sizes: 1 });
  const without = (/** @type {typeof connections} */ all) => all.map(({ credentials: _, ...rest }) => rest);
  assert.deepEqual(without(oauthConnections), without(connections));
  assert.deepEqual(oauthConnections.slice(0, 4).map(({ credentials }) => Object.keys(credentials).sort().join(" ")), [
    "client_id client_secret refresh_token", "client_id client_secret", "api_token", "client_id client_secret refresh_token",
  ]);
  for (const platform of PLATFORMS) {
    const sets = Object.entries(OAUTH_CREDENTIALS[platform]);
    assert.ok(sets.every(([, set]) => Object.values(set).every((value) => value.length > 5)));
    // The name of a grant says which field decides it.
    for (const [grant, set] of sets) assert.equal(Object.hasOwn(set, grant), grant !== "client_credentials", `${platform} ${grant}`);
  }
});

test("Zoho Books' accounts host gives the demo client a token, which is then among the secrets", async () => {
  const simulators = createSimulators({ sizes: 5, now: 0 });
  const { credentials } = simulators.oauthConnections[3];
  const body = new URLSearchParams({ grant_type: "refresh_token", ...credentials });
  const before = simulators.secrets;
  const { access_token } = await (await simulators.fetch("https://accounts.zoho.com/oauth/v2/token", { method: "POST", body })).json();
  assert.deepEqual(simulators.secrets.filter((secret) => !before.includes(secret)), [access_token, "zoho-refresh-1"]);
  for (const secret of ["intacct-client-secret", "accelo-demo-refresh", "kickserv-demo-token", "zoho-demo-token"]) {
    assert.ok(before.includes(secret), secret);
  }
  const headers = { authorization: `Zoho-oauthtoken ${access_token}` };
  assert.equal((await simulators.fetch(PROJECTS, { headers })).status, 200);
  assert.equal((await simulators.fetch("https://accounts.zohocloud.ca/oauth/v2/token", { method: "POST", body })).status, 200);
  await assert.rejects(simulators.fetch("https://accounts.zoho.ca/oauth/v2/token", { method: "POST", body }), TypeError);
});

test("a platform's own options reach its simulator", async () => {
  const simulators = createSimulators({ sizes: 5, options: { ZOHOBOOKS: { callsAMinute: 1 } } });
  const statuses = [];
  for (let i = 0; i < 2; i += 1) statuses.push((await simulators.fetch(PROJECTS, { headers: ZOHO_AUTH })).status);
  assert.deepEqual(statuses, [200, 429]);
});

test("the same options give the same answers, another seed gives others", async () => {
  const texts = async (/** @type {number} */ seed) => {
    const simulators = createSimulators({ sizes: 100, seed });
    return Promise.all(pages(simulators).map(async ([url, init]) => (await simulators.fetch(url, init)).text()));
  };
  assert.deepEqual(await texts(0), await texts(0));
  const [one, other] = [createSimulators({ sizes: 100 }), createSimulators({ sizes: 100, seed: 9 })];
  for (const platform of PLATFORMS) {
    assert.deepEqual(one.byPlatform[platform].rows(), createSimulators({ sizes: 100 }).byPlatform[platform].rows());
    assert.notDeepEqual(one.byPlatform[platform].rows(), other.byPlatform[platform].rows());
  }
});

test("expected tasks: the documents' rows", () => {
  const { connections, byPlatform } = createSimulators();
  const of = (/** @type {number} */ i, /** @type {string} */ id) => {
    const connection = connections[i];
    return expectedTasks(byPlatform[connection.platform], connection).find((task) => task.platform_id === id);
  };
  assert.deepEqual(of(0, "1"), {
    platform_id: "1", name: "Project Task", status: "in_progress", platform_status: "inProgress", platform_url: null,
    created_at: "2021-08-12T17:25:29.000Z", updated_at: "2021-08-12T17:25:29.000Z", platform: "SAGE_INTACCT", connection_id: "intacct-demo",
  });
  assert.deepEqual(of(1, "2"), {
    platform_id: "2", name: "Design Refinement and Tweaking", status: "not_started", platform_status: "pending", platform_url: null,
    created_at: "2002-03-28T13:00:00.000Z", updated_at: "2002-03-29T13:00:00.000Z", platform: "ACCELO", connection_id: "accelo-demo",
  });
  assert.deepEqual(of(2, "2357911"), {
    platform_id: "2357911", name: "Site visit", status: "planned", platform_status: null, platform_url: null,
    created_at: "2021-02-16T14:00:00.000Z", updated_at: "2021-03-04T21:30:00.000Z", platform: "KICKSERV", connection_id: "kickserv-demo",
  });
  assert.equal(of(2, "2357912")?.status, "completed");
  assert.deepEqual(of(3, "90300000072369"), {
    platform_id: "90300000072369", name: "Painting", status: "in_progress", platform_status: "active", platform_url: null,
    created_at: null, updated_at: null, platform: "ZOHOBOOKS", connection_id: "zoho-demo",
  });
});

test("expected tasks: every status of the table occurs, unknown words too", () => {
  const { connections, byPlatform } = createSimulators();
  const statuses = connections.slice(0, 4).map((connection) => [...new Set(expectedTasks(byPlatform[connection.platform], connection).map((task) => task.status))].sort());
  assert.deepEqual(statuses, [
    ["completed", "in_progress", "not_started", "on_hold", "planned", "unknown"],
    ["completed", "in_progress", "not_started", "planned", "unknown"],
    ["completed", "not_started", "planned"],
    ["in_progress", "unknown"],
  ]);
});

test("expected tasks follow a status map and the switches", () => {
  const { connections, byPlatform } = createSimulators({ sizes: 200 });
  const mapped = expectedTasks(byPlatform.ACCELO, { ...connections[1], statusMap: { inactive: "on_hold" } });
  assert.ok(mapped.some((task) => task.status === "on_hold" && task.platform_status === "inactive"));
  /** @type {(switches: Record<string, string>) => import("./expected.js").ExpectedTask[]} */
  const kickserv = (switches) => expectedTasks(createSimulators({ sizes: 200, switches: { KICKSERV: switches } }).kickserv, connections[2]);
  const plain = kickserv({});
  for (const completionMark of ["completed_at", "completed", "status"]) assert.deepEqual(kickserv({ completionMark }), plain);
  assert.deepEqual(kickserv({ accountZone: "Asia/Kolkata", startField: "starts_at" }), plain);
  assert.ok(kickserv({ completionMark: "none" }).every((task) => task.status !== "completed"));
  assert.ok(kickserv({ taskTimestamps: "absent" }).every((task) => task.updated_at === null && task.created_at === null));
  const seedDialect = createSimulators({ sizes: 200, switches: { SAGE_INTACCT: { dialect: "seed" } } });
  assert.deepEqual(expectedTasks(seedDialect.sageIntacct, connections[0]), expectedTasks(byPlatform.SAGE_INTACCT, connections[0]));
});

test("the total order", () => {
  const base = { name: "", status: "", platform_status: null, created_at: null, platform_url: null, platform: "" };
  const make = (/** @type {string | null} */ updated_at, /** @type {string} */ connection_id, /** @type {string} */ platform_id, name = "") =>
    ({ ...base, name, updated_at, connection_id, platform_id });
  const [a, b] = ["2024-01-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z"];
  const wanted = [
    make(b, "x", "9"), make(b, "x", "10"), make(b, "x", "9007199254740993"), make(b, "x", "A"), make(b, "x", "a"), make(b, "y", "1"),
    make(a, "x", "2"), make(null, "x", "1"), make(null, "x", "02"), make(null, "x", "2"),
  ];
  assert.deepEqual(sortTasks([...wanted].reverse()), wanted);
  const rising = sortTasks(wanted, [{ field: "updated_at", descending: false }]);
  assert.deepEqual(rising.map((task) => task.updated_at), [a, b, b, b, b, b, b, null, null, null]);
  const names = ["Ａ", "🚧", "a", ""].map((name, i) => make(a, "x", String(i), name));
  assert.deepEqual(sortTasks(names, [{ field: "name", descending: true }]).map((task) => task.name), ["🚧", "Ａ", "a", ""]);
  assert.ok(compareTasks()(wanted[0], wanted[0]) === 0);
});

test("a merged list interleaves the dated platforms and has ties across them", () => {
  const { connections, byPlatform } = createSimulators();
  const merged = sortTasks(connections.flatMap((connection) => expectedTasks(byPlatform[connection.platform], connection)));
  assert.equal(merged.length, 2000 * PLATFORMS.length);
  const first = merged.slice(0, 100).map((task) => task.platform);
  for (const platform of ["SAGE_INTACCT", "ACCELO", "KICKSERV"]) assert.ok(first.includes(platform), platform);
  const crossing = merged.filter((task, i) => i > 0 && task.updated_at !== null && merged[i - 1].updated_at === task.updated_at && merged[i - 1].platform !== task.platform);
  assert.ok(crossing.length > 5, `${crossing.length} ties across platforms`);
  assert.ok(merged.slice(-2000).every((task) => task.platform === "ZOHOBOOKS"));
});

test("the sets of 200,000: the whole is there, a page is quick", async () => {
  const began = performance.now();
  const { sageIntacct, accelo } = createSimulators({ sizes: { SAGE_INTACCT: 200_000, ACCELO: 200_000, KICKSERV: 1, ZOHOBOOKS: 1 } });
  const made = performance.now() - began;
  assert.ok(made < 2000, `made in ${made} ms`);
  const orderBy = [{ "audit.modifiedDateTime": "desc" }, { key: "asc" }];
  const fields = ["key", "audit.modifiedDateTime"];
  const { body } = await askQuery(sageIntacct, { fields, orderBy, size: 200 });
  assert.equal(body["ia::meta"].totalCount, 200_000);
  const newest = body["ia::result"].map((/** @type {any} */ row) => row["audit.modifiedDateTime"]);
  const all = sageIntacct.rows(fields);
  assert.equal(new Set(all.map((row) => row.key)).size, 200_000);
  assert.deepEqual(newest, all.map((row) => row["audit.modifiedDateTime"]).sort().reverse().slice(0, 200));
  const list = await askAccelo(accelo, "tasks?_fields=date_modified&_filters=order_by_desc(date_modified)&_limit=100");
  const times = accelo.rows(["date_modified"]).map((row) => Number(row.date_modified));
  assert.deepEqual(list.body.response.map((/** @type {any} */ task) => Number(task.date_modified)), times.sort((x, y) => y - x).slice(0, 100));
  for (const group of [newest, list.body.response.map((/** @type {any} */ task) => task.date_modified)]) {
    /** @type {Map<string, number>} */
    const sizes = new Map();
    for (const time of group) sizes.set(time, (sizes.get(time) ?? 0) + 1);
    assert.ok(Math.max(...sizes.values()) <= 5);
  }
});

test("every switch says what it decides and which document leaves it open", () => {
  for (const platform of PLATFORMS) {
    const table = switchesOf(platform);
    assert.ok(Object.keys(table).length > 0, platform);
    for (const [name, entry] of Object.entries(table)) {
      assert.ok(entry.values.length > 1 && entry.values.includes(entry.default), name);
      assert.ok(entry.about.length > 10 && entry.open.length > 10, name);
    }
  }
});

test("nothing of Node and no package is imported outside of tests", async () => {
  const folder = new URL(".", import.meta.url);
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith(".js") || name.endsWith(".test.js")) continue;
    const text = await readFile(new URL(name, folder), "utf8");
    for (const [, from] of text.matchAll(/\bfrom "([^"]+)"/g)) assert.match(from, /^\.\.?\//, `${name} imports ${from}`);
    assert.doesNotMatch(text, /\b(process|Buffer|require|globalThis|__dirname)\b[.([]/, name);
  }
});
