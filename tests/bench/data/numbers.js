// Numbers of a seed.

/** @typedef {() => number} Draw an unsigned 32-bit integer */

/** xorshift32. @param {number} seed not 0 @returns {Draw} */
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>>= 0);
  };
}

/** @template T @param {readonly T[]} list @param {Draw} draw */
export const pick = (list, draw) => list[(draw() >>> 3) % list.length];
