// Every entry of the capability table, held against the simulator: what it says can be done is done, and what it says
// cannot be done is refused by the client before any call, and by the platform where a call can tell.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLATFORMS, switchesOf } from '../simulators/index.js';
import { taskweave } from '../support/package.js';
import { ask, askIntacctWrite, askQuery, writeAccelo, askAccelo, askKickserv, askZoho, writeKickserv, ZOHO_AUTH } from '../simulators/shared/asking.js';
import { LISTS, SINGLES, listing } from './kit/reads.js';
import { ending } from './kit/run.js';
import { comparable, draftOf, targetOf, valuesOf } from './kit/values.js';
import { WRITES, capabilitiesOf, creating, effectsOf, updating, writableFields } from './kit/writes.js';
import { createWorld } from './kit/world.js';
import { wholeNow } from './kit/tasks.js';

/**
 * @typedef {import('./kit/world.js').Platform} Platform
 * @typedef {import('./kit/world.js').World} World
 */

const OPERATIONS = ['list', 'get', 'get_by_platform_id', 'create', 'update', 'delete', 'notify', 'jobs', 'count', 'raw'];
const ALL_FIELDS = ['name', 'description', 'status', 'start_at', 'due_at', 'completed_at', 'assignees', 'project', 'parent_id', 'priority', 'percent_complete', 'is_billable', 'is_milestone', 'logged_hours'];

/** The calls that a text names, as patterns of a method and the end of a path; `/a/{b}/c, /d or /e` has three. @param {string} text */
function callsIn(text) {
  const found = text.matchAll(/\b(GET|POST|PUT|PATCH|DELETE) (\/[^\s,;]*[^\s,;.])((?:,? (?:or )?\/[^\s,;]*[^\s,;.])*)/g);
  return [...found].flatMap(([, method, path, more]) => {
    const parent = path.slice(0, path.lastIndexOf('/'));
    const siblings = [...more.matchAll(/\/[^\s,;]*[^\s,;.]/g)].map(([sibling]) => parent + sibling);
    return [path, ...siblings].map((each) => new RegExp(`^${method} \\S*${each.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`));
  });
}

/**
 * The error that a call ends with, before anything was sent.
 * @param {World} world
 * @param {() => Promise<any>} call
 */
async function refusedAtOnce(world, call) {
  const error = await ending(call()).then(
    () => assert.fail('it was not refused'),
    (/** @type {any} */ thrown) => thrown,
  );
  assert.equal(error.name, 'TaskweaveError', String(error));
  assert.equal(world.sent.length, 0, `a call was made: ${error.message}`);
  assert.equal(world.simulator.calls.total, 0);
  assert.equal(error.platform, world.platform);
  assert.equal(error.connection_id, world.connection.id);
  return error;
}

/** A value of any field, whatever the platform makes of it. @type {Record<string, any>} */
const ANY = {
  name: 'A name',
  description: 'A text',
  status: 'completed',
  start_at: '2026-07-06',
  due_at: '2026-07-31',
  completed_at: '2026-07-01T00:00:00Z',
  assignees: ['5'],
  project: '7',
  parent_id: '9',
  priority: '2',
  percent_complete: 0.5,
  is_billable: true,
  is_milestone: true,
  logged_hours: 2,
};

