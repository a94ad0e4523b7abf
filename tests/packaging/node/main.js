// Filters a page of Sage Intacct that stands in a file: node main.js page.json 'name ~ "x"'

import { readFileSync } from "node:fs";

import { TaskTable } from "taskweave";

const [file, filter] = process.argv.slice(2);
const table = new TaskTable();
table.ingest("SAGE_INTACCT", readFileSync(file), { connectionId: "books" });
const rows = table.select({ filter, sort: "updated_at DESC" });
process.stdout.write(JSON.stringify(table.tasks(rows)));
table.free();
