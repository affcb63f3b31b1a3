// A DeFi application on viem, against a running node: node viem.mjs URL PRIVATE_KEY. Prints ok last.
import assert from 'node:assert/strict';
import { compiled, require, uniswap } from './artifacts.mjs';

const { ContractFunctionRevertedError, createPublicClient, createWalletClient, defineChain, encodeFunctionData, getContract, http, maxUint256, parseEther, parseSignature, zeroAddress } = require('viem');
const { generatePrivateKey, privateKeyToAccount } = require('viem/accounts');
const [url, key] = process.argv.slice(2);
const id = await createPublicClient({ transport: http(url) }).getChainId();
const chain = defineChain({ id, name: 'Rollup', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: { default: { http: [url] } } });
const client = createPublicClient({ chain, transport: http(), pollingInterval: 100 });
const owner = createWalletClient({ account: privateKeyToAccount(key), chain, transport: http() });
const user = createWalletClient({ account: privateKeyToAccount(generatePrivateKey()), chain, transport: http() });
const [ownerAddress, userAddress] = [owner.account.address, user.account.address];

async function mined(sent) {
  const receipt = await client.waitForTransactionReceipt({ hash: await sent });
  assert.equal(receipt.status, 'success');
  return receipt;
}

const at = ({ address, abi }) => ({ address, abi });

async function deploy({ abi, bytecode }, ...args) {
  const receipt = await mined(owner.deployContract({ abi, bytecode, args }));
  assert.notEqual(await client.getCode({ address: receipt.contractAddress }), undefined);
  return getContract({ address: receipt.contractAddress, abi, client: { public: client, wallet: owner } });
}

/** Sends what was simulated first, as applications do. */
async function write(contract, functionName, args, options = {}) {
  const { request } = await client.simulateContract({ ...at(contract), functionName, args, account: owner.account, ...options });
  return mined((options.account === user.account ? user : owner).writeContract({ ...request, ...options }));
}

async function reverts(call, errorName) {
  await assert.rejects(call, failure => failure.walk(cause => cause instanceof ContractFunctionRevertedError)?.data?.errorName === errorName);
}

async function erc20() {
  const dollar = await deploy(compiled('Dollar'));
  const seen = [];
  const unwatch = client.watchContractEvent({ address: dollar.address, abi: dollar.abi, eventName: 'Transfer', onLogs: logs => seen.push(...logs) });
  await write(dollar, 'mint', [ownerAddress, parseEther('1000000')]);
  await write(dollar, 'transfer', [userAddress, parseEther('1000')]);
  await reverts(client.simulateContract({ ...at(dollar), functionName: 'mint', args: [userAddress, 1n], account: user.account }), 'NotIssuer');
  await reverts(client.estimateContractGas({ ...at(dollar), functionName: 'transfer', args: [userAddress, maxUint256], account: owner.account }), 'ERC20InsufficientBalance');

  // An estimate is enough to send with, and close to what is used.
  const estimate = await client.estimateContractGas({ ...at(dollar), functionName: 'transfer', args: [userAddress, 1n], account: owner.account });
  const { gasUsed } = await mined(owner.writeContract({ ...at(dollar), functionName: 'transfer', args: [userAddress, 1n], gas: estimate }));
  assert.ok(gasUsed <= estimate && estimate < gasUsed + gasUsed / 10n);

  // What a call would find on another state: the total supply is in slot 2.
  const elsewhere = await client.readContract({
    ...at(dollar), functionName: 'totalSupply', stateOverride: [{ address: dollar.address, stateDiff: [{ slot: `0x${'2'.padStart(64, '0')}`, value: `0x${'7'.padStart(64, '0')}` }] }],
  });
  assert.equal(elsewhere, 7n);

  const deadline = (await client.getBlock()).timestamp + 3600n;
  const signature = await user.signTypedData({
    domain: { name: 'Dollar', version: '1', chainId: id, verifyingContract: dollar.address },
    types: { Permit: ['owner address', 'spender address', 'value uint256', 'nonce uint256', 'deadline uint256'].map(field => field.split(' ')).map(([name, type]) => ({ name, type })) },
    primaryType: 'Permit',
    message: { owner: userAddress, spender: ownerAddress, value: 9n, nonce: 0n, deadline },
  });
  const { r, s, yParity } = parseSignature(signature);
  await write(dollar, 'permit', [userAddress, ownerAddress, 9n, deadline, 27 + yParity, r, s]);
  await write(dollar, 'transferFrom', [userAddress, ownerAddress, 9n]);
  const events = await dollar.getEvents.Transfer({ from: [userAddress] }, { fromBlock: 0n });
  assert.deepEqual(events.map(event => event.args.value), [9n]);
  for (let tries = 0; seen.length < 4; tries++) {
    assert.ok(tries < 300, 'the watcher sees every transfer');
    await new Promise(resolve => setTimeout(resolve, 100));
  }

  unwatch();
  assert.deepEqual(seen.map(log => log.args.value), [parseEther('1000000'), parseEther('1000'), 1n, 9n]);
  return dollar;
}

