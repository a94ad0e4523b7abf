// The answers around what a route gives: the envelope, and the errors. The documents give the statuses, their words,
// and `"response":null`; the sentences are reconstructions.

import { json, respond } from "../shared/http.js";
import { isOn } from "./parameters.js";

const MORE_INFO = "https://api.accelo.com/docs/#status-codes";

/**
 * @param {unknown} response
 * @param {import("./parameters.js").Parameters} parameters
 */
export function success(response, parameters) {
  return enveloped(200, { status: "ok", message: "Everything executed as expected." }, response, parameters);
}

/**
 * @param {import("./errors.js").Failure} failure
 * @param {import("./parameters.js").Parameters} parameters
 */
export function refusal({ status, word, message }, parameters) {
  return enveloped(status, { status: word, message, more_info: MORE_INFO }, null, parameters);
}

/**
 * The answer of a deployment whose calls of this hour are used up: a meta object without an envelope.
 * @param {string} host
 * @param {import("./parameters.js").Parameters} parameters
 */
export function tooManyRequests(host, parameters) {
  const meta = { status: "too_many_requests", message: `Rate limit exceeded for ${host}`, more_info: "api.accelo.com/docs/#rate-limiting" };
  return json(...suppressed(429, meta, parameters));
}

/**
 * @param {number} status
 * @param {Record<string, unknown>} meta
 * @param {unknown} response
 * @param {import("./parameters.js").Parameters} parameters
 */
function enveloped(status, meta, response, parameters) {
  const [shown, code] = suppressed(status, meta, parameters);
  return json(isOn(parameters._suppress_meta) ? { response } : { response, meta: shown }, code);
}

/**
 * @param {number} status
 * @param {Record<string, unknown>} meta
 * @param {import("./parameters.js").Parameters} parameters
 * @returns {[Record<string, unknown>, number]}
 */
function suppressed(status, meta, parameters) {
  const { message, more_info, ...rest } = meta;
  const shown = isOn(parameters._suppress_message) ? rest : { ...rest, message, ...(more_info ? { more_info } : {}) };
  return isOn(parameters._suppress_http_status) ? [{ ...shown, response_code: status }, 200] : [shown, status];
}

/** The 404 of a URL that does not exist, as a client met it: not JSON at all. */
export function htmlNotFound() {
  const body = "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>\n";
  return respond(body, 404, "text/html; charset=utf-8");
}
