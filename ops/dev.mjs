// Starts everything for development and keeps it running until Ctrl-C; a second start resumes from the data folder.
import { existsSync, rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatEther, parseEther } from 'ethers';
import { removePostgres } from './lib/postgres.mjs';
import { endLeftovers, stopAll } from './lib/process.mjs';
import { deposit, proverGigabytes, startStack, users } from './lib/stack.mjs';

const { values } = parseArgs({ options: {
  data: { type: 'string', default: join(import.meta.dirname, '.data') },
  'rpc-port': { type: 'string', default: '9545' },
  'operator-port': { type: 'string', default: '9546' },
  'l1-port': { type: 'string', default: '8545' },
  reset: { type: 'boolean', default: false },
  'no-prover': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} });
if (values.help) {
  console.log(`ops/dev.sh [--data FOLDER] [--rpc-port 9545] [--operator-port 9546] [--l1-port 8545] [--no-prover] [--reset]
  A port of 0 takes any free one. --no-prover leaves out the prover, which takes up to ${proverGigabytes} GB of memory and what the processors have left: nothing becomes final then, until a start with it. --reset forgets the chain in the data folder and starts anew: needed after a power cut, when the L1 is older than what the node saw.`);
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
  const prover = !values['no-prover'];
  if (prover) console.log(`a prover runs beside the node, at low priority and with up to ${proverGigabytes} GB of memory (this machine has ${Math.round(totalmem() / 2 ** 30)} GB); --no-prover leaves it out`);
  // Small batches, so that a first withdrawal does not wait for much else; an idle chain gives the prover ever less to do; while proofs are behind, few batches are sealed.
  const proving = { ROLLUP_Block__MaxHeartbeatSeconds: '600', ROLLUP_Batch__MaxAgeSeconds: '30', ROLLUP_Batch__MaxTransactions: '200', ROLLUP_Proving__MaxWaitSeconds: '15', ROLLUP_Proving__MaxBacklog: '3' };
  const settings = { ROLLUP_Block__HeartbeatSeconds: '1', ...prover ? proving : {} };
  const stack = await startStack({ data: values.data, rpcPort: Number(values['rpc-port']), operatorPort: Number(values['operator-port']), l1Port: Number(values['l1-port']), verifier: true, prover, settings, progress: text => console.log(text) });
  if (!stack.hasVerifier) console.log(`the contracts in ${stack.data} were deployed without a verifier: nothing of that chain can be proven; start anew with --reset`);
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
${stack.prover ? '\nWithdrawals can be claimed on L1 once their batch is proven, about five to ten minutes later (`claimable` of rollup_getMessageProof).\n' : ''}
Test accounts (${formatEther(funding)} ETH deposited to each on L2; the keys are public, never use them elsewhere):
${users.map(user => `  ${user.address}  ${user.privateKey}`).join('\n')}

Ctrl-C stops everything; the next start resumes from the data folder.`);
  const ended = await Promise.race([stack.database.entry, stack.chain.entry, stack.node, ...stack.prover ? [stack.prover] : []].map(entry => entry.done.then(() => entry)));
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
