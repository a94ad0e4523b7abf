// The tasks, column by column, each value computed from its row's index when it is asked for.
//
// Assumption: date_created and date_modified are always set; every other date may be unset.

import { ODD_STATUSES, oddNull, oddText } from "../shared/odd.js";
import { stream } from "../shared/random.js";
import { timeline } from "../shared/timeline.js";
import { pick, sentence, taskName } from "../shared/words.js";
import { AGAINST, STATUSES, jobsOf, rateCharged } from "./deployment.js";

/**
 * @typedef {string | number | null} Raw dates are Unix seconds, null where unset
 * @typedef {"id" | "text" | "date" | "duration" | "number"} Kind
 * @typedef {{ kind: Kind, get: (index: number) => Raw, link?: string, indirect?: (index: number) => boolean }} Column
 *   `link` names the table that an id points into; `indirect` tells where it is only what the task's own link points to
 * @typedef {object} Store
 * @property {number} size
 * @property {Map<string, Column>} columns by field name, in the order of the documents
 */

/** The rows of the seed's sample answer; ids 1 and 2. */
const SAMPLES = [
  { title: "Complaints System Database", date: 1_003_327_200, assignee: 1000 },
  { title: "Design Refinement and Tweaking", date: 1_017_320_400, assignee: 3 },
];

/**
 * @param {{ size: number, seed: number, now: number, odd?: boolean }} options `odd`: with nulls and texts that tidy
 *   data never has
 * @returns {Store}
 */
export function createStore({ size, seed, now, odd = false }) {
  const offset = Math.min(size, SAMPLES.length);
  const modified = timeline({ count: size - offset, seed, now, bigGroup: 70 });
  /** @type {Map<string, Column>} */
  const columns = new Map();
  /** @param {string} purpose */
  const draw = (purpose) => stream(seed, purpose);
  /**
   * @param {string} name
   * @param {Kind} kind
   * @param {(i: number) => Raw} generated
   * @param {(sample: typeof SAMPLES[number]) => Raw} [ofSample]
   * @param {string} [link]
   * @param {(i: number) => boolean} [indirect]
   */
  const define = (name, kind, generated, ofSample, link, indirect) => {
    /** @type {(index: number) => Raw} */
    const get = ofSample ? (i) => (i < offset ? ofSample(SAMPLES[i]) : generated(i)) : generated;
    columns.set(name, { kind, get, link, indirect });
  };
  const lifecycle = defineDates(define, draw, (i) => modified[i - offset]);
  const text = draw("text");
  const jobs = jobsOf(size);
  define("id", "id", (i) => i + 1);
  define("title", "text", (i) => taskName(i % jobs, Math.floor(i / jobs)), (sample) => sample.title);
  define("description", "text", (i) => (text(i) % 4 === 0 ? null : text(i) % 8 === 1 ? "" : sentence(text(i))));
  defineWork(define, draw);
  defineAgainst(define, draw, jobs);
  defineLinks(define, draw, lifecycle);
  if (odd) makeOdd(columns, offset, draw);
  return { size, columns };
}

/**
 * @param {Map<string, Column>} columns
 * @param {number} offset the samples before it stay as they are
 * @param {Draw} draw
 */
function makeOdd(columns, offset, draw) {
  /** @param {string} name @param {(plain: Raw, drawn: number) => Raw} change @param {string} [purpose] */
  const change = (name, change, purpose = name) => {
    const column = /** @type {Column} */ (columns.get(name));
    const odd = draw(`odd ${purpose}`);
    columns.set(name, { ...column, get: (i) => (i < offset ? column.get(i) : change(column.get(i), odd(i))) });
  };
  for (const name of ["title", "description", "custom_id"]) {
    change(name, (plain, drawn) => oddText(/** @type {string | null} */ (plain), drawn, 3));
  }
  change("standing", (plain, drawn) => (drawn % 5 === 0 ? pick(ODD_STATUSES, drawn >>> 8) : plain));
  // What stands against nothing does so in all three fields.
  for (const name of ["against", "against_type", "against_id"]) change(name, (plain, drawn) => oddNull(plain, drawn, 6), "against");
}

/**
 * @typedef {(name: string, kind: Kind, generated: (i: number) => Raw,
 *   ofSample?: (sample: typeof SAMPLES[number]) => Raw, link?: string, indirect?: (i: number) => boolean) => void} Define
 * @typedef {(purpose: string) => (i: number) => number} Draw
 */

/**
 * @param {Define} define
 * @param {Draw} draw
 * @param {(i: number) => number} modified
 * @returns {(i: number) => typeof STATUSES[number]} the status of a row, on which its dates hang
 */
