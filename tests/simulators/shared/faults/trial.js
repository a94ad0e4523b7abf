// For the tests: a page of each platform, asked for through faults and without.

import { createSimulators } from "../../index.js";
import { entryOf } from "../../platforms.js";
import { createFaults } from "../faults.js";
import { idsOf, pageOf } from "./pages.js";

/**
 * @typedef {import("../faults.js").Platform} Platform
 * @typedef {import("../faults.js").PlanEntry} PlanEntry
 * @typedef {ReturnType<typeof createSimulators>} Simulators
 */

export const PER_PAGE = 5;

/** @param {Platform} platform @param {number} page @param {Simulators} simulators */
const pageOfDemo = (platform, page, simulators) =>
  entryOf(platform).faults.page(page, PER_PAGE, simulators.byPlatform[platform]);

/**
 * @param {PlanEntry | PlanEntry[]} plan
 * @param {{ seed?: number, switches?: Record<string, any>, clock?: () => number }} [options]
 */
export function make(plan, { switches, ...options } = {}) {
  const simulators = createSimulators({ sizes: 120, switches });
  const { fetch, injected } = createFaults(simulators, { plan: [plan].flat(), ...options });
  /** @param {Platform} platform @param {number} [page] @param {RequestInit} [init] */
  const ask = (platform, page = 0, init = {}) => {
    const [url, own] = pageOfDemo(platform, page, simulators);
    return fetch(url, { ...own, ...init });
  };
  return { simulators, ask, fetch, injected };
}

/** @param {Platform} platform @param {number} [page] @param {Record<string, any>} [switches] */
export async function plainly(platform, page = 0, switches = undefined) {
  const simulators = createSimulators({ sizes: 120, switches });
  return (await simulators.fetch(...pageOfDemo(platform, page, simulators))).text();
}

/** @param {Platform} platform @param {string} text */
export const ids = (platform, text) => idsOf(platform, pageOf(platform, text)?.rows ?? []);
