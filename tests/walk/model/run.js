// Runs the walks of a range, and tells of those that break a law.

import { setImmediate } from 'node:timers/promises';
import { PLAIN, printed } from '../law/print.js';
import { drawPlan } from './plan.js';
import { shrunk } from './shrink.js';
import { runPlan } from './walk.js';

/**
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./walk.js').Outcome} Outcome
 *
 * @typedef {object} Run
 * @property {number} seed
 * @property {number} from the first walk
 * @property {number} to the walk after the last
 * @property {number} [step] every how many walks one is run: two runs of step 2 share the work of one
 * @property {import('./walk.js').Means} [means] how the client is reached
 * @property {number} [enough] failures after which no further walk is run; 3 unless given
 *
 * @typedef {object} Tally
 * @property {number} walks
 * @property {number} pages
 * @property {number} tasks that were given
 * @property {number} calls
 * @property {number} edits
 * @property {number} faults
 * @property {number} late
 * @property {{ law: string, told: string }[]} failures
 */

/** @param {Run} run @returns {Promise<Tally>} */
export async function runWalks({ seed, from, to, step = 1, means = {}, enough = 3 }) {
  /** @type {Tally} */
  const tally = { walks: 0, pages: 0, tasks: 0, calls: 0, edits: 0, faults: 0, late: 0, failures: [] };
  for (let index = from; index < to && tally.failures.length < enough; index += step) {
    const plan = drawPlan(seed, index);
    const outcome = await runPlan(plan, means);
    add(tally, outcome);
    if (outcome.breach) {
      const smaller = await shrunk(plan, outcome, means);
      tally.failures.push({ law: outcome.breach.law, told: told(seed, index, outcome, smaller) });
    }
    // Simulators answer without a turn of the event loop.
    if (tally.walks % 16 === 0) await setImmediate();
  }
  return tally;
}

/** @param {Tally} tally @param {Outcome} outcome */
function add(tally, { walked }) {
  tally.walks += 1;
  if (!walked) return;
  const tasks = walked.given.flatMap(({ page }) => page.tasks);
  tally.pages += walked.given.length;
  tally.tasks += tasks.length;
  tally.late += tasks.filter((task) => 'is_late' in task).length;
  tally.calls += walked.net.calls;
  tally.edits += walked.net.edits;
  tally.faults += walked.net.faults;
}

/** @param {number} seed @param {number} index @param {Outcome} outcome @param {{ plan: Plan, outcome: Outcome }} smaller */
function told(seed, index, outcome, smaller) {
  return [
    `walk ${index} of seed ${seed} breaks the law "${outcome.breach?.law}"`,
    `  ${outcome.breach?.message}`,
    'the smallest that breaks it too:',
    `  ${smaller.outcome.breach?.message}`,
    described(smaller.plan, smaller.outcome),
    'again: ' + `MODEL_SEED=${seed} MODEL_WALK=${index} TASKWEAVE_PKG=$PWD/pkg node --test tests/walk/model.test.js`,
  ].join('\n');
}

/** @param {Plan} plan @param {Outcome} outcome */
function described(plan, { walked }) {
  const { tree: _, ...rest } = plan;
  const tree = walked?.tree;
  return [
    `  plan ${JSON.stringify(rest)}`,
    `  filter ${tree ? printed(tree, PLAIN) : 'none'}`,
    ...(walked?.given ?? []).map(({ page, asked }, i) => {
      const rows = page.tasks.map(({ connection_id, platform_id }) => `${connection_id}/${platform_id}`);
      const reports = page.sources.map(({ connection_id, status, mode, calls, consistency }) => `${connection_id} ${mode} ${status} ${calls}${consistency === 'best_effort' ? ' best_effort' : ''}`);
      return `  page ${i} limit ${asked.limit}: ${rows.slice(0, 30).join(' ')}${rows.length > 30 ? ` and ${rows.length - 30} more` : ''} | ${reports.join(', ')}`;
    }),
  ].join('\n');
}

/** The line that tells of a whole run. @param {number} seed @param {readonly Tally[]} tallies @param {number} seconds */
export function summary(seed, tallies, seconds) {
  /** @param {(tally: Tally) => number} of */
  const sum = (of) => tallies.reduce((total, tally) => total + of(tally), 0);
  const walks = sum((tally) => tally.walks);
  return [
    `model: seed ${seed}, ${walks} walks in ${seconds.toFixed(0)} s`,
    `${sum(({ pages }) => pages)} pages, ${sum(({ tasks }) => tasks)} tasks (${sum(({ late }) => late)} late)`,
    `${sum(({ calls }) => calls)} calls, ${sum(({ edits }) => edits)} edits, ${sum(({ faults }) => faults)} faults`,
    `${(walks / seconds).toFixed(0)} walks per second, ${sum(({ failures }) => failures.length)} failures`,
  ].join(', ');
}
