import assert from "node:assert/strict";
import { test } from "node:test";
import { askIntacct, askQuery, testSwitches } from "../shared/asking.js";
import { createSageIntacct } from "./index.js";
import { READ_SWITCHES } from "./switches.js";

/** @typedef {import("../shared/switches.js").SwitchValue} SwitchValue */

const simulator = createSageIntacct();
const rows = simulator.rows();
const MODIFIED = "audit.modifiedDateTime";
const middle = rows[700][MODIFIED];

/**
 * The keys that a query gives, sorted.
 * @param {object} query
 * @param {import("../shared/http.js").Simulator} [of]
 */
async function keys(query, of = simulator) {
  const { status, body } = await askQuery(of, { fields: ["key"], size: 4000, orderBy: [{ key: "asc" }], ...query });
  assert.equal(status, 200, JSON.stringify(body));
  return body["ia::result"].map((/** @type {any} */ row) => row.key);
}

/** @param {(row: Record<string, any>) => boolean} test */
function expected(test) {
  return rows.filter(test).map((row) => row.key).sort((a, b) => Number(a) - Number(b));
}

/** @type {[object, (row: Record<string, any>) => boolean][]} */
const CASES = [
  [{ $eq: { taskStatus: "planned" } }, (r) => r.taskStatus === "planned"],
  [{ $ne: { taskStatus: "planned" } }, (r) => r.taskStatus !== "planned"],
  [{ $eq: { description: null } }, (r) => r.description === null],
  [{ $ne: { description: null } }, (r) => r.description !== null],
  [{ $eq: { description: "" } }, (r) => r.description === ""],
  [{ $eq: { isBillable: true } }, (r) => r.isBillable],
  [{ $eq: { isBillable: "false" } }, (r) => !r.isBillable],
  [{ $gte: { isMilestone: true } }, (r) => r.isMilestone],
  [{ $gt: { priority: 5 } }, (r) => r.priority !== null && r.priority > 5],
  [{ $gt: { priority: "9" } }, (r) => r.priority !== null && r.priority > 9],
  [{ $lt: { priority: 3 } }, (r) => r.priority !== null && r.priority < 3],
  [{ $lte: { priority: 3 } }, (r) => r.priority !== null && r.priority <= 3],
  [{ $gte: { percentComplete: "0.5" } }, (r) => r.percentComplete !== null && Number(r.percentComplete) >= 0.5],
  [{ $gte: { "duration.planned": "900" } }, (r) => r["duration.planned"] !== null && Number(r["duration.planned"]) >= 900],
  [{ $in: { taskStatus: ["onHold", "completed"] } }, (r) => ["onHold", "completed"].includes(r.taskStatus)],
  [{ $notIn: { taskStatus: ["onHold", "completed"] } }, (r) => !["onHold", "completed"].includes(r.taskStatus)],
  [{ $in: { key: ["1", "1326", "9999"] } }, (r) => ["1", "1326"].includes(r.key)],
  [{ $between: { priority: [2, "4"] } }, (r) => r.priority !== null && r.priority >= 2 && r.priority <= 4],
  [{ $notBetween: { priority: [2, 4] } }, (r) => r.priority !== null && (r.priority < 2 || r.priority > 4)],
  [{ $contains: { name: "wing" } }, (r) => r.name.includes("wing")],
  [{ $contains: { name: "現" } }, (r) => r.name.includes("現")],
  [{ $contains: { wbsCode: 1 } }, (r) => r.wbsCode !== null && r.wbsCode.includes("1")],
  [{ $notContains: { name: "o" } }, (r) => !r.name.includes("o")],
  [{ $startsWith: { name: "🚧" } }, (r) => r.name.startsWith("🚧")],
  [{ $notStartsWith: { name: "R" } }, (r) => !r.name.startsWith("R")],
  [{ $endsWith: { name: "review" } }, (r) => r.name.endsWith("review")],
  [{ $notEndsWith: { name: "review" } }, (r) => !r.name.endsWith("review")],
  [{ $contains: { "project.name": "\"" } }, (r) => r["project.name"].includes("\"")],
  [{ $eq: { [MODIFIED]: middle } }, (r) => r[MODIFIED] === middle],
  [{ $lt: { [MODIFIED]: middle } }, (r) => r[MODIFIED] < middle],
  [{ $lte: { [MODIFIED]: middle } }, (r) => r[MODIFIED] <= middle],
  [{ $gt: { [MODIFIED]: middle } }, (r) => r[MODIFIED] > middle],
  [{ $gte: { [MODIFIED]: middle } }, (r) => r[MODIFIED] >= middle],
  [{ $gte: { "planned.endDate": "2025-01-01" } }, (r) => r["planned.endDate"] !== null && r["planned.endDate"] >= "2025-01-01"],
  [{ $gt: { key: "500" } }, (r) => Number(r.key) > 500],
];

