// The platforms behind one fetch, with the demo connections that a client is given for them. Which platforms there
// are is told by `registry.js`.

import { demoConnections, demoSecrets, oauthConnections } from "./connections.js";
import { ENTRIES, PLATFORMS, entryOf, platformOf } from "./platforms.js";
import * as registry from "./registry.js";
import { asRequest } from "./shared/http.js";

export { PLATFORMS, platformOf } from "./platforms.js";
export { OAUTH_CREDENTIALS } from "./connections.js";
export { compareTasks, expectedTasks, sortTasks } from "./expected.js";
export { wholeTasks } from "./expected-whole.js";
export { DEFAULT_NOW } from "./shared/timeline.js";

/**
 * @typedef {import("./platforms.js").Platform} Platform
 * @typedef {import("./platforms.js").Registry} Registry
 * @typedef {import("./shared/http.js").Simulator} Simulator
 * @typedef {import("./shared/switches.js").SwitchValue} SwitchValue
 * @typedef {import("./shared/switches.js").SwitchTable} SwitchTable
 *
 * @typedef {object} ConnectionBase
 * @property {string} id
 * @property {Platform} platform
 * @property {Record<string, string>} credentials
 * @property {Record<string, string>} [statusMap] platform word → unified status
 * @typedef {ConnectionBase & { [setting: string]: any }} Connection with the platform's own settings
 *
 * @typedef {object} SimulatorsOptions
 * @property {number | Partial<Record<Platform, number>>} [sizes] tasks of each platform, or of the named ones; 2,000 unless given
 * @property {Partial<Record<Platform, Record<string, SwitchValue>>>} [switches]
 * @property {number} [seed] another set of data in every simulator
 * @property {boolean} [odd] data with nulls and texts that tidy data never has
 * @property {import("./shared/http.js").Clock} [now]
 * @property {Partial<Record<Platform, Record<string, any>>>} [options] further options of a platform's own, as its create
 *   function takes them
 */

/**
 * Every switch of a platform's simulator with its sides, its default, and the document that leaves it open.
 * @param {Platform} platform
 * @returns {SwitchTable}
 */
export function switchesOf(platform) {
  return entryOf(platform).switches;
}

/**
 * All simulators.
 * @param {SimulatorsOptions} [options]
 */
export function createSimulators({ sizes = {}, switches = {}, seed = 0, odd, now, options = {} } = {}) {
  const made = Object.entries(registry).map(([name, { platform, number, create }]) => {
    const simulator = create({
      size: (typeof sizes === "number" ? sizes : sizes[platform]) ?? 2000,
      switches: switches[platform],
      seed: seed * 1000 + number,
      odd,
      now,
      ...options[platform],
    });
    return /** @type {const} */ ([name, simulator]);
  });
  const byName = /** @type {{ [N in keyof Registry]: ReturnType<Registry[N]["create"]> }} */ (Object.fromEntries(made));
  const byPlatform = /** @type {Record<Platform, Simulator>} */ (
    Object.fromEntries(made.map(([, simulator]) => [simulator.platform, simulator]))
  );
  const connections = demoConnections();
  /** @type {Record<string, Connection>} */
  const accessTokens = {};
  ENTRIES.forEach(({ number }, i) => {
    accessTokens[`00000000-0000-4000-8000-${String(number).padStart(12, "0")}`] = connections[i];
  });

  return {
    ...byName,
    byPlatform,
    connections,
    /** The same connections, ids and all, with credentials that a client fetches its tokens with. */
    oauthConnections: oauthConnections(),
    accessTokens,
    /** Every text of all of them that no log, error or cursor may hold, those of tokens given out so far among them. */
    get secrets() {
      const given = PLATFORMS.flatMap((platform) => byPlatform[platform].secrets ?? []);
      return [...new Set([...demoSecrets(), ...given])];
    },
    /**
     * Answers as the platform of the URL's host does; any other host cannot be reached.
     * @param {Request | URL | string} input
     * @param {RequestInit} [init]
     * @returns {Promise<Response>}
     */
    async fetch(input, init) {
      const request = asRequest(input, init);
      const host = new URL(request.url).hostname;
      const platform = platformOf(host);
      if (!platform) throw new TypeError(`fetch failed: there is no simulator of ${host}`);
      return byPlatform[platform].fetch(request);
    },
    /** Calls to all of them since the last reset. */
    totalCalls: () => PLATFORMS.reduce((sum, platform) => sum + byPlatform[platform].calls.total, 0),
    reset: () => PLATFORMS.forEach((platform) => byPlatform[platform].reset()),
  };
}
