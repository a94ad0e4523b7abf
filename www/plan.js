// What each platform would be asked for this list, before anything is asked.

import { find, make } from "./dom.js";
import { counted, number, platformName } from "./words.js";

/**
 * @typedef {import("taskweave").Explanation} Explanation
 * @typedef {import("taskweave").SourceExplanation} SourceExplanation
 * @typedef {import("taskweave").MaskedRequest} MaskedRequest
 * @typedef {import("taskweave").TaskweaveError} TaskweaveError
 */

/** @type {Record<string, string>} */
const MODES = {
  keyset: "page by page, in its own order",
  materialised: "read whole, put in order here",
  not_read: "not called",
};

/** @type {Record<string, [word: string, meaning: string]>} */
export const CLASSES = {
  exact: ["exactly", "The platform gives exactly the tasks for which it is true."],
  inexact: ["roughly", "The platform gives those tasks and maybe others; it is checked again here."],
  unsupported: ["here", "The platform cannot narrow its answer by it; it is checked here."],
};

/**
 * The panel. It explains only while it is open.
 * @param {() => Promise<Explanation>} explain explains what is asked for now
 * @returns {{ refresh: () => void }}
 */
export function planPanel(explain) {
  const box = find("plan", HTMLDetailsElement);
  const body = find("plan-sources", HTMLElement);
  let latest = 0;

  async function refresh() {
    if (!box.open) return;
    const mine = (latest += 1);
    try {
      const { sources } = await explain();
      if (mine === latest) body.replaceChildren(...sources.map(sourceCard));
    } catch (thrown) {
      const { code, message, help } = /** @type {TaskweaveError} */ (thrown);
      if (mine !== latest) return;
      body.replaceChildren(
        make("p", { class: "wrong" }, make("code", {}, code ?? "error"), ` ${message}${help ? ` — ${help}` : ""}`),
      );
    }
  }

  box.addEventListener("toggle", refresh);
  return { refresh };
}

/** A class as a small mark. @param {string} name */
export function classMark(name) {
  const [word, meaning] = CLASSES[name] ?? [name, ""];
  return make("span", { class: "class", "data-class": name, title: meaning }, word);
}

/** @param {SourceExplanation} source */
function sourceCard(source) {
  const { at_least: least, at_most: most, reason } = source.expected_calls;
  const calls = least === most ? counted(least, "call") : `${number(least)} to ${counted(most, "call")}`;
  const card = make(
    "section",
    { class: "planned", "data-connection": source.connection_id, "data-platform": source.platform, "data-mode": source.mode, "aria-label": platformName(source.platform) },
    make("h3", {}, platformName(source.platform), make("span", { title: source.reason }, MODES[source.mode] ?? source.mode)),
    make("p", { class: "why" }, source.mode === "not_read" ? source.reason : `${source.reason}; ${calls}: ${reason}`),
  );
  if (source.mode === "not_read") return card;
  card.append(...source.requests.map(request));
  if (source.predicates.length > 0) {
    card.append(
      make(
        "ul",
        { class: "comparisons" },
        ...source.predicates.map(({ predicate, class: name, reason: why, asked, held_back: heldBack }) =>
          make(
            "li",
            {},
            classMark(heldBack ? "unsupported" : name),
            make("code", {}, predicate),
            asked !== null && asked !== predicate && !heldBack ? make("span", {}, " asked as ", make("code", {}, asked)) : null,
            make("p", {}, heldBack ?? why),
          ),
        ),
      ),
    );
  }
  card.append(
    make("p", { class: "left" }, ...(source.residual === null ? ["Nothing is left to check here."] : ["Left to check here: ", make("code", {}, source.residual)])),
  );
  return card;
}

/** @param {MaskedRequest} asked */
function request({ method, url, body }) {
  const lines = [`${method} ${readable(url)}`];
  if (body !== null && body !== undefined) lines.push(typeof body === "string" ? body : JSON.stringify(body, null, 1));
  return make("pre", { class: "mono", tabindex: "0", dir: "ltr" }, lines.join("\n"));
}

/** A URL with its parameters as they were before they were encoded, one a line. @param {string} url */
function readable(url) {
  const [path, query] = url.split("?", 2);
  if (!query) return path;
  const parameters = [...new URLSearchParams(query)].map(([name, value]) => `  ${name} = ${value}`);
  return [path, ...parameters].join("\n");
}
