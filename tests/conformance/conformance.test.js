// Every operation on every platform: as the documents have it, on both sides of everything that they leave open, and
// with every fault at the first, a middle and the last of its calls. A matrix of what became of it is printed at the end.
//
//   CONFORMANCE_SEED   another sample of the cases that are drawn
//   CONFORMANCE_ONLY   only cases whose name holds this text, e.g. "ACCELO update"; CONFORMANCE_TELL=1 prints each

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PLATFORMS } from '../simulators/index.js';
import { Matrix } from './kit/matrix.js';
import { FAULT_NAMES, SEED, dice, faultsOf, placesOf, sidesOf } from './kit/plan.js';
import { outageCase, outagesOf } from './kit/partial.js';
import { LISTS, SINGLES } from './kit/reads.js';
import { runCase } from './kit/run.js';
import { GRANTS, TOKEN } from './kit/tokens.js';
import { WRITES } from './kit/writes.js';

/**
 * @typedef {import('./kit/world.js').Setting} Setting
 * @typedef {import('./kit/reads.js').Operation} Operation
 */

const { CONFORMANCE_ONLY, CONFORMANCE_TELL } = process.env;
const matrix = new Matrix(['none', 'switches', ...FAULT_NAMES]);
const print = (/** @type {string} */ text) => process.stdout.write(`${text}\n`);

after(() => {
  const { pass, unsupported, fail } = matrix.totals;
  print(`\n${matrix}\n\nn/s: not supported, and refused before any call; ·: the fault has nothing there to spoil`);
  print(`conformance, seed ${SEED}: ${pass} pass, ${unsupported} not supported, ${fail} fail; ${matrix.idle} cases in which the fault met nothing`);
});

/**
 * @param {Operation} operation
 * @param {Setting} setting
 * @param {string} column
 * @returns {Promise<number>} the calls that it made
 */
async function check(operation, setting, column) {
  const told = `${setting.platform} ${operation.name} × ${column} ${JSON.stringify({ ...setting, platform: undefined })}`;
  if (CONFORMANCE_ONLY !== undefined && column !== 'none' && !told.includes(CONFORMANCE_ONLY)) return 0;
  const verdict = await runCase(operation, setting);
  if (CONFORMANCE_TELL) print(`${verdict.word} ${told}`);
  if (verdict.word === 'idle') matrix.idle += 1;
  else matrix.note({ platform: setting.platform, operation: operation.operation, fault: column, outcome: verdict.word, told: `${told}\n    ${verdict.told}` });
  return verdict.calls;
}

/** Fails with what failed since, told once for what looks the same. @param {number} before */
function settle(before) {
  const failures = matrix.failures.slice(before);
  /** @type {Map<string, string[]>} */
  const kinds = new Map();
  for (const failure of failures) {
    const [, ...lines] = failure.split('\n');
    const kind = `${failure.split(':')[0]} ${lines.join('\n').replace(/\d+/g, 'n').slice(0, 120)}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), failure]);
  }
  const told = [...kinds.values()].map(([first, ...more]) => (more.length > 0 ? `${first}\n    and ${more.length} more like this` : first));
  assert.equal(failures.length, 0, `${failures.length} cases failed\n\n${told.join('\n\n')}\n`);
}

const ALL = [...LISTS, ...SINGLES, ...WRITES];

for (const platform of PLATFORMS) {
  /** @type {Map<Operation, number>} */
  const calls = new Map();
  /** What the table has; the rest is refused once. @type {Operation[]} */
  const declared = [];

  test(`${platform}: every operation`, async () => {
    const before = matrix.failures.length;
    for (const operation of ALL) {
      calls.set(operation, await check(operation, { platform }, 'none'));
      if ((calls.get(operation) ?? 0) > 0) declared.push(operation);
    }
    settle(before);
  });

  test(`${platform}: on every side of every switch`, async () => {
    const before = matrix.failures.length;
    const die = dice(`switches of ${platform}`);
    const singles = declared.filter((operation) => !LISTS.includes(operation));
    for (const switches of sidesOf(platform)) for (const operation of [die.pick(LISTS), die.pick(LISTS), ...singles]) await check(operation, { platform, switches }, 'switches');
    settle(before);
  });

  test(`${platform}: with every fault`, async () => {
    const before = matrix.failures.length;
    const die = dice(`faults of ${platform}`);
    const grants = platform === 'KICKSERV' ? [undefined] : [undefined, 'refresh_token'];
    const sides = sidesOf(platform);
    const singles = declared.filter((operation) => !LISTS.includes(operation));
    for (const entry of faultsOf(platform)) {
      for (const operation of [die.pick(LISTS), die.pick(LISTS), ...singles]) {
        const needsGrant = ['expired_token', 'rotated_refresh'].includes(entry.fault);
        const abort = entry.never ? 'fault' : undefined;
        for (const at of placesOf(calls.get(operation) ?? 1)) {
          // Reading is tried at some of the places, writing at all.
          if (operation.kind === 'read' && !die.chance(0.4)) continue;
          const grant = needsGrant ? die.pick([grants.at(-1), ...grants]) : die.pick(grants);
          const switches = die.chance(0.2) ? die.pick(sides) : undefined;
          await check(operation, { platform, grant, switches, abort, plan: [{ ...entry, at }], seed: SEED }, entry.fault);
        }
      }
    }
    settle(before);
  });

  test(`${platform}: tokens, with every fault of their endpoint`, async () => {
    const before = matrix.failures.length;
    if (GRANTS[platform].length === 0) matrix.note({ platform, operation: 'token', fault: 'none', outcome: 'unsupported' });
    for (const grant of GRANTS[platform]) {
      for (const switches of [undefined, ...sidesOf(platform)]) await check(TOKEN, { platform, grant, switches }, switches ? 'switches' : 'none');
      for (const entry of faultsOf(platform)) {
        const abort = entry.never ? 'fault' : undefined;
        for (const at of [0, [0, 1, 2, 3]]) await check(TOKEN, { platform, grant, abort, plan: [{ ...entry, route: 'token', at }], seed: SEED }, entry.fault);
      }
    }
    settle(before);
  });

  test(`${platform}: fails while the others go on`, async () => {
    const before = matrix.failures.length;
    for (const outage of outagesOf(platform)) {
      for (const onError of /** @type {const} */ (['strict', 'partial'])) {
        for (const from of [0, 1]) {
          const told = `${platform} list ${onError} × ${outage.fault} ${JSON.stringify({ ...outage, from })}`;
          if (CONFORMANCE_ONLY !== undefined && !told.includes(CONFORMANCE_ONLY)) continue;
          const verdict = await outageCase(platform, outage, onError, from);
          if (CONFORMANCE_TELL) print(`${verdict.word} ${told}`);
          if (verdict.word !== 'idle') matrix.note({ platform, operation: 'list partial', fault: outage.fault, outcome: verdict.word, told: `${told}\n    ${verdict.told}` });
        }
      }
    }
    settle(before);
  });
}
