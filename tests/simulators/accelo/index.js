// A stand-in for Accelo's API, written from its documents: tasks read and written, their progressions, and tokens.

import { Calls, clockOf, counted, credentialsOf, findRoute, respond } from "../shared/http.js";
import { settle } from "../shared/switches.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { htmlNotFound, refusal, success, tooManyRequests } from "./answers.js";
import { Changes } from "./changes.js";
import { createStore } from "./data.js";
import { Failure, Forbidden, InvalidRequest, Unauthenticated } from "./errors.js";
import { createHands } from "./hands.js";
import { createLookups } from "./lookups.js";
import { createOauth } from "./oauth.js";
import { parametersOf } from "./parameters.js";
import { createProgressions } from "./progressions.js";
import { createRate } from "./rate.js";
import { createReads } from "./reads.js";
import { State } from "./state.js";
import { ACCELO_SWITCHES } from "./switches.js";
import { createWrites } from "./writes.js";

const BASE = "/api/v0";
const OAUTH = "/oauth2/v0";
/** Methods of routes that change a task; the scope read() does not cover them. */
const WRITING = new Set(["POST", "PUT"]);

/**
 * @typedef {object} AcceloOptions
 * @property {number} [size] how many tasks, 2,000 unless given
 * @property {number} [seed]
 * @property {boolean} [odd] data with nulls and texts that tidy data never has
 * @property {import("../shared/http.js").Clock} [now] where the data ends
 * @property {Record<string, import("../shared/switches.js").SwitchValue>} [switches]
 * @property {number} [callsAnHour] of the deployment, 5,000 unless given; with Infinity none is refused
 * @property {string} [accessToken]
 * @property {string} [readToken] a token of the scope read(all): it may not write
 * @property {string} [powerlessToken] a token that may not read tasks: 403
 *
 * @typedef {object} Effect what a call did
 * @property {"create" | "update" | "progress"} kind
 * @property {string} id
 * @property {number} at milliseconds since 1970
 * @property {{ fields: string[] } | { from: string, to: string }} detail the fields that were written, or the ids of the statuses
 *
 * @typedef {object} AcceloExtras
 * @property {import("./hands.js").Hands} hands what other users do
 * @property {Effect[]} effects of the calls since the last reset, oldest first
 * @property {import("../shared/tokens.js").TokenBook} tokens
 * @property {string[]} secrets what no log, error or cursor may hold
 * @typedef {import("../shared/http.js").Simulator & AcceloExtras} AcceloSimulator
 *
 * @typedef {import("./parameters.js").Parameters} Parameters
 */

/**
 * @param {AcceloOptions} [options]
 * @returns {AcceloSimulator}
 */
