// What the tasks refer to: projects, customers, items and the like. None is stored; each is computed from its key, as
// the documents' examples show it where they name it.

import { COMPANIES, SUBJECTS, pick } from "../shared/words.js";
import { SAMPLES } from "./samples.js";

/**
 * @typedef {import("./data.js").Raw} Raw
 * @typedef {Record<string, Raw>} Parts by name: `key`, `id`, `name`, `href` …
 *
 * @typedef {object} Kept a kind of object whose members are known
 * @property {string} object e.g. `projects/project`
 * @property {number} first the lowest key that is computed
 * @property {number} last
 * @property {Record<string, (key: number) => Raw>} parts apart from key and href
 */

/** The entities of the company. */
export const COMPANY = ["WEST", "EAST"];
/** Of the computed projects, in turn; null is the top level. */
const ENTITIES = [null, ...COMPANY];

/** Project keys begin at 200: the documents' projects 1 and 132 stay as the examples show them. */
const FIRST_PROJECT = 200;

/** @type {Record<string, Kept>} */
export const KEPT = {
  project: {
    object: "projects/project",
    first: FIRST_PROJECT,
    last: Infinity,
    parts: {
      id: (k) => `PRJ-${String(k).padStart(4, "0")}`,
      name: (k) => `${pick(COMPANIES, k)} – ${pick(SUBJECTS, k)}`,
      startDate: (k) => 19_000 + (k % 700),
      endDate: (k) => (k % 3 === 0 ? null : 19_100 + (k % 700)),
    },
  },
  customer: {
    object: "accounts-receivable/customer",
    first: 2,
    last: 26,
    parts: { id: (k) => String(100 + k), name: (k) => pick(COMPANIES, k) },
  },
  item: {
    object: "inventory-control/item",
    first: 300,
    last: 339,
    parts: { id: (k) => `Project Item ${k}`, name: (k) => (k === 311 ? "Extension pack" : `${pick(SUBJECTS, k)} pack`) },
  },
  timeType: {
    object: "time/time-type",
    first: 1,
    last: 4,
    parts: { id: (k) => ["regular", "overtime", "travel", "días"][k - 1] },
  },
  class: {
    object: "company-config/class",
    first: 10,
    last: 21,
    parts: { id: (k) => (k === 19 ? "DES" : `C${k}`), name: (k) => (k === 19 ? "Design" : `Class ${k}`) },
  },
  standardTask: {
    object: "construction/standard-task",
    first: 1,
    last: 50,
    parts: { id: (k) => String(k), name: (k) => (k === 1 ? "1" : pick(SUBJECTS, k)) },
  },
};

/** @param {string} object @param {Raw} key */
export function href(object, key) {
  return key === null ? null : `/objects/${object}/${key}`;
}

/** @param {number} project counted from 0 */
export function projectKey(project) {
  return FIRST_PROJECT + project;
}

/** The customer of a computed project, or null. @param {number} project counted from 0 */
export function customerKey(project) {
  return project % 9 === 8 ? null : 2 + (project % 25);
}

/** The entity of a project; those of the documents are at the top level. @param {Raw} key */
export function entityOfProject(key) {
  return Number(key) < FIRST_PROJECT ? null : pick(ENTITIES, Number(key) - FIRST_PROJECT);
}

/**
 * Whether a call for an entity sees what belongs to another or to none.
 * @param {string | null} of
 * @param {string | null} entity null is the whole company
 * @param {import("../shared/switches.js").Switches} switches
 */
export function sees(of, entity, switches) {
  return entity === null || of === entity || (of === null && switches.topLevelInEntity === "visible");
}

/** @param {Raw} key of a project; gives all parts of its customer */
export function customerOfProject(key) {
  const documented = SAMPLES.find((row) => row["project.key"] === key);
  if (documented) return partsIn(documented, "customer");
  const customer = customerKey(Number(key) - FIRST_PROJECT);
  return customer === null ? {} : computed(KEPT.customer, customer);
}

/** @param {Kept} kind @param {number} key @returns {Parts} */
function computed({ object, parts }, key) {
  const made = Object.entries(parts).map(([name, make]) => [name, make(key)]);
  return { key: String(key), ...Object.fromEntries(made), href: href(object, key) };
}

/** What a row says of one of its references. @param {import("./samples.js").FlatRow} row @param {string} name @returns {Parts} */
function partsIn(row, name) {
  const entries = Object.entries(row).filter(([field]) => field.startsWith(`${name}.`));
  return Object.fromEntries(entries.map(([field, value]) => [field.slice(name.length + 1), value]));
}

/**
 * Finds what a reference means. What the documents' examples show comes before what is computed.
 * @param {string} name of the reference, one of `KEPT` or `attachment`
 * @param {{ key?: string, id?: string }} by each that is given has to fit
 * @param {number} projects how many projects are computed
 * @returns {Parts | null}
 */
export function findReference(name, by, projects) {
  /** @param {Parts} parts */
  const fits = (parts) => (by.key === undefined || parts.key === by.key) && (by.id === undefined || parts.id === by.id);
  // An attachment shows its id alone: key and id are taken for the same.
  if (name === "attachment") {
    const id = by.id ?? by.key ?? "";
    return (by.key ?? id) === id && /^(?:1|ATT-\d{1,9})$/.test(id) ? { id } : null;
  }
  const documented = SAMPLES.map((row) => partsIn(row, name)).find((parts) => parts.key !== undefined && fits(parts));
  if (documented) return documented;
  const kind = KEPT[name];
  const last = Math.min(kind.last, name === "project" ? FIRST_PROJECT + projects - 1 : Infinity);
  for (let key = kind.first; key <= last; key += 1) {
    const parts = computed(kind, key);
    if (fits(parts)) return parts;
  }
  return null;
}
