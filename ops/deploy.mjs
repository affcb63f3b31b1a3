// Deploys the L1 contracts from forge's artifacts (run build-contracts.sh first) and writes what the node needs to know:
//
//   node deploy.mjs --rpc URL (--key HEX | --key-file FILE) --genesis genesis.json --out deployment.json [--sequencer ADDRESS] [--guardian ADDRESS]
//     [--owner ADDRESS] [--timelock-delay SECONDS] [--inclusion-deadline SECONDS] [--max-lag SECONDS] [--fallback-period SECONDS]
//     [--minimum-delay SECONDS] [--forced-gas-price WEI] [--final-verifier | --verifier ADDRESS --program-key HEX]
//
// --key       L1 account that pays (--key-file: a file that holds its key, which then is in no list of processes); it has no role of its own unless it is named as, or defaults to, one of the roles below.
// --genesis   Output of `rollup genesis`: stateRoot, nextIndex, lastBlockHash, timestamp, l2ChainId, feeVault, and any other
//             parameter of the chain that differs from the defaults below.
// --sequencer, --guardian, --owner   Who commits, who pauses, and who proposes and executes through the timelock that owns the
//             RollupChain; the deployer by default.
//
// --final-verifier   Deploys this build's FinalVerifier for the first version's batches, with genesis.json's programKey.
// --verifier, --program-key   What proves the first version's batches instead. Only a development chain (L1 chain id 31337) may do without:
//             nothing of it can be proven then.
// --timelock-delay, --minimum-delay   How long the owner's calls wait in the timelock, and the least time between the announcement of a
//             protocol version and its activation. A development chain waits for neither by default; elsewhere the timelock's delay must
//             be given, and versions wait for the fallback period and a day.
//
// The file written (numbers above 2^53 are decimal strings, addresses have checksums, times are seconds, prices wei):
//   { l1ChainId, rollup, bridge, timelock, l2ChainId, deployedAtBlock, deploymentTransaction,
//     config: { l1ChainId, rollup, bridge, l2ChainId, feeVault, blockGasLimit, gasTargetPerSecond, gasLimitPerSecond,
//               provingTargetPerSecond, provingLimitPerSecond, transactionProvingLimit, minimumBaseFee, baseFeeChangeDenominator, maxDataBytes, maxForcedGas, maxItemGas, forkId, configHash },
//     genesis: { …all of genesis.json, batchHash },
//     roles: { owner, sequencer, guardian },
//     terms: { inclusionDeadline, fallbackPeriod, maxLag, minimumDelay, forcedGasPrice, timelockDelay },
//     program: { verifier, key } }
//
// If the file exists and its contract is on the chain, nothing is deployed.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ethers } from 'ethers';

/** Parameters of the chain in the contract's order; what has no default must be in genesis.json. */
const chainParameters = {
  l2ChainId: undefined,
  feeVault: undefined,
  blockGasLimit: 60_000_000,
  gasTargetPerSecond: 150_000_000,
  gasLimitPerSecond: 300_000_000,
  provingTargetPerSecond: 600_000_000_000,
  provingLimitPerSecond: 1_200_000_000_000,
  transactionProvingLimit: 200_000_000_000,
  minimumBaseFee: 1_000_000,
  baseFeeChangeDenominator: 50,
  maxDataBytes: 120_000,
  maxForcedGas: 6_000_000,
  maxItemGas: 2_000_000,
  forkId: 1,
};
const genesisFields = ['stateRoot', 'nextIndex', 'lastBlockHash', 'timestamp'];

const { values: options } = parseArgs({
  options: {
    rpc: { type: 'string' },
    key: { type: 'string' },
    'key-file': { type: 'string' },
    genesis: { type: 'string' },
    out: { type: 'string' },
    sequencer: { type: 'string' },
    guardian: { type: 'string' },
    owner: { type: 'string' },
    'timelock-delay': { type: 'string' },
    'minimum-delay': { type: 'string' },
    'inclusion-deadline': { type: 'string', default: '86400' },
    'max-lag': { type: 'string', default: '172800' },
    'fallback-period': { type: 'string', default: '604800' },
    'forced-gas-price': { type: 'string', default: '100000000' },
    verifier: { type: 'string', default: ethers.ZeroAddress },
    'program-key': { type: 'string', default: ethers.ZeroHash },
    'final-verifier': { type: 'boolean', default: false },
  },
});
if (options['key-file']) {
  if (options.key) fail('--key and --key-file are both given');
  options.key = readFileSync(options['key-file'], 'utf8').trim();
}
for (const name of ['rpc', 'key', 'genesis', 'out']) if (!options[name]) fail(`--${name} is missing`);

