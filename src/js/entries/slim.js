// For whoever brings the wasm: call `init` or `initSync` with it before anything else.
import './async-iterable.js';

export { default as init } from './taskweave.js';
export * from './taskweave.js';
