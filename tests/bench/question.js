// What all are asked.

/**
 * @typedef {{ status: string, since: number, word: string }} Wanted `status = … AND updated_at >= … AND name ~ …`; `since`
 *   in milliseconds
 */

/** The connection that pages are read for. */
export const CONNECTION = "bench";
/** When they were read. */
export const NOW = Date.UTC(2026, 6, 1);
/** Tasks on a page of a list. */
export const COUNT = 50;
/** Rows of a platform's page. */
export const ROWS = 1000;

const SINCE = Date.UTC(2025, 5, 1);

/** The cut moves by a millisecond from turn to turn: nobody is to remember the answer. @param {number} turn @returns {Wanted} */
export const wantedAt = (turn) => ({ status: "in_progress", since: SINCE + (turn % 2), word: "roof" });

/** Both questions, for those that can prepare one. */
export const BOTH = [wantedAt(0), wantedAt(1)];

/** In our language. @param {Wanted} wanted */
export const filterOf = ({ status, since, word }) =>
  `status = "${status}" AND updated_at >= "${new Date(since).toISOString()}" AND name ~ "${word}"`;
