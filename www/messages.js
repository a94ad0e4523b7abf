// Errors of a request, and warnings.

import { find, make } from "./dom.js";
import { counted } from "./words.js";

/**
 * @typedef {import("taskweave").TaskweaveError} TaskweaveError
 * @typedef {import("taskweave").Warning} Warning
 */

/**
 * Shows why a request failed.
 * @param {unknown} thrown
 * @param {() => void} [again] offered if the same request may succeed
 */
export function showFailure(thrown, again) {
  const box = find("failure", HTMLElement);
  const error = /** @type {Partial<TaskweaveError>} */ (thrown instanceof Error ? thrown : { message: String(thrown) });
  const who = [error.platform, error.connection_id].filter(Boolean).join(", ");
  const retry = again && error.retryable !== false ? make("button", { type: "button" }, "Try again") : null;
  if (retry && again) retry.addEventListener("click", again);
  box.dataset.code = error.code ?? "";
  box.replaceChildren(
    make("p", { class: "message" }, error.code ? make("code", {}, error.code) : null, ` ${error.message ?? ""}`, who ? ` (${who})` : ""),
    ...(error.help ? [make("p", { class: "help" }, error.help)] : []),
    ...(error.retry_after ? [make("p", { class: "help" }, `Wait ${counted(error.retry_after, "second")} first.`)] : []),
    ...(retry ? [retry] : []),
  );
  box.hidden = false;
}

export function hideFailure() {
  find("failure", HTMLElement).hidden = true;
}

/** @type {Map<string, Warning>} each once, in the order in which they came */
const warnings = new Map();

export function forgetWarnings() {
  warnings.clear();
  addWarnings([]);
}

/** @param {Warning[]} more */
export function addWarnings(more) {
  for (const warning of more) warnings.set(JSON.stringify(warning), warning);
  const box = find("warnings", HTMLDetailsElement);
  box.hidden = warnings.size === 0;
  const [summary, list] = box.children;
  summary.textContent = counted(warnings.size, "warning");
  list.replaceChildren(
    ...[...warnings.values()].map(({ code, message, connection_id: connection }) =>
      make("li", {}, make("code", {}, code), ` ${message}`, connection ? ` (${connection})` : ""),
    ),
  );
}
