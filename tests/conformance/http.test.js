// The same through the edge handler: what a platform does not have is a 404, a field that it cannot write a 400, both
// before any call; what it has is done once and answered in the unified shape.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLATFORMS } from '../simulators/index.js';
import { taskweave } from '../support/package.js';
import { leakIn, secretsOf } from './kit/leaks.js';
import { assertWhole, wholeNow } from './kit/tasks.js';
import { draftOf, targetOf } from './kit/values.js';
import { capabilitiesOf } from './kit/writes.js';
import { createWorld } from './kit/world.js';

/** @typedef {import('./kit/world.js').Setting} Setting */

/** @param {Setting} setting */
function serving(setting) {
  const world = createWorld(setting);
  const handler = taskweave.createHandler({
    connections: /** @type {import('taskweave').Connection[]} */ ([world.connection]),
    accessTokens: { 'token-of-the-edge': world.connection.id },
    fetch: world.fetch,
    now: world.clock.now,
    sleep: world.sleep,
  });
  /** @param {string} method @param {string} path @param {unknown} [body] @param {Record<string, string>} [headers] */
  async function ask(method, path, body, headers = {}) {
    const url = new URL(path, 'https://edge.example');
    url.searchParams.set('access_token', 'token-of-the-edge');
    /** @type {Record<string, string>} */
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await handler.fetch(new Request(url, { method, headers: { ...type, ...headers }, body: body === undefined ? null : JSON.stringify(body) }), {}, {});
    const text = await response.text();
    const all = [text, ...[...response.headers].flat()];
    assert.equal(leakIn(all.join('\n'), secretsOf(world)), null);
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  }
  return { world, ask };
}

for (const platform of PLATFORMS) {
  const table = capabilitiesOf({ platform });
  const has = (/** @type {string} */ name) => table.operations.find(({ operation }) => operation === name)?.call !== null;

  test(`${platform}: what it does not have is a 404 before any call`, async () => {
    const { world, ask } = serving({ platform });
    const { id } = targetOf(world);
    /** @type {[string, string, string, unknown?][]} */
    const routes = [
      ['delete', 'DELETE', `/tasks/${id}`],
      ['notify', 'POST', `/tasks/${id}/notify`, { kind: 'employee' }],
      ['jobs', 'GET', '/jobs?customer_id=13579'],
      ['count', 'GET', '/tasks/count'],
    ];
    for (const [operation, method, path, body] of routes) {
      if (has(operation)) continue;
      const answer = await ask(method, path, body);
      assert.equal(answer.status, 404, operation);
      assert.equal(answer.body.error_code, 'OPERATION_UNSUPPORTED');
      assert.equal(answer.body.error_metadata.platform, platform);
      assert.equal(answer.body.error_metadata.help, table.operations.find((fact) => fact.operation === operation)?.note);
    }
    assert.equal(world.sent.length, 0);
  });

  test(`${platform}: a field that it cannot write is a 400 before any call`, async () => {
    const { world, ask } = serving({ platform });
    for (const fields of [{ percent_complete: 0.5 }, { logged_hours: 1 }, { no_such_field: 1 }, { platform_fields: { no_such_field: 1 } }]) {
      for (const [method, path, body] of /** @type {const} */ ([
        ['PATCH', `/tasks/${targetOf(world).id}`, { task: fields }],
        ['POST', '/tasks', { task: { ...draftOf(world), ...fields } }],
      ])) {
        const answer = await ask(method, path, body);
        assert.equal(answer.status, 400, JSON.stringify(answer.body));
        assert.equal(answer.body.error_code, 'FIELD_INVALID');
        assert.ok(answer.body.error_message.includes(Object.keys(fields)[0]) || answer.body.error_message.includes('no_such_field'));
      }
    }
    assert.equal(world.sent.length, 0);
  });

  test(`${platform}: a task is created, changed and deleted once each`, async () => {
    const { world, ask } = serving({ platform });
    const made = await ask('POST', '/tasks?expand=details', { task: draftOf(world) });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { id, platform_id } = made.body.task;
    assertWhole(made.body.task, wholeNow(world).find((task) => task.platform_id === platform_id));
    const changed = await ask('PATCH', `/tasks/${id}?expand=details`, { task: { name: 'Changed through the edge' } });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    assert.equal(changed.body.task.name, 'Changed through the edge');
    assertWhole(changed.body.task, wholeNow(world).find((task) => task.platform_id === platform_id));
    const kinds = ['create', 'update'];
    if (has('delete')) {
      const deleted = await ask('DELETE', `/tasks/${id}`);
      assert.deepEqual([deleted.status, deleted.body.id, deleted.body.deleted], [200, id, true]);
      kinds.push('delete');
      const gone = await ask('PATCH', `/tasks/${id}`, { task: { name: 'Gone' } });
      assert.equal(gone.status, 410, JSON.stringify(gone.body));
    }
    assert.deepEqual(world.simulator.effects.map(({ kind }) => kind), kinds);
  });

  test(`${platform}: a rate limit and an unknown outcome are told in the status and in Retry-After`, async () => {
    const limited = serving({ platform, options: {}, plan: [{ fault: '429', platform, header: 'Retry-After', wait: 3600 }] });
    const answer = await limited.ask('GET', '/tasks?limit=5&sort=name');
    assert.equal(answer.body.error_code, 'PLATFORM_RATE_LIMIT');
    assert.equal(answer.headers.get('retry-after'), '3600');
    assert.equal(answer.body.error_metadata.retry_after, 3600);
    if (table.idempotency_key !== null) return;
    const lost = serving({ platform, plan: [{ fault: 'answer_lost', platform, at: 0 }] });
    const unknown = await lost.ask('POST', '/tasks', { task: draftOf(lost.world) });
    assert.equal(unknown.body.error_code, 'OUTCOME_UNKNOWN');
    assert.equal(unknown.body.error_metadata.retryable, false);
    assert.equal(lost.world.simulator.effects.length, 1);
  });
}
