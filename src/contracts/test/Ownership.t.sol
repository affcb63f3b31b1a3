// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract OwnershipTest is RollupFixture {
    function test_The_owner_replaces_the_sequencer() public {
        bytes32 role = chain.SEQUENCER_ROLE();
        vm.prank(owner);
        chain.revokeRole(role, sequencer);
        expectRefusal(next(), abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, sequencer, role));
        vm.prank(owner);
        chain.grantRole(role, user);
        vm.assertTrue(chain.hasRole(role, user));
    }

    function test_Other_roles_cannot_grant_roles() public {
        bytes32 role = chain.SEQUENCER_ROLE();
        vm.prank(guardian);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        chain.grantRole(role, guardian);
    }

    function test_Behind_a_timelock_the_owners_calls_wait() public {
        TimelockController timelock = timelocked(2 days);
        bytes memory call = abi.encodeCall(RollupChain.setForcedGasPrice, (7));
        vm.prank(owner);
        timelock.schedule(address(chain), 0, call, 0, 0, 2 days);

        vm.prank(owner);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        timelock.execute(address(chain), 0, call, 0, 0);

        vm.warp(START + 2 days);
        vm.prank(owner);
        timelock.execute(address(chain), 0, call, 0, 0);
        vm.assertEq(chain.forcedGasPrice(), 7);
    }

    function test_Prepaid_gas_goes_to_the_owners_recipient_and_deposits_do_not() public {
        deposit(5 ether);
        vm.prank(user, user);
        bridge.sendTransaction{value: 1 ether}(user, false, 0, 50_000, user, "");
        uint256 prepaid = 50_000 * FORCED_GAS_PRICE;
        vm.assertEq(address(chain).balance, prepaid);
        vm.assertEq(address(bridge).balance, 6 ether - prepaid);

        address payable recipient = payable(account("recipient"));
        vm.prank(owner);
        chain.withdrawPrepaidGas(recipient);
        vm.assertEq(recipient.balance, prepaid);
        vm.assertEq(address(chain).balance, 0);
    }

    function test_Only_the_owner_withdraws_prepaid_gas_and_sets_its_price() public {
        vm.prank(user);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        chain.withdrawPrepaidGas(payable(user));
        vm.prank(user);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        chain.setForcedGasPrice(0);
    }

    /// @dev Hands the rollup to a timelock that `owner` proposes to and executes through.
    function timelocked(uint256 delay) private returns (TimelockController timelock) {
        address[] memory operators = new address[](1);
        operators[0] = owner;
        timelock = new TimelockController(delay, operators, operators, address(0));
        bytes32 role = chain.OWNER_ROLE();
        vm.prank(owner);
        chain.grantRole(role, address(timelock));
        vm.prank(owner);
        chain.renounceRole(role, owner);
    }
}
