// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {QueueItem} from "./QueueItem.sol";

/// @title Queue of the transactions that L2 must include, in order
/// @notice Position i lies before item i. Each position has the rolling hash of all items before it:
/// rolling(0) = 0, rolling(i + 1) = keccak256(abi.encode(rolling(i), itemHash(i))).
abstract contract ForcedQueue {
    /// @notice What is kept for position i + 1, about item i and all items before it.
    /// @param rollingHash Rolling hash of items 0 … i.
    /// @param timestamp L1 time at which item i was added, seconds.
    /// @param cumulativeGas Sum of the gas limits of items 0 … i.
    struct QueueEntry {
        bytes32 rollingHash;
        uint64 timestamp;
        uint192 cumulativeGas;
    }

    /// @notice Number of items ever added.
    uint64 public queueLength;

    /// @dev By position; position 0 is all zero.
    mapping(uint256 position => QueueEntry) private _entries;

    /// @notice An item was added; with the earlier events, all that L2 needs to rebuild the rolling hash.
    event QueueItemAdded(
        uint256 indexed index,
        address indexed from,
        address indexed to,
        bool isCreation,
        uint256 mint,
        uint256 value,
        uint64 gasLimit,
        address refundAddress,
        bytes data,
        bytes32 rollingHash
    );

    /// @notice The position lies beyond the queue's end.
    error QueuePositionOutOfRange(uint256 position, uint256 length);

    /// @notice Rolling hash of the items before `position`.
    function queueRollingHash(uint256 position) external view returns (bytes32) {
        return _entryBefore(position).rollingHash;
    }

    /// @notice L1 time at which item `index` was added, seconds.
    function queueTimestamp(uint256 index) external view returns (uint64) {
        return _entryBefore(index + 1).timestamp;
    }

    function _append(QueueItem calldata item) internal returns (uint256 index) {
        index = queueLength;
        QueueEntry storage last = _entries[index];
        bytes32 rollingHash = keccak256(abi.encode(last.rollingHash, item.hash(index)));
        _entries[index + 1] = QueueEntry(rollingHash, uint64(block.timestamp), last.cumulativeGas + item.gasLimit);
        queueLength = uint64(index + 1);
        emit QueueItemAdded(
            index, item.from, item.to, item.isCreation, item.mint, item.value, item.gasLimit, item.refundAddress, item.data, rollingHash
        );
    }

    function _entryBefore(uint256 position) internal view returns (QueueEntry storage) {
        if (position > queueLength) revert QueuePositionOutOfRange(position, queueLength);
        return _entries[position];
    }
}
