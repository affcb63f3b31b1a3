// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice Lends one token against another: debts are shares of a growing total, loans at most 75 % of the collateral at a fixed price of 1.
contract LendingPool {
    struct Position {
        uint128 collateral;
        uint128 debtShares;
    }

    uint256 private constant SCALE = 1e18;
    uint256 private constant INTEREST_PER_SECOND = 3e9;

    IERC20 public collateralToken;
    IERC20 public debtToken;
    uint128 public totalDebt;
    uint128 public totalShares;
    uint64 public accrued;
    uint128 public totalCollateral;
    mapping(address => Position) public positions;

    error Initialised();
    error TransferFailed();
    error Undercollateralised(uint256 debt, uint256 limit);

    event Deposited(address indexed account, uint256 amount);
    event Borrowed(address indexed account, uint256 amount);
    event Repaid(address indexed account, uint256 amount);
    event Accrued(uint256 interest);

    function initialize(IERC20 collateral, IERC20 debt) external {
        if (address(collateralToken) != address(0)) revert Initialised();
        collateralToken = collateral;
        debtToken = debt;
    }

    function deposit(uint128 amount) external {
        accrue();
        positions[msg.sender].collateral += amount;
        totalCollateral += amount;
        if (!collateralToken.transferFrom(msg.sender, address(this), amount)) revert TransferFailed();
        emit Deposited(msg.sender, amount);
    }

    function borrow(uint128 amount) external {
        accrue();
        Position storage position = positions[msg.sender];
        uint128 shares = totalDebt == 0 ? amount : uint128((uint256(amount) * totalShares + totalDebt - 1) / totalDebt);
        position.debtShares += shares;
        totalShares += shares;
        totalDebt += amount;
        uint256 debt = debtOf(msg.sender);
        uint256 limit = (uint256(position.collateral) * 3) / 4;
        if (debt > limit) revert Undercollateralised(debt, limit);
        if (!debtToken.transfer(msg.sender, amount)) revert TransferFailed();
        emit Borrowed(msg.sender, amount);
    }

    function repay(uint128 shares) external {
        accrue();
        uint256 amount = (uint256(shares) * totalDebt + totalShares - 1) / totalShares;
        positions[msg.sender].debtShares -= shares;
        totalShares -= shares;
        totalDebt -= uint128(amount);
        if (!debtToken.transferFrom(msg.sender, address(this), amount)) revert TransferFailed();
        emit Repaid(msg.sender, amount);
    }

    function debtOf(address account) public view returns (uint256) {
        return totalShares == 0 ? 0 : (uint256(positions[account].debtShares) * totalDebt) / totalShares;
    }

    /// @notice Adds the interest since the last time, once per block.
    function accrue() public {
        uint256 elapsed = block.timestamp - accrued;
        if (elapsed == 0) return;
        accrued = uint64(block.timestamp);
        uint256 interest = (uint256(totalDebt) * INTEREST_PER_SECOND * elapsed) / SCALE;
        totalDebt += uint128(interest);
        emit Accrued(interest);
    }
}