for (const [condition, matches] of CASES) {
  test(`the operator in ${JSON.stringify(condition)}`, async () => {
    const wanted = expected(matches);
    assert.ok(wanted.length > 0 && wanted.length < rows.length, `a case that tells nothing: ${wanted.length} rows`);
    assert.deepEqual(await keys({ filters: [condition] }), wanted);
  });
}

const THREE = [{ $eq: { isBillable: true } }, { $lt: { priority: 4 } }, { $eq: { taskStatus: "onHold" } }];
const [one, two, three] = /** @type {((r: Record<string, any>) => boolean)[]} */ ([
  (r) => r.isBillable,
  (r) => r.priority !== null && r.priority < 4,
  (r) => r.taskStatus === "onHold",
]);
/** @type {[string | undefined, (r: Record<string, any>) => boolean][]} */
const EXPRESSIONS = [
  [undefined, (r) => one(r) && two(r) && three(r)],
  ["and", (r) => one(r) && two(r) && three(r)],
  ["or", (r) => one(r) || two(r) || three(r)],
  ["(1 and 2) or 3", (r) => (one(r) && two(r)) || three(r)],
  ["1 and (2 OR 3)", (r) => one(r) && (two(r) || three(r))],
  ["((3))", three],
];
for (const [filterExpression, matches] of EXPRESSIONS) {
  test(`the expression ${filterExpression}`, async () => {
    assert.deepEqual(await keys({ filters: THREE, filterExpression }), expected(matches));
  });
}

test("comparison without case", async () => {
  const filters = [{ $startsWith: { name: "rOOF" } }];
  assert.deepEqual(await keys({ filters }), []);
  const found = await keys({ filters, filterParameters: { caseSensitiveComparison: false } });
  assert.deepEqual(found, expected((r) => r.name.toLowerCase().startsWith("roof")));
});

test("date macros are periods around asOfDate, else around today", async () => {
  /** @type {[string, string, string, string][]} */
  const macros = [
    ["2025-05-14", "today", "2025-05-14", "2025-05-14"],
    ["2025-05-14", "yesterday", "2025-05-13", "2025-05-13"],
    ["2025-05-14", "currentWeek", "2025-05-11", "2025-05-17"],
    ["2025-05-11", "lastWeek", "2025-05-04", "2025-05-10"],
    ["2025-05-14", "currentMonth", "2025-05-01", "2025-05-31"],
    ["2025-01-14", "priorMonth", "2024-12-01", "2024-12-31"],
    ["2025-05-14", "currentQuarter", "2025-04-01", "2025-06-30"],
    ["2025-01-14", "priorQuarter", "2024-10-01", "2024-12-31"],
    ["2025-05-14", "currentYear", "2025-01-01", "2025-12-31"],
    ["2025-05-14", "priorYear", "2024-01-01", "2024-12-31"],
  ];
  for (const [asOfDate, macro, first, last] of macros) {
    const within = expected((r) => r[MODIFIED].slice(0, 10) >= first && r[MODIFIED].slice(0, 10) <= last);
    const filterParameters = { asOfDate };
    assert.deepEqual(await keys({ filters: [{ $eq: { [MODIFIED]: macro } }], filterParameters }), within, macro);
    const plain = await keys({ filters: [{ $between: { "planned.endDate": [macro, macro] } }], filterParameters });
    assert.deepEqual(plain, expected((r) => r["planned.endDate"] >= first && r["planned.endDate"] <= last), macro);
  }
  assert.deepEqual(await keys({ filters: [{ $eq: { [MODIFIED]: "currentMonth" } }] }), expected((r) => r[MODIFIED].startsWith("2026-06")));
});

