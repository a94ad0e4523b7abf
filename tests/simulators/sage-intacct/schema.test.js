import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv } from "ajv";
import { ask, askIntacct, askIntacctToken as token, askIntacctWrite as write, askQuery } from "../shared/asking.js";
import { createSageIntacct } from "./index.js";
import { ANSWERS, ERRORS, REQUESTS } from "./schema.js";
import { SAGE_INTACCT_SWITCHES } from "./switches.js";

/** @typedef {import("../shared/http.js").Simulator} Simulator */

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const errors = Object.values(ERRORS).map((schema) => ajv.compile(schema));
const OK = [200, 201];

/** Compiled once. @type {Map<object, import("ajv").ValidateFunction>} */
const compiled = new Map();
/** @param {object} schema */
function validator(schema) {
  const held = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, held);
  return held;
}

/** The route of a call, told from the documents alone. @param {string} method @param {string} path @returns {keyof typeof ANSWERS | "delete"} */
function routeOf(method, path) {
  if (path.endsWith("/oauth2/token")) return "token";
  if (path.endsWith("/services/core/query")) return "query";
  const one = !path.endsWith("/projects/task");
  if (method === "GET") return one ? "get" : "references";
  return method === "POST" ? "create" : method === "PATCH" ? "update" : "delete";
}

/**
 * The simulator with every answer validated.
 * @param {Simulator} simulator
 * @param {string[]} met what was answered
 * @returns {Simulator}
 */
function validated(simulator, met) {
  const dialect = /** @type {"today" | "seed"} */ (simulator.switches.dialect);
  return {
    ...simulator,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const route = routeOf(request.method, new URL(request.url).pathname);
      const response = await simulator.fetch(request);
      const text = await response.clone().text();
      met.push(`${route} ${response.status}`);
      if (response.status === 204) {
        assert.equal(text, "");
        return response;
      }
      const body = JSON.parse(text);
      if (!OK.includes(response.status)) {
        assert.ok(errors.some((validate) => validate(body)), `${route} ${response.status}: ${text}`);
        return response;
      }
      const schema = ANSWERS[/** @type {keyof typeof ANSWERS} */ (route)];
      const validate = validator(dialect in schema ? /** @type {Record<string, object>} */ (schema)[dialect] : schema);
      assert.ok(validate(body), `${route}: ${ajv.errorsText(validate.errors)} in ${text.slice(0, 2000)}`);
      return response;
    },
  };
}

/** Every call, in ways that are answered and in ways that are refused. @param {Simulator} simulator */
async function everything(simulator) {
  const fields = [...Object.keys(simulator.rows()[0])];
  const status = simulator.switches.dialect === "seed" ? "status" : "taskStatus";
  await askQuery(simulator, { fields, size: 400 });
  await askQuery(simulator, { fields: ["key"], start: 11, size: 5 });
  await askQuery(simulator, { fields: ["key"], start: 1000 });
  await askQuery(simulator, { fields: [status, "count:key", "sum:duration.planned", "avg:priority", "min:audit.createdDateTime"] });
  await askQuery(simulator, { fields: ["max:name"], filters: [{ $eq: { key: "0" } }] });
  await askQuery(simulator, { fields: ["nothing"] });
  await askQuery(simulator, {}, { "content-type": "text/plain" });
  await askIntacct(simulator, "/objects/projects/task");
  await askIntacct(simulator, "/objects/projects/task/0");
  await askIntacct(simulator, "/objects/projects/task/1", {});
  await askIntacct(simulator, "/objects/projects/task/1", { authorization: "Bearer intacct-powerless-token" });
  await askIntacct(simulator, "/nothing/at/projects/all");
  const draft = { name: "Gutters", project: { key: "132" }, [status]: "planned" };
  const key = (await write(simulator, "POST", "", draft, { "idempotency-key": "k" })).body["ia::result"].key;
  await write(simulator, "POST", "", { ...draft, name: "Other" }, { "idempotency-key": "k" });
  await write(simulator, "POST", "", draft);
  await write(simulator, "POST", "", {});
  await write(simulator, "PATCH", key, { parent: { key: "1325" }, item: { key: "301" }, [status]: "completed" });
  await write(simulator, "PATCH", key, { id: "x" });
  for (const { key: each } of simulator.rows()) await askIntacct(simulator, `/objects/projects/task/${each}`);
  await write(simulator, "DELETE", key);
  await write(simulator, "DELETE", key);
  await token(simulator, { grant_type: "client_credentials", username: "demo@company" });
  await token(simulator, { grant_type: "refresh_token", refresh_token: "intacct-demo-refresh" });
  await token(simulator, { grant_type: "none" });
  await ask(simulator, "https://api.intacct.com/ia/api/v1/oauth2/token", { method: "POST", body: "{}" });
}

