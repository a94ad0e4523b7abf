// What the edge is asked, and of whom.

import { createSimulators } from "../../simulators/index.js";

/** The clock of both handlers, in milliseconds: it stands still. */
export const NOW = Date.UTC(2026, 6, 1, 9, 30);
/** Tasks of each platform. */
export const EACH = 1000;

const FILTER = 'status = "planned" AND updated_at >= "2025-06-01T00:00:00Z" AND name ~ "ing"';

/** @type {readonly { work: string, parameters: { filter?: string, sort?: string } }[]} */
export const REQUESTS = [
  { work: "filter on 3 predicates", parameters: { filter: FILTER } },
  { work: "first page", parameters: {} },
  { work: "first page by name", parameters: { sort: "name" } },
];

/**
 * @typedef {object} Call one that a platform was asked by, with its answer
 * @property {string} platform
 * @property {string} url
 * @property {string} method
 * @property {string} body empty of a GET
 * @property {[string, string][]} headers
 * @property {{ status: number, headers: [string, string][], text: string }} answer
 *
 * @typedef {object} Recorded
 * @property {string} path of the request, with its tokens
 * @property {string} search what of it is not a token
 * @property {Call[]} calls in the order in which they were made
 */

/** What two calls share that are answered alike. @param {{ method: string, url: string, body: string }} call */
export const keyOf = ({ method, url, body }) => (method === "GET" ? url : `${url}\n${body}`);

/**
 * Asks the simulators what a client of ours asks them, and keeps their answers: they are slow at making them.
 * @param {typeof import("taskweave")} taskweave
 */
export async function record(taskweave) {
  const simulators = createSimulators({ sizes: EACH });
  const hosts = ["intacct", "accelo", "kickserv", "zoho"].map((name, i) => /** @type {const} */ ([name, simulators.connections[i].platform]));
  /** @type {Call[]} */
  let calls = [];
  const client = new taskweave.Client({
    connections: /** @type {import("taskweave").Connection[]} */ (simulators.connections),
    cacheMs: -1,
    now: () => NOW,
    fetch: async (request) => {
      const { method, url } = request;
      const body = method === "GET" ? "" : await request.clone().text();
      const headers = [...request.headers];
      const answer = await simulators.fetch(request);
      const text = await answer.clone().text();
      const platform = hosts.find(([name]) => new URL(url).hostname.includes(name))?.[1] ?? "";
      calls.push({ platform, url, method, body, headers, answer: { status: answer.status, headers: [...answer.headers], text } });
      return answer;
    },
  });
  /** @type {Recorded[]} */
  const recorded = [];
  for (const { parameters } of REQUESTS) {
    calls = [];
    await client.list(parameters);
    const search = new URLSearchParams(parameters).toString();
    const query = new URLSearchParams(Object.keys(simulators.accessTokens).map((token) => ["access_token", token]));
    for (const [name, value] of Object.entries(parameters)) query.append(name, value);
    recorded.push({ path: `/tasks?${query}`, search, calls });
  }
  const accessTokens = Object.fromEntries(Object.entries(simulators.accessTokens).map(([token, { id }]) => [token, id]));
  return { recorded, connections: simulators.connections, accessTokens };
}
