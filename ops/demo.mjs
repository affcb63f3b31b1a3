// The whole story on temporary data and ports: deposit, transfers, withdrawal, commitment on L1, reconstruction from L1 alone; with --prove also the
// proof of its batches, verified on L1, and the withdrawal claimed against it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ethers } from 'ethers';
import { call } from './lib/foundry.mjs';
import { stopAll, waitFor } from './lib/process.mjs';
import { account, deposit, rollupCommand, startStack, users } from './lib/stack.mjs';

const { values } = parseArgs({ options: { transfers: { type: 'string', default: '200' }, prove: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });
const transfers = Number(values.transfers);
if (values.help || !Number.isInteger(transfers) || transfers < 1 || transfers > 1_000_000) {
  console.error(`ops/demo.sh [--transfers N] [--prove]   N from 1 to 1000000 (default 200)
  --prove runs a prover as well, until the batches are proven on L1 and the withdrawal is claimed: several minutes, and up to 6 GB of memory.`);
  process.exit(values.help ? 0 : 2);
}

const messenger = '0x000000000000000000000000000000000000a001';
const progress = text => console.error(text);
const check = (condition, claim) => { if (!condition) throw new Error(`does not hold: ${claim}`); };

async function story(data) {
  // What is to be proven comes in few batches, which share a proof; without empty blocks nothing follows them.
  const settings = values.prove
    ? { ROLLUP_Batch__MaxAgeSeconds: '30', ROLLUP_Block__HeartbeatSeconds: '0', ROLLUP_Proving__MaxWaitSeconds: '60' }
    : { ROLLUP_Batch__MaxAgeSeconds: '5' };
  const stack = await startStack({ data, l1BlockTime: 1, progress, prover: values.prove, settings });
  database = stack.database;
  const l2 = new ethers.JsonRpcProvider(stack.url, undefined, { pollingInterval: 250 });
  const l1 = new ethers.JsonRpcProvider(stack.l1Url, undefined, { pollingInterval: 250 });
  const rollup = new ethers.Contract(stack.deployment.rollup, [
    'function lastCommittedBatch() view returns (uint256)',
    'function messageRoot(uint256) view returns (bytes32)',
    'function lastFinalizedBatch() view returns (uint256)',
    'event BatchCommitted(uint256 indexed number, bytes32 indexed batchHash)',
  ], l1);

  progress('depositing from L1');
  const senders = users.slice(0, Math.min(users.length, transfers));
  const funding = ethers.parseEther('100');
  await deposit(stack, users[0], senders.map(user => user.address), funding);
  const startBlock = await l2.getBlockNumber();

  progress(`sending ${transfers} transfers`);
  const value = ethers.parseUnits('1', 'gwei');
  const recipients = Array.from({ length: Math.min(transfers, 50) }, (_, index) => account(1000 + index).address);
  const fees = await l2.getFeeData();
  const template = { type: 2, chainId: stack.deployment.l2ChainId, gasLimit: 21000, value, maxFeePerGas: fees.maxFeePerGas * 2n, maxPriorityFeePerGas: fees.maxPriorityFeePerGas };
  // Deposits count as transactions of their sender, so nonces do not start at 0.
  const nonces = await Promise.all(senders.map(sender => l2.getTransactionCount(sender.address)));
  const hashes = [];
  for (let i = 0; i < transfers; i += 100) {
    const slice = Array.from({ length: Math.min(100, transfers - i) }, (_, k) => i + k);
    hashes.push(...await Promise.all(slice.map(async n => {
      const signed = await senders[n % senders.length].signTransaction({ ...template, nonce: nonces[n % senders.length]++, to: recipients[n % recipients.length] });
      return (await l2.broadcastTransaction(signed)).hash;
    })));
  }
  const receipts = [];
  for (const hash of hashes) receipts.push(await l2.waitForTransaction(hash, 1, 120_000));
  const accepted = receipts.filter(receipt => receipt?.status === 1).length;
  check(accepted === transfers, `all ${transfers} transfers were executed (${accepted} were)`);
  const expected = new Map();
  for (let n = 0; n < transfers; n++) expected.set(recipients[n % recipients.length], (expected.get(recipients[n % recipients.length]) ?? 0n) + value);
  for (const [address, amount] of expected) check(await l2.getBalance(address) === amount, `${address} received ${amount} wei`);

  progress('withdrawing to L1');
  const outbox = new ethers.Contract(messenger, ['function withdraw(address target) payable returns (uint256)'], senders[0].connect(l2));
  const withdrawal = await (await outbox.withdraw(senders[0].address, { value: ethers.parseEther('1') })).wait();
  check(withdrawal.status === 1, 'the withdrawal was executed');

  progress('waiting for its batch on L1');
  const proof = await waitFor('the sealed batch of the withdrawal', () => call(stack.url, 'rollup_getMessageProof', [withdrawal.hash]), { entry: stack.node, seconds: 120 });
  const batchNumber = Number(proof.batchNumber);
  await waitFor('its commitment on L1', async () => await rollup.lastCommittedBatch() >= batchNumber, { entry: stack.node, seconds: 120 });
  let node = proof.leaf;
  let position = BigInt(proof.leafIndex);
  for (const sibling of proof.proof) {
    node = ethers.keccak256(position & 1n ? ethers.concat([sibling, node]) : ethers.concat([node, sibling]));
    position >>= 1n;
  }
  check(node === await rollup.messageRoot(batchNumber), "the message's proof leads to the root committed on L1");
  const safe = await waitFor('the safe block to include the withdrawal', async () => {
    const block = await l2.getBlock('safe');
    return block.number >= withdrawal.blockNumber && block;
  }, { entry: stack.node, seconds: 60 });

  progress('reconstructing the state from L1 alone');
  const committed = Number(await rollup.lastCommittedBatch());
  const reconstructed = JSON.parse((await rollupCommand('reconstruct', '--l1-url', stack.l1Url, '--deployment', stack.deploymentFile, '--to-batch', String(committed))).trim().split('\n').at(-1));
  const batch = await call(stack.url, 'rollup_getBatch', [ethers.toQuantity(committed)]);
  check(reconstructed.stateRoot === batch.stateRoot, `the reconstructed state root ${reconstructed.stateRoot} is the node's ${batch.stateRoot}`);

  const proven = values.prove ? await claim(stack, rollup, proof, senders[0], l1) : {};

  const commits = (await rollup.queryFilter(rollup.filters.BatchCommitted(), 0)).filter(event => Number(event.args.number) <= committed);
  const gas = await Promise.all(commits.map(async event => (await event.getTransactionReceipt()).gasUsed));
  const batches = await Promise.all(commits.map(event => call(stack.url, 'rollup_getBatch', [ethers.toQuantity(event.args.number)])));
  const withTransfers = batches.filter(item => Number(item.lastBlock) > startBlock);
  const dataBytes = withTransfers.reduce((sum, item) => sum + Number(item.dataSize), 0);
  l1.destroy();
  l2.destroy();
  return {
    accepted,
    blocks: safe.number,
    batches: Number((await call(stack.url, 'rollup_status')).lastSealedBatch),
    committed,
    gasPerBatch: Math.round(Number(gas.reduce((sum, used) => sum + used, 0n)) / gas.length),
    dataBytesPerTransfer: Math.round(dataBytes / transfers * 10) / 10,
    stateRoot: batch.stateRoot,
    reconstructedStateRoot: reconstructed.stateRoot,
    ...proven,
  };
}

/** Waits until the withdrawal's batch is proven on L1, claims the withdrawal there, and says what that took. */
async function claim(stack, rollup, message, recipient, l1) {
  progress('proving its batch, several minutes');
  const began = Date.now();
  await waitFor('its proof on L1', async () => await rollup.lastFinalizedBatch() >= Number(message.batchNumber), { entry: stack.prover, seconds: 3600 });
  const seconds = Math.round((Date.now() - began) / 1000);

  progress('claiming the withdrawal on L1');
  const bridge = new ethers.Contract(stack.deployment.bridge, [
    'function claim((uint256 nonce, address sender, address target, uint256 value, bytes data) m, uint256 batchNumber, uint256 leafIndex, bytes32[16] proof)',
    'function isClaimed(uint256 nonce) view returns (bool)',
  ], recipient.connect(l1));
  const before = await l1.getBalance(recipient.address);
  const receipt = await (await bridge.claim([message.nonce, message.sender, message.target, message.value, message.data], message.batchNumber, message.leafIndex, message.proof)).wait();
  check(await bridge.isClaimed(message.nonce), 'the withdrawal is claimed');
  check(await l1.getBalance(recipient.address) === before + BigInt(message.value) - receipt.fee, 'the recipient has the withdrawn value on L1');
  return { proven: Number(await rollup.lastFinalizedBatch()), proveSeconds: seconds, claimed: true };
}

const data = mkdtempSync(join(tmpdir(), 'rollup-demo-'));
let figures, failure, database;
const removeData = () => { database?.removeFiles(); rmSync(data, { recursive: true, force: true }); };
const interrupt = () => stopAll().then(() => { removeData(); process.exit(130); });
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
try {
  figures = await story(data);
} catch (error) {
  failure = error;
}
await stopAll();
if (failure) {
  console.error(failure.stack);
  console.error(`the logs are kept in ${data}`);
  process.exit(1);
}
removeData();
console.log(JSON.stringify(figures));
process.exit(0);
