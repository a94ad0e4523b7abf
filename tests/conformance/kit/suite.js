// All cases of one platform.

import { LISTS, SINGLES } from './reads.js';
import { outageCase, outagesOf } from './partial.js';
import { SEED, dice, faultsOf, placesOf, sidesOf } from './plan.js';
import { runCase } from './run.js';
import { GRANTS, TOKEN } from './tokens.js';
import { WRITES } from './writes.js';

/**
 * @typedef {import('./world.js').Platform} Platform
 * @typedef {import('./world.js').Setting} Setting
 * @typedef {import('./reads.js').Operation} Operation
 * @typedef {import('./matrix.js').Judged} Judged
 * @typedef {{ judged: Judged[], idle: number, seconds: number }} Tally
 */

const { CONFORMANCE_ONLY } = process.env;
const ALL = [...LISTS, ...SINGLES, ...WRITES];

/** Whether a case is asked for. @param {string} told */
const isAsked = (told) => CONFORMANCE_ONLY === undefined || told.includes(CONFORMANCE_ONLY);

class Suite {
  /** @type {Judged[]} */
  judged = [];
  idle = 0;
  /** @type {Map<Operation, number>} the calls that each operation makes where nothing goes wrong */
  calls = new Map();

  /** @param {Platform} platform */
  constructor(platform) {
    this.platform = platform;
    this.sides = sidesOf(platform);
  }

  /** What the table has, and not a list. */
  get singles() {
    return SINGLES.concat(WRITES).filter((operation) => (this.calls.get(operation) ?? 0) > 0);
  }

  /**
   * @param {string} operation
   * @param {string} fault
   * @param {string} told
   * @param {() => Promise<import('./run.js').Verdict>} run
   */
  async note(operation, fault, told, run) {
    const { word, told: why, calls } = await run();
    if (word === 'idle') this.idle += 1;
    else this.judged.push({ platform: this.platform, operation, fault, outcome: word, told: `${told}\n    ${why}` });
    return calls;
  }

  /** @param {Operation} operation @param {Omit<Setting, 'platform'>} setting @param {string} fault */
  async check(operation, setting, fault) {
    const told = `${this.platform} ${operation.name} × ${fault} ${JSON.stringify(setting)}`;
    // What an operation costs has to be known in any case.
    if (fault !== 'none' && !isAsked(told)) return 0;
    return this.note(operation.operation, fault, told, () => runCase(operation, { platform: this.platform, ...setting }));
  }

  async soundly() {
    for (const operation of ALL) this.calls.set(operation, await this.check(operation, {}, 'none'));
  }

  async onEverySide() {
    const die = dice(`switches of ${this.platform}`);
    for (const switches of this.sides) {
      for (const operation of [die.pick(LISTS), die.pick(LISTS), ...this.singles]) await this.check(operation, { switches }, 'switches');
    }
  }

  async withEveryFault() {
    const die = dice(`faults of ${this.platform}`);
    const grants = GRANTS[this.platform].length > 0 ? [undefined, GRANTS[this.platform][0]] : [undefined];
    for (const entry of faultsOf(this.platform)) {
      const needsGrant = ['expired_token', 'rotated_refresh'].includes(entry.fault);
      for (const operation of [die.pick(LISTS), die.pick(LISTS), ...this.singles]) {
        for (const at of placesOf(this.calls.get(operation) ?? 1)) {
          // Reading is tried at some of the places, writing at all.
          if (operation.kind === 'read' && !die.chance(0.4)) continue;
          const grant = needsGrant ? die.pick([grants.at(-1), ...grants]) : die.pick(grants);
          const switches = die.chance(0.2) ? die.pick(this.sides) : undefined;
          const abort = entry.never ? 'fault' : undefined;
          await this.check(operation, { grant, switches, abort, plan: [{ ...entry, at }], seed: SEED }, entry.fault);
        }
      }
    }
  }

  async forTokens() {
    const grants = GRANTS[this.platform];
    if (grants.length === 0) this.judged.push({ platform: this.platform, operation: 'token', fault: 'none', outcome: 'unsupported' });
    for (const grant of grants) {
      await this.check(TOKEN, { grant }, 'none');
      for (const switches of this.sides) await this.check(TOKEN, { grant, switches }, 'switches');
      for (const entry of faultsOf(this.platform)) {
        const abort = entry.never ? 'fault' : undefined;
        for (const at of [0, [0, 1, 2, 3]]) await this.check(TOKEN, { grant, abort, plan: [{ ...entry, route: 'token', at }], seed: SEED }, entry.fault);
      }
    }
  }

  async whileOthersGoOn() {
    for (const outage of outagesOf(this.platform)) {
      for (const onError of /** @type {const} */ (['strict', 'partial'])) {
        for (const from of [0, 1]) {
          const told = `${this.platform} list ${onError} × ${outage.fault} ${JSON.stringify({ ...outage, from })}`;
          if (isAsked(told)) await this.note('list partial', outage.fault, told, () => outageCase(this.platform, outage, onError, from));
        }
      }
    }
  }
}

/** @param {Platform} platform @returns {Promise<Tally>} */
export async function runPlatform(platform) {
  const start = performance.now();
  const suite = new Suite(platform);
  await suite.soundly();
  await suite.onEverySide();
  await suite.withEveryFault();
  await suite.forTokens();
  await suite.whileOthersGoOn();
  return { judged: suite.judged, idle: suite.idle, seconds: (performance.now() - start) / 1000 };
}
