// The rows of the documents, by flat field name in today's spelling.

import { dayOf, secondsOf } from "../shared/times.js";

/** @typedef {Record<string, string | number | boolean | null>} FlatRow */

/** @type {FlatRow} the answer of `GET /objects/projects/task/1` */
const TASK_1 = {
  key: "1",
  id: "T-1",
  "parent.key": "11",
  "parent.id": "T-11",
  "parent.name": "Cabinet design",
  "parent.href": "/objects/projects/task/11",
  name: "Project Task",
  "project.key": "1",
  "project.id": "NET-XML30-1",
  "project.name": "Created by XML 3.0",
  "project.startDate": day("2023-02-25"),
  "project.endDate": day("2023-04-25"),
  "project.href": "/objects/projects/project/56",
  "customer.key": "1",
  "customer.id": "101",
  "customer.name": "Corley Energy",
  "customer.href": "/objects/accounts-receivable/customer/41",
  "productionUnits.estimate": 1200,
  "productionUnits.description": "linear feet siding",
  "item.key": "311",
  "item.id": "Project Item 1",
  "item.name": "Extension pack",
  "item.href": "/objects/inventory-control/item/311",
  "planned.startDate": day("2023-02-25"),
  "planned.endDate": day("2023-06-25"),
  "actual.startDate": day("2023-02-25"),
  "actual.endDate": day("2023-11-25"),
  "duration.planned": 100,
  "duration.estimated": 100,
  "duration.actual": 0,
  "duration.remaining": 0,
  "duration.approved": 0,
  "duration.plannedBillable": 0,
  "duration.estimatedBillable": 0,
  "duration.actualBillable": 0,
  "duration.approvedBillable": 0,
  percentComplete: 0.25,
  observedPercentComplete: 0.3,
  description: "Task Description",
  isMilestone: false,
  isUtilized: false,
  isBillable: false,
  wbsCode: "1",
  priority: 1,
  taskStatus: "inProgress",
  "timeType.key": "2",
  "timeType.id": "overtime",
  "timeType.href": "/objects/time/time-type/2",
  "class.key": "19",
  "class.id": "DES",
  "class.name": "Design",
  "class.href": "/objects/company-config/class/19",
  "audit.createdDateTime": instant("2021-08-12T17:25:29Z"),
  "audit.modifiedDateTime": instant("2021-08-12T17:25:29Z"),
  "audit.createdByUser.key": "1",
  "audit.modifiedByUser.key": "1",
  "dependentOn.key": "1",
  "dependentOn.id": "T-1",
  "dependentOn.name": "Design review",
  "dependentOn.href": "/objects/projects/task/1",
  "root.key": "1",
  "root.id": "ID1",
  "root.name": "Task 1",
  "root.href": "/objects/projects/task/1",
  "standardTask.key": "1",
  "standardTask.id": "1",
  "standardTask.name": "1",
  "standardTask.href": "/objects/construction/standard-task/1",
  "attachment.id": "1",
};

/**
 * A row of the query sample. What the sample does not ask for is filled plainly.
 * @param {string} key
 * @param {string} name
 * @returns {FlatRow}
 */
function queried(key, name) {
  return {
    key,
    id: `T-${key}`,
    name,
    taskStatus: "inProgress",
    "project.key": "132",
    "project.id": "PRJ-0132",
    "project.name": "Harbour front",
    "project.href": "/objects/projects/project/132",
    isMilestone: false,
    isUtilized: false,
    isBillable: false,
    "audit.createdDateTime": instant("2022-03-01T08:00:00Z"),
    "audit.modifiedDateTime": instant("2022-03-01T08:00:00Z"),
    "audit.createdByUser.key": "1",
    "audit.modifiedByUser.key": "1",
    "root.key": key,
    "root.id": `T-${key}`,
    "root.name": name,
    "root.href": `/objects/projects/task/${key}`,
  };
}

/** By rising key. */
export const SAMPLES = [
  TASK_1,
  queried("1325", "Demolition"),
  queried("1326", "Selective Demolition"),
  queried("1327", "Concrete Removal"),
];

/** @param {string} text */
function day(text) {
  return /** @type {number} */ (dayOf(text));
}

/** @param {string} text */
function instant(text) {
  return /** @type {number} */ (secondsOf(text));
}
