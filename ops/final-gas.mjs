#!/usr/bin/env node
// Where the gas of a final proof's verification goes, and what a transaction that verifies it costs under Osaka's rules:
//
//   node final-gas.mjs [--proof FILE] [--json]
//
// --proof  A final proof (final.bin) of the keys that FinalVerifier.sol is made from; that of final-proof.sh by default.
//
// A line `// gas: PART` in FinalVerifier.sol says that what was spent since the last such line is PART's. A copy of the contract counts there, in calls of
// an anvil of its own; a mark's own gas, some 40 for each of a few hundred, is in the part that follows it. The total is that of the contract itself.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ethers } from 'ethers';
import { call, startL1 } from './lib/foundry.mjs';
import { freePort, stopAll } from './lib/process.mjs';

const ops = dirname(fileURLToPath(import.meta.url));
const contracts = join(ops, '../src/contracts');
const { values: options } = parseArgs({
  options: { proof: { type: 'string', default: join(contracts, 'cache/proofs/final.bin') }, json: { type: 'boolean', default: false } },
});

/** Where the counting copy keeps its figures: behind all memory of the contract, which its comments say is below. */
const figures = 0x20000;

/** Compiles FinalVerifier.sol, or a text in its place, as forge does. */
function compile(source) {
  const solc = createRequire(import.meta.url)('solc');
  const input = {
    language: 'Solidity',
    sources: { 'FinalVerifier.sol': { content: source } },
    settings: { evmVersion: 'osaka', optimizer: { enabled: true, runs: 10_000 }, outputSelection: { '*': { '*': ['evm.deployedBytecode.object'] } } },
  };
  const load = path => ({ contents: readFileSync(join(contracts, 'src', path), 'utf8') });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: load }));
  const errors = output.errors?.filter(error => error.severity === 'error') ?? [];
  if (errors.length > 0) throw new Error(errors.map(error => error.formattedMessage).join('\n'));
  return `0x${output.contracts['FinalVerifier.sol'].FinalVerifier.evm.deployedBytecode.object}`;
}

/** The counting copy, and the names of its parts in the order of its answer. */
function counting(source) {
  const parts = [];
  const marked = source
    .replace(/^ *pure$/m, 'view')
    .replace(/^( *)\/\/ gas: (.*)$/gm, (_, indent, part) => {
      if (!parts.includes(part)) parts.push(part);
      return `${indent}mark(${parts.indexOf(part) + 1})`;
    })
    .replace('mstore(PROOF, proof.offset)', `function mark(part) {
        let place := add(${figures}, shl(5, part))
        mstore(place, add(mload(place), sub(mload(${figures}), gas())))
        mstore(${figures}, gas())
      }
      mstore(${figures + 0x1000}, 0)
      mstore(${figures}, gas())
      $&`);
  const counted = marked.replace('valid := 1', `return(${figures + 0x20}, ${32 * parts.length})`);
  if (marked === source || counted === marked) throw new Error('FinalVerifier.sol has no marks to count at');
  return { source: counted, parts };
}

/** Gas of the calldata alone: at 4 a zero byte and 16 another (EIP-2028), the floor of EIP-7623, and a floor of 64 for every byte. */
function calldata(bytes) {
  const zeros = bytes.filter(byte => byte === 0).length;
  return { standard: 4 * zeros + 16 * (bytes.length - zeros), floor: 10 * zeros + 40 * (bytes.length - zeros), floor64: 64 * bytes.length };
}

const verifier = new ethers.Interface(['function verify(bytes32, uint256, address, bytes32, bytes32, bytes) view returns (bool)']);
const file = readFileSync(options.proof);
const word = index => `0x${file.subarray(32 * index, 32 * (index + 1)).toString('hex')}`;
const data = verifier.encodeFunctionData('verify', [word(0), word(1), ethers.dataSlice(word(2), 12), word(3), word(4), file.subarray(160)]);
const address = ['0x00000000000000000000000000000000000f1a01', '0x00000000000000000000000000000000000f1a02'];
const folder = mkdtempSync(join(tmpdir(), 'final-gas-'));
try {
  const source = readFileSync(join(contracts, 'src/FinalVerifier.sol'), 'utf8');
  const counter = counting(source);
  const { url } = await startL1({ data: folder, port: await freePort(), blockTime: 1 });
  const code = compile(source);
  await call(url, 'anvil_setCode', [address[0], code]);
  await call(url, 'anvil_setCode', [address[1], compile(counter.source)]);

  const valid = await call(url, 'eth_call', [{ to: address[0], data, gas: '0x1000000' }, 'latest']);
  if (BigInt(valid) !== 1n) throw new Error(`the contract refuses ${options.proof}`);
  const [from] = await call(url, 'eth_accounts');
  const hash = await call(url, 'eth_sendTransaction', [{ from, to: address[0], data, gas: '0x1000000' }]);
  let receipt = null;
  while ((receipt = await call(url, 'eth_getTransactionReceipt', [hash])) === null) await new Promise(resolve => setTimeout(resolve, 200));
  if (receipt.status !== '0x1') throw new Error('the transaction failed');

  const counted = await call(url, 'eth_call', [{ to: address[1], data, gas: '0x1000000' }, 'latest']);
  const bytes = calldata(ethers.getBytes(data));
  const totalGas = Number(receipt.gasUsed), floor = 21_000 + bytes.floor;
  const trace = await call(url, 'debug_traceCall', [{ from, to: address[0], data, gas: '0x1000000' }, 'latest', { tracer: 'callTracer' }]);
  const executionGas = Number(trace.gasUsed) - 21_000 - bytes.standard;
  const parts = counter.parts.map((name, index) => ({ name, gas: Number(BigInt(ethers.dataSlice(counted, 32 * index, 32 * (index + 1)))) }));
  const totalGas64 = Math.max(21_000 + bytes.standard + executionGas, 21_000 + bytes.floor64);
  const result = { proofBytes: file.length - 160, calldataBytes: ethers.dataLength(data), calldataGas: bytes.standard, calldataFloor: bytes.floor, calldataFloor64: bytes.floor64, executionGas, totalGas, totalGas64, codeBytes: ethers.dataLength(code), parts };
  if (options.json) {
    console.log(JSON.stringify(result));
  } else {
    const line = (name, gas) => console.log(`${name.padEnd(44)}${gas.toLocaleString('en').padStart(12)}`);
    for (const { name, gas } of parts) line(name, gas);
    line('rest', executionGas - parts.reduce((sum, part) => sum + part.gas, 0));
    line('execution', executionGas);
    line(`calldata, ${result.calldataBytes.toLocaleString('en')} bytes, beside execution`, bytes.standard);
    line('floor of 40 gas a byte (10 a zero), with 21,000', floor);
    line('transaction', totalGas);
    line('transaction at a floor of 64 gas a byte', totalGas64);
    line('bytes of code', result.codeBytes);
  }
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
