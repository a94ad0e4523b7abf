// What the probe leaves behind and does not: no write, no credential, nobody's texts; fixtures that the library reads as
// it reads the originals; errors that teach.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { DEFAULT_NOW, OAUTH_CREDENTIALS, PLATFORMS, createSimulators, expectedTasks, switchesOf } from '../simulators/index.js';
import { taskweave } from '../support/package.js';
import { Server, probe } from './server.js';

/**
 * @typedef {import('../simulators/index.js').Platform} Platform
 * @typedef {import('./server.js').Outcome} Outcome
 */

const XTASK = process.env.TASKWEAVE_XTASK ?? assert.fail('run by: cargo xtask test --only probe');
const server = new Server();
before(() => server.start());
after(() => server.stop());

/** The fixture that holds a list of tasks. @type {Partial<Record<Platform, string>>} */
const LISTS = { SAGE_INTACCT: 'query.json', ACCELO: 'list.json', KICKSERV: 'list.json', ZOHOBOOKS: 'project.json' };

/** @param {Partial<Record<Platform, Record<string, any>>>} [switches] */
function setUp(switches) {
  const simulators = createSimulators({ sizes: 300, switches });
  return { simulators, base: server.add(simulators, () => DEFAULT_NOW) };
}

/** Fails if anything that the run left holds one of the texts. @param {Outcome} outcome @param {readonly string[]} texts */
function without(outcome, texts) {
  const left = [['stdout', outcome.stdout], ['stderr', outcome.stderr], ...outcome.files];
  for (const text of texts) {
    for (const [where, said] of left) {
      assert.ok(!said.includes(text), `${where} holds ${JSON.stringify(text)}`);
    }
  }
}

test('nothing is written, no credential and no text of anybody is left', async () => {
  const { simulators, base } = setUp();
  const { code, stderr, ...rest } = await probe(XTASK, base, simulators.connections);
  assert.equal(code, 0, stderr);
  const outcome = { code, stderr, ...rest };
  assert.match(outcome.stdout, /^probing 4 connections with reads alone: at most \d+ calls, and those for access tokens\nall of them, credentials too, go to /);
  const employees = simulators.kickserv.rows(['employees']).flatMap(({ employees: all }) => all);
  const hidden = employees.flatMap((each) => [each.password_salt, each.encrypted_password, each.remember_token, each.api_token]);
  without(outcome, [...simulators.secrets, ...hidden]);

  /** @type {Partial<Record<Platform, string[]>>} */
  const columns = { SAGE_INTACCT: ['name', 'description'], ACCELO: ['title', 'description'], KICKSERV: ['name', 'description'], ZOHOBOOKS: ['task_name', 'description', 'customer_name', 'project_name'] };
  for (const platform of PLATFORMS) {
    const simulator = simulators.byPlatform[platform];
    assert.deepEqual(simulator.effects, []);
    const texts = simulator.rows(columns[platform] ?? []).flatMap((row) => Object.values(row));
    without(outcome, [...new Set(texts)].filter((text) => typeof text === 'string' && text.length > 8));
  }
  without(outcome, employees.map(({ email }) => email));
  assert.ok(outcome.files.size > 25);
});

test('the library reads the fixtures as it reads the answers', async () => {
  const { simulators, base } = setUp();
  const { files } = await probe(XTASK, base, simulators.connections);
  for (const connection of simulators.connections) {
    const { id, platform } = connection;
    const list = LISTS[platform];
    if (list === undefined) continue;
    const fixture = files.get(`${id}/${list}`) ?? assert.fail(`${platform} has no list`);
    const { tasks, warnings } = taskweave.normalize(platform, fixture, { connectionId: id });
    const known = new Map(expectedTasks(simulators.byPlatform[platform], connection).map((task) => [task.platform_id, task]));
    assert.ok(tasks.length > 0);
    for (const task of tasks) {
      const { name, ...wanted } = known.get(task.platform_id) ?? assert.fail(`${platform} has no ${task.platform_id}`);
      const given = Object.fromEntries(Object.keys(wanted).map((key) => [key, /** @type {any} */ (task)[key]]));
      assert.deepEqual(given, wanted);
      assert.equal(task.name.length > 0, (name ?? '').length > 0);
    }
    assert.deepEqual(warnings.filter(({ code }) => code !== 'status_unknown').map(({ code }) => code), []);
    const index = JSON.parse(files.get(`${id}/fixtures.json`) ?? '[]');
    assert.deepEqual(index.map((/** @type {import('./server.js').Fixture} */ one) => files.has(`${id}/${one.file}`)), index.map(() => true));
  }
});

/** Connections that need a token, one for each grant; a refresh token of each platform comes first. */
function grants() {
  const { connections } = createSimulators({ sizes: 1 });
  return connections.flatMap((connection) =>
    Object.entries(OAUTH_CREDENTIALS[connection.platform] ?? {})
      .filter(([name]) => name !== 'api_token')
      .map(([name, credentials]) => ({ ...connection, id: `${connection.id}.${name}`, credentials })),
  );
}

