// Failures that the simulation of walks (model.test.js) has found, each as the smallest case that shows it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { createFaults } from '../simulators/shared/faults.js';
import { NOW, setUp, walk } from '../support/walk.js';

test('what was read again after its time is kept for as long as what was read first', async () => {
  const clock = { ms: NOW };
  const { client, simulators } = setUp({ platforms: ['KICKSERV'], sizes: { KICKSERV: 41 }, options: { now: () => clock.ms } });
  /** @type {number[]} calls of each page */
  const calls = [];
  let before = 0;
  await walk(client, { limit: 10 }, (request) => {
    calls.push(simulators.kickserv.calls.total - before);
    before = simulators.kickserv.calls.total;
    // The first reading is too old for the second page; what that page reads is not too old for the third.
    clock.ms += calls.length === 1 ? 61_000 : 1000;
    return request;
  });
  assert.ok(calls[0] > 0 && calls[1] > 0);
  assert.equal(calls[2], 0, `the third page made ${calls[2]} calls, a second after the second one had read all`);
});

test('a call that a rate limit forbids is not made, and not counted', async () => {
  const { client, connections } = setUp({
    platforms: ['ZOHOBOOKS', 'KICKSERV'],
    sizes: { ZOHOBOOKS: 10, KICKSERV: 40 },
    options: { maxRetries: 0, onRateLimit: 'fail' },
    wrap: (fetch) => {
      const platforms = /** @type {any} */ ({ fetch, byPlatform: {} });
      return createFaults(platforms, { plan: [{ fault: '429', platform: 'ZOHOBOOKS', header: 'Retry-After', wait: 60 }] }).fetch;
    },
  });
  const zoho = connections.find(({ platform }) => platform === 'ZOHOBOOKS')?.id;
  /** @param {import('taskweave').Page} page */
  const callsOf = ({ sources }) => sources.find(({ connection_id }) => connection_id === zoho)?.calls;
  const first = await client.list({ sort: 'name', limit: 5, onError: 'partial' });
  assert.equal(callsOf(first), 1);
  const second = await client.list({ sort: 'name', limit: 5, onError: 'partial', cursor: first.next_cursor ?? assert.fail() });
  assert.equal(callsOf(second), 0, 'the platform had asked for a minute, and the report tells of a call');
});

test('calls that are given up do not let more be under way than may be', async () => {
  const counts = { now: 0, most: 0 };
  const [zoho] = setUp({ platforms: ['ZOHOBOOKS'] }).connections;
  const { client } = setUp({
    sizes: 10,
    // Each lists its projects with one call, and has more of them than it may call for.
    options: { connections: /** @type {any} */ (['a', 'b', 'c', 'd'].map((id) => ({ ...zoho, id }))), maxCallsPerSource: 2, maxCallsAtOnce: 2 },
    wrap: (fetch) => async (request) => {
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      let isOver = false;
      const end = () => {
        if (!isOver) counts.now -= 1;
        isOver = true;
      };
      request.signal.addEventListener('abort', end);
      await setTimeout(/projects$/.test(new URL(request.url).pathname) ? 0 : 20);
      return fetch(request).finally(end);
    },
  });
  await assert.rejects(client.list(), { code: 'budget_exceeded' });
  assert.ok(counts.most <= 2, `${counts.most} calls were under way at once`);
});
