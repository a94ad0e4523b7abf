// For browsers, as they are or through a bundler, which sees the wasm as an asset by this very
// expression and moves it along, once.
import init from './taskweave.js';

await init({ module_or_path: new URL('./taskweave_bg.wasm', import.meta.url) });

export * from './taskweave.js';
