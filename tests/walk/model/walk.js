// Walks a plan: page after page through the client, again where a request failed, until the end is said.

import { drawTree } from '../law/generate.js';
import { PLAIN, printed } from '../law/print.js';
import { Random } from '../law/random.js';
import { comparisons } from '../law/tree.js';
import { Pools } from '../law/values.js';
import { taskweave } from '../../support/package.js';
import { RequestBounds } from './bounds.js';
import { Breach, expect } from './breach.js';
import { FEATURES } from './features.js';
import { judgeChanges, judgeWalk } from './laws.js';
import { Net } from './net.js';
import { createSources } from './world.js';

/**
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./plan.js').PagePlan} PagePlan
 * @typedef {import('./world.js').Source} Source
 * @typedef {import('taskweave').Page} Page
 * @typedef {import('taskweave').Task & { is_late?: boolean }} Task
 * @typedef {import('taskweave').Client} Client
 * @typedef {import('../law/tree.js').Tree} Tree
 *
 * @typedef {object} Given a page that was given
 * @property {Page} page
 * @property {PagePlan} asked
 *
 * @typedef {object} Walked
 * @property {Plan} plan
 * @property {Source[]} sources
 * @property {Net} net
 * @property {Tree | null} tree
 * @property {Given[]} given
 * @property {number} startedAt the clock when the first request began that was answered, milliseconds since 1970
 * @property {Set<string>} failed the sources that were missing from a page, or failed a request
 * @property {boolean} starved whether a budget was spent
 * @property {number} requests
 *
 * @typedef {object} Means how a walk reaches the client, so that a broken one can be put in its place
 * @property {(fetch: import('./net.js').Fetch) => import('./net.js').Fetch} [wrap] around the network
 * @property {(client: Client, plan: Plan) => Pick<Client, 'list'>} [client] what asks in the client's place
 *
 * @typedef {object} Outcome
 * @property {Breach | null} breach
 * @property {Walked | null} walked
 */

/** Requests of one walk: it should have ended long before. */
const MOST_REQUESTS = 2000;
const MOST_CHANGES = 300;

/** @param {Plan} plan @param {Means} [means] @returns {Promise<Outcome>} */
export async function runPlan(plan, means = {}) {
  const dice = Math.random;
  const random = new Random(plan.seed, 8, plan.index);
  // The client draws how long it waits before a repeat.
  Math.random = () => random.next() / 2 ** 32;
  /** @type {Walked | null} */
  let walked = null;
  try {
    const clock = { ms: plan.start };
    const isWhole = plan.filtered || /(^|, )id /.test(plan.sort);
    const sources = createSources(plan, clock, isWhole);
    const net = new Net(plan, sources, clock);
    walked = { plan, sources, net, tree: treeOf(plan, sources), given: [], startedAt: plan.start, failed: new Set(), starved: false, requests: 0 };
    const walk = new Walk(walked, clock, means);
    try {
      if (sources.length === 0) await walk.ofNothing();
      else await walk.toTheEnd();
    } finally {
      walk.free();
    }
    return { breach: null, walked };
  } catch (error) {
    if (error instanceof Breach) return { breach: error, walked };
    return { breach: new Breach('crash', error instanceof Error ? (error.stack ?? error.message) : String(error)), walked };
  } finally {
    Math.random = dice;
  }
}

/** @param {Plan} plan @param {readonly Source[]} sources @returns {Tree | null} */
function treeOf(plan, sources) {
  if (!plan.filtered) return null;
  if (plan.tree !== undefined) return plan.tree;
  const all = sources.flatMap(({ known }) => [...known.values()].map(({ versions }) => versions[0].task));
  const pools = new Pools(() => all);
  const moment = { now: plan.start, utcOffsetMinutes: 0 };
  const random = new Random(plan.seed, 9, plan.index);
  for (;;) {
    const tree = drawTree(random, { tasks: () => all, pools, paths: [], withheld: ['last_synced_at'] }, moment);
    // A filter of many comparisons tries the filter, and that is tried elsewhere.
    if (comparisons(tree).length <= 4) return tree;
  }
}

/** One walk under way. */
class Walk {
  #walked;
  #clock;
  #means;
  #bounds;
  /** @type {Client | null} */
  #client = null;
  /** @type {Record<string, any>} */
  #options;
  /** @type {Partial<import('taskweave').ListRequest>} what stays the same from page to page */
  #same;

