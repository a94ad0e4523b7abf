// A clock that stands still until a test moves it, so that times move when the test says so.

/**
 * @typedef {object} TestClock
 * @property {() => number} now milliseconds since 1970
 * @property {(milliseconds: number) => void} advance moves it; backwards too
 */

/**
 * @param {number} start milliseconds since 1970
 * @returns {TestClock}
 */
export function createClock(start) {
  let time = start;
  return {
    now: () => time,
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
