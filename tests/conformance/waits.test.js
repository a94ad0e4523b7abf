// How long a client waits, and who can end it: `onRateLimit`, `maxWaitMs`, `maxRetries`, and a signal in the middle of a
// wait, of a body and of asking for a token.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLATFORMS } from '../simulators/index.js';
import { retryHeadersOf } from '../simulators/shared/faults.js';
import { someTask } from './kit/reads.js';
import { ending } from './kit/run.js';
import { GRANTS } from './kit/tokens.js';
import { draftOf, targetOf } from './kit/values.js';
import { capabilitiesOf } from './kit/writes.js';
import { createWorld } from './kit/world.js';

/** @param {() => Promise<any>} call @returns {Promise<any>} */
const thrown = (call) => ending(call()).then(() => assert.fail('it did not fail'), (error) => error);
/** @param {import('./kit/world.js').World} world */
const waited = ({ sleeps }) => sleeps.reduce((sum, { ms }) => sum + ms, 0);

for (const platform of PLATFORMS) {
  for (const header of [...new Set([...Object.keys(retryHeadersOf(platform)), 'Retry-After', 'Retry-After (date)'])]) {
    test(`${platform}: ${header} is waited for, in its own unit`, async () => {
      for (const wait of [1, 13, 29]) {
        const world = createWorld({ platform, plan: [{ fault: '429', platform, header, wait, at: 0 }] });
        await world.client.get(someTask(world).id);
        const ms = waited(world);
        assert.ok(ms >= wait * 1000 && ms <= wait * 1000 + 1000, `${ms} ms instead of ${wait} s`);
        assert.equal(world.sent.length, 2);
      }
    });

    test(`${platform}: ${header} that is longer than may be waited for is an error that says so`, async () => {
      const world = createWorld({ platform, options: { maxWaitMs: 5_000 }, plan: [{ fault: '429', platform, header, wait: 60, at: 0 }] });
      const error = await thrown(() => world.client.get(someTask(world).id));
      assert.equal(error.code, 'platform_rate_limit');
      assert.equal(error.retry_after, 60);
      assert.equal(error.retryable, true);
      assert.deepEqual([world.sent.length, waited(world)], [1, 0]);
      // Nor is it called again before, whoever asks.
      const again = await thrown(() => world.client.get(someTask(world).id));
      assert.equal(again.code, 'platform_rate_limit');
      assert.equal(world.sent.length, 1);
      world.clock.advance(60_000);
      await world.client.get(someTask(world).id);
      assert.equal(world.sent.length, 2);
    });

    test(`${platform}: ${header} with onRateLimit "fail" fails at once`, async () => {
      const world = createWorld({ platform, options: { onRateLimit: 'fail' }, plan: [{ fault: '429', platform, header, wait: 3, at: 0 }] });
      const error = await thrown(() => world.client.get(someTask(world).id));
      assert.deepEqual([error.code, error.retry_after, error.platform], ['platform_rate_limit', 3, platform]);
      assert.deepEqual([world.sent.length, world.sleeps.length], [1, 0]);
    });
  }

  test(`${platform}: repeats wait at random, within a span that doubles, and end`, async () => {
    for (const maxRetries of [0, 1, 3, 5]) {
      const world = createWorld({ platform, options: { maxRetries }, plan: [{ fault: '500', platform }] });
      const error = await thrown(() => world.client.get(someTask(world).id));
      assert.equal(error.code, 'platform_error');
      assert.equal(error.retryable, true);
      assert.equal(world.sent.length, maxRetries + 1);
      assert.equal(world.sleeps.length, maxRetries);
      world.sleeps.forEach(({ ms }, i) => assert.ok(ms <= Math.min(8000, 500 * 2 ** i), `${ms} ms at repeat ${i}`));
    }
  });

  test(`${platform}: maxWaitMs bounds all waits of a request`, async () => {
    const world = createWorld({ platform, options: { maxWaitMs: 10_000, maxRetries: 50 }, plan: [{ fault: '503', platform, header: 'Retry-After', wait: 4 }] });
    const error = await thrown(() => world.client.get(someTask(world).id));
    assert.equal(error.code, 'platform_error');
    assert.ok(waited(world) <= 10_000, `${waited(world)} ms`);
    assert.ok(world.sent.length >= 2 && world.sent.length <= 3, `${world.sent.length} calls`);
  });

  test(`${platform}: a signal in the middle of a wait`, async () => {
    const world = createWorld({ platform, abort: 'sleep', plan: [{ fault: '429', platform, header: 'Retry-After', wait: 20, at: 0 }] });
    const error = await thrown(() => world.client.get(someTask(world).id, { signal: world.signal }));
    assert.equal(error.code, 'aborted');
    assert.equal(world.sent.length, 1);
  });

  test(`${platform}: a signal in the middle of a slow body, of a read and of a write`, async () => {
    const plan = [{ fault: 'slow_body', platform, never: true, at: 0 }];
    const reading = createWorld({ platform, abort: 'fault', plan });
    assert.equal((await thrown(() => reading.client.list({ signal: reading.signal }))).code, 'aborted');
    const writing = createWorld({ platform, abort: 'fault', plan });
    const error = await thrown(() => writing.client.create(writing.connection.id, draftOf(writing), { signal: writing.signal }));
    assert.equal(error.code, 'aborted');
    assert.equal(writing.simulator.effects.length, 1);
    assert.equal(writing.sent.length, 1);
  });

  test(`${platform}: a signal that fired before makes no call`, async () => {
    const world = createWorld({ platform });
    world.controller.abort();
    const { signal } = world;
    for (const call of [
      () => world.client.list({ signal }),
      () => world.client.get(someTask(world).id, { signal }),
      () => world.client.create(world.connection.id, draftOf(world), { signal }),
      () => world.client.update(targetOf(world).id, { name: 'x' }, { signal }),
    ]) {
      assert.equal((await thrown(call)).code, 'aborted');
    }
    assert.equal(world.sent.length, 0);
  });

  for (const grant of GRANTS[platform] ?? []) {
    test(`${platform} ${grant}: a signal while a token is asked for; the token is not lost`, async () => {
      const world = createWorld({ platform, grant, abort: 'fault', plan: [{ fault: 'slow_body', platform, route: 'token', chunks: 4, pause: 60, at: 0 }] });
      const { id } = someTask(world);
      const error = await thrown(() => world.client.get(id, { signal: world.signal }));
      assert.equal(error.code, 'aborted');
      const { task } = await ending(world.client.get(id));
      assert.equal(task.id, id);
      assert.equal(world.sent.filter(({ path }) => /token$/.test(path)).length, 1, 'another token was asked for');
    });
  }

  test(`${platform}: writes are repeated with an idempotency key only, and then done once`, async () => {
    const takesKeys = capabilitiesOf({ platform }).idempotency_key !== null;
    for (const fault of ['500', '503', 'answer_lost', 'dropped']) {
      const world = createWorld({ platform, plan: [{ fault, platform, at: 0, ...(fault === '500' || fault === '503' ? { done: true } : {}) }] });
      const outcome = await ending(world.client.create(world.connection.id, draftOf(world))).catch((error) => error);
      const posts = world.sent.filter(({ method, path }) => method === 'POST' && !/query$/.test(path));
      if (takesKeys) {
        assert.equal(outcome.code, undefined, `${fault}: ${outcome.message}`);
        assert.equal(posts.length, 2);
        assert.ok(posts[0].key && posts[0].key === posts[1].key);
        assert.equal(world.simulator.effects.length, 1);
      } else {
        assert.equal(outcome.code, 'outcome_unknown', `${fault}: ${outcome.message}`);
        assert.equal(outcome.retryable, false);
        assert.equal(posts.length, 1);
      }
    }
  });
}
