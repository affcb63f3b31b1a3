// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A transaction that L2 must include: a deposit or a forced transaction.
/// @param from L2 sender; a contract's address is aliased.
/// @param to L2 recipient; zero for a creation.
/// @param isCreation Whether the transaction creates a contract.
/// @param mint Wei created on L2 for `from`, backed by the bridge.
/// @param value Wei that the transaction transfers.
/// @param gasLimit L2 gas, prepaid on L1.
/// @param refundAddress L2 account that gets the mint if the transaction fails.
/// @param data Call data or init code.
struct QueueItem {
    address from;
    address to;
    bool isCreation;
    uint256 mint;
    uint256 value;
    uint64 gasLimit;
    address refundAddress;
    bytes data;
}

using {hash} for QueueItem global;

/// @notice Hash of the item at `index` of the queue: keccak256 of nine ABI words, the data by its own hash.
function hash(QueueItem calldata item, uint256 index) pure returns (bytes32) {
    return keccak256(
        abi.encode(
            index, item.from, item.to, item.isCreation, item.mint, item.value, item.gasLimit, item.refundAddress, keccak256(item.data)
        )
    );
}
