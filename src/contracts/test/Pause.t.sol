// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {Bridge} from "../src/Bridge.sol";
import {LapsingPause} from "../src/LapsingPause.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract PauseTest is RollupFixture {
    function test_Commits_stop() public {
        pause();
        expectRefusal(next(), abi.encodeWithSelector(Pausable.EnforcedPause.selector));
    }

    function test_Proofs_stop() public {
        commitMany(1);
        pause();
        vm.expectRevert(Pausable.EnforcedPause.selector);
        chain.proveBatches(1, 1, PROOF);
    }

    function test_Deposits_stop() public {
        pause();
        vm.prank(user, user);
        vm.expectRevert(Bridge.BridgePaused.selector);
        bridge.deposit{value: 1 ether}(user);
    }

    function test_Forced_transactions_go_on() public {
        pause();
        vm.prank(user, user);
        bridge.sendTransaction{value: 1 ether}(user, false, 0, 21_000, user, "");
        vm.assertEq(chain.queueLength(), 1);
    }

    function test_Publishing_data_goes_on() public {
        pause();
        vm.prank(user, user);
        chain.publishData(DATA);
    }

    function test_It_lapses_by_itself() public {
        pause();
        vm.warp(START + FALLBACK_PERIOD - 1);
        vm.assertTrue(chain.paused());
        vm.warp(START + FALLBACK_PERIOD);
        vm.assertFalse(chain.paused());
        commitMany(1);
    }

    function test_The_guardian_cannot_prolong_it() public {
        pause();
        vm.warp(START + 2 * FALLBACK_PERIOD);
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(LapsingPause.PauseSpent.selector, START));
        chain.pause();
    }

    function test_The_owner_ends_it_and_the_guardian_may_pause_again() public {
        pause();
        unpause();
        vm.assertFalse(chain.paused());
        commitMany(1);
        pause();
        vm.assertTrue(chain.paused());
    }

    function test_The_owner_restores_the_guardians_power_after_it_lapsed() public {
        pause();
        vm.warp(START + 2 * FALLBACK_PERIOD);
        unpause();
        vm.assertFalse(chain.paused());
        pause();
        vm.assertTrue(chain.paused());
    }

    function test_Only_the_guardian_pauses_and_only_the_owner_ends_it() public {
        vm.prank(sequencer);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        chain.pause();
        pause();
        vm.prank(guardian);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        chain.unpause();
    }

    function unpause() private {
        vm.prank(owner);
        chain.unpause();
    }
}
