// The tasks, column by column. Nothing is stored but the times: every other value is computed from its
// row's index when it is asked for, so that 200,000 rows cost no more than their times.

import { ODD_STATUSES as ODDER_STATUSES, oddNull, oddText } from "../shared/odd.js";
import { stream } from "../shared/random.js";
import { timeline } from "../shared/timeline.js";
import { pick, sentence, taskName } from "../shared/words.js";
import { KEPT, customerKey, href, projectKey } from "./references.js";
import { SAMPLES } from "./samples.js";

/**
 * @typedef {"key" | "text" | "boolean" | "integer" | "percent" | "decimal" | "date" | "datetime" | "href"} Kind
 * @typedef {string | number | boolean | null} Raw a date as days since 1970, a date-time as Unix seconds
 * @typedef {{ kind: Kind, get: (index: number) => Raw }} Column
 * @typedef {object} Store
 * @property {number} size
 * @property {Map<string, Column>} columns by flat field name, in today's spelling
 * @property {(key: string) => number} indexOf the row of a key, or -1
 * @property {(key: Raw) => number[]} rowsOfProject the rows of the project with a key
 * @property {number} samples how many rows, from the first, are the documents' own
 * @property {number} projects how many projects are computed
 * @property {number} lastKey the highest key of a row
 */

const STATUSES = ["notStarted", "planned", "inProgress", "completed", "onHold"];
/** Words that the documents do not know; a customer can have them from an older release. */
const ODD_STATUSES = ["cancelled", "Awaiting parts"];
/** The keys that the query sample takes, so that no generated row does. */
const TAKEN = { first: 1325, last: 1327 };

/**
 * @param {{ size: number, seed: number, now: number, odd?: boolean }} options `odd`: with nulls and texts that tidy
 *   data never has
 * @returns {Store}
 */
export function createStore({ size, seed, now, odd = false }) {
  /** @type {import("./samples.js").FlatRow[]} */
  const samples = SAMPLES.slice(0, size).map((row) => ({ ...row, href: href("projects/task", row.key) }));
  const offset = samples.length;
  const count = size - offset;
  const projects = Math.max(4, Math.ceil(count / 50));
  const modified = timeline({ count, seed, now, bigGroup: 130 });
  /** @type {Map<string, Column>} */
  const columns = new Map();
  /**
   * @param {string} name
   * @param {Kind} kind
   * @param {(j: number) => Raw} make of a generated row, counted from 0
   */
  const define = (name, kind, make) => {
    columns.set(name, { kind, get: (i) => (i < offset ? (samples[i][name] ?? null) : make(i - offset)) });
  };
  /** @param {string} purpose */
  const draw = (purpose) => stream(seed, purpose);
  /** @param {number} j */
  const project = (j) => j % projects;
  /** @param {number} j */
  const name = (j) => taskName(project(j), Math.floor(j / projects));

  define("key", "key", (j) => String(keyNumber(j)));
  define("id", "text", (j) => `T-${keyNumber(j)}`);
  define("href", "href", (j) => href("projects/task", keyNumber(j)));
  define("name", "text", name);
  defineOwn(define, draw);
  defineTimes(define, draw, modified);
  defineReferences(define, draw, { projects, project, name });
  if (odd) makeOdd(columns, offset, draw);
  return {
    size,
    columns,
    indexOf: (key) => rowOfKey(key, samples, count),
    rowsOfProject: (key) => {
      const rows = samples.flatMap((row, i) => (row["project.key"] === key ? [i] : []));
      const own = Number(key) - projectKey(0);
      for (let j = own; own >= 0 && own < projects && j < count; j += projects) rows.push(offset + j);
      return rows;
    },
    samples: offset,
    projects,
    lastKey: Math.max(0, ...samples.map(({ key }) => Number(key)), count > 0 ? keyNumber(count - 1) : 0),
  };
}

/**
 * @param {Map<string, Column>} columns
 * @param {number} offset the samples before it stay as they are
 * @param {Draw} draw
 */
