// What changes the account: the calls that create, change and delete a task or send a notification, and the hands
// of another user.

import { json, respond } from "../shared/http.js";
import { isRecord, jsonBody, taskBody } from "./body.js";
import { createReader } from "./draft.js";
import { Refused } from "./errors.js";

/**
 * @typedef {import("./data.js").Task} Task
 * @typedef {import("./data.js").Job} Job
 * @typedef {import("./draft.js").Rules} Rules
 * @typedef {import("./draft.js").Changes} Changes
 * @typedef {import("../shared/http.js").Effect} Effect
 *
 * @typedef {object} Account
 * @property {import("./store.js").Store} store
 * @property {readonly Job[]} jobs
 * @property {import("../shared/switches.js").Switches} switches
 * @property {ReturnType<typeof import("./show.js").createShow>} show
 * @property {() => number} clock milliseconds since 1970
 * @property {Effect[]} effects
 */

/** What must not be blank, by the side of the switch `required`. @type {Record<string, readonly string[]>} */
const REQUIRED = { all: ["name", "job_id", "task_type_id"], nameAndJob: ["name", "job_id"], job: ["job_id"] };
/** The types of notifications, which all go to the customer; without a type it goes to the assigned employee. */
const CUSTOMERS = ["details", "on_the_way"];

/**
 * @param {Rules["startNames"]} startNames
 * @param {Account["switches"]} switches
 * @returns {Rules}
 */
function rulesOf(startNames, switches) {
  return {
    startNames,
    completion: switches.completionWrite === "stored" ? markOf(switches) : null,
    unknownField: switches.unknownField === "422",
    badTime: switches.badTime === "422",
    unknownReference: switches.unknownReference === "422",
    customer: /** @type {Rules["customer"]} */ (switches.customerWrite),
    durationSetsEnd: switches.durationWrite === "setsEnd",
    perUnit: switches.durationUnit === "hours" ? 3600 : 60,
    emptyList: switches.emptyEmployees === "clears",
    endBeforeStart: switches.endBeforeStart === "422",
  };
}

/** The field in which a completed task shows, if any. @param {Account["switches"]} switches */
function markOf({ completionMark }) {
  return completionMark === "none" ? null : String(completionMark);
}

/** @param {Account} account */
export function createWrites({ store, jobs, switches, show, clock, effects }) {
  const shownStart = String(switches.startField);
  const startNames = { v1: ["scheduled_at"], asShown: [shownStart], both: [...new Set(["scheduled_at", shownStart])] };
  const read = createReader(jobs, rulesOf(startNames[/** @type {"v1" | "asShown" | "both"} */ (switches.startWrite)], switches));
  const required = REQUIRED[String(switches.required)];
  const seconds = () => Math.floor(clock() / 1000);

  /** @param {Effect["kind"]} kind @param {Task} task @param {unknown} [detail] */
  function note(kind, task, detail) {
    effects.push({ kind, id: String(task.id), at: clock(), ...(detail === undefined ? {} : { detail }) });
  }

  /**
   * @param {Record<string, any>} values
   * @param {Task | null} task
   * @returns {Changes}
   */
  function checked(values, task) {
    const { changes, complaints, missingJob } = read(values, task, seconds());
    const blank = required.filter((name) => (task && !Object.hasOwn(values, name) ? false : isBlank(values[name])));
    const all = [...blank.map((field) => ({ field, text: "can't be blank" })), ...complaints];
    if (all.length > 0) throw new Refused(422, all);
    if (missingJob !== null) throw new Refused(Number(switches.writeUnknownJob), `Couldn't find the job ${missingJob}`);
    return changes;
  }

  /** @param {string} text the `{id}` of `/jobs/{id}/tasks.json` */
  function jobOfPath(text) {
    const wanted = switches.jobPath;
    const number = /^\d{1,15}$/.test(text) ? Number(text) : null;
    const job = jobs.find(({ id, job_number }) => (wanted !== "id" && job_number === number) || (wanted !== "number" && id === number));
    if (!job) throw new Refused(Number(switches.missingStatus), `Couldn't find the job ${text}`);
    return job;
  }

  return {
    /**
     * @param {Request} request
     * @param {string | null} jobText the path's job, which counts before the body's
     */
    async create(request, jobText) {
      const given = await taskBody(request, switches);
      const values = jobText === null ? given : { ...given, job_id: jobOfPath(jobText).id };
      const task = store.add({ ...unset(jobs[0], seconds()), ...checked(values, null) });
      note("create", task);
      return json(show.enveloped(switches.createAnswer === "whole" ? show.whole(task) : show.brief(task)));
    },

    /**
     * @param {Request} request
     * @param {() => Task} find after the body is there: meanwhile another call may have changed the task
     */
    async update(request, find) {
      const values = await taskBody(request, switches);
      const task = find();
      const changes = checked(values, task);
      const differs = Object.entries(changes).some(([name, value]) => !same(value, task[/** @type {keyof Task} */ (name)]));
      const stamp = differs || switches.unchangedWrite === "stamps" ? { updated: seconds() } : {};
      const changed = store.change(task, { ...changes, ...stamp });
      note("update", changed, Object.keys(values));
      return json(show.enveloped(show.brief(changed)));
    },

    /** @param {Task} task */
    remove(task) {
      store.remove(task);
      note("delete", task);
      return json(show.enveloped(show.brief(task)));
    },

    /** @param {Request} request @param {() => Task} find */
    async notify(request, find) {
      const body = (await jsonBody(request, Number(switches.badBody))) ?? {};
      const task = find();
      if (!isRecord(body)) throw new Refused(Number(switches.badBody), "The body is not an object");
      const { notification_type: kind = "employee" } = body;
      if ("notification_type" in body && !CUSTOMERS.includes(kind)) {
        throw new Refused(422, [{ field: "notification_type", text: "is not included in the list" }]);
      }
      const nobody = kind === "employee" && task.employees.length === 0;
      if (nobody && switches.notifyNobody === "422") throw new Refused(422, "There is no employee to notify");
      if (!nobody) note("notify", task, kind);
      if (switches.notifyAnswer === "task") return json(show.enveloped(show.brief(task)));
      if (switches.notifyAnswer === "message") return json({ message: `Notified the ${kind === "employee" ? "assigned employee" : "customer"}` });
      return respond("", 200, "application/json; charset=utf-8");
    },

    hands: createHands({ store, jobs, switches, seconds }),
  };
}

