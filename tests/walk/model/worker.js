// A part of the walks, in a thread of its own.

import { parentPort, workerData } from 'node:worker_threads';
import { runWalks } from './run.js';

parentPort?.postMessage(await runWalks(workerData));
