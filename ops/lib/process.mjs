// Child processes with log files, readiness polling and an orderly stop.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const running = [];

/** Starts a process whose output goes to `log`; it is stopped by stopAll() with `signal`, in reverse order of starting. */
export function start(name, command, args, { log, signal = 'SIGTERM', ...options }) {
  const out = openSync(log, 'a');
  const child = spawn(command, args, { stdio: ['ignore', out, out], ...options });
  closeSync(out);
  const entry = { name, child, signal, log, exited: false };
  entry.done = new Promise(resolve => {
    const finish = how => { if (!entry.exited) { entry.exited = true; entry.how = how; resolve(); } };
    child.once('exit', (code, killedBy) => finish(killedBy ?? `exit code ${code}`));
    child.once('error', error => finish(error.message));
  });
  running.push(entry);
  return entry;
}

/** Runs a command to its end; rejects with the tail of its output when it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let stdout = '', stderr = '';
    child.stdout.on('data', d => { stdout += d; });
    child.stderr.on('data', d => { stderr += d; });
    child.once('error', reject);
    child.once('close', code => code === 0
      ? resolve(stdout)
      : reject(new Error(`${command} ${args.join(' ')} failed (${code}):\n${(stderr + stdout).slice(-2000)}`)));
  });
}

/** Polls `probe` until it returns something truthy; fails at once when `entry` has exited, and after `seconds` in any case. */
export async function waitFor(what, probe, { entry, seconds = 60, every = 200 } = {}) {
  const deadline = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    if (entry?.exited) throw new Error(`${entry.name} ended (${entry.how}) while waiting for ${what}:\n${tail(entry.log)}`);
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) { last = error; }
    if (Date.now() > deadline) {
      throw new Error(`no ${what} after ${seconds} s${last ? `: ${last.message}` : ''}${entry ? `\n${tail(entry.log)}` : ''}`);
    }
    await new Promise(resolve => setTimeout(resolve, every));
  }
}

const tail = log => { try { return readFileSync(log, 'utf8').slice(-2000); } catch { return ''; } };

/** Stops one process: its own signal first, SIGKILL after 20 seconds. */
export async function stop(entry) {
  if (entry.exited) return;
  entry.child.kill(entry.signal);
  const timer = setTimeout(() => entry.child.kill('SIGKILL'), 20_000);
  await entry.done;
  clearTimeout(timer);
}

/** Stops everything that start() started, the latest first. */
export async function stopAll() {
  while (running.length > 0) await stop(running.pop());
}

/** The port asked for, checked to be free; 0 asks for any free one. */
export function freePort(port = 0) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () => reject(new Error(`port ${port} is in use: stop what listens there, or choose another with the options this script prints with --help`)));
    server.listen(port, '127.0.0.1', () => {
      const taken = server.address().port;
      server.close(() => resolve(taken));
    });
  });
}
