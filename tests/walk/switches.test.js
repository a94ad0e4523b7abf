// Every side of everything that the platforms' documents leave open: the list, one task, a task that is gone and
// a wrong credential come out the same, or as a clear error.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PLATFORMS, switchesOf } from '../simulators/index.js';
import { taskweave } from '../support/package.js';
import { errorOf, secretFree } from '../support/secrets.js';
import { assertRows, bare, inOrder, setUp, walk } from '../support/walk.js';

/** @type {[string, string | undefined][]} */
const LISTS = [
  ['updated_at DESC', undefined],
  ['updated_at ASC', undefined],
  ['created_at DESC', undefined],
  ['name', undefined],
  ['updated_at DESC', 'updated_at >= "2024-01-01" AND status != "unknown"'],
  ['name', 'status = "completed"'],
];

/** @type {Record<string, (task: import('../simulators/expected.js').ExpectedTask) => boolean>} */
const HOLDS = {
  'updated_at >= "2024-01-01" AND status != "unknown"': (t) => (t.updated_at ?? '') >= '2024-01-01' && t.status !== 'unknown',
  'status = "completed"': (t) => t.status === 'completed',
};

let combinations = 0;
let lists = 0;
after(() => console.log(`switches: ${combinations} settings, ${lists} walks`));

for (const platform of PLATFORMS) {
  for (const [name, { values }] of Object.entries(switchesOf(platform))) {
    for (const value of values) {
      test(`${platform} ${name}: ${JSON.stringify(value)}`, async () => {
        combinations += 1;
        // Enough rows for several pages at every page size that a platform is known to have.
        for (const size of [100, 230]) {
          const { client, expected } = setUp({ platforms: [platform], sizes: size, switches: { [platform]: { [name]: value } } });
          for (const [sort, filter] of LISTS) {
            lists += 1;
            const wanted = filter === undefined ? expected : expected.filter(HOLDS[filter]);
            const { tasks } = await walk(client, { sort, filter, limit: 50 });
            assertRows(tasks, inOrder(wanted, sort), `${size} by ${sort} where ${filter}`);
          }
        }
        await oneTask(platform, { [name]: value });
        await wrongCredential(platform, { [name]: value });
      });
    }
  }
}

/**
 * One task, and one that is not there.
 * @param {import('../simulators/index.js').Platform} platform
 * @param {Record<string, any>} switches
 */
async function oneTask(platform, switches) {
  const { client, connections, expected } = setUp({ platforms: [platform], sizes: 20, switches: { [platform]: switches } });
  const { tasks } = await client.list({ limit: 20 });
  const [task] = tasks;
  const { task: got } = await client.get(task.id);
  assert.deepStrictEqual(bare(got), expected.find(({ platform_id }) => platform_id === task.platform_id));
  const path = Buffer.from(task.id, 'base64url').toString().split('\u001f');
  const gone = Buffer.from([...path.slice(0, -1), '99999999999'].join('\u001f')).toString('base64url');
  const error = await errorOf(() => client.get(gone));
  assert.deepEqual(
    { code: error.code, platform: error.platform, connection_id: error.connection_id, retryable: error.retryable },
    { code: 'not_found', platform, connection_id: connections[0].id, retryable: false },
    error.message,
  );
}

/**
 * @param {import('../simulators/index.js').Platform} platform
 * @param {Record<string, any>} switches
 */
async function wrongCredential(platform, switches) {
  const { simulators, connections, client: right } = setUp({ platforms: [platform], sizes: 20, switches: { [platform]: switches } });
  const { tasks } = await right.list({ limit: 1 });
  const [connection] = connections;
  const credentials = Object.fromEntries(Object.keys(connection.credentials).map((key) => [key, 'quite-another-token']));
  const client = new taskweave.Client({
    connections: [/** @type {any} */ ({ ...connection, credentials })],
    fetch: (request) => simulators.fetch(request),
  });
  for (const call of [() => client.list({ limit: 5 }), () => client.list({ sort: 'name' }), () => client.get(tasks[0].id)]) {
    const error = await errorOf(call);
    assert.deepEqual(
      { code: error.code, platform: error.platform, connection_id: error.connection_id, retryable: error.retryable },
      { code: 'invalid_credentials', platform, connection_id: connection.id, retryable: false },
      error.message,
    );
    assert.ok(error.help && !secretFree(error).message.includes('quite-another-token'), error.message);
  }
}
