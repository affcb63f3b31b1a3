// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev Length of every proof; a batch has at most 2^16 messages.
uint256 constant MESSAGE_TREE_DEPTH = 16;

/// @title Merkle tree of a batch's L2→L1 messages
/// @notice Depth 16, node = keccak256(left ‖ right), leaves in order from the left, an empty leaf is 32 zero bytes.
library MessageTree {
    /// @notice Root of the tree that has `leaf` at `index` and `proof` as its path's siblings, from the leaf's upward.
    /// @dev `index` below 2^16 is the caller's business: higher bits do not take part.
    function root(bytes32 leaf, uint256 index, bytes32[MESSAGE_TREE_DEPTH] calldata proof) internal pure returns (bytes32 node) {
        node = leaf;
        for (uint256 level; level < MESSAGE_TREE_DEPTH; ++level) {
            node = (index >> level) & 1 == 0 ? hashPair(node, proof[level]) : hashPair(proof[level], node);
        }
    }

    /// @notice Root of the tree without messages.
    function emptyRoot() internal pure returns (bytes32 node) {
        for (uint256 level; level < MESSAGE_TREE_DEPTH; ++level) {
            node = hashPair(node, node);
        }
    }

    function hashPair(bytes32 left, bytes32 right) private pure returns (bytes32 node) {
        assembly ("memory-safe") {
            mstore(0x00, left)
            mstore(0x20, right)
            node := keccak256(0x00, 0x40)
        }
    }
}
