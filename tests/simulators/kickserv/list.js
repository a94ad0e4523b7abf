// The list of tasks: its filters and its pages.

import { json, wholeNumber } from "../shared/http.js";
import { dayOf } from "../shared/times.js";
import { Refused } from "./errors.js";

/** @typedef {import("./data.js").Task} Task */

const PER_PAGE = 25;

/**
 * @param {object} account
 * @param {import("./store.js").Store} account.store
 * @param {readonly import("./data.js").Job[]} account.jobs
 * @param {import("../shared/switches.js").Switches} account.switches
 * @param {ReturnType<typeof import("./zone.js").zoneOf>} account.zone
 * @param {ReturnType<typeof import("./show.js").createShow>} account.show
 */
export function createList({ store, jobs, switches, zone, show }) {
  /** @param {URLSearchParams} query */
  function list(query) {
    const tests = testsOf(query);
    const page = read(query, "page", 1) ?? 1;
    const wanted = switches.perPage === "honoured" ? (read(query, "per_page", 1) ?? PER_PAGE) : PER_PAGE;
    const perPage = switches.perPageMax === "none" ? wanted : Math.min(wanted, Number(switches.perPageMax));
    const found = store.ordered().filter((task) => tests.every((test) => test(task)));
    const rows = found.slice((page - 1) * perPage, page * perPage).map(query.get("mapping") === "true" ? show.mapped : show.whole);
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

  return list;
}
