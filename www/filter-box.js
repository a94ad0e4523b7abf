// The filter box: applies what is right as one types, and shows what is wrong under the very character.

import { find, make } from "./dom.js";

/**
 * @typedef {import("taskweave").ErrorData} ErrorData
 *
 * @typedef {object} FilterBox
 * @property {(text: string) => void} set writes a filter and applies it at once
 * @property {(error: ErrorData) => void} show shows an error that was found elsewhere
 */

/** Milliseconds without a key after which a filter is applied, or its error shown. */
const PAUSE = 250;

/** @type {[filter: string, title?: string][]} */
const EXAMPLES = [
  ['status = "in_progress"'],
  ['name ~ "roof" AND status != "planned"'],
  ['updated_at >= "2026-06-01"'],
  ['created_at < today-1y AND status NOT IN ("completed", "unknown")'],
  ['platform = "ACCELO" AND assignees != null'],
  ["percent_complete BETWEEN 0.25 AND 0.75"],
  ["updated_at = null"],
  ['updatd_at > "2026-01-01"', "With a slip of the pen, to see how a mistake is shown"],
];

/**
 * @param {object} wiring
 * @param {typeof import("taskweave").parseFilter} wiring.parse
 * @param {string} wiring.text what stands in the box at first
 * @param {(text: string) => void} wiring.apply given each filter that is right, once
 * @param {() => void} wiring.leave the arrow down was pressed
 * @returns {FilterBox}
 */
export function filterBox({ parse, text, apply, leave }) {
  const input = find("filter", HTMLInputElement);
  const clear = find("clear", HTMLButtonElement);
  const reading = find("filter-reading", HTMLElement);
  const problem = find("filter-error", HTMLElement);
  let applied = text;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** Says how the text is read. @param {boolean} patient whether an error may wait for more keys */
  function check(patient) {
    const written = input.value;
    clear.hidden = written === "";
    // The rows below belong to the filter before, until this one is applied.
    document.documentElement.toggleAttribute("data-stale", meant() !== applied);
    if (written.trim() === "") {
      settle("Every task. Type a condition, or take one of these:");
      return true;
    }
    const parsed = parse(written);
    if (parsed.ok) settle("Read as ", parsed.canonical);
    else if (!patient) show(parsed.error);
    return parsed.ok;
  }

  /** @param {string} words @param {string} [canonical] */
  function settle(words, canonical) {
    problem.hidden = true;
    problem.replaceChildren();
    input.removeAttribute("aria-invalid");
    reading.hidden = false;
    reading.replaceChildren(words, ...(canonical ? [make("code", {}, canonical)] : []));
  }

  /** @param {ErrorData} error */
  function show(error) {
    const written = input.value;
    const { start, end } = error.span ?? { start: 0, end: 0 };
    reading.hidden = true;
    // The whole text once more, unseen, so that every character takes the place that it has above.
    const line = make(
      "div",
      { class: "pointer mono", "aria-hidden": "true", dir: "ltr" },
      make(
        "span",
        { class: "mirror" },
        written.slice(0, start),
        make("span", { class: end > start ? "place" : "place end" }, written.slice(start, end)),
        written.slice(end),
      ),
    );
    const where = error.span ? make("span", { class: "sr-only" }, `At character ${start + 1}: `) : null;
    problem.replaceChildren(
      ...(error.span ? [line] : []),
      make("p", { class: "message" }, where, error.message),
      ...(error.help ? [make("p", { class: "help" }, error.help)] : []),
    );
    problem.dataset.code = error.code;
    problem.dataset.start = String(start);
    problem.dataset.end = String(end);
    problem.hidden = false;
    input.setAttribute("aria-invalid", "true");
    follow();
  }

  /** Keeps the pointer under its character while the box scrolls. */
  function follow() {
    const mirror = problem.querySelector(".mirror");
    if (mirror instanceof HTMLElement) mirror.style.transform = `translateX(${-input.scrollLeft}px)`;
  }

  /** The text, or none where there are only blanks. */
  const meant = () => (input.value.trim() === "" ? "" : input.value);

  /** Puts the keyboard on what is wrong, and that into view. */
  function goToProblem() {
    const place = problem.querySelector(".place");
    if (problem.hidden || !(place instanceof HTMLElement)) return;
    input.setSelectionRange(Number(problem.dataset.start), Number(problem.dataset.end));
    const { offsetLeft, offsetWidth } = place;
    const room = input.clientWidth - parseFloat(getComputedStyle(input).paddingLeft) - parseFloat(getComputedStyle(input).paddingRight);
    const isSeen = offsetLeft >= input.scrollLeft && offsetLeft + Math.min(offsetWidth, room) <= input.scrollLeft + room;
    if (!isSeen) input.scrollLeft = Math.max(0, offsetLeft - room / 4);
    follow();
  }

  /** @param {boolean} [again] whether the filter that is applied already is asked for again */
  function applyNow(again = false) {
    clearTimeout(timer);
    if (!check(false) || (meant() === applied && !again)) return;
    applied = meant();
    document.documentElement.removeAttribute("data-stale");
    apply(applied);
  }

  /** @param {string} value */
  function set(value) {
    input.value = value;
    applyNow();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    check(true);
    timer = setTimeout(() => applyNow(), PAUSE);
  });
  for (const event of ["scroll", "keyup", "pointerup", "select", "focus", "blur"]) input.addEventListener(event, follow);
  addEventListener("resize", follow);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      applyNow(true);
      goToProblem();
    } else if (event.key === "Escape" && input.value !== "") set("");
    else if (event.key === "ArrowDown") leave();
    else return;
    event.preventDefault();
  });
  find("search", HTMLFormElement).addEventListener("submit", (event) => event.preventDefault());
  clear.addEventListener("click", () => {
    set("");
    input.focus();
  });
  find("examples", HTMLUListElement).replaceChildren(
    ...EXAMPLES.map(([example, title = null]) => {
      const button = make("button", { type: "button", class: "example mono", title }, example);
      button.addEventListener("click", () => {
        set(example);
        input.focus();
      });
      return make("li", {}, button);
    }),
  );

  // What was typed while the module was on its way is meant, and applied once the page is ready.
  if (input.value === "") input.value = text;
  check(false);
  if (meant() !== applied) timer = setTimeout(applyNow);
  return { set, show };
}
