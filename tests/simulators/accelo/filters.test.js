import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCELO_AUTH, askAccelo, testSwitches } from "../shared/asking.js";
import { createAccelo } from "./index.js";
import { ACCELO_SWITCHES } from "./switches.js";

/** @typedef {import("../shared/switches.js").SwitchValue} SwitchValue */

const simulator = createAccelo();
const rows = simulator.rows();
const middle = Number(rows[700].date_modified);

/**
 * All ids that a filter gives, in the order of the answer.
 * @param {string} filters
 * @param {import("../shared/http.js").Simulator} [of]
 */
async function ids(filters, of = simulator) {
  /** @type {string[]} */
  const found = [];
  for (;;) {
    const query = new URLSearchParams({ _filters: filters, _limit: "50", _offset: String(found.length) });
    const { status, body } = await askAccelo(of, `tasks?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    if (body.response.length === 0) return found;
    found.push(...body.response.map((/** @type {any} */ task) => task.id));
  }
}

/** @param {(row: Record<string, any>) => boolean} matches */
function expected(matches) {
  return rows.filter(matches).map((row) => row.id);
}

/** @param {any} value */
const set = (value) => value !== null;

/** @type {[string, (row: Record<string, any>) => boolean][]} */
const CASES = [
  ["id(5,7,99999)", (r) => ["5", "7"].includes(r.id)],
  ["id_not(5)", (r) => r.id !== "5"],
  ["assignee(4, 5)", (r) => ["4", "5"].includes(r.assignee)],
  ["assignee_not(4)", (r) => r.assignee !== "4"],
  ["manager(4)", (r) => r.manager === "4"],
  ["manager_id(4)", (r) => r.manager === "4"],
  ["status(1,2)", (r) => ["1", "2"].includes(r.status)],
  ["standing(complete,started)", (r) => ["complete", "started"].includes(r.standing)],
  ["standing_not(complete)", (r) => r.standing !== "complete"],
  ["against_type(company, issue)", (r) => ["company", "issue"].includes(r.against_type)],
  ["against_id(1,32)", (r) => ["1", "32"].includes(r.against_id)],
  ["custom_id(ACC-3)", (r) => r.custom_id === "ACC-3"],
  ["child_of_job(3)", (r) => r.task_job === "3"],
  ["rate_id(2)", (r) => r.rate_id === "2"],
  ["rate_charged(57.5)", (r) => r.rate_charged === "57.5"],
  [`date_modified_before(${middle})`, (r) => Number(r.date_modified) < middle],
  [`date_modified_after(${middle})`, (r) => Number(r.date_modified) > middle],
  [`date_modified_after(${middle - 1}),date_modified_before(${middle + 1})`, (r) => Number(r.date_modified) === middle],
  [`date_due_before(${middle})`, (r) => set(r.date_due) && Number(r.date_due) < middle],
  [`date_completed_after(${middle})`, (r) => set(r.date_completed) && Number(r.date_completed) > middle],
  ["date_created_before(1402525375)", (r) => Number(r.date_created) < 1402525375],
  ["id_greater_than(1990)", (r) => Number(r.id) > 1990],
  ["id_less_than_or_equal(7)", (r) => Number(r.id) <= 7],
  ["budgeted_greater_than_or_equal(180000)", (r) => Number(r.budgeted) >= 180000],
  ["assignee_less_than(5)", (r) => set(r.assignee) && Number(r.assignee) < 5],
  ["rate_charged_greater_than(57.5)", (r) => set(r.rate_charged) && Number(r.rate_charged) > 57.5],
  ["max_id(12)", (r) => Number(r.id) <= 12],
  ["min_id(1999)", (r) => Number(r.id) >= 1999],
  ["against(company(1,4),issue(4,5))", (r) => (r.against_type === "company" && ["1", "4"].includes(r.against_id)) || (r.against_type === "issue" && ["4", "5"].includes(r.against_id))],
  ["against(company),standing(started)", (r) => r.against_type === "company" && r.standing === "started"],
  ["_OR(id(3),standing(inactive))", (r) => r.id === "3" || r.standing === "inactive"],
  ["_OR(id(3),_AND(standing(inactive),assignee(6))),id_less_than(900)", (r) => (r.id === "3" || (r.standing === "inactive" && r.assignee === "6")) && Number(r.id) < 900],
  ["_AND(against_type(company),standing(started)),id_less_than(900)", (r) => r.against_type === "company" && r.standing === "started" && Number(r.id) < 900],
  ["id_greater_than(5),id_greater_than(1995)", (r) => Number(r.id) > 1995],
  ["id_greater_than(1995),id_greater_than(5)", (r) => Number(r.id) > 5],
  ["standing(complete),standing(pending)", (r) => r.standing === "pending"],
  ["no_such_filter(3),standing(pending)", (r) => r.standing === "pending"],
];
for (const [filters, matches] of CASES) {
  test(`the filter ${filters}`, async () => {
    const wanted = expected(matches);
    assert.ok(wanted.length > 0 && wanted.length < rows.length, `a case that tells nothing: ${wanted.length} rows`);
    assert.deepEqual(await ids(filters), wanted);
  });
}

test("search finds words of title and description, all of them, without case", async () => {
  const words = (/** @type {any} */ r) => `${r.title} ${r.description ?? ""}`.toLowerCase().split(/[^\p{L}\p{N}\p{M}_]+/u);
  for (const [filter, wanted] of /** @type {[string, string[]][]} */ ([["search(NORTH survey)", ["north", "survey"]], ["search(one, two (three))", ["one", "two", "three"]], ["search(設計)", ["設計"]]])) {
    const found = await ids(filter);
    assert.ok(found.length > 0);
    assert.deepEqual(found, expected((r) => wanted.every((word) => words(r).includes(word))), filter);
  }
  assert.deepEqual(await ids("search(urve)"), []);
});

test("the JSON form takes what the text form cannot write", async () => {
  const post = async (/** @type {unknown} */ filters) => {
    const init = { method: "POST", headers: { ...ACCELO_AUTH, "content-type": "application/json" }, body: JSON.stringify({ _filters: filters, _limit: 100 }) };
    return (await askAccelo(simulator, "tasks?_method=get", init)).body.response.map((/** @type {any} */ task) => task.id);
  };
  const odd = rows.find((row) => row.custom_id?.includes(","))?.custom_id;
  assert.ok(odd.includes(")"));
  assert.deepEqual(await post({ custom_id: [odd] }), expected((r) => r.custom_id === odd).slice(0, 100));
  assert.deepEqual(await post({ id: [12, 13], against: [{ [rows[11].against_type]: [rows[11].against_id] }] }), expected((r) => ["12", "13"].includes(r.id) && r.against === rows[11].against));
  assert.deepEqual(await post({ _OR: { id: 3, _AND: [{ id: [4] }, { standing: [rows[3].standing] }] } }), ["3", "4"]);
  assert.deepEqual(await post({ date_modified_before: middle, order_by_desc: "date_modified" }), (await ids(`date_modified_before(${middle}),order_by_desc(date_modified)`)).slice(0, 100));
});

test("orders: one field, ties by id, the last order given", async () => {
  const by = (/** @type {string} */ field, /** @type {number} */ sign) =>
    [...rows].sort((a, b) => sign * (Number(a[field] ?? 0) - Number(b[field] ?? 0)) || Number(a.id) - Number(b.id)).map((row) => row.id);
  assert.deepEqual(await ids("order_by_desc(date_modified)"), by("date_modified", -1));
  assert.deepEqual(await ids("order_by_asc(date_created)"), by("date_created", 1));
  assert.deepEqual(await ids("order_by_desc(date_due)"), by("date_due", -1));
  assert.deepEqual(await ids("order_by_asc(title),order_by_desc(id)"), rows.map((row) => row.id).reverse());
  const titles = (await ids("order_by_asc(title)")).map((id) => rows[Number(id) - 1].title);
  assert.equal(titles.length, 2000);
  assert.equal(titles.at(-1)?.startsWith("🚧"), true);
});

test("more than fifty tasks share one second somewhere in the middle", () => {
  /** @type {Map<string, number>} */
  const groups = new Map();
  for (const row of rows) groups.set(row.date_modified, (groups.get(row.date_modified) ?? 0) + 1);
  assert.ok(Math.max(...groups.values()) > 50);
});

test("filters that are refused", async () => {
  for (const filters of ["id(1", "id)", "(3)", "date_due_before(x)", "date_due_after(1,2)", "id_greater_than()", "_OR(_OR(id(1)))"]) {
    const { status, body } = await askAccelo(simulator, `tasks?${new URLSearchParams({ _filters: filters })}`);
    assert.deepEqual([status, body.response, body.meta.status], [400, null, "invalid_request"], filters);
  }
});

// The sides of every switch.

const some = createAccelo({ size: 400 }).rows();
/** @param {(row: Record<string, any>) => boolean} matches */
const countOf = (matches) => String(some.filter(matches).length);

/** @param {string} name @param {SwitchValue} side @param {string} path */
function askSide(name, side, path) {
  return askAccelo(createAccelo({ size: 400, switches: { [name]: side } }), path);
}

/** @param {string} name @param {SwitchValue} side @param {string} path */
async function firstIds(name, side, path) {
  const { status, body } = await askSide(name, side, path);
  return status === 200 ? body.response.map((/** @type {any} */ task) => task.id).join() : status;
}

/** @param {string} name @param {SwitchValue} side @param {string} filters */
async function countSide(name, side, filters) {
  return (await askSide(name, side, `tasks/count?_filters=${filters}`)).body.response.count;
}

const firstUnset = some.findIndex((row) => row.date_due === null) + 1;

testSwitches(test, assert, ACCELO_SWITCHES, {
  limitMax: { probe: async (side) => (await askSide("limitMax", side, "tasks?_limit=100")).body.response.length, sides: [100, 50] },
  limitAboveMax: { probe: async (side) => (await askSide("limitAboveMax", side, "tasks?_limit=101")).status, sides: [200, 400] },
  pageBase: { probe: (side) => firstIds("pageBase", side, "tasks?_page=1&_limit=2"), sides: ["3,4", "1,2"] },
  offsetWithPage: { probe: (side) => firstIds("offsetWithPage", side, "tasks?_page=1&_limit=2&_offset=30"), sides: ["3,4", 400] },
  badPaging: { probe: (side) => firstIds("badPaging", side, "tasks?_limit=0&_offset=-3"), sides: [400, "1,2,3,4,5,6,7,8,9,10"] },
  tieOrder: {
    probe: async (side) => {
      const of = createAccelo({ size: 400, switches: { tieOrder: side } });
      const ask = async () => (await askAccelo(of, "tasks?_filters=order_by_asc(standing)&_limit=3")).body.response.map((/** @type {any} */ t) => t.id).join();
      const [a, b] = [await ask(), await ask()];
      return a === b ? a : "another at each call";
    },
    sides: [
      some.filter((r) => r.standing === "accepted").map((r) => r.id).slice(0, 3).join(),
      some.filter((r) => r.standing === "accepted").map((r) => r.id).slice(-3).reverse().join(),
      "another at each call",
    ],
  },
  orderSeveral: { probe: (side) => firstIds("orderSeveral", side, "tasks?_filters=order_by_desc(id,title)&_limit=2"), sides: ["400,399", 400] },
  textOrder: {
    probe: async (side) => {
      const { body } = await askSide("textOrder", side, "tasks?_filters=order_by_asc(title),search(roof)&_limit=100");
      const titles = body.response.map((/** @type {any} */ task) => task.title);
      return titles.findIndex((/** @type {string} */ title) => title.startsWith("roof")) > titles.findLastIndex((/** @type {string} */ title) => title.startsWith("ROOF"));
    },
    sides: [true, false],
  },
  unsetDate: {
    probe: async (side) => {
      const task = (await askSide("unsetDate", side, `tasks/${firstUnset}?_fields=date_due`)).body.response;
      return "date_due" in task ? task.date_due : "absent";
    },
    sides: [null, "0", "absent"],
  },
  unsetMatchesBefore: {
    probe: (side) => countSide("unsetMatchesBefore", side, "date_due_before(1700000000)"),
    sides: [countOf((r) => set(r.date_due) && Number(r.date_due) < 1.7e9), countOf((r) => Number(r.date_due ?? 0) < 1.7e9)],
  },
  unsetSorts: {
    probe: async (side) => {
      const { body } = await askSide("unsetSorts", side, "tasks?_filters=order_by_asc(date_due)&_fields=date_due&_limit=1");
      return body.response[0].date_due === null;
    },
    sides: [true, false],
  },
  nullUnderNot: {
    probe: (side) => countSide("nullUnderNot", side, "assignee_not(4)"),
    sides: [countOf((r) => r.assignee !== "4"), countOf((r) => set(r.assignee) && r.assignee !== "4")],
  },
  repeatedAcross: {
    probe: (side) => firstIds("repeatedAcross", side, "tasks?_filters=id(1,2,3),_OR(id(3,5),standing(nothing))"),
    sides: ["3", "3,5"],
  },
  jobOfMilestone: {
    probe: async (side) => {
      const task = some.find((row) => row.against_type === "milestone");
      const shown = (await askSide("jobOfMilestone", side, `tasks/${task?.id}?_fields=task_job(title)`)).body.response.task_job;
      const found = await firstIds("jobOfMilestone", side, `tasks?_filters=child_of_job(${task?.task_job}),id(${task?.id})`);
      return [shown?.id === task?.against_id, found === task?.id];
    },
    sides: [[true, true], [false, true]],
  },
  unsetId: {
    probe: async (side) => {
      const free = some.find((row) => row.assignee === null)?.id;
      const shown = (await askSide("unsetId", side, `tasks/${free}?_fields=assignee(email)`)).body.response.assignee;
      return [shown, await countSide("unsetId", side, `assignee(0),id(${free})`)];
    },
    sides: [[null, "0"], ["0", "0"]],
  },
  unknownFilter: {
    probe: async (side) => {
      const filter = await firstIds("unknownFilter", side, "tasks?_filters=colour(3)&_limit=1");
      return [filter, await firstIds("unknownFilter", side, "tasks?_filters=order_by_asc(colour)&_limit=1")];
    },
    sides: [["1", "1"], [400, 400]],
  },
  unknownField: {
    probe: async (side) => {
      const own = (await askSide("unknownField", side, "tasks?_fields=colour")).status;
      return [own, (await askSide("unknownField", side, "tasks?_fields=type(colour)")).status];
    },
    sides: [[200, 200], [400, 200]],
  },
  searchWords: {
    probe: async (side) => (await countSide("searchWords", side, "search(surve)")) !== "0",
    sides: [false, true],
  },
  countType: { probe: (side) => countSide("countType", side, "max_id(7)"), sides: ["7", 7] },
  durations: {
    probe: async (side) => {
      const shown = (await askSide("durations", side, "tasks/7?_fields=billable")).body.response.billable;
      return [shown, await countSide("durations", side, "billable_greater_than(9000)")];
    },
    sides: [
      [some[6].billable, countOf((r) => Number(r.billable) > 9000)],
      [String(Number(some[6].billable) / 60), countOf((r) => Number(r.billable) / 60 > 9000)],
    ],
  },
  bothTokensStatus: { probe: async (side) => (await askSide("bothTokensStatus", side, "tasks?_bearer_token=accelo-demo-token")).status, sides: [400, 401] },
  missingUrl: { probe: async (side) => (await askSide("missingUrl", side, "nothing")).headers.get("content-type"), sides: ["text/html; charset=utf-8", "application/json; charset=utf-8"] },
});