test("every answer has the documented shape, on every side of every switch", async () => {
  /** @type {string[]} */
  const met = [];
  for (const [name, { values }] of Object.entries(SAGE_INTACCT_SWITCHES)) {
    for (const side of values) {
      await everything(validated(createSageIntacct({ size: 16, switches: { [name]: side } }), met));
    }
  }
  await everything(validated(createSageIntacct({ size: 200, odd: true }), met));
  assert.deepEqual([...new Set(met)].sort(), [
    "create 201", "create 400", "create 409", "create 422", "delete 204", "delete 404", "get 200", "get 400", "get 401",
    "get 403", "get 404", "query 200", "query 400", "references 200", "token 200", "token 400", "token 401", "update 200", "update 400",
  ]);
});

test("each kind of error is in the envelope that it belongs to, and in no other", async () => {
  const simulator = createSageIntacct({ size: 10 });
  /** @param {any} body */
  const envelopes = (body) => Object.keys(ERRORS).filter((_, i) => errors[i](body));
  assert.deepEqual(envelopes((await askQuery(simulator, { fields: ["x"] })).body), ["result"]);
  assert.deepEqual(envelopes((await write(simulator, "POST", "", "{}", { "content-type": "text/plain" })).body), ["top"]);
  assert.deepEqual(envelopes((await askIntacct(simulator, "/objects/projects/task", {})).body), ["gateway"]);
  assert.deepEqual(envelopes((await token(simulator, {})).body), ["token"]);
  const top = createSageIntacct({ size: 10, switches: { errorShape: "top" } });
  assert.deepEqual(envelopes((await askQuery(top, { fields: ["x"] })).body), ["top"]);
});

