// The writing operations: what is asked for, which effects it has to have, and what the simulator's rows and the task
// that is read back have to show then.

import assert from 'node:assert/strict';
import { DETAILS } from '../../simulators/expected-whole.js';
import { createSimulators } from '../../simulators/index.js';
import { taskweave } from '../../support/package.js';
import { assertWhole, wholeNow } from './tasks.js';
import { comparable, draftOf, followers, targetOf, valuesOf } from './values.js';

/**
 * @typedef {import('./world.js').World} World
 * @typedef {import('./reads.js').Operation} Operation
 * @typedef {import('./reads.js').Prepared} Prepared
 * @typedef {import('../../simulators/expected-whole.js').WholeTask} WholeTask
 * @typedef {import('taskweave').WriteAnswer} WriteAnswer
 */

const COMPARED = ['name', 'status', 'platform_status', 'created_at', ...DETAILS];

/** What the client says of each platform. */
const ANSWER = await new taskweave.Client({ connections: /** @type {import('taskweave').Connection[]} */ (createSimulators({ sizes: 1 }).connections) }).capabilities();
const { capabilities: TABLES } = ANSWER;

/** @param {Pick<World, 'platform'>} world */
export function capabilitiesOf({ platform }) {
  return TABLES.find((table) => table.platform === platform) ?? assert.fail(`no capabilities of ${platform}`);
}

/**
 * Fails if the answer's task is neither what the simulator holds nor explained by a warning.
 * @param {World} world
 * @param {WriteAnswer} answer
 * @param {string} platformId
 */
function assertReadBack(world, answer, platformId) {
  const whole = wholeNow(world).find(({ platform_id }) => platform_id === platformId);
  if (answer.task) assertWhole(answer.task, whole);
  else assert.ok(answer.warnings.some(({ code }) => code === 'read_back_failed'), 'no task, and no warning that it was not read back');
  assert.equal(answer.id, whole?.id);
}

/**
 * @param {World} world
 * @param {Record<string, any>} draft
 * @param {Record<string, any>} shown by field
 * @param {readonly string[]} effects
 * @returns {Prepared}
 */
export function creating(world, draft, shown, effects = ['create']) {
  const before = new Set(wholeNow(world).map(({ platform_id }) => platform_id));
  return {
    effects,
    run: ({ signal }) => world.client.create(world.connection.id, draft, { expand: 'details', signal }),
    check(answer, { touched }) {
      const [made] = world.simulator.effects.filter(({ kind }) => kind === 'create').map(({ id }) => id);
      const whole = wholeNow(world).find(({ platform_id }) => platform_id === made);
      if (touched.includes(made)) return;
      assert.ok(whole && !before.has(made), 'there is no new task');
      for (const [field, value] of Object.entries(shown)) assert.deepEqual(comparable(whole, field), value, `${field} of the new task`);
      assertReadBack(world, answer, made);
    },
  };
}

/**
 * @param {World} world
 * @param {WholeTask} task
 * @param {Record<string, any>} patch
 * @param {Record<string, any>} shown by field
 * @param {readonly string[]} effects
 * @returns {Prepared}
 */
export function updating(world, task, patch, shown, effects = ['update']) {
  const free = followers(world.platform, [...Object.keys(patch), ...Object.keys(shown)]);
  return {
    effects,
    target: task.platform_id,
    run: ({ signal }) => world.client.update(task.id, patch, { expand: 'details', signal }),
    check(answer, { touched }) {
      const whole = wholeNow(world).find(({ platform_id }) => platform_id === task.platform_id);
      if (touched.includes(task.platform_id)) return;
      assert.ok(whole, 'the task is gone');
      for (const [field, value] of Object.entries(shown)) assert.deepEqual(comparable(whole, field), value, `${field} of the changed task`);
      for (const field of COMPARED.filter((name) => !free.includes(name))) {
        assert.deepEqual(Reflect.get(whole, field), Reflect.get(task, field), `${field} changed too`);
      }
      assertReadBack(world, answer, task.platform_id);
    },
  };
}

