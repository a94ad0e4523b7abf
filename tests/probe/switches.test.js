// What the probe says of each side of each switch is held against that side; whatever it says of all others must be
// their default.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { DEFAULT_NOW, PLATFORMS, createSimulators, switchesOf } from '../simulators/index.js';
import { USER } from '../simulators/accelo/deployment.js';
import { Server, probe } from './server.js';

/**
 * @typedef {import('../simulators/index.js').Platform} Platform
 * @typedef {import('../simulators/index.js').SwitchValue} SwitchValue
 * @typedef {import('./server.js').Simulators} Simulators
 * @typedef {import('./server.js').Finding} Finding
 *
 * @typedef {{ name: string, side: SwitchValue }} Flip
 * @typedef {Partial<Record<Platform, Flip>>} Round one flip of each platform, so that one run of the tool tells of four
 */

const XTASK = process.env.TASKWEAVE_XTASK ?? assert.fail('run by: cargo xtask test --only probe');
const SIZES = { SAGE_INTACCT: 2000, ACCELO: 2000, KICKSERV: 400, ZOHOBOOKS: 2000 };

/** What no read tells; of these the probe says why. @type {Partial<Record<Platform, readonly string[]>>} */
const NOT_BY_READS = {
  SAGE_INTACCT: [
    'invalidTokenStatus', 'topLevelInEntity', 'ruleStatus', 'foreignTask', 'deleteOfParent', 'completionDate', 'writeMeta',
    'idempotentFailures', 'tokenFailureStatus', 'tokenErrorShape', 'newAuthorization', 'accessAfterRefresh',
  ],
  ACCELO: [
    'bothTokensStatus', 'unknownWrite', 'readOnlyWrite', 'formerFields', 'emptyWrite', 'rateElsewhere', 'duplicateTitle',
    'wrongStanding', 'oauthErrors',
  ],
  KICKSERV: [
    'authBody', 'jobPath', 'required', 'writeUnknownJob', 'createAnswer', 'startWrite', 'durationWrite', 'endBeforeStart',
    'badTime', 'customerWrite', 'unknownReference', 'emptyEmployees', 'completionWrite', 'unknownField', 'unchangedWrite',
    'bareBody', 'badBody', 'notifyAnswer', 'notifyNobody',
  ],
  ZOHOBOOKS: [
    'tokenError', 'tokenErrorStatus', 'newTaskPlace', 'omittedFields', 'unknownField', 'nullValue', 'writtenNumbers',
    'formBody', 'oauthErrorStatus', 'minuteLimitCode',
  ],
};

/** What only a token request tells: these are told with credentials that need one. @type {Partial<Record<Platform, string[]>>} */
const BY_TOKENS = { ACCELO: ['refreshTokens', 'expiresIn'], ZOHOBOOKS: ['refreshRotation', 'expiresIn'] };

/**
 * What a side looks like where it means another switch's side, and null where these data, or this hour, cannot tell.
 * @param {Platform} platform @param {string} name @param {SwitchValue} side @param {Record<string, SwitchValue>} all
 * @returns {{ side: SwitchValue } | null}
 */
function expected(platform, name, side, all) {
  const is = (/** @type {string} */ one) => `${platform} ${name}` === one;
  const seed = all.dialect === 'seed';
  if (side === 'dialect' && (is('SAGE_INTACCT percent') || is('SAGE_INTACCT decimals'))) return { side: seed ? 'number' : 'string' };
  if (side === 'dialect' && is('SAGE_INTACCT nextAtEnd')) return { side: seed ? 'dialect' : null };
  // Only a day that is not UTC's tells: at noon there is one in the east alone, at three in the west.
  if (is('SAGE_INTACCT todayZone') && side === '+00:00') return null;
  if (is('KICKSERV perPageMax') && all.perPage === 'ignored') return null;
  return { side };
}

/** @param {Platform} platform @param {Flip} [flip] @returns {Record<string, SwitchValue>} */
function settled(platform, flip) {
  const all = Object.fromEntries(Object.entries(switchesOf(platform)).map(([name, entry]) => [name, entry.default]));
  return flip ? { ...all, [flip.name]: flip.side } : all;
}

