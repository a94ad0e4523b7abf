// What a call asks of its platform: the names by which a plan chooses calls.

import { entryOf } from "../../platforms.js";

/** @typedef {import("../../platforms.js").Platform} Platform */

/**
 * The names under which a platform's calls can be chosen; `write` stands for all that change something.
 * @param {Platform} platform
 */
export function routeNames(platform) {
  return [...Object.keys(entryOf(platform).faults.routes), "write"];
}

const WRITES = ["create", "update", "delete", "progress", "notify"];

/**
 * @param {Platform} platform
 * @param {string | RegExp | undefined} route a name, or a pattern of `METHOD /path`; undefined fits every call
 * @param {string} line `METHOD /path`
 */
export function fitsRoute(platform, route, line) {
  if (route === undefined) return true;
  if (route instanceof RegExp) return new RegExp(route.source, route.flags.replace(/[gy]/g, "")).test(line);
  const names = route === "write" ? WRITES : [route];
  const { routes } = entryOf(platform).faults;
  return names.some((name) => routes[name]?.test(line));
}

/**
 * The method that counts.
 * @param {Platform} platform
 * @param {Request} request
 * @param {URL} url
 */
export async function methodOf(platform, request, url) {
  return entryOf(platform).faults.methodOf?.(request, url) ?? request.method;
}