/**
 * Another user of the account: what their fields say holds, and nothing is required of them.
 * @param {{ store: Account["store"], jobs: Account["jobs"], switches: Account["switches"], seconds: () => number }} account
 * @returns {import("../shared/http.js").Hands}
 */
function createHands({ store, jobs, switches, seconds }) {
  const read = createReader(jobs, {
    ...rulesOf([String(switches.startField)], switches),
    completion: markOf(switches),
    unknownField: true,
    badTime: true,
    unknownReference: true,
    customer: "stored",
    emptyList: true,
    endBeforeStart: false,
  });

  /** @param {Record<string, any>} values @param {Task | null} task */
  function changesOf({ contact, employees, ...rest }, task) {
    const values = employees === undefined ? rest : { ...rest, employee_ids: employees.map((/** @type {any} */ { id }) => id) };
    const { changes, complaints, missingJob } = read(values, task, seconds());
    if (missingJob !== null) throw new RangeError(`KICKSERV has no job ${missingJob}`);
    const [complaint] = complaints;
    if (complaint) throw new RangeError(`KICKSERV: ${complaint.field} ${complaint.text}`);
    return contact === undefined ? changes : { ...changes, contact: contact === null ? null : Number(contact.id) };
  }

  /** @param {string | number} id */
  function taskOf(id) {
    const task = store.get(Number(id));
    if (!task) throw new RangeError(`KICKSERV has no task ${id}`);
    return task;
  }

  return {
    insert: (values) => String(store.add({ ...unset(jobs[0], seconds()), ...changesOf(values, null) }).id),
    change(id, values) {
      const task = taskOf(id);
      store.change(task, { ...changesOf(values, task), updated: seconds() });
    },
    remove: (id) => store.remove(taskOf(id)),
  };
}

/**
 * A task of which nothing is said.
 * @param {Job} job
 * @param {number} now Unix seconds
 * @returns {Omit<Task, "id">}
 */
function unset(job, now) {
  const times = { start: null, end: null, completed: null, created: now, updated: now, stamped: true };
  return { name: null, description: null, type: null, job, customer: null, ...times, contact: null, employees: [] };
}

/** @param {unknown} value */
function isBlank(value) {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

/** @param {unknown} a @param {unknown} b */
function same(a, b) {
  return a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, i) => each === b[i]));
}
