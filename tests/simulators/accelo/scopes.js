// What a token may do: `read(all),write(tasks,contacts)`. To write is to read as well (documented).

import { Failure } from "./errors.js";

/** @typedef {{ read: boolean, write: boolean }} Rights over tasks */

/** @type {Rights} */
export const NO_RIGHTS = { read: false, write: false };

/**
 * @param {string} scope
 * @returns {Rights}
 * @throws {Failure} 400 invalid_scope for a text that is no scope
 */
export function rightsOf(scope) {
  if (!/^(read|write)\([a-z_]+(,[a-z_]+)*\)(,(read|write)\([a-z_]+(,[a-z_]+)*\))*$/.test(scope)) {
    throw new Failure(400, "invalid_scope", `"${scope}" is not a scope; write read(all) or read(all),write(tasks)`);
  }
  const rights = { ...NO_RIGHTS };
  for (const [, kind, inner] of scope.matchAll(/(read|write)\(([^)]*)\)/g)) {
    const tasks = inner.split(",").some((resource) => resource === "all" || resource === "tasks");
    if (tasks) rights.read = true;
    if (tasks && kind === "write") rights.write = true;
  }
  return rights;
}