async function erc721() {
  const collectible = await deploy(compiled('Collectible'));
  await reverts(client.simulateContract({ ...at(collectible), functionName: 'mint', value: 1n, account: owner.account }), 'WrongPrice');
  const minted = await write(collectible, 'mint', [], { value: 1000n });
  assert.equal(minted.logs.length, 1);
  await write(collectible, 'approve', [userAddress, 1n]);
  await write(collectible, 'transferFrom', [ownerAddress, userAddress, 1n], { account: user.account });
  assert.equal(await collectible.read.ownerOf([1n]), userAddress);
}

async function exchange(dollar) {
  const weth = await deploy(uniswap('WETH9'));
  const factory = await deploy(uniswap('UniswapV2Factory'), zeroAddress);
  const router = await deploy(uniswap('UniswapV2Router02'), factory.address, weth.address);
  const deadline = (await client.getBlock()).timestamp + 3600n;
  await write(dollar, 'approve', [router.address, maxUint256]);
  await write(router, 'addLiquidityETH', [dollar.address, parseEther('8000'), 0n, 0n, ownerAddress, deadline], { value: parseEther('4') });
  const pair = getContract({ address: await factory.read.getPair([dollar.address, weth.address]), abi: uniswap('UniswapV2Pair').abi, client });
  assert.equal(await pair.read.totalSupply(), 178885438199983175712n); // sqrt(8000 · 4)

  // One transaction of an ordinary account approves and swaps, by delegation to a contract (EIP-7702).
  const batcher = await deploy(compiled('Batcher'));
  const authorization = await user.signAuthorization({ account: user.account, contractAddress: batcher.address, executor: 'self' });
  const path = [dollar.address, weth.address];
  const [, expected] = await router.read.getAmountsOut([parseEther('500'), path]);
  const before = await client.getBalance({ address: userAddress });
  const receipt = await mined(user.sendTransaction({
    authorizationList: [authorization],
    to: userAddress,
    gas: 600_000n,
    data: encodeFunctionData({
      abi: batcher.abi,
      functionName: 'execute',
      args: [[
        { to: dollar.address, value: 0n, data: encodeFunctionData({ abi: dollar.abi, functionName: 'approve', args: [router.address, parseEther('500')] }) },
        { to: router.address, value: 0n, data: encodeFunctionData({ abi: router.abi, functionName: 'swapExactTokensForETH', args: [parseEther('500'), expected, path, userAddress, deadline] }) },
      ]],
    }),
  }));
  assert.equal(receipt.type, 'eip7702');
  assert.equal(await client.getBalance({ address: userAddress }), before + expected - receipt.gasUsed * receipt.effectiveGasPrice);
  assert.equal(await client.getCode({ address: userAddress }), `0xef0100${batcher.address.slice(2).toLowerCase()}`);
  assert.equal((await client.getTransaction({ hash: receipt.transactionHash })).authorizationList.length, 1);
  await reverts(client.simulateContract({ abi: batcher.abi, address: userAddress, functionName: 'execute', args: [[]], account: owner.account }), 'NotOwner');

  // And takes it back.
  const revocation = await user.signAuthorization({ account: user.account, contractAddress: zeroAddress, executor: 'self' });
  await mined(user.sendTransaction({ authorizationList: [revocation], to: ownerAddress, gas: 100_000n }));
  assert.equal(await client.getCode({ address: userAddress }), undefined);
}

await mined(owner.sendTransaction({ to: userAddress, value: parseEther('2') }));
const dollar = await erc20();
await erc721();
await exchange(dollar);
console.log('ok');
