// What goes wrong, drawn: single calls that fail, and platforms that are down for a while.

import { retryHeadersOf } from '../../simulators/shared/faults/answers.js';

/**
 * @typedef {import('../law/random.js').Random} Random
 * @typedef {import('./plan.js').SourcePlan} SourcePlan
 * @typedef {import('../../simulators/index.js').Platform} Platform
 *
 * @typedef {object} Fault
 * @property {string} source
 * @property {number} at the call to the source at which it happens, from 0
 * @property {string} fault a name of the table of faults
 * @property {Record<string, any>} options
 *
 * @typedef {object} Down every call to a source fails
 * @property {string} source
 * @property {number} from the request of the walk, from 0
 * @property {number} to the request after the last one
 * @property {string} fault
 * @property {Record<string, any>} options
 */

/** @param {Random} random @param {readonly SourcePlan[]} sources @returns {{ faults: Fault[], downs: Down[] }} */
export function drawFaults(random, sources) {
  const faults = Array.from({ length: random.weighted([[2, 0], [3, random.between(1, 3)], [2, random.between(4, 10)]]) }, () => {
    const { id, platform } = random.pick(sources);
    return { source: id, at: random.below(random.pick([2, 8, 20])), ...drawFault(random, platform) };
  });
  const downs = Array.from({ length: random.weighted([[2, 0], [3, 1], [1, random.between(2, 4)]]) }, () => {
    const { id, platform } = random.pick(sources);
    const from = random.weighted([[2, 0], [3, random.below(4)], [1, random.below(10)]]);
    return { source: id, from, to: from + random.between(1, 4), ...drawFault(random, platform) };
  });
  return { faults, downs };
}

/** @param {Random} random @param {Platform} platform @returns {{ fault: string, options: Record<string, any> }} */
function drawFault(random, platform) {
  const fault = random.weighted([[4, '500'], [2, '502'], [3, '503'], [3, '429'], [3, 'dropped'], [1, 'answer_lost'], [2, 'truncated'], [1, 'html'], [1, 'empty'], [platform === 'KICKSERV' ? 0 : 1, 'error_in_200']]);
  if (fault === '429') {
    const header = random.pick([...Object.keys(retryHeadersOf(platform)), 'Retry-After', 'none']);
    return { fault, options: { header, wait: random.pick([1, 1, 5, 20, 45]) } };
  }
  if (fault === 'html') return { fault, options: { status: random.pick([200, 502]) } };
  if (fault === 'empty') return { fault, options: { status: random.pick([200, 500]) } };
  if (fault === 'error_in_200') return { fault, options: { error: random.pick(['server', 'limit']) } };
  if (fault === 'truncated') return { fault, options: { keep: random.pick([0.5, 0.999, 0.01]) } };
  return { fault, options: {} };
}
