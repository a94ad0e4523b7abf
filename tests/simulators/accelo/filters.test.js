import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCELO_AUTH, askAccelo } from "../shared/asking.js";
import { createAccelo } from "./index.js";

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
  ["creator(staff(4,9))", (r) => ["4", "9"].includes(r.creator_id)],
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
  const both = await askAccelo(simulator, "tasks/count?_search=north (survey)&_filters=search(wing),standing(started)");
  const wanted = expected((r) => ["north", "survey", "wing"].every((word) => words(r).includes(word)) && r.standing === "started");
  assert.ok(wanted.length > 0);
  assert.equal(both.body.response.count, String(wanted.length));
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
