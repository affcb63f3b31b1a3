// The whole story on temporary data and ports: deposit, transfers, an ERC-20, withdrawal, commitment on L1, reconstruction from L1 alone, the proof of its batches, verified
// on L1, and the withdrawal claimed against it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ethers } from 'ethers';
import { call } from './lib/foundry.mjs';
import { stopAll, waitFor } from './lib/process.mjs';
import { account, deposit, proverGigabytes, rollupCommand, startStack, users } from './lib/stack.mjs';

const { values } = parseArgs({ options: { transfers: { type: 'string', default: '200' }, 'no-prove': { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });
const transfers = Number(values.transfers);
if (values.help || !Number.isInteger(transfers) || transfers < 1 || transfers > 1_000_000) {
  console.error(`ops/demo.sh [--transfers N] [--no-prove]   N from 1 to 1000000 (default 200)
  The proof takes several minutes and up to ${proverGigabytes} GB of memory; --no-prove ends the story before it.`);
  process.exit(values.help ? 0 : 2);
}

const tokenFile = join(import.meta.dirname, '../tests/Rollup.Benchmarks/Contracts/contracts.json'); // Compiled from Token.sol beside it; a test compares.
const messenger = '0x000000000000000000000000000000000000a001';
const prove = !values['no-prove'];
const progress = text => console.error(text);
// Measured on two free cores: a batch of one segment takes two and a half minutes of both, and a transfer half a second more.
const provingSeconds = Math.round((150 + transfers / 2) * 2 / Math.max(1, availableParallelism()));
const check = (condition, claim) => { if (!condition) throw new Error(`does not hold: ${claim}`); };

async function story(data) {
  // What is to be proven comes in few batches, which share a proof; without empty blocks nothing follows them.
  const settings = prove
    ? { ROLLUP_Batch__MaxAgeSeconds: '30', ROLLUP_Block__HeartbeatSeconds: '0', ROLLUP_Proving__MaxWaitSeconds: '20' }
    : { ROLLUP_Batch__MaxAgeSeconds: '5' };
  const stack = await startStack({ data, l1BlockTime: 1, progress, verifier: prove, prover: prove, settings });
  database = stack.database;
  const l2 = new ethers.JsonRpcProvider(stack.url, undefined, { pollingInterval: 250 });
  const l1 = new ethers.JsonRpcProvider(stack.l1Url, undefined, { pollingInterval: 250 });
  const rollup = new ethers.Contract(stack.deployment.rollup, [
    'function lastCommittedBatch() view returns (uint256)',
    'function messageRoot(uint256) view returns (bytes32)',
    'function lastFinalizedBatch() view returns (uint256)',
    'event BatchesFinalized(uint256 from, uint256 to)',
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

  progress('an ERC-20: deploying and transferring');
  const { creation } = JSON.parse(readFileSync(tokenFile, 'utf8')).contracts.Token;
  const supply = ethers.parseEther('1000000');
  const owner = senders[0].connect(l2);
  const factory = new ethers.ContractFactory(['constructor(uint256 supply)', 'function transfer(address to, uint256 value) returns (bool)', 'function balanceOf(address) view returns (uint256)'], `0x${creation}`, owner);
  const token = await factory.deploy(supply);
  await token.waitForDeployment();
  check((await (await token.transfer(recipients[0], 1000n)).wait()).status === 1, 'the token was transferred');
  check(await token.balanceOf(recipients[0]) === 1000n && await token.balanceOf(owner.address) === supply - 1000n, 'the token moved');

  progress('withdrawing to L1');
  const outbox = new ethers.Contract(messenger, ['function withdraw(address target) payable returns (uint256)'], senders[0].connect(l2));
  const withdrawal = await (await outbox.withdraw(senders[0].address, { value: ethers.parseEther('1') })).wait();
  check(withdrawal.status === 1, 'the withdrawal was executed');

  progress('waiting for its batch on L1');
  const proof = await waitFor('the sealed batch of the withdrawal', () => call(stack.url, 'rollup_getMessageProof', [withdrawal.hash]), { entry: stack.node, seconds: 120 });
  const sealedAt = Date.now();
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

  const proven = prove ? await claim(stack, rollup, { ...proof, transaction: withdrawal.hash }, senders[0], l1, sealedAt) : {};

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
async function claim(stack, rollup, message, recipient, l1, sealedAt) {
  const batch = Number(message.batchNumber);
  progress(`proving its batch: about ${Math.ceil(provingSeconds / 60)} minutes if the processors have nothing else to do`);
  const began = Date.now();
  let told = '';
  const failed = await waitFor('its proof on L1', async () => {
    const { jobs } = await proofs(stack, batch);
    const done = jobs.filter(job => job.status === 'done').length;
    const at = jobs.filter(job => job.status === 'leased').map(job => `${job.kind} ${Math.round(100 * job.progress)} %`).join(', ');
    const now = `${done} of ${jobs.length} planned jobs are done${at ? `, at work: ${at}` : ''}`;
    if (now !== told) progress(`  ${Math.round((Date.now() - began) / 1000)} s: ${told = now}`);
    return jobs.find(job => job.status === 'failed') ?? (await rollup.lastFinalizedBatch() >= batch && {});
  }, { entry: stack.prover, seconds: 3600, every: 5000 });
  check(!failed.id, `no proof job fails (${failed.kind} ${failed.id}: ${failed.error})`);
  const finalAt = Date.now();
  const proven = Number(await rollup.lastFinalizedBatch());
  const { jobs } = await proofs(stack, proven);
  const finalized = (await rollup.queryFilter(rollup.filters.BatchesFinalized(), 0)).find(event => Number(event.args.from) <= batch && batch <= Number(event.args.to));
  const transaction = await finalized.getTransaction();
  const [, , proofBytes] = ethers.AbiCoder.defaultAbiCoder().decode(['uint256', 'uint256', 'bytes'], ethers.dataSlice(transaction.data, 4));
  check((await call(stack.url, 'rollup_getMessageProof', [message.transaction])).claimable, 'the node says that the withdrawal can be claimed');

  progress('claiming the withdrawal on L1');
  const bridge = new ethers.Contract(stack.deployment.bridge, [
    'function claim((uint256 nonce, address sender, address target, uint256 value, bytes data) m, uint256 batchNumber, uint256 leafIndex, bytes32[16] proof)',
    'function isClaimed(uint256 nonce) view returns (bool)',
  ], recipient.connect(l1));
  const before = await l1.getBalance(recipient.address);
  const receipt = await (await bridge.claim([message.nonce, message.sender, message.target, message.value, message.data], message.batchNumber, message.leafIndex, message.proof)).wait();
  check(await bridge.isClaimed(message.nonce), 'the withdrawal is claimed');
  check(await l1.getBalance(recipient.address) === before + BigInt(message.value) - receipt.fee, 'the recipient has the withdrawn value on L1');
  return {
    proven,
    proveSeconds: Math.round(jobs.filter(job => job.status === 'done').reduce((sum, job) => sum + job.seconds, 0)),
    sealToFinalSeconds: Math.round((finalAt - sealedAt) / 1000),
    proofBytes: ethers.dataLength(proofBytes),
    proveGas: Number((await finalized.getTransactionReceipt()).gasUsed),
    claimed: true,
    soundnessBits: soundnessBits(stack.prover.log),
  };
}

/** The proof jobs of all batches up to one. */
const proofs = async (stack, to) => JSON.parse(await rollupCommand('proofs', '--json', '--from', '1', '--to', String(to), '--set', `Database:ConnectionString=${stack.database.connectionString}`));

/** What the prover says of its own proofs when it has computed its keys. */
const soundnessBits = log => readFileSync(log, 'utf8').split('\n').filter(line => line.includes('"SoundnessBits"')).map(line => Math.floor(10 * JSON.parse(line).State.SoundnessBits) / 10).at(-1);

const data = mkdtempSync(join(tmpdir(), 'rollup-demo-'));
let figures, failure, database;
const removeData = () => { database?.removeFiles(); rmSync(data, { recursive: true, force: true }); };
const interrupt = () => stopAll().then(() => { removeData(); process.exit(130); });
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
progress(`this takes about ${Math.ceil(((prove ? provingSeconds + 60 : 30) + transfers / 100) / 60)} minutes${prove ? ` and up to ${proverGigabytes} GB of memory` : ''}`);
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
