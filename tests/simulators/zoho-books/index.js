// A stand-in for Zoho Books' API, written from its documents: projects with their tasks embedded, the plain
// list of a project's tasks, and one task. There is no list of tasks over all projects.

import { Calls, counted, credentialsOf, findRoute, respond, wholeNumber } from "../shared/http.js";
import { RawNumber, rawJson } from "../shared/raw-json.js";
import { settle } from "../shared/switches.js";
import { createProjects } from "./data.js";
import { ZOHOBOOKS_SWITCHES } from "./switches.js";

const BASE = "/books/v3";
const PER_PAGE = 200;
export const ZOHO_REGIONS = ["com", "eu", "in", "com.au", "jp", "ca", "sa"];

/**
 * @typedef {import("./data.js").Project} Project
 * @typedef {import("./data.js").Task} Task
 *
 * @typedef {object} ZohoBooksOptions
 * @property {number} [size] how many tasks, 2,000 unless given
 * @property {number} [seed]
 * @property {boolean} [odd] data with nulls and texts that tidy data never has
 * @property {Record<string, import("../shared/switches.js").SwitchValue>} [switches]
 * @property {string} [region]
 * @property {string} [organizationId]
 * @property {string} [accessToken]
 */

/** An answer with a code that is not 0. */
class Refusal extends Error {
  /**
   * @param {number} status
   * @param {number} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * @param {ZohoBooksOptions} [options]
 * @returns {import("../shared/http.js").Simulator}
 */
export function createZohoBooks(options = {}) {
  const { size = 2000, seed = 4, region = "com", organizationId = "10234695", accessToken = "zoho-demo-token" } = options;
  const switches = settle("ZOHOBOOKS", ZOHOBOOKS_SWITCHES, options.switches);
  const projects = createProjects({ size, seed, odd: options.odd });
  const calls = new Calls();

  /** @type {import("../shared/http.js").Route<URLSearchParams>[]} */
  const routes = [
    { name: "projects", method: "GET", path: `${BASE}/projects`, run: listProjects },
    {
      name: "project",
      method: "GET",
      path: `${BASE}/projects/{project}`,
      run: (_, params) => {
        const project = projectOf(params.project);
        return success({ project: { ...shownProject(project), tasks: project.tasks.map((task) => embedded(project, task)) } });
      },
    },
    {
      name: "tasks",
      method: "GET",
      path: `${BASE}/projects/{project}/tasks`,
      run: (query, params) => {
        const project = projectOf(params.project);
        const { rows, context } = paged(query, project.tasks);
        const listed = rows.map((task) => listItem(project, task));
        const page_context = { ...context, report_name: "Tasks", sort_column: "created_time", sort_order: "D" };
        return success({ [String(switches.listKey)]: listed, page_context });
      },
    },
    {
      name: "task",
      method: "GET",
      path: `${BASE}/projects/{project}/tasks/{task}`,
      run: (_, params) => {
        const project = projectOf(params.project);
        const wanted = checkedId(params.task, "task_id");
        const task = project.tasks.find(({ task_id }) => task_id === wanted);
        if (!task) throw new Refusal(404, 1002, "Task does not exist.");
        return success({ task: shownTask(project, task) });
      },
    },
  ];

  /** @param {URLSearchParams} query */
  function listProjects(query) {
    const filter = query.get("filter_by") ?? (switches.defaultProjects === "all" ? "Status.All" : "Status.Active");
    if (!["Status.All", "Status.Active", "Status.Inactive"].includes(filter)) {
      throw new Refusal(400, 2, "Invalid value passed for filter_by");
    }
    const status = filter === "Status.All" ? null : filter.slice("Status.".length).toLowerCase();
    const customer = query.get("customer_id");
    const found = projects.filter(
      (project) => (status === null || project.status === status) && (customer === null || project.customer_id === customer),
    );
    const { rows, context } = paged(query, found);
    const page_context = { ...context, report_name: "Projects", applied_filter: filter, sort_column: "created_time", sort_order: "D" };
    return success({ projects: rows.map(shownProject), page_context });
  }

  /**
   * @template T
   * @param {URLSearchParams} query
   * @param {readonly T[]} all
   */
  function paged(query, all) {
    /** @param {string} name @param {number} fallback */
    const read = (name, fallback) => {
      const text = query.get(name);
      const value = text === null ? fallback : wholeNumber(text);
      if (value !== null && value >= 1) return value;
      if (switches.badPaging === "default") return fallback;
      throw new Refusal(400, 2, `Invalid value passed for ${name}`);
    };
    const page = read("page", 1);
    const most = switches.perPageMax === "none" ? Infinity : Number(switches.perPageMax);
    const perPage = Math.min(read("per_page", PER_PAGE), most);
    const end = page * perPage;
    return {
      rows: all.slice(end - perPage, end),
      context: { page, per_page: perPage, has_more_page: end < all.length },
    };
  }

  /** @param {string} text */
  function projectOf(text) {
    const id = checkedId(text, "project_id");
    const project = projects.find(({ project_id }) => project_id === id);
    if (!project) throw new Refusal(404, 1002, "Project does not exist.");
    return project;
  }

  /** @param {string} digits */
  function id(digits) {
    return switches.idType === "string" ? digits : new RawNumber(digits);
  }

  /** @param {number} minutes */
  function hours(minutes) {
    if (switches.hours === "number") return Math.round((minutes / 60) * 100) / 100;
    return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
  }

  /** @param {Task} task */
  function hoursOf(task) {
    return {
      billed_hours: hours(task.billed_minutes),
      log_time: hours(task.log_minutes),
      un_billed_hours: hours(task.log_minutes - task.billed_minutes),
    };
  }

  /** @param {Project} project */
  function shownProject(project) {
    const { project_id, customer_id, currency_id, tasks: _, ...rest } = project;
    return { project_id: id(project_id), customer_id: id(customer_id), currency_id: id(currency_id), ...rest };
  }

  /** @param {Project} project @param {Task} task */
  function embedded(project, task) {
    const { task_id, task_name, description, rate, budget_hours, status, is_billable } = task;
    const own = switches.embeddedProjectId === "present"
      ? { project_id: id(project.project_id), project_name: project.project_name }
      : {};
    const spent = { ...hoursOf(task), total_hours: hours(task.log_minutes) };
    return { ...own, task_id: id(task_id), task_name, description, rate, budget_hours, ...spent, status, is_billable, custom_fields: [] };
  }

  /** @param {Project} project @param {Task} task */
  function listItem(project, task) {
    return {
      project_id: id(project.project_id),
      task_id: id(task.task_id),
      currency_id: id(project.currency_id),
      customer_id: id(project.customer_id),
      task_name: task.task_name,
      project_name: project.project_name,
      customer_name: project.customer_name,
      ...hoursOf(task),
    };
  }

  /** @param {Project} project @param {Task} task */
  function shownTask(project, task) {
    const { task_id, task_name, description, rate, status, is_billable } = task;
    const { project_id, project_name } = project;
    return { project_id: id(project_id), project_name, task_id: id(task_id), task_name, description, rate, status, is_billable };
  }

  /**
   * @param {Request} request
   * @param {URL} url
   * @returns {Promise<{ route: string, response: Response }>}
   */
  async function answer(request, url) {
    const token = credentialsOf(request, "Zoho-oauthtoken");
    // A token belongs to one region.
    if (token !== accessToken || url.hostname !== `www.zohoapis.${region}`) return { route: "none", response: wrongToken() };
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
      const organization = url.searchParams.get("organization_id");
      if (!organization) throw new Refusal(400, 2, "organization_id is missing");
      if (checkedId(organization, "organization_id") !== organizationId) {
        throw new Refusal(401, 57, "You are not authorized to perform this operation");
      }
      return { route, response: await found.route.run(url.searchParams, found.params) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { route, response: reply({ code: error.code, message: error.message }, error.status) };
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
    reset: () => calls.reset(),
    switches,
    size,
    rows: (names) =>
      projects.flatMap((project) =>
        project.tasks.map((task) => {
          const { log_minutes, billed_minutes, ...rest } = task;
          const { project_id, project_name, customer_id, customer_name } = project;
          /** @type {Record<string, any>} */
          const row = { project_id, project_name, customer_id, customer_name, ...rest, ...hoursOf({ ...task, log_minutes, billed_minutes }) };
          return names ? Object.fromEntries(names.map((name) => [name, row[name]])) : row;
        }),
      ),
  };
}

/** @param {string} text @param {string} name */
function checkedId(text, name) {
  if (!/^\d{1,30}$/.test(text)) throw new Refusal(400, 2, `Invalid value passed for ${name}`);
  return text;
}

/** @param {object} content */
function success(content) {
  return reply({ code: 0, message: "success", ...content }, 200);
}

/**
 * @param {object} body
 * @param {number} status
 */
function reply(body, status) {
  return respond(rawJson(body), status, "application/json;charset=UTF-8");
}
