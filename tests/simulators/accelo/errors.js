// The documents give the status, the word of 400, 403 and 429, and `"response":null`. The sentences, and the
// word of 401, are reconstructions.

import { json, respond } from "../shared/http.js";

/** A request that is answered with 400 `invalid_request`. */
export class InvalidRequest extends Error {}

const WORDS = new Map([
  [400, "invalid_request"],
  [401, "unauthorized"],
  [403, "invalid_permission"],
  [404, "not_found"],
]);

/**
 * @param {number} status
 * @param {string} message
 */
export function failure(status, message) {
  const meta = { status: WORDS.get(status), message, more_info: "See the documentation of the tasks resource." };
  return json({ response: null, meta }, status);
}

/** @param {unknown} response */
export function success(response) {
  return json({ response, meta: { status: "ok", message: "Everything executed as expected." } });
}

/** The 404 of a URL that does not exist, as a client met it: not JSON at all. */
export function htmlNotFound() {
  const body = "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>\n";
  return respond(body, 404, "text/html; charset=utf-8");
}
