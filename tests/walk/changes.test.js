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
      await world.poll(cursor);
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

/** @type {[string, Drawn, string][]} what a reader loses or gives twice where something is wrong */
const BROKEN = [
  [
    'a row that is lost on the way',
    {
      wrap: (fetch) => async (request) => {
        const body = JSON.parse(await (await fetch(request)).text(), (_, value) => (Array.isArray(value) && value.length > 3 ? value.toSpliced(2, 1) : value));
        return Response.json(body);
      },
    },
    'missed|old version|does not end|rows came|page',
  ],
  ['changes that are hidden for longer than the overlap', { late: 600_000, edits: 80 }, 'missed|old version'],
  ['an overlap of nothing where changes are hidden for a while', { overlapMs: 0, late: 60_000, edits: 80 }, 'missed|old version'],
];

for (const [what, drawn, told] of BROKEN) {
  test(`the law finds out: ${what}`, async () => {
    let found;
    for (let index = 0; index < 40 && !found; index += 1) {
      const world = new ChangingWorld(7, index, drawn);
      found = await world
        .poll(await world.walk(), drawn.overlapMs === 0 ? { overlapMs: 20_000 } : {})
        .then(async (cursor) => {
          world.wait(world.random.below(20_000));
          world.edit();
          cursor = await world.poll(cursor);
          world.rest();
          await world.poll(cursor);
          world.assertWhole();
        })
        .catch((error) => error);
    }
    assert.match(String(found?.message), new RegExp(told));
  });
}

test('an edit within a second that was read is told, and nothing twice', async () => {
  for (const platform of ABLE) {
    const world = new ChangingWorld(1, 0, { overlapMs: 0, edits: 0, step: 1 });
    world.clock = Math.floor(world.clock / 1000) * 1000;
    world.ahead = 0;
    const { id } = world.connections.find((each) => each.platform === platform) ?? assert.fail();
    const { hands } = world.simulators.byPlatform[platform];
    const name = platform === 'ACCELO' ? 'title' : 'name';
    const first = hands.insert({ [name]: 'one' });
    /** @param {string | number} since */
    const changed = async (since) => {
      const page = await world.client.changesSince(since, { connections: [id], overlapMs: 0 });
      assert.equal(page.has_more, false);
      return { names: page.tasks.map((task) => task.name), cursor: page.next_cursor };
    };
    let { names, cursor } = await changed(world.clock);
    assert.deepEqual(names, ['one'], platform);
    hands.change(first, { [name]: 'two' });
    ({ names, cursor } = await changed(cursor));
    assert.deepEqual(names, ['two'], platform);
    ({ names, cursor } = await changed(cursor));
    assert.deepEqual(names, [], platform);
    hands.insert({ [name]: 'three' });
    ({ names } = await changed(cursor));
    assert.deepEqual(names, ['three'], platform);
  }
});

test('who cannot tell is not called, and says what to do', async () => {
  const { client, simulators } = setUp({ sizes: 5 });
  const page = secretFree(await client.changesSince(NOW, { connections: ['kickserv-demo', 'zoho-demo'] }));
  assert.deepEqual([page.tasks, page.has_more, simulators.totalCalls()], [[], false, 0]);
  for (const source of page.sources) {
    assert.deepEqual([source.can_tell, source.deletions, source.mode, source.calls], [false, 'not_visible', 'not_read', 0]);
    assert.match(source.reason ?? '', /read the list again, with `forceFetch`/);
  }
  const all = await client.changesSince(NOW);
  assert.deepEqual(all.sources.map(({ connection_id, can_tell, deletions }) => [connection_id, can_tell, deletions]), [
    ['intacct-demo', true, 'not_visible'],
    ['accelo-demo', true, 'not_visible'],
    ['kickserv-demo', false, 'not_visible'],
    ['zoho-demo', false, 'not_visible'],
  ]);
  assert.ok(all.sources.every((source) => source.can_tell !== ('reason' in source)));
  const { capabilities } = await client.capabilities();
  assert.deepEqual([...new Set(capabilities.map(({ deletions }) => deletions.shown))], ['not_visible']);
});

