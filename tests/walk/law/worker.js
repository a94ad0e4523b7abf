// A part of the cases, in a thread of its own.

import { parentPort, workerData } from 'node:worker_threads';
import { runCases } from './run.js';

parentPort?.postMessage(await runCases(workerData));
