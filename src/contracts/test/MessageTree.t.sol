// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MessageTree} from "../src/MessageTree.sol";
import {MessageTreeModel} from "./MessageTreeModel.sol";
import {vm} from "./Vm.sol";

contract MessageTreeTest {
    function test_The_empty_root_is_that_of_65536_zero_leaves() public pure {
        (bytes32 root,) = MessageTreeModel.prove(new bytes32[](0), 0);
        vm.assertEq(MessageTree.emptyRoot(), root);
    }

    function testFuzz_Every_leaf_is_proven(uint8 count, uint8 index, bytes32 seed) public view {
        vm.assume(index < count);
        bytes32[] memory leaves = leavesOf(count, seed);
        (bytes32 root, bytes32[16] memory proof) = MessageTreeModel.prove(leaves, index);
        vm.assertEq(this.rootOf(leaves[index], index, proof), root);
    }

    function testFuzz_An_empty_place_has_the_zero_leaf(uint8 count, uint16 index, bytes32 seed) public view {
        vm.assume(index >= count);
        (bytes32 root, bytes32[16] memory proof) = MessageTreeModel.prove(leavesOf(count, seed), index);
        vm.assertEq(this.rootOf(0, index, proof), root);
    }

    function testFuzz_Another_leaf_or_sibling_or_place_gives_another_root(uint8 count, uint8 index, uint8 bit, bytes32 seed) public view {
        vm.assume(index < count);
        bytes32[] memory leaves = leavesOf(count, seed);
        (bytes32 root, bytes32[16] memory proof) = MessageTreeModel.prove(leaves, index);
        bytes32 flipped = bytes32(uint256(1) << bit);
        vm.assertTrue(this.rootOf(leaves[index] ^ flipped, index, proof) != root);
        vm.assertTrue(this.rootOf(leaves[index], uint256(index) ^ (uint256(1) << bit % 8), proof) != root);
        proof[bit % 16] ^= flipped;
        vm.assertTrue(this.rootOf(leaves[index], index, proof) != root);
    }

    function rootOf(bytes32 leaf, uint256 index, bytes32[16] calldata proof) external pure returns (bytes32) {
        return MessageTree.root(leaf, index, proof);
    }

    function leavesOf(uint256 count, bytes32 seed) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
    }
}
