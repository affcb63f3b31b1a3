// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What a batch commits to. Its hash, keccak256(abi.encode(header)) over 15 words, is all that proofs speak about.
/// @param version Protocol version, which selects the program that proves the batch.
/// @param configHash Hash of the chain's configuration (ChainParameters.sol).
/// @param number Batch number; genesis is 0.
/// @param firstBlock First L2 block of the batch.
/// @param lastBlock Last L2 block of the batch.
/// @param timestamp Seconds; no block of the batch is later.
/// @param parentHash Hash of the previous batch's header; zero for genesis.
/// @param stateRoot Root of the state tree after the batch.
/// @param nextIndex Index that the next new leaf of the state tree will get.
/// @param lastBlockHash Hash of `lastBlock`.
/// @param messageRoot Root of the Merkle tree of the batch's L2→L1 messages (MessageTree.sol).
/// @param messageCount Number of those messages.
/// @param queuePosition Index of the first item of the L1 queue that is not taken yet.
/// @param queueRollingHash Rolling hash of the queue's items before `queuePosition` (ForcedQueue.sol).
/// @param dataHash keccak256(abi.encode(kind, keccak256(data))) of the batch's data on L1, kind 0 = calldata; zero for genesis.
struct BatchHeader {
    uint64 version;
    bytes32 configHash;
    uint64 number;
    uint64 firstBlock;
    uint64 lastBlock;
    uint64 timestamp;
    bytes32 parentHash;
    bytes32 stateRoot;
    uint64 nextIndex;
    bytes32 lastBlockHash;
    bytes32 messageRoot;
    uint64 messageCount;
    uint64 queuePosition;
    bytes32 queueRollingHash;
    bytes32 dataHash;
}

using {hash} for BatchHeader global;

/// @notice The batch hash: keccak256 of the header's 15 ABI words.
function hash(BatchHeader memory header) pure returns (bytes32) {
    return keccak256(abi.encode(header));
}

/// @notice Data hash of a batch whose data is the calldata of its commit (kind 0).
function calldataHash(bytes calldata data) pure returns (bytes32) {
    return keccak256(abi.encode(uint256(0), keccak256(data)));
}
