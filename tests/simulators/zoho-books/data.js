// One organization: projects with their tasks. Ids are texts of 19 digits, beyond what a double holds, so that
// neighbours fall together in a reader that lets them pass through one.

import { ODD_STATUSES as ODDER_STATUSES, oddText } from "../shared/odd.js";
import { stream } from "../shared/random.js";
import { COMPANIES, SUBJECTS, pick, sentence, taskName } from "../shared/words.js";

/**
 * @typedef {object} Task
 * @property {string} task_id
 * @property {string | null} task_name
 * @property {string | null} description
 * @property {number | null} rate
 * @property {"" | "0" | number} budget_hours
 * @property {number} log_minutes
 * @property {number} billed_minutes
 * @property {string | null} status
 * @property {boolean} is_billable
 *
 * @typedef {object} Project
 * @property {string} project_id
 * @property {string | null} project_name
 * @property {string} customer_id
 * @property {string} customer_name
 * @property {string} currency_id
 * @property {string} status `active` or `inactive`
 * @property {string} created_time
 * @property {Task[]} tasks
 */

/** The examples of the OpenAPI document. */
const SAMPLE_ID = "90300000072369";
/** @returns {Project} */
function sampleProject() {
  return {
    project_id: SAMPLE_ID,
    project_name: "Furniture Manufacturing",
    customer_id: "903000000000099",
    customer_name: "Sujin Kumar",
    currency_id: "982000000000190",
    status: "active",
    created_time: "2013-09-18T18:05:27+0530",
    tasks: [
      {
        task_id: SAMPLE_ID,
        task_name: "Painting",
        description: "",
        rate: 3,
        budget_hours: "",
        log_minutes: 13 * 60 + 6,
        billed_minutes: 12 * 60 + 6,
        status: "active",
        is_billable: true,
      },
    ],
  };
}

/** The documents know `active` and `inactive`. */
const ODD_STATUSES = ["closed", "Überfällig"];

/**
 * About one project for 50 tasks: one has more tasks than a page holds, every ninth has none.
 * @param {{ size: number, seed: number, odd?: boolean }} options `odd`: with nulls and texts that tidy data never has
 * @returns {Project[]}
 */
export function createProjects({ size, seed, odd = false }) {
  const count = size - 1;
  const draw = stream(seed, "projects");
  const text = stream(seed, "text");
  const work = stream(seed, "work");
  const projects = Array.from({ length: Math.max(3, Math.round(size / 50)) }, (_, p) => projectAt(p, draw(p)));
  const filled = projects.filter((_, p) => p % 9 !== 8);
  // A fifth of the tasks, but at least a page and more where there are enough, goes to the first project.
  const inFirst = Math.max(Math.floor(count / 5), Math.min(count, size >= 1000 ? 230 : 0));
  for (let i = 0; i < count; i += 1) {
    const project = i < inFirst ? filled[0] : filled[1 + ((i - inFirst) % (filled.length - 1))];
    project.tasks.push(taskAt(i, projects.indexOf(project), project.tasks.length, text(i), work(i)));
  }
  if (odd) makeOdd(projects, seed);
  return size > 0 ? [sampleProject(), ...projects] : projects;
}

/**
 * @param {Project[]} projects changed in place, as are their tasks
 * @param {number} seed
 */
function makeOdd(projects, seed) {
  const [project, name, description, status, rate] = ["project", "name", "description", "status", "rate"].map((purpose) =>
    stream(seed, `odd ${purpose}`),
  );
  projects.forEach((each, p) => {
    each.project_name = oddText(each.project_name, project(p), 3);
  });
  projects.flatMap(({ tasks }) => tasks).forEach((task, i) => {
    task.task_name = oddText(task.task_name, name(i), 3);
    task.description = oddText(task.description, description(i), 3);
    if (status(i) % 5 === 0) task.status = pick(ODDER_STATUSES, status(i) >>> 8);
    if (task.rate !== null && rate(i) % 2 === 0) task.rate += ((rate(i) >>> 8) % 100) / 100;
  });
}

/**
 * @param {number} p
 * @param {number} drawn
 * @returns {Project}
 */
function projectAt(p, drawn) {
  return {
    project_id: `9030000000${String(100_000_000 + p)}`,
    project_name: `${pick(COMPANIES, p + 3)} – ${pick(SUBJECTS, drawn)}`,
    customer_id: `9030000000${String(200_000_000 + (drawn % 23))}`,
    customer_name: pick(COMPANIES, drawn % 23),
    currency_id: "982000000000190",
    status: p % 5 === 4 ? "inactive" : "active",
    created_time: `20${20 + (drawn % 6)}-0${1 + (drawn % 9)}-1${drawn % 10}T15:36:18+0530`,
    tasks: [],
  };
}

/**
 * @param {number} i
 * @param {number} project
 * @param {number} place
 * @param {number} text
 * @param {number} work
 * @returns {Task}
 */
function taskAt(i, project, place, text, work) {
  const log = work % 3 === 0 ? 0 : (work >>> 4) % 9000;
  return {
    task_id: `9030000000${String(700_000_001 + i)}`,
    task_name: taskName(project, place),
    description: text % 3 === 0 ? "" : sentence(text),
    rate: text % 6 === 0 ? null : (text >>> 4) % 200,
    budget_hours: [/** @type {const} */ (""), /** @type {const} */ ("0"), (text >>> 8) % 300][text % 3],
    log_minutes: log,
    billed_minutes: log === 0 ? 0 : (work >>> 9) % log,
    status: work % 40 === 1 ? pick(ODD_STATUSES, work >>> 6) : (work >>> 3) % 4 === 0 ? "inactive" : "active",
    is_billable: (work >>> 5) % 3 !== 0,
  };
}
