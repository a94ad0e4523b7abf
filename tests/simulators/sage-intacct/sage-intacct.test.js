import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, askIntacct, askQuery, INTACCT_AUTH } from "../shared/asking.js";
import { createSageIntacct } from "./index.js";

const seedDialect = createSageIntacct({ switches: { dialect: "seed" } });
const today = createSageIntacct();

test("the documents' task 1 in the seed's dialect", async () => {
  const { status, body } = await askIntacct(seedDialect, "/objects/projects/task/1");
  assert.equal(status, 200);
  assert.deepEqual(body, {
    "ia::result": {
      key: "1",
      id: "T-1",
      parent: { key: "11", id: "T-11", name: "Cabinet design", href: "/objects/projects/task/11" },
      name: "Project Task",
      project: {
        key: "1",
        id: "NET-XML30-1",
        name: "Created by XML 3.0",
        startDate: "2023-02-25",
        endDate: "2023-04-25",
        href: "/objects/projects/project/56",
      },
      customer: { key: "1", id: "101", name: "Corley Energy", href: "/objects/accounts-receivable/customer/41" },
      productionUnits: { estimate: 1200, description: "linear feet siding" },
      item: { key: "311", id: "Project Item 1", name: "Extension pack", href: "/objects/inventory-control/item/311" },
      planned: { startDate: "2023-02-25", endDate: "2023-06-25" },
      actual: { startDate: "2023-02-25", endDate: "2023-11-25" },
      duration: {
        planned: 100, estimated: 100, actual: 0, remaining: 0, approved: 0,
        plannedBillable: 0, estimatedBillable: 0, actualBillable: 0, approvedBillable: 0,
      },
      percentComplete: 0.25,
      observerPercentComplete: 0.3,
      description: "Task Description",
      isMilestone: false,
      isUtilized: false,
      isBillable: false,
      wbsCode: "1",
      priority: 1,
      status: "inProgress",
      timeType: { key: "2", id: "overtime", href: "/objects/time/time-type/2" },
      class: { key: "19", id: "DES", name: "Design", href: "/objects/company-config/class/19" },
      audit: {
        createdDateTime: "2021-08-12T17:25:29Z",
        modifiedDateTime: "2021-08-12T17:25:29Z",
        createdBy: "1",
        modifiedBy: "1",
      },
      dependentOn: { key: "1", id: "T-1", name: "Design review", href: "/objects/projects/task/1" },
      root: { key: "1", id: "ID1", name: "Task 1", href: "/objects/projects/task/1" },
      standardTask: { key: "1", id: "1", name: "1", href: "/objects/construction/standard-task/1" },
      attachment: { id: "1" },
      href: "/objects/projects/task/1",
    },
    "ia::meta": { totalCount: 1 },
  });
});

test("today's dialect of the same task", async () => {
  const { body } = await askIntacct(today, "/objects/projects/task/1");
  const task = body["ia::result"];
  assert.deepEqual(
    [task.taskStatus, task.percentComplete, task.observedPercentComplete, task.duration.planned, task.audit.createdByUser.key],
    ["inProgress", "0.25", "0.30", "100.00", "1"],
  );
  assert.ok(!("status" in task) && !("observerPercentComplete" in task) && !("createdBy" in task.audit));
  assert.deepEqual(body["ia::meta"], { totalCount: 1, totalSuccess: 1, totalError: 0 });
});

test("the documents' list of references begins with T-1, T-2, T-3 and ends with 0", async () => {
  const { body } = await askIntacct(seedDialect, "/objects/projects/task");
  assert.deepEqual(body["ia::result"].slice(0, 3), [1, 2, 3].map((k) => ({ key: `${k}`, id: `T-${k}`, href: `/objects/projects/task/${k}` })));
  assert.equal(body["ia::result"].length, 100);
  assert.deepEqual(body["ia::meta"], { totalCount: 2000, start: 1, pageSize: 100, next: 0, previous: 0 });
});