  /** @param {Walked} walked @param {{ ms: number }} clock @param {Means} means */
  constructor(walked, clock, means) {
    const { plan, tree, sources } = walked;
    this.#walked = walked;
    this.#clock = clock;
    this.#means = means;
    this.#options = { ...plan.options };
    this.#bounds = new RequestBounds(plan, sources, clock);
    this.#same = {
      ...(tree ? { filter: printed(tree, PLAIN) } : {}),
      ...(plan.order === 'source' ? { order: /** @type {any} */ ('source') } : { sort: plan.sort }),
    };
  }

  /** Gives the client's memory back. */
  free() {
    /** @type {any} */ (this.#client)?.free();
    this.#client = null;
  }

  /** A client that remembers nothing. */
  #renew() {
    this.free();
    const { wrap = (fetch) => fetch } = this.#means;
    const { sources, net } = this.#walked;
    this.#client = new taskweave.Client({
      connections: /** @type {import('taskweave').Connection[]} */ (sources.map(({ connection }) => connection)),
      fetch: wrap(net.fetch),
      now: () => this.#clock.ms,
      // Waiting is the clock's moving, and in whole steps.
      sleep: async (ms) => {
        this.#clock.ms += Math.ceil(ms / 1000) * 1000;
      },
      ...this.#options,
    });
    this.#bounds.forget(this.#options);
    return this.#client;
  }

  /** Without a connection there is no list, and not an empty one either. */
  async ofNothing() {
    const error = await this.#through(this.#renew()).list({ ...this.#same }).then(() => null, (/** @type {any} */ each) => each);
    expect(error?.name === 'TaskweaveError' && error.code === 'request_invalid', 'nothing', `no connection is no clear error: ${error}`);
  }

  async toTheEnd() {
    const { plan, net, given, sources } = this.#walked;
    /** @type {string | null} */
    let cursor = null;
    let empty = 0;
    for (let at = 0; ; at += 1) {
      expect(at < MOST_REQUESTS && empty < 60, 'end', `the walk does not end: ${at} requests, ${given.length} pages, the last ${empty} of them empty`);
      const asked = plan.pages[at % plan.pages.length];
      const client = this.#ready(asked, at);
      const clock = this.#clock.ms;
      net.begin();
      this.#walked.requests += 1;
      this.#bounds.begin(asked);
      const page = await this.#ask(client, asked, cursor, sources);
      if (!page) continue;
      if (given.length === 0) this.#walked.startedAt = clock;
      given.push({ page, asked });
      this.#bounds.judge(page, net);
      this.#note(page);
      empty = page.tasks.length === 0 ? empty + 1 : 0;
      const isStuck = cursor !== null && page.tasks.length === 0 && page.next_cursor === cursor && page.sources.every(({ status }) => status !== 'failed');
      expect(!isStuck, 'end', 'an empty page has the cursor that it was asked with, and no source failed');
      cursor = page.next_cursor;
      if (cursor === null) break;
    }
    for (const source of sources) source.look();
    judgeWalk(this.#walked);
    if (FEATURES.changesSince && plan.order === 'sorted') await this.#changes();
  }

  /** The client of a page. @param {PagePlan} asked @param {number} at */
  #ready(asked, at) {
    if (at > 0) this.#clock.ms += asked.pause;
    const client = this.#client === null || asked.fresh ? this.#renew() : this.#client;
    return this.#through(client);
  }

  /** The client, or what was put in its place. @param {Client} client */
  #through(client) {
    return this.#means.client?.(client, this.#walked.plan) ?? client;
  }

  /**
   * A page, or null where the request failed and it is to be made again.
   * @param {Pick<Client, 'list'>} client
   * @param {PagePlan} asked
   * @param {string | null} cursor
   * @param {readonly Source[]} sources
   * @returns {Promise<Page | null>}
   */
  async #ask(client, { limit, onError, expand, forceFetch, turned }, cursor, sources) {
    /** @type {import('taskweave').ListRequest} */
    const request = { ...this.#same, onError };
    if (limit !== undefined) request.limit = Math.min(500, limit);
    if (expand.length > 0) request.expand = expand;
    if (forceFetch) request.forceFetch = true;
    if (turned) request.connections = sources.map(({ id }) => id).reverse();
    if (cursor !== null) request.cursor = cursor;
    try {
      return await client.list(request);
    } catch (error) {
      this.#judgeError(error, onError);
      return null;
    }
  }

  /** An error has a reason, and after it the same cursor goes on. @param {any} error @param {string} onError */
  #judgeError(error, onError) {
    const { net, failed } = this.#walked;
    expect(error?.name === 'TaskweaveError', 'error', `something else than an error of its own was thrown: ${error?.stack ?? error}`);
    this.#bounds.judgeBudget(this.#options, net);
    const told = `${error.code}: ${error.message}`;
    const tally = net.tallies.get(error.connection_id);
    expect(tally !== undefined, 'error', `an error names no source: ${told}`);
    failed.add(error.connection_id);
    if (error.code === 'budget_exceeded') return this.#feed([error]);
    expect(tally.spoiled || (tally.limited && error.code === 'platform_rate_limit'), 'error', `nothing went wrong at ${error.connection_id}, and yet: ${told}`);
    if (onError === 'partial') expect(typeof error.retry_after === 'number', 'error', `only sources that failed are left, and the error says no retry_after: ${told}`);
    // As a user does who is asked to come again later.
    this.#clock.ms += (error.retry_after ?? 1) * 1000;
  }

  /** A spent budget: legal where it is too small, and with a larger one the walk goes on. @param {readonly any[]} errors */
  #feed(errors) {
    const { maxCallsPerSource = 200, maxCalls = 400 } = this.#options;
    for (const { connection_id, message } of errors) {
      const isSmall = this.#bounds.couldSpend(connection_id, this.#options);
      expect(isSmall, 'budget', `${connection_id} cannot need ${maxCallsPerSource} calls, nor all sources ${maxCalls}, and yet: ${message}`);
    }
    this.#walked.starved = true;
    Object.assign(this.#options, { maxCallsPerSource: maxCallsPerSource * 4, maxCalls: Math.max(maxCalls, 400) * 4 });
    this.#renew();
  }

  /** @param {Page} page */
  #note({ sources }) {
    const { net, failed } = this.#walked;
    const missing = sources.filter(({ status }) => status === 'failed');
    for (const { connection_id, error } of missing) {
      failed.add(connection_id);
      const tally = net.tallies.get(connection_id);
      const hasReason = error?.code === 'budget_exceeded' || tally?.spoiled || (tally?.limited && error?.code === 'platform_rate_limit');
      expect(hasReason, 'error', `nothing went wrong at ${connection_id}, and yet it failed: ${error?.code}: ${error?.message}`);
    }
    const starved = missing.filter(({ error }) => error?.code === 'budget_exceeded');
    if (starved.length > 0) this.#feed(starved.map(({ connection_id, error }) => ({ ...error, connection_id })));
  }

  /** What changed since the walk began, on the platforms that can tell; and, once more has changed, what did since then. */
  async #changes() {
    const { given, net, sources } = this.#walked;
    this.#renew();
    /** @type {any[]} */
    const pages = [];
    /** @type {unknown} */
    let since = given.at(-1)?.page.walk_started_at;
    for (const round of [0, 1]) {
      const { edits } = net;
      since = await this.#caughtUp(since, pages);
      for (const source of sources) source.look();
      // What changed after its source was asked is told the next time.
      judgeChanges(this.#walked, pages, net.edits === edits);
      if (round > 0) break;
      this.#clock.ms += 1000;
      net.finishEdits();
      this.#clock.ms += 120_000;
    }
  }

  /**
   * Asks until nothing more is told; gives the cursor that stands then.
   * @param {unknown} from
   * @param {any[]} pages what it is told
   */
  async #caughtUp(from, pages) {
    let since = from;
    for (let at = 0; at < MOST_CHANGES; at += 1) {
      this.#walked.net.begin();
      // An error may have made another client, with a larger budget.
      const own = this.#client ?? this.#renew();
      const put = this.#through(own);
      const client = /** @type {any} */ ('changesSince' in put ? put : own);
      try {
        const page = await client.changesSince(since, {});
        pages.push(page);
        since = page.next_cursor;
        expect(since, 'changes', 'what changed has no cursor to go on from');
        if (!page.has_more) return since;
      } catch (error) {
        if (error instanceof Breach) throw error;
        this.#judgeError(error, 'strict');
      }
    }
    throw new Breach('end', `what changed does not end: ${MOST_CHANGES} requests`);
  }
}
