// The calls that change tasks: their routes, their answers, and what is noted of them.

import { readTask } from "./body.js";
import { success } from "./replies.js";
import { UNSET } from "./store.js";

/**
 * @typedef {import("./index.js").Asked} Asked
 * @typedef {import("../shared/http.js").Effect} Effect
 *
 * @typedef {object} WriteParts
 * @property {string} tasks the path of a project's tasks
 * @property {import("./store.js").Store} store
 * @property {import("./shapes.js").Shapes} shapes
 * @property {import("../shared/switches.js").Switches} switches
 * @property {Effect[]} effects
 * @property {() => number} clock
 * @property {(params: Record<string, string>) => import("./data.js").Project} projectOf
 * @property {(params: Record<string, string>) => import("./store.js").Held} taskOf
 */

/** What a PUT takes back where it clears the fields that it does not name. */
const CLEARED = { description: UNSET.description, rate: UNSET.rate, budget_hours: UNSET.budget_hours };

/**
 * @param {WriteParts} parts
 * @returns {import("../shared/http.js").Route<Asked>[]}
 */
export function writeRoutes({ tasks, store, shapes, switches, effects, clock, projectOf, taskOf }) {
  /** @param {Effect["kind"]} kind @param {string} id @param {unknown} detail */
  const note = (kind, id, detail) => effects.push({ kind, id, at: clock(), detail });

  return [
    {
      name: "createTask",
      method: "POST",
      path: tasks,
      async run({ request }, params) {
        const project = projectOf(params);
        const values = await readTask(request, switches);
        const task = store.add(project, { ...UNSET, ...values });
        note("create", task.task_id, { project_id: project.project_id, ...values });
        // The OpenAPI's own example of this answer says so.
        return success({ task: shapes.listItem(project, task) }, 201, "The project information has been updated.");
      },
    },
    {
      name: "updateTask",
      method: "PUT",
      path: `${tasks}/{task}`,
      async run({ request }, params) {
        const held = taskOf(params);
        const given = await readTask(request, switches);
        const values = switches.omittedFields === "cleared" ? { ...CLEARED, ...given } : given;
        store.change(held, values);
        note("update", held.task.task_id, { project_id: held.project.project_id, ...values });
        return success({ task: shapes.listItem(held.project, held.task) }, 200, "The task information has been updated.");
      },
    },
    {
      name: "deleteTask",
      method: "DELETE",
      path: `${tasks}/{task}`,
      run(_, params) {
        const held = taskOf(params);
        store.remove(held);
        note("delete", held.task.task_id, { project_id: held.project.project_id });
        return success({}, 200, "The task has been deleted successfully.");
      },
    },
  ];
}
