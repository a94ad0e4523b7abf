// Makes a walk that breaks a law smaller, as long as it breaks the same one.

import { smallerTrees } from '../law/shrink.js';
import { runPlan } from './walk.js';

/**
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./plan.js').PagePlan} PagePlan
 * @typedef {import('./walk.js').Outcome} Outcome
 */

/** Walks that shrinking may cost. */
const MOST = 400;

/**
 * @param {Plan} failing
 * @param {Outcome} outcome
 * @param {import('./walk.js').Means} means
 * @returns {Promise<{ plan: Plan, outcome: Outcome }>}
 */
export async function shrunk(failing, outcome, means) {
  let left = MOST;
  // The filter is drawn from the tasks: it must not change with them.
  /** @type {{ plan: Plan, outcome: Outcome }} */
  let least = { plan: { ...failing, tree: outcome.walked?.tree ?? null }, outcome };
  for (let smaller = true; smaller && left > 0; ) {
    smaller = false;
    for (const plan of candidates(least.plan)) {
      if (left <= 0) break;
      left -= 1;
      const tried = await runPlan(plan, means);
      if (tried.breach?.law !== outcome.breach?.law) continue;
      least = { plan, outcome: tried };
      smaller = true;
      break;
    }
  }
  return least;
}

/** @param {Plan} plan @returns {Generator<Plan>} the boldest first */
function* candidates(plan) {
  for (const { id } of plan.sources) yield without(plan, id);
  for (const name of /** @type {const} */ (['edits', 'faults', 'downs'])) {
    /** @type {any[]} */
    const list = plan[name];
    for (const part of fewer(list)) yield { ...plan, [name]: part };
  }
  if (plan.filtered) {
    yield { ...plan, filtered: false, tree: null };
    for (const tree of plan.tree ? smallerTrees(plan.tree) : []) yield { ...plan, tree };
  }
  const keys = plan.sort.split(', ');
  if (keys.length > 1) for (const part of fewer(keys)) if (part.length > 0) yield { ...plan, sort: part.join(', ') };
  if (plan.sort !== 'updated_at DESC' && plan.sort !== 'updated_at ASC') yield { ...plan, sort: 'updated_at DESC' };
  if (Object.keys(plan.options).length > 1) yield { ...plan, options: { maxRetries: 0 } };
  for (const name of Object.keys(plan.options)) yield { ...plan, options: Object.fromEntries(Object.entries(plan.options).filter(([each]) => each !== name)) };
  if (plan.callPauses.some((pause) => pause > 0)) yield { ...plan, callPauses: [0] };
  if (plan.start % 1000 !== 0) yield { ...plan, start: plan.start - (plan.start % 1000) };
  yield* smallerPages(plan);
  yield* smallerSources(plan);
}

/** @param {Plan} plan @param {string} id @returns {Plan} */
function without(plan, id) {
  /** @type {<T extends { source: string }>(list: T[]) => T[]} */
  const rest = (list) => list.filter(({ source }) => source !== id);
  return { ...plan, sources: plan.sources.filter((each) => each.id !== id), edits: rest(plan.edits), faults: rest(plan.faults), downs: rest(plan.downs) };
}

/** Halves of a list, and all but one. @template T @param {readonly T[]} list @returns {T[][]} */
function fewer(list) {
  if (list.length === 0) return [];
  const half = Math.ceil(list.length / 2);
  return [[], ...(list.length > 2 ? [list.slice(0, half), list.slice(half)] : []), ...list.map((_, i) => list.filter((__, k) => k !== i))];
}

/** @type {Partial<PagePlan>[]} */
const PLAIN_PAGES = [{ onError: 'strict' }, { expand: [] }, { forceFetch: false }, { fresh: false }, { turned: false }, { pause: 0 }];

/** @param {Plan} plan @returns {Generator<Plan>} */
function* smallerPages(plan) {
  const { pages } = plan;
  for (const part of fewer(pages)) if (part.length > 0) yield { ...plan, pages: part };
  for (const plain of PLAIN_PAGES) {
    const [[name, value]] = Object.entries(plain);
    if (pages.some((page) => JSON.stringify(page[/** @type {keyof PagePlan} */ (name)]) !== JSON.stringify(value))) {
      yield { ...plan, pages: pages.map((page) => ({ ...page, ...plain })) };
    }
  }
}

/** @param {Plan} plan @returns {Generator<Plan>} */
function* smallerSources(plan) {
  for (const source of plan.sources) {
    /** @param {Partial<import('./plan.js').SourcePlan>} change @returns {Plan} */
    const changed = (change) => ({ ...plan, sources: plan.sources.map((each) => (each === source ? { ...each, ...change } : each)) });
    for (const size of [0, Math.floor(source.size / 2), source.size - 1]) if (size >= 0 && size < source.size) yield changed({ size });
    for (const ties of fewer(source.ties).slice(0, 8)) yield changed({ ties });
    if (source.odd) yield changed({ odd: false });
    if (Object.keys(source.switches).length > 0) yield changed({ switches: {} });
    for (const name of Object.keys(source.switches)) {
      yield changed({ switches: Object.fromEntries(Object.entries(source.switches).filter(([each]) => each !== name)) });
    }
  }
}
