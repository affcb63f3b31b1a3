// Compiles the contracts of this folder into contracts.json with the compiler and the libraries of ops/package.json.
// `node compile.mjs` writes the file; `node compile.mjs --check` fails if it is not what the compiler gives.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const packages = join(folder, '../../../ops/package.json');
const solc = createRequire(packages)('solc');
const libraries = join(dirname(packages), 'node_modules');
const settings = { evmVersion: 'osaka', optimizer: { enabled: true, runs: 10_000 }, metadata: { bytecodeHash: 'none', appendCBOR: false } };

const files = readdirSync(folder).filter((name) => name.endsWith('.sol')).sort();
const input = {
  language: 'Solidity',
  sources: Object.fromEntries(files.map((name) => [name, { content: readFileSync(join(folder, name), 'utf8') }])),
  settings: { ...settings, outputSelection: { '*': { '*': ['evm.bytecode.object', 'evm.deployedBytecode.object', 'evm.methodIdentifiers'] } } },
};
const load = (path) => ({ contents: readFileSync(join(libraries, path), 'utf8') });
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: load }));
if (output.errors?.length) {
  console.error(output.errors.map((error) => error.formattedMessage).join('\n'));
  process.exit(1);
}

const contracts = Object.fromEntries(files.map((name) => {
  const contract = name.replace('.sol', '');
  const { bytecode, deployedBytecode, methodIdentifiers } = output.contracts[name][contract].evm;
  return [contract, { creation: bytecode.object, runtime: deployedBytecode.object, selectors: methodIdentifiers }];
}));
const { '@openzeppelin/contracts': openzeppelin } = JSON.parse(readFileSync(packages, 'utf8')).dependencies;
const text = `${JSON.stringify({ compiler: `solc ${solc.version()}`, openzeppelin, settings, contracts }, null, 2)}\n`;

const target = join(folder, 'contracts.json');
if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('contracts.json is not what the compiler gives: run `node compile.mjs`');
  process.exit(1);
}
