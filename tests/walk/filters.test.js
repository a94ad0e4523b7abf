// Filters in walks over the four platforms, against plain predicates written here for each of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedTasks } from '../simulators/index.js';
import { taskweave } from '../support/package.js';
import { assertRows, inOrder, setUp, walk } from '../support/walk.js';

/** @typedef {import('../simulators/expected.js').ExpectedTask} ExpectedTask */

const FULL = setUp();

/** The updated_at that most tasks of several platforms share. */
function mostTied() {
  /** @type {Map<string, { count: number, platforms: Set<string> }>} */
  const groups = new Map();
  for (const { updated_at, platform } of FULL.expected) {
    if (updated_at === null) continue;
    const group = groups.get(updated_at) ?? { count: 0, platforms: new Set() };
    group.count += 1;
    groups.set(updated_at, { ...group, platforms: group.platforms.add(platform) });
  }
  const shared = [...groups].filter(([, { platforms }]) => platforms.size > 1).sort((a, b) => b[1].count - a[1].count);
  const largest = [...groups].sort((a, b) => b[1].count - a[1].count);
  return { shared: shared[0][0], largest: largest[0][0] };
}

const TIED = mostTied();
const sample = FULL.expected.find(({ name }) => name.includes('"old"'));
assert.ok(sample);

/** @param {string | null} time @param {string} from @param {string} to */
const within = (time, from, to) => time !== null && time >= from && time < to;

