// What an application on ethers v6 does over WebSocket, against a running node: node ethers-websocket.mjs URL PRIVATE_KEY. Prints ok last.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { ethers } = createRequire(new URL('../../../ops/package.json', import.meta.url))('ethers');
const [url, key] = process.argv.slice(2);
const provider = new ethers.WebSocketProvider(url.replace(/^http/, 'ws'), undefined, { cacheTimeout: -1 });
const wallet = new ethers.Wallet(key, provider);
const recipient = ethers.Wallet.createRandom().address;
const outbox = new ethers.Contract('0x000000000000000000000000000000000000a001', [
  'function withdraw(address target) payable returns (uint256)',
  'event MessageSent(uint256 indexed nonce, address indexed sender, address indexed target, uint256 value, bytes data, bytes32 leaf)',
], wallet);

// Requests over the same connection.
assert.equal((await provider.getNetwork()).chainId, 84001n);
assert.equal(await provider.estimateGas({ from: wallet.address, to: recipient, value: 1n }), 21000n);

// Blocks, pending transactions and events come by themselves.
const blocks = [];
const pending = [];
await provider.on('block', number => blocks.push(number));
await provider.on('pending', hash => pending.push(hash));
const event = new Promise(resolve => outbox.once(outbox.filters.MessageSent(null, wallet.address), resolve));
const others = [];
await outbox.on(outbox.filters.MessageSent(null, recipient), found => others.push(found));

// Submission and receipt in one call: wait() could miss the last block for now, and there is no next one before the next transaction.
async function submit(transaction) {
  const signed = await wallet.signTransaction(await wallet.populateTransaction(transaction));
  const receipt = await provider.send('eth_sendRawTransactionSync', [signed, 10000]);
  assert.equal(receipt.status, '0x1');
  assert.equal(receipt.transactionHash, ethers.keccak256(signed));
  return receipt;
}

const transfer = await submit({ to: recipient, value: 1000n });
const withdrawal = await submit(await outbox.withdraw.populateTransaction(recipient, { value: 7n }));
const { log, args } = await event;
assert.equal(log.transactionHash, withdrawal.transactionHash);
assert.equal(args.value, 7n);
while (blocks.at(-1) < Number(withdrawal.blockNumber) || !pending.includes(withdrawal.transactionHash)) await new Promise(resolve => setTimeout(resolve, 50));
for (let i = 1; i < blocks.length; i++) assert.equal(blocks[i], blocks[i - 1] + 1, 'every block, in order');
assert.ok(pending.includes(transfer.transactionHash));
assert.equal(others.length, 0);

// Unsubscribed, nothing comes any more.
await provider.removeAllListeners('block');
const count = blocks.length;
await submit({ to: recipient, value: 5n });
assert.equal(await provider.getBalance(recipient), 1005n);
assert.equal(blocks.length, count);
await provider.destroy();
console.log('ok');
