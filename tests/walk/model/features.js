// What the built package offers: a law of something that is not there yet has nothing to judge.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE, taskweave } from '../../support/package.js';

const types = readFileSync(join(PACKAGE, 'taskweave.d.ts'), 'utf8');

/** Options and keys by the package's own types; methods by what its classes have. */
export const FEATURES = {
  /** Whether rows that come after their place has passed say so. */
  late: /\bis_late\b/.test(types),
  /** Whether cursors can be signed. */
  cursorKey: /\bcursorKey\b/.test(types),
  /** Whether a list can be had in the platforms' own order. */
  sourceOrder: /\border\?: "sorted" \| "source"/.test(types),
  changesSince: 'changesSince' in taskweave.Client.prototype,
  pageMerger: 'PageMerger' in taskweave,
};
