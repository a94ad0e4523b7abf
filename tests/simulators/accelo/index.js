// A stand-in for Accelo's API, written from its documents: the list of tasks, their count, and one task.

import { Calls, clockOf, counted, credentialsOf, findRoute, respond, wholeNumber } from "../shared/http.js";
import { compareCodePoints, sortedIndices } from "../shared/order.js";
import { shuffled } from "../shared/random.js";
import { settle } from "../shared/switches.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createStore } from "./data.js";
import { InvalidRequest, failure, htmlNotFound, success } from "./errors.js";
import { shownFields, shownTask } from "./fields.js";
import { readFilterJson, readFilterText } from "./filter-text.js";
import { compileFilters } from "./filters.js";
import { ACCELO_SWITCHES } from "./switches.js";

const BASE = "/api/v0";
const CALLS_AN_HOUR = 5000;
const SCRAMBLES = 3;

/**
 * @typedef {object} AcceloOptions
 * @property {number} [size] how many tasks, 2,000 unless given
 * @property {number} [seed]
 * @property {boolean} [odd] data with nulls and texts that tidy data never has
 * @property {import("../shared/http.js").Clock} [now] where the data ends
 * @property {Record<string, import("../shared/switches.js").SwitchValue>} [switches]
 * @property {string} [accessToken]
 * @property {string} [powerlessToken] a token that may not read tasks: 403
 *
 * @typedef {Record<string, any>} Parameters the query string, with the body's parameters laid over it
 */

/**
 * @param {AcceloOptions} [options]
 * @returns {import("../shared/http.js").Simulator}
 */
