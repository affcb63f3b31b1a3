// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CensorshipHandler} from "./CensorshipHandler.sol";
import {HandlerTargets} from "./HandlerTargets.sol";
import {vm} from "./Vm.sol";

/// @title An adversarial sequencer against one user with one forced item
contract InvariantCensorshipTest is HandlerTargets {
    CensorshipHandler private handler;

    function setUp() public {
        handler = new CensorshipHandler();
        handler.initialize();
        bytes4[] memory others = new bytes4[](1);
        others[0] = handler.initialize.selector;
        target(address(handler), others);
    }

    /// @dev Under frozen clocks, drip-proving, reverts and recommits, with other items ahead and a pause in between.
    /// forge-config: default.invariant.runs = 100
    /// forge-config: default.invariant.depth = 250
    function invariant_The_item_is_final_within_the_stated_time() public view {
        vm.assertTrue(handler.isFinal() || block.timestamp <= handler.deadline());
    }

    /// forge-config: default.invariant.depth = 120
    function invariant_A_clock_that_stands_still_does_not_excuse_from_taking_items() public view {
        vm.assertFalse(handler.evaded());
    }
}