/** @type {[Platform, string][]} */
const BY_TOKENS = [['ACCELO', 'refreshTokens'], ['ACCELO', 'expiresIn'], ['ZOHOBOOKS', 'refreshRotation'], ['ZOHOBOOKS', 'expiresIn']];

for (const [platform, name] of BY_TOKENS) {
  for (const side of switchesOf(platform)[name].values) {
    test(`a token answer tells ${platform} ${name}=${JSON.stringify(side)}`, async () => {
      const { simulators, base } = setUp({ [platform]: { [name]: side } });
      const own = grants().filter((connection) => connection.platform === platform && 'refresh_token' in connection.credentials);
      const outcome = await probe(XTASK, base, own, ['--renew']);
      assert.equal(outcome.code, 0, `${outcome.stdout}\n${outcome.stderr}`);
      const finding = outcome.findings[0].switches.find((one) => one.switch === name);
      assert.deepEqual([finding?.told, finding?.side], ['side', side]);
      assert.ok(outcome.files.has(`${own[0].id}/token.json`));
      without(outcome, simulators.secrets);
    });
  }
}

test('a refresh token is used only if it is asked for, and the new one takes its place', async () => {
  const { simulators, base } = setUp();
  const own = grants().filter(({ id }) => id === 'intacct-demo.refresh_token');
  const refused = await probe(XTASK, base, own);
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /the connection `intacct-demo\.refresh_token` has a refresh token.*--renew/);
  assert.equal(simulators.totalCalls(), 0);

  const outcome = await probe(XTASK, base, own, ['--renew']);
  assert.equal(outcome.code, 0, `${outcome.stdout}\n${outcome.stderr}`);
  const { refresh_token: now } = outcome.connections[0].credentials;
  assert.notEqual(now, own[0].credentials.refresh_token);
  assert.ok(simulators.sageIntacct.tokens?.refresh(now), 'the token in the file has ended');
  without(outcome, [...simulators.secrets, now]);
});

test('every grant without a refresh token is probed as it is', async () => {
  const { simulators, base } = setUp();
  const own = grants().filter((connection) => !('refresh_token' in connection.credentials));
  const outcome = await probe(XTASK, base, own);
  assert.equal(outcome.code, 0, `${outcome.stdout}\n${outcome.stderr}`);
  assert.deepEqual(outcome.findings.map((one) => one.token_calls), own.map(() => 1));
  without(outcome, simulators.secrets);
});

test('a connection that fails does not stop the others, and says why', async () => {
  const { simulators, base } = setUp();
  const wrong = { ...simulators.connections[1], id: 'wrong', credentials: { access_token: 'wr0ng-t0ken' } };
  const outcome = await probe(XTASK, base, [wrong, simulators.connections[2]]);
  assert.equal(outcome.code, 1);
  assert.match(outcome.stdout, /error: invalid_credentials: Accelo refused the credentials/);
  assert.match(outcome.stderr, /^error: not probed to the end: wrong$/m);
  const [one, other] = ['wrong', simulators.connections[2].id].map((id) => outcome.findings.find((each) => each.connection_id === id));
  assert.ok(one?.switches.every(({ told }) => told === 'not_reached' || told === 'not_by_reads'));
  assert.equal(one?.calls, 1);
  assert.ok(other?.switches.some(({ told }) => told === 'side'));
  without(outcome, ['wr0ng-t0ken', ...simulators.secrets]);
});

test('an account without tasks is not told more than it shows', async () => {
  const simulators = createSimulators({ sizes: 0, options: { ZOHOBOOKS: { callsAMinute: 100 } } });
  const outcome = await probe(XTASK, server.add(simulators, () => DEFAULT_NOW), simulators.connections);
  assert.equal(outcome.code, 0, `${outcome.stdout}\n${outcome.stderr}`);
  for (const { platform, switches } of outcome.findings) {
    for (const { switch: name, told, side } of switches) {
      if (told !== 'side') continue;
      const { default: usual } = switchesOf(platform)[name];
      const isRight = isDeepStrictEqual(side, usual) || (usual === 'dialect' && side === null);
      assert.ok(isRight, `${platform} ${name} is ${JSON.stringify(side)}`);
    }
  }
});

test('what is wrong with the call is said before any call', async () => {
  const { simulators, base } = setUp();
  for (const [through, connections, said] of /** @type {[string, object[], RegExp][]} */ ([
    ['http://proxy.example', simulators.connections, /--through takes http:\/\/ of 127\.0\.0\.1 and localhost alone/],
    ['nonsense', simulators.connections, /--through is no base of URLs/],
    [base, [], /must hold \{"connections"/],
    [base, [{ ...simulators.connections[0], credentials: { acess_token: 's3cret' } }], /connection_invalid/],
  ])) {
    const outcome = await probe(XTASK, through, connections);
    assert.equal(outcome.code, 1);
    assert.match(outcome.stderr, said);
    without(outcome, ['s3cret', ...simulators.secrets]);
  }
  assert.equal(simulators.totalCalls(), 0);
});