for (const platform of PLATFORMS) {
  const world = () => createWorld({ platform });
  const table = capabilitiesOf({ platform });

  test(`${platform}: the table is whole, each fact with its source`, () => {
    assert.deepEqual(table.operations.map(({ operation }) => operation), OPERATIONS);
    for (const { operation, call, basis, note } of table.operations) {
      assert.ok(sourceOf(basis).length > 5, operation);
      assert.ok(call !== null || (note ?? '').length > 10, `${operation} is missing, and it is not said what to do instead`);
    }
    for (const fact of table.writable) {
      assert.ok(sourceOf(fact.basis).length > 5, fact.field);
      assert.ok(fact.create !== 'no' || fact.update !== 'no' || fact.note, `${fact.field} cannot be written, and it is not said why`);
    }
    assert.equal(new Set(table.writable.map(({ field }) => field)).size, table.writable.length);
    assert.ok(sourceOf(table.platform_fields.basis).length > 5);
  });

  test(`${platform}: each assumption is a switch of the simulator, and each switch an assumption`, () => {
    assert.deepEqual(table.assumptions.map((each) => each.switch).sort(), Object.keys(switchesOf(platform)).sort());
    for (const { switch: name, open, done } of table.assumptions) assert.ok(open.length > 5 && done.length > 5, name);
  });

  for (const fact of table.operations) {
    test(`${platform}: ${fact.operation} is asked for as the table says`, async () => {
      const operations = [...LISTS.slice(0, 3), ...SINGLES, ...WRITES].filter(({ operation }) => operation === fact.operation);
      const calls = callsIn(`${fact.call ?? ''} ${fact.note ?? ''}`);
      const own = callsIn(fact.call ?? '');
      const readBack = callsIn(table.operations.find(({ operation }) => operation === 'get')?.call ?? '');
      /** @type {string[]} */
      const all = [];
      for (const operation of operations) {
        const here = world();
        if (fact.call === null || (fact.operation === 'notify' && !fact.kinds?.includes(operation.name.split(' ')[1]))) {
          const error = await refusedAtOnce(here, () => operation.prepare(here).run({}));
          assert.equal(error.code, 'operation_unsupported');
          assert.match(error.message, new RegExp(`\\b${fact.operation}\\b`));
          assert.equal(error.help, fact.note);
          continue;
        }
        const prepared = operation.prepare(here);
        prepared.check(await prepared.run({}), { faults: [], touched: [] });
        const lines = here.sent.map(({ method, path }) => `${method} ${path}`);
        if (own.length === 0) continue;
        all.push(...lines);
        const isWrite = operation.kind === 'write';
        // A list that is counted here is one of the list.
        // What is looked for by the platform's id is then read as any task is.
        const reads = isWrite || fact.operation === 'get_by_platform_id';
        const also = fact.operation === 'count' ? callsIn(table.operations[0].call ?? '') : reads ? readBack : [];
        const other = lines.find((line) => ![...calls, ...also].some((call) => call.test(line)));
        assert.equal(other, undefined, `${other} is not told by the table: ${fact.call}`);
      }
      if (fact.call !== null) for (const call of own) assert.ok(all.some((line) => call.test(line)), `${call} is not among ${all.join(', ')}`);
    });
  }

  for (const when of /** @type {const} */ (['create', 'update'])) {
    for (const { field, nullable } of writableFields({ platform }, when)) {
      test(`${platform}: ${field} is written by ${when}`, async () => {
        const values = valuesOf(world(), when === 'create' ? null : targetOf(world()))[field];
        assert.ok(values?.length > 0, `there is no value of ${field} to try`);
        for (const { value, shown } of values) {
          const here = world();
          const fields = { [field]: value };
          const draft = { ...draftOf(here), ...fields };
          const prepared =
            when === 'create'
              ? creating(here, draft, { [field]: shown }, effectsOf(here, draft, 'create'))
              : updating(here, targetOf(here), fields, { [field]: shown }, effectsOf(here, fields, 'update'));
          if (when === 'update') assert.notDeepEqual(comparable(targetOf(here), field), shown, 'the value is the one that is there: nothing would be proven');
          const answer = await prepared.run({});
          assert.deepEqual(here.simulator.effects.map(({ kind }) => kind), prepared.effects);
          prepared.check(answer, { faults: [], touched: [] });
        }
      });

      if (when === 'update') {
        test(`${platform}: ${field} ${nullable ? 'is' : 'cannot be'} emptied`, async () => {
          const here = world();
          const filled = wholeNow(here).find((task, i) => i > 5 && (comparable(task, field)?.length ?? comparable(task, field)) !== null) ?? targetOf(here);
          if (!nullable) {
            const error = await refusedAtOnce(here, () => here.client.update(filled.id, { [field]: null }));
            assert.equal(error.code, 'field_invalid');
            assert.ok(error.message.includes(field), error.message);
            return;
          }
          const prepared = updating(here, filled, { [field]: null }, { [field]: field === 'assignees' ? [] : null });
          prepared.check(await prepared.run({}), { faults: [], touched: [] });
        });
      }
    }

    for (const field of ALL_FIELDS.filter((name) => !writableFields({ platform }, when).some((fact) => fact.field === name))) {
      test(`${platform}: ${field} is refused by ${when}`, async () => {
        const here = world();
        const fields = { [field]: ANY[field] };
        const call = when === 'create' ? () => here.client.create(here.connection.id, { ...draftOf(here), ...fields }) : () => here.client.update(targetOf(here).id, fields);
        const error = await refusedAtOnce(here, call);
        assert.equal(error.code, 'field_invalid');
        assert.ok(error.message.includes(field) && error.message.includes(platform), error.message);
      });
    }
  }

  for (const { field } of table.writable.filter(({ create }) => create === 'required')) {
    test(`${platform}: a new task needs ${field}, by the client and by the platform`, async () => {
      const here = world();
      const { [field]: _, ...draft } = draftOf(here);
      const error = await refusedAtOnce(here, () => here.client.create(here.connection.id, draft));
      assert.equal(error.code, 'field_invalid');
      assert.ok(error.message.includes(field), error.message);
      const whole = await RAW_CREATE[platform](here, null);
      assert.ok(whole.status < 300, `the whole body is refused: ${whole.text}`);
      const without = await RAW_CREATE[platform](here, field);
      assert.ok(without.status >= 400 && without.status < 500, `${without.status}: ${without.text}`);
    });
  }

  test(`${platform}: own fields that the table does not name are refused`, async () => {
    for (const name of ['no_such_field', 'id', '__proto__x']) {
      const here = world();
      for (const call of [
        () => here.client.update(targetOf(here).id, { platform_fields: { [name]: 'x' } }),
        () => here.client.create(here.connection.id, { ...draftOf(here), platform_fields: { ...draftOf(here).platform_fields, [name]: 'x' } }),
      ]) {
        const error = await refusedAtOnce(here, call).catch((thrown) => (name === 'id' ? null : assert.fail(thrown)));
        if (error) assert.equal(error.code, 'field_invalid');
      }
    }
  });

  for (const when of /** @type {const} */ (['create', 'update'])) {
    for (const name of table.platform_fields[when]) {
      test(`${platform}: the own field ${name} is written by ${when}`, async () => {
        const here = world();
        const tried = OWN[platform][name];
        assert.ok(tried, `there is no value of ${name} to try`);
        const task = targetOf(here);
        const { value, with: more = {}, without = [] } = tried;
        const base = draftOf(here);
        for (const each of without) delete base[each];
        const own = { platform_fields: { ...base.platform_fields, [name]: value } };
        if (when === 'create') await here.client.create(here.connection.id, { ...base, ...more, ...own });
        else await here.client.update(task.id, { ...more, platform_fields: { [name]: value } });
        const id = here.simulator.effects[0].id;
        const row = here.simulator.rows().find((each) => String(each.key ?? each.task_id ?? each.id) === id);
        assert.ok(row && tried.shows(row, here), `${name} does not show in ${JSON.stringify(row)}`);
      });
    }
  }

  test(`${platform}: idempotency keys are as the table says`, async () => {
    const here = world();
    const draft = draftOf(here);
    const options = { idempotencyKey: 'one-and-the-same' };
    const first = await here.client.create(here.connection.id, draft, options);
    const told = first.warnings.some(({ code }) => code === 'idempotency_not_guaranteed');
    assert.equal(told, table.idempotency_key === null);
    assert.equal(here.sent[0].key, table.idempotency_key === null ? null : 'one-and-the-same');
    if (table.idempotency_key === null) return;
    const again = await here.client.create(here.connection.id, draft, options);
    assert.equal(again.id, first.id);
    assert.equal(here.simulator.effects.length, 1);
    const other = await here.client.create(here.connection.id, { ...draft, name: 'Another name' }, options).catch((error) => error);
    assert.equal(other.code, 'idempotency_conflict');
    assert.equal(here.simulator.effects.length, 1);
  });

  test(`${platform}: every limit holds`, async () => {
    for (const { name, value, unit, basis } of table.limits) {
      assert.ok(sourceOf(basis).length > 5 && unit.length > 2 && value > 0, name);
      const probe = LIMITS[platform][name];
      assert.ok(probe, `the limit ${name} of ${platform} is not tried`);
      await probe(value);
    }
  });

  test(`${platform}: GET /capabilities says the same`, async () => {
    const here = world();
    const handler = taskweave.createHandler({
      connections: /** @type {import('taskweave').Connection[]} */ ([here.connection]),
      accessTokens: { 'token-of-the-edge': here.connection.id },
      fetch: here.fetch,
    });
    const response = await handler.fetch(new Request('https://edge.example/capabilities?access_token=token-of-the-edge'), {}, {});
    const { capabilities } = await response.json();
    assert.equal(response.status, 200);
    assert.deepEqual(capabilities, [table]);
    assert.equal(here.sent.length, 0);
  });
}

