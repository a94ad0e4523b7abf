// The account: jobs with customers, tasks of jobs, employees. The samples of the documents are among them.

import { oddNull, oddText } from "../shared/odd.js";
import { mix, stream } from "../shared/random.js";
import { timeline } from "../shared/timeline.js";
import { COMPANIES, FIRST_NAMES, LAST_NAMES, SUBJECTS, pick, sentence, taskName } from "../shared/words.js";

/**
 * @typedef {object} Job
 * @property {number} id the global id, which `job_id` takes
 * @property {number} job_number the visible number
 * @property {string | null} name
 * @property {string} status
 * @property {number} customer
 *
 * @typedef {object} Task times are Unix seconds, null where unset
 * @property {number} id
 * @property {string | null} name
 * @property {string | null} description
 * @property {number | null} type 1 to 4
 * @property {Job} job
 * @property {number | null} customer its own, where it is not the job's
 * @property {number | null} start
 * @property {number | null} end
 * @property {number | null} completed
 * @property {number | null} created
 * @property {number | null} updated
 * @property {boolean} stamped false for the tenth without timestamps
 * @property {number | null} contact
 * @property {number[]} employees
 */

/** Statuses of a job; the last two are closed and stay out of `job_list`. */
const JOB_STATUSES = ["new", "estimate_viewed", "scheduled", "in_progress", "completed", "lost"];
export const CLOSED = new Set(["completed", "lost"]);
export const EMPLOYEES = 12;
export const TASK_TYPES = 4;
/** The customer and the opportunities of the documents' `job_list`. */
const SAMPLE_CUSTOMER = 13_579;
const SAMPLE_JOBS = [
  { id: 1_122_334_455, job_number: 24_601, name: "Opportunity #24601: Tracking", status: "new", customer: SAMPLE_CUSTOMER },
  { id: 1_122_334_466, job_number: 1_701, name: "Opportunity #1701: Exploration", status: "estimate_viewed", customer: SAMPLE_CUSTOMER },
];
const SAMPLE_JOB = { id: 34_769_012, job_number: 1_042, name: "Job #1042", status: "scheduled", customer: 4_000 };

/**
 * @param {string} text
 */
function at(text) {
  return Date.parse(text) / 1000;
}

/**
 * The tasks that the documents name: 2357911, changed as their PUT example shows, and two that stand on the
 * days of their examples of `from` and `to`.
 * @type {Task[]}
 */
const SAMPLES = [
  {
    id: 2_357_911,
    type: 4,
    name: "Site visit",
    description: "A new description",
    job: SAMPLE_JOB,
    customer: null,
    start: at("2021-03-05T11:00:00-05:00"),
    end: at("2021-03-05T12:15:00-05:00"),
    completed: null,
    created: at("2021-02-16T09:00:00-05:00"),
    updated: at("2021-03-04T16:30:00-05:00"),
    stamped: true,
    contact: 77,
    employees: [4],
  },
  {
    id: 2_357_912,
    type: 1,
    name: "Estimate follow-up",
    description: null,
    job: SAMPLE_JOB,
    customer: null,
    start: at("2021-02-17T08:30:00-05:00"),
    end: at("2021-02-17T09:30:00-05:00"),
    completed: at("2021-02-17T09:40:00-05:00"),
    created: at("2021-02-10T09:00:00-05:00"),
    updated: at("2021-02-17T09:40:00-05:00"),
    stamped: true,
    contact: null,
    employees: [1, 4],
  },
  {
    id: 2_357_913,
    type: 2,
    name: "Event on the last day",
    description: "Starts on 15 August",
    job: SAMPLE_JOB,
    customer: null,
    start: at("2021-08-15T10:00:00-04:00"),
    end: at("2021-08-15T11:00:00-04:00"),
    completed: null,
    created: at("2021-08-01T09:00:00-04:00"),
    updated: at("2021-08-01T09:00:00-04:00"),
    stamped: true,
    contact: null,
    employees: [],
  },
];

/**
 * @param {{ size: number, seed: number, now: number, odd?: boolean }} options `odd`: with nulls and texts that tidy
 *   data never has
 * @returns {{ tasks: Task[], jobs: Job[] }}
 */
