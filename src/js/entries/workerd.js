// For Cloudflare Workers, which run only such wasm as is imported: the import is the compiled module.
import wasm from './taskweave_bg.wasm';
import { initSync } from './taskweave.js';

initSync({ module: wasm });

export * from './taskweave.js';
