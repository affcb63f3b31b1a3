// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {BatchHeader} from "../src/BatchHeader.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract CommitBatchTest is RollupFixture {
    function test_A_valid_batch_becomes_the_last_committed_one() public {
        BatchHeader memory header = next();
        header.messageRoot = keccak256("messages");
        vm.expectEmit(address(chain));
        emit RollupChain.BatchCommitted(1, header.hash());
        commit(header);

        vm.assertEq(chain.lastCommittedBatch(), 1);
        vm.assertEq(chain.lastFinalizedBatch(), 0);
        vm.assertEq(chain.batchHash(1), header.hash());
        vm.assertEq(chain.messageRoot(1), header.messageRoot);
    }

    function test_A_commit_by_anyone_else_is_refused() public {
        BatchHeader memory header = next();
        bytes32 role = chain.SEQUENCER_ROLE();
        vm.prank(user, user);
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, user, role));
        chain.commitBatch(header, DATA);
    }

    function test_A_commit_through_another_contract_is_refused() public {
        BatchHeader memory header = next();
        vm.prank(sequencer, user);
        vm.expectRevert(RollupChain.NotDirectCall.selector);
        chain.commitBatch(header, DATA);
    }

    function test_A_commit_by_an_account_with_delegated_code_is_refused() public {
        vm.etch(sequencer, bytes.concat(hex"ef0100", bytes20(user)));
        expectRefusal(next(), abi.encodeWithSelector(RollupChain.NotDirectCall.selector));
    }

    function test_A_skipped_or_repeated_number_is_refused() public {
        BatchHeader memory header = next();
        header.number = 2;
        expectRefusal(header, abi.encodeWithSelector(RollupChain.UnexpectedNumber.selector, 1, 2));
        header.number = 0;
        expectRefusal(header, abi.encodeWithSelector(RollupChain.UnexpectedNumber.selector, 1, 0));
    }

    function test_Another_parent_is_refused() public {
        BatchHeader memory header = next();
        header.parentHash = keccak256("another");
        expectRefusal(header, abi.encodeWithSelector(RollupChain.UnexpectedParent.selector, last.hash(), header.parentHash));
    }

    function test_Another_configuration_is_refused() public {
        BatchHeader memory header = next();
        header.configHash = keccak256("another");
        expectRefusal(header, abi.encodeWithSelector(RollupChain.UnexpectedConfig.selector, chain.configHash(), header.configHash));
    }

    function test_Another_version_is_refused() public {
        BatchHeader memory header = next();
        header.version = 2;
        expectRefusal(header, abi.encodeWithSelector(RollupChain.UnexpectedVersion.selector, 1, 2));
    }

    function test_A_time_before_the_parents_is_refused_and_the_same_time_is_not() public {
        BatchHeader memory header = next();
        header.timestamp = last.timestamp - 1;
        expectRefusal(header, abi.encodeWithSelector(RollupChain.TimestampBeforeParent.selector, last.timestamp, header.timestamp));
        header.timestamp = last.timestamp;
        commit(header);
    }

    function test_A_time_after_the_l1_blocks_is_refused_and_the_same_time_is_not() public {
        BatchHeader memory header = next();
        header.timestamp = START + 1;
        expectRefusal(header, abi.encodeWithSelector(RollupChain.TimestampInFuture.selector, START, START + 1));
        header.timestamp = START;
        commit(header);
    }

    function test_Another_data_hash_is_refused() public {
        BatchHeader memory header = next();
        bytes32 expected = header.dataHash;
        header.dataHash = keccak256(DATA);
        expectRefusal(header, abi.encodeWithSelector(RollupChain.UnexpectedDataHash.selector, expected, header.dataHash));
    }

    function test_Data_up_to_the_limit_is_accepted_and_more_is_refused() public {
        bytes memory data = new bytes(parameters().maxDataBytes + 1);
        BatchHeader memory header = next();
        vm.prank(sequencer, sequencer);
        vm.expectRevert(abi.encodeWithSelector(RollupChain.DataTooLong.selector, data.length - 1, data.length));
        chain.commitBatch(header, data);

        data = new bytes(parameters().maxDataBytes);
        header.dataHash = keccak256(abi.encode(uint256(0), keccak256(data)));
        vm.prank(sequencer, sequencer);
        chain.commitBatch(header, data);
    }

    function test_Batches_that_are_not_committed_have_no_hash() public view {
        vm.assertEq(chain.batchHash(1), bytes32(0));
        vm.assertEq(chain.messageRoot(1), bytes32(0));
    }
}