/** The effects of a patch or draft: a status of Accelo is a call of its own. @param {World} world @param {Record<string, any>} fields @param {'create' | 'update'} kind */
export function effectsOf(world, fields, kind) {
  const progresses = world.platform === 'ACCELO' && 'status' in fields;
  const writes = kind === 'create' || Object.keys(fields).some((name) => name !== 'status') || !progresses;
  return [...(writes ? [kind] : []), ...(progresses ? ['progress'] : [])];
}

/** The fields that the platform lets be written. @param {World} world @param {'create' | 'update'} when */
export function writableFields(world, when) {
  return capabilitiesOf(world).writable.filter((fact) => fact[when] !== 'no');
}

/** @type {Operation} */
const CREATE = {
  name: 'create',
  operation: 'create',
  kind: 'write',
  prepare(world) {
    const draft = draftOf(world);
    return creating(world, draft, { name: draft.name, project: String(draft.project) });
  },
};

/** @type {Operation} */
const CREATE_ALL = {
  name: 'create with everything',
  operation: 'create',
  kind: 'write',
  prepare(world) {
    const values = valuesOf(world, null);
    const fields = writableFields(world, 'create').filter(({ field }) => values[field]?.length > 0);
    const all = Object.fromEntries(fields.map(({ field }) => [field, values[field][0]]));
    const draft = { ...draftOf(world), ...Object.fromEntries(Object.entries(all).map(([field, { value }]) => [field, value])) };
    return creating(world, draft, Object.fromEntries(Object.entries(all).map(([field, { shown }]) => [field, shown])), effectsOf(world, draft, 'create'));
  },
};

/** @type {Operation} */
const UPDATE_NAME = {
  name: 'update the name',
  operation: 'update',
  kind: 'write',
  prepare(world) {
    const name = 'Another name of this test';
    return updating(world, targetOf(world), { name }, { name });
  },
};

/** @type {Operation} */
const UPDATE_ALL = {
  name: 'update everything',
  operation: 'update',
  kind: 'write',
  prepare(world) {
    const task = targetOf(world);
    const values = valuesOf(world, task);
    const fields = writableFields(world, 'update').filter(({ field }) => values[field]?.length > 0);
    const patch = Object.fromEntries(fields.map(({ field }) => [field, values[field][0].value]));
    const shown = Object.fromEntries(fields.map(({ field }) => [field, values[field][0].shown]));
    return updating(world, task, patch, shown, effectsOf(world, patch, 'update'));
  },
};

/** @type {Operation} */
const UPDATE_STATUS = {
  name: 'update the status',
  operation: 'update',
  kind: 'write',
  prepare(world) {
    const task = targetOf(world);
    const fact = writableFields(world, 'update').find(({ field }) => field === 'status');
    // Where the status follows from something else, that is written.
    if (!fact) return updating(world, task, { description: 'Something else' }, { description: 'Something else' });
    const status = 'completed';
    return updating(world, task, { status }, { status }, effectsOf(world, { status }, 'update'));
  },
};

/** @type {Operation} */
const DELETE = {
  name: 'delete',
  operation: 'delete',
  kind: 'write',
  prepare(world) {
    const task = targetOf(world);
    return {
      effects: ['delete'],
      target: task.platform_id,
      run: ({ signal }) => world.client.delete(task.id, { signal }),
      check(answer) {
        assert.equal(answer.id, task.id);
        assert.ok(!answer.task, 'a task that is deleted is not shown');
        assert.ok(!wholeNow(world).some(({ platform_id }) => platform_id === task.platform_id), 'the task is still there');
      },
    };
  },
};

/** @param {string} kind @returns {Operation} */
function notify(kind) {
  return {
    name: `notify ${kind}`,
    operation: 'notify',
    kind: 'write',
    prepare(world) {
      const task = targetOf(world);
      return {
        effects: ['notify'],
        target: task.platform_id,
        run: ({ signal }) => world.client.notify(task.id, /** @type {any} */ (kind), { signal }),
        check(answer) {
          assert.equal(answer.id, task.id);
          for (const effect of world.simulator.effects) assert.equal(effect.id, task.platform_id);
        },
      };
    },
  };
}

/** @type {Operation[]} */
export const WRITES = [CREATE, CREATE_ALL, UPDATE_NAME, UPDATE_ALL, UPDATE_STATUS, DELETE, notify('employee'), notify('details'), notify('on_the_way')];
