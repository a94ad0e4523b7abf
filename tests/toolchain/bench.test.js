// The benchmark's own parts: the pages that it makes are such as the platforms answer, and its report finds its place.

import assert from "node:assert/strict";
import test from "node:test";

import { makePages } from "../bench/data/pages.js";
import { sameLists } from "../bench/measure.js";
import { withReport } from "../bench/report/readme.js";
import { createSimulators } from "../simulators/index.js";

const decoder = new TextDecoder("utf-8", { fatal: true });
const LISTS = { SAGE_INTACCT: "ia::result", ACCELO: "response" };
/** What the client asks for. */
const ASKED = {
  SAGE_INTACCT:
    "key,id,href,name,audit.createdDateTime,audit.modifiedDateTime,taskStatus,description,planned.startDate,planned.endDate,actual.endDate,project.key,project.id,project.name,parent.key,priority,percentComplete,isBillable,isMilestone",
  ACCELO:
    "id,title,standing,date_created,date_modified,description,date_started,date_due,date_completed,assignee(email),task_priority(title),task_job(title),against,against_type,against_id",
};

/** @param {"SAGE_INTACCT" | "ACCELO"} platform @param {"ASCII" | "beyond ASCII"} text @param {object} [options] */
const rowsOf = (platform, text, options) =>
  makePages(platform, text, { pages: 4, rows: 50, ...options }).flatMap((page) => JSON.parse(decoder.decode(page))[LISTS[platform]]);

/** Each key with the types that its values have. @param {Record<string, unknown>[]} rows */
function shapeOf(rows) {
  /** @type {Map<string, Set<string>>} */
  const shape = new Map();
  for (const row of rows) {
    for (const [key, value] of Object.entries(row)) {
      const types = shape.get(key) ?? new Set();
      shape.set(key, types.add(value === null ? "null" : typeof value));
    }
  }
  return shape;
}

/** @param {"SAGE_INTACCT" | "ACCELO"} platform @returns {Promise<Record<string, unknown>[]>} */
async function answered(platform) {
  const { fetch, connections } = createSimulators();
  const connection = connections.find((one) => one.platform === platform);
  const headers = { Authorization: `Bearer ${/** @type {any} */ (connection).credentials.access_token}`, "Content-Type": "application/json" };
  const request =
    platform === "SAGE_INTACCT"
      ? new Request("https://api.intacct.com/ia/api/v1/services/core/query", {
          method: "POST",
          headers,
          body: JSON.stringify({ object: "projects/task", fields: ASKED.SAGE_INTACCT.split(","), size: 500 }),
        })
      : new Request(`https://demo.api.accelo.com/api/v0/tasks?_limit=100&_fields=${encodeURIComponent(ASKED.ACCELO)}`, { headers });
  const answer = await fetch(request);
  assert.equal(answer.status, 200);
  return (await answer.json())[LISTS[platform]];
}

for (const platform of /** @type {const} */ (["SAGE_INTACCT", "ACCELO"])) {
  test(`${platform}: rows have the keys and types of the simulator's`, async () => {
    const [made, real] = [shapeOf(rowsOf(platform, "ASCII")), shapeOf(await answered(platform))];
    assert.deepEqual([...made.keys()].sort(), [...real.keys()].sort());
    for (const [key, types] of made) {
      for (const type of types) assert.ok(real.get(key)?.has(type), `${key}: ${type}`);
    }
  });

  test(`${platform}: pages are a function of the seed`, () => {
    assert.deepEqual(rowsOf(platform, "ASCII"), rowsOf(platform, "ASCII"));
    assert.notDeepEqual(rowsOf(platform, "ASCII"), rowsOf(platform, "ASCII", { seed: 7 }));
  });

  test(`${platform}: one text is ASCII, the other has raw accents, CJK and emoji`, () => {
    const bytes = (/** @type {"ASCII" | "beyond ASCII"} */ text) => makePages(platform, text, { pages: 1, rows: 500 })[0];
    assert.ok(bytes("ASCII").every((byte) => byte < 128));
    const wide = decoder.decode(bytes("beyond ASCII"));
    for (const script of [/\p{Script=Latin}/u, /ü/, /\p{Script=Han}/u, /\p{Emoji_Presentation}/u]) assert.match(wide, script);
    assert.doesNotMatch(wide, /\\u/);
  });

  test(`${platform}: a list that was asked for newest first comes so`, () => {
    const key = { SAGE_INTACCT: "audit.modifiedDateTime", ACCELO: "date_modified" }[platform];
    const times = rowsOf(platform, "ASCII", { newestFirst: true }).map((row) => row[key]);
    assert.deepEqual(times, times.toSorted().reverse());
  });
}

test("a row of Sage Intacct has some 660 bytes", () => {
  const [page] = makePages("SAGE_INTACCT", "ASCII", { pages: 1, rows: 1000 });
  assert.ok(Math.abs(page.length / 1000 - 660) < 30, String(page.length));
});

test("a report is put into the README, and replaces the one before", () => {
  const readme = "# X\n\n<!-- fields -->\nf\n<!-- end -->\n\n## Where it differs from Rutter\n\nhere\n";
  const once = withReport(readme, "| a |");
  assert.match(once, /<!-- end -->\n\n## Performance\n\n<!-- performance -->\n\| a \|\n<!-- end -->\n\n## Where it differs/);
  assert.equal(withReport(once, "| a |"), once);
  assert.equal(withReport(once, "| b |"), once.replace("| a |", "| b |"));
  assert.throws(() => withReport("# X\n", "| a |"), /write the mark/);
});

test("another answer is told with its place", () => {
  sameLists([1, { a: 2 }], [1, { a: 2 }], "work");
  assert.throws(() => sameLists([1, { a: 3 }], [1, { a: 2 }], "work: sift"), /work: sift, first at 1 of 2/);
  assert.throws(() => sameLists([1, 2], [1], "work"), /the length/);
});
