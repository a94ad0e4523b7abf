export * from './taskweave.js';