test("the documents' query", async () => {
  const { status, body } = await askQuery(seedDialect, {
    filters: [{ $eq: { "project.key": "132" } }, { $ne: { status: "completed" } }],
    fields: ["key", "name", "status", "project.key", "duration.planned", "duration.actual", "duration.remaining"],
    orderBy: [{ name: "desc" }],
  });
  assert.equal(status, 200);
  const rest = { status: "inProgress", "project.key": "132", "duration.planned": null, "duration.actual": null, "duration.remaining": null };
  assert.deepEqual(body, {
    "ia::result": [
      { key: "1326", name: "Selective Demolition", ...rest },
      { key: "1325", name: "Demolition", ...rest },
      { key: "1327", name: "Concrete Removal", ...rest },
    ],
    "ia::meta": { totalCount: 3, start: 1, pageSize: 100, next: null, previous: null },
  });
});

test("the documents' error of a wrong field", async () => {
  const { status, body } = await askQuery(today, { fields: ["key", "testDate", "otherDate"] });
  assert.equal(status, 400);
  const error = body["ia::result"]["ia::error"];
  assert.deepEqual(error, {
    code: "invalidRequest",
    message: "Payload contains errors",
    supportId: "sQrM9%7EYdh5oDEWVb80mrn9xuHjoAAAABBQ",
    errorId: "REST-1064",
    additionalInfo: { messageId: "IA.PAYLOAD_CONTAINS_ERRORS", placeholders: {}, propertySet: {} },
    details: [
      {
        code: "invalidRequest",
        message: "/testDate is not a valid field",
        errorId: "REST-1043",
        target: "/testDate",
        additionalInfo: { messageId: "IA.NOT_A_VALID_FIELD", placeholders: { FIELD: "/testDate" }, propertySet: {} },
      },
    ],
  });
  assert.deepEqual(Object.keys(body["ia::meta"]), ["totalCount", "totalSuccess", "totalError"]);
});

test("paging to the end gives every row once, with the recorded marks", async () => {
  const simulator = createSageIntacct({ size: 508 });
  /** @type {string[]} */
  const keys = [];
  const marks = [];
  for (let start = 1; start; ) {
    const { body } = await askQuery(simulator, { fields: ["key"], orderBy: [{ key: "asc" }], start, size: 100 });
    keys.push(...body["ia::result"].map((/** @type {any} */ row) => row.key));
    const meta = body["ia::meta"];
    marks.push([meta.start, meta.previous, meta.next, meta.pageSize]);
    start = meta.next;
  }
  assert.deepEqual(marks, [
    [1, null, 101, 100], [101, 1, 201, 100], [201, 101, 301, 100],
    [301, 201, 401, 100], [401, 301, 501, 100], [501, 401, null, 100],
  ]);
  assert.equal(keys.length, 508);
  assert.deepEqual([...keys].sort((a, b) => Number(a) - Number(b)), keys);
  assert.equal(new Set(keys).size, 508);
});

test("an empty result", async () => {
  const { status, body } = await askQuery(today, { fields: ["key"], filters: [{ $eq: { name: "no such name" } }] });
  assert.equal(status, 200);
  assert.deepEqual(body, { "ia::result": [], "ia::meta": { totalCount: 0, start: 1, pageSize: 100, next: null, previous: null } });
});

test("rows are flat, hold what was asked for, and write nulls out", async () => {
  const fields = ["key", "parent.key", "description", "planned.startDate", "isBillable", "priority", "percentComplete", "href"];
  const { body } = await askQuery(today, { fields, size: 500, orderBy: [{ key: "asc" }] });
  const rows = body["ia::result"];
  for (const row of rows) assert.deepEqual(Object.keys(row), fields);
  for (const name of ["parent.key", "description", "planned.startDate", "priority", "percentComplete"]) {
    assert.ok(rows.some((/** @type {any} */ row) => row[name] === null), `${name} is never null`);
    assert.ok(rows.some((/** @type {any} */ row) => row[name] !== null), `${name} is always null`);
  }
  assert.ok(rows.some((/** @type {any} */ row) => row.description === ""));
});

test("without orderBy two queries answer in different orders", async () => {
  const keysOf = async () => (await askQuery(today, { fields: ["key"] })).body["ia::result"].map((/** @type {any} */ row) => row.key);
  assert.notDeepEqual(await keysOf(), await keysOf());
});

