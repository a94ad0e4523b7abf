import assert from "node:assert/strict";
import { test } from "node:test";
import { askIntacct, askIntacctWrite as write, askQuery } from "../shared/asking.js";
import { createClock } from "../shared/clock.js";
import { compareCodePoints } from "../shared/order.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createSageIntacct } from "./index.js";

const DRAFT = { name: "Gutters", project: { key: "132" }, taskStatus: "planned" };

/** @param {import("./index.js").SageIntacctOptions} [options] */
function withClock(options) {
  const clock = createClock(DEFAULT_NOW);
  return { clock, simulator: createSageIntacct({ size: 300, now: clock.now, ...options }) };
}

/** @param {import("../shared/http.js").Simulator} simulator @param {string} key */
async function taskOf(simulator, key) {
  const { status, body } = await askIntacct(simulator, `/objects/projects/task/${key}`);
  assert.equal(status, 200);
  return body["ia::result"];
}

/** The one error of a refused write. @param {{ status: number, body: any }} answer */
function refused({ status, body }) {
  const error = body["ia::result"]["ia::error"];
  assert.equal(error.errorId, "REST-1064");
  assert.deepEqual(body["ia::meta"], { totalCount: 1, totalSuccess: 0, totalError: 1 });
  return [status, error.details[0].target];
}

test("a task is created, and every way of reading shows it", async () => {
  const { clock, simulator } = withClock();
  clock.advance(90_500);
  const { status, body } = await write(simulator, "POST", "", {
    ...DRAFT,
    id: "G-1",
    description: "",
    parent: { key: "1325" },
    dependentOn: { key: "1326" },
    item: { id: "Project Item 311" },
    timeType: { key: "3" },
    class: null,
    standardTask: { key: null, id: null },
    attachment: { id: "1" },
    planned: { startDate: "2026-07-01", endDate: null },
    duration: { planned: 12.5, estimated: "8.25" },
    productionUnits: { estimate: 40, description: "m²" },
    priority: 3,
    isBillable: true,
    wbsCode: "1.2",
    "nsp::crewSize": 4,
  });
  assert.equal(status, 201);
  assert.deepEqual(body, {
    "ia::result": { key: "1328", id: "G-1", href: "/objects/projects/task/1328" },
    "ia::meta": { totalCount: 1, totalSuccess: 1, totalError: 0 },
  });
  const parent = { key: "1325", id: "T-1325", name: "Demolition", href: "/objects/projects/task/1325" };
  const user = { key: "1", id: "user1", href: "/objects/company-config/user/1" };
  assert.deepEqual(await taskOf(simulator, "1328"), {
    key: "1328",
    id: "G-1",
    href: "/objects/projects/task/1328",
    name: "Gutters",
    description: "",
    taskStatus: "planned",
    isMilestone: false,
    isUtilized: false,
    isBillable: true,
    wbsCode: "1.2",
    priority: 3,
    percentComplete: null,
    observedPercentComplete: null,
    "nsp::crewSize": 4,
    duration: {
      planned: "12.50", estimated: "8.25", actual: null, remaining: null, approved: null,
      plannedBillable: null, estimatedBillable: null, actualBillable: null, approvedBillable: null,
    },
    productionUnits: { estimate: "40.00", description: "m²" },
    planned: { startDate: "2026-07-01", endDate: null },
    actual: { startDate: null, endDate: null },
    project: {
      key: "132", id: "PRJ-0132", name: "Harbour front", startDate: null, endDate: null, href: "/objects/projects/project/132",
    },
    customer: null,
    item: { key: "311", id: "Project Item 311", name: "Extension pack", href: "/objects/inventory-control/item/311" },
    parent,
    root: parent,
    dependentOn: { key: "1326", id: "T-1326", name: "Selective Demolition", href: "/objects/projects/task/1326" },
    timeType: { key: "3", id: "travel", href: "/objects/time/time-type/3" },
    class: null,
    standardTask: null,
    attachment: { id: "1" },
    audit: {
      createdDateTime: "2026-06-30T12:01:30Z", modifiedDateTime: "2026-06-30T12:01:30Z", createdByUser: user, modifiedByUser: user,
    },
  });
  const found = await askQuery(simulator, { fields: ["key"], filters: [{ $eq: { "parent.name": "Demolition" } }] });
  assert.deepEqual(found.body["ia::result"], [{ key: "1328" }]);
  const newest = await askQuery(simulator, { fields: ["key"], orderBy: [{ "audit.modifiedDateTime": "desc" }], size: 1 });
  assert.deepEqual(newest.body["ia::result"], [{ key: "1328" }]);
  assert.equal(newest.body["ia::meta"].totalCount, 301);
  assert.equal((await askIntacct(simulator, "/objects/projects/task")).body["ia::meta"].totalCount, 301);
  assert.deepEqual([simulator.size, simulator.rows(["key"]).at(-1)], [301, { key: "1328" }]);
  assert.deepEqual(simulator.effects?.map(({ kind, id, at }) => [kind, id, at]), [["create", "1328", DEFAULT_NOW + 90_500]]);
});