/** Every side of every switch that reads may tell, four platforms at a time. @returns {Round[]} */
function rounds() {
  /** @type {Round[]} */
  const made = [{}];
  for (const platform of PLATFORMS) {
    const names = Object.keys(switchesOf(platform)).filter((name) => !NOT_BY_READS[platform]?.includes(name));
    const flips = names.flatMap((name) => {
      const { values, default: usual } = switchesOf(platform)[name];
      return values.filter((side) => side !== usual).map((side) => ({ name, side }));
    });
    flips.forEach((flip, i) => {
      (made[i + 1] ??= {})[platform] = flip;
    });
  }
  return made;
}

/** @param {Round} round */
function nameOf(round) {
  const flips = Object.entries(round).map(([platform, { name, side }]) => `${platform} ${name}=${JSON.stringify(side)}`);
  return flips.join(', ') || 'the defaults';
}

/** What other users do first, so that the data decide. @param {Round} round @param {Simulators} simulators */
function prepare(round, simulators) {
  if (round.ACCELO?.name === 'processPermission') {
    const mine = simulators.accelo.rows(['id', 'standing']).find(({ standing }) => standing === 'started');
    simulators.accelo.hands.change(mine?.id ?? assert.fail('no task is started'), { assignee: USER, manager: null });
  }
  simulators.accelo.hands.change('3', { title: 'paint' });
  simulators.accelo.hands.change('4', { title: 'Roof' });
  simulators.sageIntacct.hands.change('2', { name: 'paint' });
  simulators.sageIntacct.hands.change('3', { name: 'Roof' });
  const zone = round.SAGE_INTACCT?.name === 'todayZone' ? String(round.SAGE_INTACCT.side) : '+00:00';
  const now = zone === '-08:00' ? DEFAULT_NOW - 9 * 3_600_000 : DEFAULT_NOW;
  for (const day of [-1, 0, 1]) {
    const date = new Date(now + day * 86_400_000).toISOString().slice(0, 10);
    simulators.sageIntacct.hands.change(String(1325 + day), { 'planned.startDate': date });
  }
  return now;
}

const server = new Server();
before(() => server.start());
after(() => server.stop());

/** @param {Round} round */
async function told(round) {
  let now = DEFAULT_NOW;
  const switches = Object.fromEntries(Object.entries(round).map(([platform, { name, side }]) => [platform, { [name]: side }]));
  const simulators = createSimulators({
    sizes: SIZES,
    switches,
    now: () => now,
    // Without a limit no headers tell of one.
    options: { ZOHOBOOKS: { callsAMinute: 100, callsADay: 2000 } },
  });
  now = prepare(round, simulators);
  const outcome = await probe(XTASK, server.add(simulators, () => now), simulators.connections);
  assert.equal(outcome.code, 0, `${outcome.stdout}\n${outcome.stderr}`);
  /** @type {string[]} */
  const wrong = [];
  for (const platform of PLATFORMS) {
    const found = outcome.findings.find((one) => one.platform === platform) ?? assert.fail(`nothing of ${platform}`);
    wrong.push(...wrongOf(platform, round[platform], found.switches));
    assert.deepEqual(simulators.byPlatform[platform].effects, []);
    assert.equal(simulators.byPlatform[platform].calls.total, found.calls);
    assert.ok(found.calls <= found.most_calls);
  }
  assert.deepEqual(wrong, []);
}

/** @param {Platform} platform @param {Flip | undefined} flip @param {Finding[]} findings */
function wrongOf(platform, flip, findings) {
  const all = settled(platform, flip);
  assert.deepEqual(findings.map((finding) => finding.switch).sort(), Object.keys(all).sort());
  /** @type {string[]} */
  const wrong = [];
  for (const finding of findings) {
    const name = finding.switch;
    const where = `${platform} ${name} under ${JSON.stringify(flip ?? null)}: ${JSON.stringify(finding)}`;
    if (!isRight(platform, finding, all)) wrong.push(where);
  }
  return wrong;
}

/** @param {Platform} platform @param {Finding} finding @param {Record<string, SwitchValue>} all */
function isRight(platform, finding, all) {
  const { switch: name, told, side } = finding;
  if (NOT_BY_READS[platform]?.includes(name)) return told === 'not_by_reads';
  const wanted = BY_TOKENS[platform]?.includes(name) ? null : expected(platform, name, all[name], all);
  return wanted ? told === 'side' && isDeepStrictEqual(side, wanted.side) : told === 'not_by_data';
}

for (const round of rounds()) test(`the probe tells ${nameOf(round)}`, { timeout: 60_000 }, () => told(round));
