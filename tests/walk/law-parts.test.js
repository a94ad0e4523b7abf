// The parts of the law's test by themselves: the meaning that it holds filters to, the texts that it writes, and what
// it draws. What judges must be judged first.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLATFORMS, createSimulators, switchesOf, wholeTasks } from '../simulators/index.js';
import { RawNumber } from '../simulators/shared/raw-json.js';
import { drawCase } from './law/cases.js';
import { compareDecimals, decimal } from './law/decimal.js';
import { compareText, containsFolded, heldBy, instantFrom, truthOf } from './law/naive.js';
import { PLAIN, printed, styleOf } from './law/print.js';
import { Random } from './law/random.js';
import { smallerTrees } from './law/shrink.js';
import { FIELDS, OPS, OPS_OF, comparisons } from './law/tree.js';
import { createWorld } from './law/world.js';

/**
 * @typedef {import('./law/tree.js').Tree} Tree
 * @typedef {import('./law/tree.js').Op} Op
 * @typedef {import('./law/tree.js').Value} Value
 * @typedef {import('./law/tree.js').Target} Target
 */

const MOMENT = { now: Date.UTC(2026, 2, 31, 23, 30), utcOffsetMinutes: 0 };

const [SAMPLE] = wholeTasks(createSimulators({ sizes: 1 }).zohoBooks, createSimulators().connections[3], '2026-03-31T23:30:00.000Z');
const TASK = {
  ...SAMPLE,
  name: 'Straße 7',
  updated_at: '2026-03-31T23:30:00.000Z',
  created_at: null,
  percent_complete: '0.30',
  is_billable: true,
  assignees: [{ id: '7', name: 'Zoë', email: null }, { id: '10', name: 'Ana', email: 'ana@demo.example' }],
  project: null,
  platform_data: {
    n: 0.25, text: '0.250', big: new RawNumber('90300000072369001234'), yes: true, 'yes too': 'true', empty: '', none: null, list: [],
    'a.b': { c: 1 }, a: { b: { c: 2 }, d: 3 }, people: [{ id: 1, tags: ['x', 'y'] }, { id: 2, tags: null }, {}],
    day: '2026-03-31', at: '2026-04-01T00:30:00+01:00', object: {},
  },
};

/** @param {string} field @returns {Target} */
function target(field) {
  const [head, ...path] = field.split('/');
  return path.length > 0 ? { field: head, path } : { field };
}

/** @param {unknown} value @returns {Value} */
function valueOf(value) {
  if (value === null) return { type: 'null' };
  if (typeof value === 'string') return { type: 'text', text: value };
  if (typeof value === 'number') return { type: 'number', digits: String(value) };
  if (typeof value === 'boolean') return { type: 'boolean', truth: value };
  return /** @type {Value} */ (value);
}

/** @param {string} field @param {Op} op @param {...unknown} values @returns {Tree} */
function is(field, op, ...values) {
  return { kind: 'is', target: target(field), op, values: values.map(valueOf) };
}

/** @param {string} iso */
const time = (iso) => ({ type: 'time', ms: Date.parse(iso), written: iso });
/** @param {'now' | 'today'} anchor @param {...[number, import('./law/tree.js').Unit]} steps */
const from = (anchor, ...steps) => ({ type: 'relative', anchor, steps });
const DIGITS = { type: 'number', digits: '90300000072369001234.0' };

const [TRUE, FALSE, UNKNOWN] = [is('name', '=', 'Straße 7'), is('name', '!=', 'Straße 7'), is('parent_id', '=', '7')];
/** @param {...Tree} parts @returns {Tree} */
const and = (...parts) => ({ kind: 'and', parts });
/** @param {...Tree} parts @returns {Tree} */
const or = (...parts) => ({ kind: 'or', parts });
/** @param {Tree} part @returns {Tree} */
const not = (part) => ({ kind: 'not', part });