test("the seed's samples of a new task and of a change", async () => {
  const simulator = createSageIntacct({ switches: { dialect: "seed" } });
  const made = await write(simulator, "POST", "", { id: "Task-1", name: "General Overhead", project: { id: "NET-XML30-1" }, status: "planned" });
  assert.deepEqual([made.status, made.body["ia::meta"]], [201, { totalCount: 1 }]);
  const { key, id } = made.body["ia::result"];
  assert.equal(id, "Task-1");
  const changed = await write(simulator, "PATCH", key, { status: "completed", duration: { estimated: 27 } });
  assert.equal(changed.status, 200);
  assert.deepEqual(changed.body, { "ia::result": { key, id, href: `/objects/projects/task/${key}` }, "ia::meta": { totalCount: 1 } });
  const task = await taskOf(simulator, key);
  assert.deepEqual([task.name, task.status, task.duration.estimated], ["General Overhead", "completed", 27]);
  assert.deepEqual(task.customer, { key: "1", id: "101", name: "Corley Energy", href: "/objects/accounts-receivable/customer/41" });
  const other = await write(simulator, "POST", "", { name: "By default", project: { id: "NET-XML30-1" } });
  assert.equal((await taskOf(simulator, other.body["ia::result"].key)).status, "inProgress");
  assert.deepEqual(refused(await write(simulator, "PATCH", key, { taskStatus: "planned" })), [400, "/taskStatus"]);
});

test("a change keeps what it does not name, clears what it names null, and stamps the time", async () => {
  const { clock, simulator } = withClock();
  const before = await taskOf(simulator, "1");
  clock.advance(60_000);
  const { status } = await write(simulator, "PATCH", "1", {
    description: null, planned: { endDate: null }, productionUnits: null, parent: { key: null }, item: { key: null, id: null }, class: null,
    wbsCode: null, priority: null, attachment: null,
  });
  assert.equal(status, 200);
  const after = await taskOf(simulator, "1");
  assert.deepEqual(after, {
    ...before,
    description: null,
    planned: { startDate: "2023-02-25", endDate: null },
    productionUnits: { estimate: null, description: null },
    parent: null,
    root: { key: "1", id: "T-1", name: "Project Task", href: "/objects/projects/task/1" },
    dependentOn: { ...before.dependentOn, name: "Project Task" },
    item: null,
    class: null,
    wbsCode: null,
    priority: null,
    attachment: null,
    audit: {
      ...before.audit,
      modifiedDateTime: "2026-06-30T12:01:00Z",
      modifiedByUser: { key: "1", id: "user1", href: "/objects/company-config/user/1" },
    },
  });
});

