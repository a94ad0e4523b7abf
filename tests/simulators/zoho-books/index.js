// A stand-in for Zoho Books' API, written from its documents: projects with their tasks embedded, the plain
// list of a project's tasks, one task, the writes, and the accounts host that gives out tokens. There is no list of
// tasks over all projects.

import { Calls, clockOf, counted, credentialsOf, findRoute } from "../shared/http.js";
import { settle } from "../shared/switches.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { createProjects } from "./data.js";
import { createHands } from "./hands.js";
import { apiHost } from "./hosts.js";
import { createLimits } from "./limits.js";
import { createAccounts } from "./oauth.js";
import { readRoutes } from "./reads.js";
import { Refusal, checkedId, reply } from "./replies.js";
import { createShapes } from "./shapes.js";
import { createStore } from "./store.js";
import { ZOHOBOOKS_SWITCHES } from "./switches.js";
import { writeRoutes } from "./writes.js";

const PROJECTS = "/books/v3/projects";

/**
 * @typedef {{ request: Request, query: URLSearchParams }} Asked
 *
 * @typedef {object} ZohoBooksOptions
 * @property {number} [size] how many tasks, 2,000 unless given
 * @property {number} [seed]
 * @property {boolean} [odd] data with nulls and texts that tidy data never has
 * @property {Record<string, import("../shared/switches.js").SwitchValue>} [switches]
 * @property {import("../shared/http.js").Clock} [now]
 * @property {string} [region]
 * @property {string} [organizationId]
 * @property {string} [accessToken]
 * @property {number} [callsAMinute] of the organization, without a limit unless given; Zoho has 100
 * @property {number} [callsADay] of the organization, without a limit unless given; Zoho has 1,000 to 10,000 by plan
 * @property {number} [tokensInTenMinutes] that a refresh token gives, without a limit unless given; Zoho has 10
 */

/**
 * @param {ZohoBooksOptions} [options]
 * @returns {Required<import("../shared/http.js").Simulator>}
 */
export function createZohoBooks(options = {}) {
  const { size = 2000, seed = 4, region = "com", organizationId = "10234695", accessToken = "zoho-demo-token" } = options;
  const { callsAMinute = Infinity, callsADay = Infinity, tokensInTenMinutes = Infinity } = options;
  const switches = settle("ZOHOBOOKS", ZOHOBOOKS_SWITCHES, options.switches);
  const clock = clockOf(options.now, DEFAULT_NOW);
  const store = createStore(createProjects({ size, seed, odd: options.odd }), switches.newTaskPlace);
  const shapes = createShapes(switches);
  const accounts = createAccounts({ switches, clock, region, accessToken, tokensInTenMinutes });
  const limits = createLimits({ clock, callsAMinute, callsADay, switches });
  const calls = new Calls();
  /** @type {import("../shared/http.js").Effect[]} */
  const effects = [];

  /** @param {Record<string, string>} params */
  function projectOf(params) {
    const project = store.project(checkedId(params.project, "project_id"));
    if (!project) throw absent("Project");
    return project;
  }

  /** @param {Record<string, string>} params */
  function taskOf(params) {
    const project = projectOf(params);
    const wanted = checkedId(params.task, "task_id");
    const task = project.tasks.find(({ task_id }) => task_id === wanted);
    if (!task) throw absent("Task");
    return { project, task };
  }

  /** @param {string} what */
  function absent(what) {
    return new Refusal(Number(switches.absentStatus), 1002, `${what} does not exist.`);
  }

  const routes = [
    ...readRoutes({ projects: PROJECTS, store, shapes, switches, projectOf, taskOf }),
    ...writeRoutes({ tasks: `${PROJECTS}/{project}/tasks`, store, shapes, switches, effects, clock, projectOf, taskOf }),
  ];

  /**
   * @param {Request} request
   * @param {URL} url
   * @returns {Promise<{ route: string, response: Response }>}
   */
  async function answer(request, url) {
    if (url.hostname.startsWith("accounts.")) return accounts.answer(request, url);
    // A token belongs to one region.
    if (!accounts.tokens.holds(credentialsOf(request, "Zoho-oauthtoken")) || url.hostname !== apiHost(region)) {
      return { route: "none", response: wrongToken() };
    }
    const found = findRoute(routes, request.method, url.pathname);
    // The codes of these two, and of a wrong organization, are reconstructions.
    if ("allowed" in found) {
      const [status, message] = found.allowed.length
        ? /** @type {const} */ ([405, "Method not allowed"])
        : /** @type {const} */ ([404, "Invalid URL Passed"]);
      return { route: "none", response: reply({ code: 5, message }, status) };
    }
    const route = found.route.name;
    try {
      checkOrganization(url.searchParams.get("organization_id"));
      const { refused, headers } = limits.take();
      return { route, response: refused ?? withHeaders(await run(found, { request, query: url.searchParams }), headers) };
    } catch (error) {
      return { route, response: refusal(error) };
    }
  }

  /** @param {string | null} organization */
  function checkOrganization(organization) {
    if (!organization) throw new Refusal(400, 2, "organization_id is missing");
    if (checkedId(organization, "organization_id") !== organizationId) {
      throw new Refusal(401, 57, "You are not authorized to perform this operation");
    }
  }

  function wrongToken() {
    const status = Number(switches.tokenErrorStatus);
    if (switches.tokenError === "invalid_code") return reply({ error: "invalid_code" }, status);
    return reply({ code: 57, message: "You are not authorized to perform this operation" }, status);
  }

  return {
    platform: "ZOHOBOOKS",
    fetch: counted(calls, answer),
    calls,
    effects,
    tokens: accounts.tokens,
    hands: createHands(store),
    reset() {
      calls.reset();
      effects.length = 0;
      limits.reset();
      accounts.reset();
    },
    switches,
    get size() {
      return store.size;
    },
    get secrets() {
      return accounts.secrets;
    },
    rows: (names) =>
      store.projects.flatMap((project) =>
        project.tasks.map((task) => {
          const row = shapes.row(project, task);
          return names ? Object.fromEntries(names.map((name) => [name, row[name]])) : row;
        }),
      ),
  };
}

/**
 * A call that was taken has the headers of the limits, whatever its answer.
 * @param {{ route: import("../shared/http.js").Route<Asked>, params: Record<string, string> }} found
 * @param {Asked} asked
 */
async function run({ route, params }, asked) {
  try {
    return await route.run(asked, params);
  } catch (error) {
    return refusal(error);
  }
}

/** @param {unknown} error */
function refusal(error) {
  if (!(error instanceof Refusal)) throw error;
  return reply({ code: error.code, message: error.message }, error.status);
}

/** @param {Response} response @param {Record<string, string>} headers */
function withHeaders(response, headers) {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
