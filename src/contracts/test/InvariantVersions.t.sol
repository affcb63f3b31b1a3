// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {HandlerTargets} from "./HandlerTargets.sol";
import {VersionsHandler} from "./VersionsHandler.sol";
import {vm} from "./Vm.sol";

/// @title Versions neither lock the chain nor surprise anyone
contract InvariantVersionsTest is HandlerTargets {
    VersionsHandler private handler;

    function setUp() public {
        handler = new VersionsHandler();
        handler.initialize();
        bytes4[] memory others = new bytes4[](3);
        others[0] = handler.initialize.selector;
        others[1] = handler.recover.selector;
        others[2] = handler.depart.selector;
        target(address(handler), others);
    }

    function invariant_From_every_state_the_owner_can_make_the_next_batch_committable_and_provable() public {
        uint256 state = vm.snapshotState();
        handler.recover();
        vm.assertTrue(vm.revertToState(state));
    }

    /// @dev Whoever queues an item when a version is announced can be gone before it is active.
    function invariant_No_version_is_used_earlier_than_a_fallback_and_a_proof_after_its_announcement() public view {
        vm.assertFalse(handler.surprised());
    }

    /// @dev As long as the version that was in force then is not disabled.
    function invariant_From_every_state_a_user_can_leave_before_the_next_announced_version() public {
        uint256 state = vm.snapshotState();
        handler.depart();
        vm.assertTrue(vm.revertToState(state));
    }
}
