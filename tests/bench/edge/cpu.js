// The CPU time of a process, as Linux counts it: that of all its threads, in user and system mode.

import { readFileSync, readdirSync } from "node:fs";

/** Milliseconds of a tick of `/proc/<pid>/stat` (`getconf CLK_TCK` is 100 on every Linux of today). */
export const TICK = 10;

/** The fields of `stat` after the name of the program, which may hold spaces: the first is field 3 of proc(5). @param {string} pid */
const fieldsOf = (pid) => {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
};

/** Milliseconds that a process has spent. @param {string} pid */
export function cpuOf(pid) {
  const fields = fieldsOf(pid);
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** The child of this process that runs workerd. @returns {string} */
export function workerdOf() {
  const found = readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return fieldsOf(pid)[1] === String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("workerd");
    } catch {
      // It ended meanwhile.
      return false;
    }
  });
  if (found.length !== 1) throw new Error(`${found.length} children of this process are workerd, instead of one`);
  return found[0];
}
