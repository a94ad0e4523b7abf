// The registry as a list, and by the platforms' names.

import * as registry from "./registry.js";

/**
 * @typedef {typeof registry} Registry
 * @typedef {Registry[keyof Registry]["platform"]} Platform
 * @typedef {import("./shared/entry.js").Entry<Platform, import("./shared/http.js").Simulator>} PlatformEntry
 */

/** In the order of their numbers. @type {readonly PlatformEntry[]} */
export const ENTRIES = Object.values(registry).sort((a, b) => a.number - b.number);

/** @type {readonly Platform[]} */
export const PLATFORMS = ENTRIES.map(({ platform }) => platform);

/** @type {Map<string, PlatformEntry>} */
const BY_PLATFORM = new Map(ENTRIES.map((each) => [each.platform, each]));

/**
 * @param {string} platform
 * @returns {PlatformEntry}
 */
export function entryOf(platform) {
  const found = BY_PLATFORM.get(platform);
  if (!found) throw new RangeError(`There is no simulator of ${platform}; there are: ${PLATFORMS.join(", ")}`);
  return found;
}

/**
 * Something for each platform.
 * @template T
 * @param {(one: PlatformEntry) => T} make
 * @returns {Record<Platform, T>}
 */
export function forEach(make) {
  return /** @type {Record<Platform, T>} */ (Object.fromEntries(ENTRIES.map((each) => [each.platform, make(each)])));
}

/** The platform that answers for a host. @param {string} host @returns {Platform | null} */
export function platformOf(host) {
  return ENTRIES.find(({ isHost }) => isHost(host))?.platform ?? null;
}
