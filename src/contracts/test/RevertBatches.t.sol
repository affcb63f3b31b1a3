// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {BatchHeader} from "../src/BatchHeader.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract RevertBatchesTest is RollupFixture {
    function test_Reverted_batches_are_gone_and_others_take_their_place() public {
        commitMany(1);
        BatchHeader memory kept = last;
        commitMany(2);

        vm.expectEmit(address(chain));
        emit RollupChain.BatchesReverted(1);
        revertTo(1);
        vm.assertEq(chain.lastCommittedBatch(), 1);
        vm.assertEq(chain.batchHash(2), bytes32(0));
        vm.assertEq(chain.messageRoot(2), bytes32(0));

        last = kept;
        BatchHeader memory replacement = next();
        replacement.stateRoot = keccak256("another state");
        commit(replacement);
        vm.assertEq(chain.batchHash(2), replacement.hash());
    }

    function test_Finalized_batches_cannot_be_reverted() public {
        BatchHeader memory genesisHeader = last;
        commitMany(1);
        verifierSays(true, PROGRAM_KEY, genesisHeader, last);
        chain.proveBatches(1, 1, PROOF);
        commitMany(1);

        vm.prank(sequencer);
        vm.expectRevert(abi.encodeWithSelector(RollupChain.InvalidRevert.selector, 0));
        chain.revertBatches(0);
        revertTo(1);
    }

    function test_A_revert_of_nothing_is_refused() public {
        commitMany(1);
        vm.prank(sequencer);
        vm.expectRevert(abi.encodeWithSelector(RollupChain.InvalidRevert.selector, 1));
        chain.revertBatches(1);
    }

    function test_A_revert_by_anyone_else_is_refused() public {
        commitMany(1);
        vm.prank(user);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        chain.revertBatches(0);
    }

    function test_A_pause_does_not_stop_a_revert() public {
        commitMany(1);
        pause();
        revertTo(0);
    }

    function revertTo(uint256 lastKept) private {
        vm.prank(sequencer);
        chain.revertBatches(lastKept);
    }
}
