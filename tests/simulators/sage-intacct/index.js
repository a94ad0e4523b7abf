// A stand-in for Sage Intacct's REST API, written from its documents: the query service on `projects/task`, the list of
// references, one task, its writes, and the token endpoint.

import { Calls, clockOf, counted, credentialsOf, findRoute, json } from "../shared/http.js";
import { settle } from "../shared/switches.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createStore } from "./data.js";
import { QueryError, forbidden, invalidToken, noRoute, noTask, refusal, wrongContentType } from "./errors.js";
import { fieldsOf, flatRow, nestedRow } from "./fields.js";
import { createHands } from "./hands.js";
import { OAuth } from "./oauth.js";
import { QueryService } from "./query.js";
import { COMPANY, sees } from "./references.js";
import { State } from "./state.js";
import { SAGE_INTACCT_SWITCHES } from "./switches.js";
import { Writes, parsed } from "./writes.js";

export const SAGE_INTACCT_HOST = "api.intacct.com";
const BASE = "/ia/api/v1";
const TASKS = `${BASE}/objects/projects/task`;
const TOKEN = `${BASE}/oauth2/token`;
const MAX_REFERENCES = 100;

/**
 * @typedef {object} SageIntacctOptions
 * @property {number} [size] how many tasks, 2,000 unless given
 * @property {number} [seed]
 * @property {boolean} [odd] data with nulls and texts that tidy data never has
 * @property {import("../shared/http.js").Clock} [now] where the data ends, what `today` is, what a write is stamped
 *   with, and when tokens end
 * @property {Record<string, import("../shared/switches.js").SwitchValue>} [switches]
 * @property {string} [accessToken]
 * @property {string} [powerlessToken] a token whose user may not see tasks: 403
 *
 * @typedef {import("./writes.js").Call & { visible: (index: number) => boolean }} Context
 */

/**
 * @param {SageIntacctOptions} [options]
 * @returns {import("../shared/http.js").Simulator}
 */
export function createSageIntacct(options = {}) {
  const { size = 2000, seed = 1, accessToken = "intacct-demo-token", powerlessToken = "intacct-powerless-token" } = options;
  const switches = settle("SAGE_INTACCT", SAGE_INTACCT_SWITCHES, options.switches);
  const clock = clockOf(options.now, DEFAULT_NOW);
  const state = new State(createStore({ size, seed, now: clock(), odd: options.odd }));
  const fields = fieldsOf(state.columns, switches);
  const all = [...fields.values()];
  const queries = new QueryService({ state, fields, switches, seed, clock });
  /** @type {import("../shared/http.js").Effect[]} */
  const effects = [];
  const writes = new Writes({ state, fields, switches, clock, effects });
  const oauth = new OAuth({ switches, clock, demo: { accessToken, powerlessToken } });
  const calls = new Calls();

  /** @type {import("../shared/http.js").Route<Context>[]} */
  const routes = [
    {
      name: "query",
      method: "POST",
      path: `${BASE}/services/core/query`,
      run: async ({ request, entity }) => {
        if (!/\bjson\b/.test(request.headers.get("content-type") ?? "")) return wrongContentType();
        const { rows, meta } = queries.run(parsed(await request.text()), entity);
        return json({ "ia::result": rows, "ia::meta": meta });
      },
    },
    { name: "references", method: "GET", path: TASKS, run: ({ visible }) => references(visible) },
    { name: "create", method: "POST", path: TASKS, run: (call) => writes.create(call) },
    {
      name: "get",
      method: "GET",
      path: `${TASKS}/{key}`,
      run: ({ visible }, { key }) => {
        const index = state.indexOf(key);
        if (index < 0 || !visible(index)) return noTask(switches, key);
        const meta = switches.dialect === "seed" ? { totalCount: 1 } : { totalCount: 1, totalSuccess: 1, totalError: 0 };
        return json({ "ia::result": nestedRow(fields, index, switches), "ia::meta": meta });
      },
    },
    { name: "update", method: "PATCH", path: `${TASKS}/{key}`, run: (call, { key }) => writes.update(call, key) },
    { name: "delete", method: "DELETE", path: `${TASKS}/{key}`, run: (call, { key }) => writes.remove(call, key) },
  ];

  /** @param {(index: number) => boolean} visible */
  function references(visible) {
    const wanted = all.filter(({ name }) => ["key", "id", "href"].includes(name));
    const seen = state.indices().filter(visible);
    const byKey = seen.map((index) => flatRow(wanted, index, switches)).sort((a, b) => Number(a.key) - Number(b.key));
    const rows = byKey.slice(0, MAX_REFERENCES);
    // The seed's sample: a list ends with 0 where a query ends with null.
    const none = switches.nextAtEnd === "dialect" ? (switches.dialect === "seed" ? 0 : null) : switches.nextAtEnd;
    const meta = { totalCount: seen.length, start: 1, pageSize: rows.length, next: none, previous: none };
    return json({ "ia::result": rows, "ia::meta": meta });
  }

  /**
   * @param {Request} request
   * @param {URL} url
   * @returns {Promise<{ route: string, response: Response }>}
   */
  async function answer(request, url) {
    if (url.pathname === TOKEN && request.method === "POST") {
      return { route: "token", response: await oauth.answer(request) };
    }
    const token = credentialsOf(request, "Bearer");
    const holder = oauth.holderOf(token);
    if (!holder) return { route: "none", response: invalidToken(switches) };
    const found = findRoute(routes, request.method, url.pathname);
    if ("allowed" in found) return { route: "none", response: noRoute(switches, found.allowed, url.pathname) };
    const route = found.route.name;
    if (token === powerlessToken) return { route, response: forbidden(switches) };
    // Without the header, the entity that the token was asked for.
    const entity = request.headers.get("x-ia-api-param-entity") ?? holder.entity;
    const visible = (/** @type {number} */ index) => sees(state.entity(index), entity, switches);
    try {
      if (entity !== null && !COMPANY.includes(entity)) {
        throw new QueryError(`There is no entity ${entity}`, "X-IA-API-Param-Entity");
      }
      return { route, response: await found.route.run({ request, entity, user: holder.user, visible }, found.params) };
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      return { route, response: refusal(error, switches) };
    }
  }

  return {
    platform: "SAGE_INTACCT",
    fetch: counted(calls, answer),
    calls,
    reset: () => {
      calls.reset();
      effects.length = 0;
      queries.queries = 0;
    },
    switches,
    get size() {
      return state.size;
    },
    effects,
    hands: createHands({ state, fields, clock }),
    tokens: oauth.book,
    get secrets() {
      return oauth.secrets;
    },
    rows: (names) => {
      const wanted = names ? all.filter(({ name }) => names.includes(name)) : all;
      return state.indices().map((index) => flatRow(wanted, index, switches));
    },
  };
}