function defineDates(define, draw, modified) {
  const age = draw("age");
  const dates = draw("dates");
  const statusOf = draw("status");
  /** @param {number} i */
  const status = (i) => {
    const drawn = statusOf(i);
    return drawn % 40 === 0 ? STATUSES[6] : STATUSES[(drawn >>> 8) % 6];
  };
  /** @param {number} i */
  const created = (i) => (age(i) % 5 === 0 ? modified(i) : modified(i) - (age(i) % (500 * 86_400)));
  /** @type {(k: number, keep: number, seconds: (i: number) => number) => (i: number) => Raw} */
  const sometimes = (k, keep, seconds) => (i) => ((dates(i) >>> k) % keep === 0 ? null : seconds(i));
  const none = () => null;
  define("date_created", "date", created, (sample) => sample.date);
  define("date_started", "date", sometimes(0, 3, (i) => created(i) + (dates(i) % 30) * 86_400), (sample) => sample.date);
  define("date_commenced", "date", sometimes(2, 2, (i) => created(i) + (dates(i) % 1_000_000)), none);
  define("date_accepted", "date", sometimes(4, 2, (i) => created(i) + (dates(i) % 90_000)), none);
  define("date_due", "date", sometimes(6, 4, (i) => created(i) + (dates(i) % 60) * 86_400), none);
  define("date_completed", "date", (i) => (status(i).standing === "complete" ? modified(i) - (dates(i) % 100) : null), none);
  define("date_modified", "date", modified, (sample) => sample.date + 86_400);
  return status;
}

/**
 * @param {Define} define
 * @param {Draw} draw
 */
function defineWork(define, draw) {
  const work = draw("work");
  for (const [k, name] of ["billable", "nonbillable", "logged", "budgeted", "remaining"].entries()) {
    define(name, "duration", (i) => ((work(i) >>> k) % 3 === 0 ? 0 : ((work(i) >>> (k + 4)) % 400) * 900));
  }
  define("staff_bookmarked", "number", (i) => (work(i) % 9 === 0 ? 1 : 0));
  define("rate_id", "id", (i) => (work(i) % 3 === 0 ? null : 1 + (work(i) % 5)));
  define("rate_charged", "number", (i) => (work(i) % 3 === 0 ? null : rateCharged(1 + (work(i) % 5))));
  define("ordering", "number", (i) => (work(i) % 6 === 0 ? null : (work(i) >>> 7) % 50));
  define("custom_id", "text", (i) => (work(i) % 4 === 0 ? (work(i) % 8 === 0 ? `A,${i % 7})` : `ACC-${i}`) : null));
}

/**
 * @param {Define} define
 * @param {Draw} draw
 * @param {number} jobs
 */
function defineAgainst(define, draw, jobs) {
  const against = draw("against");
  /** @param {number} i */
  const kind = (i) => AGAINST[against(i) % AGAINST.length];
  /** @param {number} i */
  const id = (i) => 1 + (i % jobs);
  define("against_type", "text", (i) => kind(i).type);
  define("against_id", "id", id);
  define("against", "text", (i) => `${kind(i).plural}/${id(i)}`);
  define("creator_type", "text", () => "staff");
  define("creator_id", "id", (i) => 4 + (against(i) >>> 8) % 20);
  define("creator", "text", (i) => `staff/${4 + (against(i) >>> 8) % 20}`);
  define("company", "id", (i) => (kind(i).type === "company" ? id(i) : 1 + (against(i) >>> 5) % 60), undefined, "company");
  define("issue", "id", (i) => (kind(i).type === "issue" ? id(i) : null), undefined, "issue");
  // `job` is the deprecated name of the same link.
  for (const name of ["task_job", "job"]) {
    define(name, "id", (i) => (["job", "milestone"].includes(kind(i).type) ? id(i) : null), undefined, "job", (i) => kind(i).type === "milestone");
  }
  define("milestone", "id", (i) => (kind(i).type === "milestone" ? id(i) : null), undefined, "milestone");
  define("contact", "id", (i) => (against(i) % 3 === 0 ? null : 1 + (against(i) >>> 9) % 90), undefined, "contact");
  define("affiliation", "id", (i) => (against(i) % 3 === 0 ? null : 1 + (against(i) >>> 9) % 90), undefined, "affiliation");
}

/**
 * @param {Define} define
 * @param {Draw} draw
 * @param {(i: number) => typeof STATUSES[number]} status
 */
function defineLinks(define, draw, status) {
  const people = draw("people");
  const kinds = draw("kinds");
  /** @param {number} i */
  const type = (i) => 1 + (kinds(i) % 4);
  /** @param {number} i */
  const statusId = (i) => 1 + STATUSES.indexOf(status(i));
  const first = () => 1;
  define("standing", "text", (i) => status(i).standing, () => "pending");
  define("assignee", "id", (i) => (people(i) % 8 === 0 ? null : 3 + (people(i) % 25)), (sample) => sample.assignee, "staff");
  define("manager", "id", (i) => ((people(i) >>> 6) % 3 === 0 ? null : 3 + (people(i) >>> 9) % 25), undefined, "staff");
  define("task_type", "id", type, first, "type");
  define("task_status", "id", statusId, first, "status");
  define("task_priority", "id", (i) => ((kinds(i) >>> 5) % 3 === 0 ? null : 1 + (kinds(i) >>> 8) % 5), undefined, "priority");
  define("task_object_budget", "id", (i) => i + 10_001, undefined, "budget");
  define("task_object_schedule", "id", (i) => i + 20_001, undefined, "schedule");
  // Deprecated names of the same links.
  define("type", "id", type, first, "type");
  define("status", "id", statusId, first, "status");
}
