// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// A plain ERC-20 with permits; its deployer mints.
contract Dollar is ERC20, ERC20Permit {
    address public immutable ISSUER = msg.sender;

    error NotIssuer(address caller);

    constructor() ERC20("Dollar", "USD") ERC20Permit("Dollar") {}

    function mint(address to, uint256 amount) external {
        if (msg.sender != ISSUER) revert NotIssuer(msg.sender);
        _mint(to, amount);
    }
}
