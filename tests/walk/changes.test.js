// What changed: nothing is missed, nothing is given twice, and it ends, whatever others do meanwhile.
//
//   CHANGES_SEED   another set of worlds; from the clock unless given, and always printed
//   CHANGES_WORLDS how many of each kind; 60 unless given

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf, secretFree } from '../support/secrets.js';
import { NOW, setUp } from '../support/walk.js';
import { ABLE, ChangingWorld } from './law/changing.js';

const SEED = Number(process.env.CHANGES_SEED ?? Date.now() % 1_000_000_000);
const WORLDS = Number(process.env.CHANGES_WORLDS ?? 60);

/** @typedef {import('./law/changing.js').Drawn} Drawn */

/** @type {[string, Drawn][]} */
const KINDS = [
  ['the overlap of 60 seconds', { late: 35_000 }],
  ['no overlap, and changes that are seen at once', { overlapMs: 0 }],
  ['no overlap, and many changes in a second', { overlapMs: 0, edits: 120, step: 60 }],
  ['no overlap, and platforms that fail now and then', { overlapMs: 0, failing: true }],
  ['the overlap, and platforms that fail now and then', { late: 35_000, edits: 80, failing: true }],
  ['more changes than a cursor remembers', { edits: 300, step: 40, late: 30_000 }],
];

for (const [what, drawn] of KINDS) {
  test(`a list and its changes make a whole copy: ${what}`, { timeout: 600_000 }, async () => {
    let [answers, repeats] = [0, 0];
    for (let index = 0; index < WORLDS; index += 1) {
      const world = new ChangingWorld(SEED, index, drawn);
      const since = await begin(world);
      // Where nothing overlaps, an instant of another clock is read from by that much before.
      let cursor = await world.poll(since, drawn.overlapMs === 0 ? { overlapMs: 20_000 } : {});
      for (let polls = world.random.below(4); polls > 0; polls -= 1) {
        world.wait(world.random.below(120_000));
        cursor = await world.poll(cursor);
      }
      world.rest();
      cursor = await world.poll(cursor);
      world.assertWhole();
      [answers, repeats] = [answers + world.answers, repeats + world.repeats];
    }
    console.log(`changes: seed ${SEED}, ${WORLDS} worlds, ${answers} answers, ${repeats} repeats that were announced: ${what}`);
  });
}

/** A copy by a list, or none yet. @param {ChangingWorld} world */
async function begin(world) {
  if (world.random.oneIn(2)) return world.random.pick([0, '0001-01-01', new Date(Date.UTC(1999, 11, 31))]);
  const [before, { failing }] = [world.clock, world];
  world.failing = false;
  const since = await world.walk();
  world.failing = failing;
  assert.ok(Date.parse(since) <= before, 'walk_started_at is after the first call');
  return since;
}
