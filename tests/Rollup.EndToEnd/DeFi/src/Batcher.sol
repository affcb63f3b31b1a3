// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// What an account delegates to (EIP-7702) to do several things in one transaction.
contract Batcher {
    struct Call {
        address to;
        uint256 value;
        bytes data;
    }

    error NotOwner(address caller);

    receive() external payable {}

    function execute(Call[] calldata calls) external payable {
        if (msg.sender != address(this)) revert NotOwner(msg.sender);
        for (uint256 i = 0; i < calls.length; i++) {
            (bool ok, bytes memory output) = calls[i].to.call{value: calls[i].value}(calls[i].data);
            if (!ok) {
                assembly ("memory-safe") {
                    revert(add(output, 32), mload(output))
                }
            }
        }
    }
}
