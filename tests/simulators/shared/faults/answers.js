// Answers that a platform or what stands before it gives in trouble. No recorded body of a 429, 500, 502 or 503 of
// Sage Intacct, Kickserv or Zoho Books was found: those here are made in the documented envelopes.

import { entryOf } from "../../platforms.js";
import { json, respond } from "../http.js";

/**
 * @typedef {import("./calls.js").Platform} Platform
 * @typedef {import("../entry.js").Trouble} Trouble
 * @typedef {import("../entry.js").Shape} Shape
 */

/**
 * The headers that tell when to come again, and their units: seconds from now, or a Unix time.
 * @param {Platform} platform
 */
export const retryHeadersOf = (platform) => entryOf(platform).faults.retryHeaders;

const MESSAGES = {
  limit: "Too many requests were made; try again later",
  server: "Something went wrong on our side",
  token: "The access token is not valid",
};

/**
 * A body in the platform's own envelope.
 * @param {Platform} platform
 * @param {Trouble} trouble
 * @param {Shape} shape
 * @param {boolean} token whether a token endpoint answers, whose envelope is another one
 * @returns {object}
 */
export function errorBody(platform, trouble, shape, token) {
  return entryOf(platform).faults.errorBody(trouble, MESSAGES[trouble], shape, token);
}

/** @param {number} status @param {Record<string, string>} [headers] */
export function htmlAnswer(status, headers) {
  const title = status === 200 ? "Scheduled maintenance" : `${status} Bad Gateway`;
  const body = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return respond(body, status, "text/html; charset=utf-8", headers);
}

/** @param {number} status @param {Record<string, string>} [headers] */
export function emptyAnswer(status, headers) {
  return respond("", status, "application/json; charset=utf-8", headers);
}

/**
 * @param {Platform} platform
 * @param {number} status
 * @param {Shape} shape
 * @param {boolean} token
 * @param {Record<string, string>} [headers]
 */
export function errorAnswer(platform, status, shape, token, headers) {
  if (shape === "html") return htmlAnswer(status, headers);
  if (shape === "empty") return emptyAnswer(status, headers);
  return json(errorBody(platform, status === 429 ? "limit" : "server", shape, token), status, headers);
}

/**
 * The header that says when to come again.
 * @param {Platform} platform
 * @param {string} header one of the platform's, `Retry-After`, which is HTTP's own, `Retry-After (date)` or `none`
 * @param {number} seconds
 * @param {number} now milliseconds since 1970
 * @returns {Record<string, string>}
 */
export function retryHeaders(platform, header, seconds, now) {
  if (header === "none") return {};
  const end = now + seconds * 1000;
  if (header === "Retry-After (date)") return { "Retry-After": new Date(end).toUTCString() };
  const { retryHeaders: units, limitHeaders } = entryOf(platform).faults;
  const unit = units[header];
  const text = String(unit === "unix" ? Math.ceil(end / 1000) : seconds);
  return { ...(unit ? limitHeaders : {}), [header]: text };
}