export function createAccelo(options = {}) {
  const { size = 2000, seed = 2, accessToken = "accelo-demo-token" } = options;
  const { readToken = "accelo-read-token", powerlessToken = "accelo-powerless-token" } = options;
  const switches = settle("ACCELO", ACCELO_SWITCHES, options.switches);
  const clock = clockOf(options.now, DEFAULT_NOW);
  const state = new State(createStore({ size, seed, now: clock(), odd: options.odd }));
  const changes = new Changes(state, clock);
  const reads = createReads({ state, switches, seed });
  const writes = createWrites({ state, changes, switches });
  const progressions = createProgressions({ state, changes, switches });
  const lookups = createLookups(switches);
  const oauth = createOauth({ clock, switches, accessToken, readToken, powerlessToken });
  const rate = createRate(clock, options.callsAnHour);
  const calls = new Calls();
  /** @type {Effect[]} */
  const effects = [];

  /** @param {Effect["kind"]} kind @param {number} index @param {Effect["detail"]} detail */
  const did = (kind, index, detail) => effects.push({ kind, id: String(index + 1), at: clock(), detail });

  /** @param {Parameters} parameters */
  function create(parameters) {
    const { index, fields } = writes.create(parameters);
    did("create", index, { fields });
    return reads.shown(parameters, index);
  }

  /** @param {Parameters} parameters @param {string} id */
  function update(parameters, id) {
    const index = reads.indexOf(id);
    const fields = writes.update(parameters, index);
    if (fields.length > 0) did("update", index, { fields });
    return reads.shown(parameters, index);
  }

  /**
   * @param {(index: number) => { from: string, to: string } | null} run
   * @returns {Run}
   */
  function progress(run) {
    return (parameters, { id }) => {
      const index = reads.indexOf(id);
      const detail = run(index);
      if (detail) did("progress", index, detail);
      return reads.shown(parameters, index);
    };
  }

  /**
   * @typedef {(parameters: Parameters, params: Record<string, string>) => unknown} Run
   * @param {string} name
   * @param {string} method
   * @param {string} path
   * @param {Run} run gives what the envelope holds
   * @returns {import("../shared/http.js").Route<Parameters>}
   */
  const route = (name, method, path, run) => ({
    name, method, path: BASE + path, run: (parameters, params) => success(run(parameters, params), parameters),
  });
  const one = "/tasks/{id}";
  const routes = [
    route("list", "GET", "/tasks", reads.list),
    route("count", "GET", "/tasks/count", reads.count),
    route("statuses", "GET", "/tasks/statuses", lookups.statuses),
    route("statusCount", "GET", "/tasks/statuses/count", lookups.countStatuses),
    route("status", "GET", "/tasks/statuses/{id}", (parameters, { id }) => lookups.status(parameters, id)),
    route("priorities", "GET", "/tasks/priorities", lookups.priorities),
    route("get", "GET", one, (parameters, { id }) => reads.shown(parameters, reads.indexOf(id))),
    route("create", "POST", "/tasks", create),
    route("update", "PUT", one, (parameters, { id }) => update(parameters, id)),
    route("progressions", "GET", `${one}/progressions`, (_, { id }) => progressions.list(reads.indexOf(id))),
    // Documented with either method.
    ...["PUT", "POST"].flatMap((method) => [
      ...(/** @type {const} */ (["start", "done"])).map((name) =>
        route(name, method, `${one}/progressions/${name}`, progress((index) => progressions.runNamed(index, name))),
      ),
      route("auto", method, `${one}/progressions/{progression}/auto`, (parameters, params) =>
        progress((index) => progressions.runAuto(index, params.progression))(parameters, params),
      ),
    ]),
  ];

  /** @param {Request} request @param {URL} url */
  async function answer(request, url) {
    return url.pathname.startsWith(`${OAUTH}/`) ? answerOauth(request, url) : answerApi(request, url);
  }

  /**
   * @param {Request} request
   * @param {URL} url
   */
  async function answerOauth(request, url) {
    const name = url.pathname.slice(OAUTH.length + 1);
    if (request.method !== "POST" || (name !== "token" && name !== "revoke")) return { route: "none", response: noRoute({}) };
    try {
      return { route: name, response: oauth[name](request, await parametersOf(request, url)) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { route: name, response: oauth.refused(error) };
    }
  }

  /**
   * @param {Request} request
   * @param {URL} url
   */
  async function answerApi(request, url) {
    const { within, headers } = rate.take();
    /** @type {Parameters} */
    let parameters = Object.fromEntries(url.searchParams);
    let name = "none";
    /** @returns {Promise<Response>} */
    const run = async () => {
      if (!within) return tooManyRequests(url.hostname, parameters);
      parameters = await parametersOf(request, url);
      const method = String(parameters._method ?? request.method).toUpperCase();
      const found = findRoute(routes, method, url.pathname.replace(/\.json$/, ""));
      if (!("allowed" in found)) name = found.route.name;
      const rights = rightsOf(request, parameters);
      if ("allowed" in found) return noRoute(parameters);
      if (!rights.read) throw new Forbidden("The token does not grant read(tasks)");
      if (WRITING.has(method) && !rights.write) throw new Forbidden("The token does not grant write(tasks)");
      return found.route.run(parameters, found.params);
    };
    let response;
    try {
      response = await run();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      response = refusal(error, parameters);
    }
    const type = response.headers.get("content-type") ?? "";
    return { route: name, response: respond(await response.text(), response.status, type, headers) };
  }

  /**
   * @param {Request} request
   * @param {Parameters} parameters
   */
  function rightsOf(request, parameters) {
    const inQuery = parameters._bearer_token;
    if (request.headers.has("authorization") && inQuery !== undefined) {
      const message = "Give the token in the Authorization header or as _bearer_token, not both";
      throw switches.bothTokensStatus === 400 ? new InvalidRequest(message) : new Unauthenticated(message);
    }
    const token = credentialsOf(request, "Bearer") ?? inQuery;
    const rights = token === undefined ? null : oauth.rights(String(token));
    if (rights) return rights;
    throw new Unauthenticated(token === undefined ? "No access token was given" : "The access token is not valid");
  }

  /** @param {Parameters} parameters */
  function noRoute(parameters) {
    if (switches.missingUrl === "html") return htmlNotFound();
    const message = "There is no such resource";
    return refusal(switches.missingUrl === "json" ? new Failure(404, "not_found", message) : new InvalidRequest(message), parameters);
  }

  return {
    platform: "ACCELO",
    fetch: counted(calls, answer),
    calls,
    reset: () => {
      calls.reset();
      rate.reset();
      reads.reset();
      effects.length = 0;
    },
    switches,
    get size() {
      return state.size;
    },
    rows: reads.rows,
    hands: createHands({ state, changes, switches }),
    effects,
    tokens: oauth.tokens,
    get secrets() {
      return oauth.secrets();
    },
  };
}