test("GET of each row gives the values of its query row", async () => {
  const simulator = createSageIntacct({ size: 60 });
  for (const row of simulator.rows()) {
    const { body } = await askIntacct(simulator, `/objects/projects/task/${row.key}`);
    for (const [name, value] of Object.entries(row)) {
      if (value === null) continue;
      const nested = name.split(".").reduce((/** @type {any} */ part, step) => part[step], body["ia::result"]);
      assert.equal(nested, value, `${name} of ${row.key}`);
    }
  }
});

test("aggregates are grouped by the plain fields", async () => {
  const { body } = await askQuery(today, { fields: ["taskStatus", "count:key", "max:priority"], orderBy: [{ taskStatus: "asc" }] });
  const rows = today.rows();
  for (const row of body["ia::result"]) {
    const members = rows.filter(({ taskStatus }) => taskStatus === row.taskStatus);
    assert.equal(row["count:key"], members.length);
    assert.equal(row["max:priority"], Math.max(...members.map(({ priority }) => priority ?? -1)));
  }
  assert.equal(body["ia::meta"].totalCount, new Set(rows.map(({ taskStatus }) => taskStatus)).size);
});

test("an entity sees its rows; a wrong header name is ignored", async () => {
  const count = async (/** @type {Record<string, string>} */ headers) =>
    (await askQuery(today, { fields: ["key"], size: 1 }, headers)).body["ia::meta"].totalCount;
  const west = await count({ "X-IA-API-Param-Entity": "WEST" });
  assert.ok(west > 0 && west < 2000);
  assert.equal(await count({ "X-IA-Param-Entity": "WEST" }), 2000);
  const wrong = await askQuery(today, { fields: ["key"] }, { "X-IA-API-Param-Entity": "NOWHERE" });
  assert.equal(wrong.status, 400);
});

test("tokens: missing, wrong, of another scheme, without permission", async () => {
  /** @type {Record<string, string>[]} */
  const attempts = [{}, { authorization: "Bearer other" }, { authorization: "Basic intacct-demo-token" }];
  for (const headers of attempts) {
    const { status, body } = await askIntacct(today, "/objects/projects/task/1", headers);
    assert.equal(status, 401);
    assert.equal(body["ia::error"].message, "Invalid token");
    assert.match(body["ia::error"].code, /^GW-00\d\d$/);
    assert.ok(!Array.isArray(body["ia::error"].details));
  }
  const forbidden = await askIntacct(today, "/objects/projects/task/1", { authorization: "Bearer intacct-powerless-token" });
  assert.equal(forbidden.status, 403);
});

test("what is not there", async () => {
  for (const key of ["0", "01", "2001", "9999999", "abc", "T-1", "-1", "1.0"]) {
    const { status, body } = await askIntacct(today, `/objects/projects/task/${key}`);
    assert.equal(status, 404, key);
    assert.ok(body["ia::result"]["ia::error"].message.includes(key));
  }
  assert.equal((await askIntacct(today, "/objects/projects/tasks")).status, 404);
  assert.equal((await askIntacct(today, "/services/core/query")).status, 405);
});