/** @type {[Tree, boolean | null][]} */
const MEANINGS = [
  // Three-valued logic.
  [TRUE, true], [FALSE, false], [UNKNOWN, null],
  [not(TRUE), false], [not(FALSE), true], [not(UNKNOWN), null],
  [and(TRUE, UNKNOWN), null], [and(UNKNOWN, FALSE), false], [and(TRUE, TRUE), true], [and(TRUE, FALSE, UNKNOWN), false],
  [or(TRUE, UNKNOWN), true], [or(UNKNOWN, FALSE), null], [or(FALSE, FALSE), false], [or(UNKNOWN, FALSE, TRUE), true],
  [not(and(TRUE, UNKNOWN)), null], [not(or(UNKNOWN, TRUE)), false],
  // Null is asked for and never unknown; every other comparison with it is.
  [is('parent_id', '=', null), true], [is('parent_id', '!=', null), false], [is('name', '=', null), false],
  [is('parent_id', '!=', '7'), null], [is('parent_id', 'NOT IN', '7'), null], [is('created_at', 'NOT BETWEEN', time('2020-01-01'), time('2021-01-01')), null],
  [is('project', '=', null), true], [is('project.id', '=', null), true], [is('project.id', '!=', '1'), null],
  // Text, by code point.
  [is('name', '~', 'aße'), true], [is('name', '~', 'ASSE'), false], [is('name', '!~', 'x'), true], [is('name', '~', ''), true],
  [is('name', '~*', 'sTRAẞE'), true], [is('name', '~*', 'STRASSE'), false], [is('name', '!~*', 'ſTRA'), false],
  [is('name', '^=', 'Str'), true], [is('name', '^=', 'str'), false], [is('name', '$=', ' 7'), true], [is('name', '!$=', '7'), false],
  [is('name', '<', 'Straße 70'), true], [is('name', '>=', 'Straße 7'), true], [is('name', '>', 'Straß'), true],
  [is('name', 'BETWEEN', 'Straße 7', 'T'), true], [is('name', 'BETWEEN', 'T', 'S'), false], [is('name', 'NOT BETWEEN', 'T', 'S'), true],
  [is('name', 'IN', 'x', 'Straße 7'), true], [is('name', 'NOT IN', 'x', 'y'), true],
  // Numbers, times, truths.
  [is('percent_complete', '=', 0.3), true], [is('percent_complete', 'BETWEEN', 0.3, 1), true], [is('percent_complete', '<', { type: 'number', digits: '0.3000000000000000000000001' }), true],
  [is('is_billable', '=', true), true], [is('is_billable', '!=', true), false], [is('is_milestone', '!=', true), null],
  [is('updated_at', '=', time('2026-04-01T00:30:00+01:00')), true], [is('updated_at', '=', from('now')), true],
  [is('updated_at', '>=', from('today')), true], [is('updated_at', '<', from('today', [1, 'd'])), true], [is('updated_at', 'IN', from('now', [-1, 'mo']), from('now')), true],
  // One of several values: a denial holds where none fits.
  [is('assignees.id', '=', '10'), true], [is('assignees.id', '!=', '10'), false], [is('assignees.id', '!=', '8'), true],
  [is('assignees.id', '<', '7'), true], [not(is('assignees.id', '<', '7')), false], [is('assignees.id', '>=', '7'), true],
  [is('assignees.email', '!=', 'x'), true], [is('assignees.email', '=', null), false], [is('assignees', '!=', null), true],
  [is('assignees.name', 'NOT IN', 'Ana', 'Bob'), false], [is('assignees.name', '~*', 'ZOË'), true],
  // Places in the platform's own record: the value gives the type, and what does not read so is none.
  [is('platform_data/n', '=', 0.25), true], [is('platform_data/n', '=', '0.25'), true], [is('platform_data/n', '=', '0.250'), false],
  [is('platform_data/text', '=', 0.25), true], [is('platform_data/text', '=', '0.25'), false], [is('platform_data/big', '=', DIGITS), true],
  [is('platform_data/big', '=', '90300000072369001234'), true], [is('platform_data/yes', '=', true), true], [is('platform_data/yes', '=', 'true'), true],
  [is('platform_data/yes too', '!=', false), true], [is('platform_data/yes', '=', 1), null], [is('platform_data/n', '=', true), null],
  [is('platform_data/empty', '=', ''), true], [is('platform_data/empty', '=', null), false], [is('platform_data/empty', '!=', 0), null],
  [is('platform_data/none', '=', null), true], [is('platform_data/nope', '=', null), true], [is('platform_data/list', '=', null), true],
  [is('platform_data/object', '=', null), false], [is('platform_data/object', '=', 'x'), null], [is('platform_data/people', '!=', null), true],
  [is('platform_data/a/b/c', '=', 1), true], [is('platform_data/a.b/c', '=', 1), true], [is('platform_data/a/d', '=', 3), true], [is('platform_data/a', '=', 'x'), null],
  [is('platform_data/people/id', '=', 2), true], [is('platform_data/people/id', '!=', 2), false], [is('platform_data/people/tags', '=', 'y'), true],
  [is('platform_data/people/name', '=', null), true], [is('platform_data/day', '<', from('now')), true], [is('platform_data/at', '=', from('now')), true],
  [is('platform_data/text', '<', from('now')), null], [is('platform_data/day', '=', '2026-03-31'), true],
];

