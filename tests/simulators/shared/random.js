// Deterministic numbers without state: every value is a function of (seed, stream, index), so that a
// row can be made on its own, in any order, without making the rows before it.

/**
 * Mixes 32 bits so that neighbours come out unrelated (the finaliser of MurmurHash3).
 * @param {number} value
 * @returns {number} an unsigned 32-bit integer
 */
export function mix(value) {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A stream of numbers for one purpose. Two purposes of one seed are unrelated.
 * @param {number} seed
 * @param {string} purpose
 * @returns {(index: number) => number} an unsigned 32-bit integer for each index
 */
export function stream(seed, purpose) {
  let base = mix(seed ^ 0x9e3779b9);
  for (let i = 0; i < purpose.length; i += 1) base = mix(base ^ purpose.charCodeAt(i));
  return (index) => mix(base ^ Math.imul(index + 1, 0x9e3779b1));
}

/**
 * A permutation of 0..count-1.
 * @param {number} count
 * @param {number} seed
 * @returns {Uint32Array}
 */
export function shuffled(count, seed) {
  const draw = stream(seed, "shuffle");
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) order[i] = i;
  for (let i = count - 1; i > 0; i -= 1) {
    const j = draw(i) % (i + 1);
    const held = order[i];
    order[i] = order[j];
    order[j] = held;
  }
  return order;
}
