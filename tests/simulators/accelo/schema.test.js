import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv } from "ajv";
import { ACCELO_AUTH, askAccelo, askAcceloToken, writeAccelo } from "../shared/asking.js";
import { createAccelo } from "./index.js";
import { ANSWERS, REQUESTS } from "./schema.js";
import { ACCELO_SWITCHES } from "./switches.js";

/** @typedef {import("../shared/asking.js").Answer} Answer */

const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });
/** @param {Record<string, object>} schemas */
const compiled = (schemas) => Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]));
const answers = compiled(ANSWERS);
const requests = compiled(REQUESTS);

/** @param {string} name @param {Answer} answer @param {string} what */
function holds(name, { text, body }, what) {
  assert.ok(answers[name](body), `${what}: ${ajv.errorsText(answers[name].errors)} in ${text.slice(0, 400)}`);
}

const TASK = { title: "Paint", against_type: "job", against_id: "2", date_started: "1700000000" };
const SHOWN = "_fields=_ALL,assignee(_ALL),task_priority(email),task_status(_ALL),company(),task_job(title)";

/** Asks for everything. @param {Record<string, any>} options @param {string} side */
async function askAll(options, side) {
  const simulator = createAccelo({ size: 40, ...options });
  const read = (/** @type {string} */ path) => askAccelo(simulator, path);
  const write = (/** @type {string} */ method, /** @type {string} */ path, /** @type {Record<string, string>} */ fields = {}) => writeAccelo(simulator, method, path, fields);
  simulator.hands.change("5", { standing: "pending", task_status: "1", assignee: "4", date_due: null });
  /** @type {[string, () => Promise<Answer>][]} */
  const good = [
    ["list", () => read(`tasks?_limit=40&${SHOWN}`)],
    ["list", () => read("tasks?_suppress_message=1&_suppress_http_status=1")],
    ["list", () => read("tasks?_suppress_meta=1")],
    ["count", () => read("tasks/count?_filters=standing(pending)")],
    ["get", () => read(`tasks/1?${SHOWN}`)],
    ["create", () => write("POST", `tasks?${SHOWN}`, { ...TASK, remaining: "90", rate_id: "2" })],
    ["update", () => write("PUT", `tasks/5?${SHOWN}`, { title: "x", date_due: "1800000000" })],
    ["progressions", () => read("tasks/5/progressions")],
    ["auto", () => write("PUT", `tasks/5/progressions/11/auto?${SHOWN}`)],
    ["start", () => write("PUT", `tasks/5/progressions/start?${SHOWN}`)],
    ["done", () => write("POST", `tasks/5/progressions/done?${SHOWN}`)],
    ["statuses", () => read("tasks/statuses?_fields=color,standing,ordering")],
    ["status", () => read("tasks/statuses/3")],
    ["statusCount", () => read("tasks/statuses/count")],
    ["priorities", () => read("tasks/priorities")],
  ];
  for (const [name, asked] of good) {
    const answer = await asked();
    assert.equal(answer.status, 200, `${side}: ${name} ${answer.text}`);
    holds(name, answer, side);
  }
  const bad = [
    read("tasks/99"), read("tasks?_filters=id(1"), askAccelo(simulator, "tasks", {}), write("POST", "tasks"), read("tasks/99?_suppress_http_status=1"),
    askAccelo(simulator, "tasks", { headers: { authorization: "Bearer accelo-powerless-token" } }),
  ];
  for (const asked of bad) holds("error", await asked, side);
  const refused = options.switches?.oauthErrors === "envelope" ? "error" : "oauthError";
  holds(refused, await askAcceloToken(simulator, { grant_type: "other" }), side);
  holds(refused, await askAcceloToken(simulator, {}, { headers: {} }), side);
  const service = await askAcceloToken(simulator, { grant_type: "client_credentials" });
  holds("serviceToken", service, side);
  holds("webToken", await askAcceloToken(simulator, { grant_type: "refresh_token", refresh_token: "accelo-demo-refresh" }), side);
  holds("revoke", await askAcceloToken(simulator, { token: service.body.access_token }, { endpoint: "revoke" }), side);
  const seen = Object.keys(simulator.calls.byRoute).filter((name) => !["none", "token", "revoke"].includes(name));
  assert.deepEqual(seen.sort(), good.map(([name]) => name).filter((name, i, all) => all.indexOf(name) === i).sort());
}

