// The date macros of the query service, as periods of days.

import { dateText } from "../shared/times.js";

/** The complete list of the documents. */
export const MACROS = ["today", "yesterday", "currentWeek", "lastWeek", "currentMonth", "priorMonth",
  "currentQuarter", "priorQuarter", "currentYear", "priorYear"];

/**
 * @param {string} macro one of `MACROS`
 * @param {number} today days since 1970
 * @param {boolean} mondayFirst
 * @returns {[number, number]} the first and the last day
 */
export function periodOf(macro, today, mondayFirst) {
  const [year, month] = dateText(today).split("-").map(Number);
  // 1970-01-01 was a Thursday: day 3 was the first Sunday, day 4 the first Monday.
  const intoWeek = (today - (mondayFirst ? 4 : 3) + 7_000_000) % 7;
  const quarter = Math.floor((month - 1) / 3) * 3;
  switch (macro) {
    case "today":
      return [today, today];
    case "yesterday":
      return [today - 1, today - 1];
    case "currentWeek":
      return [today - intoWeek, today - intoWeek + 6];
    case "lastWeek":
      return [today - intoWeek - 7, today - intoWeek - 1];
    case "currentMonth":
      return months(year, month - 1, 1);
    case "priorMonth":
      return months(year, month - 2, 1);
    case "currentQuarter":
      return months(year, quarter, 3);
    case "priorQuarter":
      return months(year, quarter - 3, 3);
    case "currentYear":
      return months(year, 0, 12);
    default:
      return months(year - 1, 0, 12);
  }
}

/**
 * @param {number} year
 * @param {number} first the first month, from 0; may lie outside the year
 * @param {number} count
 * @returns {[number, number]}
 */
function months(year, first, count) {
  return [Date.UTC(year, first, 1) / 86_400_000, Date.UTC(year, first + count, 1) / 86_400_000 - 1];
}
