// The whole system on one machine: PostgreSQL, an L1, the contracts, the node. Used by dev.mjs and demo.mjs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ethers } from 'ethers';
import { call, mnemonic, startL1, userAccounts } from './foundry.mjs';
import { startPostgres } from './postgres.mjs';
import { endLeftovers, freePort, run, start, waitFor } from './process.mjs';

const ops = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = dirname(ops);
const rollup = join(repository, 'src/Rollup.Node/bin/Release/net10.0/rollup.dll');

/** Account `index` of the test mnemonic. */
export const account = index => ethers.HDNodeWallet.fromPhrase(mnemonic, undefined, `m/44'/60'/0'/0/${index}`);
export const deployer = account(userAccounts);
export const sequencer = account(userAccounts + 1);
export const users = Array.from({ length: userAccounts }, (_, index) => account(index));

/** Runs a command of the node's executable to its end and returns what it printed. */
export const rollupCommand = (...args) => run('dotnet', [rollup, ...args]);

/** What a prover takes at most: Proving:MaxMemoryGigabytes. */
export const proverGigabytes = 6;

/**
 * Starts everything on the data folder, resuming what it holds. Ports of 0 mean any free one. With `verifier`, the first start deploys the verifier of
 * final proofs; with `prover`, a prover runs beside the node, if there is a verifier.
 * Returns the URLs, the deployment, the started processes, and whether this was the folder's first start.
 */
export async function startStack({ data, l1Port = 0, rpcPort = 0, operatorPort = 0, l1BlockTime = 2, verifier = false, prover = false, settings = {}, progress = () => {} }) {
  data = resolve(data);
  mkdirSync(data, { recursive: true });
  await endLeftovers(data, progress);
  const [databasePort, l1, rpc, operator] = [await freePort(), await freePort(l1Port), await freePort(rpcPort), await freePort(operatorPort)];

  progress('starting PostgreSQL');
  const database = await startPostgres({ data, port: databasePort });
  progress('starting the L1 (anvil, Osaka rules)');
  const chain = await startL1({ data, port: l1, blockTime: l1BlockTime });

  const deploymentFile = join(data, 'deployment.json');
  const firstStart = !existsSync(deploymentFile);
  const genesisFile = join(data, 'genesis.json');
  if (firstStart) {
    progress('deploying the contracts');
    writeFileSync(genesisFile, await rollupCommand('genesis', '--fee-vault', deployer.address));
    await run('node', [join(ops, 'deploy.mjs'), '--rpc', chain.url, '--key', deployer.privateKey, '--sequencer', sequencer.address,
      '--genesis', genesisFile, '--out', deploymentFile, ...verifier ? ['--final-verifier'] : []]);
  }
  const deployment = JSON.parse(readFileSync(deploymentFile, 'utf8'));
  if (!firstStart && await call(chain.url, 'eth_getCode', [deployment.rollup, 'latest']) === '0x')
    throw new Error(`the L1 in ${data} does not hold the contracts of ${deploymentFile} (its state was not saved): start anew with --reset`);

  progress('starting the node');
  const [url, operatorUrl] = [`http://127.0.0.1:${rpc}`, `http://127.0.0.1:${operator}`];
  const shared = { ROLLUP_Database__ConnectionString: database.connectionString, ROLLUP_Deployment: deploymentFile, ...settings };
  const node = startNode({ data, url, operatorUrl, settings: { ROLLUP_L1__Url: chain.url, ROLLUP_Settlement__PrivateKey: sequencer.privateKey, ...shared } });
  await waitFor('the node to be ready', async () => (await fetch(`${url}/ready`, { signal: AbortSignal.timeout(5000) })).ok, { entry: node, seconds: 90 });
  const hasVerifier = BigInt(deployment.program.verifier) !== 0n;
  const proving = { ROLLUP_Proving__MaxMemoryGigabytes: String(proverGigabytes) };
  const worker = prover && hasVerifier ? start('prover', 'dotnet', [rollup, 'node', '--roles', 'prover'], { log: join(data, 'prover.log'), env: { ...process.env, ...proving, ...shared } }) : null;
  return { hasVerifier, data, url, operatorUrl, l1Url: chain.url, database, chain, node, prover: worker, deployment, deploymentFile, firstStart };
}

/** Starts one node process that serves JSON-RPC at `url` and operators at `operatorUrl`. */
export function startNode({ data, url, operatorUrl, settings, name = 'node' }) {
  return start(name, 'dotnet', [rollup, 'node'], { log: join(data, `${name}.log`), env: { ...process.env, ROLLUP_Rpc__Url: url, ROLLUP_Operator__Url: operatorUrl, ...settings } });
}

/** Deposits `amount` wei for each address through the bridge and waits until all of them are credited on L2. */
export async function deposit({ l1Url, url, deployment }, from, addresses, amount) {
  const provider = new ethers.JsonRpcProvider(l1Url, undefined, { pollingInterval: 250 });
  const bridge = new ethers.Contract(deployment.bridge, ['function deposit(address to) payable'], from.connect(provider));
  const before = await Promise.all(addresses.map(address => balance(url, address)));
  let nonce = await from.connect(provider).getNonce();
  const sent = await Promise.all(addresses.map(address => bridge.deposit(address, { value: amount, nonce: nonce++ })));
  await Promise.all(sent.map(transaction => transaction.wait()));
  await waitFor('the deposits on L2', async () =>
    (await Promise.all(addresses.map(address => balance(url, address)))).every((now, i) => now >= before[i] + amount), { seconds: 120 });
  provider.destroy();
}

const balance = async (url, address) => BigInt(await call(url, 'eth_getBalance', [address, 'latest']));
