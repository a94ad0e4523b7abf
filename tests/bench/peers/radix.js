// A sort by hand: the radix sort that an expert writes when the engine's own is too slow for him. Four passes of 11 bits
// over milliseconds from the newest time down, from the order of ids on, so that equal times stay in it.

import { Columns } from "./columns.js";

const BITS = 11;
const SIZE = 1 << BITS;

/** @type {import("./peer.js").Peer} */
export default {
  name: "radix sort by hand",
  prepare(rows) {
    const { updated, rank } = new Columns(rows);
    const count = rows.length;
    return {
      sort() {
        const newest = updated.reduce((most, time) => Math.max(most, time), -Infinity);
        // The distance from the newest, in two halves: together they have more than 32 bits.
        const low = new Uint32Array(count);
        const high = new Uint32Array(count);
        let from = new Uint32Array(count);
        let to = new Uint32Array(count);
        for (let i = 0; i < count; i += 1) {
          const age = newest - updated[i];
          high[i] = age / 0x40_0000;
          low[i] = age - high[i] * 0x40_0000;
          from[rank[i]] = i;
        }
        const starts = new Uint32Array(SIZE);
        for (const [part, shift] of /** @type {[Uint32Array, number][]} */ ([[low, 0], [low, BITS], [high, 0], [high, BITS]])) {
          starts.fill(0);
          for (let i = 0; i < count; i += 1) starts[(part[i] >>> shift) & (SIZE - 1)] += 1;
          for (let digit = 0, sum = 0; digit < SIZE; digit += 1) {
            const here = starts[digit];
            starts[digit] = sum;
            sum += here;
          }
          for (let n = 0; n < count; n += 1) {
            const i = from[n];
            to[starts[(part[i] >>> shift) & (SIZE - 1)]++] = i;
          }
          [from, to] = [to, from];
        }
        return from;
      },
      numbers: (answer) => Array.from(answer),
    };
  },
};
