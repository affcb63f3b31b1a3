// What an application on ethers v6 does over WebSocket, against a running node: node ethers-websocket.mjs URL PRIVATE_KEY. Prints ok last.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { ethers } = createRequire(new URL('../../../ops/package.json', import.meta.url))('ethers');
const [url, key] = process.argv.slice(2);
const provider = new ethers.WebSocketProvider(url.replace(/^http/, 'ws'));
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

const receipt = await (await wallet.sendTransaction({ to: recipient, value: 1000n })).wait();
assert.equal(receipt.status, 1);
const withdrawal = await outbox.withdraw(recipient, { value: 7n });
const { blockNumber } = await withdrawal.wait();
const { log, args } = await event;
assert.equal(log.transactionHash, withdrawal.hash);
assert.equal(args.value, 7n);
while (blocks.at(-1) < blockNumber || !pending.includes(withdrawal.hash)) await new Promise(resolve => setTimeout(resolve, 50));
for (let i = 1; i < blocks.length; i++) assert.equal(blocks[i], blocks[i - 1] + 1, 'every block, in order');
assert.ok(pending.includes(receipt.hash));
assert.equal(others.length, 0);

// Submission and receipt in one call. Unsubscribed, nothing comes any more; without that subscription wait() could miss the last block for now.
await provider.removeAllListeners('block');
const count = blocks.length;
const signed = await wallet.signTransaction(await wallet.populateTransaction({ to: recipient, value: 5n }));
const included = await provider.send('eth_sendRawTransactionSync', [signed, 10000]);
assert.equal(included.status, '0x1');
assert.equal(included.transactionHash, ethers.keccak256(signed));
assert.equal(await provider.getBalance(recipient), 1005n);
assert.equal(blocks.length, count);
await provider.destroy();
console.log('ok');
