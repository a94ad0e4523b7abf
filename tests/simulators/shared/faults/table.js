// Every fault: for which platforms it is, what it stands for, what it does.

import { PLATFORMS, entryOf } from "../../platforms.js";
import { json } from "../http.js";
import { emptyAnswer, errorAnswer, errorBody, htmlAnswer, retryHeaders, retryHeadersOf } from "./answers.js";
import { useHands } from "./hands.js";
import { pageOf, withBody, withJson } from "./pages.js";
import { slowStream } from "./streams.js";

/**
 * @typedef {import("./calls.js").Platform} Platform
 * @typedef {Record<string, any>} Options
 *
 * @typedef {object} Call
 * @property {Platform} platform
 * @property {import("../http.js").Simulator} simulator
 * @property {Request} request
 * @property {boolean} token whether it asks a token endpoint
 * @property {number} now milliseconds since 1970
 * @property {ReadonlySet<string>} seen the ids that earlier pages of the platform gave
 * @property {readonly any[]} before the rows of the page before, at the same path
 * @property {(index: number) => number} draw an unsigned 32-bit integer, by the seed
 * @property {(more?: { ids?: string[] }) => void} inject to be called when the fault was done
 *
 * @typedef {object} Fault
 * @property {readonly Platform[]} platforms that it can happen to
 * @property {boolean | "done"} effects whether a write may have been done although the answer does not say so; done:
 *   only with the option `done`
 * @property {string} about what it stands for
 * @property {Readonly<Record<string, any>>} options with their defaults; undefined has none
 * @property {Readonly<Record<string, (platform: Platform) => readonly any[]>>} [allowed] what an option can be, where
 *   that is not free
 * @property {(platform: Platform) => Options[]} variants the options under which a client must hold
 * @property {(call: Call, next: () => Promise<Response>, options: Options) => Promise<Response>} run
 */

const WITH_TOKENS = PLATFORMS.filter((platform) => entryOf(platform).faults.tokens);

/** @param {Platform} platform */
const headersOf = (platform) => [...new Set([...Object.keys(retryHeadersOf(platform)), "Retry-After", "Retry-After (date)", "none"])];
/** @param {Platform} platform */
const shapesOf = (platform) => entryOf(platform).faults.shapes;

/**
 * A fault that answers in the platform's place; with the option `done` the platform has done what it was asked for.
 * @param {Pick<Fault, "about" | "options" | "allowed" | "variants">} fault
 * @param {(call: Call, options: Options) => Response} answer
 * @returns {Fault}
 */
function instead({ options, ...rest }, answer) {
  return {
    platforms: PLATFORMS,
    effects: "done",
    options: { ...options, done: false },
    ...rest,
    async run(call, next, given) {
      if (given.done) await (await next()).arrayBuffer();
      call.inject();
      return answer(call, given);
    },
  };
}

/** @param {number} status @param {string} about @param {string} body @returns {Fault} */
function serverError(status, about, body) {
  return instead(
    {
      about,
      options: { body, header: "none", wait: 1 },
      allowed: { body: shapesOf, header: headersOf },
      variants: (platform) => [
        ...shapesOf(platform).filter((shape) => shape !== "bare").map((shape) => ({ body: shape })),
        { header: "Retry-After" },
        { header: "Retry-After (date)" },
        { done: true },
      ],
    },
    (call, given) => errorAnswer(call.platform, status, given.body, call.token, retryHeaders(call.platform, given.header, given.wait, call.now)),
  );
}

/**
 * A fault that spoils what the platform answered. Null from `spoil` leaves the answer as it is: there is nothing to spoil.
 * @param {Omit<Fault, "run">} fault
 * @param {(call: Call, response: Response, text: string, options: Options) => Response | null} spoil
 * @returns {Fault}
 */
function spoiling(fault, spoil) {
  return {
    ...fault,
    async run(call, next, options) {
      const response = await next();
      const text = await response.clone().text();
      const spoiled = text === "" ? null : spoil(call, response, text, options);
      if (spoiled) call.inject();
      return spoiled ?? response;
    },
  };
}

