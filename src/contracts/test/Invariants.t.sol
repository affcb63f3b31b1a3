// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RollupChain} from "../src/RollupChain.sol";
import {RollupHandler} from "./RollupHandler.sol";
import {vm} from "./Vm.sol";

contract InvariantsTest {
    struct Selectors {
        address target;
        bytes4[] selectors;
    }

    RollupHandler private handler;
    RollupChain private chain;

    function setUp() public {
        handler = new RollupHandler();
        handler.initialize();
        chain = RollupChain(handler.rollup());
    }

    /// @dev Read by forge: the contracts whose functions make the histories, but for those that only begin one.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function excludeSelectors() public view returns (Selectors[] memory excluded) {
        excluded = new Selectors[](1);
        excluded[0] = Selectors(address(handler), new bytes4[](2));
        excluded[0].selectors[0] = handler.setUp.selector;
        excluded[0].selectors[1] = handler.initialize.selector;
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
