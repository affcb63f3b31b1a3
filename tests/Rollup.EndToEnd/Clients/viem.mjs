// What an application on viem does, against a running node: node viem.mjs URL PRIVATE_KEY. Prints ok last.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../ops/package.json', import.meta.url));
const { createPublicClient, createWalletClient, defineChain, http, InsufficientFundsError, parseAbiItem, toHex } = require('viem');
const { generatePrivateKey, privateKeyToAccount } = require('viem/accounts');
const [url, key] = process.argv.slice(2);
const chain = defineChain({ id: 84001, name: 'Rollup', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: { default: { http: [url] } } });
const account = privateKeyToAccount(key);
const client = createPublicClient({ chain, transport: http(), pollingInterval: 100 });
const wallet = createWalletClient({ account, chain, transport: http() });
const recipient = privateKeyToAccount(generatePrivateKey()).address;

assert.equal(await client.getChainId(), 84001);
const fees = await client.estimateFeesPerGas();
assert.ok(fees.maxFeePerGas > 0n);
assert.equal(await client.estimateGas({ account, to: recipient, value: 1n }), 21000n);
assert.equal((await client.getFeeHistory({ blockCount: 4, rewardPercentiles: [25, 75] })).baseFeePerGas.length > 0, true);

// A transfer, its receipt, and what it cost.
const before = await client.getBalance({ address: account.address });
const hash = await wallet.sendTransaction({ to: recipient, value: 1000n });
const receipt = await client.waitForTransactionReceipt({ hash });
assert.equal(receipt.status, 'success');
assert.equal(receipt.gasUsed, 21000n);
assert.equal(receipt.type, 'eip1559');
assert.equal(await client.getBalance({ address: recipient }), 1000n);
assert.equal(await client.getBalance({ address: account.address }), before - 1000n - receipt.gasUsed * receipt.effectiveGasPrice);

// Nonces count what is pending.
const nonce = await client.getTransactionCount({ address: account.address });
const hashes = [await wallet.sendTransaction({ to: recipient, value: 1n }), await wallet.sendTransaction({ to: recipient, value: 1n, type: 'legacy' })];
assert.equal(await client.getTransactionCount({ address: account.address, blockTag: 'pending' }), nonce + 2);
for (const sent of hashes) assert.equal((await client.waitForTransactionReceipt({ hash: sent })).status, 'success');
assert.deepEqual((await Promise.all(hashes.map(sent => client.getTransaction({ hash: sent })))).map(transaction => transaction.nonce), [nonce, nonce + 1]);

// A withdrawal: simulated, sent, found by its event.
const withdraw = parseAbiItem('function withdraw(address target) payable returns (uint256)');
const call = { address: '0x000000000000000000000000000000000000a001', abi: [withdraw], functionName: 'withdraw', args: [recipient], value: 7n, account };
const withdrawal = await client.waitForTransactionReceipt({ hash: await wallet.writeContract((await client.simulateContract(call)).request) });
const sent = parseAbiItem('event MessageSent(uint256 indexed nonce, address indexed sender, address indexed target, uint256 value, bytes data, bytes32 leaf)');
const events = await client.getLogs({ address: call.address, event: sent, args: { sender: account.address }, fromBlock: 0n });
assert.equal(events.length, 1);
assert.equal(events[0].args.value, 7n);

await assert.rejects(wallet.sendTransaction({ to: recipient, value: before * 2n, gas: 21000n }), error => error.walk(cause => cause instanceof InsufficientFundsError) !== null);

// Every block decodes, the one with the deposit too.
const types = new Set();
for (let blockNumber = 0n; blockNumber <= withdrawal.blockNumber; blockNumber++) {
  const block = await client.getBlock({ blockNumber, includeTransactions: true });
  for (const transaction of block.transactions) {
    types.add(transaction.typeHex);
    assert.equal((await client.getTransactionReceipt({ hash: transaction.hash })).blockNumber, blockNumber);
  }
}
for (const type of [0, 2, 0x7e]) assert.ok(types.has(toHex(type)), `a transaction of type ${type}`);

// Committed on L1: safe. Proven: not yet, so finalized stays at genesis.
while ((await client.getBlock({ blockTag: 'safe' })).number < withdrawal.blockNumber) await new Promise(resolve => setTimeout(resolve, 200));
assert.equal((await client.getBlock({ blockTag: 'finalized' })).number, 0n);
console.log('ok');
