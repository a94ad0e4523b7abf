// For Node, Deno and Bun: the wasm is read from disk, at once, so that `require()` works too.
import { readFileSync } from 'node:fs';
import { initSync } from './taskweave.js';

initSync({ module: readFileSync(new URL('./taskweave_bg.wasm', import.meta.url)) });

export * from './taskweave.js';
