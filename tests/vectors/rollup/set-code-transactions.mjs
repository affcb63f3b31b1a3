// Writes set-code-transactions.json: EIP-7702 transactions as ethers encodes, signs and reads them. It takes
// the ethers of ops/.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
const { Transaction, Wallet, hashAuthorization, SigningKey, verifyAuthorization } = createRequire(new URL("../../../ops/package.json", import.meta.url))("ethers");

const sender = new Wallet("0x" + "11".repeat(32));
const authorities = [new Wallet("0x" + "22".repeat(32)), new Wallet("0x" + "33".repeat(32)), sender];
const target = "0x00112233445566778899aabbccddeeff00112233";
const zero = "0x" + "00".repeat(20);
const authorize = (wallet, fields) => ({ ...fields, signature: new SigningKey(wallet.privateKey).sign(hashAuthorization(fields)) });

const lists = {
  one: [authorize(authorities[0], { chainId: 84001n, address: target, nonce: 0n })],
  "any chain, cleared, highest nonce": [
    authorize(authorities[0], { chainId: 0n, address: target, nonce: 7n }),
    authorize(authorities[1], { chainId: 84001n, address: zero, nonce: 300n }),
    authorize(authorities[2], { chainId: 1n, address: target, nonce: 2n ** 64n - 1n }),
  ],
  "two of one authority": [0n, 1n].map((nonce) => authorize(authorities[1], { chainId: 84001n, address: target, nonce })),
};
const cases = {};
for (const [name, authorizationList] of Object.entries(lists)) {
  for (const accessList of [[], [{ address: target, storageKeys: ["0x" + "05".repeat(32)] }]]) {
    const transaction = Transaction.from({
      type: 4, chainId: 84001n, nonce: 5, maxPriorityFeePerGas: 2n, maxFeePerGas: 3_000_000_000n, gasLimit: 400_000n, to: target, value: 1234n,
      data: "0xdeadbeef", accessList, authorizationList,
    });
    transaction.signature = sender.signingKey.sign(transaction.unsignedHash);
    cases[`${name}${accessList.length ? ", access list" : ""}`] = {
      encoded: transaction.serialized,
      hash: transaction.hash,
      unsignedHash: transaction.unsignedHash,
      sender: transaction.from,
      authorizations: authorizationList.map((a) => ({
        chainId: a.chainId.toString(), address: a.address, nonce: a.nonce.toString(), authority: verifyAuthorization(a, a.signature),
      })),
    };
  }
}
writeFileSync(new URL("set-code-transactions.json", import.meta.url), JSON.stringify(cases, null, 2) + "\n");
