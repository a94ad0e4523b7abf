// What other users do while a source whose pages are numbered is read twice: before every call of both readings, in
// every way. A reading that says it is consistent holds every task that was there all the while.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expectedTasks } from '../simulators/index.js';
import { assertRows, bare, inOrder, setUp } from '../support/walk.js';
import { doEdit } from './model/hands.js';

/** @typedef {import('./model/draw-edits.js').Edit['kind']} Kind */

const SORT = 'name';
const KINDS = /** @type {const} */ (['insert', 'remove', 'change']);

/**
 * Reads Kickserv alone; before call `at` other users do what `edits` says.
 * @param {number} size
 * @param {readonly { at: number, kind: Kind, pick: number }[]} edits
 */
async function readAmong(size, edits) {
  let call = -1;
  const world = setUp({
    platforms: ['KICKSERV'],
    sizes: size,
    wrap: (fetch) => (request) => {
      call += 1;
      for (const { at, kind, pick } of edits) {
        if (at === call) {
          doEdit(simulator, ids, { kind, pick, stamp: null });
          worlds.push(expectedTasks(simulator, connection));
        }
      }
      return fetch(request);
    },
  });
  const simulator = world.simulators.byPlatform.KICKSERV;
  const [connection] = world.connections;
  const worlds = [expectedTasks(simulator, connection)];
  const ids = worlds[0].map(({ platform_id }) => platform_id);
  const { tasks, sources } = await world.client.list({ sort: SORT, limit: 500 });
  return { worlds, tasks, calls: call + 1, consistency: sources[0].consistency };
}

/** @param {Awaited<ReturnType<typeof readAmong>>} walked @param {string} what */
function judge({ worlds, tasks, consistency }, what) {
  /** @type {Map<string, unknown[]>} */
  const versions = new Map();
  for (const task of worlds.flat()) versions.set(task.platform_id, [...(versions.get(task.platform_id) ?? []), task]);
  const given = new Set(tasks.map(({ platform_id }) => platform_id));
  assert.equal(given.size, tasks.length, `${what}: a task is given twice`);
  for (const task of tasks) {
    assert.ok(versions.get(task.platform_id)?.some((version) => isDeepStrictEqual(bare(task), version)), `${what}: ${task.platform_id} was never like that`);
  }
  if (consistency !== 'consistent') return;
  const always = worlds[0].filter(({ platform_id }) => worlds.every((world) => world.some((task) => task.platform_id === platform_id)));
  for (const { platform_id } of always) assert.ok(given.has(platform_id), `${what}: ${platform_id} is lost, and nobody says so`);
}

test('whatever happens before whichever call of two readings, no task is lost without a word', async () => {
  const size = 230;
  const still = await readAmong(size, []);
  assert.equal(still.calls, 6, 'three pages, twice');
  assert.equal(still.consistency, 'consistent');
  let doubted = 0;
  for (const kind of KINDS) {
    for (let at = 0; at <= still.calls; at += 1) {
      // On the first page, and on one in the middle.
      for (const row of [0, 150]) {
        const what = `${kind} of row ${row} before call ${at}`;
        const read = await readAmong(size, [{ at, kind, pick: row << 4 }]);
        judge(read, what);
        // What comes into the first reading leaves the two after it alike.
        if (at <= still.calls / 2) assert.equal(read.consistency, 'consistent', what);
        if (read.consistency === 'best_effort') doubted += 1;
        // What comes before the first reading, or after the second, is in the way of neither.
        if (at === 0 || at === still.calls) assert.equal(read.calls, still.calls, what);
      }
    }
  }
  assert.ok(doubted > 0, 'what is lost in the middle of the second reading leaves no two alike');
});

test('changes that go on through all readings are told, and those that undo each other lose no task', async () => {
  const size = 130;
  /** @type {Record<string, number>} */
  const outcomes = {};
  for (let first = 0; first < 4; first += 1) {
    for (let second = first; second < 6; second += 1) {
      for (const [one, other] of /** @type {[Kind, Kind][]} */ ([['remove', 'insert'], ['insert', 'remove'], ['remove', 'remove'], ['change', 'change']])) {
        const edits = [{ at: first, kind: one, pick: 3 << 4 }, { at: second, kind: other, pick: 90 << 4 }];
        const read = await readAmong(size, edits);
        judge(read, `${one} before call ${first}, ${other} before call ${second}`);
        outcomes[read.consistency] = (outcomes[read.consistency] ?? 0) + 1;
      }
    }
  }
  assert.ok(outcomes.consistent > 0 && outcomes.best_effort > 0, JSON.stringify(outcomes));
});

test('a list of many projects is the same in whatever order its parts come', async () => {
  let turn = 0;
  const calls = { all: 0, lists: 0 };
  const { client, expected } = setUp({
    platforms: ['ZOHOBOOKS'],
    // More projects than a page of their list holds.
    sizes: 10_500,
    options: { maxCallsPerSource: 1000, maxCalls: 1000 },
    wrap: (fetch) => async (request) => {
      calls.all += 1;
      if (new URL(request.url).pathname.endsWith('/projects')) calls.lists += 1;
      turn = (turn * 7 + 3) % 11;
      if (turn % 3 === 0) await setTimeout(turn % 4);
      return fetch(request);
    },
  });
  const page = await client.list({ sort: SORT, limit: 500 });
  assert.equal(page.sources[0].consistency, 'consistent');
  assert.equal(page.sources[0].calls, calls.all);
  assert.equal(page.sources[0].fetched, 2 * expected.length, 'both readings count');
  assert.equal(calls.lists, 4, 'two pages of projects, twice');
  assertRows(page.tasks, inOrder(expected, SORT).slice(0, 500), 'many projects');
});
