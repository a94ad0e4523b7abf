// A fetch around the simulators' that spoils chosen calls, always the same ones for the same seed.

import { PLATFORMS, platformOf } from "../platforms.js";
import { FAULTS } from "./faults/table.js";
import { fitsRoute, methodOf, routeNames } from "./faults/calls.js";
import { idsOf, pageOf } from "./faults/pages.js";
import { asRequest } from "./http.js";
import { stream } from "./random.js";
import { DEFAULT_NOW } from "./timeline.js";

export { FAULTS } from "./faults/table.js";
export { retryHeadersOf } from "./faults/answers.js";
export { routeNames } from "./faults/calls.js";

/**
 * @typedef {import("./faults/calls.js").Platform} Platform
 * @typedef {import("./faults/table.js").Call} Call
 *
 * @typedef {object} Choice which calls a fault happens to: without `at` and `rate`, all that fit
 * @property {string} fault a name of `FAULTS`
 * @property {Platform} [platform] only its calls
 * @property {string | RegExp} [route] a name of `routeNames(platform)`, or a pattern of `METHOD /path`
 * @property {number | readonly number[]} [at] the n-th call that fits, from 0
 * @property {number} [rate] the part of the calls that fit, 0 to 1, drawn by the seed
 * @property {number} [times] at most so often
 * @typedef {Choice & Record<string, any>} PlanEntry with the options of the fault
 *
 * @typedef {object} Injected
 * @property {string} fault
 * @property {Platform} platform
 * @property {string} method
 * @property {string} path
 * @property {number} at by the clock, milliseconds since 1970
 * @property {string[]} [ids] of the tasks that hands inserted, changed or deleted
 *
 * @typedef {object} Simulators as `createSimulators` makes them
 * @property {(input: Request | URL | string, init?: RequestInit) => Promise<Response>} fetch
 * @property {Record<Platform, import("./http.js").Simulator>} byPlatform
 */

const CHOICE = ["fault", "platform", "route", "at", "rate", "times"];

/**
 * Faults of one call stand in the order of the plan, the first one outermost: what it keeps from the platform, the later
 * ones do not see.
 * @param {Simulators} simulators
 * @param {object} options
 * @param {readonly PlanEntry[]} options.plan
 * @param {number} [options.seed]
 * @param {(() => number) | { now: () => number }} [options.clock] milliseconds since 1970; stands at the simulators' own
 *   default unless given
 * @returns {{ fetch: Simulators["fetch"], injected: Injected[] }} `injected` is what was done, in its order
 * @throws {RangeError} for a plan that names what is not there
 */
export function createFaults(simulators, { seed = 0, clock = () => DEFAULT_NOW, plan }) {
  const now = typeof clock === "function" ? clock : clock.now;
  const entries = plan.map((entry, index) => entryOf(entry, index, seed));
  const remembers = entries.some(({ fault, options }) => fault === FAULTS.duplicate || options.of === "seen");
  /** @type {Map<string, any[]>} the last page by platform and path */
  const pages = new Map();
  /** @type {Map<Platform, Set<string>>} the ids that were given */
  const seen = new Map(PLATFORMS.map((platform) => [platform, new Set()]));
  /** @type {Injected[]} */
  const injected = [];

  /** @param {Request | URL | string} input @param {RequestInit} [init] */
  async function fetch(input, init) {
    const request = asRequest(input, init);
    request.signal?.throwIfAborted();
    const url = new URL(request.url);
    const platform = platformOf(url.hostname);
    if (!platform) return simulators.fetch(request);
    const method = await methodOf(platform, request, url);
    const line = `${method} ${url.pathname}`;
    const key = `${platform} ${line}`;

    let next = async () => {
      const response = await simulators.fetch(request);
      const page = remembers && response.status === 200 ? pageOf(platform, await response.clone().text()) : null;
      if (page) {
        pages.set(key, [...page.rows]);
        for (const id of idsOf(platform, page.rows)) seen.get(platform)?.add(id);
      }
      return response;
    };
    const before = pages.get(key) ?? [];
    const chosen = entries.flatMap((entry) => entry.choose(platform, line));
    for (const each of [...chosen].reverse()) {
      const { name, fault, options, draw } = each;
      const inner = next;
      /** @type {Call} */
      const call = {
        platform,
        simulator: simulators.byPlatform[platform],
        request,
        token: fitsRoute(platform, "token", line),
        now: now(),
        seen: seen.get(platform) ?? new Set(),
        before,
        draw,
        inject(more = {}) {
          each.done = true;
          injected.push({ fault: name, platform, method, path: url.pathname, at: now(), ...more });
        },
      };
      next = () => fault.run(call, inner, options);
    }
    try {
      return await next();
    } finally {
      for (const each of chosen) if (!each.done) each.giveBack();
    }
  }

  return { fetch, injected };
}

/**
 * @param {PlanEntry} entry
 * @param {number} index
 * @param {number} seed
 */
function entryOf(entry, index, seed) {
  const { fault: name, platform, route, at, rate, times = Infinity, ...given } = entry;
  const fault = Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
  if (!fault) throw new RangeError(`There is no fault "${name}"; there are: ${Object.keys(FAULTS).join(", ")}`);
  if (platform !== undefined && !fault.platforms.includes(platform)) {
    throw new RangeError(`The fault ${name} does not happen to ${platform}; it happens to: ${fault.platforms.join(", ")}`);
  }
  const unknown = Object.keys(given).find((option) => !Object.hasOwn(fault.options, option));
  if (unknown !== undefined) {
    const known = [...CHOICE, ...Object.keys(fault.options)];
    throw new RangeError(`The fault ${name} has no option "${unknown}"; an entry can have: ${known.join(", ")}`);
  }
  const platforms = platform === undefined ? fault.platforms : [platform];
  if (typeof route === "string" && !platforms.some((each) => routeNames(each).includes(route))) {
    const names = new Set(platforms.flatMap(routeNames));
    throw new RangeError(`No call of ${platforms.join(", ")} is named "${route}"; there are: ${[...names].join(", ")}`);
  }
  for (const [option, allowed] of Object.entries(fault.allowed ?? {})) {
    if (given[option] === undefined) continue;
    const refusing = platforms.find((each) => !allowed(each).includes(given[option]));
    if (refusing) {
      const sides = allowed(refusing).map((side) => JSON.stringify(side)).join(", ");
      throw new RangeError(`The fault ${name}: ${option} cannot be ${JSON.stringify(given[option])} on ${refusing}; it can be: ${sides}`);
    }
  }
  const wanted = at === undefined ? null : [at].flat();
  const options = { ...fault.options, ...given };
  /** @type {Map<Platform, number>} the calls that fitted */
  const counts = new Map();
  let fitting = 0;
  let left = times;

  return {
    fault,
    options,
    /**
     * Counts the call if it fits, and gives the fault if it happens to it.
     * @param {Platform} of
     * @param {string} line
     */
    choose(of, line) {
      if (!platforms.includes(of) || !fitsRoute(of, route, line)) return [];
      const place = fitting;
      fitting += 1;
      // Drawn for each platform apart: the order in which their calls meet is not the seed's.
      const own = counts.get(of) ?? 0;
      counts.set(of, own + 1);
      const draws = stream(seed, `fault ${index} ${of} ${own}`);
      const happens = wanted !== null ? wanted.includes(place) : rate === undefined || draws(0) < rate * 2 ** 32;
      if (!happens || left <= 0) return [];
      left -= 1;
      const giveBack = () => {
        left += 1;
      };
      return [{ name, fault, options, draw: (/** @type {number} */ i) => draws(i + 1), giveBack, done: false }];
    },
  };
}
