// JSON with numbers that a double cannot hold.

/** A number that is written digit by digit, e.g. an id above 2^53. */
export class RawNumber {
  /** @param {string} digits */
  constructor(digits) {
    this.digits = digits;
  }
}

/**
 * `JSON.stringify` for plain data with `RawNumber`s in it.
 * @param {unknown} value
 * @returns {string}
 */
export function rawJson(value) {
  if (value instanceof RawNumber) return value.digits;
  if (Array.isArray(value)) return `[${value.map(rawJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}:${rawJson(part)}`).join(",")}}`;
}
