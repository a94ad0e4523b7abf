// Columns as an expert keeps them beside the rows: typed arrays, statuses as codes.

/** @typedef {import("./peer.js").Row} Row @typedef {import("../question.js").Wanted} Wanted */

export class Columns {
  /** @param {readonly Row[]} rows */
  constructor(rows) {
    this.rows = rows;
    this.words = [...new Set(rows.map(({ status }) => status))];
    /** NaN for null, which is in no range. */
    this.updated = Float64Array.from(rows, ({ updated }) => updated ?? NaN);
    this.status = Uint8Array.from(rows, ({ status }) => this.words.indexOf(status));
    this.names = rows.map(({ name }) => name);
    /** Where each row stands among those that share its time. */
    this.rank = new Uint32Array(rows.length);
    const byId = Uint32Array.from(rows, (_, i) => i).sort((a, b) => {
      const [x, y] = [rows[a], rows[b]];
      if (x.connection_id !== y.connection_id) return x.connection_id < y.connection_id ? -1 : 1;
      return x.number - y.number;
    });
    byId.forEach((row, rank) => (this.rank[row] = rank));
  }

  /** @param {Wanted} wanted @returns {Uint32Array} the rows that match */
  filter({ status, since, word }) {
    const { updated, names, status: codes } = this;
    const code = this.words.indexOf(status);
    const found = new Uint32Array(names.length);
    let count = 0;
    for (let i = 0; i < names.length; i += 1) {
      if (codes[i] === code && updated[i] >= since && names[i].includes(word)) found[count++] = i;
    }
    return found.subarray(0, count);
  }

  /**
   * The newest of some rows, or of all.
   * @param {number} count
   * @param {Uint32Array} [some]
   * @returns {number[]}
   */
  newest(count, some) {
    const { updated, rank } = this;
    const total = some?.length ?? updated.length;
    /** @type {number[]} */
    const best = [];
    let bar = -Infinity;
    for (let n = 0; n < total; n += 1) {
      const i = some ? some[n] : n;
      const time = updated[i];
      if (time < bar) continue;
      let at = best.length;
      for (; at > 0; at -= 1) {
        const other = best[at - 1];
        if (updated[other] > time || (updated[other] === time && rank[other] < rank[i])) break;
      }
      if (at === count) continue;
      best.splice(at, 0, i);
      if (best.length > count) best.pop();
      if (best.length === count) bar = updated[best[count - 1]];
    }
    return best;
  }

  /** @param {number} a @param {number} b */
  order(a, b) {
    return this.updated[b] - this.updated[a] || this.rank[a] - this.rank[b];
  }
}
