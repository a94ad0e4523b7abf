// The bodies of writes.

import { Refused } from "./errors.js";

/**
 * The JSON of a request; undefined if there is no body.
 * @param {Request} request
 * @param {number} badBody the status of a body that cannot be read
 * @returns {Promise<unknown>}
 */
export async function jsonBody(request, badBody) {
  const text = await request.text();
  if (text === "") return undefined;
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) throw new Refused(badBody, `The body is ${type || "of no type"}, not application/json`);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(badBody, "The body is not JSON");
  }
}

/**
 * The fields in `{"task":{…}}`.
 * @param {Request} request
 * @param {import("../shared/switches.js").Switches} switches
 * @returns {Promise<Record<string, any>>}
 */
export async function taskBody(request, switches) {
  const badBody = Number(switches.badBody);
  const body = await jsonBody(request, badBody);
  const inner = isRecord(body) ? body.task : undefined;
  const values = inner === undefined && switches.bareBody === "accepted" ? body : inner;
  if (isRecord(values) && Object.keys(values).length > 0) return values;
  throw new Refused(badBody, "param is missing or the value is empty: task");
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, any>}
 */
export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