function makeOdd(columns, offset, draw) {
  /** @param {string} name @param {(plain: Raw, drawn: number) => Raw} change */
  const change = (name, change) => {
    const { kind, get } = /** @type {Column} */ (columns.get(name));
    const odd = draw(`odd ${name}`);
    columns.set(name, { kind, get: (i) => (i < offset ? get(i) : change(get(i), odd(i))) });
  };
  for (const name of ["name", "description", "project.name"]) {
    change(name, (plain, drawn) => oddText(/** @type {string | null} */ (plain), drawn, 3));
  }
  change("taskStatus", (plain, drawn) => (drawn % 5 === 0 ? pick(ODDER_STATUSES, drawn >>> 8) : plain));
  for (const name of ["audit.createdDateTime", "audit.modifiedDateTime"]) change(name, (plain, drawn) => oddNull(plain, drawn, 9));
}

/** @param {number} j */
function keyNumber(j) {
  return j + 2 < TAKEN.first ? j + 2 : j + 2 + (TAKEN.last - TAKEN.first + 1);
}

/**
 * @param {string} key
 * @param {readonly import("./samples.js").FlatRow[]} samples
 * @param {number} count
 */
function rowOfKey(key, samples, count) {
  const sample = samples.findIndex((row) => row.key === key);
  if (sample >= 0) return sample;
  if (!/^[1-9]\d{0,9}$/.test(key)) return -1;
  const number = Number(key);
  const j = number < TAKEN.first ? number - 2 : number - 2 - (TAKEN.last - TAKEN.first + 1);
  return j >= 0 && j < count && String(keyNumber(j)) === key ? samples.length + j : -1;
}

/**
 * @typedef {(name: string, kind: Kind, make: (j: number) => Raw) => void} Define
 * @typedef {(purpose: string) => (index: number) => number} Draw
 */

/**
 * The fields that belong to the task alone.
 * @param {Define} define
 * @param {Draw} draw
 */
function defineOwn(define, draw) {
  const description = draw("description");
  const status = draw("status");
  const flags = draw("flags");
  const numbers = draw("numbers");
  const hours = draw("hours");
  define("description", "text", (j) => {
    const drawn = description(j);
    if (drawn % 4 === 0) return null;
    return drawn % 16 === 1 ? "" : sentence(drawn);
  });
  define("taskStatus", "text", (j) => {
    const drawn = status(j);
    return drawn % 50 === 0 ? pick(ODD_STATUSES, drawn >>> 8) : pick(STATUSES, drawn >>> 8);
  });
  define("isMilestone", "boolean", (j) => flags(j) % 10 === 0);
  define("isUtilized", "boolean", (j) => (flags(j) >>> 4) % 2 === 0);
  define("isBillable", "boolean", (j) => (flags(j) >>> 5) % 3 !== 0);
  define("wbsCode", "text", (j) => (flags(j) % 3 === 0 ? null : `${(j % 9) + 1}.${(flags(j) >>> 9) % 40}`));
  define("priority", "integer", (j) => (numbers(j) % 5 === 0 ? null : (numbers(j) >>> 3) % 12));
  define("percentComplete", "percent", (j) => (numbers(j) % 3 === 0 ? null : ((numbers(j) >>> 8) % 101) / 100));
  define("observedPercentComplete", "percent", (j) => (numbers(j) % 4 === 0 ? null : ((numbers(j) >>> 16) % 101) / 100));
  define("nsp::crewSize", "integer", (j) => (numbers(j) % 7 === 0 ? (numbers(j) >>> 20) % 30 : null));
  for (const [k, part] of ["planned", "estimated", "actual", "remaining", "approved", "plannedBillable",
    "estimatedBillable", "actualBillable", "approvedBillable"].entries()) {
    define(`duration.${part}`, "decimal", (j) => ((hours(j) >>> k) % 3 === 0 ? null : ((hours(j) >>> (k + 3)) % 4000) / 4));
  }
  define("productionUnits.estimate", "decimal", (j) => (hours(j) % 5 === 0 ? (hours(j) >>> 9) % 5000 : null));
  define("productionUnits.description", "text", (j) => (hours(j) % 5 === 0 ? pick(["linear feet siding", "m²", "個"], j) : null));
}

/**
 * @param {Define} define
 * @param {Draw} draw
 * @param {Uint32Array} modified
 */
