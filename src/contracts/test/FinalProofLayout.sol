// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Where the parts of a final proof are, written with FinalVerifier.sol: do not edit
library FinalProofLayout {
    uint256 internal constant FIRST_QUERY = 20883;
    uint256 internal constant QUERIES = 23;
    uint256 internal constant QUERY_BYTES = 6258;

    /// @dev The messages before the queries, by their first bytes.
    function messages() internal pure returns (uint256[] memory offsets) {
        offsets = new uint256[](12);
        offsets[0] = 3; // Main commitment
        offsets[1] = 419; // sums
        offsets[2] = 499; // LogUp commitment
        offsets[3] = 915; // Quotient commitment
        offsets[4] = 1331; // openings
        offsets[5] = 14091; // nonce before Batching
        offsets[6] = 14095; // Fold commitment
        offsets[7] = 14511; // Fold commitment
        offsets[8] = 14927; // Fold commitment
        offsets[9] = 15343; // Fold commitment
        offsets[10] = 15759; // final polynomial
        offsets[11] = 20879; // nonce before Queries
    }

    /// @dev The parts of a query, by their first bytes in it.
    function queryParts() internal pure returns (uint256[] memory offsets) {
        offsets = new uint256[](16);
        offsets[0] = 0; // Preprocessed rows
        offsets[1] = 280; // Preprocessed path
        offsets[2] = 722; // Main rows
        offsets[3] = 2842; // Main path
        offsets[4] = 3284; // LogUp rows
        offsets[5] = 3524; // LogUp path
        offsets[6] = 3966; // Quotient rows
        offsets[7] = 4146; // Quotient path
        offsets[8] = 4588; // Fold rows
        offsets[9] = 4628; // Fold path
        offsets[10] = 5044; // Fold rows
        offsets[11] = 5084; // Fold path
        offsets[12] = 5474; // Fold rows
        offsets[13] = 5554; // Fold path
        offsets[14] = 5892; // Fold rows
        offsets[15] = 5972; // Fold path
    }
}
