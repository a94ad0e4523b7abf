// Rows that are no tasks: a warning each, and every other row as ever.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLATFORMS } from '../simulators/index.js';
import { entryOf } from '../simulators/platforms.js';
import { breaking } from '../support/broken.js';
import { errorOf, secretFree } from '../support/secrets.js';
import { assertRows, inOrder, setUp, walk } from '../support/walk.js';

/**
 * @typedef {import('../simulators/index.js').Platform} Platform
 * @typedef {Record<string, unknown>} Row
 */

/**
 * A damage that changes the rows of each page.
 * @param {(rows: Row[], key: string) => void} change
 * @returns {import('../support/broken.js').Damage}
 */
function changingRows(change) {
  return async (response, _request, platform) => {
    const page = await response.json();
    const { id, list, tasks = list } = entryOf(platform).faults;
    change(/** @type {Row[]} */ (tasks(page) ?? []), id);
    return Response.json(page);
  };
}

const SORTS = ['updated_at DESC', 'updated_at ASC', 'name'];

/** @type {[string, (row: Row, key: string) => void, (key: string) => RegExp][]} */
const DEFECTS = [
  ['without an id', (row, key) => delete row[key], (key) => new RegExp(`^row \\d+ of a page was left out: the row has no \`${key}\`$`)],
  ['with a null for an id', (row, key) => (row[key] = null), (key) => new RegExp(`^row \\d+ of a page was left out: the row has no \`${key}\`$`)],
  ['with an object for an id', (row, key) => (row[key] = { id: 1 }), (key) => new RegExp(`^row \\d+ of a page was left out: (\`${key}\` is neither a text nor a whole number|the row has no \`${key}\`)$`)],
];

for (const platform of PLATFORMS) {
  for (const [what, spoil, message] of DEFECTS) {
    test(`${platform}: a row ${what}`, async () => {
      for (const sort of SORTS) {
        const { expected: all, connections } = setUp({ sizes: 130, platforms: [platform] });
        const order = inOrder(all, sort);
        // The first, one in the middle, those around the end of a page, and the last.
        for (const at of [0, 20, 49, 50, 51, 129]) {
          const { platform_id } = order[at];
          const damage = changingRows((rows, key) => rows.filter((row) => String(row[key]) === platform_id).forEach((row) => spoil(row, key)));
          const { wrap } = breaking(platform, damage);
          const { client, expected } = setUp({ sizes: { [platform]: 130, ...sizesBut(platform) }, wrap });
          const { tasks, pages } = await walk(client, { sort, limit: 50 });
          const wanted = expected.filter((task) => task.platform !== platform || task.platform_id !== platform_id);
          assertRows(tasks, inOrder(wanted, sort), `${platform_id}, row ${at} by ${sort}`);
          const warnings = pages.flatMap((page) => page.warnings.filter(({ code }) => code === 'row_invalid'));
          assert.ok(warnings.length > 0, `no warning of row ${at} by ${sort}`);
          for (const warning of warnings) {
            assert.match(warning.message, message(entryOf(platform).faults.id));
            assert.equal(warning.connection_id, connections[0].id);
          }
        }
      }
    });
  }

  test(`${platform}: rows that are no objects`, async () => {
    const damage = changingRows((rows) => {
      if (rows.length > 0) rows.splice(1, 0, /** @type {any} */ (null), /** @type {any} */ (7), /** @type {any} */ ('x'), /** @type {any} */ ([]));
    });
    const { wrap } = breaking(platform, damage);
    const { client, expected } = setUp({ sizes: 60, wrap });
    for (const sort of SORTS) {
      const { tasks, pages } = await walk(client, { sort, limit: 500 });
      assertRows(tasks, inOrder(expected, sort), sort);
      const said = pages.flatMap(({ warnings }) => warnings.filter(({ code }) => code === 'row_invalid').map((warning) => warning.message));
      assert.ok(said.length >= 4 && said.every((text) => /^(row \d+ of a page was left out: .+|and \d+ more like these)$/.test(text)), said.join('\n'));
    }
  });

  test(`${platform}: many rows without ids are told in a few words`, async () => {
    const { wrap } = breaking(platform, changingRows((rows, key) => rows.forEach((row) => delete row[key])));
    const { client, expected } = setUp({ sizes: { [platform]: 100, ...sizesBut(platform) }, wrap });
    if (platform === 'ACCELO') {
      // It is read by id: where no row has one, there is no going on, and no saying that this was all.
      const error = await errorOf(() => client.list({ sort: 'name', limit: 500 }));
      assert.equal(error.code, 'page_invalid');
      assert.equal(error.message, 'no row of the page has an id that is a number, so the walk by id cannot go on');
      return;
    }
    const page = secretFree(await client.list({ sort: 'name', limit: 500 }));
    assertRows(page.tasks, inOrder(expected.filter((task) => task.platform !== platform), 'name'), platform);
    const said = page.warnings.filter(({ code }) => code === 'row_invalid');
    assert.ok(said.length > 0 && said.length <= 33, `${said.length} warnings`);
    assert.ok(said.some(({ message }) => /^and \d+ more like these$/.test(message)), said.map(({ message }) => message).join('\n'));
  });
}

/** @param {Platform} platform */
function sizesBut(platform) {
  return Object.fromEntries(PLATFORMS.filter((each) => each !== platform).map((each) => [each, 20]));
}

test('values of the wrong kind are warnings, and the row stays', async () => {
  /** @type {[Platform, string, unknown, string][]} platform, member, value, null field */
  const values = [
    ['SAGE_INTACCT', 'audit.modifiedDateTime', 'yesterday', 'updated_at'],
    ['ACCELO', 'date_created', 'soon', 'created_at'],
    ['KICKSERV', 'updated_at', {}, 'updated_at'],
  ];
  for (const [platform, member, value, field] of values) {
    const { wrap } = breaking(platform, changingRows((rows) => rows[3] && (rows[3][member] = value)));
    const { client, expected, connections } = setUp({ platforms: [platform], sizes: 20, wrap });
    const page = secretFree(await client.list({ sort: 'name', limit: 500 }));
    const nulls = page.tasks.filter((task) => task[/** @type {'updated_at'} */ (field)] === null);
    assert.equal(page.tasks.length, expected.length);
    assert.equal(nulls.length, 1, platform);
    const warning = page.warnings.find(({ code }) => code === 'value_unreadable');
    assert.match(warning?.message ?? '', new RegExp(`row 4 of a page: .*\`${member}\``), platform);
    assert.equal(warning?.connection_id, connections[0].id);
  }
});