test("a deleted task is gone from every reading, and its key is not given out again", async () => {
  const { simulator } = withClock();
  const made = (await write(simulator, "POST", "", DRAFT)).body["ia::result"].key;
  for (const key of ["1326", made]) {
    const { status, text, headers } = await write(simulator, "DELETE", key);
    assert.deepEqual([status, text, headers.get("content-type")], [204, "", null]);
    assert.equal((await askIntacct(simulator, `/objects/projects/task/${key}`)).status, 404);
    assert.equal((await write(simulator, "DELETE", key)).status, 404);
    assert.equal((await write(simulator, "PATCH", key, { name: "x" })).status, 404);
  }
  const { body } = await askQuery(simulator, { fields: ["key"], size: 400 });
  assert.equal(body["ia::meta"].totalCount, 299);
  assert.equal(body["ia::result"].length, 299);
  assert.ok(!body["ia::result"].some((/** @type {any} */ row) => row.key === "1326" || row.key === made));
  assert.equal(simulator.size, 299);
  assert.deepEqual(simulator.effects?.map(({ kind, id }) => `${kind} ${id}`), [`create ${made}`, "delete 1326", `delete ${made}`]);
  assert.notEqual((await write(simulator, "POST", "", DRAFT)).body["ia::result"].key, made);
});

test("bodies that are refused, with the field that they are refused for, and without an effect", async () => {
  const { simulator } = withClock();
  const before = simulator.rows();
  const { name, project, taskStatus } = DRAFT;
  for (const [body, target] of /** @type {[object, string][]} */ ([
    [{ project, taskStatus }, "/name"],
    [{ name, taskStatus }, "/project"],
    [{ name, project: null, taskStatus }, "/project"],
    [{ name, project: { key: null }, taskStatus }, "/project"],
    [{ name, project: {}, taskStatus }, "/project"],
    [{ name, project }, "/taskStatus"],
    [{ ...DRAFT, name: " " }, "/name"],
    [{ ...DRAFT, name: 7 }, "/name"],
    [{ ...DRAFT, id: "" }, "/id"],
    [{ ...DRAFT, id: "x".repeat(21) }, "/id"],
    [{ ...DRAFT, id: "T-1325" }, "/id"],
    [{ ...DRAFT, name: "Demolition" }, "/name"],
    [{ ...DRAFT, taskStatus: "done" }, "/taskStatus"],
    [{ ...DRAFT, status: "planned" }, "/status"],
    [{ ...DRAFT, testDate: "2026-01-01" }, "/testDate"],
    [{ ...DRAFT, "planned.startDate": "2026-01-01" }, "/planned.startDate"],
    [{ ...DRAFT, planned: { begin: "2026-01-01" } }, "/planned/begin"],
    [{ ...DRAFT, planned: { startDate: "2026-02-30" } }, "/planned/startDate"],
    [{ ...DRAFT, planned: "2026-02-01" }, "/planned"],
    [{ ...DRAFT, duration: { actual: 3 } }, "/duration/actual"],
    [{ ...DRAFT, duration: { planned: "many" } }, "/duration/planned"],
    [{ ...DRAFT, priority: "high" }, "/priority"],
    [{ ...DRAFT, isBillable: null }, "/isBillable"],
    [{ ...DRAFT, wbsCode: "123456789" }, "/wbsCode"],
    [{ ...DRAFT, description: 1 }, "/description"],
    [{ ...DRAFT, key: "5" }, "/key"],
    [{ ...DRAFT, href: "/" }, "/href"],
    [{ ...DRAFT, percentComplete: "0.50" }, "/percentComplete"],
    [{ ...DRAFT, observedPercentComplete: "0.50" }, "/observedPercentComplete"],
    [{ ...DRAFT, actual: { endDate: null } }, "/actual"],
    [{ ...DRAFT, audit: {} }, "/audit"],
    [{ ...DRAFT, customer: { key: "2" } }, "/customer"],
    [{ ...DRAFT, root: { key: "2" } }, "/root"],
    [{ ...DRAFT, project: { key: "132", name: "x" } }, "/project/name"],
    [{ ...DRAFT, project: { key: "132", colour: "x" } }, "/project/colour"],
    [{ ...DRAFT, project: { key: "132", id: "NET-XML30-1" } }, "/project"],
    [{ ...DRAFT, project: { id: "" } }, "/project/id"],
    [{ ...DRAFT, project: { key: "999" } }, "/project"],
    [{ ...DRAFT, item: { key: "1" } }, "/item"],
    [{ ...DRAFT, attachment: { id: "none" } }, "/attachment"],
    [{ ...DRAFT, parent: { id: "T-1325" } }, "/parent/id"],
    [{ ...DRAFT, dependentOn: { id: "T-1325" } }, "/dependentOn/id"],
    [{ ...DRAFT, parent: { key: "T-1325" } }, "/parent"],
    [{ ...DRAFT, parent: { key: "2" } }, "/parent/key"],
    [{ ...DRAFT, "nsp::other": 1 }, "/nsp::other"],
  ])) {
    assert.deepEqual(refused(await write(simulator, "POST", "", body)), [400, target], JSON.stringify(body));
  }
  for (const [body, target] of /** @type {[object, string][]} */ ([
    [{ id: "T-1326" }, "/id"],
    [{ project: { key: "132" } }, "/project"],
    [{ name: null }, "/name"],
    [{ name: "Demolition" }, "/name"],
    [{ taskStatus: null }, "/taskStatus"],
    [{ name: "New", colour: "x" }, "/colour"],
    [{ parent: { key: "1326" } }, "/parent/key"],
    [[{ name: "New" }], "/"],
  ])) {
    assert.deepEqual(refused(await write(simulator, "PATCH", "1326", body)), [400, target], JSON.stringify(body));
  }
  for (const body of ["", "{}"]) {
    const { status, body: answer } = await write(simulator, "POST", "", body);
    assert.deepEqual([status, answer["ia::result"]["ia::error"].errorId], [400, "REST-1028"]);
  }
  assert.equal((await write(simulator, "POST", "", "{")).status, 400);
  const typed = await write(simulator, "POST", "", DRAFT, { "content-type": "text/plain" });
  assert.equal(typed.body["ia::error"].details[0].message, "The content type is not valid");
  assert.equal((await write(simulator, "PATCH", "T-1326", { name: "New" })).status, 404);
  assert.deepEqual(simulator.rows(), before);
  assert.deepEqual(simulator.effects, []);
});

