import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv } from "ajv";
import { askKickserv, writeKickserv } from "../shared/asking.js";
import { createKickserv } from "./index.js";
import { schemasOf } from "./schema.js";
import { KICKSERV_SWITCHES } from "./switches.js";

/**
 * @typedef {import("../shared/asking.js").Answer} Answer
 * @typedef {import("../shared/switches.js").Switches} Switches
 */

const DRAFT = { name: "Gutter", job_id: 34769012, task_type_id: 2, employee_ids: [9011] };
const CHANGE = { description: "Changed", ends_at: "2026-07-01T10:00:00-04:00" };

const ajv = new Ajv();
/** @type {Map<string, import("ajv").ValidateFunction>} compiling takes longer than asking: most sides share schemas */
const compiled = new Map();

/**
 * @param {Switches} switches
 * @returns {(name: string, value: unknown) => string | null} what is wrong, or null
 */
function checker(switches) {
  const schemas = schemasOf(switches);
  return (name, value) => {
    const key = JSON.stringify(schemas[name]);
    const check = compiled.get(key) ?? ajv.compile(schemas[name]);
    compiled.set(key, check);
    return check(value) ? null : ajv.errorsText(check.errors);
  };
}

/**
 * One answer of every kind, by the name of its schema.
 * @param {import("../shared/http.js").Simulator} of
 * @returns {Promise<[string, Answer][]>}
 */
async function answers(of) {
  return [
    ["list", await askKickserv(of, "tasks.json?per_page=300")],
    ["mapped", await askKickserv(of, "tasks.json?mapping=true&per_page=300")],
    ["get", await askKickserv(of, "tasks/2357911.json")],
    ["created", await writeKickserv(of, "POST", "tasks.json", { task: DRAFT })],
    ["created", await writeKickserv(of, "POST", `jobs/${of.switches.jobPath === "id" ? 34769012 : 1042}/tasks.json`, { task: DRAFT })],
    ["changed", await writeKickserv(of, "PUT", "tasks/2357911.json", { task: CHANGE })],
    ["notified", await writeKickserv(of, "POST", "tasks/2357911/notify.json")],
    ["changed", await writeKickserv(of, "DELETE", "tasks/2357911.json")],
    ["job_list", await askKickserv(of, "tasks/job_list.json?customer_id=13579")],
    ["error", await askKickserv(of, "tasks/1.json")],
    ["error", await writeKickserv(of, "POST", "tasks.json", { task: { name: "" } })],
    ["error", await askKickserv(of, "nothing.json")],
    ["unauthorized", await askKickserv(of, "tasks.json", {})],
  ];
}

test("every answer is what its schema says, on every side of every switch, with odd data", async () => {
  for (const [name, { values }] of Object.entries(KICKSERV_SWITCHES)) {
    for (const side of values) {
      const of = createKickserv({ size: 80, odd: true, switches: { [name]: side } });
      const check = checker(of.switches);
      for (const [schema, { status, body, text }] of await answers(of)) {
        assert.equal(status === 200, !["error", "unauthorized"].includes(schema), `${name} ${side}: ${schema}`);
        if (body !== null) assert.equal(check(schema, body), null, `${name} ${side}: ${schema}`);
        else assert.ok(text === "" || text.startsWith("<?xml"), `${name} ${side}: ${schema}`);
      }
    }
  }
});

test("a schema refuses the answers of another side", async () => {
  const check = checker(createKickserv({ size: 3 }).switches);
  for (const [name, side, refused] of /** @type {[string, string | null, string[]][]} */ ([
    ["envelope", "tasks", ["list", "mapped"]],
    ["taskEnvelope", "task", ["get", "created", "created", "changed", "changed"]],
    ["taskTimestamps", "absent", ["list", "mapped", "get", "created", "created", "changed", "changed"]],
    ["completionMark", "status", ["list", "mapped", "get", "created", "created", "changed", "changed"]],
    ["startField", "starts_at", ["list", "mapped", "get", "created", "created", "changed", "changed"]],
    ["employees", "glue", ["list", "mapped", "get"]],
    ["mapping", "plain", ["mapped"]],
    ["createAnswer", "whole", ["created", "created"]],
    ["notifyAnswer", "task", ["notified"]],
    ["errorBody", "error", ["error", "error", "error"]],
  ])) {
    const found = await answers(createKickserv({ size: 3, switches: { [name]: side } }));
    assert.deepEqual(found.flatMap(([schema, { body }]) => (body !== null && check(schema, body) !== null ? [schema] : [])), refused, name);
  }
});

test("the bodies that the documents show and the ones that are refused", () => {
  const check = checker(createKickserv({ size: 1 }).switches);
  for (const [schema, body] of /** @type {[string, object][]} */ ([
    ["createBody", { task: { ...DRAFT, scheduled_at: "2026-07-01T10:00:00-04:00", duration: "1.5", description: null, customer_id: 4000 } }],
    ["updateBody", { task: CHANGE }],
    ["notifyBody", { notification_type: "details" }],
    ["notifyBody", { notification_type: "on_the_way" }],
  ])) assert.equal(check(schema, body), null);
  for (const [schema, body] of /** @type {[string, object][]} */ ([
    ["createBody", { task: { name: "x" } }],
    ["createBody", DRAFT],
    ["updateBody", { task: {} }],
    ["updateBody", { task: { title: "x" } }],
    ["updateBody", { task: { ends_at: "2021-03-05" } }],
    ["notifyBody", { notification_type: "employee" }],
  ])) assert.notEqual(check(schema, body), null, JSON.stringify(body));
});
