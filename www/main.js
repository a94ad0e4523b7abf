// The page: what is asked for, the request under way, and what came of it.

import { readAddress, writeAddress } from "./address.js";
import { taskDetails } from "./details.js";
import { dialectPanel } from "./dialects.js";
import { find, make, takesText } from "./dom.js";
import { filterBox } from "./filter-box.js";
import { addWarnings, forgetWarnings, hideFailure, showFailure } from "./messages.js";
import { planPanel } from "./plan.js";
import { taskRows } from "./rows.js";
import { DEMO_TOKENS, edgeSession, loadTaskweave, pageSession } from "./session.js";
import { showLoading, showSources, showStopped } from "./sources.js";
import { counted, number } from "./words.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Taskweave} Taskweave
 * @typedef {import("taskweave").TaskweaveError} TaskweaveError
 * @typedef {import("taskweave").Task} Task
 */

const SORTS = [
  ["name", "Name, A to Z"],
  ["name DESC", "Name, Z to A"],
  ["updated_at DESC", "Newest first"],
  ["updated_at", "Oldest first"],
  ["created_at DESC", "Created last"],
  ["status, name", "Status, then name"],
  ["platform, updated_at DESC", "Platform, then newest"],
];
const LIMITS = ["10", "25", "50", "100", "500"].map((limit) => [limit, limit]);

/** Where the tokens of real connections stay while the tab is open; never in the address. */
const TOKENS_KEY = "taskweave.accessTokens";

try {
  start(await loadTaskweave());
} catch (error) {
  stopped(error);
}

/** Without the module nothing works, and the page says so. @param {unknown} error */
function stopped(error) {
  console.error(error);
  showFailure("The Taskweave module could not be loaded, so this page can show nothing.");
  const why = error instanceof Error ? error.message : String(error);
  const hint = "It is made of WebAssembly, and there is no other version of it. Build it with `cargo xtask build`, and check that pkg/ is served beside this page.";
  find("failure", HTMLElement).append(make("p", { class: "help" }, hint), make("p", { class: "help mono" }, why));
  find("status", HTMLElement).textContent = "Not loaded.";
  for (const field of document.querySelectorAll("input, select, button")) field.setAttribute("disabled", "");
  document.documentElement.dataset.state = "failed";
}