test("an own name is no other's, and a name is free again after its task", async () => {
  const { simulator } = withClock();
  assert.equal((await write(simulator, "PATCH", "1325", { name: "Demolition" })).status, 200);
  assert.equal((await write(simulator, "POST", "", { ...DRAFT, name: "Demolition", project: { key: "1" } })).status, 201);
  await write(simulator, "DELETE", "1325");
  assert.equal((await write(simulator, "POST", "", { ...DRAFT, name: "Demolition", id: "T-1325" })).status, 201);
});

test("a circle of parents is refused, however long", async () => {
  const { simulator } = withClock();
  assert.equal((await write(simulator, "PATCH", "1326", { parent: { key: "1325" } })).status, 200);
  assert.equal((await write(simulator, "PATCH", "1327", { parent: { key: "1326" } })).status, 200);
  assert.deepEqual(refused(await write(simulator, "PATCH", "1325", { parent: { key: "1327" } })), [400, "/parent/key"]);
  assert.equal((await taskOf(simulator, "1327")).root.name, "Demolition");
});

test("references to a task show its present name, and none after it is gone", async () => {
  const { simulator } = withClock();
  const child = simulator.rows().find((row) => row["parent.key"] !== null && row["parent.key"] === row["root.key"] && row.key !== "1");
  const [key, above] = [child?.key, child?.["parent.key"]];
  await write(simulator, "PATCH", above, { name: "Renamed" });
  let task = await taskOf(simulator, key);
  assert.deepEqual([task.parent.name, task.root.name], ["Renamed", "Renamed"]);
  const sorted = await askQuery(simulator, {
    fields: ["parent.name"], orderBy: [{ "parent.name": "desc" }, { key: "asc" }], filters: [{ $gte: { "parent.name": "" } }], size: 400,
  });
  const names = sorted.body["ia::result"].map((/** @type {any} */ row) => row["parent.name"]);
  assert.ok(names.includes("Renamed"));
  assert.deepEqual(names, [...names].sort(compareCodePoints).reverse());
  await write(simulator, "DELETE", above);
  task = await taskOf(simulator, key);
  assert.deepEqual([task.parent, task.root.key], [null, key]);
});

