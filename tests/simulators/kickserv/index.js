// A stand-in for Kickserv's API v2, written from its unofficial documentation: the list of tasks, one task, its
// writes and notifications, and the short list of a customer's jobs.

import { Calls, clockOf, counted, credentialsOf, findRoute, json, wholeNumber } from "../shared/http.js";
import { settle } from "../shared/switches.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { CLOSED, createAccount } from "./data.js";
import { Refused, failure, unauthorized } from "./errors.js";
import { createList } from "./list.js";
import { createShow } from "./show.js";
import { createStore } from "./store.js";
import { KICKSERV_SWITCHES } from "./switches.js";
import { createWrites } from "./writes.js";
import { zoneOf } from "./zone.js";

export const KICKSERV_HOST = "app.kickserv.com";

/**
 * @typedef {object} KickservOptions
 * @property {number} [size] how many tasks, 2,000 unless given
 * @property {number} [seed]
 * @property {boolean} [odd] data with nulls and texts that tidy data never has
 * @property {import("../shared/http.js").Clock} [now] where the data ends, and what a write is stamped with
 * @property {Record<string, import("../shared/switches.js").SwitchValue>} [switches]
 * @property {string} [slug]
 * @property {string} [apiToken]
 *
 * @typedef {{ request: Request, query: URLSearchParams }} Context
 */

/**
 * @param {KickservOptions} [options]
 * @returns {import("../shared/http.js").Simulator}
 */
export function createKickserv(options = {}) {
  const { size = 2000, seed = 3, slug = "demo-account", apiToken = "kickserv-demo-token" } = options;
  const switches = settle("KICKSERV", KICKSERV_SWITCHES, options.switches);
  const zone = zoneOf(String(switches.accountZone));
  const calls = new Calls();
  const clock = clockOf(options.now, DEFAULT_NOW);
  const { tasks, jobs } = createAccount({ size, seed, now: clock(), odd: options.odd });
  const store = createStore(tasks, switches.order);
  const show = createShow(switches, zone);
  const list = createList({ store, jobs, switches, zone, show });
  /** @type {import("../shared/http.js").Effect[]} */
  const effects = [];
  const writes = createWrites({ store, jobs, switches, show, clock, effects });
  // The token is the user and the password.
  const pair = `${apiToken}:${apiToken}`;

  const root = `/${slug}`;
  /** @type {import("../shared/http.js").Route<Context>[]} */
  const routes = [
    { name: "list", method: "GET", path: `${root}/tasks.json`, run: ({ query }) => list(query) },
    { name: "create", method: "POST", path: `${root}/tasks.json`, run: ({ request }) => writes.create(request, null) },
    { name: "create_in_job", method: "POST", path: `${root}/jobs/{job}/tasks.json`, run: ({ request }, { job }) => writes.create(request, job) },
    { name: "job_list", method: "GET", path: `${root}/tasks/job_list.json`, run: ({ query }) => jobList(query) },
    { name: "get", method: "GET", path: `${root}/tasks/{file}`, run: (_, { file }) => json(show.enveloped(show.whole(taskOf(file)))) },
    // The two look equivalent.
    { name: "update", method: "PUT", path: `${root}/tasks/{file}`, run: ({ request }, { file }) => writes.update(request, () => taskOf(file)) },
    { name: "update", method: "PATCH", path: `${root}/tasks/{file}`, run: ({ request }, { file }) => writes.update(request, () => taskOf(file)) },
    { name: "delete", method: "DELETE", path: `${root}/tasks/{file}`, run: (_, { file }) => writes.remove(taskOf(file)) },
    { name: "notify", method: "POST", path: `${root}/tasks/{id}/notify.json`, run: ({ request }, { id }) => writes.notify(request, () => taskOf(`${id}.json`)) },
  ];

  /** @param {URLSearchParams} query */
  function jobList(query) {
    const customer = wholeNumber(query.get("customer_id") ?? "");
    if (customer === null) throw new Refused(422, "customer_id is missing");
    const active = jobs.filter((job) => job.customer === customer && !CLOSED.has(job.status));
    return json(active.map(({ id, name, status }) => ({ id, name, status })));
  }

  /** @param {string} file e.g. `2357911.json` */
  function taskOf(file) {
    const task = store.get(Number(/^([1-9]\d{0,14})\.json$/.exec(file)?.[1]));
    if (!task) throw new Refused(Number(switches.missingStatus), `Couldn't find the task ${file.replace(/\.json$/, "")}`);
    return task;
  }

  /**
   * @param {Request} request
   * @param {URL} url
   * @returns {Promise<{ route: string, response: Response }>}
   */
  async function answer(request, url) {
    if (basic(request) !== pair) return { route: "none", response: unauthorized(switches.authBody) };
    const found = findRoute(routes, request.method, url.pathname);
    if ("allowed" in found) {
      return { route: "none", response: failure(new Refused(404, `There is nothing at ${url.pathname}`), switches.errorBody) };
    }
    const route = found.route.name;
    try {
      return { route, response: await found.route.run({ request, query: url.searchParams }, found.params) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { route, response: failure(error, switches.errorBody) };
    }
  }

  return {
    platform: "KICKSERV",
    fetch: counted(calls, answer),
    calls,
    effects,
    hands: writes.hands,
    tokens: null,
    get secrets() {
      return [apiToken, pair, btoa(pair)];
    },
    reset() {
      calls.reset();
      effects.length = 0;
    },
    switches,
    get size() {
      return store.size;
    },
    rows: (names) =>
      store.all().map((task) => {
        const row = show.whole(task);
        return names ? Object.fromEntries(names.filter((name) => name in row).map((name) => [name, row[name]])) : row;
      }),
  };
}

/** @param {Request} request */
function basic(request) {
  const text = credentialsOf(request, "Basic");
  try {
    return text === null ? null : atob(text);
  } catch {
    return null;
  }
}