for (const [tree, truth] of MEANINGS) {
  test(`${printed(tree)} is ${truth}`, () => assert.equal(truthOf(tree, TASK, MOMENT), truth));
}

test('an empty list is no value', () => {
  const nobody = { ...TASK, assignees: [] };
  for (const [tree, truth] of /** @type {[Tree, boolean | null][]} */ ([
    [is('assignees', '=', null), true], [is('assignees.id', '=', null), true], [is('assignees.id', '!=', '7'), null],
  ])) {
    assert.equal(truthOf(tree, nobody, MOMENT), truth, printed(tree));
    assert.equal(truthOf(tree, { ...TASK, assignees: null }, MOMENT), truth, printed(tree));
  }
  assert.deepEqual(heldBy(TASK, target('assignees.email')), ['ana@demo.example']);
});

test('decimals are compared digit by digit', () => {
  const rising = ['-1e30', '-7', '-0.5', '0', '1E-7', '0.29999999999999999999', '0.3', '0.30000000000000000001', '1', '9007199254740992', '9007199254740993', '1e30'];
  rising.forEach((a, i) => rising.forEach((b, k) => {
    const [x, y] = [decimal(a), decimal(b)];
    assert.ok(x && y);
    assert.equal(Math.sign(compareDecimals(x, y)), Math.sign(i - k), `${a} and ${b}`);
  }));
  for (const [a, b] of [['0.30', '.3'], ['007', '7.0'], ['-0', '0'], ['+5', '50e-1']]) {
    assert.equal(compareDecimals(decimal(a) ?? assert.fail(), decimal(b) ?? assert.fail()), 0, `${a} and ${b}`);
  }
  for (const text of ['', '.', '-', '1e', '0x1', '1 2', '12:06', 'Infinity', 'NaN', '١']) assert.equal(decimal(text), null, text);
});

test('text is compared by code point and folded one letter to one', () => {
  assert.ok(compareText('\uff21', '😀') < 0 && compareText('a', 'ab') < 0 && compareText('b', 'ab') > 0 && compareText('a', 'a') === 0);
  for (const [a, b] of [['\u212a', 'k'], ['ſ', 'S'], ['ς', 'Σ'], ['ẞ', 'ß'], ['𐐀', '𐐨'], ['ꭰ', 'Ꭰ'], ['ǅ', 'ǆ']]) {
    assert.ok(containsFolded(a, b) && containsFolded(b, a), `${a} ${b}`);
  }
  for (const [a, b] of [['ß', 'ss'], ['ﬁ', 'fi'], ['İ', 'i'], ['ı', 'i'], ['é', 'e'], ['é', 'e\u0301'], ['.', 'x']]) {
    assert.ok(!containsFolded(a, b) && !containsFolded(b, a), `${a} ${b}`);
  }
});

