// The filter in every platform's own language, and a platform's filter read into ours.

import { find, make } from "./dom.js";
import { classMark } from "./plan.js";
import { platformName } from "./words.js";

/**
 * @typedef {import("taskweave").Platform} Platform
 * @typedef {import("taskweave").TaskweaveError} TaskweaveError
 * @typedef {import("taskweave").Translation} Translation
 */

/** @type {Platform[]} */
const PLATFORMS = ["SAGE_INTACCT", "ACCELO", "KICKSERV", "ZOHOBOOKS"];

/** A filter of each platform that has one, to begin with. @type {Record<string, string>} */
const SAMPLES = {
  SAGE_INTACCT: '{ "filters": [{ "$in": { "taskStatus": ["planned", "inProgress"] } }, { "$contains": { "name": "roof" } }], "filterExpression": "1 and 2" }',
  ACCELO: "standing(accepted,started),date_modified_after(1767225600)",
  KICKSERV: "from=2026-06-01&to=2026-07-01",
};

/**
 * @param {object} wiring
 * @param {typeof import("taskweave").translateFilter} wiring.translate
 * @param {(filter: string) => void} wiring.use writes a filter into the filter box
 * @returns {{ show: (filter: string) => void }}
 */
export function dialectPanel({ translate, use }) {
  const box = find("dialects", HTMLDetailsElement);
  const list = find("translations", HTMLElement);
  const platform = find("dialect", HTMLSelectElement);
  const foreign = find("foreign", HTMLTextAreaElement);
  const answer = find("foreign-answer", HTMLElement);
  let filter = "";

  function render() {
    if (!box.open) return;
    if (filter === "") {
      list.replaceChildren(make("p", { class: "why" }, "Write a filter above to see it in every platform's language."));
      return;
    }
    list.replaceChildren(...PLATFORMS.map((to) => translation(to, () => translate(filter, { to }))));
  }

  function read() {
    try {
      const { text, notes } = translate(foreign.value, { from: /** @type {Platform} */ (platform.value), to: "taskweave" });
      answer.replaceChildren(
        ...notes.map(({ part, class: name, reason }) => make("p", {}, classMark(name), make("code", {}, part), ` ${reason}`)),
      );
      use(text);
    } catch (thrown) {
      const { message, help } = /** @type {TaskweaveError} */ (thrown);
      answer.replaceChildren(make("p", { class: "wrong" }, message), ...(help ? [make("p", {}, help)] : []));
    }
  }

  platform.replaceChildren(...Object.keys(SAMPLES).map((name) => make("option", { value: name }, platformName(name))));
  platform.addEventListener("change", () => {
    foreign.value = SAMPLES[platform.value];
    answer.replaceChildren();
  });
  foreign.value = SAMPLES[platform.value];
  find("read-foreign", HTMLButtonElement).addEventListener("click", read);
  box.addEventListener("toggle", render);
  return {
    show(text) {
      filter = text;
      render();
    },
  };
}

/**
 * @param {Platform} platform
 * @param {() => Translation} translate
 */
function translation(platform, translate) {
  const heading = make("h3", {}, platformName(platform));
  const card = make("section", { class: "planned", "data-platform": platform, "aria-label": platformName(platform) }, heading);
  try {
    const { text, class: name, residual } = translate();
    heading.append(classMark(name));
    card.dataset.class = name;
    card.append(
      text === "" ? make("p", { class: "why" }, "It has no words for this.") : make("pre", { class: "mono", tabindex: "0", dir: "ltr" }, text),
      make("p", { class: "left" }, ...(residual === null ? ["It says all of the filter."] : ["It does not say ", make("code", {}, residual)])),
    );
  } catch (thrown) {
    card.append(make("p", { class: "wrong" }, /** @type {TaskweaveError} */ (thrown).message));
  }
  return card;
}
