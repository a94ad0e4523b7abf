// Texts that a platform may hold and that tidy data never has: each is there to tell two rules apart that agree on
// everything else. Only simulators that are asked for odd data hold them.

import { pick } from "./words.js";

/** @type {readonly string[]} */
export const ODD_TEXTS = [
  // Blank, and blanks at the ends.
  " ", " roof", "roof ", "Roof survey\n",
  // What looks like a value of another type.
  "null", "true", "false", "0", "-0", "7", "007", "7.0", "7.50", "1e1", "9007199254740993", "2024-02-29",
  "2025-01-01T00:00:00Z", "12:30",
  // Case: pairs of one letter to many, letters that only simple folding joins, and letters without a case.
  "STRASSE", "STRAẞE", "straße", "ſtraſſe", "ΣΊΣΥΦΟΣ", "σίσυφος", "300 K", "300 \u212a", "300 k", "ISTANBUL",
  "ıstanbul", "i\u0307stanbul", "ﬁne", "FINE", "ǅ", "ǆ", "Ǆ", "Ꭰ", "ꭰ", "𐐀", "𐐨", "É", "e\u0301", "ÉTUDE",
  // What a query's own syntax is made of.
  "a,b", "a)b", "standing(x)", "'", "\"", "\\", "\\\"", "%", "_", "*", "a`b", "\u0000", "\u2028", "&a=b#c",
];

/** The words of a status, as a customer, an import or another release may have left them. */
/** @type {readonly (string | null)[]} */
export const ODD_STATUSES = [null, "", "Completed", "COMPLETE", "completed ", "inprogress", "unknown", "on_hold", "活動中"];

/**
 * One text in `many` is null, empty, in another case or odd; the others stay as they are.
 * @param {string | null} plain
 * @param {number} draw
 * @param {number} many
 * @returns {string | null}
 */
export function oddText(plain, draw, many) {
  if (draw % many !== 0) return plain;
  const kind = (draw >>> 8) % 8;
  if (kind === 0) return null;
  if (kind === 1) return (plain ?? "").toUpperCase();
  if (kind === 2) return (plain ?? "").toLowerCase();
  if (kind === 3) return "";
  return pick(ODD_TEXTS, draw >>> 12);
}

/**
 * @template T
 * @param {T} plain
 * @param {number} draw
 * @param {number} many one in so many is null
 * @returns {T | null}
 */
export function oddNull(plain, draw, many) {
  return draw % many === 0 ? null : plain;
}