for (const keyOrder of ["number", "text"]) {
  test(`a keyset walk through the large group of ties gives every row once, keys ordered as ${keyOrder}`, async () => {
    const of = createSageIntacct({ switches: { keyOrder } });
    const orderBy = [{ [MODIFIED]: "desc" }, { key: "asc" }];
    /** @type {string[]} */
    const seen = [];
    /** @type {any} */
    let last = null;
    for (;;) {
      const filters = last ? [{ $lt: { [MODIFIED]: last[MODIFIED] } }, { $eq: { [MODIFIED]: last[MODIFIED] } }, { $gt: { key: last.key } }] : [];
      const { body } = await askQuery(of, {
        fields: ["key", MODIFIED], orderBy, size: 70, filters, ...(last ? { filterExpression: "1 or (2 and 3)" } : {}),
      });
      if (body["ia::result"].length === 0) break;
      seen.push(...body["ia::result"].map((/** @type {any} */ row) => row.key));
      last = body["ia::result"].at(-1);
    }
    const before = (/** @type {string} */ a, /** @type {string} */ b) => (keyOrder === "number" ? Number(a) - Number(b) : a < b ? -1 : 1);
    const wanted = [...rows].sort((a, b) => (a[MODIFIED] === b[MODIFIED] ? before(a.key, b.key) : a[MODIFIED] < b[MODIFIED] ? 1 : -1));
    assert.deepEqual(seen, wanted.map((row) => row.key));
  });
}

test("more than a hundred tasks share one second somewhere in the middle", () => {
  /** @type {Map<string, number>} */
  const groups = new Map();
  for (const row of rows) groups.set(row[MODIFIED], (groups.get(row[MODIFIED]) ?? 0) + 1);
  assert.ok(Math.max(...groups.values()) > 100);
});

// The sides of every switch.

/** @param {string} name @param {SwitchValue} side @param {object} [more] */
function withSide(name, side, more = {}) {
  return createSageIntacct({ size: 300, ...more, switches: { [name]: side } });
}

/** @param {string} name @param {SwitchValue} side @param {object} query */
async function total(name, side, query) {
  const { status, body } = await askQuery(withSide(name, side), { fields: ["key"], size: 1, ...query });
  return status === 200 ? body["ia::meta"].totalCount : status;
}

const some = createSageIntacct({ size: 300 }).rows();
/** @param {(row: Record<string, any>) => boolean} matches */
const countOf = (matches) => some.filter(matches).length;
const NOW = Date.UTC(2026, 5, 30, 12);

