// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Where the parts of a final proof are, written with FinalVerifier.sol: do not edit
library FinalProofLayout {
    uint256 internal constant FIRST_QUERY = 10171;
    uint256 internal constant QUERIES = 19;
    uint256 internal constant QUERY_BYTES = 4162;

    /// @dev The messages before the queries, by their first bytes.
    function messages() internal pure returns (uint256[] memory offsets) {
        offsets = new uint256[](10);
        offsets[0] = 3; // Main commitment
        offsets[1] = 419; // sums
        offsets[2] = 439; // LogUp commitment
        offsets[3] = 855; // Quotient commitment
        offsets[4] = 1271; // openings
        offsets[5] = 8051; // nonce before Batching
        offsets[6] = 8055; // Fold commitment
        offsets[7] = 8471; // Fold commitment
        offsets[8] = 8887; // final polynomial
        offsets[9] = 10167; // nonce before Queries
    }

    /// @dev The parts of a query, by their first bytes in it.
    function queryParts() internal pure returns (uint256[] memory offsets) {
        offsets = new uint256[](12);
        offsets[0] = 0; // Preprocessed rows
        offsets[1] = 212; // Preprocessed path
        offsets[2] = 654; // Main rows
        offsets[3] = 1558; // Main path
        offsets[4] = 2000; // LogUp rows
        offsets[5] = 2120; // LogUp path
        offsets[6] = 2562; // Quotient rows
        offsets[7] = 2642; // Quotient path
        offsets[8] = 3084; // Fold rows
        offsets[9] = 3404; // Fold path
        offsets[10] = 3742; // Fold rows
        offsets[11] = 3902; // Fold path
    }
}
