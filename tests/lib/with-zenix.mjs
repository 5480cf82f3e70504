// Runs a command with one demonstration for all of it: `node with-zenix.mjs COMMAND…`. Ends with the
// command's exit code, or 1 when the demonstration left a process behind.
import { spawn } from 'node:child_process';

import { Zenix } from './server.mjs';

const zenix = await Zenix.start();
const [command, ...rest] = process.argv.slice(2);
const child = spawn(command, rest, {
  stdio: 'inherit',
  env: { ...process.env, ZENIX_SHARED: JSON.stringify({ folder: zenix.folder, port: zenix.port }) },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const code = await new Promise((done) => child.once('exit', (status) => done(status ?? 1)));
const left = await zenix.stop();
for (const { pid, args } of left) console.error(`left behind: ${pid} ${args}`);
process.exitCode = code || (left.length > 0 ? 1 : 0);
