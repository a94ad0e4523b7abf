// Pages of platforms as bytes, a function of a seed: made here and not by the simulators, which are slow at it. It runs
// unchanged in the browser.

import { numbers, pick } from "./numbers.js";
import { WORDS } from "./words.js";

/**
 * @typedef {"SAGE_INTACCT" | "ACCELO"} Platform
 * @typedef {import("./words.js").Text} Text
 * @typedef {import("./words.js").Words} Words
 * @typedef {import("./numbers.js").Draw} Draw
 *
 * @typedef {object} Made what a row is made of
 * @property {number} index from 0, across all pages
 * @property {number} key
 * @property {number} updated seconds
 * @property {Words} words
 * @property {Draw} draw
 *
 * @typedef {object} PagesOptions
 * @property {number} pages
 * @property {number} rows of each page
 * @property {number} [seed]
 * @property {boolean} [newestFirst] in the order of a platform that was asked for `updated_at DESC`, instead of by key
 */

const INTACCT_STATUSES = ["notStarted", "planned", "inProgress", "completed", "onHold"];
const ACCELO_STANDINGS = ["pending", "accepted", "started", "complete", "inactive"];

/** 2023-07-01 to 2026-06-30, in seconds. */
const FROM = Date.UTC(2023, 6, 1) / 1000;
const TO = Date.UTC(2026, 5, 30) / 1000;
const DAY = 86_400;

/** @param {number} seconds */
const instant = (seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
/** @param {number} seconds */
const day = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
/** @param {number} number @param {number} width */
const padded = (number, width) => String(number).padStart(width, "0");

/** @param {Made} made */
const nameOf = ({ words, draw, index }) => `${pick(words.subjects, draw)} ${pick(words.actions, draw)} ${index % 977}`;

/** @param {Made} made @param {number} clauses */
function description({ words, draw }, clauses) {
  let text = `${pick(words.actions, draw)} of ${pick(words.subjects, draw)} for ${pick(words.people, draw)}`;
  for (let i = 0; i < clauses; i += 1) text += `; ${pick(words.clauses, draw)}`;
  return text;
}

/** An answer of the query service: flat dotted keys in the order in which they were asked for. @param {Made} made */
function intacct(made) {
  const { key, updated, words, draw } = made;
  const created = updated - (draw() % (200 * DAY));
  const project = draw() % 500;
  return {
    key: String(key),
    id: `T-${key}`,
    name: nameOf(made),
    "audit.createdDateTime": instant(created),
    "audit.modifiedDateTime": instant(updated),
    taskStatus: pick(INTACCT_STATUSES, draw),
    description: draw() % 4 === 0 ? null : description(made, 3),
    "planned.startDate": draw() % 5 === 0 ? null : day(created + 8 * DAY),
    "planned.endDate": draw() % 4 === 0 ? null : day(created + 90 * DAY),
    "actual.endDate": draw() % 2 === 0 ? null : day(created + 88 * DAY),
    "project.key": String(200 + project),
    "project.id": `PRJ-${padded(200 + project, 4)}`,
    "project.name": `${pick(words.people, draw)} – ${pick(words.subjects, draw)}`.replace("–", words === WORDS.ASCII ? "-" : "–"),
    "parent.key": draw() % 6 === 0 ? String(1 + (draw() % key)) : null,
    priority: draw() % 3 === 0 ? null : draw() % 10,
    percentComplete: draw() % 3 === 0 ? null : ((draw() % 101) / 100).toFixed(2),
    isBillable: draw() % 3 !== 0,
    isMilestone: draw() % 10 === 0,
    href: `/objects/projects/task/${key}`,
  };
}

/** An answer with `_fields`: every value is a text or null, links are objects. @param {Made} made */
function accelo(made) {
  const { key, updated, words, draw } = made;
  const created = updated - (draw() % (200 * DAY));
  const job = 1 + (draw() % 500);
  const [first, ...rest] = pick(words.people, draw).split(" ");
  const staff = 1 + (draw() % 90);
  const priority = 1 + (draw() % 5);
  const isOfJob = draw() % 2 === 0;
  return {
    id: String(key),
    title: nameOf(made),
    standing: pick(ACCELO_STANDINGS, draw),
    date_created: String(created),
    date_modified: String(updated),
    description: draw() % 4 === 0 ? null : description(made, 1),
    date_started: draw() % 3 === 0 ? null : String(created + 5 * DAY),
    date_due: draw() % 3 === 0 ? null : String(created + 90 * DAY),
    date_completed: draw() % 3 === 0 ? String(updated) : null,
    assignee: draw() % 8 === 0 ? null : { id: String(staff), firstname: first, surname: rest.join(" "), email: `staff${staff}@demo.example` },
    task_priority: draw() % 3 === 0 ? null : { id: String(priority), title: ["None", "Low", "Normal", "High", "Urgent"][priority - 1] },
    task_job: isOfJob ? { id: String(job), title: `${pick(words.subjects, draw)} job` } : null,
    against: isOfJob ? `jobs/${job}` : `prospects/${job}`,
    against_type: isOfJob ? "job" : "prospect",
    against_id: String(job),
  };
}

/** @type {Record<Platform, (made: Made) => object>} */
const ROWS = { SAGE_INTACCT: intacct, ACCELO: accelo };

/** @type {Record<Platform, (rows: object[], page: number, pages: number) => object>} */
const ENVELOPES = {
  SAGE_INTACCT: (rows, page, pages) => ({
    "ia::result": rows,
    "ia::meta": {
      totalCount: rows.length * pages,
      start: page * rows.length + 1,
      pageSize: rows.length,
      next: page + 1 < pages ? (page + 1) * rows.length + 1 : null,
      previous: page > 0 ? (page - 1) * rows.length + 1 : null,
    },
  }),
  ACCELO: (rows) => ({ response: rows, meta: { status: "ok", message: "Everything executed as expected." } }),
};

/**
 * Pages one after the other, so that nobody has to hold them all.
 * @param {Platform} platform
 * @param {Text} text
 * @param {PagesOptions} options
 * @returns {Generator<Uint8Array, void>}
 */
export function* eachPage(platform, text, { pages, rows, seed = 20_260_630, newestFirst = false }) {
  const draw = numbers(seed);
  const words = WORDS[text];
  const encoder = new TextEncoder();
  // Downwards in steps; some hundred tasks in a hundred thousand share the time of the one before them.
  const step = Math.max(1, Math.floor((2 * (TO - FROM)) / (pages * rows)));
  let updated = TO;
  for (let page = 0; page < pages; page += 1) {
    const made = Array.from({ length: rows }, (_, row) => {
      const index = page * rows + row;
      if (newestFirst) updated -= draw() % step;
      else if (draw() % 200 !== 0) updated = FROM + (draw() % (TO - FROM));
      return ROWS[platform]({ index, key: index + 1, updated, words, draw });
    });
    yield encoder.encode(JSON.stringify(ENVELOPES[platform](made, page, pages)));
  }
}

/**
 * All of them.
 * @param {Platform} platform
 * @param {Text} text
 * @param {PagesOptions} options
 */
export const makePages = (platform, text, options) => [...eachPage(platform, text, options)];
