// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @notice OpenZeppelin's ERC-721 that anyone may mint: every mint depends on the one before, by the counter.
contract Collectible is ERC721 {
    uint256 public minted;

    constructor() ERC721("Collectible", "CLB") {}

    function mint() external returns (uint256 id) {
        id = minted++;
        _mint(msg.sender, id);
    }
}