function defineTimes(define, draw, modified) {
  const age = draw("age");
  const span = draw("span");
  /** @param {number} j */
  const created = (j) => (age(j) % 6 === 0 ? modified[j] : modified[j] - (age(j) % (400 * 86_400)));
  define("audit.createdDateTime", "datetime", created);
  define("audit.modifiedDateTime", "datetime", (j) => modified[j]);
  define("audit.createdByUser.key", "text", (j) => String(1 + (age(j) % 20)));
  define("audit.createdByUser.id", "text", (j) => `user${1 + (age(j) % 20)}`);
  define("audit.createdByUser.href", "href", (j) => href("company-config/user", 1 + (age(j) % 20)));
  define("audit.modifiedByUser.key", "text", (j) => String(1 + (span(j) % 20)));
  define("audit.modifiedByUser.id", "text", (j) => `user${1 + (span(j) % 20)}`);
  define("audit.modifiedByUser.href", "href", (j) => href("company-config/user", 1 + (span(j) % 20)));
  /** @param {number} j */
  const start = (j) => Math.floor(created(j) / 86_400) + (span(j) % 30);
  define("planned.startDate", "date", (j) => (span(j) % 4 === 0 ? null : start(j)));
  define("planned.endDate", "date", (j) => (span(j) % 5 === 0 ? null : start(j) + (span(j) >>> 8) % 90));
  define("actual.startDate", "date", (j) => (span(j) % 3 === 0 ? null : start(j) + (span(j) >>> 6) % 10));
  define("actual.endDate", "date", (j) => (span(j) % 2 === 0 ? null : start(j) + (span(j) >>> 10) % 120));
}

/**
 * @param {Define} define
 * @param {Draw} draw
 * @param {{ projects: number, project: (j: number) => number, name: (j: number) => string }} project
 */
function defineReferences(define, draw, { projects, project, name }) {
  const tree = draw("tree");
  const links = draw("links");
  /**
   * @param {string} prefix
   * @param {string} object
   * @param {(j: number) => number | null} key null where the reference is not set
   * @param {Record<string, (key: number, j: number) => Raw>} parts
   */
  const reference = (prefix, object, key, parts) => {
    /** @param {(key: number, j: number) => Raw} part */
    const ifSet = (part) => (/** @type {number} */ j) => {
      const set = key(j);
      return set === null ? null : part(set, j);
    };
    define(`${prefix}.key`, "text", ifSet((k) => String(k)));
    for (const [part, make] of Object.entries(parts)) {
      define(`${prefix}.${part}`, part.endsWith("Date") ? "date" : "text", ifSet(make));
    }
    define(`${prefix}.href`, "href", ifSet((k) => href(object, k)));
  };
  /** The task above: an earlier one of the same project. @param {number} j */
  const above = (j) => (tree(j) % 5 === 0 && j >= projects ? j - projects : null);
  /** @type {(row: (j: number) => number | null) => (j: number) => number | null} */
  const keyOf = (row) => (j) => {
    const other = row(j);
    return other === null ? null : keyNumber(other);
  };
  /** @type {(row: (j: number) => number | null) => Record<string, (key: number, j: number) => Raw>} */
  const taskParts = (row) => ({
    id: (k) => `T-${k}`,
    name: (_, j) => name(row(j) ?? j),
  });
  /** @param {number} j */
  const root = (j) => {
    let top = j;
    for (let next = above(top); next !== null; next = above(top)) top = next;
    return top;
  };
  /** @param {number} j */
  const before = (j) => ((tree(j) >>> 8) % 6 === 0 && j >= projects ? j - projects : null);

  /** @param {string} name one of `KEPT` @param {(j: number) => number | null} key */
  const kept = (name, key) => reference(name, KEPT[name].object, key, KEPT[name].parts);

  kept("project", (j) => projectKey(project(j)));
  kept("customer", (j) => customerKey(project(j)));
  kept("item", (j) => (links(j) % 2 === 0 ? null : KEPT.item.first + (links(j) % 40)));
  reference("parent", "projects/task", keyOf(above), taskParts(above));
  reference("root", "projects/task", keyOf(root), taskParts(root));
  reference("dependentOn", "projects/task", keyOf(before), taskParts(before));
  kept("timeType", (j) => (links(j) % 3 === 0 ? null : KEPT.timeType.first + (links(j) % 4)));
  kept("class", (j) => (links(j) % 5 === 0 ? KEPT.class.first + (links(j) >>> 8) % 12 : null));
  kept("standardTask", (j) => (links(j) % 7 === 0 ? KEPT.standardTask.first + (links(j) >>> 9) % 50 : null));
  define("attachment.id", "text", (j) => (links(j) % 11 === 0 ? `ATT-${j}` : null));
}
