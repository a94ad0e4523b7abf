// The calls that read: projects, one project with its tasks, the list of its tasks, one task.

import { wholeNumber } from "../shared/http.js";
import { Refusal, success } from "./replies.js";

/**
 * @typedef {import("./index.js").Asked} Asked
 *
 * @typedef {object} ReadParts
 * @property {string} projects the path of the projects
 * @property {import("./store.js").Store} store
 * @property {import("./shapes.js").Shapes} shapes
 * @property {import("../shared/switches.js").Switches} switches
 * @property {(params: Record<string, string>) => import("./data.js").Project} projectOf
 * @property {(params: Record<string, string>) => import("./store.js").Held} taskOf
 */

const PER_PAGE = 200;

/**
 * @param {ReadParts} parts
 * @returns {import("../shared/http.js").Route<Asked>[]}
 */
export function readRoutes({ projects, store, shapes, switches, projectOf, taskOf }) {
  return [
    { name: "projects", method: "GET", path: projects, run: ({ query }) => listProjects(query) },
    {
      name: "project",
      method: "GET",
      path: `${projects}/{project}`,
      run: (_, params) => {
        const project = projectOf(params);
        return success({ project: { ...shapes.listedProject(project), tasks: project.tasks.map((task) => shapes.embedded(project, task)) } });
      },
    },
    {
      name: "tasks",
      method: "GET",
      path: `${projects}/{project}/tasks`,
      run: ({ query }, params) => {
        const project = projectOf(params);
        const { rows, context } = paged(query, project.tasks);
        const listed = rows.map((task) => shapes.listItem(project, task));
        const page_context = { ...context, report_name: "Tasks", sort_column: "created_time", sort_order: "D" };
        return success({ [String(switches.listKey)]: listed, page_context });
      },
    },
    {
      name: "task",
      method: "GET",
      path: `${projects}/{project}/tasks/{task}`,
      run: (_, params) => {
        const { project, task } = taskOf(params);
        return success({ task: shapes.single(project, task) });
      },
    },
  ];

  /** @param {URLSearchParams} query */
  function listProjects(query) {
    const filter = query.get("filter_by") ?? (switches.defaultProjects === "all" ? "Status.All" : "Status.Active");
    if (!["Status.All", "Status.Active", "Status.Inactive"].includes(filter)) {
      throw new Refusal(400, 2, "Invalid value passed for filter_by");
    }
    const status = filter === "Status.All" ? null : filter.slice("Status.".length).toLowerCase();
    const customer = query.get("customer_id");
    const found = store.projects.filter(
      (project) => (status === null || project.status === status) && (customer === null || project.customer_id === customer),
    );
    const { rows, context } = paged(query, found);
    const page_context = { ...context, report_name: "Projects", applied_filter: filter, sort_column: "created_time", sort_order: "D" };
    return success({ projects: rows.map(shapes.listedProject), page_context });
  }

  /**
   * @template T
   * @param {URLSearchParams} query
   * @param {readonly T[]} all
   */
  function paged(query, all) {
    /** @param {string} name @param {number} fallback */
    const read = (name, fallback) => {
      const text = query.get(name);
      const value = text === null ? fallback : wholeNumber(text);
      if (value !== null && value >= 1) return value;
      if (switches.badPaging === "default") return fallback;
      throw new Refusal(400, 2, `Invalid value passed for ${name}`);
    };
    const page = read("page", 1);
    const most = switches.perPageMax === "none" ? Infinity : Number(switches.perPageMax);
    const perPage = Math.min(read("per_page", PER_PAGE), most);
    const end = page * perPage;
    return {
      rows: all.slice(end - perPage, end),
      context: { page, per_page: perPage, has_more_page: end < all.length },
    };
  }
}
