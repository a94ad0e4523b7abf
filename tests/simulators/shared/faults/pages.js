// The rows of a page, found and put back with every digit as it was.

import { entryOf } from "../../platforms.js";
import { parseRaw, rawJson } from "../raw-json.js";

/** @typedef {import("./calls.js").Platform} Platform */

/**
 * A page of an answer. `rows` is part of `body`: what is done to it is done to the body.
 * @typedef {{ body: any, rows: any[] }} Page
 */

/**
 * Null if the text holds no list of rows.
 * @param {Platform} platform
 * @param {string} text
 * @returns {Page | null}
 */
export function pageOf(platform, text) {
  const body = parsed(text);
  const rows = entryOf(platform).faults.list(body);
  return Array.isArray(rows) ? { body, rows } : null;
}

/** @param {string} text */
function parsed(text) {
  try {
    return parseRaw(text);
  } catch {
    return null;
  }
}

/**
 * The ids of the tasks on a page.
 * @param {Platform} platform
 * @param {readonly any[]} rows
 * @returns {string[]}
 */
export function idsOf(platform, rows) {
  return rows.flatMap((row) => {
    const id = row?.[entryOf(platform).faults.id];
    return id === undefined || id === null ? [] : [id.digits ?? String(id)];
  });
}

/**
 * The same answer with another body.
 * @param {Response} response
 * @param {BodyInit | null} body
 * @param {number} [status]
 */
export function withBody(response, body, status = response.status) {
  return new Response(body, { status, headers: new Headers(response.headers) });
}

/** @param {Response} response @param {unknown} value @param {number} [status] */
export function withJson(response, value, status) {
  return withBody(response, rawJson(value), status);
}
