// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Bridge} from "../src/Bridge.sol";

/// @title A target of messages that records what it sees
contract Recipient {
    Bridge private immutable bridge;
    bool private accepting;
    bytes private planned;

    uint256 public lastArgument;
    address public lastSender;

    error NotToday();

    constructor(Bridge bridge_) {
        bridge = bridge_;
    }

    function handle(uint256 argument) external payable {
        lastArgument = argument;
        lastSender = bridge.l2Sender();
    }

    /// @dev Reverts until `accept` was called.
    function fail() external view {
        if (!accepting) revert NotToday();
    }

    function accept() external {
        accepting = true;
    }

    /// @dev Sets the call to the bridge that `reenter` makes.
    function plan(bytes calldata call) external {
        planned = call;
    }

    /// @dev Catches every failure of `handle`: a delivery succeeds whatever its gas.
    function tryToHandle(uint256 argument) external payable {
        try this.burnGasAndHandle(argument) {} catch {}
    }

    function burnGasAndHandle(uint256 argument) external {
        uint256 start = gasleft();
        while (start - gasleft() < 300_000) {}
        lastArgument = argument;
    }

    /// @dev Calls the bridge with all ether received and passes its failure on.
    function reenter() external payable {
        (bool success, bytes memory reason) = address(bridge).call{value: msg.value}(planned);
        if (success) return;
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }
}
