// The law of a filter: over random data, with random filters, on every side of every switch of the platforms, the rows
// that a walk gives after push-down and re-check are exactly the rows of a naive evaluation over all data.
//
//   LAW_SEED   another set of cases; from the clock unless given, and always printed
//   LAW_CASES  how many; 10,000 unless given
//   LAW_CASE   only this case (and those before it in its world, since they share a client)
//
// law/world.js draws data, switches and clock; law/generate.js draws trees, law/print.js writes them, law/naive.js says
// what they mean; law/cases.js walks and compares; law/shrink.js makes a failing case smaller. A failure prints the
// command that runs it again.

import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { CASES_OF_A_WORLD } from './law/cases.js';
import { printed } from './law/print.js';
import { runCases, summary } from './law/run.js';

/**
 * @typedef {import('./law/run.js').Tally} Tally
 * @typedef {import('./law/tree.js').Tree} Tree
 */

const { LAW_SEED, LAW_CASES, LAW_CASE } = process.env;
const SEED = LAW_SEED === undefined ? Date.now() % 1_000_000_000 : Number(LAW_SEED);
assert.ok(Number.isSafeInteger(SEED), 'LAW_SEED is a whole number');
const THREADS = Math.min(4, Math.max(2, availableParallelism()));

/** @returns {{ from: number, to: number }} */
function range() {
  if (LAW_CASE === undefined) return { from: 0, to: Number(LAW_CASES ?? 10_000) };
  const index = Number(LAW_CASE);
  return { from: index - (index % CASES_OF_A_WORLD), to: index + 1 };
}

test('what a walk gives is what a naive evaluation over all tasks gives', { timeout: 1_800_000 }, async () => {
  const { from, to } = range();
  assert.ok(to > from, 'LAW_CASES and LAW_CASE are whole numbers');
  const start = performance.now();
  const threads = to - from > 200 ? THREADS : 1;
  const parts = Array.from({ length: threads }, (_, i) => ({ seed: SEED, from: from + i * CASES_OF_A_WORLD, to, step: threads }));
  const tallies = await Promise.all(threads === 1 ? parts.map(runCases) : parts.map(inThread));
  console.log(summary(SEED, tallies, (performance.now() - start) / 1000));
  const failures = tallies.flatMap(({ failures }) => failures);
  assert.equal(failures.length, 0, `\n\n${failures.map(({ told }) => told).join('\n\n')}\n`);
});

/** @param {import('./law/run.js').Run} run @returns {Promise<Tally>} */
function inThread(run) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('law/worker.js', import.meta.url), { workerData: run });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** The cases that a broken client is tried with, until one fails. */
const BROKEN = { seed: 11, from: 0, to: 2000, enough: 1 };

/**
 * The cases find that something is wrong with the rows, and say how.
 * @param {Partial<import('./law/run.js').Run>} broken
 */
async function assertCaught(broken) {
  const { cases, failures } = await runCases({ ...BROKEN, ...broken });
  assert.equal(failures.length, 1, `${cases} cases did not find it`);
  assert.ok(['rows', 'order', 'twice'].includes(failures[0].kind), failures[0].told);
  assert.match(failures[0].told, /^case \d+ of seed 11 breaks the law\n.*\n {2}filter {7}\S[\s\S]*\nthe smallest that fails too:\n[\s\S]*LAW_SEED=11 LAW_CASE=\d+ /);
}

for (const host of ['api.intacct.com', 'demo.api.accelo.com', 'app.kickserv.com', 'www.zohoapis.com']) {
  test(`a row that is lost on the way from ${host} is missed`, () =>
    assertCaught({
      wrap: (fetch) => async (request) => {
        const response = await fetch(request);
        if (new URL(request.url).hostname !== host) return response;
        const body = JSON.parse(await response.text(), (_, value) => (isList(value) && value.length > 3 ? value.toSpliced(2, 1) : value));
        return new Response(JSON.stringify(body), { status: response.status, headers: response.headers });
      },
    }));
}

/** Whether a part of an answer is a list of tasks. @param {unknown} value */
function isList(value) {
  return Array.isArray(value) && value.every((row) => row !== null && typeof row === 'object' && ('key' in row || 'title' in row || 'ends_at' in row || 'task_id' in row));
}

/** @type {[string, (text: string) => string][]} what a platform is asked, made narrower than it should be */
const NARROWER = [
  ['$gte becomes $gt', (text) => text.replaceAll('"$gte"', '"$gt"')],
  ['$in loses a word', (text) => text.replace(/("\$in":\{"[A-Za-z]+":\[)"[A-Za-z]+",/, '$1')],
  ['_after takes a second more', (text) => text.replace(/(_after(?:\(|%28))(\d{9,})/g, (_, name, seconds) => `${name}${Number(seconds) + 1}`)],
  ['standing loses a word', (text) => text.replace(/(standing(?:\(|%28))[a-z]+(?:,|%2C)/, '$1')],
];

for (const [what, narrower] of NARROWER) {
  test(`a push-down that asks for too little is found out: ${what}`, () =>
    assertCaught({
      wrap: (fetch) => async (request) => {
        const body = request.method === 'GET' ? undefined : narrower(await request.text());
        return fetch(new Request(narrower(request.url), { method: request.method, headers: request.headers, body }));
      },
    }));
}

/** @type {[import('./law/tree.js').Op, import('./law/tree.js').Op][]} an operator, and one that is almost it */
const MISTAKEN = [['<=', '<'], ['>', '>='], ['=', '~'], ['~*', '~'], ['^=', '~'], ['NOT IN', 'IN'], ['!~', '!~*']];

for (const [op, other] of MISTAKEN) {
  test(`${op} is not taken for ${other}`, () => assertCaught({ spoil: (drawn) => ({ ...drawn, text: printed(mistaken(drawn.tree, op, other)) }) }));
}

test('a NOT that is passed over is found out', () => assertCaught({ spoil: (drawn) => ({ ...drawn, text: printed(withoutNots(drawn.tree)) }) }));

/** @param {Tree} tree @param {import('./law/tree.js').Op} op @param {import('./law/tree.js').Op} other @returns {Tree} */
function mistaken(tree, op, other) {
  if (tree.kind === 'is') {
    const fits = tree.op === op && tree.values[0].type !== 'null' && (other !== '~' || isText(tree));
    return fits ? { ...tree, op: other } : tree;
  }
  if (tree.kind === 'not') return { ...tree, part: mistaken(tree.part, op, other) };
  return { ...tree, parts: tree.parts.map((part) => mistaken(part, op, other)) };
}

/** @param {import('./law/tree.js').Comparison} comparison */
function isText({ target: { field }, values }) {
  return values[0].type === 'text' && field !== 'status' && field !== 'platform';
}

/** @param {Tree} tree @returns {Tree} */
function withoutNots(tree) {
  if (tree.kind === 'not') return withoutNots(tree.part);
  return tree.kind === 'is' ? tree : { ...tree, parts: tree.parts.map(withoutNots) };
}
