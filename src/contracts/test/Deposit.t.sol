// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bridge} from "../src/Bridge.sol";
import {ForcedQueue} from "../src/ForcedQueue.sol";
import {QueueItem} from "../src/QueueItem.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract DepositTest is RollupFixture {
    address private immutable recipient = account("recipient");

    function test_A_deposit_is_queued_for_its_recipient() public {
        QueueItem memory item = QueueItem(user, recipient, false, 3 ether, 3 ether, 100_000, recipient, "");
        expectItem(item);
        vm.prank(user, user);
        bridge.deposit{value: 3 ether}(recipient);
        vm.assertEq(address(bridge).balance, 3 ether);
        vm.assertEq(chain.queueLength(), 1);
        vm.assertEq(chain.queueTimestamp(0), START);
    }

    function test_Ether_sent_to_the_bridge_is_deposited_for_its_sender() public {
        expectItem(QueueItem(user, user, false, 1 ether, 1 ether, 100_000, user, ""));
        vm.prank(user, user);
        (bool success,) = address(bridge).call{value: 1 ether}("");
        vm.assertTrue(success);
    }

    function test_A_contract_that_sends_ether_must_name_a_recipient() public {
        vm.prank(user, sequencer);
        (bool success, bytes memory reason) = address(bridge).call{value: 1 ether}("");
        vm.assertFalse(success);
        vm.assertEq(reason, abi.encodeWithSelector(Bridge.RecipientRequired.selector));
    }

    function test_A_contracts_address_is_aliased() public {
        address aliased = address(uint160(user) + uint160(0x1111000000000000000000000000000000001111));
        expectItem(QueueItem(aliased, recipient, false, 1 ether, 1 ether, 100_000, recipient, ""));
        vm.prank(user, sequencer);
        bridge.deposit{value: 1 ether}(recipient);
    }

    function test_An_account_that_delegates_and_acts_through_a_sponsor_keeps_its_address() public {
        vm.etch(user, bytes.concat(hex"ef0100", bytes20(recipient)));
        expectItem(QueueItem(user, recipient, false, 1 ether, 1 ether, 100_000, recipient, ""));
        vm.prank(user, sequencer);
        bridge.deposit{value: 1 ether}(recipient);
        vm.prank(user, sequencer);
        (bool success,) = address(bridge).call{value: 1 ether}("");
        vm.assertTrue(success);
    }

    function test_Code_that_only_resembles_a_delegation_is_aliased() public {
        address aliased = address(uint160(user) + bridge.ALIAS_OFFSET());
        bytes[2] memory codes = [bytes.concat(hex"5f5ff3", bytes20(recipient)), bytes.concat(hex"60ef0100", bytes20(recipient))];
        for (uint256 i; i < codes.length; ++i) {
            vm.etch(user, codes[i]);
            vm.expectEmit(true, true, true, false, address(chain));
            emit ForcedQueue.QueueItemAdded(i, aliased, recipient, false, 0, 0, 0, address(0), "", 0);
            vm.prank(user, sequencer);
            bridge.deposit{value: 1 ether}(recipient);
        }
    }

    function test_The_alias_wraps_around() public {
        address high = address(type(uint160).max);
        vm.deal(high, 1 ether);
        expectItem(QueueItem(0x1111000000000000000000000000000000001110, recipient, false, 1 ether, 1 ether, 100_000, recipient, ""));
        vm.prank(high, user);
        bridge.deposit{value: 1 ether}(recipient);
    }

    function test_A_deposit_of_nothing_is_refused() public {
        vm.prank(user, user);
        vm.expectRevert(Bridge.ZeroValue.selector);
        bridge.deposit(recipient);
    }

    function test_A_deposit_to_the_zero_address_is_refused() public {
        vm.prank(user, user);
        vm.expectRevert(Bridge.ZeroRecipient.selector);
        bridge.deposit{value: 1 ether}(address(0));
    }

    function test_Only_the_bridge_appends_to_the_queue() public {
        QueueItem memory item = QueueItem(user, user, false, 1 ether, 1 ether, 100_000, user, "");
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(RollupChain.NotBridge.selector, owner));
        chain.enqueue(item);
    }

    /// @dev The next transaction must queue exactly this item as the first one.
    function expectItem(QueueItem memory item) private {
        bytes32 rollingHash = keccak256(abi.encode(bytes32(0), this.itemHash(item, 0)));
        vm.expectEmit(address(chain));
        emit ForcedQueue.QueueItemAdded(
            0, item.from, item.to, item.isCreation, item.mint, item.value, item.gasLimit, item.refundAddress, item.data, rollingHash
        );
    }

    function itemHash(QueueItem calldata item, uint256 index) external pure returns (bytes32) {
        return item.hash(index);
    }
}
