// How the status of a task is changed: `start` and `done`, or one of the progressions that its status allows.
//
// Documented: the routes, the fields of a progression, and that those without permission are not listed. A
// reconstruction: which progressions there are (each deployment makes its own), and from where they lead where to.

import { STATUSES, USER, linked } from "./deployment.js";
import { Forbidden, InvalidRequest } from "./errors.js";

/** Ids unlike those of the statuses, so that the two cannot be mixed up unnoticed. */
const PROGRESSIONS = [
  { id: 11, title: "Accept", from: ["pending"], to: 2 },
  { id: 12, title: "Start", from: ["pending", "accepted", "waiting"], to: 3 },
  { id: 13, title: "Send to review", from: ["started"], to: 4 },
  { id: 14, title: "Wait for the client", from: ["started"], to: 7 },
  { id: 15, title: "Complete", from: ["accepted", "started"], to: 5 },
  { id: 16, title: "Park", from: ["pending", "accepted", "started", "waiting"], to: 6 },
  { id: 17, title: "Reopen", from: ["complete", "inactive"], to: 1 },
];
/** The two that every deployment has, whatever its own are called. */
const NAMED = {
  start: { from: ["pending", "accepted", "waiting", "inactive"], to: 3 },
  done: { from: ["pending", "accepted", "started", "waiting"], to: 5 },
};

/**
 * @param {{ state: import("./state.js").State, changes: import("./changes.js").Changes,
 *   switches: import("../shared/switches.js").Switches }} context
 */
export function createProgressions({ state, changes, switches }) {
  /** @param {number} index */
  const statusOf = (index) => Number(state.value("task_status", index) ?? 1);

  /** @param {number} index */
  function mayProgress(index) {
    if (switches.processPermission === "granted") return true;
    return state.value("assignee", index) === USER || state.value("manager", index) === USER;
  }

  /** @param {number} index */
  function available(index) {
    const status = statusOf(index);
    if (!mayProgress(index)) return [];
    return PROGRESSIONS.filter(({ from, to }) => from.includes(STATUSES[status - 1].standing) && to !== status);
  }

  /** @param {number} index */
  function list(index) {
    return available(index).map(({ id, title, to }) => {
      const { defaults, others } = linked("status", to);
      if (switches.progressionShape === "status") return { id: String(id), title, status: { ...defaults, ...others } };
      return { id: String(id), title, standing: others.standing, color: others.color };
    });
  }

  /**
   * @param {number} index
   * @param {{ from: readonly string[], to: number }} progression
   * @returns {{ from: string, to: string } | null} the ids of the statuses; null if nothing was done
   */
  function run(index, { from, to }) {
    if (!mayProgress(index)) throw new Forbidden("Only its assignee, its manager and who has the process permission may progress a task");
    const before = statusOf(index);
    const { standing } = STATUSES[before - 1];
    if ((!from.includes(standing) || to === before) && switches.wrongStanding !== "carriedOut") {
      if (switches.wrongStanding === "unchanged") return null;
      throw new InvalidRequest(`A task whose standing is ${standing} cannot take this progression`);
    }
    changes.change(index, { task_status: to });
    return { from: String(before), to: String(to) };
  }

  return {
    list,
    /** @param {number} index @param {keyof typeof NAMED} name */
    runNamed: (index, name) => run(index, NAMED[name]),
    /** @param {number} index @param {string} id */
    runAuto: (index, id) => {
      const progression = PROGRESSIONS.find((each) => String(each.id) === id);
      if (!progression) throw new InvalidRequest(`There is no progression with the id ${id}`);
      return run(index, progression);
    },
  };
}