test('relative times step on the user’s calendar', () => {
  /** @type {(iso: string, offset: number, anchor: 'now' | 'today', ...steps: [number, import('./law/tree.js').Unit][]) => string} */
  const at = (iso, utcOffsetMinutes, anchor, ...steps) =>
    new Date(instantFrom({ type: 'relative', anchor, steps }, { now: Date.parse(iso), utcOffsetMinutes })).toISOString();
  assert.equal(at('2026-03-31T12:00:00Z', 0, 'now', [-1, 'mo']), '2026-02-28T12:00:00.000Z');
  assert.equal(at('2024-02-29T00:00:00Z', 0, 'now', [-1, 'y']), '2023-02-28T00:00:00.000Z');
  assert.equal(at('2025-12-31T00:00:00Z', 0, 'now', [13, 'mo']), '2027-01-31T00:00:00.000Z');
  assert.equal(at('2026-03-01T03:30:00Z', -300, 'today'), '2026-02-28T05:00:00.000Z');
  assert.equal(at('2026-03-01T03:30:00Z', 330, 'today', [1, 'd']), '2026-03-01T18:30:00.000Z');
  assert.equal(at('2026-01-31T23:30:00Z', 60, 'now', [1, 'mo']), '2026-02-28T23:30:00.000Z');
  assert.equal(at('2026-01-03T00:00:00Z', 0, 'now', [-1, 'w'], [2, 'h'], [-3, 'min'], [4, 's']), '2025-12-27T01:57:04.000Z');
});

