// The details of every task, against the independent computation by the table of the contract.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DETAILS, wholeTasks } from '../simulators/expected-whole.js';
import { NOW_TEXT, setUp } from '../support/walk.js';

/** Numbers are held as digits, and given out as numbers. */
const NUMBERS = ['percent_complete', 'logged_hours'];

for (const odd of [false, true]) {
  const { client, simulators, connections } = setUp({ sizes: 120, odd });
  for (const connection of connections) {
    test(`${connection.id}: the details of every row${odd ? ' of odd data' : ''}`, async () => {
      const wanted = new Map(wholeTasks(simulators.byPlatform[connection.platform], connection, NOW_TEXT).map((task) => [task.id, task]));
      const { tasks, warnings } = await client.list({ connections: [connection.id], sort: 'name', limit: 500, expand: 'details' });
      assert.equal(tasks.length, 120);
      assert.deepEqual(warnings.filter(({ code }) => code !== 'status_unknown'), []);
      for (const task of tasks) {
        const whole = wanted.get(task.id) ?? assert.fail(`${task.platform_id} has another id: ${task.id}`);
        for (const name of DETAILS) {
          const digits = whole[name];
          const value = NUMBERS.includes(name) && digits !== null ? Number(digits) : digits;
          assert.deepEqual(task[name], value, `${name} of ${task.platform_id}`);
        }
      }
    });
  }
}