testSwitches(test, assert, READ_SWITCHES, {
  dialect: {
    probe: async (side) => {
      const of = withSide("dialect", side);
      const statuses = [];
      for (const field of ["taskStatus", "status", "observedPercentComplete", "observerPercentComplete"]) {
        statuses.push((await askQuery(of, { fields: [field] })).status);
      }
      return statuses;
    },
    sides: [[200, 400, 200, 400], [400, 200, 400, 200]],
  },
  percent: {
    probe: async (side) => (await askQuery(withSide("percent", side), { fields: ["percentComplete"], filters: [{ $eq: { key: "1" } }] })).body["ia::result"][0].percentComplete,
    sides: ["0.25", "0.25", 0.25],
  },
  decimals: {
    probe: async (side) => (await askIntacct(withSide("decimals", side), "/objects/projects/task/1")).body["ia::result"].productionUnits.estimate,
    sides: ["1200.00", "1200.00", 1200],
  },
  nextAtEnd: {
    probe: async (side) => {
      const { next, previous } = (await askQuery(withSide("nextAtEnd", side), { fields: ["key"], size: 300 })).body["ia::meta"];
      return [next, previous];
    },
    sides: [[null, null], [null, null], [0, 0]],
  },
  emptyReference: {
    probe: async (side) => {
      const { body } = await askIntacct(withSide("emptyReference", side), "/objects/projects/task/1325");
      return "parent" in body["ia::result"] ? body["ia::result"].parent : "absent";
    },
    sides: [null, "absent", { key: null, id: null }],
  },
  extraKeys: {
    probe: async (side) => Object.keys((await askQuery(withSide("extraKeys", side), { fields: ["key"], size: 1 })).body["ia::result"][0]).length,
    sides: [1, 2],
  },
  keyOrder: {
    probe: async (side) => {
      const of = withSide("keyOrder", side);
      const ordered = (await keys({ size: 4 }, of)).join();
      return [ordered, (await keys({ filters: [{ $gt: { key: "1326" } }] }, of)).length];
    },
    sides: [["1,2,3,4", 1], ["1,10,100,101", countOf((r) => r.key > "1326")]],
  },
  textOrder: {
    probe: (side) => total("textOrder", side, { filters: [{ $lt: { name: "b" } }] }),
    sides: [countOf((r) => r.name < "b"), countOf((r) => r.name.toLowerCase() < "b")],
  },
  tieOrder: {
    probe: async (side) => {
      const of = withSide("tieOrder", side);
      const first = async () => (await askQuery(of, { fields: ["key"], size: 5 })).body["ia::result"].map((/** @type {any} */ r) => r.key).join();
      const [a, b] = [await first(), await first()];
      return a === b ? a : "another at each query";
    },
    sides: ["another at each query", "1,2,3,4,5", "1327,1326,1325,297,296"],
  },
  nullsSort: {
    probe: async (side) => {
      const { body } = await askQuery(withSide("nullsSort", side), { fields: ["priority"], orderBy: [{ priority: "asc" }], size: 300 });
      const values = body["ia::result"].map((/** @type {any} */ r) => r.priority);
      return [values[0] === null, values.at(-1) === null];
    },
    sides: [[true, false], [false, true]],
  },
  nullsUnderNe: {
    probe: async (side) => {
      const counts = [];
      for (const filter of [{ $ne: { priority: 3 } }, { $notIn: { priority: [3] } }, { $notBetween: { priority: [3, 3] } },
        { $notContains: { description: "\u0000" } }, { $notStartsWith: { description: "\u0000" } }, { $notEndsWith: { description: "\u0000" } }]) {
        counts.push(await total("nullsUnderNe", side, { filters: [filter] }));
      }
      return counts;
    },
    sides: [true, false].map((included) => [
      ...Array(3).fill(countOf((r) => r.priority !== 3 && (included || r.priority !== null))),
      ...Array(3).fill(countOf((r) => included || r.description !== null)),
    ]),
  },
  expressionPrecedence: {
    probe: (side) => total("expressionPrecedence", side, { filters: THREE, filterExpression: "1 or 2 and 3" }),
    sides: [countOf((r) => one(r) || (two(r) && three(r))), countOf((r) => (one(r) || two(r)) && three(r))],
  },
  macroEdge: {
    probe: async (side) => {
      const counts = [];
      for (const operator of ["$lt", "$lte", "$gt", "$gte"]) {
        counts.push(await total("macroEdge", side, { filters: [{ [operator]: { [MODIFIED]: "priorYear" } }] }));
      }
      return counts;
    },
    sides: [["2025", "2026", "2026", "2025"], ["2025", "2025", "2025", "2025"], ["2026", "2026", "2026", "2026"]].map((years) =>
      years.map((year, i) => countOf((r) => (i < 2 ? r[MODIFIED] < year : r[MODIFIED] >= year))),
    ),
  },
  weekStart: {
    // 2025-05-18 was a Sunday.
    probe: async (side) => {
      const filters = [{ $lt: { [MODIFIED]: "currentWeek" } }];
      return (await keys({ filters, filterParameters: { asOfDate: "2025-05-18" } }, withSide("weekStart", side, { size: 2000 }))).length;
    },
    sides: [expected((r) => r[MODIFIED] < "2025-05-18").length, expected((r) => r[MODIFIED] < "2025-05-12").length],
  },
  todayZone: {
    probe: async (side) => {
      // The clock stands at 06:00Z on one call and at 12:00Z on the other; the data ends at noon.
      const counts = [];
      let now = NOW;
      const of = createSageIntacct({ size: 300, now: () => now, switches: { todayZone: side } });
      for (const hour of [6, 12]) {
        now = NOW + (hour - 12) * 3_600_000;
        counts.push((await askQuery(of, { fields: ["key"], filters: [{ $lt: { [MODIFIED]: "today" } }] })).body["ia::meta"].totalCount);
      }
      return counts;
    },
    sides: [["30", "30"], ["29", "30"], ["30", "31"]].map((days) =>
      days.map((day) => countOf((r) => r[MODIFIED] < (day === "31" ? "2026-07-01" : `2026-06-${day}`))),
    ),
  },
  dateVersusTime: {
    probe: async (side) => {
      const day = some[100][MODIFIED].slice(0, 10);
      return [
        await total("dateVersusTime", side, { filters: [{ $eq: { [MODIFIED]: day } }] }),
        await total("dateVersusTime", side, { filters: [{ $eq: { "planned.startDate": "2023-02-25T10:00:00Z" } }] }),
      ];
    },
    sides: [
      [countOf((r) => r[MODIFIED] === `${some[100][MODIFIED].slice(0, 10)}T00:00:00Z`), 0],
      [countOf((r) => r[MODIFIED].startsWith(some[100][MODIFIED].slice(0, 10))), countOf((r) => r["planned.startDate"] === "2023-02-25")],
      [400, 400],
    ],
  },
  sizeAbove4000: {
    probe: async (side) => {
      const { status, body } = await askQuery(withSide("sizeAbove4000", side), { fields: ["key"], size: 4001 });
      return [status, body["ia::meta"].pageSize ?? null];
    },
    sides: [[400, null], [200, 4000]],
  },
  startPastEnd: {
    probe: async (side) => {
      const { status, body } = await askQuery(withSide("startPastEnd", side), { fields: ["key"], start: 301 });
      return [status, Array.isArray(body["ia::result"]) ? body["ia::result"] : "error"];
    },
    sides: [[200, []], [400, "error"]],
  },
  badFieldError: {
    probe: async (side) => (await askQuery(withSide("badFieldError", side), { fields: ["x"] })).body["ia::result"]["ia::error"].errorId,
    sides: ["REST-1064", "REST-1106"],
  },
  errorShape: {
    probe: async (side) => Object.keys((await askQuery(withSide("errorShape", side), { fields: ["x"] })).body),
    sides: [["ia::result", "ia::meta"], ["ia::error", "ia::meta"]],
  },
  gatewayShape: {
    probe: async (side) => Object.keys((await askIntacct(withSide("gatewayShape", side), "/nothing")).body),
    sides: [["ia::error"], ["ia::result", "ia::meta"]],
  },
  invalidTokenStatus: {
    probe: async (side) => (await askIntacct(withSide("invalidTokenStatus", side), "/objects/projects/task", {})).status,
    sides: [401, 400],
  },
  topLevelInEntity: {
    probe: async (side) => {
      const of = withSide("topLevelInEntity", side);
      const counts = [];
      for (const entity of ["WEST", "EAST"]) {
        counts.push((await askQuery(of, { fields: ["key"] }, { "x-ia-api-param-entity": entity })).body["ia::meta"].totalCount);
      }
      return counts[0] + counts[1] > 300 ? "the top level is seen twice" : counts[0] + counts[1] < 300 ? "only what belongs to them" : "";
    },
    sides: ["the top level is seen twice", "only what belongs to them"],
  },
  plainBesideAggregate: {
    probe: async (side) => {
      const { body } = await askQuery(withSide("plainBesideAggregate", side), { fields: ["isBillable", "count:key"], orderBy: [{ isBillable: "asc" }] });
      const result = body["ia::result"];
      return Array.isArray(result) ? result : result["ia::error"].details[0].target;
    },
    sides: [[false, true].map((isBillable) => ({ isBillable, "count:key": countOf((r) => r.isBillable === isBillable) })), "/isBillable"],
  },
  aggregateOfNothing: {
    probe: async (side) => {
      const query = { fields: ["count:key", "max:priority"], filters: [{ $eq: { key: "0" } }] };
      return (await askQuery(withSide("aggregateOfNothing", side), query)).body["ia::result"];
    },
    sides: [[{ "count:key": 0, "max:priority": null }], []],
  },
});
