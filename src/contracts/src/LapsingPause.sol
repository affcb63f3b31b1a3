// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {Roles} from "./Roles.sol";

/// @title A pause that nobody can make last
/// @notice The guardian pauses; the pause lapses by itself after `pauseLimit` seconds, and the guardian cannot pause
/// again before the owner has ended it. A lost or hostile guardian key thus delays withdrawals, but never locks them.
abstract contract LapsingPause is Roles, Pausable {
    /// @notice Longest duration of a pause, seconds.
    uint64 public immutable pauseLimit;

    /// @notice When the guardian paused; zero once the owner has ended the pause.
    uint64 public pausedAt;

    /// @notice The guardian has paused before, and the owner has not ended that pause yet.
    error PauseSpent(uint64 pausedAt);

    constructor(uint64 limit) {
        pauseLimit = limit;
    }

    /// @notice Stops commits, proofs, deposits and claims; forced transactions and the fallback stay open.
    function pause() external onlyRole(GUARDIAN_ROLE) {
        if (pausedAt != 0) revert PauseSpent(pausedAt);
        _pause();
        pausedAt = uint64(block.timestamp);
    }

    /// @notice Ends a pause, lapsed or not, and lets the guardian pause again.
    function unpause() external onlyRole(OWNER_ROLE) {
        if (paused()) _unpause();
        pausedAt = 0;
    }

    /// @inheritdoc Pausable
    function paused() public view override returns (bool) {
        return super.paused() && block.timestamp < uint256(pausedAt) + pauseLimit;
    }
}
