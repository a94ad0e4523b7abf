// One chip a connection: what it is doing, and what it did for the last page.

import { find, make } from "./dom.js";
import { counted, number, platformName } from "./words.js";

/**
 * @typedef {import("taskweave").SourceReport} SourceReport
 * @typedef {import("./session.js").Session} Session
 */

/** @type {Record<string, string>} */
const STATES = { done: "all read", more: "more to come", waiting: "waiting for its turn", failed: "failed" };

/** @type {Record<string, [word: string, meaning: string]>} */
const MODES = {
  keyset: ["in its own order", "The platform filters and sorts: only what is needed is read."],
  materialised: ["read whole", "The platform cannot give this order, so it is read whole and put in order here."],
  not_read: ["not called", "The filter is true of none of its tasks."],
};

/** Shows that a request is under way. @param {Session} session */
export function showLoading(session) {
  const list = find("sources", HTMLUListElement);
  const before = new Map(session.connections.map(({ platform }) => [platform, session.calls(platform)]));
  list.setAttribute("aria-busy", "true");
  const known = session.connections.length > 0;
  if (known && list.childElementCount !== session.connections.length) {
    list.replaceChildren(...session.connections.map(({ id, platform }) => chip(id, platform, "loading", ["…"])));
  } else if (!known && list.childElementCount === 0) {
    list.append(make("li", { class: "source", "data-status": "loading" }, make("strong", {}, "Edge handler"), make("p", {}, "asking…")));
  }
  for (const item of list.children) item.setAttribute("data-status", "loading");

  return {
    /** Shows the calls so far, where they can be seen. */
    progress() {
      for (const { id, platform } of session.connections) {
        const calls = session.calls(platform) - (before.get(platform) ?? 0);
        const words = list.querySelector(`[data-connection="${CSS.escape(id)}"] p`);
        if (words && calls > 0) words.textContent = counted(calls, "call");
      }
    },
  };
}

/** Shows what each connection did. @param {SourceReport[]} sources */
export function showSources(sources) {
  const list = find("sources", HTMLUListElement);
  list.removeAttribute("aria-busy");
  list.replaceChildren(
    ...sources.map((source) => {
      const [mode, meaning] = MODES[source.mode] ?? [source.mode, ""];
      const words = source.error
        ? [make("span", {}, `${counted(source.calls, "call")} · failed`)]
        : [
            `${counted(source.calls, "call")} · ${number(source.fetched)} read · ${number(source.kept)} here`,
            make("br"),
            make("span", { title: meaning }, mode),
            ` · ${STATES[source.status] ?? source.status}`,
          ];
      const item = chip(source.connection_id, source.platform, source.status, words);
      item.dataset.mode = source.mode;
      item.dataset.calls = String(source.calls);
      item.dataset.fetched = String(source.fetched);
      item.dataset.kept = String(source.kept);
      item.dataset.consistency = source.consistency;
      if (source.error) {
        const { code, message, help } = source.error;
        item.append(make("p", { class: "wrong" }, make("code", {}, code), ` ${message}${help ? ` — ${help}` : ""}`));
      }
      return item;
    }),
  );
}

/** Ends the waiting of a request that failed. */
export function showStopped() {
  const list = find("sources", HTMLUListElement);
  list.removeAttribute("aria-busy");
  for (const item of list.querySelectorAll('[data-status="loading"]')) {
    item.setAttribute("data-status", "stopped");
    const words = item.querySelector("p");
    if (words) words.textContent = "no answer";
  }
}

/**
 * @param {string} connection
 * @param {string} platform
 * @param {string} status
 * @param {(Node | string)[]} words
 */
function chip(connection, platform, status, words) {
  return make(
    "li",
    { class: "source", "data-connection": connection, "data-platform": platform, "data-status": status },
    make("strong", { title: `Connection ${connection}` }, platformName(platform)),
    make("p", {}, ...words),
  );
}