/** @type {[string, (task: ExpectedTask) => boolean][]} */
const CASES = [
  // Times: ranges, open and closed; a second that many rows share; an edge within a second.
  [
    'updated_at >= "2025-06-01T00:00:00Z" AND status != "completed"',
    (t) => t.updated_at !== null && t.updated_at >= '2025-06-01T00:00:00.000Z' && t.status !== 'completed',
  ],
  [
    'created_at >= "2024-03-01" AND created_at < "2024-04-01"',
    (t) => within(t.created_at, '2024-03-01T00:00:00.000Z', '2024-04-01T00:00:00.000Z'),
  ],
  [
    'created_at > "2025-01-01T02:00:00+02:00" and updated_at <= "2025-03-31T23:59:59.999Z"',
    (t) =>
      t.created_at !== null && t.created_at > '2025-01-01T00:00:00.000Z' &&
      t.updated_at !== null && t.updated_at <= '2025-03-31T23:59:59.999Z',
  ],
  [`updated_at = "${TIED.largest}"`, (t) => t.updated_at === TIED.largest],
  [`updated_at = "${TIED.shared}"`, (t) => t.updated_at === TIED.shared],
  [`updated_at != "${TIED.shared}"`, (t) => t.updated_at !== null && t.updated_at !== TIED.shared],
  [`updated_at > "${TIED.largest}"`, (t) => t.updated_at !== null && t.updated_at > TIED.largest],
  [`updated_at >= "${TIED.largest}"`, (t) => t.updated_at !== null && t.updated_at >= TIED.largest],
  [`updated_at < "${TIED.largest}"`, (t) => t.updated_at !== null && t.updated_at < TIED.largest],
  [`updated_at <= "${TIED.largest}"`, (t) => t.updated_at !== null && t.updated_at <= TIED.largest],
  [`updated_at = "${TIED.largest.replace('.000Z', '.001Z')}"`, () => false],
  [
    `updated_at < "${TIED.largest.replace('.000Z', '.500Z')}" AND updated_at >= "${TIED.largest}"`,
    (t) => t.updated_at === TIED.largest,
  ],
  ['updated_at > "2026-06-30T12:00:00Z"', () => false],
  ['updated_at > "2026-01-01" AND updated_at < "2025-01-01"', () => false],
  ['created_at < "2003-01-01"', (t) => t.created_at !== null && t.created_at < '2003-01-01'],

  // Null: asked for, excluded, and unknown under every other operator.
  ['updated_at = null', (t) => t.updated_at === null],
  ['updated_at != null', (t) => t.updated_at !== null],
  ['NOT updated_at = null', (t) => t.updated_at !== null],
  ['NOT updated_at >= "2025-06-01"', (t) => t.updated_at !== null && t.updated_at < '2025-06-01'],
  [
    'NOT (updated_at >= "2025-06-01" AND status = "in_progress")',
    // Unknown AND false is false, and its negation true; unknown AND true stays unknown.
    (t) => (t.updated_at === null ? t.status !== 'in_progress' : t.updated_at < '2025-06-01' || t.status !== 'in_progress'),
  ],
  [
    'NOT (updated_at < "2025-06-01" OR status = "unknown")',
    (t) => t.updated_at !== null && t.updated_at >= '2025-06-01' && t.status !== 'unknown',
  ],
  ['platform_status = null', (t) => t.platform_status === null],
  ['platform_status != "active"', (t) => t.platform_status !== null && t.platform_status !== 'active'],
  ['NOT (platform_status = "active")', (t) => t.platform_status !== null && t.platform_status !== 'active'],
  ['platform_url = null AND platform = "ACCELO"', (t) => t.platform === 'ACCELO'],
  ['platform_url != null', () => false],

  // Statuses: those that a platform can be asked for, and those that it cannot.
  ['status = "in_progress"', (t) => t.status === 'in_progress'],
  ['status = "completed" AND updated_at >= "2026-01-01"', (t) => t.status === 'completed' && (t.updated_at ?? '') >= '2026-01-01'],
  ['status = "on_hold"', (t) => t.status === 'on_hold'],
  ['status = "unknown"', (t) => t.status === 'unknown'],
  ['status != "unknown"', (t) => t.status !== 'unknown'],
  ['status != "in_progress"', (t) => t.status !== 'in_progress'],
  ['NOT status = "planned"', (t) => t.status !== 'planned'],
  ['status = "planned" OR status = "not_started"', (t) => ['planned', 'not_started'].includes(t.status)],
  ['status = "planned" AND status = "completed"', () => false],
  ['platform_status = "started"', (t) => t.platform_status === 'started'],
  ['platform_status = "inactive" OR platform_status = "inProgress"', (t) => ['inactive', 'inProgress'].includes(String(t.platform_status))],

  // Text: any script, any quote, whole code points, and case as written.
  ['name ~ "現場"', (t) => t.name.includes('現場')],
  ['name ~ "🚧 B"', (t) => t.name.includes('🚧 B')],
  ['name ~ "👩🏽‍🔧"', (t) => t.name.includes('👩🏽‍🔧')],
  ['name ~ "e\u0301t"', (t) => t.name.includes('e\u0301t')],
  ['name ~ "ét"', (t) => t.name.includes('ét')],
  ['name ~ "ROOF"', (t) => t.name.includes('ROOF')],
  ['name ~ "%"', (t) => t.name.includes('%')],
  ['name ~ ""', () => true],
  ['NOT name ~ "o"', (t) => !t.name.includes('o')],
  [`name = ${JSON.stringify(sample.name)}`, (t) => t.name === sample.name],
  ['name ~ "C:\\\\Pläne"', (t) => t.name.includes('C:\\Pläne')],
  ['name ~ "\\"json\\""', (t) => t.name.includes('"json"')],
  ['name >= "Z" AND name < "a"', (t) => t.name >= 'Z' && t.name < 'a'],
  // In UTF-16 units, a surrogate would come before U+FF21.
  ['name > "\uFF21"', (t) => (t.name.codePointAt(0) ?? 0) > 0xff21 || (t.name.startsWith('\uFF21') && t.name.length > 1)],

  // What is known here alone.
  ['platform = "ACCELO" OR updated_at = null', (t) => t.platform === 'ACCELO' || t.updated_at === null],
  ['platform != "ACCELO" AND platform != "KICKSERV"', (t) => !['ACCELO', 'KICKSERV'].includes(t.platform)],
  ['connection_id = "zoho-demo"', (t) => t.connection_id === 'zoho-demo'],
  ['connection_id ~ "demo" AND name ~ "survey"', (t) => t.name.includes('survey')],
  ['platform_id = "1325" OR platform_id = "2357911" OR platform_id = "90300000072369"', (t) => ['1325', '2357911', '90300000072369'].includes(t.platform_id)],
  ['last_synced_at >= "2026-07-01T09:30:00Z" AND status = "on_hold"', (t) => t.status === 'on_hold'],
  ['last_synced_at < "2026-07-01T09:30:00Z"', () => false],
  [
    '((platform = "SAGE_INTACCT" AND status = "on_hold") OR (platform = "KICKSERV" AND NOT status = "planned")) AND updated_at >= "2024-01-01"',
    (t) =>
      (t.updated_at ?? '') >= '2024-01-01' &&
      ((t.platform === 'SAGE_INTACCT' && t.status === 'on_hold') || (t.platform === 'KICKSERV' && t.status !== 'planned')),
  ],
];

