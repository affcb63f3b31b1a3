// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchHeader} from "./BatchHeader.sol";
import {MessageTree} from "./MessageTree.sol";

/// @notice The state that batch 0 stands for.
/// @param stateRoot Root of the genesis state tree.
/// @param nextIndex Number of leaves in it.
/// @param lastBlockHash Hash of block 0.
/// @param timestamp Time of block 0, seconds.
struct Genesis {
    bytes32 stateRoot;
    uint64 nextIndex;
    bytes32 lastBlockHash;
    uint64 timestamp;
}

using {toHeader} for Genesis global;

/// @notice Header of batch 0: no parent, no messages, no queue items, no data.
/// @param version Protocol version that the chain starts with.
/// @param configHash Hash of the chain's configuration.
function toHeader(Genesis memory genesis, uint64 version, bytes32 configHash) pure returns (BatchHeader memory header) {
    header.version = version;
    header.configHash = configHash;
    header.timestamp = genesis.timestamp;
    header.stateRoot = genesis.stateRoot;
    header.nextIndex = genesis.nextIndex;
    header.lastBlockHash = genesis.lastBlockHash;
    header.messageRoot = MessageTree.emptyRoot();
}
