export { default as init } from './taskweave.js';
export * from './taskweave.js';
