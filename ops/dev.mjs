// Starts everything for development and keeps it running until Ctrl-C; a second start resumes from the data folder.
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatEther, parseEther } from 'ethers';
import { removePostgres } from './lib/postgres.mjs';
import { endLeftovers, stopAll } from './lib/process.mjs';
import { deposit, startStack, users } from './lib/stack.mjs';

const { values } = parseArgs({ options: {
  data: { type: 'string', default: join(import.meta.dirname, '.data') },
  'rpc-port': { type: 'string', default: '9545' },
  'operator-port': { type: 'string', default: '9546' },
  'l1-port': { type: 'string', default: '8545' },
  reset: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} });
if (values.help) {
  console.log(`ops/dev.sh [--data FOLDER] [--rpc-port 9545] [--operator-port 9546] [--l1-port 8545] [--reset]
  A port of 0 takes any free one. --reset forgets the chain in the data folder and starts anew: needed after a power cut, when the L1 is older than what the node saw.`);
  process.exit(0);
}

let stopping = false;
async function shutDown(status) {
  if (stopping) return;
  stopping = true;
  console.log('stopping');
  await stopAll();
  process.exit(status);
}
process.on('SIGINT', () => shutDown(0));
process.on('SIGTERM', () => shutDown(0));
process.on('SIGHUP', () => shutDown(0)); // The terminal is closed.

try {
  if (values.reset) {
    const data = resolve(values.data);
    if (existsSync(data)) await endLeftovers(data, text => console.log(text));
    removePostgres(data);
    for (const file of ['l1.json', 'deployment.json', 'genesis.json']) rmSync(join(data, file), { force: true });
    console.log(`forgot the chain in ${data}`);
  }
  const stack = await startStack({ data: values.data, rpcPort: Number(values['rpc-port']), operatorPort: Number(values['operator-port']), l1Port: Number(values['l1-port']), settings: { ROLLUP_Block__HeartbeatSeconds: '1' }, progress: text => console.log(text) });
  const funding = parseEther('1000');
  if (stack.firstStart) {
    console.log('depositing for the test accounts');
    await deposit(stack, users[0], users.map(user => user.address), funding);
  }
  console.log(`
L2 JSON-RPC   ${stack.url}    chain id ${stack.deployment.l2ChainId}
Dashboard     ${stack.operatorUrl}
L1 JSON-RPC   ${stack.l1Url}    chain id ${stack.deployment.l1ChainId}
RollupChain   ${stack.deployment.rollup}
Bridge        ${stack.deployment.bridge}
Data and logs ${stack.data}

Test accounts (${formatEther(funding)} ETH deposited to each on L2; the keys are public, never use them elsewhere):
${users.map(user => `  ${user.address}  ${user.privateKey}`).join('\n')}

Ctrl-C stops everything; the next start resumes from the data folder.`);
  const ended = await Promise.race([stack.database.entry, stack.chain.entry, stack.node].map(entry => entry.done.then(() => entry)));
  if (!stopping) {
    console.error(`${ended.name} ended unexpectedly (${ended.how}); see ${ended.log}`);
    await shutDown(1);
  }
} catch (error) {
  if (!stopping) {
    console.error(error.message);
    await shutDown(1);
  }
}
