// Makes a failing case smaller, as long as it fails.

import { PLAIN, printed } from './print.js';
import { runCase } from './cases.js';

/**
 * @typedef {import('./tree.js').Tree} Tree
 * @typedef {import('./cases.js').Case} Case
 * @typedef {import('./cases.js').Difference} Difference
 * @typedef {import('./world.js').World} World
 */

/** Walks that shrinking may cost. */
const MOST = 300;

/**
 * @param {World} world
 * @param {Case} failing
 * @param {string} kind of its difference
 * @param {number} now the clock at the beginning of the case
 * @param {(drawn: Case) => Case} spoil
 * @returns {Promise<{ case: Case, difference: Difference } | null>} null if a client that remembers nothing passes
 */
export async function shrunk(world, failing, kind, now, spoil) {
  let left = MOST;
  /** The same kind of failure, that is: another one is another story. @param {Case} each */
  const fails = async (each) => {
    left -= 1;
    world.clock.ms = now;
    const { difference } = await runCase(world, spoil(each), world.another());
    return difference?.kind === kind ? difference : null;
  };
  let least = failing;
  let difference = await fails(failing);
  if (!difference) return null;
  for (let smaller = true; smaller && left > 0; ) {
    smaller = false;
    for (const candidate of candidates(least)) {
      const still = left > 0 ? await fails(candidate) : null;
      if (!still) continue;
      [least, difference, smaller] = [candidate, still, true];
      break;
    }
  }
  world.clock.ms = now;
  return { case: least, difference };
}

/** @param {Case} from @returns {Case[]} */
function candidates(from) {
  /** @type {Case[]} */
  const found = smallerTrees(from.tree).map((tree) => ({ ...from, tree, text: printed(tree, PLAIN) }));
  const plain = printed(from.tree, PLAIN);
  if (from.text !== plain) found.unshift({ ...from, text: plain });
  if (from.connections.length > 1) found.push(...from.connections.map((id) => ({ ...from, connections: [id] })));
  if (from.expand.length > 0) found.push({ ...from, expand: [] });
  if (from.limit !== 500) found.push({ ...from, limit: 500 });
  if (from.sort !== 'name') found.push({ ...from, sort: 'name' });
  if (from.utcOffsetMinutes !== undefined) found.push({ ...from, utcOffsetMinutes: undefined });
  if (from.pauses.length > 0) found.push({ ...from, pauses: [] });
  return found;
}

/** Every tree that lacks one thing. @param {Tree} tree @returns {Tree[]} */
export function smallerTrees(tree) {
  if (tree.kind === 'not') return [tree.part, ...smallerTrees(tree.part).map((part) => ({ ...tree, part }))];
  if (tree.kind === 'is') {
    const { op, values } = tree;
    const isList = (op === 'IN' || op === 'NOT IN') && values.length > 1;
    return isList ? values.map((_, i) => ({ ...tree, values: values.filter((__, k) => k !== i) })) : [];
  }
  const { parts } = tree;
  const fewer = parts.length > 2 ? parts.map((_, i) => ({ ...tree, parts: parts.filter((__, k) => k !== i) })) : [];
  const within = parts.flatMap((part, i) =>
    smallerTrees(part).map((smaller) => ({ ...tree, parts: parts.map((same, k) => (k === i ? smaller : same)) })),
  );
  return [...parts, ...fewer, ...within];
}
