// What a change of a task brings with it, whoever makes it: the stamps, the links that follow from what it stands
// against, the standing that follows from its status, and the dates that follow from the standing.
//
// Documented: `date_commenced` is when the standing was progressed to "started"; `budgeted` is set with `remaining`
// upon creation. A reconstruction: a task that is no longer complete has no `date_completed`.

import { AGAINST, STATUSES, USER } from "./deployment.js";

/**
 * @typedef {import("./data.js").Raw} Raw
 * @typedef {Record<string, Raw>} Values by the names of the columns
 * @typedef {import("./state.js").State} State
 */

export class Changes {
  /** @type {State} */
  #state;
  /** @type {() => number} */
  #clock;

  /** @param {State} state @param {() => number} clock milliseconds */
  constructor(state, clock) {
    this.#state = state;
    this.#clock = clock;
  }

  /** Unix seconds. */
  get now() {
    return Math.floor(this.#clock() / 1000);
  }

  /**
   * @param {Values} values
   * @returns {number} the index of the new task
   */
  create(values) {
    const { next: index } = this.#state;
    const plain = {
      id: index + 1, title: "", billable: 0, nonbillable: 0, logged: 0, budgeted: values.remaining ?? 0, remaining: 0,
      staff_bookmarked: 0, date_created: this.now, date_modified: this.now, creator_type: "staff", creator_id: USER,
      creator: `staff/${USER}`, task_type: 1, task_object_budget: index + 10_001, task_object_schedule: index + 20_001,
    };
    const status = this.#followStatus({ task_status: 1, ...values }, null);
    return this.#state.add(followed({ ...plain, ...status, ...values }));
  }

  /**
   * @param {number} index
   * @param {Values} values
   */
  change(index, values) {
    const status = this.#followStatus(values, this.#state.value("task_status", index));
    const against = "against_type" in values || "against_id" in values ? this.#against(index) : {};
    this.#state.change(index, followed({ date_modified: this.now, ...against, ...status, ...values }));
  }

  /** @param {number} index @returns {Values} */
  #against(index) {
    return { against_type: this.#state.value("against_type", index), against_id: this.#state.value("against_id", index) };
  }

  /** @param {number} index */
  remove(index) {
    this.#state.remove(index);
  }

  /**
   * @param {Values} values
   * @param {Raw} before the status until now
   * @returns {Values} those that follow from a change of the status
   */
  #followStatus(values, before) {
    const id = values.task_status;
    if (id === undefined || id === null || id === before) return {};
    const { standing } = STATUSES[Number(id) - 1];
    const former = before === null ? null : STATUSES[Number(before) - 1].standing;
    /** @type {Values} */
    const follows = { task_status: id, standing };
    if (standing === former) return follows;
    if (standing === "started") follows.date_commenced = this.now;
    if (standing === "accepted") follows.date_accepted = this.now;
    if (standing === "complete") follows.date_completed = this.now;
    if (former === "complete") follows.date_completed = null;
    return follows;
  }
}

/**
 * With the fields that say the same under another name, or follow from what the task stands against.
 * @param {Values} values
 * @returns {Values}
 */
function followed(values) {
  const { against_type: type, against_id: id } = values;
  /** @type {Values} */
  const all = { ...values };
  if (values.task_status !== undefined) all.status = values.task_status;
  if (values.task_type !== undefined) all.type = values.task_type;
  if (type === undefined || id === undefined) return all;
  const plural = AGAINST.find((kind) => kind.type === type)?.plural;
  all.against = plural === undefined ? null : `${plural}/${id}`;
  for (const name of ["company", "issue", "milestone"]) all[name] = type === name ? id : null;
  // A milestone is of the job with its number.
  all.task_job = type === "job" || type === "milestone" ? id : null;
  all.job = all.task_job;
  return all;
}
