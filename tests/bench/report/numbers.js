// Numbers as they are read.

/** @param {number} spent */
export const milliseconds = (spent) =>
  spent >= 100 ? `${spent.toFixed(0)} ms` : spent >= 1 ? `${spent.toFixed(1)} ms` : `${(spent * 1000).toFixed(spent >= 0.01 ? 0 : 1)} µs`;

/** How many times less time than the other. @param {number} times */
export const times = (times) => (times >= 10 ? times.toFixed(0) : times >= 1 ? times.toFixed(1) : times.toFixed(2));

/** Below this either way it is a tie. */
const TIE = 1.5;

/** @param {number} value how often our time goes into theirs @param {string} [whose] */
export function ratio(value, whose = "JavaScript") {
  if (value >= TIE) return `**${times(value)}**`;
  return value > 1 / TIE ? `${times(value)} (tie)` : `${times(value)} (${whose} wins)`;
}

/** What memory may cost: times the page bytes with pages, bytes a task without. */
const MEMORY = { withPages: 1.3, without: 120 };

/**
 * Pages, page bytes a task, kept a task, grown a task, grown ÷ page bytes, goal.
 * @param {import("../memory/kept.js").Kept} kept
 * @param {boolean} keep
 */
export function memoryCells({ rows, pageBytes, grown, told }, keep) {
  // By what the instance really holds, not by what the table tells.
  const reached = keep ? grown / pageBytes <= MEMORY.withPages : grown / rows < MEMORY.without;
  const goal = keep ? `≤ ${MEMORY.withPages} × page bytes` : `< ${MEMORY.without} bytes`;
  return [
    keep ? "kept" : "dropped",
    (pageBytes / rows).toFixed(0),
    told === undefined ? "–" : (told / rows).toFixed(0),
    (grown / rows).toFixed(0),
    (grown / pageBytes).toFixed(2),
    `${goal}: ${reached ? "reached" : "not reached"}`,
  ];
}
