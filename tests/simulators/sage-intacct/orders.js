// Orders of the rows. Sorting 200,000 rows is done once; after a write, the rows that nobody wrote keep their order and
// the written ones are put in between.

import { compareCodePoints, inverse, sortedIndices } from "../shared/order.js";
import { mix, shuffled } from "../shared/random.js";
import { textOrder } from "./operands.js";
import { State } from "./state.js";

/**
 * @typedef {import("./fields.js").Field} Field
 * @typedef {import("../shared/switches.js").Switches} Switches
 * @typedef {import("../shared/order.js").SortKey} SortKey
 * @typedef {{ field: Field, descending: boolean }} OrderKey
 */

/** How many different orders the scrambled side cycles through. */
const SCRAMBLES = 3;

export class Orders {
  /** @type {Map<string, Uint32Array>} of the computed rows as they were before any write */
  #computed = new Map();
  /** @type {Map<string, Uint32Array>} of the present rows */
  #present = new Map();
  #version = 0;

  /**
   * @param {{ state: State, fields: import("./fields.js").Fields, switches: Switches, seed: number }} parts
   */
  constructor({ state, fields, switches, seed }) {
    this.state = state;
    this.key = /** @type {Field} */ (fields.get("key"));
    this.switches = switches;
    this.seed = seed;
  }

  /**
   * The rows that there are, in order.
   * @param {OrderKey[]} keys
   * @param {number} turn how many queries were answered before: scrambled ties change with it
   * @returns {Uint32Array}
   */
  of(keys, turn) {
    if (this.#version !== this.state.version) {
      this.#present.clear();
      this.#version = this.state.version;
    }
    const at = keys.findIndex(({ field }) => field.name === "key");
    // What follows the key changes nothing: keys are unique. The key itself is the order of ties.
    const leading = at < 0 ? keys : keys.slice(0, at);
    const tie = at < 0 ? String(this.switches.tieOrder) : `key${keys[at].descending ? "Descending" : "Ascending"}`;
    const variant = tie === "scrambled" ? `scrambled ${turn % SCRAMBLES}` : tie;
    const name = JSON.stringify([variant, leading.map(({ field, descending }) => [field.name, descending])]);
    if (this.state.version === 0) return this.#before(name, variant, leading);
    const held = this.#present.get(name) ?? this.#now(name, variant, leading);
    this.#present.set(name, held);
    return held;
  }

  /**
   * @param {string} name
   * @param {string} variant
   * @param {OrderKey[]} keys
   */
  #now(name, variant, keys) {
    const { state } = this;
    // What a row says of another task changes with that one: the computed order does not hold.
    if (keys.some(({ field }) => State.follows(field.column))) {
      const sortKeys = keys.map((key) => this.#sortKey(key, true));
      return sortedIndices(state.places, sortKeys, this.#ties(variant, true)).filter((i) => state.isThere(i));
    }
    const compare = this.#comparator(variant, keys);
    const clean = this.#before(name, variant, keys).filter((i) => state.isClean(i));
    const written = Uint32Array.from(state.written).sort(compare);
    const merged = new Uint32Array(clean.length + written.length);
    let from = 0;
    written.forEach((index, k) => {
      const until = placeOf(clean, from, (other) => compare(other, index) < 0);
      merged.set(clean.subarray(from, until), from + k);
      merged[until + k] = index;
      from = until;
    });
    merged.set(clean.subarray(from), from + written.length);
    return merged;
  }

  /**
   * @param {string} name
   * @param {string} variant
   * @param {OrderKey[]} keys
   */
  #before(name, variant, keys) {
    const held = this.#computed.get(name) ?? sortedIndices(
      this.state.store.size,
      keys.map((key) => this.#sortKey(key, false)),
      this.#ties(variant, false),
    );
    this.#computed.set(name, held);
    return held;
  }

  /** @param {string} variant @param {boolean} present @returns {Uint32Array} */
  #ties(variant, present) {
    const kept = present ? this.#present : this.#computed;
    const held = kept.get(variant) ?? this.#madeTies(variant, present);
    kept.set(variant, held);
    return held;
  }

  /** @param {string} variant @param {boolean} present @returns {Uint32Array} */
  #madeTies(variant, present) {
    const size = present ? this.state.places : this.state.store.size;
    const salt = saltOf(variant);
    if (salt !== null) return shuffled(size, this.seed + 101 * (salt + 1));
    const key = this.#sortKey({ field: this.key, descending: variant === "keyDescending" }, present);
    return inverse(sortedIndices(size, [key], Uint32Array.from({ length: size }, (_, i) => i)));
  }

  /** @param {OrderKey} key @param {boolean} present whether to read the rows as they are now @returns {SortKey} */
  #sortKey({ field, descending }, present) {
    const byNumber = field.kind === "key" && this.switches.keyOrder === "number";
    const { get } = present ? field : /** @type {import("./data.js").Column} */ (this.state.store.columns.get(field.column));
    return {
      value: (index) => {
        const raw = get(index);
        return byNumber || typeof raw === "boolean" ? Number(raw) : raw;
      },
      descending,
      nullsFirst: (this.switches.nullsSort === "first") !== descending,
      compareText: field.kind === "key" ? undefined : textOrder(this.switches),
    };
  }

  /**
   * The order of two present rows: the one that `sortedIndices` gives to the computed ones.
   * @param {string} variant
   * @param {OrderKey[]} keys
   * @returns {(a: number, b: number) => number}
   */
  #comparator(variant, keys) {
    const sortKeys = keys.map((key) => this.#sortKey(key, true));
    const salt = saltOf(variant);
    if (salt === null) {
      sortKeys.push(this.#sortKey({ field: this.key, descending: variant === "keyDescending" }, true));
    }
    const { size } = this.state.store;
    const ties = salt === null ? null : this.#ties(variant, false);
    /** New rows fall anywhere among the computed ones. @param {number} i */
    const place = (i) => (ties === null ? 0 : i < size ? ties[i] : (mix(i + (salt ?? 0)) % (size + 1)) - 0.5);
    return (a, b) => {
      for (const key of sortKeys) {
        const by = compareBy(key, key.value(a), key.value(b));
        if (by !== 0) return by;
      }
      return place(a) - place(b) || a - b;
    };
  }
}

/** @param {string} variant */
function saltOf(variant) {
  const salt = /^scrambled (\d)$/.exec(variant)?.[1];
  return salt === undefined ? null : Number(salt);
}

/**
 * @param {SortKey} key
 * @param {number | string | null} x
 * @param {number | string | null} y
 */
function compareBy(key, x, y) {
  if (x === y) return 0;
  if (x === null || y === null) return (x === null) === key.nullsFirst ? -1 : 1;
  const by = typeof x === "number" ? x - Number(y) : (key.compareText ?? compareCodePoints)(x, String(y));
  return key.descending ? -by : by;
}

/**
 * The first place from `from` on whose row does not come before.
 * @param {Uint32Array} order
 * @param {number} from
 * @param {(index: number) => boolean} before
 */
function placeOf(order, from, before) {
  let low = from;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(order[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}
