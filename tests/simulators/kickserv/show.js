// How a task is shown: whole, as a place on the map, or as the answer of a write.

import { contactGlue, customerGlue, employee } from "./data.js";
import { mix } from "../shared/random.js";

/** @typedef {import("./data.js").Task} Task */

/**
 * @param {import("../shared/switches.js").Switches} switches
 * @param {ReturnType<typeof import("./zone.js").zoneOf>} zone the account's
 */
export function createShow(switches, zone) {
  const perUnit = switches.durationUnit === "hours" ? 3600 : 60;

  /** @param {number | null} seconds */
  const time = (seconds) => (seconds === null ? null : zone.written(seconds));

  /**
   * The task with the glue of its job and its customer, as PUT and DELETE give it.
   * @param {Task} task
   */
  function brief(task) {
    const { job } = task;
    const customer = task.customer ?? job.customer;
    /** @type {Record<string, any>} */
    const row = {
      id: task.id,
      name: task.name,
      description: task.description,
      task_type_id: task.type,
      job_id: job.id,
      customer_id: customer,
      [String(switches.startField)]: time(task.start),
      ends_at: time(task.end),
      duration: task.start === null || task.end === null ? null : ((task.end - task.start) / perUnit).toFixed(2),
    };
    const { taskTimestamps, completionMark } = switches;
    if (taskTimestamps === "present" || (taskTimestamps === "some" && task.stamped)) {
      row.created_at = time(task.created);
      row.updated_at = time(task.updated);
    }
    if (completionMark === "completed") row.completed = task.completed !== null;
    else if (completionMark === "status") row.status = task.completed === null ? "open" : "completed";
    else if (completionMark !== "none") row[String(completionMark)] = time(task.completed);
    row.job = { id: job.id, job_number: job.job_number, name: job.name, status: job.status, total: "1200.00" };
    row.customer = customerGlue(customer);
    return row;
  }

  /**
   * With the contact, if there is one, and the employees.
   * @param {Task} task
   */
  function whole(task) {
    const row = brief(task);
    if (task.contact !== null) row.contact = contactGlue(task.contact);
    row.employees = task.employees.map((number) => employee(number, switches.employees === "full"));
    return row;
  }

  return {
    brief,
    whole,
    /** As `mapping=true` gives it. @param {Task} task */
    mapped: (task) => (switches.mapping === "location" ? { ...whole(task), location: locationOf(task) } : whole(task)),
    /** One task in its envelope. @param {Record<string, any>} row */
    enveloped: (row) => (switches.taskEnvelope === "bare" ? row : { task: row }),
  };
}

/** Where the customer is; decimals are text. @param {Task} task */
function locationOf(task) {
  const place = mix(task.customer ?? task.job.customer);
  return {
    address: `${1 + (place % 900)} Main Street`,
    latitude: (40 + (place % 10_000) / 10_000).toFixed(6),
    longitude: (-74 + ((place >>> 16) % 10_000) / 10_000).toFixed(6),
  };
}
