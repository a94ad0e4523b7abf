import { shuffled, stream } from "./random.js";

/** Where the generated data ends unless an instant is given: 2026-06-30T12:00:00Z, in milliseconds. */
export const DEFAULT_NOW = Date.UTC(2026, 5, 30, 12, 0, 0);

const DAY = 86_400;
const SPAN = 3 * 365 * DAY;
/** From this size on, the newest rows stay in small groups, so that a first page is a first page. */
const LARGE = 50_000;
const CALM_ROWS = 400;

/**
 * Times of last change for `count` rows over about three years before `now`: groups of 1 to 20 rows
 * share one second, one group in the middle is as large as `bigGroup` (smaller in small sets), and
 * now and then a group falls on a round time, which other platforms use too, so that ties cross
 * the platforms. Which row gets which time is shuffled.
 * @param {{ count: number, seed: number, now: number, bigGroup: number }} options `now` in milliseconds
 * @returns {Uint32Array} Unix seconds by row index
 */
export function timeline({ count, seed, now, bigGroup }) {
  const size = stream(seed, "group size");
  const gap = stream(seed, "group gap");
  const round = stream(seed, "round time");
  const big = Math.min(bigGroup, Math.max(1, Math.floor(count / 8)));
  const step = Math.max(2, Math.floor((SPAN * 2.8) / Math.max(1, count)));
  const unit = [DAY, 3_600, 60].find((seconds) => seconds <= step) ?? 1;
  const place = shuffled(count, seed);
  const times = new Uint32Array(count);
  let time = Math.floor(now / 1000) - 60;
  let bigGiven = false;
  for (let rank = 0, group = 0; rank < count; group += 1) {
    const most = count >= LARGE && rank < CALM_ROWS ? 5 : Math.max(2, Math.min(20, big));
    let members = groupSize(size(group), most);
    if (!bigGiven && rank >= count / 2) {
      members = big;
      bigGiven = true;
    }
    for (let left = members; left > 0 && rank < count; left -= 1, rank += 1) times[place[rank]] = time;
    time -= 1 + (gap(group) % (2 * step - 1));
    // Round times move back, never forward: two groups must not fall together.
    if (round(group) % 5 === 0) time -= time % unit;
  }
  return times;
}

/**
 * @param {number} draw
 * @param {number} most
 */
function groupSize(draw, most) {
  if (draw % 10 < 7) return 1;
  const spread = (draw >>> 8) % 4 === 0 ? most : Math.min(most, 6);
  return 2 + ((draw >>> 12) % (spread - 1));
}
