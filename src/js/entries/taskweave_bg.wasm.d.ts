/** The module, where the runtime or the bundler compiles wasm that is imported. */
declare const module: WebAssembly.Module;
export default module;
