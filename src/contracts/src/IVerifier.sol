// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Verifier of the final proof
interface IVerifier {
    /// @notice Whether `proof` shows that the program `programKey` ran successfully and returned `digest`.
    /// @param programKey Verification key of the guest program, which pins its machine code.
    /// @param digest Public-input digest: keccak256(abi.encode(l1ChainId, rollup, batchHash[from - 1], batchHash[to])).
    /// @param proof The final proof's bytes; any malformed proof yields false or a revert, never true.
    function verify(bytes32 programKey, bytes32 digest, bytes calldata proof) external view returns (bool);
}
