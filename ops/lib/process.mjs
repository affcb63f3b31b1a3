// Child processes with log files, readiness polling and an orderly stop.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

const running = [];

/**
 * Starts a process whose output goes to `log`; it is stopped by stopAll() with `signal`, in reverse order of starting. It is noted beside the log, so
 * that the next start can end it if this process is killed.
 */
export function start(name, command, args, { log, signal = 'SIGTERM', ...options }) {
  const out = openSync(log, 'a');
  const child = spawn(command, args, { stdio: ['ignore', out, out], ...options });
  closeSync(out);
  const entry = { name, child, signal, log, exited: false };
  entry.done = new Promise(resolve => {
    const finish = how => { if (!entry.exited) { entry.exited = true; entry.how = how; note(dirname(log)); resolve(); } };
    child.once('exit', (code, killedBy) => finish(killedBy ?? `exit code ${code}`));
    child.once('error', error => finish(error.message));
  });
  running.push(entry);
  note(dirname(log));
  return entry;
}

const noteIn = folder => join(folder, 'processes.json');

/** Writes down which of our processes run on a folder, each with the moment of its start: numbers of processes are used again. */
function note(folder) {
  const processes = running.filter(entry => !entry.exited && entry.child.pid && dirname(entry.log) === folder)
    .map(({ name, child, signal }) => ({ name, pid: child.pid, signal, started: startOf(child.pid) }));
  try {
    if (processes.length === 0) rmSync(noteIn(folder), { force: true });
    else {
      writeFileSync(`${noteIn(folder)}.new`, JSON.stringify(processes));
      renameSync(`${noteIn(folder)}.new`, noteIn(folder));
    }
  } catch { /* the folder is gone */ }
}

/** When a process started, in ticks since the machine did; null if there is none of that number (or no /proc). */
function startOf(pid) {
  try { return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[19]; } catch { return null; }
}

/** What an earlier start on the folder has left running because it was killed itself: exactly the processes that it noted. */
export function leftovers(folder) {
  if (!existsSync(noteIn(folder))) return [];
  return JSON.parse(readFileSync(noteIn(folder), 'utf8')).filter(({ pid, started }) => started !== null && startOf(pid) === started);
}

/** Ends what an earlier start on the folder has left running. */
export async function endLeftovers(folder, progress = () => {}) {
  for (const { name, pid, signal, started } of leftovers(folder).reverse()) {
    progress(`ending ${name} (process ${pid}), which an earlier start has left`);
    process.kill(pid, signal);
    for (let waited = 0; startOf(pid) === started; waited += 100) {
      if (waited === 20_000) process.kill(pid, 'SIGKILL');
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
  rmSync(noteIn(folder), { force: true });
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