export function createAccelo(options = {}) {
  const { size = 2000, seed = 2, accessToken = "accelo-demo-token", powerlessToken = "accelo-powerless-token" } = options;
  const switches = settle("ACCELO", ACCELO_SWITCHES, options.switches);
  const clock = clockOf(options.now, DEFAULT_NOW);
  const store = createStore({ size, seed, now: clock(), odd: options.odd });
  const calls = new Calls();
  /** @type {Map<string, Uint32Array>} */
  const orders = new Map();
  let lists = 0;

  /** @type {import("../shared/http.js").Route<Parameters>[]} */
  const routes = [
    { name: "list", method: "GET", path: `${BASE}/tasks`, run: (parameters) => success(list(parameters)) },
    { name: "count", method: "GET", path: `${BASE}/tasks/count`, run: (parameters) => success(count(parameters)) },
    { name: "get", method: "GET", path: `${BASE}/tasks/{id}`, run: (parameters, { id }) => success(one(parameters, id)) },
  ];

  /** @param {Parameters} parameters */
  function list(parameters) {
    const { test, order } = compileFilters(nodesOf(parameters._filters), { columns: store.columns, switches });
    const fields = shownFields(parameters._fields, store.columns, switches);
    const { offset, limit } = paging(parameters);
    lists += 1;
    /** @type {object[]} */
    const tasks = [];
    let seen = 0;
    for (const index of orderOf(order.field, order.descending)) {
      if (test && !test(index)) continue;
      seen += 1;
      if (seen > offset) tasks.push(shownTask(fields, index, switches));
      if (tasks.length === limit) break;
    }
    return tasks;
  }

  /** @param {Parameters} parameters */
  function count(parameters) {
    const { test } = compileFilters(nodesOf(parameters._filters), { columns: store.columns, switches });
    let found = test ? 0 : size;
    for (let index = 0; test && index < size; index += 1) found += Number(test(index));
    return { count: switches.countType === "string" ? String(found) : found };
  }

  /** @param {Parameters} parameters @param {string} id */
  function one(parameters, id) {
    const number = /^[1-9]\d{0,9}$/.test(id) ? Number(id) : 0;
    if (number < 1 || number > size) throw new InvalidRequest(`There is no task with the id ${id}`);
    return shownTask(shownFields(parameters._fields, store.columns, switches), number - 1, switches);
  }

  /**
   * @param {Parameters} parameters
   * @returns {{ offset: number, limit: number }}
   */
  function paging(parameters) {
    const most = Number(switches.limitMax);
    /** @param {string} name @param {number} least @param {number} fallback */
    const read = (name, least, fallback) => {
      if (parameters[name] === undefined) return fallback;
      const value = wholeNumber(String(parameters[name]));
      if (value !== null && value >= least) return value;
      if (switches.badPaging === "default") return fallback;
      throw new InvalidRequest(`${name} is a whole number from ${least} on, not "${parameters[name]}"`);
    };
    const wanted = read("_limit", 1, 10);
    if (wanted > most && switches.limitAboveMax === "error") {
      throw new InvalidRequest(`_limit ${wanted} is above the maximum of ${most}`);
    }
    const limit = Math.min(wanted, most);
    const offset = read("_offset", 0, 0);
    if (parameters._page === undefined) return { offset, limit };
    if (parameters._offset !== undefined && switches.offsetWithPage === "error") {
      throw new InvalidRequest("_offset cannot be used in conjunction with _page");
    }
    const page = read("_page", 0, Number(switches.pageBase));
    return { offset: Math.max(0, page - Number(switches.pageBase)) * limit, limit };
  }

  /**
   * @param {string} field
   * @param {boolean} descending
   */
  function orderOf(field, descending) {
    const variant = switches.tieOrder === "scrambled" && field !== "id" ? lists % SCRAMBLES : 0;
    const name = `${field} ${descending} ${variant}`;
    const held = orders.get(name) ?? makeOrder(field, descending, variant);
    orders.set(name, held);
    return held;
  }

  /**
   * @param {string} field
   * @param {boolean} descending
   * @param {number} variant
   */
  function makeOrder(field, descending, variant) {
    const ties =
      switches.tieOrder === "scrambled"
        ? shuffled(size, seed + 101 * (variant + 1))
        : Uint32Array.from({ length: size }, (_, i) => (switches.tieOrder === "idAscending" ? i : size - 1 - i));
    const { get = () => null } = store.columns.get(field) ?? {};
    const folded = switches.textOrder === "caseInsensitive";
    const key = {
      value: get,
      descending,
      nullsFirst: (switches.unsetSorts === "low") !== descending,
      compareText: (/** @type {string} */ a, /** @type {string} */ b) =>
        folded ? compareCodePoints(a.toLowerCase(), b.toLowerCase()) : compareCodePoints(a, b),
    };
    return sortedIndices(size, [key], ties);
  }

  /**
   * @param {Request} request
   * @param {URL} url
   * @returns {Promise<{ route: string, response: Response }>}
   */
  async function answer(request, url) {
    /** @type {Parameters} */
    let parameters = Object.fromEntries(url.searchParams);
    try {
      parameters = { ...parameters, ...(await bodyOf(request)) };
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      return { route: "none", response: await finish(failure(400, error.message), parameters) };
    }
    const { route, response } = await answerRead(request, url, parameters);
    return { route, response: await finish(response, parameters) };
  }

  /**
   * @param {Request} request
   * @param {URL} url
   * @param {Parameters} parameters
   */
  async function answerRead(request, url, parameters) {
    const method = String(parameters._method ?? request.method).toUpperCase();
    const found = findRoute(routes, method, url.pathname.replace(/\.json$/, ""));
    const route = "allowed" in found ? "none" : found.route.name;
    const header = credentialsOf(request, "Bearer");
    const inQuery = parameters._bearer_token;
    if (request.headers.has("authorization") && inQuery !== undefined) {
      const message = "Give the token in the Authorization header or as _bearer_token, not both";
      return { route, response: failure(Number(switches.bothTokensStatus), message) };
    }
    const token = header ?? inQuery;
    if (token !== accessToken && token !== powerlessToken) {
      return { route, response: failure(401, token === undefined ? "No access token was given" : "The access token is not valid") };
    }
    if ("allowed" in found) {
      const response = switches.missingUrl === "html" ? htmlNotFound() : failure(404, "There is no such resource");
      return { route, response };
    }
    if (token === powerlessToken) return { route, response: failure(403, "The token does not grant read(tasks)") };
    try {
      return { route, response: await found.route.run(parameters, found.params) };
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      return { route, response: failure(400, error.message) };
    }
  }

  /**
   * Adds the rate headers, and forces 200 where the call asks for it. The limit itself is not enforced: at its
   * end the hour is over.
   * @param {Response} response
   * @param {Parameters} parameters
   */
  async function finish(response, parameters) {
    const status = isOn(parameters._suppress_http_status) ? 200 : response.status;
    const headers = {
      "x-ratelimit-limit": String(CALLS_AN_HOUR),
      "x-ratelimit-remaining": String(CALLS_AN_HOUR - 1 - (calls.total % CALLS_AN_HOUR)),
      "x-ratelimit-reset": String(Math.ceil((clock() + 1) / 3_600_000) * 3600),
    };
    return respond(await response.text(), status, response.headers.get("content-type") ?? "", headers);
  }

  const columns = [...store.columns.keys()];
  return {
    platform: "ACCELO",
    fetch: counted(calls, answer),
    calls,
    reset: () => {
      calls.reset();
      lists = 0;
    },
    switches,
    size,
    rows: (names = columns) => {
      const shown = shownFields([...names], store.columns, switches);
      return Array.from({ length: size }, (_, index) => shownTask(shown, index, switches));
    },
  };
}

/** @param {unknown} filters */
function nodesOf(filters) {
  if (filters === undefined || filters === null) return [];
  return typeof filters === "string" ? readFilterText(filters) : readFilterJson(filters);
}

/** @param {unknown} flag */
function isOn(flag) {
  return flag !== undefined && flag !== "0" && flag !== "false" && flag !== false;
}

/**
 * @param {Request} request
 * @returns {Promise<Parameters>}
 */
async function bodyOf(request) {
  if (request.method === "GET" || request.method === "HEAD") return {};
  const text = await request.text();
  if (text.trim() === "") return {};
  if (!/\bjson\b/.test(request.headers.get("content-type") ?? "")) return Object.fromEntries(new URLSearchParams(text));
  try {
    const body = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  } catch {
    // Falls through: whatever is not an object is refused alike.
  }
  throw new InvalidRequest("The body is not a JSON object");
}
