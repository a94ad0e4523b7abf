// How a project and its tasks are shown. Each place shows another part of a task.

import { RawNumber } from "../shared/raw-json.js";

/**
 * @typedef {import("./data.js").Project} Project
 * @typedef {import("./data.js").Task} Task
 *
 * @typedef {ReturnType<typeof createShapes>} Shapes
 */

/** @param {import("../shared/switches.js").Switches} switches */
export function createShapes(switches) {
  /** @param {string} digits */
  function id(digits) {
    return switches.idType === "string" ? digits : new RawNumber(digits);
  }

  /** @param {number} minutes */
  function hours(minutes) {
    if (switches.hours === "number") return Math.round((minutes / 60) * 100) / 100;
    return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
  }

  /** @param {Task} task */
  function hoursOf(task) {
    return {
      billed_hours: hours(task.billed_minutes),
      log_time: hours(task.log_minutes),
      un_billed_hours: hours(task.log_minutes - task.billed_minutes),
    };
  }

  /** @param {Task} task */
  function rateOf({ rate }) {
    return rate === null && switches.unsetRate === "zero" ? 0 : rate;
  }

  return {
    /** @param {Project} project */
    listedProject(project) {
      const { project_id, customer_id, currency_id, tasks: _, ...rest } = project;
      return { project_id: id(project_id), customer_id: id(customer_id), currency_id: id(currency_id), ...rest };
    },

    /** A task within its project. @param {Project} project @param {Task} task */
    embedded(project, task) {
      const { task_id, task_name, description, budget_hours, status, is_billable } = task;
      const own = switches.embeddedProjectId === "present"
        ? { project_id: id(project.project_id), project_name: project.project_name }
        : {};
      const spent = { ...hoursOf(task), total_hours: hours(task.log_minutes) };
      const rate = rateOf(task);
      return { ...own, task_id: id(task_id), task_name, description, rate, budget_hours, ...spent, status, is_billable, custom_fields: [] };
    },

    /** A task of the list, and of the answer to a write. @param {Project} project @param {Task} task */
    listItem(project, task) {
      return {
        project_id: id(project.project_id),
        task_id: id(task.task_id),
        currency_id: id(project.currency_id),
        customer_id: id(project.customer_id),
        task_name: task.task_name,
        project_name: project.project_name,
        customer_name: project.customer_name,
        ...hoursOf(task),
      };
    },

    /** A task asked for alone. @param {Project} project @param {Task} task */
    single(project, task) {
      const { task_id, task_name, description, status, is_billable } = task;
      const { project_id, project_name } = project;
      return { project_id: id(project_id), project_name, task_id: id(task_id), task_name, description, rate: rateOf(task), status, is_billable };
    },

    /** All that is held of a task, ids as text. @param {Project} project @param {Task} task @returns {Record<string, any>} */
    row(project, task) {
      const { log_minutes: _log, billed_minutes: _billed, ...rest } = task;
      const { project_id, project_name, customer_id, customer_name } = project;
      return { project_id, project_name, customer_id, customer_name, ...rest, rate: rateOf(task), ...hoursOf(task) };
    },
  };
}