/** Texts that must match something, and texts that must leave something out, or the case shows nothing. */
const EMPTY = new Set(CASES.filter(([, holds]) => !FULL.expected.some(holds)).map(([filter]) => filter));

test('the cases show something: most match some tasks and leave out others', () => {
  const all = CASES.filter(([, holds]) => FULL.expected.every(holds)).map(([filter]) => filter);
  assert.deepEqual(all, ['name ~ ""']);
  assert.ok(EMPTY.size <= 9, [...EMPTY].join('\n'));
});

for (const [filter, holds] of CASES) {
  test(`filter ${filter}`, async () => {
    const wanted = FULL.expected.filter(holds);
    for (const [sort, limit] of /** @type {const} */ ([['updated_at DESC', 90], ['created_at ASC', 500], ['name', 500]])) {
      const { tasks } = await walk(FULL.client, { filter, sort, limit });
      assertRows(tasks, inOrder(wanted, sort), `${filter} by ${sort}`);
    }
  });
}

test('a few matches among many rows, seven a page', async () => {
  for (const filter of ['name ~ "現場" AND status = "completed"', 'platform = "KICKSERV" AND name ~ "🚧"', `updated_at = "${TIED.largest}"`]) {
    const holds = CASES.find(([text]) => text === filter)?.[1] ??
      ((/** @type {ExpectedTask} */ t) =>
        filter.startsWith('name') ? t.name.includes('現場') && t.status === 'completed' : t.platform === 'KICKSERV' && t.name.includes('🚧'));
    const wanted = inOrder(FULL.expected.filter(holds), 'updated_at DESC');
    assert.ok(wanted.length > 7, filter);
    assertRows((await walk(FULL.client, { filter, limit: 7 })).tasks, wanted, filter);
  }
});

test("Rutter's older bounds are filters too", async () => {
  const [from, to] = [Date.UTC(2025, 0, 1), Date.UTC(2025, 5, 1)];
  const wanted = FULL.expected.filter(({ updated_at }) => updated_at !== null && Date.parse(updated_at) >= from && Date.parse(updated_at) <= to);
  const { tasks } = await walk(FULL.client, { updatedAtMin: from, updatedAtMax: to, limit: 200 });
  assertRows(tasks, inOrder(wanted, 'updated_at DESC'), 'updatedAtMin, updatedAtMax');
  const { tasks: fewer } = await walk(FULL.client, { updatedAtMin: from, updatedAtMax: to, filter: 'status = "completed"', limit: 200 });
  assertRows(fewer, inOrder(wanted.filter(({ status }) => status === 'completed'), 'updated_at DESC'), 'with a filter');
});

test('a filter on last_synced_at is answered with a warning', async () => {
  const page = await FULL.client.list({ filter: 'last_synced_at > "2020-01-01"', limit: 1 });
  const warning = page.warnings.find(({ code }) => code === 'last_synced_at_is_now');
  assert.match(warning?.message ?? '', /`changesSince`/);
});

test('a connection’s own status map is what filters and sorts see', async () => {
  const { simulators, connections } = setUp({ sizes: 300 });
  /** @type {Record<string, Record<string, string>>} */
  const maps = {
    SAGE_INTACCT: { onHold: 'planned' },
    ACCELO: { inactive: 'on_hold', started: 'completed' },
    KICKSERV: {},
    ZOHOBOOKS: { active: 'planned' },
  };
  const mapped = connections.map((connection) => ({ ...connection, statusMap: maps[connection.platform] ?? {} }));
  const client = new taskweave.Client({ connections: /** @type {any} */ (mapped), fetch: (request) => simulators.fetch(request) });
  const all = mapped.flatMap((connection) => expectedTasks(simulators.byPlatform[connection.platform], connection));
  for (const status of ['planned', 'on_hold', 'completed', 'unknown', 'in_progress']) {
    for (const [filter, holds] of /** @type {[string, (task: ExpectedTask) => boolean][]} */ ([
      [`status = "${status}"`, (t) => t.status === status],
      [`status != "${status}" AND updated_at >= "2024-06-01"`, (t) => t.status !== status && (t.updated_at ?? '') >= '2024-06-01'],
    ])) {
      const { tasks } = await walk(client, { filter, sort: 'status, name', limit: 100 });
      assertRows(tasks, inOrder(all.filter(holds), 'status, name'), filter);
    }
  }
});