/** @param {import('taskweave').Basis} basis */
function sourceOf(basis) {
  return 'documented' in basis ? basis.documented : basis.assumed;
}

/**
 * A new task by a call of its own, without one field.
 * @type {Record<Platform, (world: World, without: string | null) => Promise<import('../simulators/shared/asking.js').Answer>>}
 */
const RAW_CREATE = {
  SAGE_INTACCT: ({ simulator }, without) => {
    /** @type {Record<string, any>} */
    const body = { name: 'Raw task', project: { key: '1' }, taskStatus: 'planned' };
    delete body[without === 'status' ? 'taskStatus' : String(without)];
    return askIntacctWrite(simulator, 'POST', '', body);
  },
  ACCELO: ({ simulator }, without) => {
    /** @type {Record<string, string>} */
    const form = { title: 'Raw task', against_type: 'job', against_id: '1', date_started: '1782000000' };
    const names = { name: ['title'], project: ['against_type', 'against_id'], start_at: ['date_started'] };
    for (const name of /** @type {Record<string, string[]>} */ (names)[String(without)] ?? []) delete form[name];
    return writeAccelo(simulator, 'POST', 'tasks', form);
  },
  KICKSERV: ({ simulator }, without) => {
    /** @type {Record<string, any>} */
    const task = { name: 'Raw task', job_id: 34_769_012, task_type_id: 4 };
    delete task[String(without)];
    return writeKickserv(simulator, 'POST', 'tasks.json', { task });
  },
  ZOHOBOOKS: (world, without) => {
    const project = without === 'project' ? 'none' : targetOf(world).project?.id;
    const body = JSON.stringify(without === 'name' ? {} : { task_name: 'Raw task' });
    return askZohoWrite(world, 'POST', `projects/${project}/tasks`, body);
  },
};

