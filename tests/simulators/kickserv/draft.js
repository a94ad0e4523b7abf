// What a write says about a task, read field by field under the names of v1's writes.

import { secondsOf } from "../shared/times.js";
import { TASK_TYPES, employeeNumber } from "./data.js";

/**
 * @typedef {import("./data.js").Task} Task
 * @typedef {import("./data.js").Job} Job
 * @typedef {import("./errors.js").Complaint} Complaint
 * @typedef {Record<string, any>} Values
 * @typedef {Partial<Omit<Task, "id">>} Changes
 *
 * @typedef {object} Rules
 * @property {readonly string[]} startNames under which the start is taken
 * @property {string | null} completion the name under which the completion mark is taken
 * @property {boolean} unknownField whether a name that is not taken is refused
 * @property {boolean} badTime whether a time that cannot be read is refused; else it is none
 * @property {boolean} unknownReference whether a type, customer or employee that does not exist is refused; else it
 *   is as if it had not been given
 * @property {"stored" | "ignored" | "422"} customer what becomes of a customer that is not the job's
 * @property {boolean} durationSetsEnd
 * @property {number} perUnit seconds of one unit of a duration
 * @property {boolean} emptyList whether an empty list of employees takes all away
 * @property {boolean} endBeforeStart whether such an end is refused
 *
 * @typedef {object} Draft
 * @property {Changes} changes
 * @property {Complaint[]} complaints
 * @property {number | null} missingJob the job that does not exist
 */

/**
 * @param {readonly Job[]} jobs
 * @param {Rules} rules
 */
export function createReader(jobs, rules) {
  const jobsById = new Map(jobs.map((job) => [job.id, job]));
  const customers = new Set(jobs.map(({ customer }) => customer));

  /**
   * @param {Values} values
   * @param {Task | null} task the one that is changed
   * @param {number} now Unix seconds
   * @returns {Draft}
   */
  return function read(values, task, now) {
    /** @type {Changes} */
    const changes = {};
    /** @type {Draft} */
    const draft = { changes, complaints: [], missingJob: null };
    /** @param {string} field @param {string} [text] */
    const complain = (field, text = "is invalid") => draft.complaints.push({ field, text });

    /** @param {"name" | "description"} field */
    const readText = (field) => {
      const value = values[field];
      if (value === null || typeof value === "string") changes[field] = value;
      else if (typeof value === "number" || typeof value === "boolean") changes[field] = String(value);
      else complain(field);
    };
    /** @param {string} field @param {"start" | "end" | "completed"} into */
    const readTime = (field, into) => {
      const value = values[field];
      const seconds = typeof value === "string" ? secondsOf(value) : null;
      if (seconds === null && value !== null && value !== "" && rules.badTime) complain(field, "is not a valid time");
      else changes[into] = seconds === null ? null : Math.floor(seconds);
    };
    /** @param {string} field @param {"type" | "customer"} into @param {(id: number) => boolean} exists */
    const readReference = (field, into, exists) => {
      const id = idOf(values[field]);
      if (id === null || (id !== undefined && exists(id))) changes[into] = id;
      else if (rules.unknownReference) complain(field, "does not exist");
    };
    const readEmployees = () => {
      const list = values.employee_ids;
      if (!Array.isArray(list)) return void complain("employee_ids");
      if (list.length === 0 && !rules.emptyList) return;
      const numbers = list.map((each) => employeeNumber(idOf(each) ?? NaN));
      if (numbers.includes(null) && rules.unknownReference) return void complain("employee_ids", "does not exist");
      changes.employees = [...new Set(numbers.filter((number) => number !== null))];
    };
    const readJob = () => {
      const id = idOf(values.job_id);
      const job = jobsById.get(id ?? NaN);
      if (job) changes.job = job;
      else if (id === undefined) complain("job_id");
      else if (id !== null) draft.missingJob = id;
    };
    /** @param {string} field */
    const readCompletion = (field) => {
      const value = values[field];
      if (field.startsWith("completed_")) return readTime(field, "completed");
      const done = field === "status" ? { completed: true, open: false }[String(value)] : value;
      if (typeof done !== "boolean") complain(field);
      else changes.completed = done ? (task?.completed ?? now) : null;
    };
    const readDuration = () => {
      const value = values.duration;
      const amount = value === null ? null : /^\d{1,9}(\.\d{1,9})?$/.test(String(value)) ? Number(value) : NaN;
      if (Number.isNaN(amount)) return void complain("duration", "is not a number");
      const start = settled(changes.start, task?.start);
      if (!rules.durationSetsEnd || "ends_at" in values || amount === null || start === null) return;
      changes.end = start + Math.round(amount * rules.perUnit);
    };

    /** @type {Record<string, () => void>} the start before the duration, which counts from it */
    const readers = {
      name: () => readText("name"),
      description: () => readText("description"),
      job_id: readJob,
      task_type_id: () => readReference("task_type_id", "type", (id) => id >= 1 && id <= TASK_TYPES),
      customer_id: () => readReference("customer_id", "customer", (id) => customers.has(id)),
      employee_ids: readEmployees,
      ...Object.fromEntries(rules.startNames.map((name) => [name, () => readTime(name, "start")])),
      ends_at: () => readTime("ends_at", "end"),
      duration: readDuration,
      ...(rules.completion === null ? {} : { [rules.completion]: () => readCompletion(String(rules.completion)) }),
    };
    for (const [name, reader] of Object.entries(readers)) if (Object.hasOwn(values, name)) reader();
    for (const name of Object.keys(values)) {
      if (!Object.hasOwn(readers, name) && rules.unknownField) complain(name, "is not a field of a task that can be written");
    }
    settleCustomer(changes, task, complain);
    const [start, end] = [settled(changes.start, task?.start), settled(changes.end, task?.end)];
    const timed = "start" in changes || "end" in changes;
    if (rules.endBeforeStart && timed && start !== null && end !== null && end < start) complain("ends_at", "must be after the start");
    return draft;
  };

  /** @param {Changes} changes @param {Task | null} task @param {(field: string, text: string) => void} complain */
  function settleCustomer(changes, task, complain) {
    if (changes.customer === undefined) return;
    const job = changes.job ?? task?.job;
    if (rules.customer === "422" && changes.customer !== null && changes.customer !== job?.customer) {
      complain("customer_id", "is not the customer of the job");
    } else if (rules.customer === "ignored") delete changes.customer;
  }
}

/**
 * A global id as a number or in digits; undefined if it is neither, null if there is none.
 * @param {unknown} value
 * @returns {number | null | undefined}
 */
function idOf(value) {
  if (value === null || value === "") return null;
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/**
 * What holds after a change: undefined leaves it as it was.
 * @param {number | null | undefined} changed
 * @param {number | null | undefined} before
 */
function settled(changed, before) {
  return changed === undefined ? (before ?? null) : changed;
}
