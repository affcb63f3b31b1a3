// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A message from L2 to L1.
/// @param nonce Number of the message on its chain, across all batches; its nullifier.
/// @param sender L2 account that sent it.
/// @param target L1 account that is called.
/// @param value Wei burned on L2 and paid to the target.
/// @param data Call data for the target.
struct Message {
    uint256 nonce;
    address sender;
    address target;
    uint256 value;
    bytes data;
}

using {leaf} for Message global;

/// @notice Leaf in the message tree. Hashed twice, so that no leaf can pass for an inner node or the other way round.
/// @param l2ChainId Chain id of the L2 that the message comes from.
/// @param bridge Bridge that pays it out.
function leaf(Message calldata message, uint256 l2ChainId, address bridge) pure returns (bytes32) {
    bytes32 inner = keccak256(abi.encode(l2ChainId, bridge, message.nonce, message.sender, message.target, message.value, message.data));
    return keccak256(bytes.concat(inner));
}
