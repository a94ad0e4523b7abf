// The way from the client to its sources: each call finds its source by its token. Before a call is answered the clock
// may move and other users may do something; the call may fail. What happened is counted.

import { FAULTS } from '../../simulators/shared/faults/table.js';
import { mix } from '../../simulators/shared/random.js';

/**
 * @typedef {import('./world.js').Source} Source
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {(request: Request) => Promise<Response>} Fetch
 *
 * @typedef {object} Tally of one source
 * @property {number} calls in all
 * @property {number} now calls of the request that is under way
 * @property {number} passed calls that came to the platform
 * @property {number} faults in all
 * @property {boolean} spoiled whether a call of the request that is under way failed
 * @property {boolean} limited whether it ever said that there were too many calls
 */

/** The network of one walk. */
export class Net {
  calls = 0;
  edits = 0;
  faults = 0;
  /** The most calls that were under way at once in the request. */
  peak = 0;
  #underWay = 0;
  #request = -1;
  /** @type {Plan} */
  #plan;
  #clock;
  #nextEdit = 0;
  /** @type {Map<string, Source>} */
  #byToken;
  /** @type {Map<string, Source>} */
  #byId;
  /** @type {Map<string, Tally>} */
  tallies;

  /** @param {Plan} plan @param {readonly Source[]} sources @param {{ ms: number }} clock */
  constructor(plan, sources, clock) {
    this.#plan = plan;
    this.#clock = clock;
    this.#byToken = new Map(sources.map((source) => [source.authorization, source]));
    this.#byId = new Map(sources.map((source) => [source.id, source]));
    this.tallies = new Map(sources.map(({ id }) => [id, { calls: 0, now: 0, passed: 0, faults: 0, spoiled: false, limited: false }]));
  }

  /** A request of the user begins. */
  begin() {
    this.#request += 1;
    this.peak = 0;
    this.#underWay = 0;
    for (const tally of this.tallies.values()) [tally.now, tally.spoiled] = [0, false];
  }

  /** The calls of the request that is under way. */
  get callsNow() {
    let sum = 0;
    for (const { now } of this.tallies.values()) sum += now;
    return sum;
  }

  /** @type {Fetch} */
  fetch = async (asked) => {
    const source = this.#byToken.get(asked.headers.get('authorization') ?? '');
    if (!source) throw new Error(`a call without a token of a source: ${asked.url}`);
    const tally = /** @type {Tally} */ (this.tallies.get(source.id));
    const at = tally.calls;
    tally.calls += 1;
    tally.now += 1;
    this.#step();
    const request = this.#request;
    let isOver = false;
    const end = () => {
      // What the request before has given up is not of this one.
      if (!isOver && request === this.#request) this.#underWay -= 1;
      isOver = true;
    };
    // A call that is ended is under way no longer, even if the platform answers it.
    asked.signal.addEventListener('abort', end, { once: true });
    this.#underWay += 1;
    this.peak = Math.max(this.peak, this.#underWay);
    try {
      const spoil = this.#spoil(source.id, at);
      if (!spoil) return await this.#pass(source, tally, asked);
      return await this.#spoiled(source, tally, asked, spoil, at);
    } finally {
      end();
    }
  };

  /** The clock moves, and others do what they do before this call. */
  #step() {
    const { callPauses } = this.#plan;
    this.#clock.ms += callPauses[this.calls % callPauses.length];
    this.calls += 1;
    this.#edit(this.calls);
  }

  /** What is left to be done by others is done. */
  finishEdits() {
    this.#edit(Infinity);
  }

  /** @param {number} before the call before which all is done */
  #edit(before) {
    const { edits } = this.#plan;
    for (let edit = edits[this.#nextEdit]; edit && edit.at < before; edit = edits[this.#nextEdit]) {
      this.#nextEdit += 1;
      if (this.#byId.get(edit.source)?.edit(edit)) this.edits += 1;
    }
  }

  /** @param {string} id @param {number} at */
  #spoil(id, at) {
    const { downs, faults } = this.#plan;
    const request = this.#request;
    return downs.find(({ source, from, to }) => source === id && from <= request && request < to) ?? faults.find((fault) => fault.source === id && fault.at === at);
  }

  /** @param {Source} source @param {Tally} tally @param {Request} request */
  async #pass(source, tally, request) {
    tally.passed += 1;
    source.look();
    source.answering += 1;
    try {
      return await source.simulator.fetch(request);
    } finally {
      source.answering -= 1;
    }
  }

  /**
   * @param {Source} source
   * @param {Tally} tally
   * @param {Request} request
   * @param {{ fault: string, options: Record<string, any> }} spoil
   * @param {number} at
   */
  #spoiled(source, tally, request, { fault: name, options }, at) {
    const fault = FAULTS[name];
    this.faults += 1;
    tally.faults += 1;
    tally.spoiled = true;
    tally.limited ||= name === '429' || options.error === 'limit';
    const call = {
      platform: source.platform,
      simulator: source.simulator,
      request,
      token: false,
      now: this.#clock.ms,
      seen: new Set(),
      before: [],
      draw: (/** @type {number} */ i) => mix(at * 31 + i),
      inject: () => {},
    };
    return fault.run(call, () => this.#pass(source, tally, request), { ...fault.options, ...options });
  }
}
