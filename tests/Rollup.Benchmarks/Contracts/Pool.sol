// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice Two tokens swapped by x·y = k with a fee of 0.3 %, as exchanges do it: reserves in one slot (slot 2), tokens moved by calls.
contract Pool {
    IERC20 public token0;
    IERC20 public token1;
    uint112 public reserve0;
    uint112 public reserve1;
    uint32 public updated;

    error Initialised();
    error TransferFailed();
    error TooLittle(uint256 amount);

    event Swap(address indexed sender, bool indexed zeroForOne, uint256 amountIn, uint256 amountOut);
    event Sync(uint112 reserve0, uint112 reserve1);

    function initialize(IERC20 first, IERC20 second) external {
        if (address(token0) != address(0)) revert Initialised();
        token0 = first;
        token1 = second;
    }

    /// @notice Adds to the reserves; nobody gets shares.
    function fund(uint256 amount0, uint256 amount1) external {
        if (!token0.transferFrom(msg.sender, address(this), amount0)) revert TransferFailed();
        if (!token1.transferFrom(msg.sender, address(this), amount1)) revert TransferFailed();
        _update(reserve0 + amount0, reserve1 + amount1);
    }

    function swap(bool zeroForOne, uint256 amountIn, uint256 minimumOut) external returns (uint256 amountOut) {
        (uint256 own0, uint256 own1) = (reserve0, reserve1);
        (uint256 reserveIn, uint256 reserveOut) = zeroForOne ? (own0, own1) : (own1, own0);
        uint256 afterFee = amountIn * 997;
        amountOut = (afterFee * reserveOut) / (reserveIn * 1000 + afterFee);
        if (amountOut < minimumOut) revert TooLittle(amountOut);
        (IERC20 tokenIn, IERC20 tokenOut) = zeroForOne ? (token0, token1) : (token1, token0);
        if (!tokenIn.transferFrom(msg.sender, address(this), amountIn)) revert TransferFailed();
        if (!tokenOut.transfer(msg.sender, amountOut)) revert TransferFailed();
        if (zeroForOne) _update(own0 + amountIn, own1 - amountOut);
        else _update(own0 - amountOut, own1 + amountIn);
        emit Swap(msg.sender, zeroForOne, amountIn, amountOut);
    }

    function _update(uint256 new0, uint256 new1) private {
        require(new0 <= type(uint112).max && new1 <= type(uint112).max);
        (reserve0, reserve1, updated) = (uint112(new0), uint112(new1), uint32(block.timestamp));
        emit Sync(uint112(new0), uint112(new1));
    }
}
