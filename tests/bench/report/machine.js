// On what it was measured.

import { availableParallelism, cpus, totalmem } from "node:os";

/** @param {string} version of Taskweave */
export function machine(version) {
  const model = cpus()[0]?.model.trim() || "unknown processor";
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Taskweave ${version}, Node ${process.version}, ${availableParallelism()} × ${model}, ${memory} GiB`;
}
