// Runs the cases of one platform in a thread of their own.

import { parentPort, workerData } from 'node:worker_threads';
import { runPlatform } from './suite.js';

parentPort?.postMessage(await runPlatform(workerData.platform));
