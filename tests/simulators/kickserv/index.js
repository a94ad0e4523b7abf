// A stand-in for Kickserv's API v2, written from its unofficial documentation: the list of tasks, one task,
// and the short list of a customer's jobs.

import { Calls, clockOf, counted, credentialsOf, findRoute, json, respond, wholeNumber } from "../shared/http.js";
import { settle } from "../shared/switches.js";
import { DEFAULT_NOW } from "../shared/timeline.js";
import { dayOf } from "../shared/times.js";
import { CLOSED, contactGlue, createAccount, customerGlue, employee } from "./data.js";
import { KICKSERV_SWITCHES } from "./switches.js";
import { zoneOf } from "./zone.js";

export const KICKSERV_HOST = "app.kickserv.com";
const PER_PAGE = 25;

/**
 * @typedef {import("./data.js").Task} Task
 *
 * @typedef {object} KickservOptions
 * @property {number} [size] how many tasks, 2,000 unless given
 * @property {number} [seed]
 * @property {boolean} [odd] data with nulls and texts that tidy data never has
 * @property {import("../shared/http.js").Clock} [now] where the data ends
 * @property {Record<string, import("../shared/switches.js").SwitchValue>} [switches]
 * @property {string} [slug]
 * @property {string} [apiToken]
 */

/** A list that cannot be given. */
class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {KickservOptions} [options]
 * @returns {import("../shared/http.js").Simulator}
 */