test("an entity writes what it sees", async () => {
  const { simulator } = withClock();
  const west = { "x-ia-api-param-entity": "WEST" };
  // Projects 201 and 202 are of WEST and EAST; 132 is of the top level.
  const own = await write(simulator, "POST", "", { ...DRAFT, project: { key: "201" } }, west);
  assert.equal(own.status, 201);
  assert.equal((await write(simulator, "POST", "", { ...DRAFT, project: { key: "132" } }, west)).status, 201);
  assert.deepEqual(refused(await write(simulator, "POST", "", { ...DRAFT, project: { key: "202" } }, west)), [400, "/project"]);
  const east = await write(simulator, "POST", "", { ...DRAFT, project: { key: "202" } });
  for (const method of /** @type {const} */ (["PATCH", "DELETE"])) {
    const body = method === "PATCH" ? { name: "New" } : undefined;
    assert.equal((await write(simulator, method, east.body["ia::result"].key, body, west)).status, 404);
    assert.equal((await write(simulator, method, own.body["ia::result"].key, body, { "x-ia-param-entity": "EAST" })).status, method === "PATCH" ? 200 : 204);
  }
});

test("an Idempotency-Key: the first answer again, a conflict for another body", async () => {
  const { simulator } = withClock();
  const key = { "idempotency-key": "one" };
  const first = await write(simulator, "POST", "", DRAFT, key);
  const again = await write(simulator, "POST", "", DRAFT, key);
  assert.deepEqual([again.status, again.body], [201, first.body]);
  const other = await write(simulator, "POST", "", { ...DRAFT, name: "Other" }, key);
  assert.equal(other.status, 409);
  assert.ok(other.body["ia::result"]["ia::error"].message.includes("one"));
  assert.equal((await write(simulator, "PATCH", "1325", DRAFT, key)).status, 409);
  const patched = await write(simulator, "PATCH", "1325", { name: "Two" }, { "idempotency-key": "two" });
  await write(simulator, "PATCH", "1325", { name: "Three" });
  assert.deepEqual((await write(simulator, "PATCH", "1325", { name: "Two" }, { "idempotency-key": "two" })).body, patched.body);
  assert.equal((await taskOf(simulator, "1325")).name, "Three");
  assert.equal(simulator.effects?.length, 3);
  assert.equal(simulator.size, 301);
});

test("two calls at once with one Idempotency-Key write once", async () => {
  const { simulator } = withClock();
  const twice = [0, 1].map(() => write(simulator, "POST", "", DRAFT, { "idempotency-key": "one" }));
  const [one, other] = await Promise.all(twice);
  assert.deepEqual([one.status, other.body], [201, one.body]);
  assert.equal(simulator.size, 301);
});

test("reset forgets calls and effects, not the data", async () => {
  const { simulator } = withClock();
  await write(simulator, "POST", "", DRAFT);
  simulator.reset();
  assert.deepEqual([simulator.effects, simulator.calls.total, simulator.size], [[], 0, 301]);
});
