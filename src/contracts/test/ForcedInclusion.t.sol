// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchHeader} from "../src/BatchHeader.sol";
import {ForcedQueue} from "../src/ForcedQueue.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

/// @dev The fixture's batch must take 500,000 gas of overdue items; a deposit counts 100,000.
contract ForcedInclusionTest is RollupFixture {
    function test_A_batch_takes_items_from_its_parents_position_on() public {
        depositMany(3);
        commit(nextTaking(2));
        commit(nextTaking(3));
        vm.assertEq(chain.lastCommittedBatch(), 2);
    }

    function test_Items_beyond_the_queues_end_are_refused() public {
        depositMany(1);
        BatchHeader memory header = next();
        header.queuePosition = 2;
        expectRefusal(header, abi.encodeWithSelector(ForcedQueue.QueuePositionOutOfRange.selector, 2, 1));
    }

    function test_Giving_items_back_is_refused() public {
        depositMany(2);
        commit(nextTaking(2));
        expectRefusal(nextTaking(1), abi.encodeWithSelector(RollupChain.QueuePositionBeforeParent.selector, 2, 1));
    }

    function test_Other_items_than_those_of_the_queue_are_refused() public {
        depositMany(2);
        BatchHeader memory header = nextTaking(2);
        header.queueRollingHash = chain.queueRollingHash(1);
        expectRefusal(
            header, abi.encodeWithSelector(RollupChain.UnexpectedRollingHash.selector, chain.queueRollingHash(2), chain.queueRollingHash(1))
        );
    }

    function test_An_item_may_wait_until_its_deadline() public {
        depositMany(1);
        vm.warp(START + DEADLINE);
        commit(next());
    }

    function test_Leaving_an_overdue_item_is_refused() public {
        depositMany(2);
        vm.warp(START + DEADLINE + 1);
        expectRefusal(next(), abi.encodeWithSelector(RollupChain.ItemOverdue.selector, 0));
        expectRefusal(nextTaking(1), abi.encodeWithSelector(RollupChain.ItemOverdue.selector, 1));
        commit(nextTaking(2));
    }

    function test_Only_overdue_items_must_be_taken() public {
        depositMany(1);
        vm.warp(START + DEADLINE + 1);
        depositMany(1);
        commit(nextTaking(1));
    }

    function test_The_batchs_own_time_counts_so_that_an_outage_of_l1_does_no_harm() public {
        depositMany(1);
        BatchHeader memory sealedBefore = next();
        vm.warp(START + MAX_LAG);
        commit(sealedBefore);
    }

    function test_A_batch_of_a_longer_outage_is_refused_so_that_a_clock_that_stands_still_does_not_delay_an_item() public {
        depositMany(1);
        BatchHeader memory sealedBefore = next();
        vm.warp(START + MAX_LAG + 1);
        expectRefusal(sealedBefore, abi.encodeWithSelector(RollupChain.TimestampTooOld.selector, START + 1, START));
        expectRefusal(next(), abi.encodeWithSelector(RollupChain.ItemOverdue.selector, 0));
        commit(nextTaking(1));
    }

    function test_Overdue_items_beyond_the_gas_limit_may_wait_for_the_next_batch() public {
        depositMany(7);
        vm.warp(START + DEADLINE + 1);
        // Five deposits have exactly 500,000 gas; the sixth would exceed it.
        expectRefusal(nextTaking(4), abi.encodeWithSelector(RollupChain.ItemOverdue.selector, 4));
        commit(nextTaking(5));
        expectRefusal(next(), abi.encodeWithSelector(RollupChain.ItemOverdue.selector, 5));
        commit(nextTaking(7));
    }

    function test_A_batch_may_take_more_than_it_must() public {
        depositMany(6);
        vm.warp(START + DEADLINE + 1);
        commit(nextTaking(6));
    }

    /// @dev An overdue item is refused to be left exactly when the rule, computed from scratch, says so.
    function testFuzz_Deadline_and_gas_limit_hold_for_any_queue(uint8 count, uint8 taken, uint16 interval, uint32 wait) public {
        count = 1 + count % 12;
        taken = taken % (count + 1);
        for (uint256 i; i < count; ++i) {
            vm.warp(START + i * interval);
            deposit(1 ether);
        }
        uint256 time = START + uint256(count) * interval + wait % (3 * DEADLINE);
        vm.warp(time);

        bool overdue = taken < count && START + uint256(taken) * interval < time - DEADLINE;
        bool fits = (uint256(taken) + 1) * 100_000 <= parameters().maxForcedGas;
        if (overdue && fits) expectRefusal(nextTaking(taken), abi.encodeWithSelector(RollupChain.ItemOverdue.selector, taken));
        else commit(nextTaking(taken));
    }
}