const request = new ethers.FetchRequest(options.rpc);
request.timeout = 30_000;
const provider = new ethers.JsonRpcProvider(request, undefined, { polling: true, pollingInterval: 250 });
try {
  if (existsSync(options.out)) await checkExisting();
  else await deploy();
} catch (error) {
  fail(error.shortMessage ?? error.message);
} finally {
  provider.destroy();
}

async function checkExisting() {
  const { rollup } = JSON.parse(readFileSync(options.out, 'utf8'));
  if (await provider.getCode(rollup) === '0x') fail(`${options.out} names ${rollup}, which is not on this chain: remove the file to deploy anew`);
  console.log(`already deployed: RollupChain ${rollup}`);
}

async function deploy() {
  const genesis = JSON.parse(readFileSync(options.genesis, 'utf8'));
  const parameters = Object.fromEntries(Object.entries(chainParameters).map(([name, value]) => [name, genesis[name] ?? value]));
  for (const [name, value] of [...Object.entries(parameters), ...genesisFields.map(field => [field, genesis[field]])]) {
    if (value === undefined) fail(`${options.genesis} lacks ${name}`);
  }

  const deployer = new ethers.Wallet(options.key, provider);
  const [owner, sequencer, guardian] = [options.owner, options.sequencer, options.guardian].map(address => ethers.getAddress(address ?? deployer.address));
  const l1ChainId = (await provider.getNetwork()).chainId;
  const isDevelopment = l1ChainId === 31337n;
  const timelockDelay = options['timelock-delay'] ?? (isDevelopment ? '0' : fail('--timelock-delay is missing'));
  const terms = {
    inclusionDeadline: options['inclusion-deadline'],
    fallbackPeriod: options['fallback-period'],
    maxLag: options['max-lag'],
    minimumDelay: options['minimum-delay'] ?? (isDevelopment ? 0 : Number(options['fallback-period']) + 86_400),
    forcedGasPrice: options['forced-gas-price'],
  };
  let nonce = await deployer.getNonce('pending');
  const program = { verifier: ethers.getAddress(options.verifier), key: options['program-key'] };
  if (options['final-verifier']) {
    const verifier = await factory('FinalVerifier', deployer).deploy({ nonce: nonce++ });
    await verifier.deploymentTransaction().wait(1, 120_000);
    Object.assign(program, { verifier: await verifier.getAddress(), key: genesis.programKey ?? fail(`${options.genesis} lacks programKey`) });
  }

  // Both transactions at once: the timelock's address is known beforehand.
  const timelock = await factory('TimelockController', deployer)
    .deploy(timelockDelay, [owner], [owner], ethers.ZeroAddress, { nonce });
  const rollup = await factory('RollupChain', deployer)
    .deploy(parameters, genesis, { owner: await timelock.getAddress(), sequencer, guardian }, terms, program, { nonce: nonce + 1 });
  await timelock.deploymentTransaction().wait(1, 120_000);
  const receipt = await rollup.deploymentTransaction().wait(1, 120_000);

  const bridge = await rollup.bridge();
  const deployment = {
    l1ChainId,
    rollup: await rollup.getAddress(),
    bridge,
    timelock: await timelock.getAddress(),
    l2ChainId: parameters.l2ChainId,
    deployedAtBlock: receipt.blockNumber,
    deploymentTransaction: receipt.hash,
    config: { l1ChainId, rollup: await rollup.getAddress(), bridge, ...parameters, feeVault: ethers.getAddress(parameters.feeVault), configHash: await rollup.configHash() },
    genesis: { ...genesis, batchHash: await rollup.batchHash(0) },
    roles: { owner, sequencer, guardian },
    terms: { ...numbers(terms), timelockDelay: Number(timelockDelay) },
    program,
  };
  // Renamed into place: whoever finds the file finds all of it.
  writeFileSync(`${options.out}.new`, `${JSON.stringify(deployment, (_, value) => typeof value === 'bigint' ? numeric(value) : value, 2)}\n`);
  renameSync(`${options.out}.new`, options.out);
  console.log(`deployed: RollupChain ${deployment.rollup}, Bridge ${bridge}, block ${receipt.blockNumber}, ${receipt.gasUsed} gas`);
}

/** The artifact's factory for the account. */
function factory(contract, signer) {
  const path = join(dirname(fileURLToPath(import.meta.url)), `../src/contracts/out/${contract}.sol/${contract}.json`);
  if (!existsSync(path)) fail(`${contract} is not built: run ops/build-contracts.sh`);
  const { abi, bytecode } = JSON.parse(readFileSync(path, 'utf8'));
  return new ethers.ContractFactory(abi, bytecode.object, signer);
}

/** A JSON number where it is exact, a decimal string above. */
function numeric(value) {
  const integer = BigInt(value);
  return integer <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(integer) : integer.toString();
}

function numbers(object) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, numeric(value)]));
}

function fail(message) {
  console.error(`deploy: ${message}`);
  process.exit(1);
}
