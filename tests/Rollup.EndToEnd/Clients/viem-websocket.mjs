// What an application on viem does over WebSocket, against a running node: node viem-websocket.mjs URL PRIVATE_KEY. Prints ok last.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../ops/package.json', import.meta.url));
const { createPublicClient, createWalletClient, defineChain, http, parseAbiItem, webSocket } = require('viem');
const { generatePrivateKey, privateKeyToAccount } = require('viem/accounts');
const [url, key] = process.argv.slice(2);
const chain = defineChain({ id: 84001, name: 'Rollup', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: { default: { http: [url] } } });
const account = privateKeyToAccount(key);
const client = createPublicClient({ chain, transport: webSocket(url.replace(/^http/, 'ws')) });
const wallet = createWalletClient({ account, chain, transport: webSocket(url.replace(/^http/, 'ws')) });
const poller = createPublicClient({ chain, transport: http(), pollingInterval: 100 });
const messenger = '0x000000000000000000000000000000000000a001';
const recipient = privateKeyToAccount(generatePrivateKey()).address;
const withdraw = parseAbiItem('function withdraw(address target) payable returns (uint256)');
const sent = parseAbiItem('event MessageSent(uint256 indexed nonce, address indexed sender, address indexed target, uint256 value, bytes data, bytes32 leaf)');
const failures = [];
const onError = error => failures.push(error);

assert.equal(await client.getChainId(), 84001);

// Subscriptions, and the same watched over HTTP with filters.
const blocks = [];
const pending = [];
const events = [];
const polled = [];
const polledPending = [];
const stops = [
  client.watchBlockNumber({ onBlockNumber: number => blocks.push(number), onError }),
  client.watchPendingTransactions({ onTransactions: hashes => pending.push(...hashes), onError }),
  client.watchEvent({ address: messenger, event: sent, args: { sender: account.address }, onLogs: logs => events.push(...logs), onError }),
  poller.watchEvent({ address: messenger, event: sent, args: { sender: account.address }, onLogs: logs => polled.push(...logs), onError }),
  poller.watchPendingTransactions({ onTransactions: hashes => polledPending.push(...hashes), onError }),
];

// Nothing says when the watchers have begun: withdraw until all of them tell of the same withdrawal.
let told;
while (!told) {
  const hash = await wallet.writeContract({ address: messenger, abi: [withdraw], functionName: 'withdraw', args: [recipient], value: 7n });
  const { status, blockNumber } = await client.waitForTransactionReceipt({ hash });
  assert.equal(status, 'success');
  const isTold = () => blocks.includes(blockNumber) && [events, polled].every(logs => logs.some(log => log.transactionHash === hash))
    && [pending, polledPending].every(hashes => hashes.includes(hash));
  for (let i = 0; i < 40 && !isTold(); i++) await new Promise(resolve => setTimeout(resolve, 50));
  assert.deepEqual(failures, []);
  if (isTold()) told = hash;
}
for (const logs of [events, polled]) {
  const [event, ...again] = logs.filter(log => log.transactionHash === told);
  assert.deepEqual(again, []);
  assert.equal(event.args.value, 7n);
  assert.equal(event.removed, false);
}
stops.forEach(stop => stop());

// Submission and receipt in one call.
const included = await wallet.sendTransactionSync({ to: recipient, value: 5n });
assert.equal(included.status, 'success');
assert.equal(await client.getBalance({ address: recipient }), 5n);
(await client.transport.getRpcClient()).close();
(await wallet.transport.getRpcClient()).close();
console.log('ok');
