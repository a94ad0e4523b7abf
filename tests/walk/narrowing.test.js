// Kickserv asked for jobs and days, Zoho Books for projects: under every side of every switch the answer is that
// of a whole list filtered here, with fewer calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { switchesOf } from '../simulators/index.js';
import { setUp, walk } from '../support/walk.js';

/** @typedef {import('taskweave').Task} Task */
/** @typedef {[string, (task: any) => boolean]} Case */

/** @param {string} from @param {string} to */
const starts = (from, to) => (/** @type {any} */ task) => task.start_at !== null && task.start_at >= from && task.start_at < to;

/** @type {Record<string, (tasks: any[]) => Case[]>} */
const CASES = {
  KICKSERV: (tasks) => {
    const scheduled = tasks.map((task) => task.start_at).filter((start) => start !== null).sort();
    const start = scheduled[Math.floor(scheduled.length / 2)];
    const job = tasks[0].project.id;
    return [
      ['project.id = "34769012"', (task) => task.project.id === '34769012'],
      [`project.id = "${job}" AND name ~ "a"`, (task) => task.project.id === job && task.name.includes('a')],
      ['project.id = "999"', () => false],
      ['start_at >= "2021-02-17" AND start_at < "2021-02-18"', starts('2021-02-17T00:00:00.000Z', '2021-02-18T00:00:00.000Z')],
      // The day's edges in the zones of the switch.
      ['start_at >= "2021-08-15T14:00:00Z" AND start_at <= "2021-08-15T14:00:00Z"', (task) => task.start_at === '2021-08-15T14:00:00.000Z'],
      [`start_at = "${start}"`, (task) => task.start_at === start],
      [`start_at IN ("${start}", "${scheduled[0]}")`, (task) => [start, scheduled[0]].includes(task.start_at)],
      [`start_at > "${start}"`, (task) => task.start_at !== null && task.start_at > start],
      [`NOT start_at > "${start}"`, (task) => task.start_at !== null && task.start_at <= start],
      ['start_at = null', (task) => task.start_at === null],
      ['project.id = "34769012" OR start_at = null', (task) => task.project.id === '34769012' || task.start_at === null],
    ];
  },
  ZOHOBOOKS: (tasks) => {
    const [first, last] = [tasks[0].project.id, tasks[tasks.length - 1].project.id];
    return [
      [`project.id = "${first}"`, (task) => task.project.id === first],
      [`project.id IN ("${first}", "${last}", "999")`, (task) => [first, last].includes(task.project.id)],
      [`project.id = "${first}" OR project.id = "${last}"`, (task) => [first, last].includes(task.project.id)],
      [`project.id = "${first}" AND project.id = "999"`, () => false],
      ['project.id = "999"', () => false],
      [`project.id != "${first}"`, (task) => task.project.id !== first],
    ];
  },
};

/** Cases whose push-down must spare calls. */
const SPARING = /^project\.id (=|IN)(?!.* OR start_at)/;

for (const platform of /** @type {const} */ (['KICKSERV', 'ZOHOBOOKS'])) {
  const sides = Object.entries(switchesOf(platform)).flatMap(([name, { values }]) => values.map((value) => [name, value]));
  for (const [name, value] of sides) {
    test(`${platform} ${name}: ${JSON.stringify(value)}`, async () => {
      const { client } = setUp({ platforms: [platform], sizes: 230, switches: { [platform]: { [String(name)]: value } } });
      const whole = await walk(client, { sort: 'name', limit: 100, expand: ['details'] });
      assert.equal(whole.tasks.length, 230);
      const calls = whole.pages[0].sources[0].calls;
      for (const [filter, holds] of CASES[platform](whole.tasks)) {
        const { tasks, pages } = await walk(client, { sort: 'name', limit: 100, filter });
        const wanted = whole.tasks.filter(holds).map((/** @type {Task} */ task) => task.id);
        assert.deepEqual(tasks.map((/** @type {Task} */ task) => task.id), wanted, filter);
        if (SPARING.test(filter)) assert.ok(pages[0].sources[0].calls < calls, `${filter}: ${pages[0].sources[0].calls} calls of ${calls}`);
      }
    });
  }
}
