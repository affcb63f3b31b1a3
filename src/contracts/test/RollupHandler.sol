// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchHeader} from "../src/BatchHeader.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

/// @title Random histories of a rollup, and what must follow from them
/// @notice Every action is one that the contracts must accept, or does nothing; unexpected reverts fail the test.
contract RollupHandler is RollupFixture {
    /// @dev Headers of the committed batches by number.
    BatchHeader[] private headers;

    /// @notice Number of the last finalized batch.
    uint256 public finalized;
    /// @notice Hashes of the finalized batches by number.
    mapping(uint256 number => bytes32) public finalHash;
    /// @notice Wei minted on L2.
    uint256 public minted;
    /// @notice Wei paid for forced gas.
    uint256 public prepaid;

    function initialize() external {
        setUp();
        vm.deal(user, type(uint128).max);
        headers.push(last);
        finalHash[0] = last.hash();
    }

    function rollup() external view returns (address) {
        return address(chain);
    }

    function wait(uint32 time) external {
        vm.warp(block.timestamp + time % (2 * FALLBACK_PERIOD));
    }

    function depositSome(uint64 value) external {
        deposit(uint256(value) + 1);
        minted += uint256(value) + 1;
    }

    function force(uint64 value, uint16 gas) external {
        uint64 gasLimit = 21_000 + gas % 39_000;
        uint256 price = gasLimit * FORCED_GAS_PRICE;
        vm.prank(user, user);
        bridge.sendTransaction{value: value + price}(user, false, value, gasLimit, user, "");
        minted += value;
        prepaid += price;
    }

    /// @dev Commits a batch that takes all items, which is never refused.
    function commitAll() external {
        commit(nextTaking(chain.queueLength()));
        headers.push(last);
    }

    function revertSome(uint8 seed) external {
        uint256 unproven = headers.length - 1 - finalized;
        if (unproven == 0) return;
        uint256 lastKept = finalized + seed % unproven;
        vm.prank(sequencer);
        chain.revertBatches(lastKept);
        truncate(lastKept);
    }

    function prove(uint8 seed) external {
        uint256 unproven = headers.length - 1 - finalized;
        if (unproven == 0) return;
        uint256 to = finalized + 1 + seed % unproven;
        // Once the fallback is open for an item, only a proof that takes it is accepted.
        uint64 position = headers[to].queuePosition;
        if (position < chain.queueLength() && chain.queueTimestamp(position) + FALLBACK_PERIOD < block.timestamp) return;
        verifierSays(true, PROGRAM_KEY, headers[finalized], headers[to]);
        chain.proveBatches(finalized + 1, to, PROOF);
        recordFinality(to);
    }

    function fallBack() external {
        if (!chain.fallbackOpen()) return;
        truncate(finalized);
        BatchHeader[] memory batches = new BatchHeader[](1);
        batches[0] = nextTaking(chain.queueLength());
        verifierSays(true, PROGRAM_KEY, last, batches[0]);
        vm.prank(user, user);
        chain.publishData(DATA);
        vm.prank(user, user);
        chain.commitAndProve(batches, PROOF);
        last = batches[0];
        headers.push(last);
        recordFinality(headers.length - 1);
    }

    /// @notice Hash of the batch that should be the last committed one.
    function headHash() external view returns (bytes32) {
        return last.hash();
    }

    function committed() external view returns (uint256) {
        return headers.length - 1;
    }

    function truncate(uint256 lastKept) private {
        while (headers.length - 1 > lastKept) headers.pop();
        last = headers[lastKept];
    }

    function recordFinality(uint256 to) private {
        for (uint256 number = finalized + 1; number <= to; ++number) {
            finalHash[number] = headers[number].hash();
        }
        finalized = to;
    }
}