test("payloads that are refused", async () => {
  const url = "https://api.intacct.com/ia/api/v1/services/core/query";
  const headers = { ...INTACCT_AUTH, "content-type": "application/json" };
  const post = (/** @type {string} */ body, type = headers) => ask(today, url, { method: "POST", headers: type, body });
  assert.equal((await post("")).body["ia::result"]["ia::error"].errorId, "REST-1028");
  assert.equal((await post("{}")).body["ia::result"]["ia::error"].errorId, "REST-1028");
  assert.equal((await post("{")).status, 400);
  const typed = await post('{"object":"projects/task"}', { ...headers, "content-type": "text/plain" });
  assert.equal(typed.body["ia::error"].details[0].message, "The content type is not valid");
  for (const [query, target] of /** @type {[object, string][]} */ ([
    [{ object: "projects/project", fields: ["key"] }, "/object"],
    [{}, "/fields"],
    [{ fields: [] }, "/fields"],
    [{ fields: ["*"] }, "/*"],
    [{ fields: ["project"] }, "/project"],
    [{ fields: ["median:priority"] }, "/median:priority"],
    [{ fields: ["key"], filters: {} }, "/filters"],
    [{ fields: ["key"], filters: [{ $like: { name: "x" } }] }, "/filters/0"],
    [{ fields: ["key"], filters: [{ $eq: { name: "x", key: "1" } }] }, "/filters/0/$eq"],
    [{ fields: ["key"], filters: [{ $eq: { status: "x" } }] }, "/status"],
    [{ fields: ["key"], filters: [{ $eq: { href: "x" } }] }, "/href"],
    [{ fields: ["key"], filters: [{ $lt: { name: null } }] }, "/filters/0/$lt/name"],
    [{ fields: ["key"], filters: [{ $in: { name: [null] } }] }, "/filters/0/$in/name"],
    [{ fields: ["key"], filters: [{ $between: { name: ["a"] } }] }, "/filters/0/$between/name"],
    [{ fields: ["key"], filters: [{ $contains: { "planned.endDate": "2024" } }] }, "/filters/0/$contains/planned.endDate"],
    [{ fields: ["key"], filters: [{ $notEndsWith: { "audit.createdDateTime": "Z" } }] }, "/filters/0/$notEndsWith/audit.createdDateTime"],
    [{ fields: ["key"], filters: [{ $gt: { "audit.createdDateTime": "tomorrow" } }] }, "/filters/0/$gt/audit.createdDateTime"],
    [{ fields: ["key"], filters: [{ $gt: { priority: "many" } }] }, "/filters/0/$gt/priority"],
    [{ fields: ["key"], filters: [{ $eq: { isBillable: "maybe" } }] }, "/filters/0/$eq/isBillable"],
    [{ fields: ["key"], filters: [{ $has: { name: "x" } }] }, "/filters/0/$has/name"],
    [{ fields: ["key"], filters: [{ $eq: { key: "1" } }], filterExpression: "2" }, "/filterExpression"],
    [{ fields: ["key"], filters: [{ $eq: { key: "1" } }], filterExpression: "(1" }, "/filterExpression"],
    [{ fields: ["key"], filters: [{ $eq: { key: "1" } }], filterExpression: "not 1" }, "/filterExpression"],
    [{ fields: ["key"], filters: [{ $eq: { key: "1" } }], filterExpression: "1 1" }, "/filterExpression"],
    [{ fields: ["key"], filterParameters: { asOfDate: "2024-02-30" } }, "/filterParameters/asOfDate"],
    [{ fields: ["key"], filterParameters: { caseSensitiveComparison: "no" } }, "/filterParameters/caseSensitiveComparison"],
    [{ fields: ["key"], orderBy: [{ name: "up" }] }, "/orderBy/0"],
    [{ fields: ["key"], orderBy: [{ nothing: "asc" }] }, "/nothing"],
    [{ fields: ["key"], orderBy: [{ href: "asc" }] }, "/href"],
    [{ fields: ["key"], start: 0 }, "/start"],
    [{ fields: ["key"], size: "10" }, "/size"],
  ])) {
    const { status, body } = await askQuery(today, query);
    assert.equal(status, 400, JSON.stringify(query));
    assert.equal(body["ia::result"]["ia::error"].details[0].target, target, JSON.stringify(query));
  }
});

test("calls are counted by route, and reset", async () => {
  const simulator = createSageIntacct({ size: 10 });
  await askQuery(simulator, { fields: ["key"] });
  await askQuery(simulator, { fields: ["wrong"] });
  await askIntacct(simulator, "/objects/projects/task/1");
  await askIntacct(simulator, "/objects/projects/task/1", {});
  assert.deepEqual(simulator.calls.byRoute, { query: 2, get: 1, none: 1 });
  assert.deepEqual(simulator.calls.byStatus, { 200: 2, 400: 1, 401: 1 });
  assert.equal(simulator.calls.total, 4);
  simulator.reset();
  assert.deepEqual([simulator.calls.total, simulator.calls.byRoute], [0, {}]);
});
