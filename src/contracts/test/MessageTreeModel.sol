// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The message tree built level by level, as slow as obvious
library MessageTreeModel {
    /// @dev Root, and the siblings from the leaf at `index` upward, of the tree with `leaves` and zeros behind them.
    function prove(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32 root, bytes32[16] memory proof) {
        bytes32[] memory level = leaves;
        bytes32 empty;
        for (uint256 height; height < 16; ++height) {
            uint256 sibling = (index >> height) ^ 1;
            proof[height] = sibling < level.length ? level[sibling] : empty;
            bytes32[] memory parents = new bytes32[]((level.length + 1) / 2);
            for (uint256 i; i < parents.length; ++i) {
                bytes32 right = 2 * i + 1 < level.length ? level[2 * i + 1] : empty;
                parents[i] = keccak256(abi.encode(level[2 * i], right));
            }
            level = parents;
            empty = keccak256(abi.encode(empty, empty));
        }
        root = level.length == 0 ? empty : level[0];
    }
}
