// The Foundry binaries from npm: the platform's own packages hold them as bin/<tool>.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start, waitFor } from './process.mjs';

const ops = dirname(dirname(fileURLToPath(import.meta.url)));
const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch] ?? process.arch;

/** The path of `anvil`, `forge` or `cast`. */
export function foundry(tool) {
  const path = join(ops, 'node_modules', `@foundry-rs/${tool}-${process.platform}-${arch}`, 'bin', tool);
  if (!existsSync(path)) throw new Error(`${tool} is not installed for ${process.platform}-${arch}: run \`npm ci\` in ops/`);
  return path;
}

/** Anvil's published test mnemonic: the first ten accounts are for users, the next ones run the rollup. */
export const mnemonic = 'test test test test test test test test test test test junk';
export const userAccounts = 10;

/** Starts an L1 with Osaka rules on 127.0.0.1:port; finality follows the head by two blocks. Its state is kept in `data`/l1.json, saved every two seconds. */
export async function startL1({ data, port, blockTime }) {
  const args = [
    '--host', '127.0.0.1', '--port', String(port), '--hardfork', 'osaka', '--mnemonic', mnemonic, '--accounts', String(userAccounts + 2),
    '--balance', '1000000', '--block-time', String(blockTime), '--slots-in-an-epoch', '1', '--state', join(data, 'l1.json'), '--state-interval', '2', '--silent',
  ];
  const entry = start('anvil', foundry('anvil'), args, { log: join(data, 'l1.log'), signal: 'SIGINT' });
  const url = `http://127.0.0.1:${port}`;
  await waitFor('the L1 node', () => call(url, 'eth_chainId'), { entry, seconds: 30 });
  return { entry, url };
}

/** One JSON-RPC call; an error in the answer is thrown with its message. */
export async function call(url, method, params = []) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(10_000),
  });
  const { result, error } = await response.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}