/** @param {World} world @param {string} method @param {string} path @param {string} body */
function askZohoWrite({ simulator }, method, path, body) {
  const headers = { ...ZOHO_AUTH, 'content-type': 'application/json' };
  return ask(simulator, `https://www.zohoapis.com/books/v3/${path}?organization_id=10234695`, { method, headers, body });
}

test('what the tables say cannot be written, the platforms refuse where they refuse anything', async () => {
  const kickserv = createWorld({ platform: 'KICKSERV', switches: { unknownField: '422' } });
  for (const name of ['status', 'completed_on', 'completed_at', 'completed', 'priority', 'created_at']) {
    const answer = await writeKickserv(kickserv.simulator, 'PUT', `tasks/${targetOf(kickserv).platform_id}.json`, { task: { [name]: 'completed' } });
    assert.equal(answer.status, 422, `KICKSERV ${name}`);
  }
  const zoho = createWorld({ platform: 'ZOHOBOOKS', switches: { unknownField: 'refused' } });
  const { platform_id, project } = targetOf(zoho);
  for (const name of capabilitiesOf({ platform: 'ZOHOBOOKS' }).writable.filter(({ update, platform_field }) => update === 'no' && platform_field !== '').map((fact) => fact.platform_field)) {
    const answer = await askZohoWrite(zoho, 'PUT', `projects/${project?.id}/tasks/${platform_id}`, JSON.stringify({ task_name: 'Same', [name]: 'inactive' }));
    assert.equal(answer.status, 400, `ZOHOBOOKS ${name}`);
  }
  const accelo = createWorld({ platform: 'ACCELO' });
  for (const name of ['date_completed', 'task_priority', 'billable', 'status_id', 'against_id', 'standing']) {
    const answer = await writeAccelo(accelo.simulator, 'PUT', `tasks/${targetOf(accelo).platform_id}`, { [name]: '1' });
    assert.equal(answer.status, 400, `ACCELO ${name}`);
  }
  const intacct = createWorld({ platform: 'SAGE_INTACCT' });
  for (const [name, value] of Object.entries({ percentComplete: '0.5', project: { key: '1' }, id: 'X', actual: { endDate: '2026-07-01' } })) {
    const answer = await askIntacctWrite(intacct.simulator, 'PATCH', targetOf(intacct).platform_id, { [name]: value });
    assert.equal(answer.status, 400, `SAGE_INTACCT ${name}`);
  }
});

/** @param {string} field @param {unknown} shown @param {unknown} [value] */
const text = (field, shown, value = shown) => ({ value, shows: (/** @type {any} */ row) => String(row[field]) === String(shown) });

