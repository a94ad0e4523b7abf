// What every simulator needs to be a fetch handler: requests in, responses out, routes, a call counter.

/**
 * @typedef {object} Simulator
 * @property {string} platform e.g. `SAGE_INTACCT`
 * @property {(input: Request | URL | string, init?: RequestInit) => Promise<Response>} fetch
 * @property {Calls} calls
 * @property {() => void} reset sets the counts to zero and forgets what depends on earlier calls, and the effects; the
 *   data stays
 * @property {import("./switches.js").Switches} switches
 * @property {number} size the number of tasks there are now
 * @property {Effect[]} effects what calls really did, oldest first; hands leave no trace here
 * @property {Hands} hands
 * @property {import("./tokens.js").TokenBook | null} tokens null where the platform gives out none
 * @property {string[]} secrets every text that no log, error or cursor may hold
 * @property {(fields?: readonly string[]) => Record<string, any>[]} rows every task as the platform holds it, or only
 *   some fields of it; made anew at each call
 *
 * @typedef {object} Effect
 * @property {"create" | "update" | "delete" | "progress" | "notify"} kind
 * @property {string} id the platform's own id of the task
 * @property {number} at milliseconds since 1970
 * @property {unknown} [detail]
 *
 * @typedef {object} Hands those of another user: no call, not counted, stamped as a write is. Values stand under the
 *   platform's own names, as its rows have them; an id or a name that it does not have is a RangeError
 * @property {(values: Record<string, any>) => string} insert gives the id
 * @property {(id: string, values: Record<string, any>) => void} change
 * @property {(id: string) => void} remove
 */

/** The calls that a simulator received. */
export class Calls {
  constructor() {
    this.total = 0;
    /** @type {Record<string, number>} calls by route name; `none` counts what no route answered */
    this.byRoute = {};
    /** @type {Record<string, number>} calls by HTTP status */
    this.byStatus = {};
  }

  /**
   * @param {string} route
   * @param {number} status
   */
  note(route, status) {
    this.total += 1;
    this.byRoute[route] = (this.byRoute[route] ?? 0) + 1;
    this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
  }

  reset() {
    this.total = 0;
    this.byRoute = {};
    this.byStatus = {};
  }
}

/**
 * @template C
 * @typedef {object} Route
 * @property {string} name the name under which calls are counted
 * @property {string} method
 * @property {string} path segments, `{name}` for a variable one
 * @property {(context: C, params: Record<string, string>) => Response | Promise<Response>} run
 */

/**
 * Finds the route of a path, or the methods that the path would have allowed.
 * @template C
 * @param {readonly Route<C>[]} routes the first that fits wins
 * @param {string} method
 * @param {string} path
 * @returns {{ route: Route<C>, params: Record<string, string> } | { allowed: string[] }}
 */
export function findRoute(routes, method, path) {
  /** @type {string[]} */
  const allowed = [];
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params && route.method === method) return { route, params };
    if (params) allowed.push(route.method);
  }
  return { allowed };
}

/**
 * @param {string} pattern
 * @param {string} path
 * @returns {Record<string, string> | null}
 */
function matchPath(pattern, path) {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  /** @type {Record<string, string>} */
  const params = {};
  for (let i = 0; i < wanted.length; i += 1) {
    const name = /^\{(.+)\}$/.exec(wanted[i])?.[1];
    if (name === undefined) {
      if (wanted[i] !== given[i]) return null;
    } else {
      const text = decoded(given[i]);
      if (!text) return null;
      params[name] = text;
    }
  }
  return params;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * @param {Request | URL | string} input
 * @param {RequestInit} [init]
 * @returns {Request}
 */
export function asRequest(input, init) {
  return input instanceof Request && !init ? input : new Request(input, init);
}

/**
 * A simulator's `fetch` around the function that answers: counts each call, and ends an aborted one
 * as fetch does.
 * @param {Calls} calls
 * @param {(request: Request, url: URL) => Promise<{ route: string, response: Response }>} answer
 * @returns {Simulator["fetch"]}
 */
export function counted(calls, answer) {
  return async (input, init) => {
    const request = asRequest(input, init);
    request.signal?.throwIfAborted();
    const { route, response } = await answer(request, new URL(request.url));
    calls.note(route, response.status);
    return response;
  };
}

/**
 * @param {string} body
 * @param {number} status
 * @param {string} type
 * @param {Record<string, string>} [headers]
 */
export function respond(body, status, type, headers = {}) {
  return new Response(body, { status, headers: { ...headers, "content-type": type } });
}

/**
 * @param {unknown} value
 * @param {number} [status]
 * @param {Record<string, string>} [headers]
 */
export function json(value, status = 200, headers) {
  return respond(JSON.stringify(value), status, "application/json; charset=utf-8", headers);
}

/**
 * The token of an `Authorization` header with the given scheme, or null.
 * @param {Request} request
 * @param {string} scheme
 */
export function credentialsOf(request, scheme) {
  const header = request.headers.get("authorization") ?? "";
  const at = header.indexOf(" ");
  if (at < 0 || header.slice(0, at).toLowerCase() !== scheme.toLowerCase()) return null;
  return header.slice(at + 1).trim();
}

/**
 * Whether a body of this content type is a form.
 * @param {string} type
 */
export function isForm(type) {
  return /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type);
}

/**
 * A whole number written in digits, or null.
 * @param {string} text
 */
export function wholeNumber(text) {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}

/**
 * @typedef {number | (() => number)} Clock milliseconds, fixed or asked each time
 * @param {Clock | undefined} now
 * @param {number} fallback
 * @returns {() => number}
 */
export function clockOf(now, fallback) {
  return typeof now === "function" ? now : () => now ?? fallback;
}
