// Checks what dev.sh is given before it installs or builds anything; needs no packages. Everything wrong is said at once, with exit status 2; --help with 0.
import { createServer } from 'node:net';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { leftovers } from './lib/process.mjs';

const usage = 'ops/dev.sh [--data FOLDER] [--rpc-port 9545] [--operator-port 9546] [--l1-port 8545] [--no-prover] [--reset]   (a port of 0 takes any free one)';
const requiredNode = 20;
const problems = [];

if (Number(process.versions.node.split('.')[0]) < requiredNode) problems.push(`Node.js ${requiredNode} or newer is needed, this is ${process.versions.node}`);

let values = {};
try {
  ({ values } = parseArgs({ options: { data: { type: 'string' }, 'rpc-port': { type: 'string' }, 'operator-port': { type: 'string' }, 'l1-port': { type: 'string' }, reset: { type: 'boolean' }, 'no-prover': { type: 'boolean' }, help: { type: 'boolean' } } }));
} catch (error) {
  problems.push(error.message.split('. ')[0]);
}
if (values.help) {
  console.log(usage);
  process.exit(0);
}

/** The process that listens on a port of this machine, from Linux's tables; null where they cannot be read. */
function holder(port) {
  try {
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const inodes = ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap(table => readFileSync(table, 'utf8').split('\n').slice(1))
      .map(line => line.trim().split(/\s+/))
      .filter(fields => fields[3] === '0A' && fields[1].endsWith(`:${hex}`)) // 0A: listening
      .map(fields => `socket:[${fields[9]}]`);
    for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
      try {
        if (readdirSync(`/proc/${pid}/fd`).some(fd => { try { return inodes.includes(readlinkSync(`/proc/${pid}/fd/${fd}`)); } catch { return false; } })) {
          return { pid: Number(pid), name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
        }
      } catch { /* another user's, or gone */ }
    }
  } catch { /* not Linux */ }
  return null;
}

// What an earlier start has left behind because it was killed is ended by the start itself: its ports are as good as free.
const left = leftovers(resolve(values.data ?? join(import.meta.dirname, '.data'))).map(({ pid }) => pid);

for (const [name, fallback] of [['rpc-port', '9545'], ['operator-port', '9546'], ['l1-port', '8545']]) {
  const text = values[name] ?? fallback;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) {
    problems.push(`--${name} must be a port from 0 to 65535, not '${text}'`);
  } else if (port > 0) {
    const free = await new Promise(resolve => {
      const server = createServer().once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    const by = free ? null : holder(port);
    if (!free && !left.includes(by?.pid)) problems.push(`port ${port} is in use${by ? ` by ${by.name} (process ${by.pid})` : ''}: stop that, or choose another with --${name}`);
  }
}

if (problems.length > 0) {
  for (const problem of problems) console.error(problem);
  console.error(`usage: ${usage}`);
  process.exit(2);
}
