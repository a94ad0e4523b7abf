// What was written, laid over the computed rows: reading 200,000 of them costs nothing more until something is.

/**
 * @typedef {import("./data.js").Column} Column
 * @typedef {import("./data.js").Raw} Raw
 * @typedef {import("./data.js").Store} Store
 */

export class State {
  /** @type {Store} */
  #base;
  /** @type {Map<number, Record<string, Raw>>} by index, the values that stand over the computed ones */
  #written = new Map();
  /** @type {Set<number>} */
  #removed = new Set();

  /** @param {Store} base */
  constructor(base) {
    this.#base = base;
    /** Indices in use, those of removed rows among them: an index is never given twice, nor is its id. */
    this.length = base.size;
    /** Counts the changes: what was computed from the rows holds for one version. */
    this.version = 0;
    /** @type {Map<string, Column>} */
    this.columns = new Map([...base.columns].map(([name, column]) => [name, this.#over(name, column)]));
  }

  /** The number of tasks. */
  get size() {
    return this.length - this.#removed.size;
  }

  /** How many tasks were there before anything was written. */
  get baseSize() {
    return this.#base.size;
  }

  /** @param {number} index */
  has(index) {
    return index >= 0 && index < this.length && !this.#removed.has(index);
  }

  /**
   * @param {string} id
   * @returns {number} -1 if there is no such task
   */
  indexOf(id) {
    const index = /^[1-9]\d{0,9}$/.test(id) ? Number(id) - 1 : -1;
    return this.has(index) ? index : -1;
  }

  /** @param {string} name @param {number} index @returns {Raw} */
  value(name, index) {
    return this.columns.get(name)?.get(index) ?? null;
  }

  /** The index that the next new task gets. */
  get next() {
    return this.length;
  }

  /** @param {Record<string, Raw>} values what is not named is null */
  add(values) {
    const index = this.length;
    this.#written.set(index, values);
    this.length += 1;
    this.version += 1;
    return index;
  }

  /** @param {number} index @param {Record<string, Raw>} values */
  change(index, values) {
    this.#written.set(index, { ...this.#written.get(index), ...values });
    this.version += 1;
  }

  /** @param {number} index */
  remove(index) {
    this.#removed.add(index);
    this.version += 1;
  }

  /** The indices of all tasks, by rising id. */
  *indices() {
    for (let index = 0; index < this.length; index += 1) if (!this.#removed.has(index)) yield index;
  }

  /**
   * @param {string} name
   * @param {Column} column
   * @returns {Column}
   */
  #over(name, column) {
    const { size } = this.#base;
    const written = this.#written;
    /** @param {number} index */
    const get = (index) => {
      const own = written.size === 0 ? undefined : written.get(index);
      if (own && Object.hasOwn(own, name)) return own[name];
      return index < size ? column.get(index) : null;
    };
    const { indirect } = column;
    if (!indirect) return { ...column, get };
    return {
      ...column,
      get,
      indirect: (index) => {
        const against = written.get(index)?.against_type;
        return against === undefined ? index < size && indirect(index) : against === "milestone";
      },
    };
  }
}
