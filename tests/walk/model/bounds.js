// Law 5: how many calls a request may make. The bounds are those of the contract, computed from the rows and switches of
// the simulators and not from what the client says of itself.

import { compareTasks } from '../../simulators/index.js';
import { expect } from './breach.js';
import { keysOf } from './laws.js';

/**
 * @typedef {import('./world.js').Source} Source
 * @typedef {import('./net.js').Net} Net
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./plan.js').PagePlan} PagePlan
 * @typedef {import('taskweave').Page} Page
 * @typedef {import('taskweave').SourceReport} SourceReport
 */

/** How long what was read whole is not read again, unless an option says otherwise. */
const USUAL_CACHE_MS = 60_000;
/** What is numbered is read again until two readings agree, at most so often. */
const READINGS = 3;

/** Judges the calls of each request of a walk. */
export class RequestBounds {
  #plan;
  #sources;
  #clock;
  /** Pages so far. */
  #pages = 0;
  /** @type {Map<string, number>} when each source was read whole, by what else was asked for */
  #read = new Map();
  #cacheMs = USUAL_CACHE_MS;
  /** @type {Record<string, any>} */
  #options = {};
  #began = 0;
  /** @type {PagePlan | null} */
  #asked = null;

  /** @param {Plan} plan @param {readonly Source[]} sources @param {{ ms: number }} clock */
  constructor(plan, sources, clock) {
    this.#plan = plan;
    this.#sources = new Map(sources.map((source) => [source.id, source]));
    this.#clock = clock;
  }

  /** A new client asks. @param {Record<string, any>} options */
  forget(options) {
    this.#read.clear();
    this.#options = options;
    this.#cacheMs = options.cacheMs ?? USUAL_CACHE_MS;
  }

  /** A request begins. @param {PagePlan} asked */
  begin(asked) {
    this.#asked = asked;
    this.#began = this.#clock.ms;
  }

  /** @param {Page} page @param {Net} net */
  judge(page, net) {
    this.judgeBudget(this.#options, net);
    for (const report of page.sources) {
      const { connection_id: id, calls, mode } = report;
      const tally = net.tallies.get(id);
      // What waits for others that fail may be given up before it is sent.
      expect(tally && (report.status === 'failed' ? calls >= tally.now : calls === tally.now), 'calls', `${id} reports ${calls} calls and made ${tally?.now}`);
      if (mode === 'not_read') expect(calls === 0, 'calls', `${id} is not read, and made ${calls} calls`);
      const source = /** @type {Source} */ (this.#sources.get(id));
      if (mode === 'materialised') this.#judgeWhole(source, report, tally.spoiled);
      else if (mode === 'keyset' && !tally.spoiled) {
        this.#judgeKeyset(source, report);
        if (this.#pages === 0 && net.edits === 0) this.#judgeFirst(source, report);
      }
    }
    this.#pages += 1;
  }

  /** No request makes more calls than it may, nor more at once. @param {Record<string, any>} options @param {Net} net */
  judgeBudget({ maxCallsPerSource = 200, maxCalls = 400, maxCallsAtOnce = 6 }, net) {
    expect(net.callsNow <= maxCalls, 'budget', `a request made ${net.callsNow} calls, and may make ${maxCalls}`);
    expect(net.peak <= maxCallsAtOnce, 'budget', `${net.peak} calls were under way at once, and ${maxCallsAtOnce} may be`);
    for (const [id, { now }] of net.tallies) {
      expect(now <= maxCallsPerSource, 'budget', `${id} made ${now} calls in a request, and may make ${maxCallsPerSource}`);
    }
  }

  /** Whether a request can need more calls than it may make. @param {string} id @param {Record<string, any>} options */
  couldSpend(id, { maxRetries = 3, maxCallsPerSource = 200, maxCalls = 400 }) {
    /** @param {Source} source */
    const need = (source) => (READINGS + maxRetries) * readingOf(source);
    const all = [...this.#sources.values()].reduce((sum, source) => sum + need(source), 0);
    return all >= maxCalls || need(/** @type {Source} */ (this.#sources.get(id))) >= maxCallsPerSource;
  }

  /**
   * Read whole at most three times in a request, and not again while what was read is kept.
   * @param {Source} source
   * @param {SourceReport} report
   * @param {boolean} isSpoiled
   */
  #judgeWhole(source, { connection_id: id, calls, status }, isSpoiled) {
    const key = `${id} ${this.#asked?.expand.join()}`;
    const readAt = this.#read.get(key);
    const isKept = readAt !== undefined && !this.#asked?.forceFetch && this.#began - readAt <= this.#cacheMs;
    if (isKept) expect(calls === 0, 'cache', `${id} was read whole ${this.#began - (readAt ?? 0)} ms ago, and is read again with ${calls} calls`);
    if (calls === 0) return;
    if (!isSpoiled) {
      const most = READINGS * readingOf(source);
      expect(calls <= most, 'calls', `${id} (${source.platform}, ${source.most} tasks) was read whole with ${calls} calls, and may make ${most}`);
    }
    if (status === 'failed') this.#read.delete(key);
    else this.#read.set(key, this.#began);
  }

  /**
   * No more than the rows of the page and the rejected ones need: what is asked for again is what stands in one second
   * with the last row of a page, and a second that a page does not hold whole is read by itself.
   * @param {Source} source
   * @param {SourceReport} report
   */
  #judgeKeyset(source, { connection_id: id, calls, fetched }) {
    const limit = Math.min(500, this.#asked?.limit ?? 50);
    const least = Math.min(limit + 1, leastPage(source));
    const most = 10 + 2 * Math.ceil(fetched / least);
    expect(calls <= most, 'calls', `${id} (${source.platform}) made ${calls} calls for ${fetched} rows, and may make ${most}`);
  }

  /**
   * One call gives the first page of a source, where every row is wanted, the platform has no whims and no tie crosses
   * the edge of the page.
   * @param {Source} source
   * @param {SourceReport} report
   */
  #judgeFirst(source, { connection_id: id, calls }) {
    const { filtered, sort, order, sources } = this.#plan;
    const limit = Math.min(500, this.#asked?.limit ?? 50);
    const hasWhims = Object.keys(sources.find((each) => each.id === id)?.switches ?? {}).length > 0;
    if (filtered || order === 'source' || hasWhims || limit + 1 > leastPage(source)) return;
    const keys = keysOf(sort);
    const rows = [...source.known.values()].map(({ versions }) => versions[0].task).sort(compareTasks(keys));
    /** @param {number} at */
    const second = (at) => rows[at]?.[keys[0].field]?.slice(0, 19);
    const [last, beyond] = [second(limit - 1), second(limit)];
    if (!last || !beyond || last === beyond) return;
    expect(calls <= 1, 'calls', `${id} (${source.platform}) made ${calls} calls for its first ${limit} rows, and one would do`);
  }
}

/** The rows that a page holds at least, if there are so many: documents of Accelo differ between 50 and 100. @param {Source} source */
function leastPage({ platform }) {
  if (platform === 'ACCELO') return 50;
  return platform === 'SAGE_INTACCT' ? 4000 : 25;
}

/** The calls that one reading of all tasks takes at most, with one that shows the end and two that teach. @param {Source} source */
function readingOf(source) {
  if (source.platform === 'ZOHOBOOKS') return 4 + Math.max(3, Math.round(source.most / 50)) + 2;
  return Math.ceil(source.most / leastPage(source)) + 3;
}
