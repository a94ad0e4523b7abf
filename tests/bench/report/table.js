// Figures as Markdown.

import { EXPERT, EXPERTS, JAVASCRIPT, PEERS, pinned } from "../peers/index.js";
import { milliseconds, ratio, times } from "./numbers.js";

/** @typedef {import("../figures.js").Figure} Figure @typedef {import("../figures.js").Section} Section */

const TAILORED = PEERS.filter(({ isTailored }) => isTailored).map(({ name }) => name);

/**
 * @param {readonly string[]} columns
 * @param {readonly (readonly string[])[]} rows
 */
export function markdown(columns, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(columns), `|${"---|".repeat(columns.length)}`, ...rows.map(line)].join("\n");
}

/**
 * The fastest of the peers that the table has no column for.
 * @param {Figure} figure
 * @returns {[string, number] | undefined}
 */
function fastestLibrary({ others }) {
  const libraries = Object.entries(others).filter(([name]) => ![JAVASCRIPT, ...EXPERTS, ...TAILORED].includes(name));
  return libraries.sort(([, a], [, b]) => a - b)[0];
}

/** @param {Figure} figure @param {import("../figures.js").Goal} goal */
function goalOf(figure, { than, times: wanted }) {
  const library = fastestLibrary(figure)?.[1] ?? Infinity;
  const theirs = than === "any" ? Math.min(figure.others[JAVASCRIPT], library) : figure.others[than];
  const reached = theirs / figure.ours;
  const whom = { any: "the fastest", JavaScript: "JavaScript", "typed arrays": "typed arrays" }[than];
  return `≥ ${wanted} × ${whom}: ${reached >= wanted ? "reached" : `not reached, ${times(reached)}`}`;
}

/** The one table. @param {readonly Figure[]} figures */
export function mainTable(figures) {
  const columns = ["#", "work", "data", "Taskweave", "JavaScript", "ratio", "typed arrays", "ratio", "fastest library", "ratio", "goal"];
  const rows = figures.map((figure) => {
    const { row, work, data, bytes, ours, others, goals } = figure;
    const time = (/** @type {number} */ spent) => milliseconds(spent) + (bytes ? ` (${(bytes / spent / 1000).toFixed(0)} MB/s)` : "");
    const library = fastestLibrary(figure);
    const against = (/** @type {number | undefined} */ theirs, name = JAVASCRIPT, shown = "") =>
      theirs === undefined ? ["–", "–"] : [time(theirs) + shown, ratio(theirs / ours, name)];
    return [
      row ?? "",
      work,
      data,
      time(ours),
      ...against(others[JAVASCRIPT]),
      ...against(others[EXPERT]),
      ...against(library?.[1], library?.[0], ` (${library?.[0]})`),
      goals.map((goal) => goalOf(figure, goal)).join("; ") || "–",
    ];
  });
  return markdown(columns, rows);
}

/** Every peer's time for every work that several can do, of one set of data. @param {readonly Figure[]} figures */
export function peersTable(figures) {
  const several = figures.filter(({ others, isAgain }) => !isAgain && Object.keys(others).some((name) => ![JAVASCRIPT, EXPERT].includes(name)));
  const data = several[0]?.data;
  if (!data) return "";
  const shown = several.filter((figure) => figure.data === data);
  const names = [...new Set(shown.flatMap(({ others }) => Object.keys(others)))];
  const versions = pinned();
  const rows = names.map((name) => {
    const npm = PEERS.find((peer) => peer.name === name)?.package;
    return [npm ? `${name} ${versions[npm]}` : name, ...shown.map(({ others }) => (name in others ? milliseconds(others[name]) : "–"))];
  });
  const ours = ["Taskweave", ...shown.map(({ ours }) => milliseconds(ours))];
  return `Every peer, ${data}:\n\n${markdown(["peer", ...shown.map(({ work }) => work)], [ours, ...rows])}`;
}

/** @param {Section} section */
export const sectionTable = ({ title, columns, rows, text }) => `${title}:\n\n${markdown(columns, rows)}${text ? `\n\n${text}` : ""}`;
