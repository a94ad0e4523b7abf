// The parameters of a call: its query string, with those of the body laid over it.

import { InvalidRequest } from "./errors.js";

/** @typedef {Record<string, any>} Parameters */

/**
 * @param {Request} request
 * @param {URL} url
 * @returns {Promise<Parameters>}
 * @throws {InvalidRequest} for a body that cannot be read, and (documented) for a parameter that stands twice
 */
export async function parametersOf(request, url) {
  return { ...singles(url.searchParams), ...(await bodyOf(request)) };
}

/**
 * @param {Request} request
 * @returns {Promise<Parameters>}
 */
async function bodyOf(request) {
  if (request.method === "GET" || request.method === "HEAD") return {};
  const text = await request.text();
  if (text.trim() === "") return {};
  if (!/\bjson\b/.test(request.headers.get("content-type") ?? "")) return singles(new URLSearchParams(text));
  try {
    const body = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  } catch {
    // Falls through: whatever is not an object is refused alike.
  }
  throw new InvalidRequest("The body is not a JSON object");
}

/** @param {URLSearchParams} given @returns {Parameters} */
function singles(given) {
  for (const name of given.keys()) {
    if (given.getAll(name).length > 1) throw new InvalidRequest(`The parameter ${name} is given more than once`);
  }
  return Object.fromEntries(given);
}

/** @param {unknown} flag documented: `1` or `yes` */
export function isOn(flag) {
  return flag !== undefined && flag !== null && !["0", "no", "false", ""].includes(String(flag));
}
