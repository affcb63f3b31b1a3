// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchHeader} from "../src/BatchHeader.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

/// @title Histories of a sequencer that does what it can against one queue item
/// @notice The user who queued the item watches: once the fallback is open, each finalized batch makes the user begin a new
/// proof on top of it, which takes PROVING_TIME, and which is then used at once. Time passes in steps that no deadline of
/// the user falls between.
contract CensorshipHandler is RollupFixture {
    uint256 private constant ITEMS_AHEAD = 12;
    uint256 private constant STEP = 8 hours;
    uint256 private constant PROVING = 1 days;

    /// @dev Headers of the committed batches by number.
    BatchHeader[] private headers;
    uint256 private queuedAt;
    uint256 private finalized;
    /// @dev When the user began to prove on top of batch `provingOn`; zero before.
    uint256 private provingSince;
    uint256 private provingOn;

    /// @notice Whether the sequencer ever committed a batch without the items that it owed by L1's clock.
    bool public evaded;

    function initialize() external {
        setUp();
        headers.push(last);
        depositMany(ITEMS_AHEAD);
        // The user's item.
        depositMany(1);
        queuedAt = block.timestamp;
    }

    function isFinal() public view returns (bool) {
        return headers[finalized].queuePosition > ITEMS_AHEAD;
    }

    /// @notice When the item must be final: each finalized batch takes 500,000 gas of items, five deposits, so that two can
    /// come before the one with the item, and each can cost the user a proof.
    function deadline() external view returns (uint256) {
        return queuedAt + FALLBACK_PERIOD + 3 * PROVING + 3 * STEP;
    }

    function wait() public {
        vm.warp(block.timestamp + STEP);
        act();
    }

    /// @dev Seldom, because it stops the sequencer too.
    function pauseOnce(uint256 seed) external {
        if (chain.pausedAt() == 0 && isSeldom(seed)) pause();
    }

    /// @dev A few batches ahead, each with as few items as the contract accepts at this time of the sequencer's choice, which
    /// may stand still.
    function commitFewest(uint32 lag, bool standStill, uint8 count) external {
        for (uint256 i; i <= count % 4; ++i) {
            commitOne(lag, standStill);
        }
    }

    function commitOne(uint32 lag, bool standStill) private {
        if (chain.paused()) return;
        BatchHeader memory header = next();
        uint256 earliest = standStill ? last.timestamp : block.timestamp - lag % MAX_LAG;
        if (earliest < last.timestamp) earliest = last.timestamp;
        header.timestamp = uint64(earliest);
        for (uint64 position = last.queuePosition; position <= chain.queueLength(); ++position) {
            header.queuePosition = position;
            header.queueRollingHash = chain.queueRollingHash(position);
            vm.prank(sequencer, sequencer);
            try chain.commitBatch(header, DATA) {
                bool owed = block.timestamp > queuedAt + DEADLINE + MAX_LAG;
                if (owed && position <= ITEMS_AHEAD && position - last.queuePosition < 5) evaded = true;
                last = header;
                headers.push(header);
                return;
            } catch {}
        }
    }

    /// @dev Seldom, because it undoes what the sequencer prepared.
    function revertSome(uint256 seed) external {
        uint256 unproven = headers.length - 1 - finalized;
        if (unproven == 0 || !isSeldom(seed)) return;
        uint256 lastKept = finalized + seed % unproven;
        vm.prank(sequencer);
        chain.revertBatches(lastKept);
        truncate(lastKept);
    }

    /// @dev Lets the user prove, and then proves just in time.
    function spoil(uint256 seed) external {
        wait();
        wait();
        proveFewest(seed);
    }

    /// @dev Proves as few batches as the contract accepts; seldom before there is a proof of the user's to spoil.
    function proveFewest(uint256 seed) public {
        if (!chain.fallbackOpen() && !isSeldom(seed)) return;
        for (uint256 to = finalized + 1; to < headers.length; ++to) {
            verifierSays(true, PROGRAM_KEY, headers[finalized], headers[to]);
            try chain.proveBatches(finalized + 1, to, PROOF) {
                finalized = to;
                act();
                return;
            } catch {}
        }
    }

    /// @dev The user's next step.
    function act() private {
        if (isFinal() || !chain.fallbackOpen()) return;
        if (provingSince == 0 || provingOn != finalized) {
            (provingSince, provingOn) = (block.timestamp, finalized);
            return;
        }
        if (block.timestamp < provingSince + PROVING) return;

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
        ++finalized;
    }

    /// @dev One call in forty. Hashed, because forge prefers some numbers.
    function isSeldom(uint256 seed) private view returns (bool) {
        return uint256(keccak256(abi.encode(seed, block.timestamp))) % 40 == 0;
    }

    function truncate(uint256 lastKept) private {
        while (headers.length - 1 > lastKept) headers.pop();
        last = headers[lastKept];
    }
}
