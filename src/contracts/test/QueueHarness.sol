// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ForcedQueue} from "../src/ForcedQueue.sol";
import {QueueItem} from "../src/QueueItem.sol";

/// @title A queue that anyone may append to
contract QueueHarness is ForcedQueue {
    function append(QueueItem calldata item) external returns (uint256) {
        return _append(item);
    }

    function itemHash(QueueItem calldata item, uint256 index) external pure returns (bytes32) {
        return item.hash(index);
    }

    function cumulativeGas(uint256 position) external view returns (uint256) {
        return _entryBefore(position).cumulativeGas;
    }
}
