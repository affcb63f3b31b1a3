// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @notice Loops that compute and touch no storage; each returns something that depends on every round.
contract Compute {
    uint256 private constant PRIME = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;

    /// @notice Small arithmetic with overflow checks: the usual Solidity loop.
    function sum(uint256 rounds) external pure returns (uint256 total) {
        for (uint256 i; i < rounds; ++i) {
            total += (i ^ total) & 0xffff;
        }
    }

    /// @notice A chain of Keccak-256 of 64 bytes.
    function hash(uint256 rounds) external pure returns (bytes32 digest) {
        for (uint256 i; i < rounds; ++i) {
            digest = Hashes.efficientKeccak256(digest, bytes32(i));
        }
    }

    /// @notice Products and remainders of 256 and 512 bits, divisions, powers.
    function bignum(uint256 rounds) external pure returns (uint256 x) {
        x = 3;
        uint256 y = PRIME - 2;
        for (uint256 i; i < rounds; ++i) {
            x = mulmod(x, y, PRIME);
            y = addmod(y, x, PRIME);
            unchecked {
                x = (x * y) / (i + 0x100000000000000000000000000000001) + (y ** 5) % (x | 1);
            }
        }
    }

    /// @notice Sorts pseudorandom words in memory by insertion.
    function sort(uint256 count) external pure returns (uint256 checksum) {
        uint256[] memory words = new uint256[](count);
        uint256 seed = 1;
        for (uint256 i; i < count; ++i) {
            unchecked {
                seed = seed * 6364136223846793005 + 1442695040888963407;
            }
            uint256 word = (seed >> 33) & 0xffffffff;
            uint256 place = i;
            for (; place > 0 && words[place - 1] > word; --place) {
                words[place] = words[place - 1];
            }
            words[place] = word;
        }
        for (uint256 i; i < count; ++i) {
            unchecked {
                checksum = checksum * 31 + words[i];
            }
        }
    }
}
