// A DeFi application on ethers v6, against a running node: node ethers.mjs URL PRIVATE_KEY. Prints ok last.
import assert from 'node:assert/strict';
import { compiled, require, uniswap } from './artifacts.mjs';

const { ethers } = require('ethers');
const [url, key] = process.argv.slice(2);
const provider = new ethers.JsonRpcProvider(url, undefined, { pollingInterval: 100, cacheTimeout: -1 });
const owner = new ethers.Wallet(key, provider);
const user = new ethers.Wallet(ethers.hexlify(ethers.randomBytes(32)), provider);
const chainId = (await provider.getNetwork()).chainId;
const ether = ethers.parseEther;

const latest = () => provider.getBlock('latest');
// A pair writes its price accumulators when a second has passed, which an estimate on the latest block cannot know.
const roomy = { gasLimit: 500_000n };
const later = async () => BigInt((await latest()).timestamp) + 3600n;

/** The receipt. `wait()` looks for it whenever a block comes, and on this chain none need come after the transaction's own. */
async function receiptOf(sent) {
  const { hash } = await sent;
  for (;;) {
    const receipt = await provider.getTransactionReceipt(hash);
    if (receipt) return receipt;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

async function mined(sent) {
  const receipt = await receiptOf(sent);
  assert.equal(receipt.status, 1, receipt.hash);
  return receipt;
}

async function deploy({ abi, bytecode }, ...args) {
  const contract = await new ethers.ContractFactory(abi, bytecode, owner).deploy(...args);
  const receipt = await mined(contract.deploymentTransaction());
  assert.equal(receipt.contractAddress, contract.target);
  assert.notEqual(await contract.getDeployedCode(), null);
  return contract;
}

/** The permit of EIP-2612 by `signer`, as the last arguments of whoever spends by it. */
async function permit(token, signer, spender, value, deadline, version = '1') {
  const domain = { name: await token.name(), version, chainId, verifyingContract: token.target };
  const fields = ['owner address', 'spender address', 'value uint256', 'nonce uint256', 'deadline uint256'];
  const types = { Permit: fields.map(field => field.split(' ')).map(([name, type]) => ({ name, type })) };
  const message = { owner: signer.address, spender, value, nonce: await token.nonces(signer.address), deadline };
  const { v, r, s } = ethers.Signature.from(await signer.signTypedData(domain, types, message));
  return [v, r, s];
}

/** Asserts that a call reverts with a custom error of `contract`, decoded by ethers. */
async function reverts(call, contract, error, args) {
  await assert.rejects(call, failure => {
    assert.equal(failure.code, 'CALL_EXCEPTION');
    const revert = contract.interface.parseError(failure.data);
    assert.equal(revert.name, error);
    if (args) assert.deepEqual([...revert.args], args);
    return true;
  });
}

async function erc20() {
  const dollar = await deploy(compiled('Dollar'));
  await mined(dollar.mint(owner.address, ether('1000000')));
  await mined(dollar.transfer(user.address, ether('1000')));
  assert.equal(await dollar.balanceOf(user.address), ether('1000'));
  await reverts(dollar.connect(user).mint.staticCall(user.address, 1n), dollar, 'NotIssuer', [user.address]);
  await reverts(dollar.connect(user).transfer.estimateGas(owner.address, ether('1001')), dollar, 'ERC20InsufficientBalance', [user.address, ether('1000'), ether('1001')]);

  // What fails on the chain fails with a receipt.
  const failed = await receiptOf(dollar.connect(user).mint(user.address, 1n, { gasLimit: 100_000n }));
  assert.deepEqual([failed.status, failed.logs], [0, []]);

  await mined(dollar.approve(user.address, 5n));
  await mined(dollar.connect(user).transferFrom(owner.address, user.address, 5n));
  const deadline = await later();
  await mined(dollar.permit(user.address, owner.address, 7n, deadline, ...await permit(dollar, user, owner.address, 7n, deadline)));
  assert.equal(await dollar.allowance(user.address, owner.address), 7n);
  const transfers = await dollar.queryFilter(dollar.filters.Transfer(null, user.address), 0);
  assert.deepEqual(transfers.map(log => log.args.value), [ether('1000'), 5n]);
  assert.equal((await dollar.queryFilter(dollar.filters.Transfer(user.address), 0)).length, 0);
  return dollar;
}

async function erc721() {
  const collectible = await deploy(compiled('Collectible'));
  await reverts(collectible.mint.staticCall({ value: 1n }), collectible, 'WrongPrice', [1n]);
  for (let id = 1n; id <= 3n; id++) {
    assert.equal(await collectible.mint.staticCall({ value: 1000n }), id);
    await mined(collectible.mint({ value: 1000n }));
  }
  await mined(collectible.safeTransferFrom(owner.address, user.address, 2n));
  assert.equal(await collectible.ownerOf(2n), user.address);
  assert.equal(await collectible.tokenURI(2n), 'https://collectible.invalid/2');
  assert.equal(await collectible.tokenOfOwnerByIndex(owner.address, 1n), 3n);
  assert.equal(await provider.getBalance(collectible.target), 3000n);
  await reverts(collectible.safeTransferFrom.staticCall(owner.address, collectible.target, 1n), collectible, 'ERC721InvalidReceiver', [collectible.target]);
}

async function exchange(dollar) {
  const weth = await deploy(uniswap('WETH9'));
  const factory = await deploy(uniswap('UniswapV2Factory'), owner.address);
  const router = await deploy(uniswap('UniswapV2Router02'), factory.target, weth.target);
  await mined(dollar.approve(router.target, ethers.MaxUint256));
  await mined(router.addLiquidityETH(dollar.target, ether('8000'), 0n, 0n, owner.address, await later(), { value: ether('4') }));
  const pair = new ethers.Contract(await factory.getPair(dollar.target, weth.target), uniswap('UniswapV2Pair').abi, owner);
  assert.equal(await pair.balanceOf(owner.address), 178885438199983174712n); // sqrt(8000 · 4) less the minimum of 1000 wei

  // A swap gives what the formula says, fee of 0.3 % included.
  const [, expected] = await router.getAmountsOut(ether('0.5'), [weth.target, dollar.target]);
  const inputWithFee = ether('0.5') * 997n;
  assert.equal(expected, (inputWithFee * ether('8000')) / (ether('4') * 1000n + inputWithFee));
  const receipt = await mined(router.connect(user).swapExactETHForTokens(expected, [weth.target, dollar.target], user.address, await later(), { value: ether('0.5'), ...roomy }));
  const swap = receipt.logs.filter(log => log.address === pair.target).map(log => pair.interface.parseLog(log)).find(log => log.name === 'Swap');
  assert.equal(swap.args.amount0Out + swap.args.amount1Out, expected);
  await assert.rejects(
    router.connect(user).swapExactETHForTokens.staticCall(expected, [weth.target, dollar.target], user.address, await later(), { value: ether('0.5') }),
    { reason: 'UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT' });

  await mined(dollar.connect(user).approve(router.target, ethers.MaxUint256));
  await mined(router.connect(user).swapExactTokensForETH(ether('100'), 0n, [dollar.target, weth.target], user.address, await later(), roomy));

  // Liquidity leaves by a permit, without an approval before.
  const shares = (await pair.balanceOf(owner.address)) / 10n;
  const deadline = await later();
  const before = await dollar.balanceOf(owner.address);
  await mined(router.removeLiquidityETHWithPermit(
    dollar.target, shares, 0n, 0n, owner.address, deadline, false, ...await permit(pair, owner, router.target, shares, deadline), roomy));
  assert.ok(await dollar.balanceOf(owner.address) > before);
  return { weth, router, pair };
}

async function lending(dollar, { weth, router, pair }) {
  const pool = await deploy(compiled('LendingPool'), dollar.target, pair.target);
  await mined(dollar.approve(pool.target, ethers.MaxUint256));
  await mined(pool.lend(ether('10000')));
  const collateral = ether('1');
  const allowed = (collateral * (await pool.price()) * 75n) / (100n * ether('1'));
  await assert.rejects(pool.connect(user).borrow.staticCall(allowed + 1n, { value: collateral }), failure => failure.revert.name === 'Undercollateralised');
  await mined(pool.connect(user).borrow(allowed - 1000n, { value: collateral }));
  await reverts(pool.liquidate.staticCall(user.address, 1n), pool, 'Healthy');

  // Someone sells ether: the price of the collateral falls, and the position is liquidated in part.
  await mined(router.swapExactETHForTokens(0n, [weth.target, dollar.target], owner.address, await later(), { value: ether('0.5'), ...roomy }));
  const seized = await pool.liquidate.staticCall(user.address, ether('500'));
  const liquidation = await mined(pool.liquidate(user.address, ether('500')));
  const [event] = liquidation.logs.filter(log => log.address === pool.target).map(log => pool.interface.parseLog(log));
  assert.deepEqual([event.name, event.args.seized, event.args.repaid], ['Liquidated', seized, ether('500')]);

  // The rest is repaid with interest, and the collateral comes back.
  await mined(dollar.transfer(user.address, ether('100')));
  await mined(dollar.connect(user).approve(pool.target, ethers.MaxUint256));
  const before = await provider.getBalance(user.address);
  const repayment = await mined(pool.connect(user).repay(ethers.MaxUint256));
  assert.equal(await provider.getBalance(user.address), before + collateral - seized - repayment.fee);
  assert.deepEqual([...await pool.position(user.address)], [0n, 0n]);
  const assets = await pool.withdraw.staticCall(await pool.sharesOf(owner.address));
  assert.ok(assets >= ether('10000'));
  await mined(pool.withdraw(await pool.sharesOf(owner.address)));
  assert.equal(await pool.totalShares(), 0n);
}

async function governance(dollar) {
  const votes = await deploy(compiled('GovernanceToken'), ether('100'));
  const timelock = await deploy(compiled('TimelockController'), 1n, [], [ethers.ZeroAddress], owner.address);
  const governor = await deploy(compiled('ProtocolGovernor'), votes.target, timelock.target, 6n);
  for (const role of ['PROPOSER_ROLE', 'CANCELLER_ROLE']) await mined(timelock.grantRole(await timelock[role](), governor.target));
  await mined(timelock.renounceRole(await timelock.DEFAULT_ADMIN_ROLE(), owner.address));
  await mined(votes.transfer(user.address, ether('40')));
  await mined(votes.delegate(owner.address));
  await mined(votes.connect(user).delegate(user.address));
  await mined(dollar.transfer(timelock.target, 500n));

  const action = [[dollar.target], [0n], [dollar.interface.encodeFunctionData('transfer', [user.address, 500n])]];
  const proposal = await governor.propose.staticCall(...action, 'Pay the user');
  await mined(governor.propose(...action, 'Pay the user'));
  const until = async (reached, what) => {
    for (let tries = 0; !await reached(); tries++) {
      assert.ok(tries < 600, what);
      await new Promise(resolve => setTimeout(resolve, 100));
      await mined(owner.sendTransaction({ to: user.address, value: 1n })); // Time passes with blocks.
    }
  };
  const state = () => governor.state(proposal);
  await until(async () => await state() === 1n, 'active');
  await Promise.all([mined(governor.castVote(proposal, 1n)), mined(governor.connect(user).castVoteWithReason(proposal, 0n, 'too little'))]);
  assert.deepEqual([...await governor.proposalVotes(proposal)], [ether('40'), ether('60'), 0n]);
  await until(async () => await state() === 4n, 'succeeded');
  await mined(governor.queue(...action, ethers.id('Pay the user')));
  const eta = await governor.proposalEta(proposal);
  await until(async () => BigInt((await latest()).timestamp) >= eta, 'due');
  const before = await dollar.balanceOf(user.address);
  await mined(governor.execute(...action, ethers.id('Pay the user')));
  assert.equal(await state(), 7n);
  assert.equal(await dollar.balanceOf(user.address), before + 500n);
}

await mined(owner.sendTransaction({ to: user.address, value: ether('4') }));
const dollar = await erc20();
await erc721();
const market = await exchange(dollar);
await lending(dollar, market);
await governance(dollar);
provider.destroy();
console.log('ok');
