// For the tests: how tasks are written, and how a token is asked for.

import { ZOHO_AUTH, ask } from "../shared/asking.js";
import { ZOHO_CLIENT, ZOHO_REFRESH_TOKEN } from "./oauth.js";

/**
 * @typedef {import("../shared/http.js").Simulator} Simulator
 * @typedef {import("../shared/asking.js").Answer} Answer
 */

/** The project of the documents' examples; its one task has the same id. */
export const SAMPLE = "90300000072369";
export const SAMPLE_TASKS = `projects/${SAMPLE}/tasks`;
export const SAMPLE_TASK = `${SAMPLE_TASKS}/${SAMPLE}`;

/**
 * @param {Simulator} simulator
 * @param {string} method
 * @param {string} path e.g. `projects/1/tasks`
 * @param {unknown} [body] sent as JSON; a text, a form and parameters as they are
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Answer>}
 */
export function writeZoho(simulator, method, path, body, headers = ZOHO_AUTH) {
  const asIs = body === undefined || typeof body === "string" || body instanceof FormData || body instanceof URLSearchParams;
  return ask(simulator, `https://www.zohoapis.com/books/v3/${path}?organization_id=10234695`, {
    method,
    headers: asIs ? headers : { ...headers, "content-type": "application/json" },
    body: asIs ? body : JSON.stringify(body),
  });
}

/**
 * @param {Simulator} simulator
 * @param {Record<string, string>} [changed] parameters beside or in place of those of the demo client; "" leaves one out
 * @param {string} [host]
 * @returns {Promise<Answer>}
 */
export function askToken(simulator, changed = {}, host = "accounts.zoho.com") {
  const all = { grant_type: "refresh_token", ...ZOHO_CLIENT, refresh_token: ZOHO_REFRESH_TOKEN, ...changed };
  const body = new URLSearchParams(Object.entries(all).filter(([, value]) => value !== ""));
  return ask(simulator, `https://${host}/oauth/v2/token`, { method: "POST", body });
}
