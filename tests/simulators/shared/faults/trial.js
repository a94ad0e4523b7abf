// For the tests: a page of each platform, asked for through faults and without.

import { createSimulators } from "../../index.js";
import { ACCELO_AUTH, INTACCT_AUTH, KICKSERV_AUTH, ZOHO_AUTH } from "../asking.js";
import { createFaults } from "../faults.js";
import { idsOf, pageOf } from "./pages.js";

/**
 * @typedef {import("../faults.js").Platform} Platform
 * @typedef {import("../faults.js").PlanEntry} PlanEntry
 * @typedef {ReturnType<typeof createSimulators>} Simulators
 */

export const PER_PAGE = 5;

/** @type {Record<Platform, (page: number, simulators: Simulators) => [string, RequestInit]>} */
const PAGES = {
  SAGE_INTACCT: (page) => [
    "https://api.intacct.com/ia/api/v1/services/core/query",
    {
      method: "POST",
      headers: { ...INTACCT_AUTH, "content-type": "application/json" },
      body: JSON.stringify({ object: "projects/task", fields: ["key", "name"], orderBy: [{ key: "asc" }], start: 1 + page * PER_PAGE, size: PER_PAGE }),
    },
  ],
  ACCELO: (page) => [`https://demo.api.accelo.com/api/v0/tasks?_limit=${PER_PAGE}&_offset=${page * PER_PAGE}`, { headers: ACCELO_AUTH }],
  KICKSERV: (page) => [`https://app.kickserv.com/demo-account/tasks.json?per_page=${PER_PAGE}&page=${page + 1}`, { headers: KICKSERV_AUTH }],
  ZOHOBOOKS: (page, { zohoBooks }) => {
    const of = zohoBooks.rows(["project_id"]).map((row) => row.project_id);
    const count = (/** @type {string} */ id) => of.filter((each) => each === id).length;
    const project = of.find((id) => count(id) > 2 * PER_PAGE);
    const query = `organization_id=10234695&per_page=${PER_PAGE}&page=${page + 1}`;
    return [`https://www.zohoapis.com/books/v3/projects/${project}/tasks?${query}`, { headers: ZOHO_AUTH }];
  },
};

/**
 * @param {PlanEntry | PlanEntry[]} plan
 * @param {{ seed?: number, switches?: Record<string, any>, clock?: () => number }} [options]
 */
export function make(plan, { switches, ...options } = {}) {
  const simulators = createSimulators({ sizes: 120, switches });
  const { fetch, injected } = createFaults(simulators, { plan: [plan].flat(), ...options });
  /** @param {Platform} platform @param {number} [page] @param {RequestInit} [init] */
  const ask = (platform, page = 0, init = {}) => {
    const [url, own] = PAGES[platform](page, simulators);
    return fetch(url, { ...own, ...init });
  };
  return { simulators, ask, fetch, injected };
}

/** @param {Platform} platform @param {number} [page] @param {Record<string, any>} [switches] */
export async function plainly(platform, page = 0, switches = undefined) {
  const simulators = createSimulators({ sizes: 120, switches });
  return (await simulators.fetch(...PAGES[platform](page, simulators))).text();
}

/** @param {Platform} platform @param {string} text */
export const ids = (platform, text) => idsOf(platform, pageOf(platform, text)?.rows ?? []);
