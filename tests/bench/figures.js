// What groups give: rows of the one table, and tables of their own.

/**
 * @typedef {object} Goal
 * @property {"JavaScript" | "typed arrays" | "any"} than "any": the fastest of all that work on objects or in a database
 * @property {number} times
 *
 * @typedef {object} Figure a row of the table
 * @property {string} [row] its number among the rows to reach
 * @property {string} work
 * @property {string} data
 * @property {number} [bytes] that are read
 * @property {number} ours milliseconds
 * @property {Record<string, number>} others milliseconds, by the name of the peer
 * @property {Goal[]} goals
 * @property {boolean} [isAgain] whether it is the figure before, of a table that was asked before: the others are the same
 *
 * @typedef {object} Section a table of its own
 * @property {string} title
 * @property {string[]} columns
 * @property {string[][]} rows
 * @property {string} [text] a sentence below it
 *
 * @typedef {object} Context
 * @property {typeof import("taskweave")} taskweave
 * @property {string} folder of the package
 * @property {boolean} quick
 * @property {number} rounds
 * @property {number} held how many rows are held
 * @property {(name: string) => boolean} isAsked whether a group is to run
 * @property {(text: string) => void} say what is going on
 *
 * @typedef {object} Group
 * @property {string[]} names by which it, or a part of it, is asked for
 * @property {(context: Context) => AsyncGenerator<Figure | Section, void>} run
 */

/** @type {Record<import("./data/pages.js").Platform, string>} */
export const PLATFORM_NAMES = { SAGE_INTACCT: "Sage Intacct", ACCELO: "Accelo" };

/** @param {import("./data/pages.js").Platform} platform @param {import("./data/pages.js").Text} text */
export const dataName = (platform, text) => `${PLATFORM_NAMES[platform]}, ${text}`;

export const TEXTS = /** @type {const} */ (["ASCII", "beyond ASCII"]);
export const PLATFORMS = /** @type {const} */ (["SAGE_INTACCT", "ACCELO"]);

/** @param {number} count */
export const grouped = (count) => count.toLocaleString("en");

/**
 * The cases' times by their names.
 * @param {readonly import("./measure.js").Case[]} cases
 * @param {readonly number[]} times
 * @returns {Record<string, number>}
 */
export const byName = (cases, times) => Object.fromEntries(cases.map(({ name }, i) => [name, times[i]]));
