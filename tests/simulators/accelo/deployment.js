// What a deployment holds beside its tasks: statuses, priorities, people, and the objects that tasks stand against.
// All of it is ours, apart from the names in the seed's sample.

import { COMPANIES, FIRST_NAMES, LAST_NAMES, SUBJECTS, pick } from "../shared/words.js";

/** @typedef {Record<string, string | null>} Linked */

/** By the id of the status: ids and titles belong to the deployment, the standing does not. */
export const STATUSES = [
  { title: "Pending", standing: "pending", color: "grey" },
  { title: "Accepted", standing: "accepted", color: "blue" },
  { title: "In Progress", standing: "started", color: "green" },
  { title: "In Review 🔍", standing: "started", color: "green" },
  { title: "Done", standing: "complete", color: "blue" },
  { title: "Parked", standing: "inactive", color: "red" },
  { title: "Waiting on client", standing: "waiting", color: "pink" },
];
export const AGAINST = [
  { type: "company", plural: "companies" },
  { type: "issue", plural: "issues" },
  { type: "job", plural: "jobs" },
  { type: "milestone", plural: "milestones" },
  { type: "prospect", plural: "prospects" },
];
const PRIORITIES = ["None", "Low", "Normal", "High", "Extreme"];
const TYPES = ["Default", "Support", "設計", "Büro"];
export const PRIORITY_COUNT = PRIORITIES.length;
/** The member of staff whose tokens are used. */
export const USER = 4;

/**
 * How many jobs there are, and of each other kind that tasks stand against.
 * @param {number} size tasks
 */
export function jobsOf(size) {
  return Math.max(4, Math.ceil(size / 50));
}

/** What a rate charges for an hour. @param {number} id */
export function rateCharged(id) {
  return 40 + (id - 1) * 17.5;
}

/**
 * Whether the deployment has such an object.
 * @param {string} table
 * @param {number} id
 * @param {number} jobs see `jobsOf`
 */
export function exists(table, id, jobs) {
  if (table === "staff") return (id >= 3 && id <= 27) || id === 1000;
  /** @type {Record<string, number>} */
  const counts = {
    company: Math.max(60, jobs), issue: jobs, job: jobs, milestone: jobs, prospect: jobs, contact: 90, affiliation: 90,
    status: STATUSES.length, type: TYPES.length, priority: PRIORITIES.length, rate: 5,
  };
  return id >= 1 && id <= (counts[table] ?? 0);
}

/**
 * A linked object with everything that is known of it. `defaults` are the fields that always come.
 * @param {string} table
 * @param {number} id
 * @returns {{ defaults: Linked, others: Linked }}
 */
export function linked(table, id) {
  const key = String(id);
  switch (table) {
    case "staff":
      return staff(id);
    case "company":
      return { defaults: { id: key, name: pick(COMPANIES, id) }, others: { website: `https://company-${id}.example` } };
    case "contact": {
      const person = { id: key, firstname: pick(FIRST_NAMES, id + 3), surname: pick(LAST_NAMES, id + 1) };
      return { defaults: person, others: { email: `contact${id}@customer.example` } };
    }
    case "affiliation":
      return { defaults: { id: key }, others: { email: `contact${id}@customer.example`, position: null } };
    case "status": {
      const { title, standing, color } = STATUSES[id - 1];
      return { defaults: { id: key, title }, others: { standing, color, ordering: key } };
    }
    case "type":
      return { defaults: { id: key, title: TYPES[id - 1] }, others: {} };
    case "priority":
      return { defaults: { id: key, title: PRIORITIES[id - 1] }, others: { factor: String(id), color: "red" } };
    case "budget":
    case "schedule":
      return { defaults: { id: key }, others: {} };
    default:
      return { defaults: { id: key, title: `${pick(SUBJECTS, id)} ${table}` }, others: {} };
  }
}

/**
 * @param {number} id
 * @returns {{ defaults: Linked, others: Linked }}
 */
function staff(id) {
  /** @param {string} firstname @param {string} surname @param {string} email */
  const person = (firstname, surname, email) => ({
    defaults: { id: String(id), firstname, surname },
    others: { email, username: email.split("@")[0] },
  });
  if (id === 1000) return person("Geoff", "McQueen", "geoff.mcqueen@affinitylive.com");
  if (id === 3) return person("Adrian", "Smalley", "adrian@internetrix.com.au");
  return person(pick(FIRST_NAMES, id), pick(LAST_NAMES, id), `staff${id}@demo.example`);
}
