// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// @title Who may do what
/// @notice The owner is meant to be a timelock. It grants and revokes the other roles.
abstract contract Roles is AccessControl {
    /// @notice Grants roles, sets versions and the price of forced gas, withdraws prepaid gas, ends a pause.
    bytes32 public constant OWNER_ROLE = DEFAULT_ADMIN_ROLE;

    /// @notice Commits batches and reverts unproven ones.
    bytes32 public constant SEQUENCER_ROLE = keccak256("SEQUENCER_ROLE");

    /// @notice Pauses, once until the owner ends the pause.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");
}