/** @param {"insert" | "change" | "delete"} kind @param {string} about @returns {Fault} */
function byHand(kind, about) {
  return {
    platforms: PLATFORMS,
    effects: false,
    about,
    options: { count: 1, values: undefined, ...(kind === "insert" ? {} : { id: undefined, of: "any" }) },
    allowed: kind === "insert" ? {} : { of: () => ["any", "seen"] },
    variants: () => (kind === "insert" ? [{}, { count: 3 }] : [{}, { of: "seen" }, { count: 3 }]),
    async run(call, next, { count, values, id, of = "any" }) {
      const ids = useHands(kind, call, { count, values, id, of });
      if (ids.length > 0) call.inject({ ids });
      return next();
    },
  };
}

/** What a row can be that is no task. */
const NO_TASKS = [null, "task", 7, [], {}];

/** @type {Record<string, Fault>} */
export const FAULTS = {
  429: instead(
    {
      about: "too many calls, with or without a header that says when to come again",
      options: { header: undefined, wait: 1, body: undefined },
      allowed: { body: shapesOf, header: headersOf },
      variants: (platform) => [...headersOf(platform).map((header) => ({ header })), ...shapesOf(platform).map((body) => ({ body }))],
    },
    ({ platform, token, now }, { header = Object.keys(retryHeadersOf(platform))[0], wait, body }) => {
      const shape = body ?? entryOf(platform).faults.tooMany ?? "own";
      return errorAnswer(platform, 429, shape, token, retryHeaders(platform, header, wait, now));
    },
  ),
  500: serverError(500, "an error of the platform", "own"),
  502: serverError(502, "what stands before the platform did not reach it", "html"),
  503: serverError(503, "the platform is overloaded or down", "own"),
  dropped: {
    platforms: PLATFORMS,
    effects: false,
    about: "the connection fails before the platform sees the call",
    options: {},
    variants: () => [{}],
    async run(call) {
      call.inject();
      throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
    },
  },
  answer_lost: {
    platforms: PLATFORMS,
    effects: true,
    about: "the platform did what it was asked for, and the connection fails before its answer comes",
    options: {},
    variants: () => [{}],
    async run(call, next) {
      await (await next()).arrayBuffer();
      call.inject();
      throw new TypeError("fetch failed", { cause: new Error("other side closed") });
    },
  },
  slow_body: {
    platforms: PLATFORMS,
    effects: true,
    about: "a body that comes in pieces with pauses, or never to its end until the call is aborted",
    options: { pause: 5, chunks: 4, never: false },
    variants: () => [{}, { chunks: 40, pause: 0 }, { never: true }],
    async run(call, next, { pause, chunks, never }) {
      const response = await next();
      const bytes = new Uint8Array(await response.clone().arrayBuffer());
      if (bytes.length === 0) return response;
      call.inject();
      return withBody(response, slowStream(bytes, { pause, chunks, never }, call.request.signal));
    },
  },
  truncated: spoiling(
    {
      platforms: PLATFORMS,
      effects: true,
      about: "JSON that ends in the middle",
      options: { keep: 0.5 },
      variants: () => [{}, { keep: 0.999 }, { keep: 0.01 }],
    },
    (_, response, text, { keep }) => {
      if (!/^[[{]/.test(text)) return null;
      const bytes = new TextEncoder().encode(text);
      return withBody(response, bytes.slice(0, Math.max(1, Math.min(bytes.length - 1, Math.floor(bytes.length * keep)))));
    },
  ),
  html: instead(
    {
      about: "a page of HTML, as gateways give it, under 200 or 502",
      options: { status: 200 },
      allowed: { status: () => [200, 502] },
      variants: () => [{}, { status: 502 }, { done: true }],
    },
    (_, { status }) => htmlAnswer(status),
  ),
  empty: instead(
    {
      about: "no body at all, under 200 or 500",
      options: { status: 200 },
      allowed: { status: () => [200, 500] },
      variants: () => [{}, { status: 500 }, { done: true }],
    },
    (_, { status }) => emptyAnswer(status),
  ),
  error_in_200: {
    ...instead(
      {
        about: "the platform's own error envelope under 200",
        options: { error: "server" },
        allowed: { error: () => ["server", "limit", "token"] },
        variants: () => [{}, { error: "limit" }, { error: "token" }, { done: true }],
      },
      ({ platform, token }, { error }) => json(errorBody(platform, error, "own", token)),
    ),
    platforms: PLATFORMS.filter((platform) => entryOf(platform).faults.errorIn200),
  },
  207: spoiling(
    { platforms: ["SAGE_INTACCT"], effects: true, about: "an answer of which a part failed", options: {}, variants: () => [{}] },
    (call, response, text) => {
      if (response.status >= 300) return null;
      const page = pageOf(call.platform, text);
      const error = { "ia::error": { code: "operationFailed", message: "This part failed", supportId: "Kx2" } };
      const all = page?.rows.length ?? 1;
      if (page && all === 0) return null;
      if (page) page.rows.splice(call.draw(0) % all, 1, error);
      const body = page?.body ?? { "ia::result": error };
      const meta = { ...body["ia::meta"], totalCount: body["ia::meta"]?.totalCount ?? all, totalSuccess: all - 1, totalError: 1 };
      return withJson(response, { ...body, "ia::meta": meta }, 207);
    },
  ),
  malformed_row: spoiling(
    {
      platforms: PLATFORMS,
      effects: false,
      about: "one row of a page is not a task",
      options: { row: undefined, with: undefined },
      variants: () => [{}, ...NO_TASKS.map((value) => ({ with: value }))],
    },
    (call, response, text, { row, with: value }) => {
      const page = pageOf(call.platform, text);
      if (!page || page.rows.length === 0) return null;
      const place = row ?? call.draw(0) % page.rows.length;
      if (place >= page.rows.length) return null;
      page.rows[place] = value === undefined ? NO_TASKS[call.draw(1) % NO_TASKS.length] : value;
      return withJson(response, page.body);
    },
  ),
  expired_token: {
    platforms: WITH_TOKENS,
    effects: false,
    about: "all access tokens have ended before the call",
    options: {},
    variants: () => [{}],
    async run(call, next) {
      call.simulator.tokens?.endAll();
      if (call.simulator.tokens) call.inject();
      return next();
    },
  },
  rotated_refresh: {
    platforms: WITH_TOKENS,
    effects: false,
    about: "somebody else has used the refresh token up before the call; access: and the access tokens have ended",
    options: { access: false },
    variants: () => [{ access: true }],
    async run(call, next, { access }) {
      const { tokens } = call.simulator;
      tokens?.revokeAll();
      if (access) tokens?.endAll();
      if (tokens) call.inject();
      return next();
    },
  },
  insert: byHand("insert", "another user adds a task before the call, e.g. between two pages"),
  change: byHand("change", "another user changes a task before the call"),
  delete: byHand("delete", "another user deletes a task before the call; of: seen takes one that an earlier page gave"),
  duplicate: spoiling(
    {
      platforms: PLATFORMS,
      effects: false,
      about: "a row of the page before stands on this page again",
      options: { place: "start" },
      allowed: { place: () => ["start", "end"] },
      variants: () => [{}, { place: "end" }],
    },
    (call, response, text, { place }) => {
      const page = pageOf(call.platform, text);
      if (!page || call.before.length === 0) return null;
      const row = call.before[call.draw(0) % call.before.length];
      if (place === "end") page.rows.push(row);
      else page.rows.unshift(row);
      return withJson(response, page.body);
    },
  ),
  clock_skew: {
    platforms: PLATFORMS,
    effects: false,
    about: "the platform's clock is off: the Date header, and a Unix time after which to come again",
    options: { seconds: 3600 },
    variants: () => [{}, { seconds: -3600 }],
    async run(call, next, { seconds }) {
      const response = await next();
      const headers = new Headers(response.headers);
      headers.set("Date", new Date(call.now + seconds * 1000).toUTCString());
      const reset = headers.get("X-RateLimit-Reset");
      if (reset !== null) headers.set("X-RateLimit-Reset", String(Number(reset) + seconds));
      call.inject();
      return new Response(response.body, { status: response.status, headers });
    },
  },
};