test('trees are printed with the parentheses that they need', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => is(name, '=', null));
  for (const [tree, text] of /** @type {[Tree, string][]} */ ([
    [or(and(a, b), c), 'a=null AND b=null OR c=null'],
    [and(or(a, b), c), '(a=null OR b=null) AND c=null'],
    [not(and(a, b)), 'NOT (a=null AND b=null)'],
    [not(not(a)), 'NOT NOT a=null'],
    [and(a, and(b, c)), 'a=null AND b=null AND c=null'],
    [is('name', 'NOT IN', 'a"b', 'c\\'), 'name NOT IN("a\\"b","c\\\\")'],
    [is('created_at', 'NOT BETWEEN', time('2024-01-01'), from('today', [-1, 'mo'], [2, 'h'])), 'created_at NOT BETWEEN "2024-01-01" AND today-1mo+2h'],
    [is('platform_data/a/odd name/x`y', '!~*', 'é'), 'platform_data.a.`odd name`.`x``y`!~*"é"'],
    [is('percent_complete', '>', 0.5), 'percent_complete>0.5'],
    [is('is_billable', '!=', false), 'is_billable!=false'],
  ])) {
    assert.equal(printed(tree, PLAIN), text);
    // Another style differs in spaces, capitals, escapes and parentheses alone.
    const bare = (/** @type {string} */ each) => each.replace(/\\u([0-9a-f]{4})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))).replace(/[\s()`]/g, '').toLowerCase();
    for (let seed = 0; seed < 50; seed += 1) assert.equal(bare(printed(tree, styleOf(new Random(seed)))), bare(text));
  }
});

test('what is drawn covers the language, and most of it parts the rows', () => {
  /** @type {Map<string, number>} */
  const seen = new Map();
  const note = (/** @type {string} */ what) => seen.set(what, (seen.get(what) ?? 0) + 1);
  let partly = 0;
  for (let index = 0; index < 60; index += 1) {
    const world = createWorld(7, index, (fetch) => fetch);
    for (const platform of PLATFORMS) {
      for (const [name, value] of Object.entries(world.simulators.byPlatform[platform].switches)) note(`${platform} ${name} ${value}`);
    }
    for (let k = 0; k < 10; k += 1) {
      const { tree, text, connections } = drawCase(7, world, index * 10 + k);
      const tasks = connections.flatMap((id) => world.tasks(id, tree));
      const moment = { now: world.clock.ms, utcOffsetMinutes: 0 };
      const count = tasks.filter((task) => truthOf(tree, task, moment)).length;
      partly += Number(count > 0 && count < tasks.length);
      assert.equal(drawCase(7, world, index * 10 + k).text, text, 'a case is a function of its seed');
      note(tree.kind);
      for (const { target: { field }, op, values } of comparisons(tree)) {
        note(field);
        const { type } = FIELDS[field] ?? { type: 'path' };
        for (const value of values) note(value.type === 'null' ? `${op} null` : `${type} ${op}`);
        if (field === 'platform_data') note(`path ${values[0].type}`);
      }
    }
  }
  const wanted = [
    'and', 'or', 'not', 'is', 'platform_data', '= null', '!= null', ...Object.keys(FIELDS), ...Object.keys(OPS).map((op) => `path ${op}`),
    ...['text', 'number', 'boolean', 'relative', 'null'].map((type) => `path ${type}`),
    ...Object.entries(OPS_OF).flatMap(([type, ops]) => ops.map((op) => `${type} ${op}`)),
    ...PLATFORMS.flatMap((platform) => Object.entries(switchesOf(platform)).flatMap(([name, { values }]) => values.map((value) => `${platform} ${name} ${value}`))),
  ];
  assert.deepEqual(wanted.filter((what) => !seen.has(what)), []);
  assert.ok(partly > 480, `${partly} of 600 cases have some but not all rows`);
});

test('odd data holds what tidy data never has', () => {
  const { connections, byPlatform } = createSimulators({ sizes: 300, odd: true });
  for (const connection of connections) {
    const tasks = wholeTasks(byPlatform[connection.platform], connection, '');
    const rows = byPlatform[connection.platform].rows();
    const name = ['name', 'title', 'task_name'].find((each) => each in rows[0]) ?? assert.fail();
    for (const [what, holds] of /** @type {[string, boolean][]} */ ([
      ['a null name', rows.some((row) => row[name] === null)],
      ['an empty name', rows.some((row) => row[name] === '')],
      ['a name like a number', tasks.some((task) => decimal(task.name) !== null)],
      ['a name beyond ASCII', tasks.some((task) => /[^ -~]/.test(task.name))],
      ['no description', tasks.some((task) => task.description === null)],
      ['names in another case', tasks.some((a) => tasks.some((b) => a.name !== b.name && a.name.toLowerCase() === b.name.toLowerCase()))],
      ['no status word', tasks.some((task) => task.platform_status === null)],
      ['ties', new Set(tasks.map((task) => task.updated_at)).size < tasks.length],
      ['tasks without a date', connection.platform === 'ACCELO' || tasks.some((task) => task.updated_at === null)],
    ])) assert.ok(holds, `${connection.id}: ${what}`);
  }
});

test('shrinking takes one thing away at a time', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => is(name, 'IN', '1', '2'));
  assert.deepEqual(smallerTrees(and(a, not(b))).map((tree) => printed(tree)), [
    'a IN("1","2")', 'NOT b IN("1","2")', 'a IN("2") AND NOT b IN("1","2")', 'a IN("1") AND NOT b IN("1","2")',
    'a IN("1","2") AND b IN("1","2")', 'a IN("1","2") AND NOT b IN("2")', 'a IN("1","2") AND NOT b IN("1")',
  ]);
  assert.equal(smallerTrees(or(a, b, c)).length, 3 + 3 + 6);
});
