// Zoho Books' envelope: a code, a message, and what was asked for beside them.

import { respond } from "../shared/http.js";
import { rawJson } from "../shared/raw-json.js";

/** An answer with a code that is not 0. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {number} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * @param {object} content
 * @param {number} [status]
 * @param {string} [message]
 */
export function success(content, status = 200, message = "success") {
  return reply({ code: 0, message, ...content }, status);
}

/**
 * @param {object} body
 * @param {number} status
 * @param {Record<string, string>} [headers]
 */
export function reply(body, status, headers) {
  return respond(rawJson(body), status, "application/json;charset=UTF-8", headers);
}

/** @param {string} text @param {string} name */
export function checkedId(text, name) {
  if (!/^\d{1,30}$/.test(text)) throw new Refusal(400, 2, `Invalid value passed for ${name}`);
  return text;
}
