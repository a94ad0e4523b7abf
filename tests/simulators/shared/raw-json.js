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

/** What a number is held as while the text is read; no text of the simulators begins like this. */
const MARK = "\u0000number:";

/**
 * `JSON.parse` with every number as a `RawNumber`, so that `rawJson` writes it again digit by digit.
 * @param {string} text
 * @returns {any}
 * @throws {SyntaxError} as `JSON.parse` does
 */
export function parseRaw(text) {
  const mark = JSON.stringify(MARK).slice(1, -1);
  const marked = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (part) => (part.startsWith('"') ? part : `"${mark}${part}"`));
  return JSON.parse(marked, (_, value) =>
    typeof value === "string" && value.startsWith(MARK) ? new RawNumber(value.slice(MARK.length)) : value,
  );
}
