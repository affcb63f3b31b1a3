// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Verifier of the final proof
interface IVerifier {
    /// @notice Whether `proof` shows that runs of the program `programKey` lead from one batch to the other on this chain.
    /// @param programKey Verification key of the guest program, which pins its machine code.
    /// @param l1ChainId Chain id of the L1 that the batches are bound to.
    /// @param rollup The RollupChain that they are bound to.
    /// @param fromHash Hash of the batch that the first proven one follows.
    /// @param toHash Hash of the last proven batch.
    /// @param proof The final proof's bytes; any malformed proof yields false or a revert, never true.
    function verify(bytes32 programKey, uint256 l1ChainId, address rollup, bytes32 fromHash, bytes32 toHash, bytes calldata proof)
        external
        view
        returns (bool);
}
