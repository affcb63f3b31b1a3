// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RollupChain} from "../src/RollupChain.sol";
import {HandlerTargets} from "./HandlerTargets.sol";
import {RollupHandler} from "./RollupHandler.sol";
import {vm} from "./Vm.sol";

contract InvariantsTest is HandlerTargets {
    RollupHandler private handler;
    RollupChain private chain;

    function setUp() public {
        handler = new RollupHandler();
        handler.initialize();
        chain = RollupChain(handler.rollup());
        bytes4[] memory others = new bytes4[](1);
        others[0] = handler.initialize.selector;
        target(address(handler), others);
    }

    function invariant_Finality_is_never_taken_back() public view {
        vm.assertEq(chain.lastFinalizedBatch(), handler.finalized());
        for (uint256 number; number <= handler.finalized(); ++number) {
            vm.assertEq(chain.batchHash(number), handler.finalHash(number));
        }
    }

    function invariant_The_head_is_the_last_batch_committed_and_not_reverted() public view {
        vm.assertEq(chain.lastCommittedBatch(), handler.committed());
        vm.assertEq(chain.batchHash(handler.committed()), handler.headHash());
        vm.assertEq(chain.batchHash(handler.committed() + 1), bytes32(0));
    }

    function invariant_The_bridge_backs_what_was_minted_and_the_rollup_holds_the_prepaid_gas() public view {
        vm.assertEq(address(chain.bridge()).balance, handler.minted());
        vm.assertEq(address(chain).balance, handler.prepaid());
    }
}
