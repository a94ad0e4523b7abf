// A platform that nobody wrote a line for elsewhere, in one list with another one: listed, filtered, got, created,
// updated, deleted. `cargo xtask test --only example` puts it in its place and runs this.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { taskweave } from '../support/package.js';
import { errorOf, secretFree } from '../support/secrets.js';
import { assertRows, inOrder, setUp, walk } from '../support/walk.js';

/** @type {import('../simulators/index.js').Platform} */
const OTHER = 'ACCELO';
/** The name of a platform that the types do not know outside of the copy. @type {import('../simulators/index.js').Platform} */
const NEW = /** @type {any} */ ('EXAMPLE');
const PLATFORMS = [NEW, OTHER];
const ID = 'example-demo';

for (const side of [100, 7]) {
  test(`one list of both, in one order, with pages of at most ${side}`, async () => {
    const { client, expected } = setUp({ platforms: PLATFORMS, sizes: 250, switches: /** @type {any} */ ({ EXAMPLE: { pageSizeMax: side } }) });
    for (const sort of ['updated_at DESC', 'name', 'status DESC,created_at']) {
      const { tasks } = await walk(client, { sort, limit: 90 });
      assertRows(tasks, inOrder(expected, sort), sort);
      assert.equal(tasks.filter(({ platform }) => platform === NEW).length, 250);
    }
  });
}

test('a filter is asked for where the platform can, and holds for both', async () => {
  const { client, expected, simulators } = setUp({ platforms: PLATFORMS, sizes: 250 });
  const filter = 'status IN ("in_progress", "completed") AND name ~* "roof"';
  // What is asked for is told before any of it is kept.
  const { sources } = await client.explain({ filter, connections: [ID] });
  assert.match(JSON.stringify(sources), /state=doing(%2C|,)done/);
  const { tasks } = await walk(client, { filter, sort: 'name' });
  const fits = expected.filter(({ status, name }) => ['in_progress', 'completed'].includes(status) && /roof/i.test(name));
  assertRows(tasks, inOrder(fits, 'name'), filter);
  assert.ok(new Set(tasks.map(({ platform }) => platform)).size === 2);
  const read = taskweave.parseFilter('state=doing,done', { dialect: NEW });
  assert.equal(read.ok && read.canonical, 'status IN ("in_progress", "completed")');
  assert.equal(taskweave.translateFilter(filter, { to: NEW }).text, 'state=doing,done');
  simulators.reset();
  assert.deepEqual((await walk(client, { filter: 'platform = "EXAMPLE" AND status = "on_hold"' })).tasks, []);
  assert.equal(simulators.totalCalls(), simulators.byPlatform[NEW].calls.total);
});

test('one task, by both of its ids, with its details', async () => {
  const { client } = setUp({ platforms: PLATFORMS, sizes: 20 });
  const { tasks } = await client.list({ connections: [ID], expand: ['details', 'platform_data'], limit: 1 });
  const { task } = secretFree(await client.get(tasks[0].id, { expand: ['details', 'platform_data'] }));
  assert.deepEqual(task, tasks[0]);
  assert.equal((await client.get(task.platform_id, { connections: [ID], idType: 'platform' })).task.id, task.id);
  assert.equal((await errorOf(() => client.get('999', { connections: [ID], idType: 'platform' }))).code, 'not_found');
});

test('a task is created, changed and deleted, and the list of both says so', async () => {
  const { client, simulators } = setUp({ platforms: PLATFORMS, sizes: 20 });
  const simulator = simulators.byPlatform[NEW];
  const made = secretFree(await client.create(ID, { name: 'Water the plants', status: 'in_progress', description: 'Twice' }));
  assert.deepEqual([made.task?.name, made.task?.status, made.task?.platform_status], ['Water the plants', 'in_progress', 'doing']);
  const { id } = made;
  const named = async () => (await walk(client, { filter: 'name = "Water the plants"', expand: 'details' })).tasks;
  assert.deepEqual((await named()).map(({ id: each, description }) => [each, description]), [[id, 'Twice']]);
  const done = await client.update(id, { status: 'completed', description: null });
  assert.equal(done.task?.status, 'completed');
  assert.equal((await named())[0].description, null);
  await client.delete(id);
  assert.equal((await errorOf(() => client.get(id))).code, 'not_found');
  assert.deepEqual(await named(), []);
  assert.deepEqual(simulator.effects.map(({ kind }) => kind), ['create', 'update', 'delete']);
  assert.equal(simulators.byPlatform[OTHER].effects.length, 0);
});

test('what it does not have is refused before any call', async () => {
  const { client, simulators } = setUp({ platforms: PLATFORMS, sizes: 5 });
  assert.equal((await errorOf(() => client.create(ID, { name: 'x', priority: 'high' }))).code, 'field_invalid');
  assert.equal((await errorOf(() => client.create(ID, { name: 'x', status: 'on_hold' }))).code, 'field_invalid');
  assert.equal((await errorOf(() => client.notify(`${ID}`, 'employee'))).code, 'id_invalid');
  assert.equal((await errorOf(() => client.jobs(ID, '7'))).code, 'operation_unsupported');
  assert.equal(simulators.totalCalls(), 0);
  const { counted } = /** @type {any} */ (await client.count({ connections: [ID], filter: 'status = "completed"' })).sources[0];
  assert.equal(counted, 'platform');
});
