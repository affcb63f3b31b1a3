// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchHeader} from "../src/BatchHeader.sol";
import {VersionRegistry} from "../src/VersionRegistry.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

/// @title Histories of owner, sequencer and guardian around versions
contract VersionsHandler is RollupFixture {
    /// @dev Headers of the committed batches by number.
    BatchHeader[] private headers;
    uint256 private finalized;
    mapping(uint64 version => uint256) private announcedAt;

    /// @notice Whether a batch ever had a version without the time to leave between its announcement and that batch.
    bool public surprised;

    function initialize() external {
        setUp();
        headers.push(last);
    }

    function wait(uint32 time) external {
        vm.warp(block.timestamp + time % (2 * MINIMUM_DELAY));
    }

    /// @dev Announces a version, for a time that may be too early to be accepted, or mistyped.
    function announce(uint64 activeFrom, bool mistyped) external {
        if (!mistyped) activeFrom = uint64(block.timestamp) + activeFrom % (2 * MINIMUM_DELAY);
        uint64 version = chain.latestVersion() + 1;
        vm.prank(owner);
        try chain.setVersion(version, verifier, PROGRAM_KEY, activeFrom) {
            announcedAt[version] = block.timestamp;
        } catch {}
    }

    function disable(uint64 seed) external {
        uint64 version = 1 + seed % chain.latestVersion();
        vm.prank(owner);
        chain.disableVersion(version);
    }

    function pauseAndUnpause() external {
        if (chain.pausedAt() == 0) {
            pause();
        } else {
            vm.prank(owner);
            chain.unpause();
        }
    }

    /// @dev Commits a batch of whatever version the contract accepts, if any.
    function commitAny(uint32 lag) external {
        BatchHeader memory header = next();
        uint64 time = uint64(block.timestamp) - lag % MAX_LAG;
        header.timestamp = time < last.timestamp ? last.timestamp : time;
        for (uint64 version = 1; version <= chain.latestVersion(); ++version) {
            header.version = version;
            vm.prank(sequencer, sequencer);
            try chain.commitBatch(header, DATA) {
                last = header;
                headers.push(header);
                if (version != 1 && block.timestamp < announcedAt[version] + FALLBACK_PERIOD + 1 days) surprised = true;
                return;
            } catch {}
        }
    }

    function revertAll() external {
        if (headers.length - 1 == finalized) return;
        vm.prank(sequencer);
        chain.revertBatches(finalized);
        truncate(finalized);
    }

    function prove(uint8 seed) external {
        uint256 unproven = headers.length - 1 - finalized;
        if (unproven == 0) return;
        uint256 to = finalized + 1 + seed % unproven;
        verifierSays(true, PROGRAM_KEY, headers[finalized], headers[to]);
        try chain.proveBatches(finalized + 1, to, PROOF) {
            finalized = to;
        } catch {}
    }

    /// @notice What the owner does in any state to go on; all of it must succeed.
    function recover() external {
        uint64 version = chain.latestVersion() + 1;
        vm.prank(owner);
        chain.unpause();
        if (headers.length - 1 != finalized) {
            vm.prank(sequencer);
            chain.revertBatches(finalized);
            truncate(finalized);
        }
        vm.prank(owner);
        chain.setVersion(version, verifier, PROGRAM_KEY, uint64(block.timestamp) + MINIMUM_DELAY);
        vm.warp(block.timestamp + MINIMUM_DELAY);
        BatchHeader memory header = next();
        header.version = version;
        BatchHeader memory parent = last;
        commit(header);
        verifierSays(true, PROGRAM_KEY, parent, header);
        chain.proveBatches(header.number, header.number, PROOF);
        vm.assertEq(chain.lastFinalizedBatch(), header.number);
    }

    /// @notice A user queues an item when the owner announces a version, and finalizes it by the rules that were in force.
    function depart() external {
        uint64 version = chain.versionAt(block.timestamp);
        if (chain.protocolVersion(version).disabled) return;
        vm.prank(user, user);
        bridge.sendTransaction{value: 1 ether}(user, false, 0, 21_000, user, "");
        uint256 active = block.timestamp + MINIMUM_DELAY;
        uint64 latest = chain.latestVersion();
        vm.prank(owner);
        chain.setVersion(latest + 1, verifier, PROGRAM_KEY, uint64(active));

        // The proof takes all the time that is left. Versions announced before are no surprise.
        vm.warp(active - 1);
        truncate(finalized);
        BatchHeader[] memory batches = new BatchHeader[](1);
        batches[0] = nextTaking(chain.queueLength());
        batches[0].version = chain.versionAt(active - 1);
        vm.assertTrue(batches[0].version <= latest);
        if (chain.protocolVersion(batches[0].version).disabled) return;
        verifierSays(true, PROGRAM_KEY, last, batches[0]);
        vm.prank(user, user);
        chain.publishData(DATA);
        vm.prank(user, user);
        chain.commitAndProve(batches, PROOF);
    }

    function truncate(uint256 lastKept) private {
        while (headers.length - 1 > lastKept) headers.pop();
        last = headers[lastKept];
    }
}