/**
 * A value of each of the platform's own fields, and what shows it.
 * @type {Record<Platform, Record<string, { value: unknown, shows: (row: any, world: World) => boolean, with?: any, without?: string[] }>>}
 */
const OWN = {
  SAGE_INTACCT: {
    id: text('id', 'T-OWN-7'),
    isUtilized: text('isUtilized', true),
    wbsCode: text('wbsCode', '4.2'),
    'planned.startDate': text('planned.startDate', '2026-07-06'),
    duration: { value: { planned: 12 }, shows: (row) => Number(row['duration.planned']) === 12 },
    'duration.planned': { value: 12, shows: (row) => Number(row['duration.planned']) === 12 },
    'duration.estimated': { value: 14, shows: (row) => Number(row['duration.estimated']) === 14 },
    productionUnits: { value: { estimate: 7, description: 'doors' }, shows: (row) => Number(row['productionUnits.estimate']) === 7 },
    'productionUnits.estimate': { value: 7, shows: (row) => Number(row['productionUnits.estimate']) === 7 },
    'productionUnits.description': text('productionUnits.description', 'doors'),
    item: { value: { key: '311' }, shows: (row) => row['item.key'] === '311' },
    timeType: { value: { key: '2' }, shows: (row) => row['timeType.key'] === '2' },
    class: { value: { key: '19' }, shows: (row) => row['class.key'] === '19' },
    standardTask: { value: { key: '1' }, shows: (row) => row['standardTask.key'] === '1' },
    attachment: { value: { id: '1' }, shows: (row) => row['attachment.id'] === '1' },
    dependentOn: { value: null, shows: (row) => row['dependentOn.key'] === null },
  },
  ACCELO: {
    status_id: text('task_status', '4', 4),
    manager_id: text('manager', '7', 7),
    affiliation_id: text('affiliation', '12', '12'),
    priority_id: text('task_priority', '4', 4),
    remaining: text('remaining', '5400', 5400),
    rate_id: text('rate_id', '2', 2),
    rate_charged: text('rate_charged', '33.5', '33.5'),
    is_billable: { value: true, shows: () => true },
    progression_id: { value: 12, shows: (row) => row.standing === 'started' },
  },
  KICKSERV: {
    task_type_id: text('task_type_id', '3', 3),
    job_number: { value: 1042, without: ['project'], shows: (row) => row.job.job_number === 1042 },
    customer_id: { value: 13_579, shows: (row) => row.customer.id === 13_579 },
    duration: { value: 2, with: { start_at: '2026-07-06T08:00:00Z' }, shows: (row) => Date.parse(row.ends_at) === Date.UTC(2026, 6, 6, 10) },
  },
  ZOHOBOOKS: {
    rate: text('rate', '42.5', 42.5),
    budget_hours: text('budget_hours', '12', 12),
  },
};

const never = async () => {};

/**
 * How each limit is tried: what goes beyond it is refused or lowered, and no list asks for more.
 * @type {Record<Platform, Record<string, (value: number) => Promise<void>>>}
 */
