// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bridge} from "../src/Bridge.sol";
import {ForcedQueue} from "../src/ForcedQueue.sol";
import {QueueItem} from "../src/QueueItem.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract SendTransactionTest is RollupFixture {
    address private immutable target = account("target");

    function test_What_the_prepaid_gas_leaves_is_minted() public {
        uint256 prepaid = 60_000 * FORCED_GAS_PRICE;
        expectItem(QueueItem(user, target, false, 1 ether - prepaid, 2 ether, 60_000, user, "call"));
        send(1 ether, target, false, 2 ether, 60_000, "call");
        vm.assertEq(address(chain).balance, prepaid);
        vm.assertEq(address(bridge).balance, 1 ether - prepaid);
    }

    function test_A_transaction_may_mint_nothing() public {
        expectItem(QueueItem(user, target, false, 0, 1, 21_000, user, ""));
        send(21_000 * FORCED_GAS_PRICE, target, false, 1, 21_000, "");
    }

    function test_A_contracts_address_is_aliased() public {
        address aliased = address(uint160(user) + bridge.ALIAS_OFFSET());
        expectItem(QueueItem(aliased, target, false, 0, 0, 21_000, user, ""));
        vm.prank(user, sequencer);
        bridge.sendTransaction{value: 21_000 * FORCED_GAS_PRICE}(target, false, 0, 21_000, user, "");
    }

    function test_A_creation_has_no_recipient() public {
        expectItem(QueueItem(user, address(0), true, 0, 0, 21_160, user, hex"600160ff"));
        send(21_160 * FORCED_GAS_PRICE, address(0), true, 0, 21_160, hex"600160ff");
        refuses(1 ether, target, true, 21_160, hex"600160ff", abi.encodeWithSelector(Bridge.CreationWithRecipient.selector));
    }

    function test_A_gas_limit_outside_its_bounds_is_refused() public {
        uint256 most = parameters().maxItemGas;
        refuses(1 ether, target, false, 20_999, "", abi.encodeWithSelector(Bridge.InvalidGasLimit.selector, 21_000, most, 20_999));
        refuses(1 ether, target, false, 21_039, "x", abi.encodeWithSelector(Bridge.InvalidGasLimit.selector, 21_040, most, 21_039));
        refuses(1 ether, target, false, 200_001, "", abi.encodeWithSelector(Bridge.InvalidGasLimit.selector, 21_000, most, 200_001));
        send(1 ether, target, false, 0, 200_000, "");
    }

    function test_A_value_that_does_not_pay_for_the_gas_is_refused() public {
        uint256 prepaid = 21_000 * FORCED_GAS_PRICE;
        refuses(
            prepaid - 1, target, false, 21_000, "", abi.encodeWithSelector(Bridge.InsufficientPrepayment.selector, prepaid, prepaid - 1)
        );
    }

    function test_The_price_that_the_owner_sets_is_charged() public {
        vm.prank(owner);
        chain.setForcedGasPrice(3);
        send(21_000 * 3, target, false, 0, 21_000, "");
        vm.assertEq(address(chain).balance, 21_000 * 3);
    }

    function test_A_price_above_the_highest_is_refused() public {
        uint256 highest = chain.MAX_FORCED_GAS_PRICE();
        vm.prank(owner);
        chain.setForcedGasPrice(highest);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(RollupChain.ForcedGasPriceTooHigh.selector, highest + 1));
        chain.setForcedGasPrice(highest + 1);
    }

    function send(uint256 paid, address to, bool isCreation, uint256 value, uint64 gasLimit, bytes memory data) private {
        vm.prank(user, user);
        bridge.sendTransaction{value: paid}(to, isCreation, value, gasLimit, user, data);
    }

    function refuses(uint256 paid, address to, bool isCreation, uint64 gasLimit, bytes memory data, bytes memory reason) private {
        vm.prank(user, user);
        vm.expectRevert(reason);
        bridge.sendTransaction{value: paid}(to, isCreation, 0, gasLimit, user, data);
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
