// The four platforms behind one fetch, with the demo connections that a client is given for them.

import { createAccelo } from "./accelo/index.js";
import { ACCELO_SWITCHES } from "./accelo/switches.js";
import { demoConnections, demoSecrets, oauthConnections } from "./connections.js";
import { KICKSERV_HOST, createKickserv } from "./kickserv/index.js";
import { KICKSERV_SWITCHES } from "./kickserv/switches.js";
import { SAGE_INTACCT_HOST, createSageIntacct } from "./sage-intacct/index.js";
import { SAGE_INTACCT_SWITCHES } from "./sage-intacct/switches.js";
import { asRequest } from "./shared/http.js";
import { createZohoBooks } from "./zoho-books/index.js";
import { isZohoHost } from "./zoho-books/hosts.js";
import { ZOHOBOOKS_SWITCHES } from "./zoho-books/switches.js";

export { createAccelo, createKickserv, createSageIntacct, createZohoBooks };
export { OAUTH_CREDENTIALS } from "./connections.js";
export { compareTasks, expectedTasks, sortTasks } from "./expected.js";
export { wholeTasks } from "./expected-whole.js";
export { DEFAULT_NOW } from "./shared/timeline.js";

/**
 * @typedef {"SAGE_INTACCT" | "ACCELO" | "KICKSERV" | "ZOHOBOOKS"} Platform
 * @typedef {import("./shared/http.js").Simulator} Simulator
 * @typedef {import("./shared/switches.js").SwitchValue} SwitchValue
 * @typedef {import("./shared/switches.js").SwitchTable} SwitchTable
 *
 * @typedef {object} Connection
 * @property {string} id
 * @property {Platform} platform
 * @property {Record<string, string>} credentials
 * @property {string} [deployment] Accelo
 * @property {string} [slug] Kickserv
 * @property {string} [region] Zoho Books
 * @property {string} [organization_id] Zoho Books
 * @property {string} [entity] Sage Intacct
 * @property {Record<string, string>} [statusMap] platform word → unified status
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

/** @type {readonly Platform[]} */
export const PLATFORMS = ["SAGE_INTACCT", "ACCELO", "KICKSERV", "ZOHOBOOKS"];

/** @type {Record<Platform, SwitchTable>} */
const TABLES = {
  SAGE_INTACCT: SAGE_INTACCT_SWITCHES,
  ACCELO: ACCELO_SWITCHES,
  KICKSERV: KICKSERV_SWITCHES,
  ZOHOBOOKS: ZOHOBOOKS_SWITCHES,
};

/**
 * Every switch of a platform's simulator with its sides, its default, and the document that leaves it open.
 * @param {Platform} platform
 * @returns {SwitchTable}
 */
export function switchesOf(platform) {
  return TABLES[platform];
}

/**
 * All four simulators.
 * @param {SimulatorsOptions} [options]
 */
export function createSimulators({ sizes = {}, switches = {}, seed = 0, odd, now, options = {} } = {}) {
  /** @param {Platform} platform @param {number} own */
  const optionsOf = (platform, own) => ({
    size: (typeof sizes === "number" ? sizes : sizes[platform]) ?? 2000,
    switches: switches[platform],
    seed: seed * 1000 + own,
    odd,
    now,
    ...options[platform],
  });
  const sageIntacct = createSageIntacct(optionsOf("SAGE_INTACCT", 1));
  const accelo = createAccelo(optionsOf("ACCELO", 2));
  const kickserv = createKickserv(optionsOf("KICKSERV", 3));
  const zohoBooks = createZohoBooks(optionsOf("ZOHOBOOKS", 4));
  /** @type {Record<Platform, Simulator>} */
  const byPlatform = { SAGE_INTACCT: sageIntacct, ACCELO: accelo, KICKSERV: kickserv, ZOHOBOOKS: zohoBooks };
  const connections = demoConnections();
  /** @type {Record<string, Connection>} */
  const accessTokens = {};
  connections.forEach((connection, i) => {
    accessTokens[`00000000-0000-4000-8000-00000000000${i + 1}`] = connection;
  });

  /** @param {string} host @returns {Simulator | null} */
  function simulatorOf(host) {
    if (host === SAGE_INTACCT_HOST) return sageIntacct;
    if (host === KICKSERV_HOST) return kickserv;
    if (host === "demo.api.accelo.com") return accelo;
    return isZohoHost(host) ? zohoBooks : null;
  }

  return {
    sageIntacct,
    accelo,
    kickserv,
    zohoBooks,
    byPlatform,
    connections,
    /** The same connections, ids and all, with credentials that a client fetches its tokens with. */
    oauthConnections: oauthConnections(),
    accessTokens,
    /** Every text of all four that no log, error or cursor may hold, those of tokens given out so far among them. */
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
      const simulator = simulatorOf(host);
      if (!simulator) throw new TypeError(`fetch failed: there is no simulator of ${host}`);
      return simulator.fetch(request);
    },
    /** Calls to all four since the last reset. */
    totalCalls: () => PLATFORMS.reduce((sum, platform) => sum + byPlatform[platform].calls.total, 0),
    reset: () => PLATFORMS.forEach((platform) => byPlatform[platform].reset()),
  };
}
