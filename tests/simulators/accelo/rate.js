// The calls of an hour: 5,000 for a deployment, whoever makes them. Those to /oauth2 are neither counted nor limited.

const HOUR = 3_600_000;
const DOCUMENTED = 5000;

/**
 * @param {() => number} clock milliseconds
 * @param {number} [limit] calls an hour; with Infinity nothing is refused, and an hour is over when its calls are
 */
export function createRate(clock, limit = DOCUMENTED) {
  if (limit !== Infinity && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError(`ACCELO: callsAnHour is a whole number from 1 on or Infinity, not ${limit}`);
  }
  const shown = limit === Infinity ? DOCUMENTED : limit;
  let hour = -1;
  let used = 0;
  return {
    /** Counts one call. */
    take() {
      const now = Math.floor(clock() / HOUR);
      if (now !== hour || (limit === Infinity && used === shown)) used = 0;
      hour = now;
      const within = used < shown;
      if (within) used += 1;
      const headers = {
        "x-ratelimit-limit": String(shown),
        "x-ratelimit-remaining": String(shown - used),
        "x-ratelimit-reset": String((hour + 1) * (HOUR / 1000)),
      };
      return { within, headers };
    },
    reset() {
      used = 0;
    },
  };
}