/** @param {Taskweave} taskweave */
function start(taskweave) {
  const asked = readAddress();
  const status = find("status", HTMLElement);
  const more = find("more", HTMLButtonElement);
  const end = find("end", HTMLElement);
  const tokens = find("tokens", HTMLInputElement);
  const body = find("rows", HTMLElement);
  const rows = taskRows(openTask);
  /** @type {Promise<Session>} */
  let session;
  /** @type {AbortController | undefined} */
  let underWay;
  /** @type {string | null} */
  let cursor = null;
  /** @type {(() => void) | undefined} */
  let progress;

  const box = filterBox({
    parse: taskweave.parseFilter,
    text: asked.filter,
    apply: (filter) => change({ filter }),
    leave: () => rows.focus(0),
  });

  // As if nothing had been read yet: what was read a moment ago is asked for no more.
  const plan = planPanel(async () => (await session).client.explain({ ...request(), forceFetch: true }));
  const dialects = dialectPanel({ translate: taskweave.translateFilter, use: (filter) => box.set(filter) });

  /** What is asked for, as it stands in the address: the module says what is wrong with it. */
  const request = () => ({
    ...(asked.filter === "" ? {} : { filter: asked.filter }),
    sort: asked.sort,
    limit: /** @type {number} */ (/^-?\d+$/.test(asked.limit) ? Number(asked.limit) : asked.limit),
    // Days begin where the reader is.
    utcOffsetMinutes: -new Date().getTimezoneOffset(),
  });

  /** @param {Partial<typeof asked>} changes */
  function change(changes) {
    Object.assign(asked, changes);
    writeAddress(asked);
    load();
  }

  function connect() {
    const viaEdge = asked.viaEdge;
    find("via", HTMLInputElement).checked = viaEdge;
    find("tokens-field", HTMLElement).hidden = !viaEdge;
    find("where", HTMLElement).textContent = viaEdge
      ? `The module runs in the edge handler at ${location.host}.`
      : "The module runs in this page, over simulators of the four platforms.";
    find("sources", HTMLUListElement).replaceChildren();
    const words = tokens.value.split(/[\s,]+/).filter(Boolean);
    session = viaEdge
      ? Promise.resolve().then(() => edgeSession(taskweave, words))
      : pageSession(taskweave, () => progress?.());
    // Whoever asks for it shows the error; a page left meanwhile need not.
    session.catch(() => {});
  }

  /** Reads the first page, or the one after `from`. @param {string | null} [from] */
  async function load(from = null) {
    underWay?.abort();
    const { signal } = (underWay = new AbortController());
    const isFirst = from === null;
    const wasOnMore = document.activeElement === more;
    const began = performance.now();
    status.textContent = isFirst ? "Reading…" : "Reading more…";
    document.documentElement.dataset.state = "loading";
    more.setAttribute("aria-disabled", "true");
    body.setAttribute("aria-busy", "true");
    hideFailure();
    if (isFirst) {
      forgetWarnings();
      plan.refresh();
      dialects.show(asked.filter);
    }
    try {
      const { client, ...rest } = await session;
      signal.throwIfAborted();
      progress = showLoading({ client, ...rest }).progress;
      const page = await client.list({
        ...request(),
        ...(isFirst ? {} : { cursor: from }),
        onError: "partial",
        signal,
      });
      if (signal.aborted) return;
      const before = isFirst ? 0 : rows.count();
      if (isFirst) rows.replace(page.tasks);
      else rows.append(page.tasks);
      cursor = page.next_cursor;
      showSources(page.sources);
      addWarnings(page.warnings);
      said(performance.now() - began);
      if (wasOnMore && cursor === null) rows.focus(before);
    } catch (error) {
      if (signal.aborted) return;
      failed(error, from);
    } finally {
      if (!signal.aborted) {
        more.removeAttribute("aria-disabled");
        body.removeAttribute("aria-busy");
        progress = undefined;
      }
    }
  }

  /** @param {number} time milliseconds */
  function said(time) {
    const count = rows.count();
    status.textContent = `${counted(count, "task")} shown in ${number(Math.max(1, Math.round(time)))} ms${cursor ? ", more to come" : ""}`;
    more.hidden = cursor === null;
    end.textContent = cursor !== null || count === 0 ? "" : `That is the end: ${count === 1 ? "the only task" : `all ${number(count)} tasks`}.`;
    find("empty", HTMLElement).hidden = count > 0 || cursor !== null;
    document.documentElement.dataset.state = "ready";
  }

  /** @param {unknown} thrown @param {string | null} from */
  function failed(thrown, from) {
    const error = /** @type {TaskweaveError} */ (thrown);
    showStopped();
    if (from === null) {
      rows.replace([]);
      cursor = null;
      more.hidden = true;
      end.textContent = "";
      find("empty", HTMLElement).hidden = true;
    }
    status.textContent = from === null ? "Nothing was read." : "No more was read.";
    document.documentElement.dataset.state = "failed";
    if (error.code?.startsWith("filter_")) box.show(error);
    else showFailure(thrown, () => load(from));
  }

  /** @param {Task} task @param {AbortSignal} signal @returns {Promise<Node>} */
  async function openTask(task, signal) {
    try {
      const { client } = await session;
      const { task: whole, warnings } = await client.get(task.id, { expand: ["details", "platform_data"], signal });
      addWarnings(warnings);
      return taskDetails(whole);
    } catch (thrown) {
      const { code, message, help } = /** @type {TaskweaveError} */ (thrown);
      return make("p", { class: "wrong" }, make("code", {}, code ?? "error"), ` ${message}${help ? ` — ${help}` : ""}`);
    }
  }

  choices("sort", SORTS, asked.sort, (sort) => change({ sort }));
  choices("limit", LIMITS, asked.limit, (limit) => change({ limit }));
  more.addEventListener("click", () => {
    if (cursor !== null && !more.hasAttribute("aria-disabled")) load(cursor);
  });
  find("via", HTMLInputElement).addEventListener("change", ({ currentTarget }) => {
    asked.viaEdge = /** @type {HTMLInputElement} */ (currentTarget).checked;
    connect();
    change({});
  });
  tokens.value = sessionStorage.getItem(TOKENS_KEY) ?? DEMO_TOKENS.join(" ");
  tokens.addEventListener("change", () => {
    sessionStorage.setItem(TOKENS_KEY, tokens.value);
    connect();
    load();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || takesText(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    find("filter", HTMLInputElement).select();
  });

  connect();
  // A wrong filter in the address is shown in its box, and nothing is asked for.
  if (asked.filter === "" || taskweave.parseFilter(asked.filter).ok) load();
  else status.textContent = "Mend the filter to see tasks.";
}

/**
 * Fills a select. A value that is not among the choices comes from the address and is added.
 * @param {string} id
 * @param {string[][]} known values and their names
 * @param {string} value
 * @param {(value: string) => void} apply
 */
function choices(id, known, value, apply) {
  const select = find(id, HTMLSelectElement);
  const all = known.some(([choice]) => choice === value) ? known : [...known, [value, value]];
  select.replaceChildren(...all.map(([choice, name]) => make("option", { value: choice, selected: choice === value }, name)));
  select.addEventListener("change", () => apply(select.value));
}
