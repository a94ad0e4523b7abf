// Drafts that each platform takes, made of what its own tasks show.

/**
 * @typedef {import('../simulators/index.js').Platform} Platform
 * @typedef {import('taskweave').TaskDraft} TaskDraft
 */

/** The least that a platform takes beside name and project. @type {Record<Platform, TaskDraft>} */
const REST = {
  SAGE_INTACCT: { status: 'not_started' },
  ACCELO: { start_at: '2026-07-02T08:00:00Z' },
  KICKSERV: { platform_fields: { task_type_id: 4 } },
  ZOHOBOOKS: {},
};

/** A customer of the Kickserv account who has jobs. */
export const CUSTOMER = '13579';

/**
 * A draft of a task in the project of another one.
 * @param {readonly import('taskweave').Task[]} tasks of one connection, with details
 * @param {TaskDraft} [more]
 * @returns {TaskDraft}
 */
export function draftBeside(tasks, more = {}) {
  // An Accelo task may stand against something else than a job.
  const beside = tasks.find(({ project }) => /^\d+$/.test(project?.id ?? ''));
  if (!beside?.project) throw new Error('no task has a project');
  return { name: 'A new task – nouvelle tâche', project: beside.project.id, ...REST[beside.platform], ...more };
}
