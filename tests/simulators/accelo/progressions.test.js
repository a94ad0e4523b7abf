import assert from "node:assert/strict";
import { test } from "node:test";
import { askAccelo, writeAccelo } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createAccelo } from "./index.js";

/** @param {string} [standing] of task 5 */
function fresh(standing = "pending") {
  const clock = createClock(DEFAULT_NOW);
  const simulator = createAccelo({ size: 60, now: clock.now });
  simulator.hands.change("5", { standing });
  clock.advance(60_000);
  return { simulator, now: () => String(Math.floor(clock.now() / 1000)) };
}

/** @param {import("../shared/http.js").Simulator} simulator */
async function listed(simulator) {
  const { status, body } = await askAccelo(simulator, "tasks/5/progressions.json");
  assert.equal(status, 200);
  return body.response;
}

test("the progressions of a task lead to statuses, by rising id, and are other ones for each standing", async () => {
  /** @type {Record<string, string>} */
  const wanted = {
    pending: "accepted,started,inactive", accepted: "started,complete,inactive", started: "started,waiting,complete,inactive",
    complete: "pending", inactive: "pending", waiting: "started,inactive",
  };
  for (const [standing, leads] of Object.entries(wanted)) {
    const list = await listed(fresh(standing).simulator);
    assert.equal(list.map((/** @type {any} */ each) => each.status.standing).join(), leads);
    const ids = list.map((/** @type {any} */ each) => Number(each.id));
    assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
    for (const each of list) {
      assert.deepEqual(Object.keys(each), ["id", "title", "status"]);
      assert.deepEqual(Object.keys(each.status).sort(), ["color", "id", "ordering", "standing", "title"]);
    }
  }
});

test("every listed progression can be run and leads where it says, every other cannot", async () => {
  const all = new Set(["11", "12", "13", "14", "15", "16", "17"]);
  for (const standing of ["pending", "accepted", "started", "complete", "inactive", "waiting"]) {
    const list = await listed(fresh(standing).simulator);
    for (const id of all) {
      const { simulator, now } = fresh(standing);
      const progression = list.find((/** @type {any} */ each) => each.id === id);
      const { status, body } = await writeAccelo(simulator, "PUT", `tasks/5/progressions/${id}/auto?_fields=task_status(standing),standing,date_modified`);
      if (!progression) assert.deepEqual([status, body.meta.status, simulator.effects], [400, "invalid_request", []]);
      else {
        const { id: to, standing: leads } = progression.status;
        assert.deepEqual(body.response.task_status, { id: to, title: progression.status.title, standing: leads });
        assert.deepEqual([body.response.standing, body.response.date_modified], [leads, now()]);
        assert.deepEqual(simulator.effects.map(({ kind, id: task }) => [kind, task]), [["progress", "5"]]);
        assert.deepEqual((await askAccelo(simulator, `tasks?_filters=standing(${leads}),id(5)`)).body.response.length, 1);
      }
    }
  }
});

test("start and done, by PUT, by POST and by _method, set the dates of the standing", async () => {
  for (const [method, query] of [["PUT", ""], ["POST", ""], ["GET", "?_method=put"]]) {
    const { simulator, now } = fresh();
    const write = (/** @type {string} */ name) =>
      method === "GET" ? askAccelo(simulator, `tasks/5/progressions/${name}${query}`) : writeAccelo(simulator, method, `tasks/5/progressions/${name}`);
    assert.deepEqual((await write("start")).body.response, { id: "5", title: simulator.rows()[4].title });
    const started = simulator.rows()[4];
    assert.deepEqual([started.standing, started.status, started.date_commenced, started.date_completed], ["started", "3", now(), null]);
    await write("done");
    const done = simulator.rows()[4];
    assert.deepEqual([done.standing, done.task_status, done.date_commenced, done.date_completed], ["complete", "5", now(), now()]);
    assert.deepEqual(simulator.effects.map(({ detail }) => detail), [{ from: "1", to: "3" }, { from: "3", to: "5" }]);
    assert.equal((await write("done")).status, 400);
    assert.equal((await write("start")).status, 400);
    await writeAccelo(simulator, "PUT", "tasks/5/progressions/17/auto");
    assert.deepEqual([simulator.rows()[4].standing, simulator.rows()[4].date_completed], ["pending", null]);
  }
});

test("a progression or a task that does not exist", async () => {
  const { simulator } = fresh();
  for (const path of ["tasks/5/progressions/99/auto", "tasks/5/progressions/start/auto", "tasks/99/progressions/start", "tasks/99/progressions/12/auto"]) {
    const { status, body } = await writeAccelo(simulator, "PUT", path);
    assert.deepEqual([status, body.meta.status], [400, "invalid_request"], path);
  }
  assert.equal((await writeAccelo(simulator, "PUT", "tasks/5/progressions/12")).status, 404);
  assert.equal((await askAccelo(simulator, "tasks/99/progressions")).status, 400);
});

test("the statuses and priorities that writes name", async () => {
  const { simulator } = fresh();
  const statuses = (await askAccelo(simulator, "tasks/statuses?_fields=standing,color")).body.response;
  assert.deepEqual(statuses[0], { id: "1", title: "Pending", standing: "pending", color: "grey" });
  assert.equal(statuses.length, 7);
  const asked = async (/** @type {string} */ query) => (await askAccelo(simulator, `tasks/statuses?${query}`)).body.response.map((/** @type {any} */ each) => each.id);
  assert.deepEqual(await asked("_filters=standing(started)"), ["3", "4"]);
  assert.deepEqual(await asked("_filters=standing_not(started),order_by_desc(id)&_limit=2&_offset=1"), ["6", "5"]);
  assert.deepEqual(await asked("_search=in progress"), ["3"]);
  assert.deepEqual((await askAccelo(simulator, "tasks/statuses/count?_filters=color(blue)")).body.response, { count: "2" });
  assert.deepEqual((await askAccelo(simulator, "tasks/statuses/5?_fields=standing")).body.response, { id: "5", title: "Done", standing: "complete" });
  assert.equal((await askAccelo(simulator, "tasks/statuses/8")).status, 400);
  const priorities = (await askAccelo(simulator, "tasks/priorities")).body.response;
  assert.deepEqual(priorities.map((/** @type {any} */ each) => each.title), ["None", "Low", "Normal", "High", "Extreme"]);
  const used = new Set(simulator.rows(["task_priority(title)"]).flatMap((row) => row.task_priority?.title ?? []));
  assert.deepEqual([...used].sort(), ["Extreme", "High", "Low", "None", "Normal"]);
});
