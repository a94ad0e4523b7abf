import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv } from "ajv";
import { ask, askZoho } from "../shared/asking.js";
import { settle } from "../shared/switches.js";
import { SAMPLE, SAMPLE_TASKS, askToken, writeZoho } from "./asking.js";
import { createZohoBooks } from "./index.js";
import { OPENAPI } from "./openapi.js";
import { AS_WRITTEN, createSchemas } from "./schema.js";
import { ZOHOBOOKS_SWITCHES } from "./switches.js";

/**
 * @typedef {import("../shared/switches.js").SwitchValue} SwitchValue
 * @typedef {import("./openapi.js").Operation} Operation
 * @typedef {(name: string, value: unknown) => string[]} Faults what a schema finds wrong, each as path and reason
 */

/** @param {Record<string, any>} schemas @returns {Faults} */
function checker(schemas) {
  // The document's keywords `example` and `readOnly` check nothing.
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { double: true } });
  ajv.addSchema({ $id: "zoho", components: { schemas } });
  return (name, value) => {
    const validate = ajv.getSchema(`zoho#/components/schemas/${name}`);
    assert.ok(validate, `there is no schema ${name}`);
    return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

/** @param {Record<string, SwitchValue>} [sides] */
function checkerOf(sides) {
  return checker(createSchemas(settle("ZOHOBOOKS", ZOHOBOOKS_SWITCHES, sides)));
}

/** Every operation of the document. @type {{ path: string, method: string, operation: Operation }[]} */
const OPERATIONS = Object.entries(OPENAPI.paths).flatMap(([path, { parameters: _, ...methods }]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

/** @param {{ content: { "application/json": { schema: { $ref: string } } } }} content */
function schemaName(content) {
  return content.content["application/json"].schema.$ref.replace("#/components/schemas/", "");
}

const BODY = { task_name: "By the document", description: "", rate: 12, budget_hours: 30 };

/**
 * Asks for every operation once, by the addresses, bodies and statuses of the document, and for what it does not describe.
 * @param {Record<string, SwitchValue>} sides
 * @param {Faults} faults
 */
async function askEverything(sides, faults) {
  const simulator = createZohoBooks({ size: 60, switches: sides });
  /** @param {string} name @param {unknown} value @param {string} what */
  const hold = (name, value, what) => assert.deepEqual(faults(name, value), [], `${what} ${JSON.stringify(sides)}`);
  // What deletes comes last.
  for (const { path, method, operation } of [...OPERATIONS].sort((a, b) => Number(a.method === "DELETE") - Number(b.method === "DELETE"))) {
    const filled = path.slice(1).replaceAll(/\{\w+\}/g, SAMPLE);
    const body = operation.requestBody ? BODY : undefined;
    if (operation.requestBody) hold(schemaName(operation.requestBody), body, `the body of ${operation.operationId}`);
    const answer = await writeZoho(simulator, method, filled, body);
    assert.ok(Object.hasOwn(operation.responses, answer.status), `${operation.operationId} answered ${answer.status}`);
    hold(schemaName(operation.responses[answer.status]), answer.body, operation.operationId);
    assert.equal(answer.headers.get("content-type")?.split(";")[0], "application/json");
  }
  hold("list-projects-response", (await askZoho(simulator, "projects")).body, "projects");
  for (const project of new Set(simulator.rows().map((row) => row.project_id))) {
    hold("get-a-project-response", (await askZoho(simulator, `projects/${project}`)).body, "a project");
    hold("list-tasks-response", (await askZoho(simulator, `projects/${project}/tasks`)).body, "a list");
  }
  for (const { project_id, task_id } of simulator.rows()) {
    hold("get-a-task-response", (await askZoho(simulator, `projects/${project_id}/tasks/${task_id}`)).body, "a task");
  }
  hold("token-response", (await askToken(simulator)).body, "a token");
  hold("token-error", (await askToken(simulator, { refresh_token: "x" })).body, "no token");
  for (const refused of [
    await askZoho(simulator, "projects", {}, {}),
    await askZoho(simulator, "projects/1"),
    await askZoho(simulator, "nothing"),
    await askZoho(createZohoBooks({ size: 5, callsAMinute: 0, switches: sides }), "projects"),
    await writeZoho(simulator, "POST", SAMPLE_TASKS, {}),
    await writeZoho(simulator, "PATCH", SAMPLE_TASKS, {}),
  ]) hold("error", refused.body, `HTTP ${refused.status}`);
}

test("every route of the document answers as it says, over every side that changes a shape", async () => {
  assert.equal(OPERATIONS.length, 5);
  /** @type {Record<string, SwitchValue>[]} */
  let combined = [{}];
  for (const name of ["hours", "idType", "listKey", "unsetRate", "writtenNumbers"]) {
    combined = combined.flatMap((sides) => ZOHOBOOKS_SWITCHES[name].values.map((value) => ({ ...sides, [name]: value })));
  }
  assert.equal(combined.length, 48);
  for (const name of ["embeddedProjectId", "refreshRotation", "expiresIn", "tokenError", "minuteLimitCode", "absentStatus", "nullValue"]) {
    combined.push(...ZOHOBOOKS_SWITCHES[name].values.map((value) => ({ [name]: value })));
  }
  for (const sides of combined) await askEverything(sides, checkerOf(sides));
});

test("on the sides that it is written for, the document holds unchanged", async () => {
  const plain = checker(OPENAPI.components.schemas);
  const changed = checkerOf(AS_WRITTEN);
  await askEverything(AS_WRITTEN, (name, value) => (Object.hasOwn(OPENAPI.components.schemas, name) ? plain(name, value) : changed(name, value)));
});

test("on the other sides the document finds just what each side is named for", async () => {
  const plain = checker(OPENAPI.components.schemas);
  /** @param {Record<string, SwitchValue>} side @param {string} path @param {string} name */
  const faultsOf = async (side, path, name) => {
    const simulator = createZohoBooks({ size: 1, switches: { ...AS_WRITTEN, ...side } });
    await writeZoho(simulator, "POST", SAMPLE_TASKS, { task_name: "Without a rate" });
    return plain(name, (await askZoho(simulator, path.replace("{new}", simulator.rows()[0].task_id))).body);
  };
  const ofList = (/** @type {string[]} */ names, /** @type {string} */ reason) =>
    [0, 1].flatMap((i) => names.map((name) => `/tasks/${i}/${name} ${reason}`));
  assert.deepEqual(await faultsOf({}, SAMPLE_TASKS, "list-tasks-response"), []);
  assert.deepEqual(await faultsOf({ hours: "HH:MM" }, SAMPLE_TASKS, "list-tasks-response"), ofList(["billed_hours", "log_time", "un_billed_hours"], "must be number"));
  assert.deepEqual(await faultsOf({ idType: "number" }, SAMPLE_TASKS, "list-tasks-response"), ofList(["project_id", "task_id", "currency_id", "customer_id"], "must be string"));
  assert.deepEqual(await faultsOf({ unsetRate: "null" }, `${SAMPLE_TASKS}/{new}`, "get-a-task-response"), ["/task/rate must be integer"]);
  // Its schemas require nothing of an answer; ours do.
  assert.deepEqual(await faultsOf({ listKey: "task" }, SAMPLE_TASKS, "list-tasks-response"), []);
  const { body } = await askZoho(createZohoBooks({ size: 1, switches: { listKey: "task" } }), SAMPLE_TASKS);
  assert.deepEqual(checkerOf()("list-tasks-response", body), [" must have required property 'tasks'", " must NOT have additional properties"]);
});

test("the document's examples do not all have the types that it gives them", () => {
  const plain = checker(OPENAPI.components.schemas);
  const wrong = Object.entries(OPENAPI.components.schemas)
    .filter(([name, schema]) => schema.example !== undefined && plain(name, schema.example).length > 0)
    .map(([name]) => name);
  assert.deepEqual(wrong.sort(), ["billed_hours", "budget_hours", "currency_id", "log_time", "un_billed_hours"]);
});

test("the parameters: organization_id is required, page and per_page have the document's defaults", async () => {
  const simulator = createZohoBooks({ size: 2000 });
  for (const { path, method } of OPERATIONS) {
    const url = `${OPENAPI.servers[0].url}${path.replaceAll(/\{\w+\}/g, SAMPLE)}`;
    const { status, body } = await ask(simulator, url, { method, headers: { authorization: "Zoho-oauthtoken zoho-demo-token" } });
    assert.equal(status, 400);
    assert.match(body.message, /organization_id/);
  }
  const large = "projects/9030000000100000000/tasks";
  assert.deepEqual((await askZoho(simulator, large)).body, (await askZoho(simulator, large, { page: "1", per_page: "200" })).body);
});

test("a body is taken just when the document's schema takes it, but for what it tells in words or not at all", async () => {
  const values = [undefined, null, "", "x", "7", "7.5", 7, 7.5, true, [], {}];
  const bodies = ["task_name", "description", "rate", "budget_hours"].flatMap((name) => values.map((value) => ({ task_name: "New", [name]: value })));
  for (const sides of /** @type {Record<string, SwitchValue>[]} */ ([{}, AS_WRITTEN, { writtenNumbers: "text" }, { nullValue: "cleared" }])) {
    const faults = checkerOf(sides);
    let refused = 0;
    for (const body of bodies) {
      const sent = JSON.parse(JSON.stringify(body));
      const { status } = await writeZoho(createZohoBooks({ size: 1, switches: sides }), "POST", SAMPLE_TASKS, sent);
      // A name that is there is not empty: the document requires it and says no more.
      const taken = faults("add-a-task-request", sent).length === 0 && sent.task_name !== "";
      assert.equal(status, taken ? 201 : 400, `${JSON.stringify(sent)} ${JSON.stringify(sides)}`);
      refused += Number(!taken);
    }
    assert.ok(refused > 15 && refused < 35, `${refused} refused`);
  }
});

test("a token needs every parameter that its schema requires", async () => {
  const faults = checkerOf();
  const all = { grant_type: "refresh_token", client_id: "zoho-client", client_secret: "zoho-client-secret", refresh_token: "zoho-demo-refresh" };
  assert.deepEqual(faults("token-request", all), []);
  for (const name of Object.keys(all)) {
    assert.equal(faults("token-request", { ...all, [name]: undefined }).length, 1, name);
    assert.equal(typeof (await askToken(createZohoBooks({ size: 1 }), { ...all, [name]: "" })).body.error, "string", name);
  }
});
