// The merged table: its rows, moving over them, and opening one.

import { find, make, takesText } from "./dom.js";
import { ago, inFull, platformName, statusName } from "./words.js";

/**
 * @typedef {import("taskweave").Task} Task
 *
 * @typedef {object} Rows
 * @property {(tasks: Task[]) => void} replace
 * @property {(tasks: Task[]) => void} append
 * @property {() => number} count
 * @property {(index: number) => void} focus puts the keyboard on a row, or on the last one
 */

/**
 * @param {(task: Task, signal: AbortSignal) => Promise<Node>} open gives what an opened row shows
 * @returns {Rows}
 */
export function taskRows(open) {
  const body = find("rows", HTMLTableSectionElement);
  /** @type {HTMLButtonElement[]} one a row; a single one of them is reached by Tab */
  let buttons = [];

  /** @param {Task} task @param {number} index */
  function row(task, index) {
    const details = `task-${index}`;
    const button = make(
      "button",
      { type: "button", class: "name", "aria-expanded": "false", "aria-controls": details, tabindex: index === 0 ? "0" : "-1" },
      make("bdi", {}, task.name.trim() === "" ? "(no name)" : task.name),
    );
    buttons.push(button);
    const element = make(
      "tr",
      {
        role: "row",
        class: "task",
        "data-id": task.id,
        "data-platform": task.platform,
        "data-platform-id": task.platform_id,
        "data-connection": task.connection_id,
        "data-status": task.status,
      },
      make("th", { role: "rowheader", scope: "row" }, button),
      make("td", { role: "cell" }, ...status(task)),
      make("td", { role: "cell" }, platform(task)),
      make("td", { role: "cell", class: "when" }, updated(task)),
      make("td", { role: "cell", class: "platform-id mono" }, make("bdi", {}, task.platform_id)),
    );
    opens(element, button, details, task);
    return element;
  }

  /**
   * @param {HTMLTableRowElement} element
   * @param {HTMLButtonElement} button
   * @param {string} id
   * @param {Task} task
   */
  function opens(element, button, id, task) {
    /** @type {AbortController | undefined} */
    let reading;
    async function toggle() {
      if (reading) {
        reading.abort();
        reading = undefined;
        button.setAttribute("aria-expanded", "false");
        document.getElementById(id)?.remove();
        return;
      }
      const mine = (reading = new AbortController());
      button.setAttribute("aria-expanded", "true");
      const cell = make("td", { role: "cell", colspan: "5" }, make("p", { class: "reading" }, "Reading the task…"));
      element.after(make("tr", { role: "row", class: "details", id }, cell));
      const content = await open(task, mine.signal);
      if (!mine.signal.aborted) cell.replaceChildren(content);
    }
    element.addEventListener("click", (event) => {
      // Whoever selects text does not want to open anything.
      const selected = getSelection()?.toString() && event.target !== button;
      if (!selected) toggle();
    });
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !reading) return;
      event.preventDefault();
      toggle();
    });
  }

  /** @param {number} index */
  function focus(index) {
    const button = buttons[Math.min(Math.max(index, 0), buttons.length - 1)];
    button?.focus();
    button?.closest("tr")?.scrollIntoView({ block: "nearest" });
  }

  body.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof HTMLButtonElement) || !buttons.includes(target)) return;
    for (const button of buttons) button.tabIndex = button === target ? 0 : -1;
  });

  document.addEventListener("keydown", (event) => {
    if (takesText(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = buttons.findIndex((button) => button === document.activeElement);
    const inRows = at >= 0;
    if (event.key === "j" || (inRows && event.key === "ArrowDown")) {
      const more = find("more", HTMLButtonElement);
      if (inRows && at === buttons.length - 1 && !more.hidden) more.focus();
      else focus(at + 1);
    } else if (event.key === "k" || (inRows && event.key === "ArrowUp")) {
      focus(inRows ? at - 1 : document.activeElement?.id === "more" ? buttons.length : 0);
    } else if (inRows && event.key === "Home") focus(0);
    else if (inRows && event.key === "End") focus(buttons.length);
    else return;
    event.preventDefault();
  });

  /** @param {Task[]} tasks */
  const append = (tasks) => body.append(...tasks.map((task) => row(task, buttons.length)));
  return {
    replace(tasks) {
      buttons = [];
      body.replaceChildren();
      append(tasks);
    },
    append,
    count: () => buttons.length,
    focus,
  };
}

/** @param {Task} task */
function status(task) {
  return [
    make("span", { class: "badge status", "data-status": task.status }, statusName(task.status)),
    task.platform_status === null
      ? null
      : make("small", { class: "own-word", title: `${platformName(task.platform)}'s own word` }, make("bdi", {}, task.platform_status)),
  ];
}

/** @param {Task} task */
function platform(task) {
  const name = platformName(task.platform);
  return make("span", { class: "badge platform", "data-platform": task.platform, title: `Connection ${task.connection_id}` }, name);
}

/** @param {Task} task */
function updated(task) {
  if (task.updated_at === null) {
    return make("span", { class: "none", title: `${platformName(task.platform)} does not say when` }, "no date");
  }
  return make("time", { datetime: task.updated_at, title: inFull(task.updated_at) }, ago(task.updated_at));
}
