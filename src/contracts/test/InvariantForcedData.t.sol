// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ChainParameters, GAS_PER_DATA_BYTE, LARGEST_DATA_BYTES, MIN_DATA_BYTES} from "../src/ChainParameters.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

/// @title What a batch has to take always fits its data
contract InvariantForcedDataTest is RollupFixture {
    /// @dev A chain is deployed exactly when its overdue items, at the price of the cheapest bytes, fill half of a batch's
    /// data at most; the kernel's tests search for cheaper bytes.
    function testFuzz_A_chain_whose_overdue_items_could_fill_a_batch_cannot_be_deployed(uint32 maxDataBytes, uint40 maxForcedGas) public {
        ChainParameters memory p = parameters();
        p.maxDataBytes = MIN_DATA_BYTES + maxDataBytes % (LARGEST_DATA_BYTES - MIN_DATA_BYTES + 1);
        p.maxForcedGas = maxForcedGas % (p.maxDataBytes * GAS_PER_DATA_BYTE);
        if (p.maxForcedGas < p.maxItemGas) p.maxItemGas = p.maxForcedGas;

        uint256 mostBytes = (p.maxForcedGas + GAS_PER_DATA_BYTE - 1) / GAS_PER_DATA_BYTE;
        if (mostBytes > p.maxDataBytes / 2) vm.expectRevert(RollupChain.InvalidParameters.selector);
        new RollupChain(p, genesis(), holders(), terms(), program());
    }
}
