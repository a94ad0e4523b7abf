// What became of one operation: the right result or a clear error, and nothing lost, doubled, leaked or hurried.

import assert from 'node:assert/strict';
import { leakIn, secretsOf } from './leaks.js';

/**
 * @typedef {import('./world.js').World} World
 * @typedef {import('./world.js').Sent} Sent
 * @typedef {import('./reads.js').Prepared} Prepared
 * @typedef {import('./reads.js').Operation} Operation
 * @typedef {{ result: any, error?: undefined } | { result?: undefined, error: any }} Outcome
 */

/** Under these, once or a few times, a read comes right all the same. */
const PASSING = ['429', '500', '502', '503', 'dropped', 'answer_lost', 'insert', 'change', 'delete', 'duplicate', 'clock_skew', 'expired_token', 'rotated_refresh'];
/** What the platform's own words of trouble are, where it has some. */
/** @type {Record<string, string>} */
const WORDS = { 429: 'Too many requests were made', 500: 'Something went wrong on our side', 502: 'Something went wrong on our side', 503: 'Something went wrong on our side' };

/**
 * The codes that an operation may end with under a fault.
 * @type {Record<string, readonly string[]>}
 */
const CODES = {
  429: ['platform_rate_limit'],
  500: ['platform_error'],
  502: ['platform_error'],
  503: ['platform_error', 'platform_rate_limit'],
  dropped: ['network'],
  answer_lost: ['network'],
  slow_body: ['aborted'],
  truncated: ['page_invalid', 'platform_error'],
  html: ['page_invalid', 'platform_error'],
  empty: ['page_invalid', 'platform_error'],
  error_in_200: ['platform_error', 'platform_rate_limit', 'invalid_credentials'],
  207: ['platform_error', 'page_invalid'],
  malformed_row: ['page_invalid', 'not_found'],
  expired_token: ['invalid_credentials'],
  rotated_refresh: ['invalid_credentials'],
  delete: ['not_found'],
  // A page that does not go on where the one before ended.
  duplicate: ['page_invalid'],
  none: [],
};

/** Whether the user of the token is kept from what Accelo calls progressions. @param {World} world */
function mayNotProgress({ platform, setting }) {
  return platform === 'ACCELO' && setting.switches?.processPermission === 'ownOnly';
}

/**
 * Whether the answer that held the next refresh token was lost, after the platform had ended the one before.
 * @param {World} world
 */
export function losesRefresh({ injected, simulator, setting, sent }) {
  if (!simulator.tokens?.options.rotates || setting.grant !== 'refresh_token') return false;
  // A token that was given out and never used: its answer did not arrive whole.
  const made = simulator.tokens.secrets.filter((token) => token.includes('-access-'));
  const isUnused = made.some((token) => !sent.some(({ authorization }) => authorization?.endsWith(token)));
  return isUnused && injected.some(({ path }) => path.includes('token'));
}

/**
 * Fails unless an error is one of ours, clear, and of the connection.
 * @param {World} world
 * @param {any} error
 */
export function assertClear(world, error) {
  assert.ok(error instanceof Error && error.name === 'TaskweaveError', `not a TaskweaveError: ${String(error)}`);
  const told = /** @type {any} */ (error);
  assert.match(told.code, /^[a-z_]+$/);
  assert.ok(told.message.length > 10, `a message that says little: ${told.message}`);
  assert.equal(typeof told.retryable, 'boolean', `retryable of ${told.message}`);
  if (told.code === 'aborted') return;
  assert.equal(told.platform, world.platform, `platform of ${told.message}`);
  assert.equal(told.connection_id, world.connection.id, `connection_id of ${told.message}`);
}

/**
 * @param {World} world
 * @param {Operation} operation
 * @param {Prepared} prepared
 * @param {Outcome} outcome
 * @param {readonly string[]} said on the console
 */
export function judge(world, operation, prepared, outcome, said) {
  const facts = { faults: world.injected.map(({ fault }) => fault), touched: world.injected.flatMap(({ ids = [] }) => ids) };
  if (outcome.error) judgeError(world, operation, prepared, outcome.error, facts);
  else prepared.check(outcome.result, facts);
  if (operation.kind === 'write') judgeEffects(world, prepared, outcome);
  else assert.deepEqual(world.simulator.effects, [], 'a read that has effects');
  judgeRepeats(world);
  judgeWaits(world);
  judgeLeaks(world, outcome, said);
}

/**
 * @param {World} world
 * @param {Operation} operation
 * @param {Prepared} prepared
 * @param {any} error
 * @param {{ faults: readonly string[], touched: readonly string[] }} facts
 */
