// What an application on ethers v6 does, against a running node: node ethers.mjs URL PRIVATE_KEY. Prints ok last.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { ethers } = createRequire(new URL('../../../ops/package.json', import.meta.url))('ethers');
const [url, key] = process.argv.slice(2);
const provider = new ethers.JsonRpcProvider(url, undefined, { pollingInterval: 100, cacheTimeout: -1 });
const wallet = new ethers.Wallet(key, provider);
const recipient = ethers.Wallet.createRandom().address;
const messenger = '0x000000000000000000000000000000000000a001';

assert.equal((await provider.getNetwork()).chainId, 84001n);
const fees = await provider.getFeeData();
assert.ok(fees.maxFeePerGas > 0n && fees.gasPrice > 0n);
assert.equal(await provider.estimateGas({ from: wallet.address, to: recipient, value: 1n }), 21000n);

// A transfer, its receipt, and what it cost.
const before = await provider.getBalance(wallet.address);
const sent = await wallet.sendTransaction({ to: recipient, value: 1000n });
const receipt = await sent.wait();
assert.equal(receipt.status, 1);
assert.equal(receipt.gasUsed, 21000n);
assert.equal(receipt.hash, sent.hash);
assert.equal(await provider.getBalance(recipient), 1000n);
assert.equal(await provider.getBalance(wallet.address), before - 1000n - receipt.gasUsed * receipt.gasPrice);
assert.equal((await provider.getTransaction(sent.hash)).from, wallet.address);

// Nonces count what is pending; every type that can be signed today arrives.
const nonce = await wallet.getNonce('latest');
const several = [];
for (const overrides of [{ type: 2 }, { type: 0, gasPrice: fees.gasPrice * 2n }, { type: 1, gasPrice: fees.gasPrice * 2n, accessList: [], gasLimit: 30000n }]) {
  several.push(await wallet.sendTransaction({ to: recipient, value: 1n, ...overrides }));
}
assert.deepEqual(several.map(transaction => transaction.nonce), [nonce, nonce + 1, nonce + 2]);
for (const transaction of several) assert.equal((await transaction.wait()).status, 1);
assert.equal(await wallet.getNonce('pending'), nonce + 3);
assert.equal(await provider.getBalance(recipient), 1003n);

// A withdrawal, its event by receipt and by filter.
const outbox = new ethers.Contract(messenger, [
  'function withdraw(address target) payable returns (uint256)',
  'event MessageSent(uint256 indexed nonce, address indexed sender, address indexed target, uint256 value, bytes data, bytes32 leaf)',
], wallet);
const withdrawal = await (await outbox.withdraw(recipient, { value: 7n })).wait();
const [event] = withdrawal.logs.map(log => outbox.interface.parseLog(log));
assert.equal(event.args.sender, wallet.address);
assert.equal(event.args.value, 7n);
assert.equal((await outbox.queryFilter(outbox.filters.MessageSent(null, wallet.address), 0)).length, 1);

// Refusals have the codes that applications handle.
await assert.rejects(wallet.sendTransaction({ to: recipient, value: before * 2n, gasLimit: 21000n }), { code: 'INSUFFICIENT_FUNDS' });
await assert.rejects(wallet.sendTransaction({ to: recipient, value: 1n, nonce: 0 }), { code: 'NONCE_EXPIRED' });

// A contract that answers with a custom error only: created, then asked.
const runtime = '7f' + ethers.id('Denied(uint256)').slice(2, 10) + '00'.repeat(28) + '5f52' + '602a600452' + '60245ffd';
const factory = new ethers.ContractFactory(['error Denied(uint256 code)', 'function ask() view returns (uint256)'], '0x602c8060095f395ff3' + runtime, wallet);
const contract = await factory.deploy();
const creation = await contract.deploymentTransaction().wait();
assert.equal(creation.contractAddress, await contract.getAddress());
assert.equal(await provider.getCode(creation.contractAddress), '0x' + runtime);
await assert.rejects(contract.ask(), error => error.code === 'CALL_EXCEPTION' && error.revert.name === 'Denied' && error.revert.args.code === 42n);

// Every block decodes, the one with the deposit too.
const types = new Set();
for (let number = 0; number <= withdrawal.blockNumber; number++) {
  const block = await provider.getBlock(number, true);
  assert.equal(block.prefetchedTransactions.length, block.length);
  for (const transaction of block.prefetchedTransactions) {
    types.add(transaction.type);
    assert.equal((await provider.getTransactionReceipt(transaction.hash)).blockNumber, number);
  }
}
for (const type of [0, 1, 2, 0x7e]) assert.ok(types.has(type), `a transaction of type ${type}`);

// Committed on L1: safe. Proven: not yet, so finalized stays at genesis.
while ((await provider.getBlock('safe')).number < withdrawal.blockNumber) await new Promise(resolve => setTimeout(resolve, 200));
assert.equal((await provider.getBlock('finalized')).number, 0);
provider.destroy();
console.log('ok');
