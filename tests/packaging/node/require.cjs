// The same by require().

const { readFileSync } = require("node:fs");
const { TaskTable } = require("taskweave");

const [file, filter] = process.argv.slice(2);
const table = new TaskTable();
table.ingest("SAGE_INTACCT", readFileSync(file), { connectionId: "books" });
const rows = table.select({ filter, sort: "updated_at DESC" });
process.stdout.write(JSON.stringify(table.tasks(rows)));
