import assert from "node:assert/strict";
import { test } from "node:test";
import { askIntacctWrite, askQuery } from "../shared/asking.js";
import { createSageIntacct } from "./index.js";

const simulator = createSageIntacct({ size: 500 });
const rows = simulator.rows();

/** @param {object} query @param {import("../shared/http.js").Simulator} [of] */
async function resultOf(query, of = simulator) {
  const { status, body } = await askQuery(of, query);
  assert.equal(status, 200, JSON.stringify(body));
  return body["ia::result"];
}

/** The values of a field that are not null. @param {string} name @param {Record<string, any>[]} [of] */
const valuesOf = (name, of = rows) => of.map((row) => row[name]).filter((value) => value !== null);
/** @param {any[]} values */
const sumOf = (values) => values.reduce((total, value) => total + Number(value), 0);

test("each function over all rows", async () => {
  const hours = valuesOf("duration.planned");
  const names = valuesOf("name").sort();
  assert.ok(hours.length < rows.length && hours.length > 100);
  assert.deepEqual(await resultOf({
    fields: ["count:key", "count:duration.planned", "sum:duration.planned", "avg:duration.planned", "min:duration.planned", "max:duration.planned",
      "sum:priority", "min:planned.startDate", "max:audit.modifiedDateTime", "min:key", "max:key"],
  }), [{
    "count:key": 500,
    "count:duration.planned": hours.length,
    "sum:duration.planned": sumOf(hours).toFixed(2),
    "avg:duration.planned": (sumOf(hours) / hours.length).toFixed(2),
    "min:duration.planned": Math.min(...hours.map(Number)).toFixed(2),
    "max:duration.planned": Math.max(...hours.map(Number)).toFixed(2),
    "sum:priority": sumOf(valuesOf("priority")),
    "min:planned.startDate": valuesOf("planned.startDate").sort()[0],
    "max:audit.modifiedDateTime": valuesOf("audit.modifiedDateTime").sort().at(-1),
    "min:key": "1",
    "max:key": "1327",
  }]);
  const texts = createSageIntacct({ size: 500, switches: { keyOrder: "text", textOrder: "codePoint" } });
  const [{ "max:key": last, "min:name": first }] = await resultOf({ fields: ["max:key", "min:name"] }, texts);
  assert.deepEqual([last, first], ["99", names[0]]);
});

test("numbers are written as the dialect writes them", async () => {
  const fields = ["sum:duration.planned", "avg:duration.planned"];
  const [row] = await resultOf({ fields }, createSageIntacct({ size: 500, switches: { dialect: "seed" } }));
  const hours = valuesOf("duration.planned");
  assert.equal(row[fields[0]], sumOf(hours));
  assert.ok(Math.abs(row[fields[1]] - sumOf(hours) / hours.length) < 1e-9);
});

test("groups are filtered, ordered, paged and counted", async () => {
  const query = { fields: ["project.key", "isBillable", "count:key"], orderBy: [{ "project.key": "desc" }, { isBillable: "asc" }], filters: [{ $gt: { priority: 3 } }] };
  const whole = await resultOf({ ...query, size: 1000 });
  const wanted = new Map();
  for (const row of rows.filter(({ priority }) => priority !== null && priority > 3)) {
    const group = JSON.stringify([row["project.key"], row.isBillable]);
    wanted.set(group, (wanted.get(group) ?? 0) + 1);
  }
  assert.deepEqual(new Map(whole.map((/** @type {any} */ row) => [JSON.stringify([row["project.key"], row.isBillable]), row["count:key"]])), wanted);
  const keys = whole.map((/** @type {any} */ row) => row["project.key"]);
  assert.deepEqual(keys, [...keys].sort().reverse());
  const { body } = await askQuery(simulator, { ...query, start: 3, size: 2 });
  assert.deepEqual(body["ia::result"], whole.slice(2, 4));
  assert.deepEqual(body["ia::meta"], { totalCount: wanted.size, start: 3, pageSize: 2, next: 5, previous: 1 });
});

test("a function that a field cannot have, or that there is not, is refused", async () => {
  for (const [field, target] of [["sum:name", "/sum:name"], ["avg:isBillable", "/avg:isBillable"], ["median:priority", "/median:priority"], ["sum:nothing", "/sum:nothing"]]) {
    const { status, body } = await askQuery(simulator, { fields: [field] });
    assert.deepEqual([status, body["ia::result"]["ia::error"].details[0].target], [400, target]);
  }
});

test("writes are counted", async () => {
  const of = createSageIntacct({ size: 20 });
  const count = async () => (await resultOf({ fields: ["count:key"], filters: [{ $eq: { "project.key": "132" } }] }, of))[0]["count:key"];
  assert.equal(await count(), 3);
  await askIntacctWrite(of, "POST", "", { name: "Gutters", project: { key: "132" }, taskStatus: "planned" });
  assert.equal(await count(), 4);
  await askIntacctWrite(of, "DELETE", "1325");
  await askIntacctWrite(of, "DELETE", "1326");
  assert.equal(await count(), 2);
});