export function createAccount({ size, seed, now, odd = false }) {
  const samples = SAMPLES.slice(0, size);
  const count = size - samples.length;
  const updated = timeline({ count, seed, now, bigGroup: 30 });
  const dates = stream(seed, "dates");
  const people = stream(seed, "people");
  const text = stream(seed, "text");
  const jobs = jobsOf(Math.max(3, Math.ceil(count / 6)), seed);
  /** @type {Task[]} */
  const generated = Array.from({ length: count }, (_, i) => {
    const job = jobs[i % jobs.length];
    const created = dates(i) % 7 === 0 ? updated[i] : updated[i] - (dates(i) % (200 * 86_400));
    const start = dates(i) % 4 === 0 ? null : created + ((dates(i) >>> 6) % 2400) * 900;
    const id = 2_357_914 + i * 3 + (dates(i) % 3);
    return {
      id,
      type: 1 + (id % TASK_TYPES),
      name: taskName(i % jobs.length, Math.floor(i / jobs.length)),
      description: text(i) % 3 === 0 ? null : text(i) % 9 === 1 ? "" : sentence(text(i)),
      job,
      customer: null,
      start,
      end: start === null ? null : start + (1 + (dates(i) % 16)) * 900,
      completed: (dates(i) >>> 4) % 3 === 0 ? updated[i] : null,
      created,
      updated: updated[i],
      stamped: text(i) % 10 !== 0,
      contact: people(i) % 2 === 0 ? 1 + (people(i) % 60) : null,
      employees: Array.from({ length: (people(i) >>> 3) % 4 }, (_, k) => 1 + ((people(i) >>> 6) + k * 5) % EMPLOYEES),
    };
  });
  if (odd) makeOdd(generated, jobs, seed);
  return { tasks: [...samples, ...generated], jobs: [SAMPLE_JOB, ...SAMPLE_JOBS, ...jobs] };
}

/**
 * @param {Task[]} tasks changed in place, as are the jobs
 * @param {Job[]} jobs
 * @param {number} seed
 */
function makeOdd(tasks, jobs, seed) {
  const [name, description, created, updated, job] = ["name", "description", "created", "updated", "job"].map((purpose) =>
    stream(seed, `odd ${purpose}`),
  );
  tasks.forEach((task, i) => {
    task.name = oddText(task.name, name(i), 3);
    task.description = oddText(task.description, description(i), 3);
    task.created = oddNull(task.created, created(i), 9);
    task.updated = oddNull(task.updated, updated(i), 9);
  });
  jobs.forEach((each, i) => {
    each.name = oddText(each.name, job(i), 3);
  });
}

/**
 * @param {number} count
 * @param {number} seed
 * @returns {Job[]}
 */
function jobsOf(count, seed) {
  const draw = stream(seed, "jobs");
  return Array.from({ length: count }, (_, i) => ({
    id: 40_000_000 + i * 7,
    job_number: 2_000 + i,
    name: `Job #${2_000 + i}: ${pick(SUBJECTS, draw(i))}`,
    status: pick(JOB_STATUSES, draw(i) >>> 8),
    customer: 4_000 + (draw(i) >>> 12) % 80,
  }));
}

/** @param {number} id */
export function customerGlue(id) {
  const name = id === SAMPLE_CUSTOMER ? "Starling Survey" : pick(COMPANIES, id);
  return { id, customer_number: id - 3_000, name, email_address: `customer${id}@demo.example` };
}

/** @param {number} id */
export function contactGlue(id) {
  return { id, first_name: pick(FIRST_NAMES, id), last_name: pick(LAST_NAMES, id + 2), phone: "+1 555 0100" };
}

/** @param {number} number */
export function employeeId(number) {
  return 9_000 + number * 11;
}

/**
 * The number of the employee with a global id; null if there is none.
 * @param {number} id
 */
export function employeeNumber(id) {
  const number = (id - employeeId(0)) / 11;
  return Number.isInteger(number) && number >= 1 && number <= EMPLOYEES ? number : null;
}

/**
 * @param {number} number 1 to 12; the id is another number, as the documents warn
 * @param {boolean} full with the secrets that full objects carry
 */
export function employee(number, full) {
  const id = employeeId(number);
  const glue = { id, employee_number: number, first_name: pick(FIRST_NAMES, number), last_name: pick(LAST_NAMES, number) };
  if (!full) return glue;
  const [password_salt, encrypted_password, remember_token, api_token] = secretsOf(id);
  return {
    ...glue,
    email: `employee${number}@demo-account.example`,
    active: true,
    hourly_rate: "42.50",
    password_salt,
    encrypted_password,
    remember_token,
    api_token,
  };
}

/** Every page shows the same few people again. @type {Map<number, string[]>} */
const SECRETS = new Map();

/** @param {number} id of an employee */
function secretsOf(id) {
  const known = SECRETS.get(id);
  if (known) return known;
  const secret = (/** @type {number} */ salt) => [1, 2, 3, 4].map((k) => mix(id * 31 + salt * 7 + k).toString(16).padStart(8, "0")).join("");
  const all = [1, 2, 3, 4].map(secret);
  SECRETS.set(id, all);
  return all;
}
