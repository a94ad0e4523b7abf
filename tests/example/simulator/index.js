// A stand-in for the API of Example, as the room describes it: a list, one item, and its writes.

import { Calls, clockOf, counted, credentialsOf, findRoute, json, wholeNumber } from "../shared/http.js";
import { ODD_STATUSES, oddText } from "../shared/odd.js";
import { stream } from "../shared/random.js";
import { settle } from "../shared/switches.js";
import { DEFAULT_NOW, timeline } from "../shared/timeline.js";
import { instantText } from "../shared/times.js";
import { pick, sentence, taskName } from "../shared/words.js";
import { EXAMPLE_SWITCHES } from "./switches.js";

export const EXAMPLE_HOST = "api.example.com";
export const EXAMPLE_TOKEN = "example-demo-token";

const STATES = ["todo", "doing", "done"];
const WRITABLE = ["title", "state", "notes"];

/**
 * @typedef {{ id: number, title: string | null, state: string | null, notes: string | null, created: string | null, changed: string | null }} Item
 * @typedef {{ request: Request, query: URLSearchParams }} Context
 */

/** What is refused, and with which status. */
class Refused extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {{ size?: number, seed?: number, odd?: boolean, now?: import("../shared/http.js").Clock,
 *   switches?: Record<string, import("../shared/switches.js").SwitchValue> }} [options]
 * @returns {import("../shared/http.js").Simulator}
 */
export function createExample({ size = 2000, seed = 5, odd = false, now, switches: given } = {}) {
  const switches = settle("EXAMPLE", EXAMPLE_SWITCHES, given);
  const clock = clockOf(now, DEFAULT_NOW);
  const items = generate(size, seed, odd, clock());
  const calls = new Calls();
  /** @type {import("../shared/http.js").Effect[]} */
  const effects = [];
  let last = size;

  const stamp = () => instantText(Math.floor(clock() / 1000));

  /** @param {string} id */
  function itemOf(id) {
    const item = items.get(Number(id));
    if (!item) throw new Refused(404, "There is no such item");
    return item;
  }

  /** @param {Record<string, any>} values @returns {Item} */
  function insert(values) {
    last += 1;
    const item = { id: last, title: null, state: "todo", notes: null, ...values, created: stamp(), changed: stamp() };
    items.set(last, item);
    return item;
  }

  /** @type {import("../shared/http.js").Route<Context>[]} */
  const routes = [
    { name: "list", method: "GET", path: "/v1/items", run: ({ query }) => list(query) },
    { name: "get", method: "GET", path: "/v1/items/{id}", run: (_, { id }) => json(itemOf(id)) },
    {
      name: "create",
      method: "POST",
      path: "/v1/items",
      run: async ({ request }) => {
        const values = checked(await request.text());
        if (!values.title) throw new Refused(400, "title is missing");
        const item = insert(values);
        effects.push({ kind: "create", id: String(item.id), at: clock() });
        return json(item, 201);
      },
    },
    {
      name: "update",
      method: "PATCH",
      path: "/v1/items/{id}",
      run: async ({ request }, { id }) => {
        const item = Object.assign(itemOf(id), checked(await request.text()), { changed: stamp() });
        effects.push({ kind: "update", id, at: clock() });
        return json(item);
      },
    },
    {
      name: "delete",
      method: "DELETE",
      path: "/v1/items/{id}",
      run: (_, { id }) => {
        items.delete(itemOf(id).id);
        effects.push({ kind: "delete", id, at: clock() });
        return new Response(null, { status: 204 });
      },
    },
  ];

  /** @param {URLSearchParams} query */
  function list(query) {
    const states = query.get("state")?.split(",");
    const all = [...items.values()].filter(({ state }) => !states || states.includes(state ?? "")).sort((a, b) => a.id - b.id);
    const offset = number(query, "offset", 0);
    const limit = Math.min(number(query, "limit", 20), Number(switches.pageSizeMax));
    return json({ items: all.slice(offset, offset + limit), total: all.length });
  }

  /** @param {Request} request @param {URL} url @returns {Promise<{ route: string, response: Response }>} */
  async function answer(request, url) {
    if (credentialsOf(request, "Bearer") !== EXAMPLE_TOKEN) {
      return { route: "none", response: json({ error: "The token is not valid" }, 401) };
    }
    const found = findRoute(routes, request.method, url.pathname);
    if ("allowed" in found) return { route: "none", response: json({ error: "There is nothing here" }, 404) };
    const route = found.route.name;
    try {
      return { route, response: await found.route.run({ request, query: url.searchParams }, found.params) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { route, response: json({ error: error.message }, error.status) };
    }
  }

  /** @param {string} id */
  function known(id) {
    const item = items.get(Number(id));
    if (!item) throw new RangeError(`There is no item ${id}`);
    return item;
  }

  return {
    platform: "EXAMPLE",
    fetch: counted(calls, answer),
    calls,
    effects,
    switches,
    tokens: null,
    secrets: [EXAMPLE_TOKEN],
    hands: {
      insert: (values) => String(insert(values).id),
      change: (id, values) => void Object.assign(known(id), values, { changed: stamp() }),
      remove: (id) => void items.delete(known(id).id),
    },
    reset() {
      calls.reset();
      effects.length = 0;
    },
    get size() {
      return items.size;
    },
    rows: (names) =>
      [...items.values()].map((item) =>
        names ? Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name))) : { ...item },
      ),
  };
}

/** @param {number} size @param {number} seed @param {boolean} odd @param {number} now @returns {Map<number, Item>} */
function generate(size, seed, odd, now) {
  const times = timeline({ count: size, seed, now, bigGroup: 30 });
  const [draw, strange] = [stream(seed, "example"), stream(seed, "odd")];
  const make = (/** @type {number} */ i) => ({
    id: i + 1,
    title: odd ? oddText(taskName(seed, i), strange(i), 6) : taskName(seed, i),
    state: odd && strange(i) % 5 === 0 ? pick(ODD_STATUSES, strange(i) >>> 8) : pick(STATES, draw(i)),
    notes: draw(i) % 3 === 0 ? null : sentence(draw(i)),
    created: odd && strange(i) % 7 === 0 ? null : instantText(times[i] - (draw(i) % 1_000_000)),
    changed: odd && strange(i) % 11 === 0 ? null : instantText(times[i]),
  });
  return new Map(Array.from({ length: size }, (_, i) => [i + 1, make(i)]));
}

/** @param {URLSearchParams} query @param {string} name @param {number} fallback */
function number(query, name, fallback) {
  const value = wholeNumber(query.get(name) ?? String(fallback));
  if (value === null || value < 0) throw new Refused(400, `${name} is not a number`);
  return value;
}

/** @param {string} body @returns {Record<string, any>} */
function checked(body) {
  let values;
  try {
    values = JSON.parse(body);
  } catch {
    throw new Refused(400, "The body is not JSON");
  }
  const unknown = Object.keys(values ?? {}).find((name) => !WRITABLE.includes(name));
  if (unknown !== undefined) throw new Refused(400, `${unknown} cannot be written`);
  if (values.state !== undefined && !STATES.includes(values.state)) throw new Refused(400, "There is no such state");
  return values;
}
