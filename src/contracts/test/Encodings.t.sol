// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchHeader, calldataHash} from "../src/BatchHeader.sol";
import {ChainParameters} from "../src/ChainParameters.sol";
import {Message} from "../src/Message.sol";
import {MessageTree} from "../src/MessageTree.sol";
import {QueueItem} from "../src/QueueItem.sol";
import {MessageTreeModel} from "./MessageTreeModel.sol";
import {QueueHarness} from "./QueueHarness.sol";
import {vm} from "./Vm.sol";

/// @dev The vectors that the kernel's tests read too: both sides agree on every hash.
contract EncodingsTest {
    string private json;

    function setUp() public {
        json = vm.readFile("../../tests/vectors/rollup/encodings.json");
    }

    function test_Configuration_hash() public view {
        ChainParameters memory parameters = ChainParameters({
            l2ChainId: number(".config.l2ChainId"),
            feeVault: account(".config.feeVault"),
            blockGasLimit: number(".config.blockGasLimit"),
            gasTargetPerSecond: number(".config.gasTargetPerSecond"),
            gasLimitPerSecond: number(".config.gasLimitPerSecond"),
            provingTargetPerSecond: number(".config.provingTargetPerSecond"),
            provingLimitPerSecond: number(".config.provingLimitPerSecond"),
            transactionProvingLimit: number(".config.transactionProvingLimit"),
            minimumBaseFee: number(".config.minimumBaseFee"),
            baseFeeChangeDenominator: number(".config.baseFeeChangeDenominator"),
            maxDataBytes: number(".config.maxDataBytes"),
            maxForcedGas: number(".config.maxForcedGas"),
            maxItemGas: number(".config.maxItemGas"),
            forkId: number(".config.forkId")
        });
        bytes32 hash = parameters.configHash(number(".config.l1ChainId"), account(".config.rollup"), account(".config.bridge"));
        vm.assertEq(hash, word(".config.configHash"));
    }

    function test_Batch_hashes() public view {
        uint256 count = countOf(".batchHeaders");
        for (uint256 i; i < count; ++i) {
            string memory path = item(".batchHeaders", i);
            BatchHeader memory header = headerAt(path);
            vm.assertEq(abi.encode(header), data(string.concat(path, ".encoded")));
            vm.assertEq(header.hash(), word(string.concat(path, ".batchHash")));
        }
    }

    function test_Queue_item_and_rolling_hashes() public {
        QueueHarness queue = new QueueHarness();
        uint256 count = countOf(".queue");
        for (uint256 i; i < count; ++i) {
            string memory path = item(".queue", i);
            QueueItem memory queued = queueItemAt(path);
            vm.assertEq(number(string.concat(path, ".index")), queue.append(queued));
            vm.assertEq(queue.itemHash(queued, i), word(string.concat(path, ".itemHash")));
            vm.assertEq(queue.queueRollingHash(i + 1), word(string.concat(path, ".rollingHash")));
        }
    }

    function test_Message_leaves_roots_and_proofs() public view {
        vm.assertEq(MessageTree.emptyRoot(), word(".messages.emptyRoot"));
        uint256 count = countOf(".messages.items");
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            string memory path = item(".messages.items", i);
            leaves[i] = this.leafOf(messageAt(path), number(".messages.l2ChainId"), account(".messages.bridge"));
            vm.assertEq(leaves[i], word(string.concat(path, ".leaf")));
        }
        for (uint256 i; i < count; ++i) {
            bytes32[] memory expected = vm.parseJsonBytes32Array(json, item(".messages.proofs", i));
            (bytes32 root, bytes32[16] memory proof) = MessageTreeModel.prove(leaves, i);
            vm.assertEq(keccak256(abi.encodePacked(proof)), keccak256(abi.encodePacked(expected)));
            vm.assertEq(root, word(".messages.root"));
            vm.assertEq(this.rootOf(leaves[i], i, proof), root);
        }
    }

    function test_Data_hashes() public view {
        uint256 count = countOf(".data");
        for (uint256 i; i < count; ++i) {
            string memory path = item(".data", i);
            vm.assertEq(this.dataHashOf(data(string.concat(path, ".data"))), word(string.concat(path, ".dataHash")));
        }
    }

    function leafOf(Message calldata message, uint256 l2ChainId, address bridge) external pure returns (bytes32) {
        return message.leaf(l2ChainId, bridge);
    }

    function rootOf(bytes32 leaf, uint256 index, bytes32[16] calldata proof) external pure returns (bytes32) {
        return MessageTree.root(leaf, index, proof);
    }

    function dataHashOf(bytes calldata batchData) external pure returns (bytes32) {
        return calldataHash(batchData);
    }

    function headerAt(string memory path) private view returns (BatchHeader memory) {
        return BatchHeader({
            version: uint64(number(string.concat(path, ".version"))),
            configHash: word(string.concat(path, ".configHash")),
            number: uint64(number(string.concat(path, ".number"))),
            firstBlock: uint64(number(string.concat(path, ".firstBlock"))),
            lastBlock: uint64(number(string.concat(path, ".lastBlock"))),
            timestamp: uint64(number(string.concat(path, ".timestamp"))),
            parentHash: word(string.concat(path, ".parentHash")),
            stateRoot: word(string.concat(path, ".stateRoot")),
            nextIndex: uint64(number(string.concat(path, ".nextIndex"))),
            lastBlockHash: word(string.concat(path, ".lastBlockHash")),
            messageRoot: word(string.concat(path, ".messageRoot")),
            messageCount: uint64(number(string.concat(path, ".messageCount"))),
            queuePosition: uint64(number(string.concat(path, ".queuePosition"))),
            queueRollingHash: word(string.concat(path, ".queueRollingHash")),
            dataHash: word(string.concat(path, ".dataHash"))
        });
    }

    function queueItemAt(string memory path) private view returns (QueueItem memory) {
        return QueueItem({
            from: account(string.concat(path, ".from")),
            to: account(string.concat(path, ".to")),
            isCreation: vm.parseJsonBool(json, string.concat(path, ".isCreation")),
            mint: number(string.concat(path, ".mint")),
            value: number(string.concat(path, ".value")),
            gasLimit: uint64(number(string.concat(path, ".gasLimit"))),
            refundAddress: account(string.concat(path, ".refundAddress")),
            data: data(string.concat(path, ".data"))
        });
    }

    function messageAt(string memory path) private view returns (Message memory) {
        return Message({
            nonce: number(string.concat(path, ".nonce")),
            sender: account(string.concat(path, ".sender")),
            target: account(string.concat(path, ".target")),
            value: number(string.concat(path, ".value")),
            data: data(string.concat(path, ".data"))
        });
    }

    /// @dev Number of elements of the array path `key`, of which there must be some.
    function countOf(string memory key) private view returns (uint256 count) {
        while (vm.keyExistsJson(json, item(key, count))) ++count;
        vm.assertTrue(count != 0);
    }

    function item(string memory key, uint256 index) private pure returns (string memory) {
        return string.concat(key, "[", vm.toString(index), "]");
    }

    function number(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, key);
    }

    function account(string memory key) private view returns (address) {
        return vm.parseJsonAddress(json, key);
    }

    function word(string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, key);
    }

    function data(string memory key) private view returns (bytes memory) {
        return vm.parseJsonBytes(json, key);
    }
}
