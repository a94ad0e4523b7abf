// What an opened row shows: every further field of the task, and the platform's own record.

import { make } from "./dom.js";
import { inFull, number, platformName } from "./words.js";

/**
 * @typedef {import("taskweave").Task} Task
 */

/** @param {string | null | undefined} time */
const instant = (time) => (time ? make("time", { datetime: time, title: inFull(time) }, time) : null);

/** @param {boolean | null | undefined} value */
const yesNo = (value) => (value === null || value === undefined ? null : value ? "Yes" : "No");

/** @type {[string, (task: Task) => Node | string | null | undefined][]} */
const FIELDS = [
  ["Description", (task) => task.description],
  ["Project", (task) => task.project && (task.project.name ?? task.project.id)],
  ["Assignees", (task) => task.assignees?.map(({ id, name, email }) => name ?? email ?? id).join(", ")],
  ["Starts", (task) => instant(task.start_at)],
  ["Due", (task) => instant(task.due_at)],
  ["Completed", (task) => instant(task.completed_at)],
  ["Created", (task) => instant(task.created_at)],
  ["Updated", (task) => instant(task.updated_at)],
  ["Read", (task) => instant(task.last_synced_at)],
  ["Priority", (task) => task.priority],
  ["Done", (task) => (typeof task.percent_complete === "number" ? `${number(task.percent_complete * 100)} %` : null)],
  ["Hours", (task) => (typeof task.logged_hours === "number" ? number(task.logged_hours) : null)],
  ["Billable", (task) => yesNo(task.is_billable)],
  ["Milestone", (task) => yesNo(task.is_milestone)],
  ["Parent", (task) => task.parent_id],
  ["Connection", (task) => task.connection_id],
  ["Id", (task) => make("code", {}, task.id)],
];

/**
 * @param {Task} task with details and platform_data
 * @returns {Node}
 */
export function taskDetails(task) {
  const list = make("dl", { class: "fields" });
  for (const [name, read] of FIELDS) {
    const value = read(task) || null;
    const shown = make("dd", { dir: "auto", class: value === null ? "none" : null }, value ?? "–");
    list.append(make("div", { class: name === "Description" || name === "Id" ? "wide" : null }, make("dt", {}, name), shown));
  }
  const source = make("pre", { class: "mono", tabindex: "0", dir: "ltr" }, JSON.stringify(task.platform_data, null, 2) ?? "");
  return make(
    "div",
    { class: "opened" },
    list,
    make("section", { "aria-label": "platform_data" }, make("h3", {}, `From ${platformName(task.platform)} `, make("code", {}, "platform_data")), source),
  );
}
