// What is refused, and the bodies in which it is said. No error body of v2 was found: all are reconstructions.

import { json, respond } from "../shared/http.js";

/**
 * @typedef {object} Complaint
 * @property {string} field the name as it was written; `base` where it is about the whole
 * @property {string} text e.g. `can't be blank`; of `base` a whole sentence
 */

/** A call that is not done. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string | readonly Complaint[]} complaints a text is one about the whole
   */
  constructor(status, complaints) {
    const list = typeof complaints === "string" ? [{ field: "base", text: complaints }] : complaints;
    super(list.map(sentenceOf).join("; "));
    this.status = status;
    this.complaints = list;
  }
}

/**
 * `Name can't be blank`, as Rails says it.
 * @param {Complaint} complaint
 */
function sentenceOf({ field, text }) {
  if (field === "base") return text;
  const words = field.replace(/_ids?$/, "").replaceAll("_", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${text}`;
}

/**
 * @param {Refused} refused
 * @param {import("../shared/switches.js").SwitchValue} shape the side of the switch `errorBody`
 */
export function failure({ status, complaints, message }, shape) {
  switch (shape) {
    case "errorsList":
      return json({ errors: complaints.map(sentenceOf) }, status);
    case "errorsObject":
      return json({ errors: byField(complaints) }, status);
    case "fields":
      return json(byField(complaints), status);
    case "error":
      return json({ error: message }, status);
    default:
      return respond("", status, "application/json; charset=utf-8");
  }
}

/** @param {readonly Complaint[]} complaints */
function byField(complaints) {
  /** @type {Record<string, string[]>} */
  const fields = {};
  for (const { field, text } of complaints) (fields[field] ??= []).push(text);
  return fields;
}

/** @param {import("../shared/switches.js").SwitchValue} shape the side of the switch `authBody` */
export function unauthorized(shape) {
  const message = "HTTP Basic: Access denied.";
  const headers = { "www-authenticate": 'Basic realm="Application"' };
  if (shape === "json") return json({ error: message }, 401, headers);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<errors>\n  <error>${message}</error>\n</errors>\n`;
  return respond(xml, 401, "application/xml; charset=utf-8", headers);
}