test('one call for each connection where nothing changed, and a filter is honoured', async () => {
  const { client, simulators, expected } = setUp({ platforms: ABLE, sizes: 300 });
  const { tasks } = await client.changesSince(0, { filter: 'status = "completed"', limit: 500 });
  const wanted = expected.filter(({ status }) => status === 'completed');
  assert.deepEqual(new Set(tasks.map(({ platform_id }) => platform_id)), new Set(wanted.map(({ platform_id }) => platform_id)));
  const caughtUp = await client.changesSince(NOW);
  simulators.reset();
  const page = await client.changesSince(caughtUp.next_cursor);
  assert.deepEqual([page.tasks, page.has_more], [[], false]);
  assert.deepEqual(page.sources.map(({ calls, status }) => [calls, status]), [[1, 'done'], [1, 'done']]);
});

test('what is wrong with a request is said before any call', async () => {
  const { client, simulators } = setUp({ sizes: 100 });
  const { next_cursor: ofList } = await client.list({ limit: 1 });
  const { next_cursor } = await client.changesSince(0, { limit: 1 });
  simulators.reset();
  /** @type {[any, any, string, RegExp][]} */
  const wrong = [
    [NOW + 60_001, {}, 'request_invalid', /still to come/],
    ['2026-07-01T12:00:00Z', {}, 'request_invalid', /still to come/],
    ['yesterday', {}, 'cursor_invalid', /neither an instant nor a cursor/],
    ['', {}, 'cursor_invalid', /neither/],
    [NaN, {}, 'request_invalid', /neither/],
    [undefined, {}, 'request_invalid', /neither/],
    [new Date(NaN), {}, 'request_invalid', /neither/],
    [ofList, {}, 'cursor_mismatch', /not one of changes/],
    [next_cursor, { filter: 'name = "x"' }, 'cursor_mismatch', /this filter and these connections/],
    [next_cursor, { connections: ['accelo-demo'] }, 'cursor_mismatch', /these connections/],
    [next_cursor.slice(0, -4), {}, 'cursor_truncated', /the end/],
    [0, { overlapMs: -1 }, 'request_invalid', /`overlapMs` is -1/],
    [0, { sort: 'name' }, 'request_invalid', /sort/],
    [0, { order: 'source' }, 'request_invalid', /order/],
    [0, { cursor: next_cursor }, 'request_invalid', /cursor/],
    [0, { limit: 0 }, 'limit_invalid', /limit/],
  ];
  for (const [since, request, code, message] of wrong) {
    const error = await errorOf(() => client.changesSince(since, request));
    assert.equal(error.code, code, `${since} ${JSON.stringify(request)}: ${error.message}`);
    assert.match(error.message, message);
    assert.ok(error.help, error.message);
  }
  assert.equal((await errorOf(() => client.list({ cursor: next_cursor }))).code, 'cursor_mismatch');
  assert.equal(simulators.totalCalls(), 0);
});

test('what is edited all at once is told once', async () => {
  for (const platform of ABLE) {
    const world = new ChangingWorld(2, 0, { edits: 0, step: 1 });
    const { id } = world.connections.find((each) => each.platform === platform) ?? assert.fail();
    const { hands } = world.simulators.byPlatform[platform];
    const now = new Date(world.clock);
    world.wait(200_000);
    for (let i = 0; i < 300; i += 1) hands.insert({ [platform === 'ACCELO' ? 'title' : 'name']: `at once ${i}` });
    let cursor = await world.poll(now, { connections: [id], limit: 70 });
    assert.equal(world.copy.size, 300, platform);
    const [{ given }, size] = [world, world.given.size];
    for (let polls = 0; polls < 3; polls += 1) cursor = await world.poll(cursor, { connections: [id] });
    assert.deepEqual([given.size, world.repeats, world.warned], [size, 0, false], platform);
    hands.insert({});
    await world.poll(cursor, { connections: [id] });
    // Of the second that had one more nobody knows which it was.
    assert.deepEqual([world.copy.size, world.repeats <= 300], [301, true], platform);
  }
});