test("every answer is as documented, on every side of every switch", async () => {
  for (const [name, { values }] of Object.entries(ACCELO_SWITCHES)) {
    for (const value of values) {
      // Odd words and dates are texts like all others.
      for (const odd of [false, true]) await askAll({ odd, switches: { [name]: value } }, `${name}: ${value}${odd ? ", odd" : ""}`);
    }
  }
});

test("the answer to too many calls is a meta object by itself", async () => {
  const simulator = createAccelo({ size: 1, callsAnHour: 1 });
  await askAccelo(simulator, "tasks");
  for (const query of ["", "?_suppress_http_status=1"]) holds("tooManyRequests", await askAccelo(simulator, `tasks${query}`), query);
});

test("the schemas tell a wrong answer from a right one", () => {
  const task = { id: "1", title: "a" };
  const meta = { status: "ok" };
  assert.ok(answers.get({ response: { ...task, date_due: "5", assignee: { id: "3", email: "x" } }, meta }));
  for (const wrong of [{ title: "a" }, { ...task, id: 1 }, { ...task, date_due: 5 }, { ...task, date_due: "2024-01-01" }, { ...task, colour: "x" }, { ...task, assignee: { email: "x" } }]) {
    assert.ok(!answers.get({ response: wrong, meta }), JSON.stringify(wrong));
  }
  assert.ok(!answers.error({ response: {}, meta }) && !answers.list({ response: task, meta }) && !answers.oauthError({ error: "x" }));
});

test("the simulator accepts what the schemas of the requests accept, and refuses what they refuse", async () => {
  const switches = { unknownWrite: "error", readOnlyWrite: "error", emptyWrite: "error" };
  const optional = {
    description: ["text"], assignee_id: ["3", 3, "", "x", 1.5, [3]], affiliation_id: ["9", "-9"], manager_id: [1000, "one"], priority_id: ["5", {}],
    date_due: ["1800000000", 1_800_000_000, "soon", "1.5"], remaining: ["0", 60, "-1", "1h"], status_id: ["2"], rate_id: ["2", "0x2"],
    rate_charged: ["10", "10.5", 10.5, "ten"], is_billable: ["yes", "no", "true", true], standing: ["complete"], id: ["7"], colour: ["red"], title: ["", "x"],
    against_type: ["milestone", "jobs", "task"], against_id: ["1", 1, "0", "x"], date_started: ["5", 5, "", "today"],
  };
  let accepted = 0;
  let refused = 0;
  for (const [name, values] of Object.entries(optional)) {
    for (const value of values) {
      for (const [kind, method, path, body] of /** @type {const} */ ([["create", "POST", "tasks", { ...TASK, [name]: value }], ["update", "PUT", "tasks/7", { [name]: value }]])) {
        const simulator = createAccelo({ size: 40, switches });
        const headers = { ...ACCELO_AUTH, "content-type": "application/json" };
        const { status, text } = await askAccelo(simulator, path, { method, headers, body: JSON.stringify(body) });
        const wanted = requests[kind](body);
        assert.equal(status, wanted ? 200 : 400, `${kind} ${JSON.stringify(body)}: ${text}`);
        if (wanted) accepted += 1;
        else refused += 1;
      }
    }
  }
  assert.ok(accepted > 20 && refused > 20, `${accepted} accepted, ${refused} refused`);
});

test("the same for the requests of tokens", async () => {
  /** @type {[string, Record<string, string>][]} */
  const cases = [
    ["clientCredentials", { grant_type: "client_credentials" }],
    ["clientCredentials", { grant_type: "client_credentials", scope: "read(all)", expires_in: "60" }],
    ["clientCredentials", { grant_type: "client_credentials", expires_in: "0" }],
    ["clientCredentials", { grant_type: "client_credentials", scope: "all" }],
    ["clientCredentials", {}],
    ["refreshToken", { grant_type: "refresh_token", refresh_token: "accelo-demo-refresh" }],
    ["refreshToken", { grant_type: "refresh_token" }],
    ["refreshToken", { grant_type: "refresh_token", refresh_token: "" }],
  ];
  for (const [kind, fields] of cases) {
    const { status, text } = await askAcceloToken(createAccelo({ size: 1 }), fields);
    assert.equal(status, requests[kind](fields) ? 200 : 400, `${JSON.stringify(fields)}: ${text}`);
  }
});
