// Drafts that each platform takes, made of what its own tasks show.

import { entryOf } from '../simulators/platforms.js';

/** @typedef {import('taskweave').TaskDraft} TaskDraft */

/** A customer of the Kickserv account who has jobs. */
export const CUSTOMER = '13579';

/**
 * A draft of a task in the project of another one.
 * @param {readonly import('taskweave').Task[]} tasks of one connection, with details
 * @param {TaskDraft} [more]
 * @returns {TaskDraft}
 */
export function draftBeside(tasks, more = {}) {
  const name = 'A new task – nouvelle tâche';
  const { project: needsProject, rest } = entryOf(tasks[0].platform).draft;
  if (!needsProject) return { name, ...rest, ...more };
  // An Accelo task may stand against something else than a job.
  const beside = tasks.find(({ project }) => /^\d+$/.test(project?.id ?? ''));
  if (!beside?.project) throw new Error('no task has a project');
  return { name, project: beside.project.id, ...rest, ...more };
}