export function createKickserv(options = {}) {
  const { size = 2000, seed = 3, slug = "demo-account", apiToken = "kickserv-demo-token" } = options;
  const switches = settle("KICKSERV", KICKSERV_SWITCHES, options.switches);
  const zone = zoneOf(String(switches.accountZone));
  const calls = new Calls();
  const now = clockOf(options.now, DEFAULT_NOW)();
  const { tasks, jobs } = createAccount({ size, seed, now, odd: options.odd });
  const ordered = inOrder(tasks, String(switches.order));

  /** @type {import("../shared/http.js").Route<URLSearchParams>[]} */
  const routes = [
    { name: "list", method: "GET", path: `/${slug}/tasks.json`, run: list },
    { name: "job_list", method: "GET", path: `/${slug}/tasks/job_list.json`, run: jobList },
    { name: "get", method: "GET", path: `/${slug}/tasks/{file}`, run: (_, { file }) => one(file) },
  ];

  /** @param {URLSearchParams} query */
  function list(query) {
    const tests = testsOf(query);
    const page = read(query, "page", 1) ?? 1;
    const wanted = switches.perPage === "honoured" ? (read(query, "per_page", 1) ?? PER_PAGE) : PER_PAGE;
    const perPage = switches.perPageMax === "none" ? wanted : Math.min(wanted, Number(switches.perPageMax));
    const found = ordered.filter((task) => tests.every((test) => test(task)));
    const rows = found.slice((page - 1) * perPage, page * perPage).map(shown);
    return json(switches.envelope === "array" ? rows : { tasks: rows });
  }

  /**
   * @param {URLSearchParams} query
   * @returns {((task: Task) => boolean)[]}
   */
  function testsOf(query) {
    /** @type {((task: Task) => boolean)[]} */
    const tests = [];
    const job = read(query, "job_id", 0);
    if (job !== null) {
      if (switches.unknownJob !== "empty" && !jobs.some(({ id }) => id === job)) {
        throw new Refused(Number(switches.unknownJob), `Couldn't find the job ${job}`);
      }
      tests.push((task) => task.job.id === job);
    }
    const number = read(query, "employee_number", 0);
    if (number !== null) tests.push((task) => task.employees.includes(number));
    // Half-open, and on the scheduled time: a task that is not scheduled is in no range.
    const { from, to } = range(query);
    if (from !== null) tests.push((task) => task.start !== null && task.start >= from);
    if (to !== null) tests.push((task) => task.start !== null && task.start < to);
    return tests;
  }

  /** @param {URLSearchParams} query */
  function jobList(query) {
    const customer = wholeNumber(query.get("customer_id") ?? "");
    if (customer === null) throw new Refused(422, "customer_id is missing");
    const active = jobs.filter((job) => job.customer === customer && !CLOSED.has(job.status));
    return json(active.map(({ id, name, status }) => ({ id, name, status })));
  }

  /** @param {string} file */
  function one(file) {
    const id = /^(\d{1,15})\.json$/.exec(file)?.[1];
    const task = tasks.find((each) => String(each.id) === id);
    if (!task) return failure(Number(switches.missingStatus), `Couldn't find the task ${file.replace(/\.json$/, "")}`);
    return json(switches.taskEnvelope === "bare" ? shown(task) : { task: shown(task) });
  }

  /**
   * @param {URLSearchParams} query
   * @param {string} name
   * @param {number} least
   * @returns {number | null} null if absent, or unreadable and ignored
   */
  function read(query, name, least) {
    const text = query.get(name);
    if (text === null) return null;
    const value = wholeNumber(text);
    return value !== null && value >= least ? value : unreadable(name, text);
  }

  /**
   * The instants at which the range begins and ends; null if it is open there.
   * @param {URLSearchParams} query
   */
  function range(query) {
    const first = edge(query, "from");
    const end = edge(query, "to");
    const lone = first === null ? end : end === null ? first : null;
    if (lone !== null && switches.loneBound === "422") throw new Refused(422, "from and to belong together");
    const days = lone === null || switches.loneBound === "honoured" ? [first, end] : [null, null];
    const [from, to] = lone !== null && switches.loneBound === "oneDay" ? [first ?? lone - 1, end ?? lone + 1] : days;
    const excluded = Number(switches.fromDay === "excluded");
    return { from: from === null ? null : zone.startOf(from + excluded), to: to === null ? null : zone.startOf(to) };
  }

  /**
   * @param {URLSearchParams} query
   * @param {"from" | "to"} name
   * @returns {number | null} days since 1970
   */
  function edge(query, name) {
    const text = query.get(name);
    if (text === null) return null;
    return dayOf(text) ?? unreadable(name, text);
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  function unreadable(name, text) {
    if (switches.badParameter === "422") throw new Refused(422, `${name} cannot be "${text}"`);
    return null;
  }

  /** @param {Task} task */
  function shown(task) {
    /** @param {number | null} seconds */
    const time = (seconds) => (seconds === null ? null : zone.written(seconds));
    const { job } = task;
    /** @type {Record<string, any>} */
    const row = {
      id: task.id,
      name: task.name,
      description: task.description,
      task_type_id: 1 + (task.id % 4),
      job_id: job.id,
      customer_id: job.customer,
      [String(switches.startField)]: time(task.start),
      ends_at: time(task.end),
      duration: task.start === null || task.end === null ? null : ((task.end - task.start) / 3600).toFixed(2),
    };
    const { taskTimestamps, completionMark } = switches;
    if (taskTimestamps === "present" || (taskTimestamps === "some" && task.stamped)) {
      row.created_at = time(task.created);
      row.updated_at = time(task.updated);
    }
    if (completionMark === "completed") row.completed = task.completed !== null;
    else if (completionMark === "status") row.status = task.completed === null ? "open" : "completed";
    else if (completionMark !== "none") row[String(completionMark)] = time(task.completed);
    row.job = { id: job.id, job_number: job.job_number, name: job.name, status: job.status, total: "1200.00" };
    row.customer = customerGlue(job.customer);
    if (task.contact !== null) row.contact = contactGlue(task.contact);
    row.employees = task.employees.map((number) => employee(number, switches.employees === "full"));
    return row;
  }

  /**
   * @param {number} status
   * @param {string} message
   */
  function failure(status, message) {
    switch (switches.errorBody) {
      case "errorsList":
        return json({ errors: [message] }, status);
      case "errorsObject":
        return json({ errors: { base: [message] } }, status);
      case "error":
        return json({ error: message }, status);
      default:
        return respond("", status, "application/json; charset=utf-8");
    }
  }

  function unauthorized() {
    const message = "HTTP Basic: Access denied.";
    const headers = { "www-authenticate": 'Basic realm="Application"' };
    if (switches.authBody === "json") return json({ error: message }, 401, headers);
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<errors>\n  <error>${message}</error>\n</errors>\n`;
    return respond(xml, 401, "application/xml; charset=utf-8", headers);
  }

  /**
   * @param {Request} request
   * @param {URL} url
   * @returns {Promise<{ route: string, response: Response }>}
   */
  async function answer(request, url) {
    // The token is the user and the password.
    if (basic(request) !== `${apiToken}:${apiToken}`) return { route: "none", response: unauthorized() };
    const found = findRoute(routes, request.method, url.pathname);
    if ("allowed" in found) return { route: "none", response: failure(404, `There is nothing at ${url.pathname}`) };
    const route = found.route.name;
    try {
      return { route, response: await found.route.run(url.searchParams, found.params) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { route, response: failure(error.status, error.message) };
    }
  }

  return {
    platform: "KICKSERV",
    fetch: counted(calls, answer),
    calls,
    reset: () => calls.reset(),
    switches,
    size,
    rows: (names) =>
      tasks.map((task) => {
        const row = shown(task);
        return names ? Object.fromEntries(names.filter((name) => name in row).map((name) => [name, row[name]])) : row;
      }),
  };
}

/**
 * @param {Task[]} tasks
 * @param {string} order
 */
function inOrder(tasks, order) {
  if (order === "newestFirst") return [...tasks].sort((a, b) => b.id - a.id);
  if (order === "oldestFirst") return [...tasks].sort((a, b) => a.id - b.id);
  return [...tasks].sort((a, b) => (a.start ?? Infinity) - (b.start ?? Infinity) || a.id - b.id);
}

/** @param {Request} request */
function basic(request) {
  const text = credentialsOf(request, "Basic");
  try {
    return text === null ? null : atob(text);
  } catch {
    return null;
  }
}
