// The details of every task, computed here from the platforms' rows by the table of the contract. An empty text is none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setUp } from '../support/walk.js';

const { client, simulators } = setUp({ sizes: 120 });

/** @param {string | null | undefined} date */
const midnight = (date) => (date ? `${date}T00:00:00.000Z` : null);
/** @param {string | null | undefined} seconds */
const unix = (seconds) => (seconds ? new Date(Number(seconds) * 1000).toISOString() : null);
/** @param {string | null | undefined} time */
const instant = (time) => (time ? new Date(time).toISOString() : null);

const NONE = {
  description: null, start_at: null, due_at: null, completed_at: null, assignees: null, project: null, parent_id: null,
  priority: null, percent_complete: null, is_billable: null, is_milestone: null,
};

/** @type {[string, string, (row: Record<string, any>) => Record<string, unknown>][]} connection, name of the id, details */
const READERS = [
  ['intacct-demo', 'key', (row) => ({
    ...NONE,
    description: row.description || null,
    start_at: midnight(row['planned.startDate']),
    due_at: midnight(row['planned.endDate']),
    completed_at: row.taskStatus === 'completed' ? midnight(row['actual.endDate']) : null,
    project: row['project.key'] === null ? null : { id: row['project.key'], name: row['project.name'] },
    parent_id: row['parent.key'],
    priority: row.priority === null ? null : String(row.priority),
    percent_complete: row.percentComplete === null ? null : Number(row.percentComplete),
    is_billable: row.isBillable,
    is_milestone: row.isMilestone,
  })],
  ['accelo-demo', 'id', (row) => ({
    ...NONE,
    description: row.description || null,
    start_at: unix(row.date_started),
    due_at: unix(row.date_due),
    completed_at: unix(row.date_completed),
    assignees: row.assignee === null ? null : [row.assignee],
    // A job by its id; anything else by its path, since ids of different kinds collide.
    project: row.task_job ?? row.against?.replace(/^jobs\//, '') ?? null,
    priority: row.task_priority,
  })],
  ['kickserv-demo', 'id', (row) => ({
    ...NONE,
    description: row.description || null,
    start_at: instant(row.scheduled_at),
    due_at: instant(row.ends_at),
    completed_at: instant(row.completed_on),
    assignees: row.employees.map((/** @type {Record<string, any>} */ each) => ({
      id: String(each.id), name: `${each.first_name} ${each.last_name}`, email: each.email,
    })),
    project: { id: String(row.job.id), name: row.job.name },
  })],
  ['zoho-demo', 'task_id', (row) => ({
    ...NONE,
    description: row.description || null,
    project: { id: row.project_id, name: row.project_name },
    is_billable: row.is_billable,
  })],
];

/**
 * What Accelo's rows tell by id alone, the answer tells by name too.
 * @param {Record<string, any>} details
 */
function idsOnly(details) {
  const { assignees, project, priority, ...rest } = details;
  for (const { id: _, ...named } of assignees ?? []) assert.ok(typeof named.name === 'string' && 'email' in named);
  return {
    ...rest,
    assignees: assignees?.map((/** @type {{ id: string }} */ { id }) => id) ?? null,
    project: project?.id ?? null,
    priority: priority === null ? null : typeof priority,
  };
}

for (const [connection, key, read] of READERS) {
  test(`${connection}: the details of every row`, async () => {
    const simulator = Object.values(simulators.byPlatform).find(({ platform }) => connection.startsWith(
      { SAGE_INTACCT: 'intacct', ACCELO: 'accelo', KICKSERV: 'kickserv', ZOHOBOOKS: 'zoho' }[platform] ?? '?')) ?? assert.fail();
    const rows = new Map(simulator.rows().map((row) => [String(row[key]), row]));
    const { tasks, warnings } = await client.list({ connections: [connection], sort: 'name', limit: 500, expand: 'details' });
    assert.equal(tasks.length, 120);
    assert.deepEqual(warnings.filter(({ code }) => code !== 'status_unknown'), []);
    for (const task of tasks) {
      const given = Object.fromEntries(Object.keys(NONE).map((name) => [name, task[/** @type {keyof typeof task} */ (name)]]));
      const row = rows.get(task.platform_id) ?? assert.fail(task.platform_id);
      const wanted = read(row);
      if (connection === 'accelo-demo') {
        assert.deepEqual(idsOnly(given), { ...wanted, priority: wanted.priority === null ? null : 'string' }, task.platform_id);
      } else assert.deepEqual(given, wanted, task.platform_id);
    }
  });
}