function judgeError(world, operation, prepared, error, { faults, touched }) {
  if (error instanceof assert.AssertionError) throw error;
  assertClear(world, error);
  const allowed = [...new Set(faults)].flatMap((fault) => CODES[fault] ?? []);
  if (operation.kind === 'write') allowed.push('outcome_unknown');
  if (losesRefresh(world) || mayNotProgress(world)) allowed.push('invalid_credentials');
  const told = `${error.code}: ${error.message}`;
  assert.ok(allowed.includes(error.code), `ends with ${told}, which may be ${allowed.join(', ') || 'no error at all'}`);
  if (error.code === 'not_found') assert.ok(faults.includes('malformed_row') || touched.includes(String(prepared.target)), `a task that is there is not found: ${told}`);
  const [entry] = world.setting.plan ?? [];
  const isOnce = entry && world.injected.length <= 1;
  const renewable = world.setting.grant !== undefined;
  const mayFail = ['expired_token', 'rotated_refresh'].some((fault) => faults.includes(fault)) && (!renewable || faults.includes('rotated_refresh'));
  if (operation.kind === 'read' && isOnce && error.code !== 'not_found' && !mayFail && !losesRefresh(world)) {
    const isToken = world.injected.some(({ path }) => /token$/.test(path));
    // A platform that says nothing may be known to want a longer pause than a request may wait.
    const saysNothing = entry.header === 'none' || entry.fault === 'error_in_200';
    const waitsLonger = error.code === 'platform_rate_limit' && saysNothing && error.retry_after * 1000 > (world.setting.options?.maxWaitMs ?? 30_000);
    // How Sage Intacct says under 200 that there were too many calls is in no document: the error keeps its words.
    const isPassing = PASSING.includes(entry.fault) || (entry.fault === 'error_in_200' && !isToken && ((entry.error === 'limit' && world.platform !== 'SAGE_INTACCT') || (entry.error === 'token' && renewable)));
    // A row that stands behind the last one hides where a walk by ids goes on: no guess is made, the error says so.
    const isHidden = entry.fault === 'duplicate' && entry.place === 'end';
    const recovers = isPassing && !waitsLonger && !isHidden;
    assert.ok(!recovers, `a read that could be repeated ends with ${told}`);
  }
  if (['429', '500', '503'].includes(entry?.fault) && entry.body === 'own' && ['platform_rate_limit', 'platform_error'].includes(error.code)) {
    const words = WORDS[entry.fault];
    // A token endpoint has another envelope, of which some have a word alone.
    if (world.injected.every(({ path }) => !path.includes('token'))) {
      assert.ok(String(error.platform_message).includes(words), `the platform's own words are lost: ${told} (${error.platform_message})`);
    }
  }
  if (error.code === 'platform_rate_limit') assert.equal(error.retryable, true, `a rate limit passes: ${told}`);
}

/** @param {World} world @param {Prepared} prepared @param {Outcome} outcome */
function judgeEffects(world, { effects = [] }, { error }) {
  const done = world.simulator.effects.map(({ kind }) => kind);
  // A notification is documented to be answered with nothing at all: nobody can tell that from an empty body.
  const isSilent = effects[0] === 'notify' && world.injected.some(({ fault }) => fault === 'empty');
  if (!error) return isSilent ? undefined : assert.deepEqual(done, effects, 'the effects of a success');
  assert.deepEqual(done, effects.slice(0, done.length), 'the effects of a failure');
  if (done.length === 0) return;
  const told = `${error.code}: ${error.message}`;
  const isKnown = error.code === 'outcome_unknown' || error.code === 'aborted' || (Array.isArray(error.applied) && error.applied.length > 0) || /was created/.test(error.message);
  assert.ok(isKnown || refusedInItsOwnWords(world), `it was done (${done.join(', ')}), and the error says otherwise: ${told}`);
  if (error.code === 'outcome_unknown') assert.equal(error.retryable, false, `an unknown outcome is not to be repeated: ${told}`);
}

/** A platform that does what it is asked for and says in its own envelope that it failed cannot be seen through. @param {World} world */
function refusedInItsOwnWords({ injected }) {
  return injected.some(({ fault }) => fault === 'error_in_200' || fault === '207');
}

const READS_BY_POST = /\/services\/core\/query$|token$/;

/** Nothing that changes something is sent twice, but with an idempotency key or after it was refused. @param {World} world */
function judgeRepeats({ sent }) {
  /** @type {Map<string, Sent>} */
  const before = new Map();
  for (const call of sent.filter(({ method, path }) => method !== 'GET' && !READS_BY_POST.test(path))) {
    const line = `${call.method} ${call.path} ${call.body}`;
    const first = before.get(line);
    before.set(line, call);
    if (!first) continue;
    assert.ok(!/notify/.test(call.path), 'a notification was sent twice');
    if (call.key !== null || first.key !== null) assert.equal(call.key, first.key, 'the idempotency key of a repeated call');
    else assert.ok(isRefusedToken(first, call), `sent twice without an idempotency key: ${line} (${first.status})`);
  }
}

/** A call with another token, after the one before was refused. @param {Sent} first @param {Sent} again */
function isRefusedToken(first, again) {
  return first.status !== null && first.status < 500 && first.authorization !== again.authorization;
}

/** A platform that said when to come again is not called before. @param {World} world */
function judgeWaits({ sent, sleeps, setting }) {
  const refusals = sent.filter(({ status, retryAt }) => status !== null && retryAt !== null);
  for (const { platform, retryAt, answered, status, path } of refusals) {
    const early = sent.find((call) => call.platform === platform && call.order > Number(answered) && call.at < Number(retryAt) && (status === 429 || call.path === path));
    assert.ok(!early, `${early?.method} ${early?.path} came ${Number(retryAt) - Number(early?.at)} ms before the time that the answer ${status} named`);
  }
  const waited = sleeps.reduce((sum, { ms }) => sum + ms, 0);
  const most = setting.options?.maxWaitMs ?? 30_000;
  // Each page and each attempt is a request with a budget of its own; no single wait goes beyond it.
  assert.ok(sleeps.every(({ ms }) => ms <= most), `a wait of ${waited} ms goes beyond ${most} ms`);
}

/** @param {World} world @param {Outcome} outcome @param {readonly string[]} said */
export function judgeLeaks(world, { result, error }, said) {
  const secrets = secretsOf(world);
  const leak = leakIn(error ?? result, secrets) ?? leakIn([...said], secrets) ?? leakIn(world.sent.map(({ url }) => url), secrets);
  assert.ok(leak === null, `a secret comes out: ${leak}`);
}
