// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Collectible} from "../src/Collectible.sol";
import {Dollar} from "../src/Dollar.sol";
import {IPriceSource, LendingPool} from "../src/LendingPool.sol";
import {VM} from "./Vm.sol";

/// A price of 2000 for the pool to read.
contract FixedPrice is IPriceSource {
    address public immutable token0;

    constructor(address token) {
        token0 = token;
    }

    function getReserves() external pure returns (uint112, uint112, uint32) {
        return (2000, 1, 0);
    }
}

/// Deploys a lending pool and takes a loan: `forge script Lend --broadcast`, with the key in PRIVATE_KEY.
contract Lend {
    bool public constant IS_SCRIPT = true;

    function run() external returns (LendingPool pool, Dollar dollar) {
        uint256 key = VM.envUint("PRIVATE_KEY");
        address owner = VM.addr(key);
        VM.startBroadcast(key);
        dollar = new Dollar();
        pool = new LendingPool(dollar, new FixedPrice(address(dollar)));
        dollar.mint(owner, 10_000);
        dollar.approve(address(pool), type(uint256).max);
        pool.lend(5_000);
        pool.borrow{value: 2}(2_900);
        new Collectible{salt: bytes32(0)}();
        VM.stopBroadcast();
        require(dollar.balanceOf(owner) == 7_900 && pool.totalDebt() == 2_900);
    }
}
