// For whoever brings the wasm: call `init` or `initSync` with it before anything else.
export { default as init } from './taskweave.js';
export * from './taskweave.js';
