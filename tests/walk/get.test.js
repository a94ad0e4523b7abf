// One task: by its id, by the platform's own, with everything expanded, gone, and of another connection.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLATFORMS } from '../simulators/index.js';
import { errorOf, secretFree, wholeText } from '../support/secrets.js';
import { NOW_TEXT, assertRows, bare, inOrder, setUp } from '../support/walk.js';

const { client, simulators, connections, expected } = setUp({ sizes: 120 });
const WHOLE = /** @type {const} */ (['details', 'platform_data']);

/** @param {import('../simulators/index.js').Platform} platform */
async function some(platform) {
  const connection = connections.find((each) => each.platform === platform) ?? assert.fail(platform);
  const { tasks } = await client.list({ connections: [connection.id], sort: 'name', limit: 25 });
  assert.equal(tasks.length, 25);
  return { connection, tasks };
}

for (const platform of PLATFORMS) {
  test(`${platform}: a task by its id is the row of the list`, async () => {
    const { tasks } = await some(platform);
    for (const task of tasks) {
      simulators.reset();
      const { task: got } = secretFree(await client.get(task.id));
      assert.deepEqual(got, task);
      assert.deepStrictEqual(bare(got), expected.find((each) => each.platform === platform && each.platform_id === task.platform_id));
      assert.equal(got.last_synced_at, NOW_TEXT);
      assert.equal(simulators.totalCalls(), 1);
      assert.match(task.id, /^[A-Za-z0-9_-]+$/);
    }
  });

  test(`${platform}: a task by the platform's own id`, async () => {
    const { connection, tasks } = await some(platform);
    for (const task of tasks.slice(0, 5)) {
      const { task: got } = secretFree(await client.get(task.platform_id, { connections: [connection.id], idType: 'platform' }));
      assert.deepEqual(got, task);
    }
    const error = await errorOf(() => client.get(tasks[0].platform_id, { idType: 'platform' }));
    assert.equal(error.code, 'request_invalid');
    assert.equal(error.message, "a platform's own id does not say which connection it is of");
    assert.match(error.help ?? '', /name one connection/);
  });

  test(`${platform}: details and platform_data come with one task as with the list`, async () => {
    const { connection } = await some(platform);
    const { tasks } = secretFree(await client.list({ connections: [connection.id], sort: 'platform_id', limit: 30, expand: [...WHOLE] }));
    for (const listed of tasks) {
      const { task: got, warnings } = secretFree(await client.get(listed.id, { expand: [...WHOLE] }));
      assert.deepEqual(warnings.filter(({ code }) => code !== 'column_absent' && code !== 'status_unknown'), []);
      const { platform_data: one, logged_hours: _1, ...rest } = got;
      const { platform_data: other, logged_hours: _2, ...wanted } = listed;
      assert.deepEqual(rest, wanted);
      assert.ok(one && other && typeof one === 'object' && typeof other === 'object');
    }
  });

  test(`${platform}: a task that is gone`, async () => {
    const { connection, tasks } = await some(platform);
    const parts = Buffer.from(tasks[0].id, 'base64url').toString().split('\u001f');
    const gone = Buffer.from([...parts.slice(0, -1), '123456789012'].join('\u001f')).toString('base64url');
    for (const call of [
      () => client.get(gone),
      () => client.get('123456789012', { connections: [connection.id], idType: 'platform' }),
    ]) {
      const error = await errorOf(call);
      assert.deepEqual(
        [error.code, error.platform, error.connection_id, error.retryable],
        ['not_found', platform, connection.id, false],
        error.message,
      );
    }
  });

  test(`${platform}: an id of a connection that is not in the request`, async () => {
    const { connection, tasks } = await some(platform);
    const others = connections.filter(({ id }) => id !== connection.id).map(({ id }) => id);
    simulators.reset();
    const error = await errorOf(() => client.get(tasks[0].id, { connections: others }));
    assert.equal(error.code, 'not_found');
    assert.equal(error.message, 'the task belongs to a connection that is not in the request');
    assert.equal(simulators.totalCalls(), 0);
  });
}

test('what is no id is an error before any call', async () => {
  simulators.reset();
  const forged = [['kickserv-demo'], ['kickserv-demo', ''], ['', '1'], ['a b', '1'], ['kickserv-demo', '1', '2', '3']];
  const ids = ['', 'x', '1325', '../tasks', 'a'.repeat(5000), '🚧', ...forged.map((parts) => Buffer.from(parts.join('\u001f')).toString('base64url'))];
  for (const id of ids) {
    const error = await errorOf(() => client.get(id));
    assert.deepEqual([error.code, error.message], ['id_invalid', 'this is not the id of a task'], id);
    assert.match(error.help ?? '', /`id` of a task as it came/);
  }
  assert.equal(simulators.totalCalls(), 0);
});

test('an id that reaches for another path of the platform does not get there', async () => {
  for (const [connection, ...path] of [
    ['kickserv-demo', 'job_list'],
    ['kickserv-demo', '../jobs/1'],
    ['sage-intacct', '1'],
    ['intacct-demo', '../../../services/core/query'],
    ['accelo-demo', 'count'],
    ['accelo-demo', '1?_fields=_ALL'],
    ['zoho-demo', '1', '../..'],
    ['zoho-demo', '..', 'tasks'],
    ['zoho-demo', '1'],
  ]) {
    const id = Buffer.from([connection, ...path].join('\u001f')).toString('base64url');
    const error = await errorOf(() => client.get(id));
    assert.ok(['id_invalid', 'not_found'].includes(error.code), `${path.join(' / ')}: ${error.code} ${error.message}`);
  }
});

test('no secret of an employee stands in what Kickserv’s tasks give out', async () => {
  const values = simulators.kickserv.rows().flatMap(({ employees }) =>
    employees.flatMap((/** @type {Record<string, string>} */ each) =>
      [each.password_salt, each.encrypted_password, each.remember_token, each.api_token]));
  const secrets = [...new Set(values)];
  assert.ok(secrets.length > 20 && secrets.every((secret) => secret.length === 32));
  const { tasks } = await client.list({ connections: ['kickserv-demo'], sort: 'platform_id', limit: 500, expand: 'platform_data' });
  assert.equal(tasks.length, 120);
  const employed = tasks.find(({ platform_data }) => wholeText(platform_data).includes('employee_number')) ?? assert.fail();
  const { task } = await client.get(employed.id, { expand: [...WHOLE] });
  assert.match(wholeText(task), /"password_salt":null,"encrypted_password":null,"remember_token":null,"api_token":null/);
  for (const text of [wholeText(tasks), wholeText(task)]) {
    for (const secret of secrets) assert.ok(!text.includes(secret));
  }
});

test('the client’s rows of a list are in order for a platform alone', async () => {
  for (const platform of PLATFORMS) {
    const { tasks } = await some(platform);
    const wanted = inOrder(expected.filter((task) => task.platform === platform), 'name').slice(0, 25);
    assertRows(tasks, wanted, platform);
  }
});
