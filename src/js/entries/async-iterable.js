// wasm-bindgen gives no method a symbol's name, and without this one `for await` takes no stream.
import { TaskStream } from './taskweave.js';

Object.defineProperty(TaskStream.prototype, Symbol.asyncIterator, {
  configurable: true,
  writable: true,
  value() {
    return this;
  },
});
