// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Enumerable} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Enumerable.sol";

/// An ERC-721 that anyone mints for a price.
contract Collectible is ERC721Enumerable {
    uint256 public constant PRICE = 1000;

    error WrongPrice(uint256 paid);

    constructor() ERC721("Collectible", "COL") {}

    function mint() external payable returns (uint256 id) {
        if (msg.value != PRICE) revert WrongPrice(msg.value);
        id = totalSupply() + 1;
        _safeMint(msg.sender, id);
    }

    function _baseURI() internal pure override returns (string memory) {
        return "https://collectible.invalid/";
    }
}
