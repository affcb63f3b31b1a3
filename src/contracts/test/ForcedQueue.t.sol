// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ForcedQueue} from "../src/ForcedQueue.sol";
import {QueueItem} from "../src/QueueItem.sol";
import {QueueHarness} from "./QueueHarness.sol";
import {vm} from "./Vm.sol";

contract ForcedQueueTest {
    QueueHarness private queue;

    function setUp() public {
        queue = new QueueHarness();
    }

    function test_The_empty_queues_rolling_hash_is_zero() public view {
        vm.assertEq(queue.queueRollingHash(0), bytes32(0));
    }

    function test_Positions_beyond_the_end_are_refused() public {
        vm.expectRevert(abi.encodeWithSelector(ForcedQueue.QueuePositionOutOfRange.selector, 1, 0));
        queue.queueRollingHash(1);
        vm.expectRevert(abi.encodeWithSelector(ForcedQueue.QueuePositionOutOfRange.selector, 1, 0));
        queue.queueTimestamp(0);
    }

    /// @dev Nine static words by themselves: what `abi.encode` of the fields must be.
    function testFuzz_An_items_hash_is_that_of_its_nine_words(QueueItem memory item, uint256 index) public view {
        bytes memory words = bytes.concat(
            bytes32(index),
            word(item.from),
            word(item.to),
            bytes32(uint256(item.isCreation ? 1 : 0)),
            bytes32(item.mint),
            bytes32(item.value),
            bytes32(uint256(item.gasLimit)),
            word(item.refundAddress),
            keccak256(item.data)
        );
        vm.assertEq(queue.itemHash(item, index), keccak256(words));
    }

    function testFuzz_Each_position_has_the_hash_time_and_gas_of_all_items_before_it(QueueItem[] memory items, uint32 interval) public {
        bytes32 rollingHash;
        uint256 gas;
        for (uint256 i; i < items.length; ++i) {
            vm.warp(1 + i * interval);
            vm.assertEq(queue.append(items[i]), i);
            rollingHash = keccak256(bytes.concat(rollingHash, queue.itemHash(items[i], i)));
            gas += items[i].gasLimit;
            vm.assertEq(queue.queueRollingHash(i + 1), rollingHash);
            vm.assertEq(queue.cumulativeGas(i + 1), gas);
        }
        for (uint256 i; i < items.length; ++i) {
            vm.assertEq(queue.queueTimestamp(i), 1 + i * interval);
        }
        vm.assertEq(queue.queueLength(), items.length);
    }

    function word(address account) private pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }
}
