// The account's tasks as they are now.

/**
 * @typedef {import("./data.js").Task} Task
 *
 * @typedef {ReturnType<typeof createStore>} Store
 */

/**
 * @param {readonly Task[]} tasks
 * @param {import("../shared/switches.js").SwitchValue} order the side of the switch `order`
 */
export function createStore(tasks, order) {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const compare = comparison(String(order));
  /** An id is never given twice, not even that of a task that is gone. */
  let next = tasks.reduce((most, { id }) => Math.max(most, id), 2_357_910) + 1;
  /** @type {Task[] | null} made again after a write */
  let ordered = null;

  return {
    get size() {
      return byId.size;
    },
    /** In the order in which they came to be. */
    all: () => [...byId.values()],
    /** In the order of the list. */
    ordered: () => (ordered ??= [...byId.values()].sort(compare)),
    /** @param {number} id */
    get: (id) => byId.get(id),
    /** @param {Omit<Task, "id">} values @returns {Task} */
    add(values) {
      const task = { id: next, ...values };
      next += 1;
      byId.set(task.id, task);
      ordered = null;
      return task;
    },
    /**
     * A new record: the samples are those of every account.
     * @param {Task} task
     * @param {Partial<Omit<Task, "id">>} values
     * @returns {Task}
     */
    change(task, values) {
      const changed = { ...task, ...values };
      byId.set(task.id, changed);
      ordered = null;
      return changed;
    },
    /** @param {Task} task */
    remove(task) {
      byId.delete(task.id);
      ordered = null;
    },
  };
}

/**
 * @param {string} order
 * @returns {(a: Task, b: Task) => number}
 */
function comparison(order) {
  if (order === "newestFirst") return (a, b) => b.id - a.id;
  if (order === "oldestFirst") return (a, b) => a.id - b.id;
  return (a, b) => (a.start === b.start ? 0 : (a.start ?? Infinity) - (b.start ?? Infinity)) || a.id - b.id;
}
