// Every platform, one line each: the entry that its folder shows, under the name by which tests call its simulator.

export { default as accelo } from "./accelo/platform.js";
export { default as kickserv } from "./kickserv/platform.js";
export { default as sageIntacct } from "./sage-intacct/platform.js";
export { default as zohoBooks } from "./zoho-books/platform.js";