for (const dialect of /** @type {const} */ (["today", "seed"])) {
  test(`a body is refused where the documents' shape refuses it, in the dialect of ${dialect}`, async () => {
    const simulator = createSageIntacct({ size: 10, switches: { dialect } });
    const status = dialect === "seed" ? "status" : "taskStatus";
    const base = { project: { key: "132" }, [status]: "planned" };
    /** Parts that are laid over a whole draft; undefined leaves one out. @type {Record<string, unknown>[]} */
    const parts = [
      {}, { name: undefined }, { name: "" }, { name: null }, { project: undefined }, { project: null }, { project: {} },
      { project: { id: "PRJ-0132" } }, { project: { id: "" } }, { project: "132" }, { [status]: undefined }, { [status]: "done" },
      { [status]: null }, { status: "planned" }, { taskStatus: "planned" }, { id: "x".repeat(20) }, { id: "x".repeat(21) }, { id: "" },
      { id: null }, { description: null }, { description: "" }, { description: 1 }, { isBillable: true }, { isBillable: "true" },
      { wbsCode: "12345678" }, { wbsCode: "123456789" }, { wbsCode: null }, { priority: 3 }, { priority: "3" }, { priority: "high" },
      { planned: { startDate: "2026-01-01", endDate: null } }, { planned: null }, { planned: { startDate: "01/02/2026" } },
      { planned: { start: "2026-01-01" } }, { actual: { startDate: "2026-01-01" } }, { duration: { planned: 3, estimated: "4.5" } },
      { duration: { actual: 3 } }, { duration: { planned: "x" } }, { productionUnits: { estimate: 4, description: "m" } },
      { productionUnits: 3 }, { item: { id: "Project Item 311" } }, { item: null }, { item: { key: null, id: null } }, { item: {} },
      { item: { key: "311", name: "x" } }, { parent: { key: "1325" } }, { parent: { id: "T-1325" } }, { parent: { key: null } },
      { dependentOn: { id: "T-1325" } }, { percentComplete: 1 }, { customer: null }, { root: null }, { audit: {} }, { key: "1" },
      { href: "/" }, { colour: 1 }, { attachment: { id: "1" } }, { timeType: { key: "2" } }, { class: { id: "DES" } },
      { standardTask: { key: "1" } }, { isMilestone: null },
    ];
    let number = 0;
    let refused = 0;
    for (const isNew of [true, false]) {
      const validate = validator(isNew ? REQUESTS.create[dialect] : REQUESTS.update[dialect]);
      for (const part of parts) {
        number += 1;
        const draft = { name: `Task ${number}`, ...(isNew ? base : {}), ...part };
        const body = JSON.parse(JSON.stringify(draft));
        const valid = validate(body);
        const answer = await write(simulator, isNew ? "POST" : "PATCH", isNew ? "" : "1326", body);
        assert.equal(OK.includes(answer.status), valid, `${JSON.stringify(body)}: ${answer.text}; ${ajv.errorsText(validate.errors)}`);
        refused += valid ? 0 : 1;
      }
    }
    assert.ok(refused > 50 && refused < number - 30, `${refused} of ${number} were refused`);
  });
}

test("queries that are answered have the documented shape", async () => {
  const simulator = createSageIntacct({ size: 40 });
  const validate = validator(REQUESTS.query);
  for (const query of [
    { fields: ["key"] }, { fields: [] }, {}, { fields: ["*"] }, { fields: "key" }, { fields: ["key"], size: 4000 }, { fields: ["key"], size: 4001 },
    { fields: ["key"], start: 0 }, { fields: ["key"], orderBy: [{ name: "asc" }] }, { fields: ["key"], orderBy: [{ name: "up" }] },
    { fields: ["key"], orderBy: [{ name: "asc", key: "asc" }] }, { fields: ["key"], filters: [{ $eq: { name: null } }] },
    { fields: ["key"], filters: [{ $lt: { name: null } }] }, { fields: ["key"], filters: [{ $in: { name: ["x"] } }] },
    { fields: ["key"], filters: [{ $in: { name: "x" } }] }, { fields: ["key"], filters: [{ $in: { name: [null] } }] },
    { fields: ["key"], filters: [{ $between: { priority: [1, 2] } }] }, { fields: ["key"], filters: [{ $between: { priority: [1] } }] },
    { fields: ["key"], filters: [{ $like: { name: "x" } }] }, { fields: ["key"], filters: {} }, { fields: ["key"], filters: [{}] },
    { fields: ["key"], filters: [{ $eq: { key: "1" } }], filterExpression: "(1)" },
    { fields: ["key"], filters: [{ $eq: { key: "1" } }], filterExpression: "not 1" },
    { fields: ["key"], filters: [], filterExpression: null, filterParameters: {}, orderBy: [] }, { fields: ["key"], filterExpression: 1 },
    { fields: ["key"], filterParameters: { asOfDate: "2026-01-01", caseSensitiveComparison: false } },
    { fields: ["key"], filterParameters: { asOfDate: 1 } }, { fields: ["key"], filterParameters: { other: true } },
    { object: "projects/project", fields: ["key"] }, { fields: ["key", "sum:priority"] },
  ]) {
    const { status, text } = await askQuery(simulator, query);
    assert.equal(status === 200, validate({ object: "projects/task", ...query }), `${JSON.stringify(query)}: ${text}`);
  }
});
