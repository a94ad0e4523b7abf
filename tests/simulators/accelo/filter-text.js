// The two written forms of `_filters`, read into one list.

import { InvalidRequest } from "./errors.js";

/**
 * @typedef {object} FilterNode
 * @property {string} name
 * @property {string[]} values
 * @property {{ type: string, ids: string[] | null }[]} groups of an object filter; ids are null for a bare type
 * @property {FilterNode[]} children of `_OR` and `_AND`
 */

/** Filters by a kind of object and its id. */
export const OBJECT_FILTERS = new Set(["against", "creator"]);

/**
 * Splits at the commas that stand outside parentheses.
 * @param {string} text
 * @returns {string[]} trimmed, without empty ones
 */
export function splitTop(text) {
  /** @type {string[]} */
  const items = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= text.length; i += 1) {
    if (i === text.length || (text[i] === "," && depth === 0)) {
      items.push(text.slice(from, i).trim());
      from = i + 1;
    } else if (text[i] === "(") depth += 1;
    else if (text[i] === ")") depth -= 1;
    if (depth < 0) throw new InvalidRequest(`there is a ")" too many in "${text}"`);
  }
  if (depth > 0) throw new InvalidRequest(`a "(" is not closed in "${text}"`);
  return items.filter((item) => item !== "");
}

/**
 * @param {string} text e.g. `assignee(21,3),against(company(1,4)),date_due_before(1402525375)`
 * @returns {FilterNode[]}
 */
export function readFilterText(text) {
  return splitTop(text).map((item) => {
    const [, name, inner = ""] = /^([^()]*?)\s*(?:\((.*)\))?$/s.exec(item) ?? [];
    if (!name) throw new InvalidRequest(`_filters: "${item}" is not a filter; write name(value)`);
    return textNode(name, inner);
  });
}

/**
 * @param {string} name
 * @param {string} inner
 * @returns {FilterNode}
 */
function textNode(name, inner) {
  const node = { name, values: /** @type {string[]} */ ([]), groups: [], children: [] };
  if (isJunction(name)) return { ...node, children: readFilterText(inner) };
  if (name === "search") return { ...node, values: [inner] };
  if (!OBJECT_FILTERS.has(name)) return { ...node, values: splitTop(inner) };
  const groups = splitTop(inner).map((item) => {
    const [, type = item, ids] = /^([^()]*?)\s*(?:\((.*)\))?$/s.exec(item) ?? [];
    return { type, ids: ids === undefined ? null : splitTop(ids) };
  });
  return { ...node, groups };
}

/** @param {string} name */
function isJunction(name) {
  return name === "_OR" || name === "_AND";
}

/**
 * @param {unknown} value e.g. `{"id":[12,13],"against":[{"company":[1]}]}`
 * @returns {FilterNode[]}
 */
export function readFilterJson(value) {
  const objects = Array.isArray(value) ? value : [value];
  return objects.flatMap((object) => {
    if (typeof object !== "object" || object === null) throw new InvalidRequest("_filters: expected an object of filters");
    return Object.entries(object).map(([name, inner]) => jsonNode(name, inner));
  });
}

/**
 * @param {string} name
 * @param {unknown} inner
 * @returns {FilterNode}
 */
function jsonNode(name, inner) {
  const node = { name, values: /** @type {string[]} */ ([]), groups: [], children: [] };
  if (isJunction(name)) return { ...node, children: readFilterJson(inner) };
  const values = Array.isArray(inner) ? inner : [inner];
  if (!OBJECT_FILTERS.has(name)) return { ...node, values: values.map(String) };
  const groups = values.flatMap((item) => /** @type {FilterNode["groups"]} */ (
    typeof item === "object" && item !== null
      ? Object.entries(item).map(([type, ids]) => ({ type, ids: [ids].flat().map(String) }))
      : [{ type: String(item), ids: null }]
  ));
  return { ...node, groups };
}

/**
 * @param {unknown} filters text or object of `_filters`
 * @param {unknown} [search] text of `_search`
 * @returns {FilterNode[]}
 */
export function nodesOf(filters, search) {
  const nodes = filters === undefined || filters === null ? [] : typeof filters === "string" ? readFilterText(filters) : readFilterJson(filters);
  // No filter can have this name: the parameter and the filter search() stand beside each other.
  return search === undefined ? nodes : [...nodes, { name: SEARCH_PARAMETER, values: [String(search)], groups: [], children: [] }];
}

export const SEARCH_PARAMETER = "(search)";
