import assert from "node:assert/strict";
import { test } from "node:test";
import { askAccelo, writeAccelo } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { stream } from "../shared/random.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createAccelo } from "./index.js";

/** @param {number} [size] */
function fresh(size = 60) {
  const clock = createClock(DEFAULT_NOW);
  return { clock, now: () => String(Math.floor(clock.now() / 1000)), simulator: createAccelo({ size, now: clock.now }) };
}

test("another user inserts, changes and removes without a call", async () => {
  const { simulator, clock, now } = fresh();
  const { hands } = simulator;
  const id = hands.insert({ title: "By hand", against: "milestones/2", assignee: "5", date_due: "1800000000", standing: "accepted", remaining: "900" });
  assert.equal(id, "61");
  const [task] = simulator.rows().slice(-1);
  assert.deepEqual(task, {
    ...task, title: "By hand", against_type: "milestone", against_id: "2", milestone: "2", task_job: "2", assignee: "5", date_due: "1800000000",
    standing: "accepted", task_status: "2", status: "2", date_accepted: now(), date_created: now(), date_modified: now(), remaining: "900",
  });
  clock.advance(60_000);
  hands.change("61", { standing: "complete", title: "Changed" });
  hands.change("7", { date_modified: "1000", assignee: { id: "9" }, against_id: "3" });
  const rows = simulator.rows();
  assert.deepEqual([rows[60].title, rows[60].date_completed, rows[60].date_modified], ["Changed", now(), now()]);
  assert.deepEqual([rows[6].date_modified, rows[6].assignee, rows[6].against.split("/")[1]], ["1000", "9", "3"]);
  hands.remove("7");
  hands.remove("61");
  assert.deepEqual([simulator.size, simulator.calls.total, simulator.effects], [59, 0, []]);
  assert.equal(hands.insert(), "62");
});

test("a removed task is not found, not listed, not counted and not written", async () => {
  const { simulator } = fresh();
  simulator.hands.remove("3");
  for (const path of ["tasks/3", "tasks/3/progressions"]) {
    const { status, body } = await askAccelo(simulator, path);
    assert.deepEqual([status, body.response, body.meta.status], [400, null, "invalid_request"]);
  }
  assert.equal((await writeAccelo(simulator, "PUT", "tasks/3", { title: "x" })).status, 400);
  assert.equal((await writeAccelo(simulator, "PUT", "tasks/3/progressions/done")).status, 400);
  const { body } = await askAccelo(simulator, "tasks?_limit=3&_offset=1");
  assert.deepEqual(body.response.map((/** @type {any} */ task) => task.id), ["2", "4", "5"]);
  assert.deepEqual((await askAccelo(simulator, "tasks/count?_filters=max_id(5)")).body.response, { count: "4" });
  assert.deepEqual((await askAccelo(simulator, "tasks/count")).body.response, { count: "59" });
  assert.deepEqual(simulator.rows(["id"]).length, 59);
});

test("what cannot be is a RangeError", () => {
  const { hands } = fresh().simulator;
  hands.remove("5");
  for (const id of ["0", "61", "5", "x", ""]) {
    assert.throws(() => hands.change(id, { title: "x" }), RangeError);
    assert.throws(() => hands.remove(id), RangeError);
  }
  for (const values of [{ colour: "red" }, { id: "9" }, { date_due: "soon" }, { task_status: "8" }]) {
    assert.throws(() => hands.insert(values), RangeError);
    assert.throws(() => hands.change("1", values), RangeError);
  }
});

test("after many changes lists and counts say what the rows say", async () => {
  const { simulator, clock } = fresh(200);
  const draw = stream(11, "changes");
  for (let i = 0; i < 300; i += 1) {
    const live = simulator.rows(["id"]);
    const { id } = live[draw(i) % live.length];
    const kind = (draw(i) >>> 8) % 5;
    clock.advance((draw(i) >>> 12) % 3000);
    const date = String(1_600_000_000 + ((draw(i) >>> 4) % 50));
    if (kind === 0) simulator.hands.insert({ title: `n${i % 7}`, date_due: date, standing: "started" });
    else if (kind === 1) simulator.hands.remove(id);
    else if (kind === 2) simulator.hands.change(id, { standing: ["pending", "complete"][i % 2], date_due: i % 3 === 0 ? null : date });
    else await writeAccelo(simulator, "PUT", kind === 3 ? `tasks/${id}/progressions/done` : `tasks/${id}`, kind === 3 ? {} : { date_due: date });
    if (i % 30 !== 0) continue;
    const rows = simulator.rows();
    for (const filter of ["standing(started)", `date_due_before(${date})`, "id_greater_than(0)"]) {
      for (const order of ["date_modified", "date_due", "id"]) {
        const wanted = rows
          .filter((row) => (filter.startsWith("st") ? row.standing === "started" : filter.startsWith("da") ? row.date_due !== null && row.date_due < date : true))
          .sort((a, b) => Number(b[order] ?? 0) - Number(a[order] ?? 0) || Number(a.id) - Number(b.id))
          .map((row) => row.id);
        /** @type {string[]} */
        const found = [];
        for (let more = true; more; ) {
          const { body } = await askAccelo(simulator, `tasks?_filters=${filter},order_by_desc(${order})&_limit=100&_offset=${found.length}`);
          found.push(...body.response.map((/** @type {any} */ task) => task.id));
          more = body.response.length === 100;
        }
        assert.deepEqual(found, wanted, `${filter} by ${order} after ${i} changes`);
        assert.equal((await askAccelo(simulator, `tasks/count?_filters=${filter}`)).body.response.count, String(wanted.length));
      }
    }
  }
  assert.ok(simulator.effects.some(({ kind }) => kind === "progress") && simulator.effects.some(({ kind }) => kind === "update"));
});

test("200,000 rows stay quick, and one written row does not make them slow", async () => {
  const simulator = createAccelo({ size: 200_000 });
  const timed = async (/** @type {string} */ path) => {
    const began = performance.now();
    const { body } = await askAccelo(simulator, path);
    return { took: performance.now() - began, body };
  };
  const path = "tasks?_filters=order_by_desc(date_modified)&_limit=100";
  await timed(path);
  const { took } = await timed(path);
  assert.ok(took < 50, `an order that is held took ${took} ms`);
  simulator.hands.change("150000", { title: "newest" });
  const after = await timed(path);
  assert.equal(after.body.response[0].title, "newest");
  assert.ok(after.took < 2000, `a new order took ${after.took} ms`);
  assert.ok((await timed(path)).took < 50);
});
