// Runs the cases of some worlds, and tells of those that fail.

import { setImmediate } from 'node:timers/promises';
import { CASES_OF_A_WORLD, drawCase, runCase, unfilteredRows } from './cases.js';
import { shrunk } from './shrink.js';
import { createWorld } from './world.js';

/**
 * @typedef {import('./cases.js').Case} Case
 * @typedef {import('./cases.js').Difference} Difference
 * @typedef {import('./world.js').World} World
 *
 * @typedef {object} Run
 * @property {number} seed
 * @property {number} from the first case
 * @property {number} to the case after the last
 * @property {number} [step] every how many worlds one is run: two runs of step 2 share the work of one
 * @property {(fetch: import('./world.js').Fetch) => import('./world.js').Fetch} [wrap] around the simulators' fetch
 * @property {(drawn: Case) => Case} [spoil] changes what the client is asked, but not what is expected of it
 * @property {number} [enough] failures after which no further case is run; 3 unless given
 *
 * @typedef {object} Tally
 * @property {number} cases
 * @property {number} partly cases with some but not all rows
 * @property {number} matched rows
 * @property {number} pages
 * @property {number} calls of the platforms
 * @property {{ cases: number, fetched: number, unfiltered: number }} keyset rows read of sources in order, in a sample,
 *   with the filters and without them
 * @property {{ kind: string, told: string }[]} failures
 */

/** Of one case in so many it is counted how many rows its walk would read without the filter. */
const SAMPLED = 25;

/**
 * @param {Run} run
 * @returns {Promise<Tally>}
 */
export async function runCases({ seed, from, to, step = 1, wrap = (fetch) => fetch, spoil = (drawn) => drawn, enough = 3 }) {
  /** @type {Tally} */
  const tally = { cases: 0, partly: 0, matched: 0, pages: 0, calls: 0, keyset: { cases: 0, fetched: 0, unfiltered: 0 }, failures: [] };
  const first = Math.floor(from / CASES_OF_A_WORLD);
  for (let index = first; index * CASES_OF_A_WORLD < to && tally.failures.length < enough; index += step) {
    const world = createWorld(seed, index, wrap);
    const start = index * CASES_OF_A_WORLD;
    for (let at = start; at < Math.min(to, start + CASES_OF_A_WORLD) && tally.failures.length < enough; at += 1) {
      await runOne(seed, world, at, spoil, tally);
    }
    tally.calls += world.simulators.totalCalls();
    // Simulators answer without a turn of the event loop, and only in one are the clients of past worlds freed.
    await setImmediate();
  }
  return tally;
}

/**
 * @param {number} seed
 * @param {World} world
 * @param {number} index
 * @param {(drawn: Case) => Case} spoil
 * @param {Tally} tally
 */
async function runOne(seed, world, index, spoil, tally) {
  const now = world.clock.ms;
  const drawn = spoil(drawCase(seed, world, index));
  const { all, wanted, pages, keyset, difference } = await runCase(world, drawn);
  tally.cases += 1;
  tally.matched += wanted;
  tally.pages += pages;
  tally.partly += Number(wanted > 0 && wanted < all);
  if (difference) {
    const smaller = await shrunk(world, drawn, difference.kind, now, spoil);
    tally.failures.push({ kind: difference.kind, told: told(seed, world, now, { case: drawn, difference }, smaller) });
  } else if (index % SAMPLED === 0 && keyset > 0) {
    const calls = world.simulators.totalCalls();
    tally.keyset.cases += 1;
    tally.keyset.fetched += keyset;
    tally.keyset.unfiltered += await unfilteredRows(world, drawn);
    tally.calls -= world.simulators.totalCalls() - calls;
  }
}

/**
 * @param {number} seed
 * @param {World} world
 * @param {number} now
 * @param {{ case: Case, difference: Difference }} failed
 * @param {{ case: Case, difference: Difference } | null} smaller
 */
function told(seed, world, now, failed, smaller) {
  const { index } = failed.case;
  return [
    `case ${index} of seed ${seed} breaks the law`,
    ...described(failed),
    `  clock        ${new Date(now).toISOString()}${world.moving ? ', moving' : ''}`,
    `  not default  ${world.told}`,
    ...(smaller ? ['the smallest that fails too:', ...described(smaller)] : ['a client that remembers nothing passes it: it hangs on the cases before it']),
    'again: ' + `LAW_SEED=${seed} LAW_CASE=${index} TASKWEAVE_PKG=$PWD/pkg node --test tests/walk/law.test.js`,
  ].join('\n');
}

/** @param {{ case: Case, difference: Difference }} failed */
function described({ case: { connections, text, sort, limit, expand, utcOffsetMinutes, pauses }, difference: { what, missing, surplus } }) {
  return [
    `  ${what}`,
    `  filter       ${text}`,
    `  request      ${JSON.stringify({ connections, sort, limit, expand, utcOffsetMinutes })}${pauses.length > 0 ? `, pauses ${pauses.join()} ms` : ''}`,
    `  missing      ${some(missing)}`,
    `  surplus      ${some(surplus)}`,
  ];
}

/** @param {readonly string[]} names */
function some(names) {
  const shown = names.slice(0, 12).join(' ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown || 'none';
}

/** The line that tells of a whole run. @param {number} seed @param {readonly Tally[]} tallies @param {number} seconds */
export function summary(seed, tallies, seconds) {
  /** @param {(tally: Tally) => number} of */
  const sum = (of) => tallies.reduce((total, tally) => total + of(tally), 0);
  const cases = sum(({ cases }) => cases);
  const narrowed = sum(({ keyset }) => keyset.fetched) / Math.max(1, sum(({ keyset }) => keyset.unfiltered));
  return [
    `law: ${cases} cases of seed ${seed} in ${seconds.toFixed(0)} s`,
    `${sum(({ matched }) => matched)} rows matched`,
    `${((100 * sum(({ partly }) => partly)) / Math.max(1, cases)).toFixed(1)} % of the cases have some but not all rows`,
    `${sum(({ pages }) => pages)} pages, ${sum(({ calls }) => calls)} calls`,
    `sources in order read ${(100 * narrowed).toFixed(0)} % of what they read without the filter (${sum(({ keyset }) => keyset.cases)} cases)`,
  ].join(', ');
}
