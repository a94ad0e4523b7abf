// Answers that a platform or what stands before it gives in trouble. No recorded body of a 429, 500, 502 or 503 of
// Sage Intacct, Kickserv or Zoho Books was found: those here are made in the documented envelopes.

import { json, respond } from "../http.js";

/**
 * @typedef {import("./calls.js").Platform} Platform
 * @typedef {"limit" | "server" | "token"} Trouble
 * @typedef {"own" | "bare" | "top" | "gateway" | "html" | "empty"} Shape
 */

/**
 * The headers that tell when to come again, and their units: seconds from now, or a Unix time. Kickserv documents
 * none; Retry-After is HTTP's own.
 * @type {Record<Platform, Record<string, "seconds" | "unix">>}
 */
export const RETRY_HEADERS = {
  SAGE_INTACCT: {
    "X-IA-Throttle-Limit-RetryAfter": "seconds",
    "X-IA-Hour-Rate-Limit-Retry-After": "seconds",
    "X-IA-TENANT-Throttle-Limit-Retry-After": "seconds",
    "Retry-After": "seconds",
  },
  ACCELO: { "X-RateLimit-Reset": "unix" },
  KICKSERV: { "Retry-After": "seconds" },
  ZOHOBOOKS: { "X-Rate-Limit-Reset": "seconds" },
};

/**
 * The shapes of an error on each platform. bare: Accelo's sample of a 429 is the meta object alone; top and gateway:
 * Sage Intacct's other envelopes.
 * @type {Record<Platform, readonly Shape[]>}
 */
export const SHAPES = {
  SAGE_INTACCT: ["own", "top", "gateway", "html", "empty"],
  ACCELO: ["own", "bare", "html", "empty"],
  KICKSERV: ["own", "html", "empty"],
  ZOHOBOOKS: ["own", "html", "empty"],
};

const MESSAGES = {
  limit: "Too many requests were made; try again later",
  server: "Something went wrong on our side",
  token: "The access token is not valid",
};
const ACCELO_WORDS = { limit: "too_many_requests", server: "server_error", token: "invalid_client" };
const INTACCT_CODES = { limit: "tooManyRequests", server: "internalServerError", token: "unauthorized" };
const GATEWAY_CODES = { limit: "GW-0029", server: "GW-0050", token: "GW-0011" };
const ZOHO_CODES = { limit: 45, server: 1000, token: 57 };

/**
 * A body in the platform's own envelope; null where it has none.
 * @param {Platform} platform
 * @param {Trouble} trouble
 * @param {Shape} shape
 * @param {boolean} token whether a token endpoint answers, whose envelope is another one
 * @returns {object}
 */
export function errorBody(platform, trouble, shape, token) {
  const message = MESSAGES[trouble];
  if (token) return platform === "SAGE_INTACCT" ? { error: { code: INTACCT_CODES[trouble], message } } : { error: ACCELO_WORDS[trouble] };
  if (platform === "ACCELO") {
    const meta = { status: ACCELO_WORDS[trouble], message, more_info: "See the documentation of status codes." };
    return shape === "bare" ? meta : { response: null, meta };
  }
  if (platform === "KICKSERV") return { errors: [message] };
  if (platform === "ZOHOBOOKS") return { code: ZOHO_CODES[trouble], message };
  if (shape === "gateway") return { "ia::error": { code: GATEWAY_CODES[trouble], message, supportId: "Kx2", details: { retry: "later" } } };
  const error = { code: INTACCT_CODES[trouble], message, supportId: "Kx2", ...(trouble === "token" ? { errorId: "REST-2102" } : {}) };
  const meta = { totalCount: 1, totalSuccess: 0, totalError: 1 };
  return shape === "top" ? { "ia::error": error, "ia::meta": meta } : { "ia::result": { "ia::error": error }, "ia::meta": meta };
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
 * @param {string} header one of `RETRY_HEADERS`, `Retry-After`, which is HTTP's own, `Retry-After (date)` or `none`
 * @param {number} seconds
 * @param {number} now milliseconds since 1970
 * @returns {Record<string, string>}
 */
export function retryHeaders(platform, header, seconds, now) {
  if (header === "none") return {};
  const end = now + seconds * 1000;
  if (header === "Retry-After (date)") return { "Retry-After": new Date(end).toUTCString() };
  const unit = RETRY_HEADERS[platform][header];
  const text = String(unit === "unix" ? Math.ceil(end / 1000) : seconds);
  if (platform === "ACCELO" && unit) return { "X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "0", [header]: text };
  if (platform === "ZOHOBOOKS" && unit) return { "X-Rate-Limit-Limit": "100", "X-Rate-Limit-Remaining": "0", [header]: text };
  return { [header]: text };
}
