// What other users do, drawn: before the walk, so that many tasks share a second, and during it.

/**
 * @typedef {import('../law/random.js').Random} Random
 * @typedef {import('./plan.js').SourcePlan} SourcePlan
 *
 * @typedef {object} Tie a task that is changed, or made, at an instant before the walk
 * @property {number} at milliseconds since 1970
 * @property {number} pick which task; from 2^31 on a new one is made
 *
 * @typedef {object} Edit
 * @property {number} at the call of the walk before which it is done, from 0
 * @property {string} source
 * @property {'insert' | 'change' | 'touch' | 'remove'} kind touch: only the stamp
 * @property {number} pick which task, and what becomes of it
 * @property {number | null} stamp seconds since 1970, where an import sets the stamp that the platform would
 */

/**
 * @param {Random} random
 * @param {number} size
 * @param {readonly number[]} instants
 * @returns {Tie[]}
 */
export function drawTies(random, size, instants) {
  const many = Math.min(40, random.weighted([[3, Math.ceil(size / 3)], [2, size], [1, 3]]));
  return Array.from({ length: many }, () => ({
    at: random.pick(instants) + (random.oneIn(6) ? 1000 : 0),
    pick: random.next(),
  }));
}

/**
 * @param {Random} random
 * @param {readonly SourcePlan[]} sources
 * @returns {Edit[]} in the order of their calls
 */
export function drawEdits(random, sources) {
  const many = random.weighted([[3, random.between(1, 3)], [4, random.between(4, 9)], [1, random.between(10, 25)]]);
  const last = random.pick([2, 8, 30]) * Math.max(1, Math.ceil(sources.length / 2));
  const kinds = random.weighted(/** @type {[number, [number, Edit['kind']][]][]} */ ([
    [4, [[2, 'insert'], [3, 'change'], [1, 'touch'], [2, 'remove']]],
    [1, [[1, 'insert']]],
    [1, [[1, 'remove']]],
    [1, [[3, 'insert'], [3, 'remove']]],
  ]));
  const imports = random.oneIn(6);
  const edits = Array.from({ length: many }, () => ({
    at: random.below(last),
    source: random.pick(sources).id,
    kind: random.weighted(kinds),
    pick: random.next(),
    stamp: imports && random.oneIn(3) ? 1_700_000_000 + random.below(80_000_000) : null,
  }));
  return edits.sort((a, b) => a.at - b.at);
}
