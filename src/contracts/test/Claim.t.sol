// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {BatchHeader} from "../src/BatchHeader.sol";
import {Bridge} from "../src/Bridge.sol";
import {Message} from "../src/Message.sol";
import {MessageTreeModel} from "./MessageTreeModel.sol";
import {Recipient} from "./Recipient.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

/// @dev Batch 1 has the messages of `send`; it is made final by writing storage, because nothing else can without a proof.
contract ClaimTest is RollupFixture {
    address private immutable l2Account = account("an account on L2");
    Recipient private recipient;
    Message[] private messages;
    /// @dev What the leaves are bound to.
    uint256 private leafChainId;
    address private leafBridge;

    function setUp() public override {
        super.setUp();
        delete messages;
        leafChainId = parameters().l2ChainId;
        leafBridge = address(bridge);
        recipient = new Recipient(bridge);
        deposit(100 ether);
        send(user, 1 ether, "");
        send(address(recipient), 2 ether, abi.encodeCall(Recipient.handle, (42)));
        send(address(recipient), 0, abi.encodeCall(Recipient.fail, ()));
    }

    function test_A_message_pays_its_target() public {
        seal();
        uint256 before = user.balance;
        vm.expectEmit(address(bridge));
        emit Bridge.MessageClaimed(0, 1, user, 1 ether);
        claim(0);
        vm.assertEq(user.balance, before + 1 ether);
        vm.assertEq(address(bridge).balance, 99 ether);
        vm.assertTrue(bridge.isClaimed(0));
    }

    function test_The_target_sees_the_call_data_the_value_and_the_l2_sender() public {
        seal();
        claim(1);
        vm.assertEq(recipient.lastArgument(), 42);
        vm.assertEq(recipient.lastSender(), l2Account);
        vm.assertEq(address(recipient).balance, 2 ether);
    }

    function test_There_is_no_l2_sender_outside_a_claim() public {
        seal();
        claim(1);
        vm.expectRevert(Bridge.NoMessage.selector);
        bridge.l2Sender();
    }

    function test_A_message_of_a_committed_batch_waits_for_its_finality() public {
        commitMessages();
        refuses(messages[0], 1, 0, abi.encodeWithSelector(Bridge.NotFinalized.selector, 1));
    }

    function test_A_message_is_delivered_once() public {
        seal();
        claim(0);
        refuses(messages[0], 1, 0, abi.encodeWithSelector(Bridge.AlreadyClaimed.selector, 0));
    }

    function test_Messages_are_delivered_in_any_order() public {
        seal();
        claim(1);
        claim(0);
        vm.assertFalse(bridge.isClaimed(2));
    }

    function test_Another_message_or_place_or_batch_is_refused() public {
        seal();
        bytes memory reason = abi.encodeWithSelector(Bridge.InvalidProof.selector);
        refuses(messages[0], 1, 1, reason);
        refuses(messages[0], 0, 0, reason);
        Message memory forged = messages[0];
        forged.value = 2 ether;
        refuses(forged, 1, 0, reason);
        forged = messages[0];
        forged.nonce = 7;
        refuses(forged, 1, 0, reason);
        forged = messages[0];
        forged.sender = user;
        refuses(forged, 1, 0, reason);
        forged = messages[0];
        forged.target = guardian;
        refuses(forged, 1, 0, reason);
        forged = messages[0];
        forged.data = "x";
        refuses(forged, 1, 0, reason);
    }

    function test_A_place_beyond_the_tree_is_refused() public {
        seal();
        (, bytes32[16] memory proof) = prove(0);
        vm.expectRevert(Bridge.InvalidProof.selector);
        bridge.claim(messages[0], 1, 0x10000, proof);
    }

    function test_A_message_for_another_bridge_or_from_another_chain_is_refused() public {
        bytes memory reason = abi.encodeWithSelector(Bridge.InvalidProof.selector);
        leafBridge = address(0xb41d6e);
        seal();
        refuses(messages[0], 1, 0, reason);

        setUp();
        leafChainId += 1;
        seal();
        refuses(messages[0], 1, 0, reason);
    }

    function test_The_rollups_own_contracts_are_never_called() public {
        send(address(bridge), 1 ether, "");
        send(address(chain), 0, abi.encodeWithSignature("enqueue((address,address,bool,uint256,uint256,uint64,address,bytes))"));
        seal();
        refuses(messages[3], 1, 3, abi.encodeWithSelector(Bridge.ForbiddenTarget.selector, address(bridge)));
        refuses(messages[4], 1, 4, abi.encodeWithSelector(Bridge.ForbiddenTarget.selector, address(chain)));
    }

    function test_A_failed_delivery_can_be_repeated() public {
        seal();
        bytes memory inner = abi.encodeWithSelector(Recipient.NotToday.selector);
        refuses(messages[2], 1, 2, abi.encodeWithSelector(Bridge.CallFailed.selector, inner));
        vm.assertFalse(bridge.isClaimed(2));
        recipient.accept();
        claim(2);
        vm.assertTrue(bridge.isClaimed(2));
    }

    function test_A_value_beyond_the_bridges_ether_fails() public {
        send(user, 1000 ether, "");
        seal();
        refuses(messages[3], 1, 3, abi.encodeWithSelector(Bridge.CallFailed.selector, bytes("")));
    }

    function test_A_claim_within_a_claim_is_refused() public {
        send(address(recipient), 0, abi.encodeCall(Recipient.reenter, ()));
        seal();
        (, bytes32[16] memory proof) = prove(0);
        recipient.plan(abi.encodeCall(Bridge.claim, (messages[0], 1, 0, proof)));
        bytes memory inner = abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        refuses(messages[3], 1, 3, abi.encodeWithSelector(Bridge.CallFailed.selector, inner));
        vm.assertFalse(bridge.isClaimed(0));
    }

    function test_A_target_may_deposit_what_it_receives() public {
        send(address(recipient), 3 ether, abi.encodeCall(Recipient.reenter, ()));
        seal();
        recipient.plan(abi.encodeCall(Bridge.deposit, (user)));
        claim(3);
        vm.assertEq(chain.queueLength(), 2);
        vm.assertEq(address(bridge).balance, 100 ether);
    }

    /// @dev From the least gas that the proof takes to more than enough: either the message is refused, or it had its effect.
    function testFuzz_A_relayer_cannot_starve_a_target_that_catches_failures(uint256 gas) public {
        gas = 100_000 + gas % 1_500_000;
        send(address(recipient), 0, abi.encodeCall(Recipient.tryToHandle, (7)));
        seal();
        (, bytes32[16] memory proof) = prove(3);
        (bool delivered,) = address(bridge).call{gas: gas}(abi.encodeCall(Bridge.claim, (messages[3], 1, 3, proof)));
        vm.assertEq(bridge.isClaimed(3) ? 1 : 0, delivered ? 1 : 0);
        vm.assertEq(recipient.lastArgument(), delivered ? 7 : 0);
    }

    function test_Enough_gas_delivers_to_a_target_that_catches_failures() public {
        send(address(recipient), 0, abi.encodeCall(Recipient.tryToHandle, (7)));
        seal();
        claim(3);
        vm.assertEq(recipient.lastArgument(), 7);
    }

    function test_A_pause_stops_claims_until_it_lapses() public {
        seal();
        pause();
        refuses(messages[0], 1, 0, abi.encodeWithSelector(Bridge.BridgePaused.selector));
        vm.warp(START + FALLBACK_PERIOD);
        claim(0);
    }

    /// @dev Appends a message to batch 1.
    function send(address target, uint256 value, bytes memory data) private {
        messages.push(Message(messages.length, l2Account, target, value, data));
    }

    function commitMessages() private {
        BatchHeader memory header = next();
        (header.messageRoot,) = prove(0);
        header.messageCount = uint64(messages.length);
        commit(header);
    }

    /// @dev Commits batch 1 and writes it into storage as the last finalized one.
    function seal() private {
        commitMessages();
        vm.record();
        chain.lastFinalizedBatch();
        (bytes32[] memory reads,) = vm.accesses(address(chain));
        uint256 bothLastBatches = 1 | (1 << 64);
        vm.store(address(chain), reads[0], bytes32(bothLastBatches));
        vm.assertEq(chain.lastCommittedBatch(), 1);
        vm.assertEq(chain.lastFinalizedBatch(), 1);
    }

    function prove(uint256 index) private view returns (bytes32 root, bytes32[16] memory proof) {
        bytes32[] memory leaves = new bytes32[](messages.length);
        for (uint256 i; i < leaves.length; ++i) {
            leaves[i] = leafOf(messages[i]);
        }
        return MessageTreeModel.prove(leaves, index);
    }

    function leafOf(Message memory m) private view returns (bytes32) {
        bytes memory encoded = abi.encode(leafChainId, leafBridge, m.nonce, m.sender, m.target, m.value, m.data);
        return keccak256(bytes.concat(keccak256(encoded)));
    }

    function claim(uint256 index) private {
        (, bytes32[16] memory proof) = prove(index);
        bridge.claim(messages[index], 1, index, proof);
    }

    function refuses(Message memory m, uint256 batch, uint256 index, bytes memory reason) private {
        (, bytes32[16] memory proof) = prove(index % messages.length);
        vm.expectRevert(reason);
        bridge.claim(m, batch, index, proof);
    }
}
