// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

interface IPriceSource {
    function token0() external view returns (address);
    function getReserves() external view returns (uint112, uint112, uint32);
}

/// Lends one token against ether. Lenders hold shares of the pool, interest accrues by the second, and the price of the collateral is
/// the spot price of a pair: good enough to exercise a chain with, too easily moved to lend real money by.
contract LendingPool {
    using SafeERC20 for IERC20;

    uint256 public constant LOAN_TO_VALUE = 75; // per cent
    uint256 public constant LIQUIDATION_BONUS = 5; // per cent
    uint256 public constant RATE_PER_SECOND = 3_170_979_198; // 10 % a year, of 1e18

    IERC20 public immutable ASSET;
    IPriceSource public immutable PAIR;
    bool private immutable IS_ASSET_FIRST;

    uint256 public totalShares;
    uint256 public debtIndex = 1e18;
    uint256 public accruedAt = block.timestamp;
    mapping(address lender => uint256) public sharesOf;
    mapping(address borrower => uint256) public collateralOf;
    uint256 private _totalScaledDebt;
    mapping(address borrower => uint256) private _scaledDebtOf; // Debt over the index at which it was taken.

    event Lent(address indexed lender, uint256 assets, uint256 shares);
    event Withdrawn(address indexed lender, uint256 assets, uint256 shares);
    event Borrowed(address indexed borrower, uint256 amount);
    event Repaid(address indexed borrower, uint256 amount);
    event Liquidated(address indexed borrower, address indexed liquidator, uint256 repaid, uint256 seized);

    error Undercollateralised(uint256 debt, uint256 allowed);
    error Healthy(uint256 debt, uint256 allowed);

    constructor(IERC20 asset, IPriceSource pair) {
        ASSET = asset;
        PAIR = pair;
        IS_ASSET_FIRST = pair.token0() == address(asset);
    }

    function lend(uint256 assets) external returns (uint256 shares) {
        accrue();
        shares = totalShares == 0 ? assets : Math.mulDiv(assets, totalShares, totalAssets());
        totalShares += shares;
        sharesOf[msg.sender] += shares;
        ASSET.safeTransferFrom(msg.sender, address(this), assets);
        emit Lent(msg.sender, assets, shares);
    }

    function withdraw(uint256 shares) external returns (uint256 assets) {
        accrue();
        assets = Math.mulDiv(shares, totalAssets(), totalShares);
        sharesOf[msg.sender] -= shares;
        totalShares -= shares;
        ASSET.safeTransfer(msg.sender, assets);
        emit Withdrawn(msg.sender, assets, shares);
    }

    function borrow(uint256 amount) external payable {
        accrue();
        collateralOf[msg.sender] += msg.value;
        uint256 scaled = Math.mulDiv(amount, 1e18, debtIndex, Math.Rounding.Ceil);
        _scaledDebtOf[msg.sender] += scaled;
        _totalScaledDebt += scaled;
        (uint256 debt, uint256 allowed) = position(msg.sender);
        if (debt > allowed) revert Undercollateralised(debt, allowed);
        ASSET.safeTransfer(msg.sender, amount);
        emit Borrowed(msg.sender, amount);
    }

    function repay(uint256 amount) external returns (uint256 repaid) {
        accrue();
        repaid = _repay(msg.sender, amount);
        if (_scaledDebtOf[msg.sender] == 0) _release(msg.sender, payable(msg.sender), collateralOf[msg.sender]);
        emit Repaid(msg.sender, repaid);
    }

    function liquidate(address borrower, uint256 amount) external returns (uint256 seized) {
        accrue();
        (uint256 debt, uint256 allowed) = position(borrower);
        if (debt <= allowed) revert Healthy(debt, allowed);
        uint256 repaid = _repay(borrower, amount);
        seized = Math.min(Math.mulDiv(repaid * (100 + LIQUIDATION_BONUS), 1e18, 100 * price()), collateralOf[borrower]);
        _release(borrower, payable(msg.sender), seized);
        emit Liquidated(borrower, msg.sender, repaid, seized);
    }

    function accrue() public {
        debtIndex += Math.mulDiv(debtIndex, RATE_PER_SECOND * (block.timestamp - accruedAt), 1e18);
        accruedAt = block.timestamp;
    }

    function totalDebt() public view returns (uint256) {
        return Math.mulDiv(_totalScaledDebt, debtIndex, 1e18);
    }

    function totalAssets() public view returns (uint256) {
        return ASSET.balanceOf(address(this)) + totalDebt();
    }

    /// What the borrower owes, and the most that its collateral allows.
    function position(address borrower) public view returns (uint256 debt, uint256 allowed) {
        debt = Math.mulDiv(_scaledDebtOf[borrower], debtIndex, 1e18, Math.Rounding.Ceil);
        allowed = Math.mulDiv(collateralOf[borrower], price() * LOAN_TO_VALUE, 100 * 1e18);
    }

    /// Assets for 1e18 wei of collateral.
    function price() public view returns (uint256) {
        (uint256 first, uint256 second,) = PAIR.getReserves();
        return IS_ASSET_FIRST ? Math.mulDiv(first, 1e18, second) : Math.mulDiv(second, 1e18, first);
    }

    function _repay(address borrower, uint256 amount) private returns (uint256 repaid) {
        uint256 owed = Math.mulDiv(_scaledDebtOf[borrower], debtIndex, 1e18, Math.Rounding.Ceil);
        repaid = Math.min(amount, owed);
        uint256 scaled = repaid == owed ? _scaledDebtOf[borrower] : Math.mulDiv(repaid, 1e18, debtIndex);
        _scaledDebtOf[borrower] -= scaled;
        _totalScaledDebt -= scaled;
        ASSET.safeTransferFrom(msg.sender, address(this), repaid);
    }

    function _release(address borrower, address payable to, uint256 amount) private {
        collateralOf[borrower] -= amount;
        (bool ok,) = to.call{value: amount}("");
        require(ok);
    }
}
