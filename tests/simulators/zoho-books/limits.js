// How many calls an organization has, by the minute and by the day.

import { reply } from "./replies.js";

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * @typedef {object} Window
 * @property {number} limit
 * @property {number} start
 * @property {number} span in milliseconds
 * @property {number} used
 */

/**
 * @param {object} options
 * @param {() => number} options.clock
 * @param {number} options.callsAMinute
 * @param {number} options.callsADay
 * @param {import("../shared/switches.js").Switches} options.switches
 */
export function createLimits({ clock, callsAMinute, callsADay, switches }) {
  /** @type {Window} */
  const minute = { limit: callsAMinute, start: -Infinity, span: MINUTE, used: 0 };
  /** @type {Window} */
  const day = { limit: callsADay, start: -Infinity, span: DAY, used: 0 };

  /** A minute begins with a call, a day at midnight. @param {number} now */
  function renew(now) {
    for (const each of [minute, day]) {
      if (now >= each.start && now < each.start + each.span) continue;
      each.start = each === day ? now - (now % DAY) : now;
      each.used = 0;
    }
  }

  return {
    reset() {
      for (const each of [minute, day]) each.start = -Infinity;
    },

    /**
     * Takes one call.
     * @returns {{ headers: Record<string, string>, refused: Response | null }} `headers` for the answer
     */
    take() {
      const now = clock();
      renew(now);
      // The introduction of Zoho's documents has 44 for the minute; of both, it words the second alone.
      const refused =
        minute.used >= minute.limit
          ? { code: Number(switches.minuteLimitCode), message: `Blocked: the organization made more than ${callsAMinute} requests in a minute.` }
          : day.used >= day.limit
            ? { code: 45, message: `The API call for this organization has exceeded the maximum call rate limit of ${callsADay}.` }
            : null;
      if (!refused) {
        minute.used += 1;
        day.used += 1;
      }
      const headers = shown(switches.rateHeaders === "day" ? day : minute, now);
      return { headers, refused: refused && reply(refused, 429, headers) };
    },
  };

  /** @param {Window} window @param {number} now @returns {Record<string, string>} */
  function shown(window, now) {
    if (switches.rateHeaders === "absent" || window.limit === Infinity) return {};
    return {
      "X-Rate-Limit-Limit": String(window.limit),
      "X-Rate-Limit-Remaining": String(window.limit - window.used),
      "X-Rate-Limit-Reset": String(Math.ceil((window.start + window.span - now) / 1000)),
    };
  }
}
