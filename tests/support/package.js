// The built package, loaded from where the tool left it.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { TASKWEAVE_PKG } = process.env;
assert.ok(TASKWEAVE_PKG, 'TASKWEAVE_PKG is not set; run by: cargo xtask test --only walk');

/** The folder of the package. */
export const PACKAGE = TASKWEAVE_PKG;

/** @type {typeof import('taskweave')} */
export const taskweave = await import(pathToFileURL(join(PACKAGE, 'node.js')).href);
