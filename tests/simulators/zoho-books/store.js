// The organization's projects and tasks as they are now.

/**
 * @typedef {import("./data.js").Project} Project
 * @typedef {import("./data.js").Task} Task
 * @typedef {{ project: Project, task: Task }} Held
 *
 * @typedef {ReturnType<typeof createStore>} Store
 */

/** What a task has before anybody sets it; of the rate nobody knows whether that is null or 0. @type {Omit<Task, "task_id" | "task_name">} */
export const UNSET = {
  description: "",
  rate: null,
  budget_hours: "",
  log_minutes: 0,
  billed_minutes: 0,
  status: "active",
  is_billable: true,
};

/**
 * @param {Project[]} projects changed by every write, as are their tasks
 * @param {import("../shared/switches.js").SwitchValue} newTaskPlace
 */
export function createStore(projects, newTaskPlace) {
  let size = projects.reduce((sum, { tasks }) => sum + tasks.length, 0);
  let made = 0;

  /** An id that no task has or had. */
  function nextId() {
    made += 1;
    return `9030000000${String(800_000_000 + made)}`;
  }

  return {
    projects,

    get size() {
      return size;
    },

    /** @param {string} id */
    project: (id) => projects.find(({ project_id }) => project_id === id),

    /** A task of any project. @param {string} id @returns {Held | undefined} */
    find(id) {
      for (const project of projects) {
        const task = project.tasks.find(({ task_id }) => task_id === id);
        if (task) return { project, task };
      }
      return undefined;
    },

    /** @param {Project} project @param {Omit<Task, "task_id">} values @returns {Task} */
    add(project, values) {
      const task = { task_id: nextId(), ...values };
      if (newTaskPlace === "first") project.tasks.unshift(task);
      else project.tasks.push(task);
      size += 1;
      return task;
    },

    /** @param {Held} held @param {Partial<Omit<Task, "task_id">>} values */
    change({ task }, values) {
      Object.assign(task, values);
    },

    /** @param {Held} held */
    remove({ project, task }) {
      project.tasks.splice(project.tasks.indexOf(task), 1);
      size -= 1;
    },
  };
}
