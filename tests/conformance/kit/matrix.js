// What became of every case, as a table of platforms and operations by faults.

/**
 * @typedef {'pass' | 'unsupported' | 'fail'} Outcome
 * @typedef {{ platform: string, operation: string, fault: string, outcome: Outcome, told?: string }} Judged
 */

/** A short word for a column. @param {string} fault */
const short = (fault) => fault.replaceAll('_', ' ');

export class Matrix {
  /** @type {Map<string, { pass: number, unsupported: number, fail: number }>} */
  #cells = new Map();
  /** @type {string[]} in the order in which they came */
  #rows = [];
  /** @type {string[]} */
  #columns;
  /** @type {string[]} */
  failures = [];
  /** Cases in which the fault found nothing to spoil; they count nowhere. */
  idle = 0;

  /** @param {readonly string[]} columns */
  constructor(columns) {
    this.#columns = [...columns];
  }

  /** @param {Judged} judged */
  note({ platform, operation, fault, outcome, told }) {
    const row = `${platform}\t${operation}`;
    if (!this.#rows.includes(row)) this.#rows.push(row);
    const key = `${row}\t${fault}`;
    const cell = this.#cells.get(key) ?? { pass: 0, unsupported: 0, fail: 0 };
    cell[outcome] += 1;
    this.#cells.set(key, cell);
    if (!this.#columns.includes(fault)) this.#columns.push(fault);
    if (outcome === 'fail') this.failures.push(`${platform} ${operation} × ${fault}: ${told ?? 'failed'}`);
  }

  get totals() {
    const all = { pass: 0, unsupported: 0, fail: 0 };
    for (const cell of this.#cells.values()) for (const name of /** @type {const} */ (['pass', 'unsupported', 'fail'])) all[name] += cell[name];
    return all;
  }

  /** As Markdown: the number that passed; `n/s` not supported; `✗` and the number that failed; `·` nothing there to spoil. */
  toString() {
    const columns = this.#columns.filter((column) => this.#rows.some((row) => this.#cells.has(`${row}\t${column}`)));
    const head = ['platform', 'operation', ...columns.map(short)];
    const lines = [...this.#rows].sort((a, b) => order(a) - order(b)).map((row) => [...row.split('\t'), ...columns.map((column) => shown(this.#cells.get(`${row}\t${column}`)))]);
    const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i].length)));
    const print = (/** @type {string[]} */ cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
    return [print(head), print(widths.map((width) => '-'.repeat(width))), ...lines.map(print)].join('\n');
  }
}

const PLATFORMS = ['SAGE_INTACCT', 'ACCELO', 'KICKSERV', 'ZOHOBOOKS'];
const OPERATIONS = ['list', 'list partial', 'get', 'get_by_platform_id', 'count', 'jobs', 'raw', 'create', 'update', 'delete', 'notify', 'token'];

/** @param {string} row */
function order(row) {
  const [platform, operation] = row.split('\t');
  return PLATFORMS.indexOf(platform) * 100 + OPERATIONS.indexOf(operation);
}

/** @param {{ pass: number, unsupported: number, fail: number } | undefined} cell */
function shown(cell) {
  if (!cell) return '·';
  const parts = [cell.pass > 0 ? String(cell.pass) : '', cell.unsupported > 0 ? 'n/s' : '', cell.fail > 0 ? `✗${cell.fail}` : ''];
  return parts.filter(Boolean).join(' ');
}
