// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {BatchHeader} from "../src/BatchHeader.sol";
import {IVerifier} from "../src/IVerifier.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {VersionRegistry} from "../src/VersionRegistry.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract VersionsTest is RollupFixture {
    function test_Batches_have_a_version_from_its_activation_on() public {
        setVersion(2, START + MINIMUM_DELAY);
        vm.warp(START + MINIMUM_DELAY - 1);
        commitMany(1);
        vm.warp(START + MINIMUM_DELAY);
        expectRefusal(next(), abi.encodeWithSelector(RollupChain.UnexpectedVersion.selector, 2, 1));
        commit(nextOf(2));
    }

    function test_The_batchs_own_time_decides_so_that_a_sealed_batch_keeps_its_version() public {
        setVersion(2, START + MINIMUM_DELAY);
        vm.warp(START + MINIMUM_DELAY - 1);
        BatchHeader memory sealedBefore = next();
        vm.warp(START + MINIMUM_DELAY + 1 days);
        commit(sealedBefore);
    }

    function test_Versions_are_numbered_without_gaps() public {
        refuses(3, verifier, type(uint64).max, abi.encodeWithSelector(VersionRegistry.UnknownVersion.selector, 3));
        refuses(1, verifier, type(uint64).max, abi.encodeWithSelector(VersionRegistry.UnknownVersion.selector, 1));
    }

    function test_A_version_that_is_announced_too_late_is_refused() public {
        uint256 earliest = START + MINIMUM_DELAY;
        refuses(
            2, verifier, uint64(earliest - 1), abi.encodeWithSelector(VersionRegistry.InvalidActivation.selector, earliest, earliest - 1)
        );
        setVersion(2, uint64(earliest));
    }

    function test_A_pending_version_is_superseded_by_one_that_activates_earlier() public {
        setVersion(2, type(uint64).max - 1);
        setVersion(3, START + MINIMUM_DELAY);
        vm.assertEq(chain.versionAt(START + MINIMUM_DELAY - 1), 1);
        vm.assertEq(chain.versionAt(START + MINIMUM_DELAY), 3);
        vm.assertEq(chain.versionAt(type(uint64).max), 3);
    }

    function test_A_version_without_a_verifiers_code_is_refused() public {
        refuses(2, IVerifier(address(0)), START + MINIMUM_DELAY, abi.encodeWithSelector(VersionRegistry.VerifierMissing.selector));
        refuses(2, IVerifier(user), START + MINIMUM_DELAY, abi.encodeWithSelector(VersionRegistry.VerifierMissing.selector));
    }

    function test_Batches_of_a_disabled_version_cannot_be_committed() public {
        vm.expectEmit(address(chain));
        emit VersionRegistry.VersionDisabled(1);
        disable(1);
        expectRefusal(next(), abi.encodeWithSelector(VersionRegistry.DisabledVersion.selector, 1));
    }

    function test_The_next_version_replaces_a_disabled_one() public {
        commitMany(2);
        disable(1);
        setVersion(2, START + MINIMUM_DELAY);
        vm.warp(START + MINIMUM_DELAY);
        vm.prank(sequencer);
        chain.revertBatches(0);
        last = genesis().toHeader(1, chain.configHash());
        commit(nextOf(2));
    }

    function test_Disabling_a_pending_version_cancels_it() public {
        setVersion(2, START + MINIMUM_DELAY);
        disable(2);
        vm.warp(START + MINIMUM_DELAY);
        commitMany(1);
        setVersion(3, START + 2 * MINIMUM_DELAY);
        vm.warp(START + 2 * MINIMUM_DELAY);
        commit(nextOf(3));
    }

    function test_No_older_version_takes_over_from_a_disabled_one() public {
        setVersion(2, START + MINIMUM_DELAY);
        vm.warp(START + MINIMUM_DELAY);
        disable(2);
        expectRefusal(next(), abi.encodeWithSelector(RollupChain.UnexpectedVersion.selector, 2, 1));
        expectRefusal(nextOf(2), abi.encodeWithSelector(VersionRegistry.DisabledVersion.selector, 2));
    }

    function test_An_unknown_version_cannot_be_disabled() public {
        for (uint64 version; version <= 2; version += 2) {
            vm.prank(owner);
            vm.expectRevert(abi.encodeWithSelector(VersionRegistry.UnknownVersion.selector, version));
            chain.disableVersion(version);
        }
    }

    function test_Only_the_owner_sets_and_disables_versions() public {
        vm.prank(sequencer);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        chain.setVersion(2, verifier, PROGRAM_KEY, START + MINIMUM_DELAY);
        vm.prank(guardian);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        chain.disableVersion(1);
    }

    function nextOf(uint64 version) private view returns (BatchHeader memory header) {
        header = next();
        header.version = version;
    }

    function setVersion(uint64 version, uint64 activeFrom) private {
        vm.prank(owner);
        chain.setVersion(version, verifier, PROGRAM_KEY, activeFrom);
    }

    function disable(uint64 version) private {
        vm.prank(owner);
        chain.disableVersion(version);
    }

    function refuses(uint64 version, IVerifier verifier_, uint64 activeFrom, bytes memory reason) private {
        vm.prank(owner);
        vm.expectRevert(reason);
        chain.setVersion(version, verifier_, PROGRAM_KEY, activeFrom);
    }
}
