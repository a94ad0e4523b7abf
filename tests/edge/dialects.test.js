// Filters of the platforms, read and written through the package.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { taskweave } from '../support/package.js';
import { errorOf } from '../support/secrets.js';
import { NOW } from '../support/walk.js';

const { parseFilter, translateFilter } = taskweave;
const PLATFORMS = /** @type {const} */ (['SAGE_INTACCT', 'ACCELO', 'KICKSERV', 'ZOHOBOOKS']);

test('what a platform says is read as our own filter', () => {
  const accelo = parseFilter('standing(accepted,started),date_modified_after(1767225600),order_by_desc(date_modified)', { dialect: 'ACCELO' });
  assert.ok(accelo.ok);
  assert.deepEqual(accelo.fields, ['platform_status', 'updated_at']);
  assert.equal(accelo.sort, 'updated_at DESC');
  const own = parseFilter(accelo.canonical);
  assert.ok(own.ok && own.canonical === accelo.canonical);
  const kickserv = parseFilter('job_id=7&employee_number=3', { dialect: 'KICKSERV' });
  assert.ok(kickserv.ok);
  assert.equal(kickserv.canonical, 'project.id = "7"');
  assert.deepEqual(kickserv.notes?.map(({ class: kind }) => kind), ['unsupported']);
  const all = parseFilter('page=2', { dialect: 'KICKSERV' });
  assert.ok(all.ok);
  assert.deepEqual([all.canonical, all.fields], ['', []]);
});

test('a text that is none of the platform’s is an error with its place, as data', () => {
  for (const [dialect, text] of /** @type {const} */ ([
    ['SAGE_INTACCT', '{"filters": [{"$eq": '],
    ['ACCELO', 'standing(accepted'],
    ['KICKSERV', 'form=2026-01-01'],
  ])) {
    const wrong = parseFilter(text, { dialect });
    assert.ok(!wrong.ok, dialect);
    assert.match(wrong.error.code, /^filter_/);
    assert.ok(wrong.error.help, dialect);
    assert.ok(wrong.error.span && wrong.error.span.end <= text.length, JSON.stringify(wrong.error));
  }
});

test('an option that is none is thrown', async () => {
  const dialect = await errorOf(() => parseFilter('x', { dialect: /** @type {any} */ ('SAGE') }));
  assert.equal(dialect.code, 'request_invalid');
  assert.match(dialect.help ?? '', /SAGE_INTACCT/);
  const key = await errorOf(() => translateFilter('name = null', /** @type {any} */ ({ into: 'ACCELO' })));
  assert.match(key.message, /has no option `into`/);
  const to = await errorOf(() => translateFilter('name = null', /** @type {any} */ ({})));
  assert.equal(to.message, 'translateFilter is not told what to write');
  const wrong = await errorOf(() => translateFilter('stauts = null', { to: 'ACCELO' }));
  assert.deepEqual([wrong.code, wrong.span], ['filter_field', { start: 0, end: 6 }]);
});

test('one filter in every dialect, with its class and what is left over', () => {
  const filter = 'platform_status = "started" AND updated_at >= now-1d AND name ~ "x"';
  for (const to of PLATFORMS) {
    const { text, class: kind, residual, parts, notes, sort } = translateFilter(filter, { to, now: NOW });
    assert.equal(parts.length, 3, to);
    assert.ok(parts.every(({ reason }) => reason.length > 10));
    assert.deepEqual([notes, sort], [[], null]);
    assert.equal(residual === null, kind === 'exact', to);
    assert.equal(text === '', kind === 'unsupported', to);
    // A platform is told an instant.
    assert.ok(!`${text}${residual}`.includes('now'), `${to}: ${text} ${residual}`);
  }
  assert.equal(translateFilter(filter, { to: 'taskweave' }).text, filter);
});

test('from platform to platform', () => {
  const read = translateFilter('job_id=7&to=2026-01-01&page=3', { from: 'KICKSERV', to: 'taskweave' });
  assert.equal(read.text, 'project.id = "7" AND start_at < "2026-01-01T00:00:00.000Z"');
  assert.deepEqual([read.class, read.notes.length], ['inexact', 1]);
  const back = translateFilter(read.text, { to: 'KICKSERV' });
  assert.deepEqual([back.text, back.residual], ['job_id=7&to=2026-01-01', null]);
});
