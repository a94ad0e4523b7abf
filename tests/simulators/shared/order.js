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
    if (x !== y) return unitRank(x) - unitRank(y);
  }
  return a.length - b.length;
}

/**
 * Moves surrogates above every other unit; that alone gives the order of code points.
 * @param {number} unit
 */
function unitRank(unit) {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * @typedef {object} SortKey
 * @property {(index: number) => number | string | null} value
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
  const columns = keys.map((key) => numericColumn(size, key));
  if (columns.length === 1) {
    const packed = packedOrder(columns[0], ties);
    if (packed) return packed;
  }
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  return order.sort((a, b) => {
    for (const column of columns) {
      // Not a subtraction: two nulls are both infinite.
      if (column[a] !== column[b]) return column[a] < column[b] ? -1 : 1;
    }
    return ties[a] - ties[b];
  });
}

/**
 * A column as numbers in the order of the key: text by its rank among the distinct texts, falling orders
 * negated, null as an infinity.
 * @param {number} size
 * @param {SortKey} key
 * @returns {Float64Array}
 */
function numericColumn(size, key) {
  const column = new Float64Array(size);
  /** @type {Map<string, number[]>} rows by text */
  const byText = new Map();
  for (let i = 0; i < size; i += 1) {
    const value = key.value(i);
    if (value === null) column[i] = key.nullsFirst ? -Infinity : Infinity;
    else if (typeof value === "number") column[i] = key.descending ? -value : value;
    else {
      const rows = byText.get(value);
      if (rows) rows.push(i);
      else byText.set(value, [i]);
    }
  }
  const compare = key.compareText ?? compareCodePoints;
  const texts = [...byText.keys()].sort(compare);
  let rank = 0;
  texts.forEach((text, t) => {
    if (t > 0 && compare(texts[t - 1], text) !== 0) rank += 1;
    for (const i of byText.get(text) ?? []) column[i] = key.descending ? -rank : rank;
  });
  return column;
}

/**
 * One column: value and tie place are packed into one double, which the engine sorts without a call to a
 * comparator. Null if a value is not a whole number or does not fit.
 * @param {Float64Array} column
 * @param {Uint32Array} ties
 * @returns {Uint32Array | null}
 */
function packedOrder(column, ties) {
  const room = 2 ** Math.ceil(Math.log2(Math.max(2, column.length)));
  const most = 2 ** 52 / room;
  const packed = new Float64Array(column.length);
  for (let i = 0; i < column.length; i += 1) {
    const value = Math.max(1 - most, Math.min(most - 1, column[i]));
    if (!Number.isInteger(value) || (value !== column[i] && Number.isFinite(column[i]))) return null;
    packed[i] = value * room + ties[i];
  }
  packed.sort();
  const byTie = inverse(ties);
  return Uint32Array.from(packed, (each) => byTie[each - Math.floor(each / room) * room]);
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
