// The README's performance part, between two marks.

import { readFile, writeFile } from "node:fs/promises";

const README = new URL("../../../README.md", import.meta.url);
const START = "<!-- performance -->\n";
const END = "<!-- end -->";
const HEADING = "## Performance\n\n";
/** Where the part goes when there is none. */
const BEFORE = "## Where it differs from Rutter\n";

/**
 * The README with another report in it.
 * @param {string} readme
 * @param {string} report
 */
export function withReport(readme, report) {
  const part = `${START}${report}\n${END}`;
  const start = readme.indexOf(START);
  if (start >= 0) {
    const end = readme.indexOf(END, start);
    if (end < 0) throw new Error(`README.md has ${START.trim()} without ${END} behind it`);
    return readme.slice(0, start) + part + readme.slice(end + END.length);
  }
  const at = readme.indexOf(BEFORE);
  if (at < 0) throw new Error(`README.md has neither ${START.trim()} nor "${BEFORE.trim()}": write the mark where the report goes`);
  return `${readme.slice(0, at)}${HEADING}${part}\n\n${readme.slice(at)}`;
}

/** @param {string} report */
export async function writeReadme(report) {
  await writeFile(README, withReport(await readFile(README, "utf8"), report));
}
