// The contracts of the DeFi set: our own, compiled by forge from src/, and Uniswap's as they are published on npm.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const require = createRequire(new URL('../../../ops/package.json', import.meta.url));

/** ABI and creation code of a contract compiled from src/. */
export function compiled(name) {
  const artifact = JSON.parse(readFileSync(new URL(`out/${name}.sol/${name}.json`, import.meta.url)));
  return { abi: artifact.abi, bytecode: artifact.bytecode.object };
}

/** ABI and creation code of one of Uniswap V2's contracts. */
export function uniswap(name) {
  const folder = name === 'UniswapV2Factory' || name === 'UniswapV2Pair' ? 'v2-core' : 'v2-periphery';
  const artifact = require(`@uniswap/${folder}/build/${name}.json`);
  return { abi: artifact.abi, bytecode: `0x${(artifact.bytecode ?? artifact.evm.bytecode.object).replace(/^0x/, '')}` };
}
