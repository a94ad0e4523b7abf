// The peers are installed for the benchmark alone: without them the types of the rest can still be checked, and nothing
// is checked of how they are called but that the answers are right.
declare module "@duckdb/duckdb-wasm/blocking";
declare module "@tanstack/table-core";
declare module "@tanstack/table-core/store-reactivity-bindings";
declare module "alasql";
declare module "apache-arrow";
declare module "arquero";
declare module "fast-sort";
declare module "json-logic-engine";
declare module "jsonata";
declare module "lodash";
declare module "mingo";
declare module "sift";
declare module "sql.js";