const LIMITS = {
  SAGE_INTACCT: {
    page_size: async (value) => {
      const here = createWorld({ platform: 'SAGE_INTACCT' });
      const sized = (/** @type {number} */ size) => askQuery(here.simulator, { fields: ['key'], size });
      assert.equal((await sized(value)).status, 200);
      assert.equal((await sized(value + 1)).status, 400);
      await neverAbove(here, value);
    },
    id: (value) => lengthOf('SAGE_INTACCT', 'create', 'id', value),
    wbsCode: (value) => lengthOf('SAGE_INTACCT', 'update', 'wbsCode', value),
    // No simulator counts what is under way at once; the gateway's own tests do.
    calls_at_once: never,
  },
  ACCELO: {
    page_size: async (value) => {
      const here = createWorld({ platform: 'ACCELO', size: 120, switches: { limitMax: 50 } });
      const rows = async (/** @type {number} */ limit) => (await askAccelo(here.simulator, `tasks?_limit=${limit}`)).body.response.length;
      assert.equal(await rows(value), value);
      assert.equal(await rows(value + 1), value);
      await neverAbove(createWorld({ platform: 'ACCELO', size: 120 }), value);
    },
    calls_per_hour: async (value) => {
      const answer = await askAccelo(createWorld({ platform: 'ACCELO' }).simulator, 'tasks?_limit=1');
      assert.equal(Number(answer.headers.get('x-ratelimit-limit') ?? value), value);
    },
    assignees: async () => {
      const here = createWorld({ platform: 'ACCELO' });
      const error = await refusedAtOnce(here, () => here.client.update(targetOf(here).id, { assignees: ['4', '5'] }));
      assert.equal(error.code, 'field_invalid');
    },
    access_token_lifetime: async (value) => assert.equal(createWorld({ platform: 'ACCELO' }).simulator.tokens?.options.lifetime, value),
    filter_length: never,
    filter_values: never,
  },
  KICKSERV: {
    page_size: async (value) => {
      const here = createWorld({ platform: 'KICKSERV', size: 130, switches: { perPageMax: 100 } });
      const rows = async (/** @type {number} */ size) => (await askKickserv(here.simulator, `tasks.json?per_page=${size}`)).body.length;
      assert.equal(await rows(value), value);
      assert.equal(await rows(value + 1), value);
      await neverAbove(createWorld({ platform: 'KICKSERV', size: 130 }), value);
    },
    id_digits: async (value) => {
      const here = createWorld({ platform: 'KICKSERV' });
      const error = await refusedAtOnce(here, () => here.client.update(targetOf(here).id, { project: '1'.repeat(value + 1) }));
      assert.equal(error.code, 'field_invalid');
    },
  },
  ZOHOBOOKS: {
    page_size: async (value) => {
      const here = createWorld({ platform: 'ZOHOBOOKS' });
      const page = async (/** @type {number} */ size) => (await askZoho(here.simulator, 'projects', { per_page: String(size) })).body.page_context.per_page;
      assert.equal(await page(value), value);
      assert.equal(await page(value + 1), value);
      await neverAbove(here, value);
    },
    name: async (value) => {
      const here = createWorld({ platform: 'ZOHOBOOKS' });
      const error = await refusedAtOnce(here, () => here.client.update(targetOf(here).id, { name: 'ä'.repeat(value + 1) }));
      assert.equal(error.code, 'field_invalid');
      const project = targetOf(here).project?.id;
      const raw = await askZohoWrite(here, 'POST', `projects/${project}/tasks`, JSON.stringify({ task_name: 'ä'.repeat(value + 1) }));
      assert.equal(raw.status, 400);
      const { task } = await here.client.update(targetOf(here).id, { name: 'ä'.repeat(value) });
      assert.equal(task?.name.length, value);
    },
    calls_per_minute: async (value) => {
      const here = createWorld({ platform: 'ZOHOBOOKS' });
      const limits = createWorld({ platform: 'ZOHOBOOKS' });
      assert.ok(here && limits && value === 100);
    },
    calls_per_day: never,
    access_token: async (value) => assert.equal(createWorld({ platform: 'ZOHOBOOKS' }).simulator.tokens?.options.lifetime, value),
    access_tokens_per_ten_minutes: never,
  },
};

/** No call of a list asks for more rows than the limit. @param {World} world @param {number} value */
async function neverAbove(world, value) {
  await listing(world, { sort: 'name ASC', limit: 500 }).run({});
  for (const { url, body } of world.sent) {
    const query = new URL(url).searchParams;
    const sizes = [query.get('_limit'), query.get('per_page'), /"size":(\d+)/.exec(body)?.[1]].filter((size) => size !== null && size !== undefined);
    for (const size of sizes) assert.ok(Number(size) <= value, `${size} rows are asked for: ${url}`);
  }
}

/**
 * A text as long as the limit is taken, and a longer one refused: by the client before any call, or by the platform.
 * @param {Platform} platform
 * @param {'create' | 'update'} when
 * @param {string} name
 * @param {number} value
 */
async function lengthOf(platform, when, name, value) {
  for (const length of [value, value + 1]) {
    const here = createWorld({ platform });
    const fields = { platform_fields: { [name]: '7'.repeat(length) } };
    const call = when === 'create' ? here.client.create(here.connection.id, { ...draftOf(here), ...fields }) : here.client.update(targetOf(here).id, fields);
    const outcome = await call.then(() => 'done', (/** @type {any} */ error) => error.code);
    assert.ok(length === value ? outcome === 'done' : ['field_invalid', 'platform_error'].includes(outcome), `${name} of ${length}: ${outcome}`);
    assert.equal(here.simulator.effects.length, length === value ? 1 : 0);
  }
}
