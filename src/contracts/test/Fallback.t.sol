// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchHeader} from "../src/BatchHeader.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract FallbackTest is RollupFixture {
    function test_It_is_closed_as_long_as_nothing_waits() public {
        vm.warp(START + 100 * FALLBACK_PERIOD);
        vm.assertFalse(chain.fallbackOpen());
    }

    function test_It_opens_when_a_queue_item_waits_longer_than_the_period() public {
        depositMany(1);
        opensAfter(START + FALLBACK_PERIOD);
    }

    function test_It_opens_when_a_commit_waits_longer_than_the_period() public {
        commitMany(1);
        opensAfter(START + FALLBACK_PERIOD);
    }

    function test_A_new_version_does_not_postpone_it() public {
        depositMany(1);
        vm.warp(START + FALLBACK_PERIOD - 1);
        vm.prank(owner);
        chain.setVersion(2, verifier, PROGRAM_KEY, START + FALLBACK_PERIOD + MINIMUM_DELAY);
        opensAfter(START + FALLBACK_PERIOD);
    }

    function test_A_committed_item_still_waits_for_finality() public {
        depositMany(1);
        commit(nextTaking(1));
        opensAfter(START + FALLBACK_PERIOD);
    }

    function test_Finality_closes_it() public {
        BatchHeader memory genesisHeader = last;
        depositMany(1);
        commit(nextTaking(1));
        vm.warp(START + FALLBACK_PERIOD + 1);
        verifierSays(true, PROGRAM_KEY, genesisHeader, last);
        chain.proveBatches(1, 1, PROOF);
        vm.assertFalse(chain.fallbackOpen());
    }

    function test_After_a_proof_the_next_commits_time_counts() public {
        BatchHeader memory genesisHeader = last;
        commitMany(1);
        BatchHeader memory first = last;
        vm.warp(START + 1 days);
        commitMany(1);
        verifierSays(true, PROGRAM_KEY, genesisHeader, first);
        chain.proveBatches(1, 1, PROOF);
        opensAfter(START + 1 days + FALLBACK_PERIOD);
    }

    function test_A_revert_does_not_restart_the_period() public {
        commitMany(1);
        vm.warp(START + FALLBACK_PERIOD);
        vm.prank(sequencer);
        chain.revertBatches(0);
        last = genesis().toHeader(1, chain.configHash());
        commitMany(1);
        opensAfter(START + FALLBACK_PERIOD);
    }

    function test_Anyone_finalizes_published_batches_even_during_a_pause() public {
        depositMany(1);
        vm.warp(START + FALLBACK_PERIOD + 1);
        pause();

        BatchHeader[] memory headers = chainOf(2, 1);
        verifierSays(true, PROGRAM_KEY, last, headers[1]);
        publish(DATA);
        vm.expectEmit(address(chain));
        emit RollupChain.BatchCommitted(1, headers[0].hash());
        vm.expectEmit(address(chain));
        emit RollupChain.BatchCommitted(2, headers[1].hash());
        vm.expectEmit(address(chain));
        emit RollupChain.BatchesFinalized(1, 2);
        commitAndProve(headers);

        vm.assertEq(chain.lastCommittedBatch(), 2);
        vm.assertEq(chain.lastFinalizedBatch(), 2);
        vm.assertEq(chain.batchHash(2), headers[1].hash());
        vm.assertFalse(chain.fallbackOpen());
    }

    function test_Unproven_commits_are_discarded() public {
        BatchHeader memory genesisHeader = last;
        commitMany(3);
        vm.warp(START + FALLBACK_PERIOD + 1);
        last = genesisHeader;
        BatchHeader[] memory headers = chainOf(1, 0);
        verifierSays(true, PROGRAM_KEY, genesisHeader, headers[0]);
        publish(DATA);
        vm.expectEmit(address(chain));
        emit RollupChain.BatchesReverted(0);
        commitAndProve(headers);
        vm.assertEq(chain.lastCommittedBatch(), 1);
        vm.assertEq(chain.batchHash(1), headers[0].hash());
        vm.assertEq(chain.batchHash(2), bytes32(0));
    }

    function test_The_sequencer_cannot_move_the_base_without_taking_the_item_that_opened_it() public {
        BatchHeader memory genesisHeader = last;
        depositMany(1);
        commitMany(2);
        BatchHeader memory second = last;
        commit(nextTaking(1));
        vm.warp(START + FALLBACK_PERIOD + 1);
        verifierSays(true, PROGRAM_KEY, genesisHeader, second);
        vm.expectRevert(abi.encodeWithSelector(RollupChain.ItemOverdue.selector, 0));
        chain.proveBatches(1, 2, PROOF);
        verifierSays(true, PROGRAM_KEY, genesisHeader, last);
        chain.proveBatches(1, 3, PROOF);
    }

    function test_A_proof_takes_all_items_that_opened_it_as_far_as_one_batch_has_to() public {
        BatchHeader memory genesisHeader = last;
        depositMany(7);
        commit(nextTaking(4));
        BatchHeader memory first = last;
        commit(nextTaking(5));
        vm.warp(START + FALLBACK_PERIOD + 1);
        verifierSays(true, PROGRAM_KEY, genesisHeader, first);
        vm.expectRevert(abi.encodeWithSelector(RollupChain.ItemOverdue.selector, 4));
        chain.proveBatches(1, 1, PROOF);
        verifierSays(true, PROGRAM_KEY, genesisHeader, last);
        chain.proveBatches(1, 2, PROOF);
    }

    function test_It_may_take_longer_than_the_lag() public {
        depositMany(1);
        vm.warp(START + FALLBACK_PERIOD + 1);
        BatchHeader[] memory headers = chainOf(1, 1);
        verifierSays(true, PROGRAM_KEY, last, headers[0]);
        publish(DATA);
        vm.warp(START + FALLBACK_PERIOD + MAX_LAG + 2);
        commitAndProve(headers);
        vm.assertEq(chain.lastFinalizedBatch(), 1);
    }

    function test_A_closed_fallback_refuses() public {
        depositMany(1);
        publish(DATA);
        refuses(chainOf(1, 1), abi.encodeWithSelector(RollupChain.FallbackClosed.selector));
    }

    function test_Data_that_was_not_published_is_refused() public {
        open();
        BatchHeader[] memory headers = chainOf(1, 1);
        refuses(headers, abi.encodeWithSelector(RollupChain.DataNotPublished.selector, headers[0].dataHash));
    }

    function test_No_batches_at_all_are_refused() public {
        open();
        refuses(new BatchHeader[](0), abi.encodeWithSelector(RollupChain.InvalidRange.selector, 1, 0));
    }

    function test_The_rules_of_a_commit_hold() public {
        open();
        publish(DATA);
        BatchHeader[] memory headers = chainOf(1, 0);
        refuses(headers, abi.encodeWithSelector(RollupChain.ItemOverdue.selector, 0));
        headers = chainOf(2, 1);
        headers[1].parentHash = 0;
        refuses(headers, abi.encodeWithSelector(RollupChain.UnexpectedParent.selector, headers[0].hash(), 0));
    }

    function test_A_rejected_proof_leaves_everything_as_it_was() public {
        open();
        commit(nextTaking(1));
        bytes32 committed = chain.batchHash(1);
        publish(DATA);
        last = genesis().toHeader(1, chain.configHash());
        BatchHeader[] memory headers = chainOf(1, 1);
        headers[0].stateRoot = keccak256("a false state");
        verifierSays(false, PROGRAM_KEY, last, headers[0]);
        refuses(headers, abi.encodeWithSelector(RollupChain.InvalidProof.selector));
        vm.assertEq(chain.batchHash(1), committed);
        vm.assertEq(chain.lastFinalizedBatch(), 0);
    }

    function test_A_call_through_another_contract_is_refused() public {
        open();
        BatchHeader[] memory headers = chainOf(1, 1);
        vm.expectRevert(RollupChain.NotDirectCall.selector);
        chain.commitAndProve(headers, PROOF);
        vm.expectRevert(RollupChain.NotDirectCall.selector);
        chain.publishData(DATA);
    }

    function test_Published_data_is_recorded_under_its_data_hash() public {
        bytes32 dataHash = keccak256(abi.encode(uint256(0), keccak256(DATA)));
        vm.assertFalse(chain.isPublished(dataHash));
        vm.expectEmit(address(chain));
        emit RollupChain.DataPublished(dataHash);
        publish(DATA);
        vm.assertTrue(chain.isPublished(dataHash));
    }

    function test_Publishing_more_data_than_a_batch_may_have_is_refused() public {
        uint256 limit = parameters().maxDataBytes;
        vm.prank(user, user);
        vm.expectRevert(abi.encodeWithSelector(RollupChain.DataTooLong.selector, limit, limit + 1));
        chain.publishData(new bytes(limit + 1));
    }

    /// @dev With a verifier and an item that has waited long enough.
    function open() private {
        depositMany(1);
        vm.warp(START + FALLBACK_PERIOD + 1);
    }

    /// @dev Headers after `last`, the first of which takes the queue's items before `position`.
    function chainOf(uint256 count, uint64 position) private returns (BatchHeader[] memory headers) {
        BatchHeader memory base = last;
        headers = new BatchHeader[](count);
        for (uint256 i; i < count; ++i) {
            headers[i] = nextTaking(position);
            last = headers[i];
        }
        last = base;
    }

    function opensAfter(uint256 time) private {
        vm.warp(time);
        vm.assertFalse(chain.fallbackOpen());
        vm.warp(time + 1);
        vm.assertTrue(chain.fallbackOpen());
    }

    function publish(bytes memory data) private {
        vm.prank(user, user);
        chain.publishData(data);
    }

    function commitAndProve(BatchHeader[] memory headers) private {
        vm.prank(user, user);
        chain.commitAndProve(headers, PROOF);
    }

    function refuses(BatchHeader[] memory headers, bytes memory reason) private {
        vm.prank(user, user);
        vm.expectRevert(reason);
        chain.commitAndProve(headers, PROOF);
    }
}
