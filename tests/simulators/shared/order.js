// Orders over row indices. A sorted order is cached by its caller; making one for 200,000 rows must stay
// far below the time of a request.

/**
 * Compares by Unicode code point, which `<` does not do: it compares UTF-16 units, and those put every
 * character beyond U+FFFF before U+E000.
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
export function compareCodePoints(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/**
 * Moves surrogates above every other unit; that alone gives the order of code points.
 * @param {number} unit
 */
function rank(unit) {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * @typedef {object} SortKey
 * @property {(index: number) => number | string | null} value whole numbers (within ±2^31) or text
 * @property {boolean} descending
 * @property {boolean} nullsFirst in the result, whatever the direction
 * @property {(a: string, b: string) => number} [compareText] code points unless given
 */

/**
 * Row indices in order.
 * @param {number} size
 * @param {readonly SortKey[]} keys
 * @param {Uint32Array} ties a permutation: `ties[index]` is the row's place among rows that are equal
 * @returns {Uint32Array}
 */
export function sortedIndices(size, keys, ties) {
  if (keys.length === 0) return inverse(ties);
  if (keys.length === 1) {
    const packed = packedOrder(size, keys[0], ties);
    if (packed) return packed;
  }
  const columns = keys.map((key) => Array.from({ length: size }, (_, i) => key.value(i)));
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  return order.sort((a, b) => {
    for (let k = 0; k < keys.length; k += 1) {
      const by = compareValues(columns[k][a], columns[k][b], keys[k]);
      if (by !== 0) return by;
    }
    return ties[a] - ties[b];
  });
}

/**
 * @param {number | string | null} a
 * @param {number | string | null} b
 * @param {SortKey} key
 * @returns {number}
 */
function compareValues(a, b, key) {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === key.nullsFirst ? -1 : 1;
  }
  const by =
    typeof a === "number" && typeof b === "number"
      ? a - b
      : (key.compareText ?? compareCodePoints)(String(a), String(b));
  return key.descending ? -by : by;
}

/**
 * One numeric key: value and tie place are packed into one double, which the engine sorts without a
 * call to a comparator. Null if a value is not a whole number or does not fit.
 * @param {number} size
 * @param {SortKey} key
 * @param {Uint32Array} ties
 * @returns {Uint32Array | null}
 */
function packedOrder(size, key, ties) {
  const room = 2 ** Math.ceil(Math.log2(Math.max(2, size)));
  const most = 2 ** 52 / room;
  const packed = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    let value = key.value(i);
    if (value === null) value = key.nullsFirst ? 1 - most : most - 1;
    else if (typeof value !== "number" || !Number.isInteger(value) || Math.abs(value) > most - 2) return null;
    else if (key.descending) value = -value;
    packed[i] = value * room + ties[i];
  }
  packed.sort();
  const byTie = inverse(ties);
  const order = new Uint32Array(size);
  for (let i = 0; i < size; i += 1) order[i] = byTie[packed[i] - Math.floor(packed[i] / room) * room];
  return order;
}

/**
 * @param {Uint32Array} permutation
 * @returns {Uint32Array}
 */
export function inverse(permutation) {
  const result = new Uint32Array(permutation.length);
  for (let i = 0; i < permutation.length; i += 1) result[permutation[i]] = i;
  return result;
}
