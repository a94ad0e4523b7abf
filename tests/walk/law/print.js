// A tree as a filter's text, in one of the many ways that mean the same.

/**
 * @typedef {import('./tree.js').Tree} Tree
 * @typedef {import('./tree.js').Comparison} Comparison
 * @typedef {import('./tree.js').Value} Value
 *
 * @typedef {object} Style
 * @property {(word: string) => string} keyword in capitals, small letters or both
 * @property {(least: '' | ' ') => string} space at least this much
 * @property {() => boolean} extra whether to write a pair of parentheses, or backquotes, that are not needed
 * @property {(text: string) => string} quoted a text in double quotes
 */

/** One way of many: the plainest. @type {Style} */
export const PLAIN = { keyword: (word) => word, space: (least) => least, extra: () => false, quoted };

/**
 * A style that draws at every step.
 * @param {import('./random.js').Random} random
 * @returns {Style}
 */
export function styleOf(random) {
  const letters = random.pick([(/** @type {string} */ w) => w, (/** @type {string} */ w) => w.toLowerCase(), mixed]);
  const wide = random.pick([1, 4, 8]);
  return {
    keyword: letters,
    space: (least) => (random.oneIn(wide * 2) ? random.pick([' ', '  ', '\n', '\t']) : random.oneIn(2) ? ' ' : least),
    extra: () => random.oneIn(12),
    quoted: (text) => (random.oneIn(10) ? escaped(text) : quoted(text)),
  };
}

/** @param {string} word */
function mixed(word) {
  return word[0] + word.slice(1).toLowerCase();
}

/** @param {string} text */
function quoted(text) {
  return JSON.stringify(text);
}

/** Everything beyond ASCII as escapes. @param {string} text */
function escaped(text) {
  return JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * @param {Tree} tree
 * @param {Style} [style]
 * @returns {string}
 */
export function printed(tree, style = PLAIN) {
  const text = bare(tree, style);
  return style.extra() ? `(${text})` : text;
}

/** How tightly a tree holds together. @param {Tree} tree */
function strength({ kind }) {
  return { or: 0, and: 1, not: 2, is: 3 }[kind];
}

/** @param {Tree} part @param {number} least @param {Style} style */
function within(part, least, style) {
  return strength(part) < least ? `(${bare(part, style)})` : printed(part, style);
}

/** @param {Tree} tree @param {Style} style @returns {string} */
function bare(tree, style) {
  const { keyword, space } = style;
  switch (tree.kind) {
    case 'is':
      return comparison(tree, style);
    case 'not':
      return `${keyword('NOT')}${space(' ')}${within(tree.part, 2, style)}`;
    default: {
      // An AND in an AND needs no parentheses to mean the same.
      const parts = tree.parts.map((part) => within(part, strength(tree), style));
      return parts.reduce((text, part) => `${text}${space(' ')}${keyword(tree.kind.toUpperCase())}${space(' ')}${part}`);
    }
  }
}

/** @param {Comparison} tree @param {Style} style */
function comparison({ target, op, values }, style) {
  const { keyword, space } = style;
  const name = [target.field, ...(target.path ?? []).map((part) => segment(part, style))].join('.');
  const written = values.map((value) => literal(value, style));
  switch (op) {
    case 'IN':
    case 'NOT IN':
      return `${name}${space(' ')}${words(op, style)}${space('')}(${space('')}${written.join(`${space('')},${space('')}`)}${space('')})`;
    case 'BETWEEN':
    case 'NOT BETWEEN':
      return `${name}${space(' ')}${words(op, style)}${space(' ')}${written.join(`${space(' ')}${keyword('AND')}${space(' ')}`)}`;
    default:
      return `${name}${space('')}${op}${space('')}${written[0]}`;
  }
}

/** @param {string} op @param {Style} style */
function words(op, { keyword, space }) {
  return op.split(' ').map(keyword).reduce((text, word) => `${text}${space(' ')}${word}`);
}

/** A name of a path. @param {string} name @param {Style} style */
function segment(name, style) {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !style.extra()) return name;
  return `\`${name.replaceAll('`', '``')}\``;
}

/** @param {Value} value @param {Style} style */
function literal(value, { keyword, quoted }) {
  switch (value.type) {
    case 'null':
      return keyword('null');
    case 'text':
      return quoted(value.text);
    case 'number':
      return value.digits;
    case 'boolean':
      return keyword(String(value.truth));
    case 'time':
      return quoted(value.written);
    case 'relative':
      return `${value.anchor}${value.steps.map(([count, unit]) => `${count < 0 ? '-' : '+'}${Math.abs(count)}${unit}`).join('')}`;
  }
}
