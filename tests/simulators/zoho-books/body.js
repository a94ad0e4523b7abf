// The body of a write: where it stands in a request, and which values its fields take.
// What the documents tell: the fields, their types, that task_name is required and its length. The codes are those that
// clients recorded for other modules (1038, 4) or reconstructions (15).

import { isForm } from "../shared/http.js";
import { Refusal } from "./replies.js";

/**
 * @typedef {import("../shared/switches.js").Switches} Switches
 * @typedef {import("./data.js").Task} Task
 *
 * @typedef {object} TaskValues
 * @property {string} task_name
 * @property {string} [description]
 * @property {number | null} [rate]
 * @property {Task["budget_hours"]} [budget_hours]
 */

const NAME_LENGTH = 100;
const FIELDS = ["task_name", "description", "rate", "budget_hours"];

/**
 * @param {Request} request
 * @param {Switches} switches
 * @returns {Promise<TaskValues>}
 * @throws {Refusal}
 */
export async function readTask(request, switches) {
  const values = parsed(await jsonText(request, switches));
  for (const name of Object.keys(values)) {
    if (!FIELDS.includes(name) && switches.unknownField === "refused") throw invalid(name);
  }
  /** @type {Record<string, unknown>} */
  const result = { task_name: nameOf(values.task_name) };
  if (values.description !== undefined) result.description = textOf(values.description, switches);
  if (values.rate !== undefined) result.rate = numberOf("rate", values.rate, switches, null);
  if (values.budget_hours !== undefined) {
    result.budget_hours = values.budget_hours === "" ? "" : numberOf("budget_hours", values.budget_hours, switches, "");
  }
  return /** @type {TaskValues} */ (/** @type {unknown} */ (result));
}

/**
 * @param {Request} request
 * @param {Switches} switches
 */
async function jsonText(request, switches) {
  const type = request.headers.get("content-type") ?? "";
  if (!isForm(type)) return request.text();
  if (switches.formBody === "refused") throw malformed();
  const text = (await request.formData()).get("JSONString");
  return typeof text === "string" ? text : "";
}

/** @param {string} text @returns {Record<string, unknown>} */
function parsed(text) {
  if (text === "") throw invalid("JSONString");
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid("JSONString");
  return value;
}

/** @param {unknown} value */
function nameOf(value) {
  if (typeof value !== "string" || value.trim() === "") throw invalid("task_name");
  if (Array.from(value).length > NAME_LENGTH) {
    throw new Refusal(400, 15, `Please ensure that the task_name has at most ${NAME_LENGTH} characters.`);
  }
  return value;
}

/** @param {unknown} value @param {Switches} switches */
function textOf(value, switches) {
  if (value === null && switches.nullValue === "cleared") return "";
  if (typeof value !== "string") throw invalid("description");
  return value;
}

/**
 * @template C
 * @param {string} name
 * @param {unknown} value
 * @param {Switches} switches
 * @param {C} cleared
 * @returns {number | C}
 */
function numberOf(name, value, switches, cleared) {
  if (value === null && switches.nullValue === "cleared") return cleared;
  const { writtenNumbers } = switches;
  if (typeof value === "string" && writtenNumbers === "text" && /^\d+(\.\d+)?$/.test(value)) return Number(value);
  if (typeof value !== "number" || value < 0) throw invalid(name);
  if (writtenNumbers === "integer" && !Number.isInteger(value)) throw invalid(name);
  return value;
}

/** @param {string} name */
function invalid(name) {
  return new Refusal(400, 4, `Invalid value passed for ${name}`);
}

function malformed() {
  return new Refusal(400, 1038, "JSON is not well formed");
}
