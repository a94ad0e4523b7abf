// The present state: what was written lies over the computed rows. A row that nobody wrote is still computed, and
// while nothing was written at all, reading costs one question more than before.

import { entityOfProject, href } from "./references.js";

/**
 * @typedef {import("./data.js").Raw} Raw
 * @typedef {import("./data.js").Column} Column
 * @typedef {Record<string, Raw>} Values by flat field name, in today's spelling
 */

const CLEAN = 0;
const WRITTEN = 1;
const REMOVED = 2;
/** References to other tasks: they show the present id and name of the task that they mean. */
const TASK_REFERENCES = ["parent", "dependentOn"];

export class State {
  /** @type {Map<number, Values>} what was written, by row; a row beyond the computed ones stands here alone */
  #over = new Map();
  /** @type {Map<string, number>} the rows beyond the computed ones, by key */
  #added = new Map();
  /** @type {Set<string>} keys */
  #removed = new Set();
  /** @type {Uint8Array} of the computed rows */
  #marks;
  #next;
  #nextKey;
  #treeChanged = false;
  /** @type {Map<string, Column>} */
  columns = new Map();
  /** How often something was written. Whatever is kept about the rows is kept for one version. */
  version = 0;

  /** @param {import("./data.js").Store} store */
  constructor(store) {
    this.store = store;
    this.#marks = new Uint8Array(store.size);
    this.#next = store.size;
    this.#nextKey = store.lastKey + 1;
    for (const [name, { kind, get }] of store.columns) this.columns.set(name, { kind, get: this.#laidOver(name, get) });
    for (const name of TASK_REFERENCES) {
      this.#replace(`${name}.key`, (own) => (i) => {
        const key = own(i);
        return key !== null && this.#removed.has(String(key)) ? null : key;
      });
      this.#followed(name, (i) => this.#over.get(i)?.[`${name}.key`] !== undefined);
    }
    this.#replace("root.key", (own) => (i) => (this.#rootIsOwn(i) ? own(i) : this.get("key", this.#top(i))));
    this.#followed("root", (i) => !this.#rootIsOwn(i));
  }

  /** How many rows there are now. */
  get size() {
    return this.#next - this.#removed.size;
  }

  /** How many places for rows there are, with those of removed ones. */
  get places() {
    return this.#next;
  }

  /** The rows that differ from the computed ones and are there. @returns {number[]} */
  get written() {
    return [...this.#over.keys()];
  }

  /** Whether a row is as it was computed. @param {number} index */
  isClean(index) {
    return this.#marks[index] === CLEAN;
  }

  /** @param {number} index */
  isThere(index) {
    return index < this.store.size ? this.#marks[index] !== REMOVED : this.#over.has(index);
  }

  /** The rows that there are, rising. @returns {number[]} */
  indices() {
    const all = Array.from({ length: this.#next }, (_, i) => i);
    return this.#removed.size === 0 ? all : all.filter((i) => this.isThere(i));
  }

  /** @param {string} key @returns {number} the row of a key, or -1 */
  indexOf(key) {
    if (this.#removed.has(key)) return -1;
    return this.#added.get(key) ?? this.store.indexOf(key);
  }

  /** @param {number} index @returns {string | null} the entity of a row; null is the top level */
  entity(index) {
    return entityOfProject(this.get("project.key", index));
  }

  /** @param {string} name in today's spelling @param {number} index @returns {Raw} */
  get(name, index) {
    return /** @type {Column} */ (this.columns.get(name)).get(index);
  }

  /** The rows of a project. @param {Raw} key */
  rowsOfProject(key) {
    const clean = this.store.rowsOfProject(key).filter((i) => this.isClean(i));
    return [...clean, ...this.written.filter((i) => this.get("project.key", i) === key)];
  }

  /** The key that the next task will have; keys are not given out twice. */
  get nextKey() {
    return String(this.#nextKey);
  }

  /** @param {Values} values of a new task, apart from its key @returns {string} the key */
  insert(values) {
    const key = this.nextKey;
    this.#nextKey += 1;
    const index = this.#next;
    this.#next += 1;
    this.#added.set(key, index);
    this.#over.set(index, { ...values, key, href: href("projects/task", key) });
    this.version += 1;
    return key;
  }

  /** @param {number} index @param {Values} values */
  update(index, values) {
    this.#over.set(index, { ...this.#over.get(index), ...values });
    if (index < this.store.size) this.#marks[index] = WRITTEN;
    if (values["parent.key"] !== undefined) this.#treeChanged = true;
    this.version += 1;
  }

  /** Whoever refers to the task refers to none from now on. @param {number} index */
  remove(index) {
    const key = String(this.get("key", index));
    this.#removed.add(key);
    this.#added.delete(key);
    this.#over.delete(index);
    if (index < this.store.size) this.#marks[index] = REMOVED;
    this.#treeChanged = true;
    this.version += 1;
  }

  /**
   * Whether the computed rows with these fields can be another than they were, though nobody wrote them: what a
   * row says of another task follows that one.
   * @param {string} name in today's spelling
   */
  static follows(name) {
    return /^(?:parent|dependentOn|root)\./.test(name);
  }

  /** @param {string} name @param {(index: number) => Raw} computed @returns {(index: number) => Raw} */
  #laidOver(name, computed) {
    return (i) => {
      if (this.version === 0) return computed(i);
      const computedRow = i < this.store.size;
      if (computedRow && this.#marks[i] === CLEAN) return computed(i);
      const value = this.#over.get(i)?.[name];
      if (value !== undefined) return value;
      return computedRow ? computed(i) : null;
    };
  }

  /** @param {string} name @param {(own: Column["get"]) => Column["get"]} make for when something was written */
  #replace(name, make) {
    const { kind, get } = /** @type {Column} */ (this.columns.get(name));
    const made = make(get);
    this.columns.set(name, { kind, get: (i) => (this.version === 0 ? get(i) : made(i)) });
  }

  /**
   * Id, name and href of a reference to a task.
   * @param {string} name
   * @param {(index: number) => boolean} moved whether the row means another task than it was computed with
   */
  #followed(name, moved) {
    for (const part of ["id", "name", "href"]) {
      this.#replace(`${name}.${part}`, (own) => (i) => {
        const key = this.get(`${name}.key`, i);
        if (key === null) return null;
        const other = this.indexOf(String(key));
        if (other < 0 || (this.isClean(other) && !moved(i))) return own(i);
        return this.get(part, other);
      });
    }
  }

  /** Whether the root of a row is the computed one: the documents' rows have roots that no tree gives. @param {number} i */
  #rootIsOwn(i) {
    if (i >= this.store.size) return false;
    return !this.#treeChanged || (i < this.store.samples && this.#over.get(i)?.["parent.key"] === undefined);
  }

  /** The row above all others. @param {number} index */
  #top(index) {
    const met = new Set([index]);
    for (let top = index; ; ) {
      const key = this.get("parent.key", top);
      const above = key === null ? -1 : this.indexOf(String(key));
      if (above < 0 || met.has(above)) return top;
      met.add(above);
      top = above;
    }
  }
}
