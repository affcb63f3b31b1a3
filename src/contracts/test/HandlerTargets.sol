// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {RollupFixture} from "./RollupFixture.sol";

/// @title What forge reads from an invariant test: the handler whose functions make the histories
abstract contract HandlerTargets {
    struct Selectors {
        address target;
        bytes4[] selectors;
    }

    address private handler;
    bytes4[] private notActions;

    /// @dev `others` are its functions that are no actions, besides the one that sets it up.
    function target(address handler_, bytes4[] memory others) internal {
        handler = handler_;
        notActions = others;
        notActions.push(RollupFixture.setUp.selector);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = handler;
    }

    function excludeSelectors() public view returns (Selectors[] memory excluded) {
        excluded = new Selectors[](1);
        excluded[0] = Selectors(handler, notActions);
    }
}
