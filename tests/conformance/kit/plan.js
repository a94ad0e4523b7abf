// Which cases there are: every fault in every variant, at the first, a middle and the last call of an operation, and for
// a while; drawn by the seed where there would be too many.

import { FAULTS } from '../../simulators/shared/faults.js';
import { stream } from '../../simulators/shared/random.js';
import { switchesOf } from '../../simulators/index.js';

/**
 * @typedef {import('./world.js').Platform} Platform
 * @typedef {import('../../simulators/shared/faults.js').PlanEntry} PlanEntry
 */

/** Another number gives another sample. */
export const SEED = Number(process.env.CONFORMANCE_SEED ?? 1);

export const FAULT_NAMES = Object.keys(FAULTS);

/** How long a header asks to wait, in seconds: neither a default nor a round number of anything. */
const WAIT = 7;

/**
 * Every variant of every fault that can happen to a platform.
 * @param {Platform} platform
 * @returns {PlanEntry[]}
 */
export function faultsOf(platform) {
  return FAULT_NAMES.filter((name) => FAULTS[name].platforms.includes(platform)).flatMap((fault) =>
    FAULTS[fault].variants(platform).map((options) => ({ fault, platform, ...options, ...('wait' in FAULTS[fault].options ? { wait: WAIT } : {}) })),
  );
}

/**
 * The places at which a fault is tried, among so many calls: the first, a middle one, the last, and four in a row.
 * @param {number} calls
 * @returns {(number | number[])[]}
 */
export function placesOf(calls) {
  const places = [...new Set([0, Math.floor(calls / 2), Math.max(0, calls - 1)])];
  return [...places, [0, 1, 2, 3]];
}

/** Each side of each switch but the default. @param {Platform} platform @returns {Record<string, any>[]} */
export function sidesOf(platform) {
  return Object.entries(switchesOf(platform)).flatMap(([name, { values, default: usual }]) => values.filter((value) => value !== usual).map((value) => ({ [name]: value })));
}

/** Numbers by the seed. @param {string} purpose */
export function dice(purpose) {
  const draw = stream(SEED, purpose);
  let i = 0;
  return {
    /** @template T @param {readonly T[]} from @returns {T} */
    pick: (from) => from[draw((i += 1)) % from.length],
    /** @param {number} part 0 to 1 */
    chance: (part) => draw((i += 1)) < part * 2 ** 32,
  };
}
